"""The procuratorate takes part; until it agrees to proceedings on line nobody in the case is served electronically."""

from datetime import datetime

from django.db import transaction

from songda.core.refusal import Refused
from songda.records.cases.circumstances import hold, tell
from songda.records.cases.models import Case
from songda.records.cases.reason import Reason
from songda.records.evidence.actions import NewEvent


@transaction.atomic
def note_procuratorate(case: Case, agreed_at: datetime | None, by: str, now: datetime) -> Case:
    """Note that it takes part, and since when it agrees, if it does; Refused when that is noted, or in the future."""
    held = hold(case)
    if held.procuratorate_agreed_at is not None:
        raise Refused("procuratorate_agreed_already")
    if held.procuratorate_takes_part and agreed_at is None:
        raise Refused("procuratorate_noted_already")
    if agreed_at is not None and agreed_at > now:
        raise Refused("dated_in_future")
    held.procuratorate_takes_part, held.procuratorate_agreed_at = True, agreed_at
    _save(held)
    name = "procuratorate.joined" if agreed_at is None else "procuratorate.agreed"
    tell(NewEvent(name, f"case:{held.id}", held.id, agreed_at or now, by, {}), now)
    return held


@transaction.atomic
def strike_procuratorate(case: Case, reason: Reason, by: str, now: datetime) -> Case:
    """Take back what was noted by mistake; it stays in the log."""
    words = reason.read()
    held = hold(case)
    if not held.procuratorate_takes_part:
        raise Refused("procuratorate_not_noted")
    held.procuratorate_takes_part, held.procuratorate_agreed_at = False, None
    _save(held)
    tell(NewEvent("procuratorate.struck", f"case:{held.id}", held.id, now, by, {}, {"reason": words}), now)
    return held


def _save(held: Case) -> None:
    held.save(update_fields=["procuratorate_takes_part", "procuratorate_agreed_at"])
