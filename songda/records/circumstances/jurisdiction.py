"""A party objects to jurisdiction; until its dismissal is in force the time for evidence stands still."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.core.circumstances import Kind
from songda.core.refusal import Refused, WrongField
from songda.records.cases.hold import hold_case
from songda.records.cases.models import Case
from songda.records.cases.reason import Reason
from songda.records.circumstances.entries import about, end, newest, note, strike, tell
from songda.records.circumstances.models import Circumstance
from songda.records.evidence.actions import NewEvent


@transaction.atomic
def note_jurisdiction_objection(case: Case, party_id: UUID, at: datetime, by: str, now: datetime) -> Case:
    """Note that a party objected to jurisdiction; raises WrongField or Refused (in the future, noted already)."""
    held = hold_case(case.id)
    objection = _objection(held)
    if objection is not None and objection.until is None:
        raise Refused("jurisdiction_objected_already")
    if not held.parties.filter(id=party_id, acts_for=None).exists():
        raise WrongField("party", "unknown_party")
    if at > now:
        raise Refused("dated_in_future")
    entry = Circumstance(case=held, kind=Kind.JURISDICTION_CONTESTED, since=at, recorded_at=now, recorded_by=by)
    note(entry, "", "jurisdiction_objected_already")
    tell(entry, NewEvent("jurisdiction.contested", *about(held), at, by, {"party": str(party_id)}, {}), now)
    return held


@transaction.atomic
def note_dismissal(case: Case, at: datetime, by: str, now: datetime) -> Case:
    """Note since when the dismissal of the objection is in force: from then on the time for evidence goes on."""
    held = hold_case(case.id)
    objection = _objection(held)
    if objection is None:
        raise Refused("jurisdiction_not_objected")
    if objection.until is not None:
        raise Refused("jurisdiction_dismissed_already")
    if at > now:
        raise Refused("dated_in_future")
    if at < objection.since:
        raise WrongField("at", "dismissed_before_raised")
    end(objection, at, "jurisdiction_dismissed_already")
    tell(objection, NewEvent("jurisdiction.affirmed", *about(held), at, by, {}), now)
    return held


@transaction.atomic
def strike_jurisdiction_objection(case: Case, reason: Reason, by: str, now: datetime) -> Case:
    """Take back what was noted by mistake; it stays on record as a mistake, and an earlier objection stands again."""
    words = reason.read()
    held = hold_case(case.id)
    objection = _objection(held)
    if objection is None:
        raise Refused("jurisdiction_not_objected")
    strike(objection, now, "jurisdiction_not_objected")
    tell(objection, NewEvent("jurisdiction.struck", *about(held), now, by, {}, {"reason": words}), now)
    return held


def _objection(held: Case) -> Circumstance | None:
    return newest(held, Kind.JURISDICTION_CONTESTED)
