"""Papers are inspected, fixed by their hash, and placed on file sealed; what is unsafe is refused with the reasons."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from songda.clock import new_id
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.core.words import Sentences
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.drafts import PaperDraft
from songda.records.matter.papers.kinds import KINDS
from songda.records.matter.papers.models import Paper
from songda.records.matter.papers.particulars import check_particulars
from songda.trust.paper import Inspection, Limits, inspect

__all__ = ["PaperDraft", "check_paper", "file_paper", "file_papers", "warnings_about"]


def file_paper(case: Case, draft: PaperDraft, by: str, now: datetime) -> Paper:
    """Place one paper on file; raises WrongField or Refused (unsafe, there already, not of this case)."""
    return file_papers([(case, draft)], by, now)[0]


def file_papers(wanted: Sequence[tuple[Case, PaperDraft]], by: str, now: datetime) -> list[Paper]:
    """Place many on file; the same PDF is inspected once. The first that is refused refuses them all."""
    for case, draft in wanted:
        check_paper(case, draft, now)
    inspections = {id(draft.pdf): inspect(draft.pdf, _limits()) for _, draft in _distinct(wanted)}
    for case, draft in wanted:
        _refuse_unsafe(case, inspections[id(draft.pdf)], by, now)
    _refuse_known(wanted, inspections)
    return _write(wanted, inspections, by, now)


def warnings_about(pdf: bytes, language: str) -> list[str]:
    """What a person should look at in a paper that may be kept: layers, later changes, form fields, links."""
    return [warning.sentence(language) for warning in inspect(pdf, _limits()).warnings]


def _limits() -> Limits:
    return Limits(size=settings.PAPER_LIMIT_BYTES)


def _distinct(wanted: Sequence[tuple[Case, PaperDraft]]) -> list[tuple[Case, PaperDraft]]:
    return list({id(draft.pdf): (case, draft) for case, draft in wanted}.values())


def check_paper(case: Case, draft: PaperDraft, now: datetime) -> None:
    """What is entered of a paper fits together and belongs to the case; raises WrongField or Refused."""
    _check(case, draft)
    check_particulars(draft, now)


def _check(case: Case, draft: PaperDraft) -> None:
    if draft.kind not in KINDS:
        choice = ", ".join(sorted(KINDS))
        raise WrongField("kind", "wrong_kind", choice=choice)
    if not draft.title.strip() or len(draft.title.strip()) > 120:
        raise WrongField("title", "wrong_title")
    for row in (draft.filed_by, draft.replaces):
        if row is not None and row.case_id != case.id:
            raise Refused("paper_not_in_case")
    if draft.replaces is not None and Paper.objects.filter(replaces=draft.replaces).exists():
        raise Refused("paper_already_replaced", title=draft.replaces.title)
    if draft.replaces is not None and draft.replaces.struck_at is not None:
        raise Refused("paper_was_struck", title=draft.replaces.title)


def _refuse_unsafe(case: Case, inspection: Inspection, by: str, now: datetime) -> None:
    """What was refused, and why, goes on record before the refusal itself."""
    if not inspection.refusals:
        return
    codes: list[Json] = [refusal.code for refusal in inspection.refusals]
    data: dict[str, Json] = {"sha256": inspection.sha256.hex(), "size": inspection.size, "reasons": codes}
    with transaction.atomic():
        record([NewEvent("paper.refused", f"case:{case.id}", case.id, happened_at=now, actor=by, data=data)], now)
    raise Refused(
        "paper_unsafe",
        reasons=Sentences(inspection.refusals),
    )


def _refuse_known(wanted: Sequence[tuple[Case, PaperDraft]], inspections: dict[int, Inspection]) -> None:
    cases = {case.id for case, _ in wanted}
    hashes = {inspection.sha256 for inspection in inspections.values()}
    known = {
        (paper.case_id, paper.kind, bytes(paper.sha256)): paper.title
        for paper in Paper.objects.filter(case_id__in=cases, sha256__in=hashes, struck_at=None)
    }
    for case, draft in wanted:
        key = (case.id, draft.kind, inspections[id(draft.pdf)].sha256)
        if key in known:
            raise Refused("paper_exists", title=known[key])
        known[key] = draft.title


def _write(
    wanted: Sequence[tuple[Case, PaperDraft]], inspections: dict[int, Inspection], by: str, now: datetime
) -> list[Paper]:
    """Files first, rows after: a row never names a file that is not there."""
    papers = [_paper(case, draft, inspections[id(draft.pdf)], now) for case, draft in wanted]
    try:
        with transaction.atomic():
            Paper.objects.bulk_create(papers)
            record([filing_event(paper, by) for paper in papers], now)
            record([_replacement_event(paper, by) for paper in papers if paper.replaces_id], now)
    except IntegrityError:  # the same paper, or another correction, came at the same moment
        raise Refused("paper_exists", title=papers[0].title) from None
    return papers


def _paper(case: Case, draft: PaperDraft, inspection: Inspection, now: datetime) -> Paper:
    paper_id = new_id()
    return Paper(
        id=paper_id,
        case=case,
        kind=draft.kind,
        title=draft.title.strip(),
        filed_by=draft.filed_by,
        sha256=inspection.sha256,
        size=inspection.size,
        pages=inspection.pages,
        wrapped_key=vault.store_file("papers", paper_id, draft.pdf),
        replaces=draft.replaces,
        filed_at=now,
        days_set_in_paper=draft.days_set_in_paper,
        carried_out_at=draft.carried_out_at,
        issued_at=draft.issued_at,
    )


def filing_event(paper: Paper, by: str) -> NewEvent:
    """The event of a paper that came on file; its title stays sealed."""
    return NewEvent(
        name="paper.filed",
        stream=f"paper:{paper.id}",
        case_id=paper.case_id,
        happened_at=paper.filed_at,
        actor=by,
        data={
            "kind": paper.kind,
            "sha256": paper.sha256_hex,
            "size": paper.size,
            "pages": paper.pages,
            "replaces": str(paper.replaces_id) if paper.replaces_id else None,
            "filed_by": str(paper.filed_by_id) if paper.filed_by_id else None,
            "days_set_in_paper": paper.days_set_in_paper,
            "carried_out_at": paper.carried_out_at.isoformat() if paper.carried_out_at else None,
            "issued_at": paper.issued_at.isoformat() if paper.issued_at else None,
        },
        private={"title": paper.title},
    )


def _replacement_event(paper: Paper, by: str) -> NewEvent:
    return NewEvent(
        name="paper.replaced",
        stream=f"paper:{paper.replaces_id}",
        case_id=paper.case_id,
        happened_at=paper.filed_at,
        actor=by,
        data={"by": str(paper.id), "sha256": paper.sha256_hex},
    )
