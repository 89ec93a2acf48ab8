"""A number is dialled for a clerk, or rung by itself with a notice, within the hours and the pace that the rules allow.

The worker hands it over. A notice is spoken by the court's telephone and names no case and no person. How far a number
has been tried says when it may be rung again, and whether it is exhausted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, FilteredRelation, Q

from songda.channels.registry import telephone_kinds
from songda.clock import new_id
from songda.core.calling import (
    COUNTS,
    CallingRules,
    DialsBefore,
    Stretch,
    is_exhausted,
    load_rules,
    missing_stretches,
    notice_text,
    openings,
    refusal_now,
    stretch_of,
)
from songda.core.evidence.canonical import Json
from songda.core.law import profile_of
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import Court
from songda.records.court.staff.queries import staff_id
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.matter.parties.drafts import one_of
from songda.records.matter.parties.models import Address, Party
from songda.records.service.telephone.models import Dial
from songda.telephony import LineState, gives_notices
from songda.telephony.speech import speaker

QUEUE = "telephone"
PROVIDER = "provider:telephone"
EXTENSION = re.compile(r"[0-9]{2,8}")
JURISDICTION = "cn"
BROKE_OFF = "broke_off"  # what a clerk says of a talk that ended before anything was agreed
# What the line did in a call that a clerk recorded by hand; in all others somebody answered.
BY_HAND = {"unreachable": LineState.NO_ANSWER, BROKE_OFF: LineState.CUT_OFF}


@transaction.atomic
def place_dial(address: Address, extension: str, by: str, now: datetime) -> Dial:
    """Ask that a clerk's telephone and then this number be rung; Refused says why not now, and from when."""
    if not settings.TELEPHONE_URL:
        raise Refused("no_telephone_system")
    if not EXTENSION.fullmatch(extension):
        raise WrongField("extension", "wrong_extension")
    return placed(Dial(kind="talk", address=address, extension=extension), by, now)


@transaction.atomic
def hang_up(dial: Dial, by: str, now: datetime) -> None:
    """Ask that a call be ended."""
    waiting = Dial.objects.filter(id=dial.id, ended_at=None, hang_up_at=None)
    if waiting.update(hang_up_at=now):
        record([dial_event("call.hung_up", dial, now, by)], now)
        ask("telephone.dial", QUEUE)


def placed(dial: Dial, by: str, now: datetime) -> Dial:
    """The dial, kept with its event, where the rules allow it. Call it inside a transaction."""
    caller = staff_id(by)
    if caller is None:
        raise ValueError(f"a number is dialled for a member of staff, not for {by}")
    _refuse(dial.address, dial.extension, now)
    dial.id, dial.party, dial.caller_id, dial.asked_at = new_id(), dial.address.party, caller, now
    dial.save(force_insert=True)
    record([_begun(dial, by, now)], now)
    ask("telephone.dial", QUEUE)
    return dial


def dial_event(name: str, dial: Dial, at: datetime, by: str = PROVIDER, **more: Json) -> NewEvent:
    """What was asked of the system or what it saw, in the stream of the party; what came of the call the clerk says."""
    data: dict[str, Json] = {"dial": str(dial.id), "address": str(dial.address_id), **more}
    return NewEvent(name, f"party:{dial.party_id}", dial.party.case_id, happened_at=at, actor=by, data=data)


def _begun(dial: Dial, by: str, now: datetime) -> NewEvent:
    if dial.is_notice:
        return dial_event("call.notice_begun", dial, now, by, language=dial.language, text=dial.spoken)
    return dial_event("call.dialled", dial, now, by, extension=dial.extension, kind=dial.kind)


def _refuse(address: Address, extension: str, now: datetime) -> None:
    """Held until it is saved, so that two desks at once do not both believe that the person is free."""
    Party.objects.select_for_update(of=("self",)).get(id=address.party_id).check_in_case()
    if address.kind not in telephone_kinds() or address.retired_at is not None:
        raise Refused("no_number_to_confirm")
    if address.address_class == "rejected":
        raise Refused("number_of_somebody_else")
    if Dial.objects.filter(party_id=address.party_id, ended_at=None).exists():
        raise Refused("call_under_way")
    zone = ZoneInfo(address.party.case.court.zone)
    rules, calendar = calling_rules(), profile_of(JURISDICTION).calendar
    found = refusal_now(now, calendar, zone, rules, dials_before(address, extension, now, zone))
    if found is not None:
        raise Refused(f"dial_{found.code}", day=found.at.date(), time=found.at.strftime("%H:%M"))


def may_ring(dial: Dial, now: datetime) -> bool:
    """Whether the hours allow it still; between the asking and the handing over they may have ended."""
    zone = ZoneInfo(dial.party.case.court.zone)
    return refusal_now(now, profile_of(JURISDICTION).calendar, zone, calling_rules(), DialsBefore()) is None


def calling_rules() -> CallingRules:
    """The rules that hold in this installation."""
    return load_rules(Path(settings.CALLING_RULES) if settings.CALLING_RULES else None)


def dials_before(address: Address, extension: str, now: datetime, zone: ZoneInfo) -> DialsBefore:
    """What this line did today, and when this number was last tried in vain."""
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    called = Dial.objects.filter(extension=extension, asked_at__gte=midnight).exclude(line="desk_did_not_answer")
    people = set(called.values_list("party__name_index", "party__number_index"))
    person = (address.party.name_index, address.party.number_index)
    known = {tuple(bytes(each) if each is not None else None for each in one) for one in people}
    own = tuple(bytes(each) if each is not None else None for each in person)
    return DialsBefore(len(known), own not in known, tries_of(address).last_at)


def why_no_notices(court: Court) -> str:
    """The refusal that stands against every notice call of this court; empty where none does."""
    if not settings.TELEPHONE_URL:
        return "no_telephone_system"
    if not gives_notices(settings.TELEPHONE_URL) or speaker() is None:
        return "no_notice_calls"
    return "" if any(letter.isdigit() for letter in court.phone) else "no_court_phone"


def languages_of(court: Court) -> list[str]:
    """In which languages a notice can be spoken: those in which the court has a name that a voice can say."""
    return ["zh", "en"] if court.name_en else ["zh"]


def text_of(court: Court, language: str) -> str:
    """What is spoken for this court in this language."""
    return notice_text(court.name_in(language), court.phone, language)


@transaction.atomic
def place_notice(address: Address, language: str, by: str, now: datetime) -> Dial:
    """Ask that the number be rung and the notice be spoken; hours, tries and pace are those of every other dial."""
    court = address.party.case.court
    if why := why_no_notices(court):
        raise Refused(why)
    one_of("language", language, languages_of(court))
    dial = Dial(kind="notice", address=address, language=language, spoken=text_of(court, language))
    return placed(dial, by, now)


@dataclass(frozen=True)
class NumberTries:
    """The tries of one number that count, since somebody answered; `last_at` is when it last was tried in vain."""

    count: int
    last_at: datetime | None
    missing: tuple[Stretch, ...]
    is_exhausted: bool
    answered_at: datetime | None  # when it was rung that somebody answered last and the line held
    rung_at: datetime | None  # when it was rung last, whatever came of it
    broken: int  # how often, at last, the line broke off one time after another


def tries_of(address: Address) -> NumberTries:
    """The tries since the number last answered."""
    return tries_of_numbers([address])[address.id]


class _Rung(NamedTuple):
    """Once that a number was rung, over the court's line or by hand, and what became of it."""

    at: datetime
    line: str
    was_answered: bool


def tries_of_numbers(addresses: Sequence[Address]) -> dict[UUID, NumberTries]:
    """The same for many numbers, with two statements; each comes with its party, case and court."""
    rung: dict[UUID, list[_Rung]] = {address.id: [] for address in addresses}
    broken = FilteredRelation("calls", condition=Q(calls__outcome=BROKE_OFF, calls__struck_at=None))
    dials = Dial.objects.filter(address__in=list(rung)).annotate(broken=broken, broke_off=F("broken__id"))
    for row in dials.exclude(ended_at=None):
        line = LineState.CUT_OFF if row.broke_off else row.line
        rung[row.address_id].append(_Rung(row.rang_at, line, row.answered_at is not None))
    by_hand = Address.objects.filter(id__in=list(rung), calls__isnull=False, calls__dial=None, calls__struck_at=None)
    for key, at, outcome in by_hand.values_list("id", "calls__at", "calls__outcome"):
        line = BY_HAND.get(outcome, LineState.ANSWERED)
        rung[key].append(_Rung(at, line, line is not LineState.NO_ANSWER))
    return {each.id: _counted(sorted(rung[each.id]), ZoneInfo(each.party.case.court.zone)) for each in addresses}


def _counted(rows: Sequence[_Rung], zone: ZoneInfo) -> NumberTries:
    rules, calendar = calling_rules(), profile_of(JURISDICTION).calendar
    since = max((at for at, row in enumerate(rows, 1) if row.was_answered), default=0)
    counted = [row for row in rows[since:] if row.line in COUNTS]
    tries = [(stretch_of(row.at, calendar, zone, rules), row.line) for row in counted]
    missing = missing_stretches((stretch for stretch, _ in tries), rules)
    last = counted[-1].at if counted else None
    spoken = max((row.at for row in rows if row.was_answered and row.line != LineState.CUT_OFF), default=None)
    rung_at = rows[-1].at if rows else None
    return NumberTries(len(tries), last, missing, is_exhausted(tries, rules), spoken, rung_at, _broken(rows))


def _broken(rows: Sequence[_Rung]) -> int:
    return len(list(takewhile(lambda row: row.line == LineState.CUT_OFF, reversed(rows))))


def may_ring_from(tries: NumberTries, earliest: datetime, zone: ZoneInfo) -> datetime:
    """From when a number may be rung: not before `earliest`, rested since it was last tried, within the hours.

    A line that broke off is tried again at once, and rests when it has broken off a second time.
    """
    rules, calendar = calling_rules(), profile_of(JURISDICTION).calendar
    since = tries.rung_at if tries.broken > 1 else tries.last_at
    rested = since + timedelta(minutes=rules.minutes_apart) if since else earliest
    return next(openings(max(earliest, rested).astimezone(zone), calendar, rules))
