"""What began for a party on a day and may end: custody, military service. Before and after it was not so.

Papers go to such a person through the place where they are (Civil Procedure Law, articles 92 to 94).
"""

from datetime import datetime

from django.db import transaction

from songda.core.circumstances import STATUSES
from songda.core.law.facts import RecipientKind
from songda.core.refusal import Refused, WrongField
from songda.records.cases.reason import Reason
from songda.records.circumstances.drafts import StatusPeriodDraft
from songda.records.circumstances.entries import about, end, note, strike, tell
from songda.records.circumstances.models import Circumstance
from songda.records.evidence.actions import NewEvent
from songda.records.parties.models import Party
from songda.records.parties.reading import one_of

WORDS = tuple(status.value for status in STATUSES)
_LONGEST = 100


@transaction.atomic
def note_status_period(party: Party, draft: StatusPeriodDraft, by: str, now: datetime) -> Circumstance:
    """Note since when it is so; raises WrongField or Refused (a body, in the future, noted already)."""
    what, place = one_of("what", draft.what, WORDS), _place(draft.place)
    if party.kind != RecipientKind.NATURAL_PERSON:
        raise Refused("only_of_people")
    if draft.since > now:
        raise Refused("dated_in_future")
    entry = Circumstance(party=party, kind=what, since=draft.since, recorded_at=now, recorded_by=by)
    note(entry, place, "status_period_already")
    tell(entry, _event("status_period.noted", entry, entry.since, by, {"place": place}), now)
    return entry


@transaction.atomic
def end_status_period(entry: Circumstance, until: datetime, by: str, now: datetime) -> None:
    """Note since when it is so no longer; what was tried meanwhile is judged as it was then."""
    if until > now:
        raise Refused("dated_in_future")
    if until < entry.since:
        raise Refused("ends_before_it_began")
    end(entry, until, "status_period_over_already")
    tell(entry, _event("status_period.ended", entry, until, by, {}), now)


@transaction.atomic
def strike_status_period(entry: Circumstance, why: Reason, by: str, now: datetime) -> None:
    """Take back what was noted by mistake: it never was so."""
    reason = why.read()
    if entry.until is not None:
        raise Refused("status_period_over_already")
    strike(entry, now, "status_period_over_already")
    tell(entry, _event("status_period.struck", entry, now, by, {"reason": reason}), now)


def _place(typed: str) -> str:
    place = " ".join(typed.split())
    if place and len(place) <= _LONGEST:
        return place
    raise WrongField("place", "wrong_place")


def _event(name: str, entry: Circumstance, at: datetime, by: str, private: dict[str, str]) -> NewEvent:
    assert entry.party is not None  # noqa: S101 - the table's own rule
    return NewEvent(
        name, *about(entry.party), at, by, {"status_period": str(entry.id), "what": entry.kind}, {**private}
    )
