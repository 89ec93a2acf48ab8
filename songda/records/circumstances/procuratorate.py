"""The procuratorate takes part; until it agrees to proceedings on line nobody in the case is served electronically."""

from datetime import datetime

from django.db import transaction

from songda.core.circumstances import Kind
from songda.core.refusal import Refused
from songda.records.cases.hold import hold_case
from songda.records.cases.models import Case
from songda.records.cases.reason import Reason
from songda.records.circumstances.entries import about, newest, note, strike, tell
from songda.records.circumstances.models import Circumstance
from songda.records.evidence.actions import NewEvent


@transaction.atomic
def note_procuratorate(case: Case, agreed_at: datetime | None, by: str, now: datetime) -> Case:
    """Note that it takes part, and since when it agrees, if it does; Refused when that is noted, or in the future."""
    held = hold_case(case.id)
    before = newest(held, Kind.PROCURATORATE)
    if before is not None and before.until is not None:
        raise Refused("procuratorate_agreed_already")
    if before is not None and agreed_at is None:
        raise Refused("procuratorate_noted_already")
    if agreed_at is not None and agreed_at > now:
        raise Refused("dated_in_future")
    entry = _note_joining(held, agreed_at or now, by, now) if before is None else before
    name = "procuratorate.joined" if agreed_at is None else "procuratorate.agreed"
    if agreed_at is not None:
        _agree(entry, agreed_at)
    tell(entry, NewEvent(name, *about(held), agreed_at or now, by, {}), now)
    return held


@transaction.atomic
def strike_procuratorate(case: Case, reason: Reason, by: str, now: datetime) -> Case:
    """Take back what was noted by mistake; it stays in the log."""
    words = reason.read()
    held = hold_case(case.id)
    entry = newest(held, Kind.PROCURATORATE)
    if entry is None:
        raise Refused("procuratorate_not_noted")
    strike(entry, now, "procuratorate_not_noted")
    tell(entry, NewEvent("procuratorate.struck", *about(held), now, by, {}, {"reason": words}), now)
    return held


def _note_joining(held: Case, since: datetime, by: str, now: datetime) -> Circumstance:
    entry = Circumstance(case=held, kind=Kind.PROCURATORATE, since=since, recorded_at=now, recorded_by=by)
    return note(entry, "", "procuratorate_noted_already")


def _agree(entry: Circumstance, agreed_at: datetime) -> None:
    """It may have agreed before the court noted that it takes part."""
    entry.since, entry.until = min(entry.since, agreed_at), agreed_at
    entry.save(update_fields=["since", "until"])
