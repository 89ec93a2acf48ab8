"""A sealed file comes back whole or not at all, and the one that fails is named."""

import os
from pathlib import Path

import pytest

from songda.trust.sealing import Keyring, SealError, open_file, seal_file
from songda.trust.sealing.files import PIECE_BYTES

CELL = "papers_paper.file:6f1c"
STEP = PIECE_BYTES + 16


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring.create(tmp_path / "ring.json")


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_a_file_of_any_size_comes_back_as_it_was(ring: Keyring, tmp_path: Path, size: int) -> None:
    plain = os.urandom(size)
    wrapped = seal_file(plain, tmp_path / "a" / "f", ring, CELL)
    assert open_file(tmp_path / "a" / "f", wrapped, ring, CELL) == plain
    assert (tmp_path / "a" / "f").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["f"]


def test_nothing_of_the_file_can_be_read_on_disk(ring: Keyring, tmp_path: Path) -> None:
    seal_file(b"%PDF-1.7 secret", tmp_path / "f", ring, CELL)
    assert b"secret" not in (tmp_path / "f").read_bytes()


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
    path = tmp_path / "f"
    wrapped = seal_file(os.urandom(2 * PIECE_BYTES + 100), path, ring, CELL)
    path.write_bytes(_damage(path.read_bytes(), how))
    with pytest.raises(SealError, match=r"papers_paper\.file:6f1c"):
        open_file(path, wrapped, ring, CELL)


def test_a_file_put_in_the_place_of_another_is_refused(ring: Keyring, tmp_path: Path) -> None:
    wrapped = seal_file(b"judgment", tmp_path / "f", ring, CELL)
    with pytest.raises(SealError, match=r"papers_paper\.file:other"):
        open_file(tmp_path / "f", wrapped, ring, "papers_paper.file:other")


def test_a_missing_file_and_a_changed_key_say_so(ring: Keyring, tmp_path: Path) -> None:
    wrapped = seal_file(b"x", tmp_path / "f", ring, CELL)
    with pytest.raises(SealError, match="cannot be read"):
        open_file(tmp_path / "g", wrapped, ring, CELL)
    for broken in (wrapped[:-1], wrapped[:-1] + bytes([wrapped[-1] ^ 1]), b"", b"\x09" + wrapped[1:]):
        with pytest.raises(SealError, match="file key"):
            open_file(tmp_path / "f", broken, ring, CELL)
