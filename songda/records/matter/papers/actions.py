"""Papers are inspected, fixed by their hash, and placed on file sealed; what is unsafe is refused with the reasons.

Of some papers the law asks more: the period that a notice sets, when it was carried out, when it was issued.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from songda.clock import new_id
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase, Sentences
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.kinds import KINDS, row_of_kind
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from songda.trust.paper import Inspection, Limits, inspect

LONGEST_PERIOD = 365


@dataclass(frozen=True)
class PaperDraft:
    """A paper as it comes in: `filed_by` the party whose paper it is (None: the court's own).

    `days_set_in_paper` is the period that a notice to produce evidence sets, `carried_out_at` when a preservation
    ruling was, `issued_at` when a payment order was made out.
    """

    kind: str
    title: str
    pdf: bytes = field(repr=False)
    filed_by: Party | None = None
    replaces: Paper | None = None
    days_set_in_paper: int | None = None
    carried_out_at: datetime | None = None
    issued_at: datetime | None = None


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


def check_paper(case: Case, draft: PaperDraft, now: datetime) -> None:
    """What is entered of a paper fits together and belongs to the case; raises WrongField or Refused."""
    _check(case, draft)
    check_particulars(draft, now)


def check_particulars(draft: PaperDraft, now: datetime) -> None:
    """WrongField for a period or a day that this kind of paper cannot have."""
    days = draft.days_set_in_paper
    if days is not None and (not row_of_kind(draft.kind).sets_a_period or not 1 <= days <= LONGEST_PERIOD):
        raise WrongField("days_set_in_paper", "wrong_period", longest=LONGEST_PERIOD)
    if draft.carried_out_at is not None:
        _check_carried_out(draft.kind, draft.carried_out_at, now)
    if draft.issued_at is not None:
        _check_issued(draft.kind, draft.issued_at, now)


@transaction.atomic
def note_carried_out(paper: Paper, at: datetime, by: str, now: datetime) -> None:
    """A preservation ruling was carried out, so that serving it no longer warns anybody in time.

    Provisions on disclosing the course of a trial on the internet (2018), article 8.
    """
    _check_carried_out(paper.kind, at, now)
    if not Paper.objects.filter(id=paper.id, carried_out_at=None).update(carried_out_at=at):
        raise Refused("carried_out_already")
    data: dict[str, Json] = {"at": at.isoformat()}
    event = NewEvent("paper.carried_out", f"paper:{paper.id}", paper.case_id, happened_at=at, actor=by, data=data)
    record([event], now)
    ask("planning.reconsider", case_ids=[str(paper.case_id)])


def _check_carried_out(kind: str, at: datetime, now: datetime) -> None:
    if not row_of_kind(kind).is_carried_out:
        raise WrongField("carried_out_at", "not_carried_out")
    if at > now:
        raise Refused("dated_in_future")


def _check_issued(kind: str, at: datetime, now: datetime) -> None:
    if not row_of_kind(kind).lapses:
        raise WrongField("issued_at", "not_issued")
    if at > now:
        raise WrongField("issued_at", "dated_in_future", why=Phrase("refusals.dated_in_future"))


def _limits() -> Limits:
    return Limits(size=settings.PAPER_LIMIT_BYTES)


def _distinct(wanted: Sequence[tuple[Case, PaperDraft]]) -> list[tuple[Case, PaperDraft]]:
    return list({id(draft.pdf): (case, draft) for case, draft in wanted}.values())


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
