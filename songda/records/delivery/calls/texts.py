"""Text messages before and after a call: that the court will call, and what was agreed. They serve nothing."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from songda.channels.registry import routes
from songda.core.calling import DialsBefore, refusal_now
from songda.core.delivery.routes import Route
from songda.core.delivery.states import HEAD_START, Purpose
from songda.core.delivery.wording import REPEATED, CallingCourt, announcement, repetition
from songda.core.evidence.canonical import Json
from songda.core.law import profile_of
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import Court
from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.calls.following import LONGEST_WAIT
from songda.records.delivery.calls.models import Call
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.telephone.dialling import JURISDICTION, calling_rules
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.ground.vault import address_index
from songda.records.matter.parties.models import Address
from songda.telephony.address import read_telephone_address


@transaction.atomic
def announce_call(address: Address, at: datetime, by: str, now: datetime) -> Attempt:
    """Tell by text message that the court will call, from which number and when; within the hours of calling."""
    if address.retired_at is not None or address.address_class == "rejected":
        raise Refused("no_number_to_confirm")
    if address.address_class == "found" and address.party.case.court.calls_found_first:
        raise Refused("found_is_called_first")
    if not now < at <= now + LONGEST_WAIT:
        raise WrongField("at", "again_too_far", longest=LONGEST_WAIT.days)
    court = address.party.case.court
    zone = ZoneInfo(court.zone)
    found = refusal_now(at, profile_of(JURISDICTION).calendar, zone, calling_rules(), DialsBefore())
    if found is not None:
        raise Refused(f"dial_{found.code}", day=found.at.date(), time=found.at.strftime("%H:%M"))
    sent = _sent(address, announcement(_calling(court), at.astimezone(zone)), now)
    if sent is None:
        raise Refused("no_papers_to_call_about")
    record([_event("call.announced", address, now, by, attempt=sent.id, at=at.isoformat())], now)
    return sent


def repeat_call(call: Call, again_at: datetime | None, by: str, now: datetime) -> Attempt | None:
    """Repeat by text message what was agreed, to the number that was called; inside the transaction of the call.

    None where there is nothing to repeat, or nothing to repeat it with: no number of theirs, no papers for them.
    """
    if call.outcome not in REPEATED or call.address is None:
        return None
    court = call.party.case.court
    when = again_at.astimezone(ZoneInfo(court.zone)) if again_at and call.outcome == "call_again" else None
    sent = _sent(call.address, repetition(_calling(court), call.outcome, vault.call_code(call.id), when), now)
    if sent is not None:
        record([_event("call.repeated", call.address, now, by, call=str(call.id), attempt=sent.id)], now)
    return sent


def _calling(court: Court) -> CallingCourt:
    """The number that the party will see is the telephone system's; without one it is the court's own."""
    caller = read_telephone_address(settings.TELEPHONE_URL).caller if settings.TELEPHONE_URL else ""
    return CallingCourt(court.name, caller or court.phone, court.phone)


def _sent(address: Address, text: str, now: datetime) -> Attempt | None:
    """The message, on its way; it hangs on the newest papers of the party."""
    ordered = Envelope.objects.filter(party_id=address.party_id, recalled_at=None)
    envelope = ordered.order_by("-placed_at", "-id").first()
    route = next((each for each in routes() if each.reaches_kind(address.kind)), None)
    if envelope is None or route is None:
        return None
    attempt = _attempt(envelope, route, address, now)
    sealed = vault.seal_text(f"attempt.text:{attempt.id}", text)
    Attempt.objects.filter(id=attempt.id).update(text_sealed=sealed)
    ask("attempts.send", queue=route.name, channel=route.name)
    return attempt


def _attempt(envelope: Envelope, route: Route, address: Address, now: datetime) -> Attempt:
    earlier = Attempt.objects.filter(envelope=envelope, purpose=Purpose.CALL, channel=route.name).count()
    return Attempt.objects.create(
        envelope=envelope,
        purpose=Purpose.CALL,
        channel=route.name,
        counts_as=route.counts_as,
        n=earlier + 1,
        address=address,
        address_class=address.address_class,
        to_index=address_index(address.kind, address.value),
        planned_at=now,
        send_after=now - HEAD_START,
    )


def _event(name: str, address: Address, now: datetime, by: str, **more: Json) -> NewEvent:
    data: dict[str, Json] = {"address": str(address.id), **more}
    return NewEvent(name, f"party:{address.party_id}", address.party.case_id, now, by, data)
