"""Corrects the record of a case, lets the case move on, closes and reopens it; what hangs on it is looked at again.

In a closed case nothing more is ordered; what is under way goes on.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.core.status_causes import is_about_status
from songda.core.words import Phrase
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.matter.cases.actions import CaseDraft, Reason, case_rows
from songda.records.matter.cases.models import Case, EarlierPhase

FIELDS = tuple(field.name for field in fields(CaseDraft) if field.name != "status_reason")
COURSE = ("branch", "procedure", "stage", "is_status_case")  # what the law asks of a case


@dataclass(frozen=True)
class CaseChange:
    """The case as it should stand. `since`: it only moved on then, and was as before until then; None: it was wrong."""

    draft: CaseDraft
    since: datetime | None = None


def draft_of(case: Case) -> CaseDraft:
    """The case as somebody would register it today."""
    return CaseDraft(**{name: getattr(case, name) for name in FIELDS})


def version_of(case: Case) -> str:
    """A mark that changes with anything entered about the case."""
    entered = {name: str(value) for name, value in vars(draft_of(case)).items()}
    return vault.mark("case.version", json.dumps({"id": str(case.id), **entered}, sort_keys=True)).hex()


@transaction.atomic
def correct_case(case: Case, change: CaseChange, reason: Reason, by: str, now: datetime) -> Case:
    """Correct a case; raises WrongField or Refused (number taken, changed meanwhile, nothing to change …).

    A mistake counts from the beginning: whatever was served is decided anew. Where the case moved on, what was ordered
    before keeps the procedure and stage that it was ordered under.
    """
    words = reason.read()
    locked = Case.objects.select_related("court").select_for_update(of=("self",)).get(id=case.id)
    if reason.seen and reason.seen != version_of(locked):
        raise Refused("changed_meanwhile")
    before, after = draft_of(locked), _check_draft(locked, change.draft, words, by, now)
    if before == after:
        raise Refused("nothing_changed")
    _keep_earlier_phase(locked, change.since, (before, after), now)
    _write(locked, after)
    record([_correction_event(locked, (before, after), (words, change.since), by, now)], now)
    ask("planning.reconsider", case_ids=[str(locked.id)])
    ask("certificates.review", queue="certificates", case_ids=[str(locked.id)])
    return locked


def _check_draft(locked: Case, draft: CaseDraft, why: str, by: str, now: datetime) -> CaseDraft:
    """Where the cause becomes one of status, so does the case; the mark is taken away only by whoever says so."""
    becomes_status_case = locked.is_status_case if draft.is_status_case is None else draft.is_status_case
    becomes_one = (
        draft.cause != locked.cause and becomes_status_case == locked.is_status_case and is_about_status(draft.cause)
    )
    is_status_case = becomes_status_case or becomes_one
    wanted = replace(draft, is_status_case=is_status_case, status_reason=why)
    row = case_rows(locked.court, [wanted], by, now)[0]
    if isinstance(row, Refused):
        raise row
    return draft_of(row)


def _keep_earlier_phase(
    locked: Case, since: datetime | None, drafts: tuple[CaseDraft, CaseDraft], now: datetime
) -> None:
    """What the case was until it moved on; a mistake about its nature is mended in all that was kept."""
    before, after = drafts
    if since is None:
        changed = {name: getattr(after, name) for name in COURSE if getattr(before, name) != getattr(after, name)}
        if not changed.keys() - {"branch", "is_status_case"} and changed:
            locked.earlier_phases.update(**changed)
        return
    if since > now:
        raise WrongField("since", "dated_in_future", why=Phrase("refusals.dated_in_future"))
    if locked.earlier_phases.filter(until__gt=since).exists() or since < locked.registered_at:
        raise WrongField("since", "wrong_since")
    EarlierPhase.objects.create(case=locked, until=since, **{name: getattr(before, name) for name in COURSE})


def _write(locked: Case, after: CaseDraft) -> None:
    before = locked.number
    for name in FIELDS:
        setattr(locked, name, getattr(after, name))
    if before != after.number and before not in locked.earlier_numbers:
        locked.earlier_numbers = [*locked.earlier_numbers, before]
    locked.number_as_typed = after.number
    try:
        with transaction.atomic():
            locked.save(update_fields=[*FIELDS, "number_as_typed", "earlier_numbers"])
    except IntegrityError:
        raise Refused("case_exists", number=after.number) from None


def _correction_event(
    locked: Case, drafts: tuple[CaseDraft, CaseDraft], why: tuple[str, datetime | None], by: str, now: datetime
) -> NewEvent:
    before, after = (_plain(draft) for draft in drafts)
    changed = [name for name in FIELDS if before[name] != after[name]]
    words, since = why
    return NewEvent(
        name="case.corrected",
        stream=f"case:{locked.id}",
        case_id=locked.id,
        happened_at=since or now,
        actor=by,
        data={
            "before": {name: before[name] for name in changed},
            "after": {name: after[name] for name in changed},
            "since": since.isoformat() if since else None,
        },
        private={"reason": words},
    )


def _plain(draft: CaseDraft) -> dict[str, Json]:
    return {name: str(value) if isinstance(value, UUID) else value for name, value in vars(draft).items()}


@transaction.atomic
def close_case(case: Case, reason: Reason, by: str, now: datetime, known: Mapping[str, Json] | None = None) -> None:
    """Close it; raises WrongField or Refused (closed already). `known`: what was open then, as they had it before them.

    Doors close by `tasks.unfinished`, which asks about papers that are not served.
    """
    words = reason.read()
    if not Case.objects.filter(id=case.id, closed_at=None).update(closed_at=now):
        raise Refused("case_closed_already")
    case.closed_at = now
    data, private = dict(known or {}), {"reason": words}
    record([NewEvent("case.closed", f"case:{case.id}", case.id, now, by, data, private)], now)


@transaction.atomic
def reopen_case(case: Case, reason: Reason, by: str, now: datetime) -> None:
    """Open it again, where it was closed by mistake or must be served once more."""
    words = reason.read()
    if not Case.objects.filter(id=case.id).exclude(closed_at=None).update(closed_at=None):
        raise Refused("case_open_already")
    case.closed_at = None
    record([NewEvent("case.reopened", f"case:{case.id}", case.id, now, by, {}, {"reason": words})], now)
