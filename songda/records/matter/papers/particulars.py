"""What the law asks about some papers: the period that a notice sets, when it was carried out, when issued."""

from datetime import datetime

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.matter.papers.drafts import PaperDraft
from songda.records.matter.papers.kinds import row_of_kind
from songda.records.matter.papers.models import Paper

LONGEST_PERIOD = 365


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
