"""The person sees who looked them up: which court, when, what for. A judge may delay that, with an end date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from songda.core.access import may_judge
from songda.core.lookups.words import State
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import User
from songda.records.delivery.lookups.events import lookup_event
from songda.records.delivery.lookups.models import Lookup
from songda.records.ground.evidence.actions import record
from songda.records.matter.cases.reason import Reason
from songda.records.matter.cases.row_locks import lock_case
from songda.records.matter.parties.models import Party

LONGEST_DELAY = timedelta(days=180)
_NEVER_ASKED = (State.WAITING.value, State.DECLINED.value)


@dataclass(frozen=True)
class ShownLookup:
    """One look-up as the person reads of it."""

    court_zh: str
    court_en: str
    at: datetime
    purpose: str
    operators: Sequence[str]
    case_number: str  # only of the case that they came for


def lookups_shown_to(party: Party, now: datetime) -> list[ShownLookup]:
    """Every look-up of this person in which operators were asked, in whichever court, the newest first."""
    who = Q(party=party)
    if party.number_index:
        who |= Q(subject_index=party.number_index)
    rows = Lookup.objects.filter(who, inquiries__times_asked__gt=0).exclude(state__in=_NEVER_ASKED)
    seen = rows.exclude(untold_until__gt=now).select_related("case__court").distinct().order_by("-asked_at")
    return [_shown(lookup, party) for lookup in seen]


def _shown(lookup: Lookup, party: Party) -> ShownLookup:
    court = lookup.case.court
    number = lookup.case.number if lookup.case_id == party.case_id else ""
    at = lookup.decided_at or lookup.asked_at
    return ShownLookup(court.name, court.name_en or court.name, at, lookup.purpose, lookup.operators, number)


@transaction.atomic
def delay_telling(lookup: Lookup, until: datetime, reason: Reason, judge: User, now: datetime) -> None:
    """The judge of the case delays until a date, or ends the delay by a date that has come; Refused for others."""
    words = reason.read()
    case = lock_case(lookup.case_id)
    if case.court_id != judge.court_id or not may_judge(judge.role, judge.id, case.judge_id):
        raise Refused("lookup_delay_by_judge")
    if until > now + LONGEST_DELAY:
        raise WrongField("until", "lookup_delay_too_long", days=LONGEST_DELAY.days)
    Lookup.objects.filter(id=lookup.id).update(untold_until=until)
    data = {"until": until.isoformat()}
    record(
        [lookup_event("lookup.telling_delayed", lookup, f"staff:{judge.id}", now, dict(data), {"reason": words})], now
    )
    lookup.refresh_from_db()
