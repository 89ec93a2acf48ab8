"""Corrects what was entered of a paper: its kind, who filed it, its title, the days that it states."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.decision.decisions.protected_findings import refuse_if_served
from songda.records.delivery.orders.models import Service
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.matter.cases.reason import Reason
from songda.records.matter.cases.row_locks import lock_case
from songda.records.matter.papers.actions import PaperDraft, check_paper
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party

FIELDS = ("kind", "title", "filed_by", "days_set_in_paper", "issued_at")


@dataclass(frozen=True)
class PaperChange:
    """The paper as it should have been entered."""

    kind: str
    title: str
    filed_by: Party | None = None
    days_set_in_paper: int | None = None
    issued_at: datetime | None = None


@transaction.atomic
def correct_paper(paper: Paper, change: PaperChange, why: Reason, by: str, now: datetime) -> None:
    """Put right what was entered of a paper; raises WrongField or Refused.

    Refused where a service of it counts: there the judge finds first that it does not, or a corrected paper is served.
    """
    words = why.read()
    lock_case(paper.case_id)
    held = Paper.objects.select_related("case__court", "filed_by").select_for_update(of=("self",)).get(id=paper.id)
    if held.struck_at is not None:
        raise Refused("paper_was_struck", title=held.title)
    refuse_if_served(held.id)
    check_paper(held.case, _draft(held, change), now)
    _refuse_own(held, change)
    before = {name: getattr(held, name) for name in FIELDS}
    after = {**vars(change), "title": change.title.strip()}
    changed = [name for name in FIELDS if before[name] != after[name]]
    if not changed:
        raise Refused("nothing_changed")
    _write(held, after)
    private: dict[str, Json] = {
        "reason": words,
        "before": _values(before, changed),
        "after": _values(after, changed),
    }
    record([_event(held, changed, private, by, now)], now)
    ask("planning.reconsider", case_ids=[str(held.case_id)])


def _draft(held: Paper, change: PaperChange) -> PaperDraft:
    kept = PaperDraft(change.kind, change.title, b"", change.filed_by)
    kept = replace(kept, days_set_in_paper=change.days_set_in_paper, issued_at=change.issued_at)
    return replace(kept, carried_out_at=held.carried_out_at)


def _refuse_own(held: Paper, change: PaperChange) -> None:
    """Nobody is served with what they filed themselves: where that is under way it is taken back first."""
    if change.filed_by is None:
        return
    to_them = Service.objects.filter(paper=held, envelope__party=change.filed_by, recalled_at=None)
    if to_them.exists():
        raise Refused("serves_own_paper", title=held.title)


def _write(held: Paper, after: dict[str, object]) -> None:
    for name in FIELDS:
        setattr(held, name, after[name])
    try:
        with transaction.atomic():
            held.save(update_fields=list(FIELDS))
    except IntegrityError:
        raise Refused("paper_exists", title=held.title) from None


def _event(held: Paper, changed: list[str], private: dict[str, Json], by: str, now: datetime) -> NewEvent:
    """What stands now; from what to what, and why, stays sealed."""
    names: list[Json] = list(changed)
    facts: dict[str, Json] = {"fields": names, "kind": held.kind, "days_set_in_paper": held.days_set_in_paper}
    facts["filed_by"] = str(held.filed_by_id) if held.filed_by_id else None
    facts["issued_at"] = held.issued_at.isoformat() if held.issued_at else None
    return NewEvent("paper.corrected", f"paper:{held.id}", held.case_id, now, by, facts, private)


def _values(state: Mapping[str, object], names: list[str]) -> dict[str, Json]:
    return {name: _plain(state[name]) for name in names}


def _plain(value: object) -> Json:
    if isinstance(value, Party):
        return str(value.id)
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int) or value is None else str(value)
