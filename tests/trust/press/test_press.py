"""The check before printing finds what is planted, and mends what can be mended."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from songda.core.delivery.letters.sheets import A4, Fault, postcode_fault
from songda.trust.paper import page_images
from songda.trust.press import LetterParts, MadeLetter, bind, make_letters, marked
from songda.trust.typesetting.papers import paper_pdf
from songda.trust.typesetting.post import CoverSheet, cover_sheets_pdf
from tests.trust.typesetting.sample_case import CASE

NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
LINK = "https://songda.example/s/ABCDEFGHJK"
NUMBER = "EZ123456785CN"
SHEET = CoverSheet(
    language="zh",
    court="孝义市人民法院",
    sender="退件请寄：山西省孝义市府前街1号 孝义市人民法院",
    lines=["032300", "山西省吕梁市孝义市", "新义街道迎宾路1号3单元502室", "李某某"],
    product="法院专递",
    number=NUMBER,
    head=[("案号", "（2026）晋1181民初1号")],
    title="送达诉讼文书",
    says=["李某某：", "现依法向您送达下列文书。"],
    columns=["序号", "文书", "页数"],
    papers=[("传票", "1")],
    dates=["开庭时间：2026年8月20日9时00分"],
    link=LINK,
    online=["也可以在手机上阅读。"],
    back_title="请您知悉",
    rights=["请当场核对。"],
    receipt_title="送达回证",
    receipt=["签收人", "签收日期", "与受送达人的关系", "证件号码后四位"],
    signers="可以签收的人：本人。",
)
SUMMONS = paper_pdf("summons", CASE)


def made(
    sheet: CoverSheet = SHEET, *papers: bytes, number: str = NUMBER, link: str = LINK, most: int = 250
) -> MadeLetter:
    carried = papers or (SUMMONS,)
    unmade = LetterParts(cover_sheets_pdf([sheet], NOW), tuple(range(len(carried))), number, link, most)
    return make_letters([unmade], carried)[0]


def faults(letter: MadeLetter) -> set[Fault]:
    return {each.fault for each in letter.found}


def drawn(width: float, height: float, box: tuple[float, float, float, float], turn: int = 0) -> bytes:
    """A page of that size in millimetres with a black box on it, measured from below on the left."""
    points = 72 / 25.4
    out = BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(width * points, height * points))
        sides = " ".join(f"{side * points:.2f}" for side in box)
        page.contents_add(f"0 g {sides} re f".encode())
        if turn:
            page.rotate(turn, relative=True)
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("large", [False, True])
def test_a_letter_as_it_should_be_has_no_fault_and_begins_each_paper_on_a_front(large: bool) -> None:
    letter = made(replace(SHEET, is_large_print=large), SUMMONS, SUMMONS)
    assert (faults(letter), letter.scaled) == (set(), 0)
    assert letter.pages == 5  # the sheet, a summons, its empty back, a summons


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"lines": ["李某某", "新义街道"]}, Fault.ADDRESS_LINES),
        ({"lines": ["新义街道迎宾路" * 4] * 6}, Fault.ADDRESS_OUTSIDE),
        ({"number": "EZ123456799CN"}, Fault.NUMBER_UNREADABLE),
        ({"link": "https://songda.example/s/ABCDEFGHJL"}, Fault.CODE_UNREADABLE),
        ({"says": ["现依法向您送达下列文书，请当场核对。" * 20] * 12}, Fault.TOO_MANY_PAPERS),
    ],
    ids=lambda value: str(value) if isinstance(value, Fault) else "",
)
def test_what_is_planted_on_the_sheet_is_found(changed: dict[str, object], fault: Fault) -> None:
    assert fault in faults(made(replace(SHEET, **changed)))  # type: ignore[arg-type]


def test_too_many_sheets_are_told() -> None:
    assert faults(made(SHEET, SUMMONS, most=1)) == {Fault.TOO_MANY_SHEETS}


@pytest.mark.parametrize(
    "paper",
    [
        pytest.param(drawn(210, 297, (0, 0, 100, 20)), id="reaches the edge"),
        pytest.param(drawn(297, 210, (10, 10, 100, 20)), id="lies"),
        pytest.param(drawn(297, 420, (10, 10, 100, 20)), id="is an A3"),
        pytest.param(drawn(297, 210, (10, 10, 100, 20), 90), id="lies and is turned"),
    ],
)
def test_pages_that_do_not_fit_are_made_to_fit_and_stay_whole(paper: bytes) -> None:
    letter = made(SHEET, paper)
    assert not faults(letter)
    document = pypdfium2.PdfDocument(letter.body)
    page = document[2]
    points = 72 / 25.4
    assert (round(page.get_width() / points), round(page.get_height() / points)) == A4
    picture = page.render(scale=1, grayscale=True).to_pil()
    box = picture.point(lambda shade: 255 if shade < 128 else 0).getbbox()
    assert box is not None
    assert min(box[0], box[1], picture.width - box[2], picture.height - box[3]) >= 5 * points - 2
    page.close()
    document.close()


def test_a_page_that_would_be_too_small_to_read_is_told() -> None:
    assert Fault.UNFIT_PAGE in faults(made(SHEET, drawn(600, 900, (10, 10, 100, 20))))


def test_a_font_that_the_file_does_not_bear_is_named() -> None:
    out = BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.TrueType, BaseFont=pikepdf.Name.SimSun)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
        page.contents_add(b"BT /F1 12 Tf 100 400 Td (words) Tj ET")
        pdf.save(out)
    (found,) = [each for each in made(SHEET, out.getvalue()).found if each.fault is Fault.FONT_MISSING]
    assert found.detail == "SimSun"


def test_a_paper_that_cannot_be_read_stops_its_letter_and_no_other() -> None:
    cover = cover_sheets_pdf([SHEET], NOW)
    both = [LetterParts(cover, (0,), NUMBER, LINK, 250), LetterParts(cover, (1,), NUMBER, LINK, 250)]
    good, bad = make_letters(both, [SUMMONS, b"%PDF-1.7 nothing"])
    assert (faults(good), faults(bad)) == (set(), {Fault.UNREADABLE_PAPER})


def test_letters_are_bound_in_their_order_and_bear_alike_things_once() -> None:
    letters = [made(SHEET).body for _ in range(4)]
    bound = bind(letters)
    assert len(pypdfium2.PdfDocument(bound)) == 12
    assert len(bound) < 2 * len(letters[0])


def test_the_picture_of_a_fault_has_a_red_frame() -> None:
    letter = made(replace(SHEET, lines=["李某某", "新义街道"]))
    (image,) = page_images(letter.body, 60, only=range(1, 2))
    from PIL import Image

    colours = Image.open(BytesIO(marked(image, letter.found).body)).convert("RGB").getcolors(1 << 20) or []
    assert any(red > 150 and green < 80 for _, (red, green, _blue) in colours)


def test_a_postcode_is_held_to_its_province() -> None:
    assert postcode_fault("032300", "山西省吕梁市") is None
    assert postcode_fault("", "山西省吕梁市") == postcode_fault("", "巴黎")
    wrong = postcode_fault("210000", "山西省吕梁市")
    assert wrong is not None
    assert (wrong.fault, wrong.stops) == (Fault.POSTCODE_WRONG, True)
    missing = postcode_fault("", "山西省")
    assert missing is not None
    assert not missing.stops
