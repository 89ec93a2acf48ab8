"""What the first page of a paper as courts print it tells of it: read in the child, from the page itself."""

from datetime import datetime

import pytest

from songda.core.paper_clues import clues_of
from songda.core.words import names_of
from songda.records.matter.papers.kinds import row_of_kind
from songda.trust.paper import first_page_text, page_texts
from songda.trust.typesetting import paper_pdf
from tests.trust.paper import hostile
from tests.trust.typesetting.sample_case import CASE

NAMES = names_of("papers.kind", "zh")
TELLING = {kind: NAMES[kind] for kind in NAMES if row_of_kind(kind).is_told_by_its_name}


@pytest.mark.parametrize("kind", ["summons", "complaint_copy", "notice_to_respond", "evidence_notice"])
def test_a_scan_with_a_name_that_says_nothing_is_told_by_its_page(kind: str) -> None:
    pdf = paper_pdf(kind, CASE)
    page = first_page_text(pdf)
    assert page == page_texts(pdf)[0]
    told = clues_of("扫描0001.pdf", page, TELLING)
    assert told.kind == kind
    if kind == "summons":
        assert told.hearing_at == datetime(2022, 7, 20, 9, 0)  # noqa: DTZ001
        assert told.hearing_place.startswith("本院第三审判庭")


def test_what_cannot_be_read_tells_nothing() -> None:
    assert first_page_text(b"MZ this is a program") == ""
    assert first_page_text(hostile.plain(1)) == ""
