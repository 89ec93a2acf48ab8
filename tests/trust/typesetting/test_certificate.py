"""A printed certificate can be read, searched and listened to, and prints words as words whatever they are."""

import dataclasses
import hashlib
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songda.core import certificates as c
from songda.core.certificates import write_certificate
from songda.trust import typesetting
from songda.trust.paper import inspect, page_texts
from songda.trust.typesetting import MissingGlyphError, certificate_pdf
from songda.trust.typesetting.compiler import typeset
from tests.core.certificates.samples import NUMBER, after, both, summons_served


def printed(facts: c.CertificateFacts) -> bytes:
    """The certificate of these facts."""
    return certificate_pdf(write_certificate(facts))


def named(name: str) -> c.CertificateFacts:
    """The same service for a recipient of another name."""
    facts = summons_served()
    return dataclasses.replace(facts, recipient=dataclasses.replace(facts.recipient, name=name))


def text_of(pdf: bytes) -> str:
    """All letters of a PDF in the order in which a reader copies them."""
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_numbers_and_names_can_be_copied_and_searched_unbroken() -> None:
    text = text_of(printed(summons_served()))
    for wanted in (NUMBER, "电子送达凭证", "孝义市人民法院", "晋1181送达2022000123-5", bytes(range(32)).hex()):
        assert wanted in text


def test_every_field_of_the_content_stands_on_paper() -> None:
    content = write_certificate(summons_served(languages=("zh", "en")))
    text = text_of(certificate_pdf(content)).replace("\r\n", "").replace(" ", "").replace("\ufffe", "-")
    rows = [row for section in (*content.sections, content.proof, content.signatories) for row in section.rows]
    cells = [cell for table in content.tables for line in table.lines for cell in line]
    for words in (*(row.label for row in rows), *(row.value for row in rows), *cells):
        assert words["zh"].replace(" ", "") in text
        assert words["en"].replace(" ", "") in text


def test_it_claims_and_carries_what_archives_and_screen_readers_need() -> None:
    with pikepdf.open(BytesIO(printed(summons_served()))) as pdf:
        with pdf.open_metadata() as about:
            assert (about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"]) == ("3", "A", "1")
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).lower().startswith("zh")
        assert "电子送达凭证" in str(pdf.docinfo.Title)
        fonts = [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]
        assert fonts
        assert all("/FontFile3" in font.DescendantFonts[0].FontDescriptor for font in fonts)


def test_the_seal_and_the_code_are_pictures_with_a_description_and_without_letters() -> None:
    pdf = printed(summons_served())
    assert "演示样章" not in text_of(pdf).replace("\n", "")
    with pikepdf.open(BytesIO(pdf)) as document:
        described = [
            str(piece.Alt) for piece in document.objects if isinstance(piece, pikepdf.Dictionary) and "/Alt" in piece
        ]
    assert any("印章" in text for text in described)
    assert any("二维码" in text for text in described)


def test_the_same_content_gives_the_same_bytes_also_in_another_process() -> None:
    program = (
        "import hashlib,sys; from tests.trust.typesetting.test_certificate import *;"
        "sys.stdout.write(hashlib.sha256(printed(summons_served())).hexdigest())"
    )
    elsewhere = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert elsewhere == hashlib.sha256(printed(summons_served())).hexdigest()


@pytest.mark.parametrize(
    "name",
    [
        "#panic(1)",
        '#read("/etc/passwd")',
        "*李* _某_ $x$ `code` <label> @ref // comment",
        '"引号" \\ 反斜杠',
        "阿卜杜拉·买买提江",
        "𠮷田",
    ],
)
def test_a_name_is_printed_as_it_is_and_never_obeyed(name: str) -> None:
    text = text_of(printed(named(name)))
    assert name.replace(" ", "") in text.replace("\r\n", "").replace(" ", "")


def test_a_name_that_no_font_can_print_stops_the_certificate_and_is_not_told_to_the_log() -> None:
    with pytest.raises(MissingGlyphError, match=r"U\+2A6A5") as caught:
        printed(named("李𪚥"))
    assert caught.value.characters == "𪚥"
    assert "𪚥" not in str(caught.value)


def test_characters_that_turn_the_writing_round_are_left_out() -> None:
    text = text_of(printed(named("李\u202e某\u200b")))
    assert "李某" in text
    assert "\u202e" not in text


def crowded(lines: int, length: int, result: str = "effective") -> c.CertificateFacts:
    """As many lines as that in every list, and names as long as that."""
    facts = summons_served()
    words = both("说明" * length, "a remark " * length)
    steps = tuple(dataclasses.replace(facts.moments[place % 7]) for place in range(lines))
    return dataclasses.replace(
        facts,
        case=dataclasses.replace(facts.case, cause=both("损害责任纠纷" * (length // 6), "")),
        recipient=dataclasses.replace(facts.recipient, name="阿卜杜拉" * (length // 4)),
        paper=dataclasses.replace(facts.paper, title="起诉状副本" * (length // 5)),
        effect=c.CertifiedEffect(result, None, None, facts.effect.articles * 6, (words,) * lines)
        if result != "effective"
        else dataclasses.replace(facts.effect, reasons=(words,) * lines, articles=facts.effect.articles * 6),
        moments=(*facts.moments, *steps),
        attempts=facts.attempts[1:] * lines + facts.attempts[:1],
        periods=facts.periods * min(lines, 4),
        remarks=(words,) * min(lines, 6),
        replaces=c.ReplacedCertificate("晋1181送达2022000122-1", both("送达认定发生变更", "the decision changed")),
    )


@pytest.mark.rows_by_day(4, "sets pages of every shape")
@pytest.mark.parametrize("result", ["effective", "not_effective"])
@pytest.mark.parametrize(("lines", "length"), [(0, 4), (1, 120), (12, 30), (12, 120), (200, 120)])
def test_there_are_two_pages_never_three_and_what_counts_is_on_the_first(lines: int, length: int, result: str) -> None:
    facts = crowded(lines, length, result)
    content = write_certificate(facts)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(certificate_pdf(content))]
    assert len(pages) == 2
    first, second = (page.replace("\r\n", "").replace(" ", "").replace("\ufffe", "-") for page in pages)
    for words in (content.result, content.statement, content.basis, content.issued_on):
        assert words["zh"].replace(" ", "") in first
    assert content.code in first
    assert "送达经过" in second
    assert content.closing["zh"] in second
    assert "第1页/共2页" in first


def test_each_language_has_two_pages_of_its_own_the_courts_first() -> None:
    content = write_certificate(dataclasses.replace(crowded(12, 60), languages=("zh", "en")))
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(certificate_pdf(content))]
    assert len(pages) == 4
    for words in (content.title, content.result, content.sections[0].rows[0].label):
        assert [words["zh"] in page for page in pages] == [page == pages[0] for page in pages]
        assert words["en"] in pages[2]
        assert words["en"] not in pages[0] + pages[1]
    chinese, english = pages[:2], pages[2:]
    assert all("核验编码" in page and "第" in page for page in chinese)
    assert [f"Page {number} of 4" in page for number, page in enumerate(english, 3)] == [True, True]
    for words in ("核验编码", "年", "页"):
        assert not any(words in page for page in english), words


@pytest.mark.rows_by_day(4, "sets a page for every length of a court's name")
@pytest.mark.parametrize("length", range(1, 30))
def test_no_name_day_or_case_number_is_broken_in_two(length: int) -> None:
    facts = dataclasses.replace(named("阿卜杜拉希提"), court=both("孝" * length + "法院", "court"))
    text = text_of(printed(facts)).replace("\r\n", "\n")
    for whole in ("阿卜杜拉希提", NUMBER, "2022年6月2日", "10时00分05秒"):
        assert sum(line.count(whole) for line in text.split("\n")) == text.replace("\n", "").count(whole)


def printed_over(pdf: bytes) -> list[str]:
    """Letters that stand where another one stands."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        places = [place for place in range(text.count_chars()) if text.get_text_range(place, 1).strip()]
        boxes = sorted((text.get_charbox(place), place) for place in places)
        for number, ((left, low, right, high), place) in enumerate(boxes):
            for (other, below, _, above), _ in boxes[number + 1 : number + 400]:
                if other > right - 1:
                    break
                if other > left and min(high, above) - max(low, below) > 1:
                    found.append(text.get_text_range(place, 1))
    return found


def test_a_word_that_is_wider_than_its_cell_is_printed_over_nothing() -> None:
    content = write_certificate(summons_served())
    long = dict.fromkeys(("zh", "en"), "https://court.example/notices/" + "8eqAmVKMIrASMcd2fW_TMQ" * 2)
    tables = [
        dataclasses.replace(one, lines=tuple((long,) * len(line) for line in one.lines)) for one in content.tables
    ]
    pdf = certificate_pdf(dataclasses.replace(content, tables=tuple(tables)))
    assert long["zh"] in "".join(text_of(pdf).split())
    assert printed_over(pdf) == []


def test_readers_find_nothing_to_complain_of() -> None:
    assert b"/Suspects" not in printed(summons_served())


def measured(facts: c.CertificateFacts, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The certificate of these facts as if nothing were known of its shape and the plain size had no room."""
    with monkeypatch.context() as patched:
        patched.setattr(typesetting, "_FITTING", {})
        patched.setattr(typesetting, "_PAGES", re.compile(rb"as if it came to other pages"))
        return printed(facts)


def test_what_has_room_in_the_plain_size_is_set_as_if_it_had_been_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(summons_served()) == measured(summons_served(), monkeypatch)


@pytest.mark.rows_by_day(1, "sets every size twice")
@pytest.mark.parametrize(("lines", "length"), [(2, 60), (12, 30), (12, 120), (40, 60)])
def test_those_that_are_like_one_without_room_are_set_once_and_as_if_they_had_been_measured(
    monkeypatch: pytest.MonkeyPatch, lines: int, length: int
) -> None:
    """A thousand certificates of one order would else each be set twice, and every size be measured."""
    places: list[tuple[int, ...]] = []

    def noted(name: str, words: dict[str, Any], at: datetime) -> bytes:
        places.append(tuple(words["fitting"]))
        return typeset(name, words, at)

    monkeypatch.setattr(typesetting, "typeset", noted)
    monkeypatch.setattr(typesetting, "_FITTING", {})
    first, second = (crowded(lines, length - more) for more in (0, 1))
    printed(first)
    assert places.pop() == (0, 0)
    assert printed(second) == measured(second, monkeypatch)
    known = places.pop(0)
    assert known == next(reversed(typesetting._FITTING.values())) != (0, 0)


def test_one_that_has_more_or_less_room_than_the_last_of_its_shape_is_set_as_if_it_had_been_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typesetting, "_FITTING", {})
    for length in (120, 6, 60, 120):
        assert printed(crowded(12, length)) == measured(crowded(12, length), monkeypatch)


@given(
    lines=st.integers(0, 60),
    length=st.integers(1, 120),
    result=st.sampled_from(["effective", "not_effective", "awaiting_judge", "not_allowed"]),
)
@settings(max_examples=12, deadline=None)
def test_whatever_the_facts_there_are_two_pages_and_the_result_and_the_code_are_on_the_first(
    lines: int, length: int, result: str
) -> None:
    content = write_certificate(crowded(lines, length, result))
    document = pypdfium2.PdfDocument(certificate_pdf(content))
    assert len(document) == 2
    first = document[0].get_textpage().get_text_range().replace("\r\n", "").replace(" ", "")
    assert content.result["zh"] in first
    assert content.code in first


def test_a_list_that_is_cut_says_so_and_keeps_the_line_that_counts() -> None:
    text = text_of(printed(crowded(200, 30))).replace("\r\n", "")
    assert "见存证材料包" in text
    assert "已到达（据此生效）" in text


def grey_of(facts: c.CertificateFacts) -> float:
    """How dark the frame round the result is, on a grey copy of the first page."""
    picture = pypdfium2.PdfDocument(printed(facts))[0].render(scale=1).to_pil().convert("L")
    levels = picture.crop((0, 140, picture.width, 200)).histogram()
    return sum(levels[:240]) / sum(levels)


def test_what_does_not_count_looks_different_on_a_grey_copy() -> None:
    assert grey_of(crowded(0, 4, "not_effective")) > 2 * grey_of(crowded(0, 4))


def test_a_certificate_passes_the_inspection_of_papers_and_reads_aloud() -> None:
    pdf = printed(summons_served())
    assert inspect(pdf).is_safe
    assert NUMBER in page_texts(pdf)[0]


def test_several_threads_may_print_at_once() -> None:
    names = [f"李{number}" for number in range(24)]
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda name: printed(named(name)), names))
    assert made == [printed(named(name)) for name in names]


def test_no_name_of_anybody_is_broken_in_two() -> None:
    """Wherever in its line it begins: of the recipient, of the judge, of whoever put a step on record."""
    recipient, clerk, hand, judge = "阿依古丽·买买提", "书记员欧阳娜娜", "汾阳市人民法院", "司马相如"
    address = dataclasses.replace(summons_served().address, channel="direct")
    effect = c.CertifiedEffect("effective", "signature", after(1), summons_served().effect.articles)
    broken = []
    for length in range(0, 18, 2):
        source = both(f"{'记' * length}{clerk}、{hand}反馈", f"{'so ' * length}{clerk}, {hand}")
        line = c.CertifiedLine(
            after(1), "direct", both("签收", "Signed"), source, is_counting=True, staff=(clerk, hand)
        )
        told = {"by_people": (line,), "address": address, "effect": effect, "languages": ("zh", "en")}
        text = text_of(printed(dataclasses.replace(named(recipient), judge=judge, **told)))
        whole, lines = "".join(text.split()), ["".join(line.split()) for line in text.splitlines()]
        names = (recipient, clerk, hand, judge)
        broken += [(length, name) for name in names if whole.count(name) != sum(line.count(name) for line in lines)]
    assert broken == []
