"""Sealed values open only in their own place, and old keys go on opening what they sealed."""

import json
from pathlib import Path

import pytest

from songda.trust.sealing import ALPHABET, Keyring, SealError

CELL = "parties_party.name:6f1c"


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring.create(tmp_path / "keys" / "ring.json")


def test_a_sealed_value_opens_in_its_own_cell(ring: Keyring) -> None:
    assert ring.open(ring.seal("李某".encode(), CELL), CELL).decode() == "李某"


def test_a_value_moved_to_another_row_is_refused(ring: Keyring) -> None:
    sealed = ring.seal(b"13800000000", "parties_address.value:a")
    with pytest.raises(SealError, match="belongs to another place"):
        ring.open(sealed, "parties_address.value:b")


@pytest.mark.parametrize("position", [0, 1, 5, 17, -1])
def test_a_changed_byte_anywhere_is_refused(ring: Keyring, position: int) -> None:
    sealed = bytearray(ring.seal(b"13800000000", CELL))
    sealed[position] ^= 1
    with pytest.raises(SealError):
        ring.open(bytes(sealed), CELL)


@pytest.mark.parametrize("length", [0, 1, 20, 32])
def test_a_value_cut_short_is_refused(ring: Keyring, length: int) -> None:
    with pytest.raises(SealError):
        ring.open(ring.seal(b"13800000000", CELL)[:length], CELL)


def test_equal_values_seal_differently_but_index_alike(ring: Keyring) -> None:
    assert ring.seal(b"x", CELL) != ring.seal(b"x", CELL)
    first = ring.blind_index("party.resident_id", "11010519491231002X")
    assert first == ring.blind_index("party.resident_id", " 11010519491231002x ")
    assert len(first) == 16


def test_indexes_of_two_columns_or_two_courts_cannot_be_compared(ring: Keyring, tmp_path: Path) -> None:
    other = Keyring.create(tmp_path / "other.json")
    one = ring.blind_index("party.mobile", "13800000000")
    assert one != ring.blind_index("contact.mobile", "13800000000")
    assert one != other.blind_index("party.mobile", "13800000000")


def test_a_mark_changes_with_every_letter_its_case_and_its_width(ring: Keyring) -> None:
    texts = ["李A", "李a", "李\uff21", "李A ", ""]
    assert len({ring.mark("certificate.printed", text) for text in texts}) == len(texts)
    assert ring.mark("certificate.printed", "A") != ring.mark("sent_form.made", "A")
    assert ring.mark("certificate.printed", "A") == ring.mark("certificate.printed", "A")


def test_a_code_is_the_same_each_time_and_has_no_letters_that_look_alike(ring: Keyring) -> None:
    code = ring.code("envelope link", "6f1c", 10)
    assert code == ring.code("envelope link", "6f1c", 10)
    assert len(code) == 10
    assert set(code) <= set(ALPHABET)
    assert not set("01OILU") & set(ALPHABET)
    assert code != ring.code("certificate", "6f1c", 10)


def test_codes_use_every_letter_about_equally(ring: Keyring) -> None:
    letters = "".join(ring.code("even", str(number), 10) for number in range(3000))
    counts = [letters.count(letter) for letter in ALPHABET]
    assert min(counts) > 850
    assert max(counts) < 1150


@pytest.mark.parametrize("length", [0, -1, 41])
def test_a_code_of_no_sensible_length_is_refused(ring: Keyring, length: int) -> None:
    with pytest.raises(ValueError, match="1 to 40"):
        ring.code("x", "y", length)


def test_after_a_new_key_old_values_open_and_new_ones_use_it(tmp_path: Path) -> None:
    path = tmp_path / "ring.json"
    old = Keyring.create(path)
    sealed, index = old.seal(b"old", CELL), old.blind_index("c", "v")
    Keyring.add_key(path)
    new = Keyring.load(path)
    assert new.open(sealed, CELL) == b"old"
    assert new.blind_index("c", "v") == index
    assert new.key_of(new.seal(b"new", CELL)) == new.current != old.current
    with pytest.raises(SealError, match="not on the key ring"):
        old.open(new.seal(b"new", CELL), CELL)


def test_the_key_file_is_for_its_owner_only_and_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "ring.json"
    Keyring.create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    with pytest.raises(SealError, match="not replaced"):
        Keyring.create(path)
    assert path.read_bytes() == before
    Keyring.add_key(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_secrets_do_not_show_when_a_ring_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "ring.json"
    ring = Keyring.create(path)
    text = json.loads(path.read_text())
    shown = repr(ring) + repr(vars(ring)["_secrets"])
    assert not any(secret in shown for secret in [*text["keys"].values(), text["index"]])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"format": "other"}, "not a key ring of a kind known"),
        ({"current": "00000000"}, "does not hold its current key"),
        ({"index": "c2hvcnQ="}, "not 32 bytes"),
        ({"index": "***"}, "not 32 bytes"),
        ({"keys": {"zz": "c2hvcnQ="}, "current": "zz"}, "8 hexadecimal digits"),
    ],
)
def test_a_damaged_key_file_says_what_is_wrong(tmp_path: Path, change: dict[str, object], reason: str) -> None:
    path = tmp_path / "ring.json"
    Keyring.create(path)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(SealError, match=reason):
        Keyring.load(path)


def test_a_missing_or_foreign_key_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SealError, match="cannot be read"):
        Keyring.load(tmp_path / "none.json")
    (tmp_path / "text").write_text("hello")
    with pytest.raises(SealError, match="not a key ring"):
        Keyring.load(tmp_path / "text")
