"""A number is dialled, within the hours and the pace that the rules allow; the worker hands it over."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from songda.channels.registry import telephone_kinds
from songda.clock import new_id
from songda.core.calling import refusal_now
from songda.core.law import profile_of
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.queries import staff_id
from songda.records.delivery.telephone.events import dial_event
from songda.records.delivery.telephone.models import Dial
from songda.records.delivery.telephone.rules import calling_rules, dials_before
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.matter.parties.models import Address, Party

QUEUE = "telephone"
EXTENSION = re.compile(r"[0-9]{2,8}")
JURISDICTION = "cn"


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


def _begun(dial: Dial, by: str, now: datetime) -> NewEvent:
    if dial.is_notice:
        return dial_event("call.notice_begun", dial, now, by, language=dial.language, text=dial.spoken)
    return dial_event("call.dialled", dial, now, by, extension=dial.extension, kind=dial.kind)


def _refuse(address: Address, extension: str, now: datetime) -> None:
    """Held until it is saved, so that two desks at once do not both believe that the person is free."""
    Party.objects.select_for_update(of=("self",)).get(id=address.party_id)
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
