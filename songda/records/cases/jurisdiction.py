"""A party objects to jurisdiction; until its dismissal is in force the time for evidence stands still."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.records.cases.circumstances import hold, tell
from songda.records.cases.models import Case
from songda.records.cases.reason import Reason
from songda.records.evidence.actions import NewEvent


@transaction.atomic
def note_jurisdiction_objection(case: Case, party_id: UUID, at: datetime, by: str, now: datetime) -> Case:
    """Note that a party objected to jurisdiction; raises WrongField or Refused (in the future, noted already)."""
    held = hold(case)
    if held.jurisdiction_objected_at is not None and held.jurisdiction_dismissed_at is None:
        raise Refused("jurisdiction_objected_already")
    if not held.parties.filter(id=party_id, acts_for=None).exists():
        raise WrongField("party", "unknown_party")
    if at > now:
        raise Refused("dated_in_future")
    _write(held, at, None)
    told: dict[str, Json] = {"party": str(party_id)}
    tell(NewEvent("jurisdiction.contested", f"case:{held.id}", held.id, at, by, told), now)
    return held


@transaction.atomic
def note_dismissal(case: Case, at: datetime, by: str, now: datetime) -> Case:
    """Note since when the dismissal of the objection is in force: from then on the time for evidence goes on."""
    held = hold(case)
    raised = held.jurisdiction_objected_at
    if raised is None:
        raise Refused("jurisdiction_not_objected")
    if held.jurisdiction_dismissed_at is not None:
        raise Refused("jurisdiction_dismissed_already")
    if at > now:
        raise Refused("dated_in_future")
    if at < raised:
        raise WrongField("at", "dismissed_before_raised")
    _write(held, raised, at)
    tell(NewEvent("jurisdiction.affirmed", f"case:{held.id}", held.id, at, by, {}), now)
    return held


@transaction.atomic
def strike_jurisdiction_objection(case: Case, reason: Reason, by: str, now: datetime) -> Case:
    """Take back what was noted by mistake; it stays in the log."""
    words = reason.read()
    held = hold(case)
    if held.jurisdiction_objected_at is None:
        raise Refused("jurisdiction_not_objected")
    _write(held, None, None)
    tell(NewEvent("jurisdiction.struck", f"case:{held.id}", held.id, now, by, {}, {"reason": words}), now)
    return held


def _write(held: Case, raised: datetime | None, dismissed: datetime | None) -> None:
    held.jurisdiction_objected_at, held.jurisdiction_dismissed_at = raised, dismissed
    held.save(update_fields=["jurisdiction_objected_at", "jurisdiction_dismissed_at"])
