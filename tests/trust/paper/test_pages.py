"""Pages become pictures and text in a child that dies rather than let a file harm the court."""

import os
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from songda.trust.paper import (
    PageImage,
    PaperError,
    for_phone,
    for_slow_line,
    join_lines,
    page_images,
    page_texts,
    sharp_for_slow_line,
    watermark,
)
from songda.trust.paper.child import Allowance, ChildFailed, run
from songda.trust.paper.marked import SHARP_BYTES, SLOW_LINE_BYTES
from songda.trust.typesetting import paper_pdf
from tests.processor import spent_by_children
from tests.trust.paper import hostile
from tests.trust.typesetting.sample_case import CASE


def test_a_page_becomes_a_picture_at_reading_size() -> None:
    first, second = page_images(hostile.plain(2))
    assert (first.width, first.height) == (1275, 1651)
    assert first.mime == "image/jpeg"
    assert Image.open(BytesIO(second.body)).size == (second.width, second.height)


def test_only_the_wanted_pages_are_drawn_and_none_beyond_the_end() -> None:
    paper = hostile.plain(3)
    assert page_images(paper, only=range(2, 9)) == page_images(paper)[1:]
    assert page_images(paper, only=range(4, 9)) == []


def test_a_page_that_claims_to_be_enormous_is_drawn_at_a_sane_size() -> None:
    (page,) = page_images(hostile.enormous_page())
    assert max(page.width, page.height) <= 2200


def test_drawings_nested_without_end_are_killed_within_seconds() -> None:
    before = spent_by_children()
    with pytest.raises(PaperError) as caught:
        page_images(hostile.nested_forms(), seconds_a_page=1)
    assert spent_by_children() - before < 6
    assert caught.value.refusal.code == "too_heavy"


def test_a_page_that_unpacks_to_hundreds_of_megabytes_is_killed_within_seconds() -> None:
    before = spent_by_children()
    with pytest.raises(PaperError):
        page_images(hostile.content_bomb(400), seconds_a_page=1)
    assert spent_by_children() - before < 6


@pytest.mark.parametrize("pdf", [b"", b"hello", b"%PDF-1.7\n%%EOF"])
def test_what_is_not_a_pdf_is_refused_in_words(pdf: bytes) -> None:
    with pytest.raises(PaperError, match="Make it anew"):
        page_images(pdf)
    with pytest.raises(PaperError):
        page_texts(pdf)


def test_the_child_that_opens_papers_knows_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SONGDA_SECRET_KEY", "must not be seen")
    monkeypatch.setattr("sys.executable", _program(tmp_path, "env"))
    seen = {line.split("=")[0] for line in run("inspect", b"", [], Allowance()).decode().splitlines()}
    assert seen - {"PWD", "OLDPWD", "SHLVL", "_"} == {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LANG"}


@pytest.mark.parametrize("is_told_of_ends", [True, False])
def test_a_child_that_only_sleeps_is_ended_when_its_time_is_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_told_of_ends: bool
) -> None:
    if not is_told_of_ends:  # as on systems that cannot wake us at the end of a child
        monkeypatch.delattr("os.pidfd_open")
    monkeypatch.setattr("sys.executable", _program(tmp_path, "exec sleep 60"))
    start = time.monotonic()
    with pytest.raises(ChildFailed, match="longer than 1 s"):
        run("inspect", b"", [], Allowance(clock=1))
    assert 1 <= time.monotonic() - start < 55  # it would sleep for sixty


def _program(folder: Path, line: str) -> str:
    program = folder / "program"
    program.write_text(f"#!/bin/sh\n{line}\n", encoding="ascii")
    program.chmod(0o700)
    return str(program)


def test_an_answer_beyond_its_allowance_is_cut_off() -> None:
    with pytest.raises(ChildFailed):
        run("images", hostile.plain(3), ["150", "5"], Allowance(answer=1000))


def test_the_watermark_is_seen_and_leaves_the_letters_readable() -> None:
    white = Image.new("RGB", (1240, 1754), "white")
    white.paste((0, 0, 0), (100, 100, 200, 200))
    out = BytesIO()
    white.save(out, "WEBP", lossless=True)
    marked = watermark(PageImage("image/webp", out.getvalue(), 1240, 1754), ["李某 送达编号 0001", "2022-06-02"])
    picture = Image.open(BytesIO(marked.body)).convert("L")
    assert marked.mime == "image/webp"
    darkest, lightest = picture.getextrema()
    assert (darkest, lightest) == (0, 255)
    grey = sum(picture.histogram()[201:255])
    assert grey > 10_000
    assert sum(picture.crop((100, 100, 200, 200)).histogram()[60:]) == 0


def test_printed_lines_are_joined_into_paragraphs_and_items_stay_apart() -> None:
    printed = (
        "应诉通知书\r\n"
        "李某：\r\n"
        "本院受理原告王某与被告李某离婚纠纷一案，现依法向你送达起诉状副本，并将有\r\n"
        "关事项通知如下：\r\n"
        "一、你应当在收到起诉状副本之日起十五日内提出答辩状，并按对方当事人的人数\r\n"
        "提供副本。\r\n"
        "二、当事人必须依法行使诉讼权利，遵守诉讼秩序，履行发生法律效力的判决和裁\r\n"
        "定。\r\n"
        "孝义市人民法院"
    )
    assert join_lines(printed).split("\n") == [
        "应诉通知书",
        "李某：",
        "本院受理原告王某与被告李某离婚纠纷一案，现依法向你送达起诉状副本，并将有关事项通知如下：",
        "一、你应当在收到起诉状副本之日起十五日内提出答辩状，并按对方当事人的人数提供副本。",
        "二、当事人必须依法行使诉讼权利，遵守诉讼秩序，履行发生法律效力的判决和裁定。",
        "孝义市人民法院",
    ]


def test_a_divided_word_is_joined_and_a_hyphen_stays() -> None:
    assert join_lines("by e\ufffemail the sum\ufffe\r\nmons was sent") == "by e-mail the summons was sent"


def test_words_of_latin_letters_keep_their_blanks_when_lines_are_joined() -> None:
    assert (
        join_lines("The court has received the\r\ncomplaint of Wang.")
        == "The court has received the complaint of Wang."
    )


def test_the_random_bytes_of_a_fuzzer_never_get_past_the_child() -> None:
    for _ in range(5):
        with pytest.raises(PaperError):
            page_images(b"%PDF-1.7\n" + os.urandom(2000) + b"\n%%EOF")


def test_a_page_of_letters_is_a_small_picture_and_a_page_with_a_photograph_keeps_its_colours() -> None:
    letters = paper_pdf("judgment", CASE)
    first, _ = page_images(letters)
    assert first.mime == "image/webp"
    assert len(first.body) < 150_000
    photograph = PageImage("image/jpeg", page_images(hostile.large_scan())[0].body, 1275, 1650)
    assert watermark(photograph, ["李某"]).mime == "image/jpeg"
    mark = ["李某", "（2026）晋1181民初1号"]
    small, whole = for_phone(first, mark), watermark(first, mark)
    assert small.width == 720
    assert len(small.body) * 2.5 < len(whole.body)  # ten seconds over the slowest line where it was twenty-seven
    grey = Image.open(BytesIO(small.body)).convert("L")
    assert sum(grey.histogram()[:100]) > 1000  # letters
    assert Image.open(BytesIO(for_phone(photograph, mark).body)).mode == "RGB"


def test_on_the_slowest_line_a_full_page_of_a_judgment_is_there_within_five_seconds() -> None:
    mark = ["李某", "（2026）晋1181民初1号", "2026-07-31"]
    first, _ = page_images(paper_pdf("judgment", CASE))
    slow = for_slow_line(first, mark)
    assert len(slow.body) <= SLOW_LINE_BYTES
    assert 0.8 + SLOW_LINE_BYTES * 8 / 35_000 < 5
    assert slow.width >= 440
    shades = Image.open(BytesIO(slow.body)).convert("L").getcolors()
    assert shades is not None
    assert 4 <= len(shades) <= 5  # black, one or two greys, white, and the mark
    unmarked = Image.open(BytesIO(for_slow_line(first, [" "]).body)).convert("L").getcolors()
    assert unmarked is not None
    assert len(unmarked) < len(shades)


@pytest.mark.parametrize("kind", ["judgment", "evidence_notice", "summons"])
def test_the_sharp_one_of_a_full_page_is_there_within_twelve_seconds_with_what_print_has(kind: str) -> None:
    first = page_images(paper_pdf(kind, CASE))[0]
    sharp = sharp_for_slow_line(first, ["李某", "（2026）晋1181民初1号", "2026-07-31"])
    assert len(sharp.body) <= SHARP_BYTES
    assert 0.8 + SHARP_BYTES * 8 / 35_000 < 12
    assert sharp.width >= 960  # more than a hundred dots an inch


def test_a_short_page_keeps_its_pixels_on_the_slowest_line_and_a_scan_its_colours() -> None:
    short = page_images(paper_pdf("judgment", CASE))[-1]
    assert for_slow_line(short, ["李某"]).width == 720
    photograph = PageImage("image/jpeg", page_images(hostile.large_scan())[0].body, 1275, 1650)
    assert Image.open(BytesIO(for_slow_line(photograph, ["李某"]).body)).mode == "RGB"
