"""What was drawn is read again, from pictures as scanners and telephones make them."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from songda.trust.barcodes import bars_of, read_barcodes, read_barcodes_of
from songda.trust.barcodes.code128 import PATTERNS, texts_in
from songda.trust.barcodes.jobs import texts

NUMBER = "EA123456785CN"


def slip(text: str = NUMBER, module: int = 3, size: tuple[int, int] = (1240, 700)) -> Image.Image:
    page = Image.new("L", size, 250)
    draw, left = ImageDraw.Draw(page), 120
    draw.text((120, 60), "回执 return receipt", fill=20)
    for at, width in enumerate(map(int, bars_of(text))):
        if at % 2 == 0:
            draw.rectangle((left, 200, left + width * module - 1, 330), fill=15)
        left += width * module
    return page


def as_file(picture: Image.Image, form: str) -> bytes:
    out = BytesIO()
    picture.convert("RGB").save(out, form)
    return out.getvalue()


def test_every_symbol_has_eleven_modules_and_is_told_from_the_others() -> None:
    assert len(set(PATTERNS)) == 106
    assert all(sum(map(int, pattern)) == 11 for pattern in PATTERNS)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40), st.integers(1, 9))
def test_what_was_drawn_is_read(text: str, module: int) -> None:
    row = [100, *(int(width) * module for width in bars_of(text)), 100]

    assert list(texts_in(row)) == [text]


@given(st.data())
@settings(max_examples=50)
def test_one_wrong_bar_is_never_read_as_another_number(data: st.DataObject) -> None:
    widths = [int(width) for width in bars_of(NUMBER)]
    at = data.draw(st.integers(0, len(widths) - 1))
    widths[at] = data.draw(st.integers(1, 4).filter(lambda other: other != widths[at]))

    assert set(texts_in([100, *widths, 100])) <= {NUMBER}


@pytest.mark.parametrize("form", ["PDF", "JPEG", "PNG"])
def test_the_number_is_read_off_a_file(form: str) -> None:
    assert read_barcodes(as_file(slip(), form)) == {NUMBER}


@pytest.mark.parametrize(
    "changed",
    [
        lambda page: page.rotate(180),
        lambda page: page.rotate(90, expand=True),
        lambda page: page.rotate(2, fillcolor=250),
        lambda page: page.filter(ImageFilter.GaussianBlur(1.2)),
        lambda page: page.point([40 + shade * 3 // 5 for shade in range(256)]),
        lambda page: page.filter(ImageFilter.MinFilter(3)),
    ],
    ids=["upside down", "on its side", "a little slanted", "blurred", "grey", "too much ink"],
)
def test_a_scan_as_people_make_them_is_read(changed: object) -> None:
    assert NUMBER in texts(changed(slip()))  # type: ignore[operator]


def test_a_page_without_a_code_and_a_file_that_is_no_picture_give_nothing() -> None:
    assert read_barcodes(as_file(Image.effect_noise((600, 400), 80), "PNG")) == frozenset()
    assert read_barcodes(b"%PDF-1.4 nonsense") == frozenset()
    assert read_barcodes(b"GIF89a nonsense") == frozenset()


def test_several_files_are_read_together_and_one_that_is_none_spoils_no_other() -> None:
    other = NUMBER.replace("EA", "EB")
    files = [as_file(slip(), "PDF"), b"%PDF-1.4 nonsense", as_file(slip(other), "JPEG"), b""]

    assert read_barcodes_of(files) == [{NUMBER}, frozenset(), {other}, frozenset()]
    assert read_barcodes_of([]) == []


def test_letters_that_no_scanner_types_are_refused() -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        bars_of("邮件")
