"""What is written as DER is read back, and what is broken is refused."""

import pytest

from songda.trust.der import INTEGER, OCTETS, SEQUENCE, DerError, element, first, integer, parts_of
from tests.rows import all_rows


@all_rows("size", [0, 1, 127, 128, 255, 256, 65535, 65536])
def test_an_element_of_any_size_is_read_back(size: int) -> None:
    written = element(OCTETS, bytes(size))
    assert first(written + b"more") == (OCTETS, bytes(size), written)


@pytest.mark.parametrize(
    ("value", "written"), [(0, "020100"), (127, "02017f"), (128, "02020080"), (256, "02020100"), (65535, "020300ffff")]
)
def test_numbers_stay_positive(value: int, written: str) -> None:
    assert integer(value).hex() == written


def test_the_parts_of_a_sequence_come_apart_in_order() -> None:
    whole = first(element(SEQUENCE, integer(1), element(OCTETS, b"x")))
    assert [part.tag for part in parts_of(whole.content)] == [INTEGER, OCTETS]


@pytest.mark.parametrize("broken", ["", "30", "3005", "300501", "3080", "3085ffffffffff", "308200ff00"])
def test_what_is_cut_short_or_strange_is_refused(broken: str) -> None:
    with pytest.raises(DerError):
        first(bytes.fromhex(broken))
