"""A sealed file comes back whole or not at all, and the one that fails is named."""

import os
from pathlib import Path

import pytest

from songda.trust.sealing import Keyring, SealedWriter, SealError, key_mark, open_file
from songda.trust.sealing.files import IN_MEMORY, PIECE_BYTES

CELL = "papers_paper.file:6f1c"
STEP = PIECE_BYTES + 16


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring.create(tmp_path / "ring.json")


def seal_file(plain: bytes, ring: Keyring, drafts: Path) -> tuple[bytes, bytes]:
    """The file as it is kept, and its wrapped key."""
    made, kept = SealedWriter(CELL, drafts), list[bytes]()
    made.write(plain)
    wrapped = made.finish(ring, lambda _mark, sealed: kept.append(sealed.read()))
    return kept[0], wrapped


SIZES = [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES, IN_MEMORY + PIECE_BYTES]


@pytest.mark.parametrize("size", SIZES)
def test_a_file_of_any_size_comes_back_as_it_was(ring: Keyring, tmp_path: Path, size: int) -> None:
    plain, before = os.urandom(size), sorted(tmp_path.iterdir())
    sealed, wrapped = seal_file(plain, ring, tmp_path)
    assert open_file(sealed, wrapped, ring, CELL) == plain
    assert sorted(tmp_path.iterdir()) == before


def test_nothing_of_the_file_can_be_read_where_it_is_kept(ring: Keyring, tmp_path: Path) -> None:
    assert b"secret" not in seal_file(b"%PDF-1.7 secret", ring, tmp_path)[0]


def test_a_file_is_marked_by_its_own_key_and_keeps_the_mark_under_a_new_ring_key(tmp_path: Path) -> None:
    ring, marks = Keyring.create(tmp_path / "own.json"), list[str]()
    keys = [SealedWriter(CELL, tmp_path).finish(ring, lambda mark, _sealed: marks.append(mark)) for _ in range(2)]
    assert marks == [key_mark(ring.unwrap(key, CELL)) for key in keys]
    assert len(set(marks)) == 2
    rotated = Keyring.add_key(tmp_path / "own.json")
    assert key_mark(rotated.unwrap(rotated.wrap(rotated.unwrap(keys[0], CELL)), CELL)) == marks[0]


def _damage(sealed: bytes, how: str) -> bytes:
    first, second, rest = sealed[11 : 11 + STEP], sealed[11 + STEP : 11 + 2 * STEP], sealed[11 + 2 * STEP :]
    return {
        "one bit changed": sealed[:-1] + bytes([sealed[-1] ^ 1]),
        "last piece cut off": sealed[: 11 + 2 * STEP],
        "cut inside a piece": sealed[:-5],
        "pieces swapped": sealed[:11] + second + first + rest,
        "a piece repeated": sealed[:11] + first + first + second + rest,
        "something appended": sealed + b"x",
        "nonce changed": sealed[:4] + b"\xff" * 7 + sealed[11:],
        "emptied": b"",
        "another kind of file": b"%PDF" + sealed[4:],
    }[how]


@pytest.mark.parametrize(
    "how",
    [
        "one bit changed",
        "last piece cut off",
        "cut inside a piece",
        "pieces swapped",
        "a piece repeated",
        "something appended",
        "nonce changed",
        "emptied",
        "another kind of file",
    ],
)
def test_a_damaged_file_is_refused_by_name(ring: Keyring, tmp_path: Path, how: str) -> None:
    sealed, wrapped = seal_file(os.urandom(2 * PIECE_BYTES + 100), ring, tmp_path)
    with pytest.raises(SealError, match=r"papers_paper\.file:6f1c"):
        open_file(_damage(sealed, how), wrapped, ring, CELL)


def test_a_file_put_in_the_place_of_another_is_refused(ring: Keyring, tmp_path: Path) -> None:
    sealed, wrapped = seal_file(b"judgment", ring, tmp_path)
    with pytest.raises(SealError, match=r"papers_paper\.file:other"):
        open_file(sealed, wrapped, ring, "papers_paper.file:other")


def test_a_changed_key_says_so(ring: Keyring, tmp_path: Path) -> None:
    sealed, wrapped = seal_file(b"x", ring, tmp_path)
    for broken in (wrapped[:-1], wrapped[:-1] + bytes([wrapped[-1] ^ 1]), b"", b"\x09" + wrapped[1:]):
        with pytest.raises(SealError, match="file key"):
            open_file(sealed, broken, ring, CELL)
