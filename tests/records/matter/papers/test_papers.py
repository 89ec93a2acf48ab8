"""Papers are fixed by their hash, kept sealed, and kept out when they are unsafe."""

import hashlib

import pytest

from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.matter.papers.actions import PaperDraft, file_paper, file_papers
from songda.records.matter.papers.queries import papers_of
from tests import make

pytestmark = pytest.mark.database


def test_a_paper_is_fixed_by_its_hash_and_read_back_as_it_came() -> None:
    pdf = make.pdf()
    paper = file_paper(make.case(), PaperDraft("summons", "传票", pdf), "engine", make.NOW)
    assert paper.sha256_hex == hashlib.sha256(pdf).hexdigest()
    assert (paper.read(), paper.pages, paper.size) == (pdf, 1, len(pdf))
    event = Event.objects.get(name="paper.filed")
    assert event.data["sha256"] == paper.sha256_hex


@pytest.mark.parametrize(("body", "word"), [(b"<html>", "PDF"), (b"", "空"), (make.pdf()[:-40], "不完整")])
def test_what_is_no_safe_pdf_is_refused_with_the_reason(body: bytes, word: str) -> None:
    with pytest.raises(Refused) as refusal:
        file_paper(make.case(), PaperDraft("summons", "传票", body), "engine", make.NOW)
    assert refusal.value.code == "paper_unsafe"
    assert word in refusal.value.sentence("zh")
    assert Event.objects.get(name="paper.refused").data["reasons"]


def test_a_pdf_over_the_limit_is_refused(settings: object) -> None:
    settings.PAPER_LIMIT_BYTES = 300  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="paper_unsafe"):
        make.paper()


def test_the_same_paper_is_filed_once() -> None:
    case, pdf = make.case(), make.pdf()
    file_paper(case, PaperDraft("summons", "传票", pdf), "engine", make.NOW)
    with pytest.raises(Refused) as refusal:
        file_paper(case, PaperDraft("summons", "传票（副本）", pdf), "engine", make.NOW)
    assert "传票" in refusal.value.sentence("zh")
    assert file_paper(make.case(), PaperDraft("summons", "传票", pdf), "engine", make.NOW)


@pytest.mark.parametrize(("kind", "title", "field"), [("poem", "传票", "kind"), ("summons", " ", "title")])
def test_a_paper_has_a_kind_and_a_title(kind: str, title: str, field: str) -> None:
    with pytest.raises(WrongField) as refusal:
        file_paper(make.case(), PaperDraft(kind, title, make.pdf()), "engine", make.NOW)
    assert refusal.value.field == field


def test_a_corrected_paper_names_the_one_it_replaces() -> None:
    first = make.paper()
    second = file_paper(
        first.case, PaperDraft("summons", "传票（更正）", make.pdf(), replaces=first), "engine", make.NOW
    )
    assert papers_of(first.case) == [first, second]
    assert Event.objects.get(name="paper.replaced").stream == f"paper:{first.id}"
    with pytest.raises(Refused, match="paper_already_replaced"):
        file_paper(first.case, PaperDraft("summons", "传票", make.pdf(), replaces=first), "engine", make.NOW)


def test_papers_and_filers_of_other_cases_are_refused() -> None:
    case, paper, stranger = make.case(), make.paper(), make.party()
    for draft in (
        PaperDraft("summons", "传票", make.pdf(), replaces=paper),
        PaperDraft("complaint_copy", "起诉状副本", make.pdf(), filed_by=stranger),
    ):
        with pytest.raises(Refused, match="paper_not_in_case"):
            file_paper(case, draft, "engine", make.NOW)


def test_one_pdf_for_many_cases_is_inspected_once(django_assert_max_num_queries: object) -> None:
    cases, pdf = [make.case() for _ in range(20)], make.pdf()
    wanted = [(case, PaperDraft("summons", "传票", pdf)) for case in cases]
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        papers = file_papers(wanted, "engine", make.NOW)
    assert {paper.read() for paper in papers} == {pdf}
