"""A photograph in a form that nothing here opens is told by its name before any program opens it."""

import pytest

from songda.trust.photographs import PhotographError, redraw
from tests.rows import all_rows

BRANDS = (
    "heic",
    "heix",
    "heim",
    "heis",
    "hevc",
    "hevx",
    "hevm",
    "hevs",
    "mif1",
    "msf1",
    "mif2",
    "miaf",
    "MiHE",
    "MiHB",
)


@all_rows("brand", BRANDS)
def test_every_brand_of_heif_is_told_by_its_name(brand: str) -> None:
    with pytest.raises(PhotographError) as wrong:
        redraw(b"\0\0\0\x24ftyp" + brand.encode() + bytes(400))

    assert wrong.value.code == "heic"


@pytest.mark.parametrize("body", [b"ftypheic" + bytes(40), b"\0\0\0\x18ftypisom" + bytes(400), b"GIF89a" + bytes(40)])
def test_what_is_no_photograph_at_all_is_none(body: bytes) -> None:
    with pytest.raises(PhotographError) as wrong:
        redraw(body)

    assert wrong.value.code == "no_picture"
