"""Whoever connects an account, or ends that, is told so: there, and by a message to the number on record.

A number that gets such a message out of the blue belongs to somebody whose account it was not.
"""

from datetime import datetime
from typing import Final

from django.db.models import Case, IntegerField, Value, When

from songda.channels.registry import code_kinds, code_route_to, routes
from songda.core.delivery.routes import Route
from songda.core.delivery.states import HEAD_START, Purpose
from songda.core.delivery.wording import account_connected_text, account_told_text
from songda.core.evidence.canonical import Json
from songda.core.language import COURT_LANGUAGE
from songda.core.words import name_of
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.parties.models import OWN_CLASSES, Address, Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import message_facts, plan_urgent_message, send_words
from songda.records.service.orders.models import Envelope

CONNECTED: Final = "connected"
EVERYWHERE: Final = "connected_everywhere"
DISCONNECTED: Final = "disconnected"


def tell_of_account(account: Address, became: str, by: str, now: datetime) -> None:
    """Inside the caller's transaction. Nothing goes out where the court has sent this person no papers yet."""
    envelope = _newest_envelope(account.party)
    if envelope is None:
        return
    route = next(each for each in routes() if each.reaches_kind(account.kind))
    if became == CONNECTED:
        attempt = _attempt(envelope, account, route, now)
        send_words(attempt, account_connected_text(message_facts(attempt)))
        record([_event(account, became, attempt, by, now)], now)
    number = _number_of(account.party)
    if number is None:
        return
    attempt = _attempt(envelope, number, code_route_to(number.kind), now)
    channel = name_of("routes.channel", route.name, COURT_LANGUAGE)
    send_words(attempt, account_told_text(message_facts(attempt), became, channel))
    record([_event(account, became, attempt, by, now)], now)


def _newest_envelope(party: Party) -> Envelope | None:
    sent = Envelope.objects.filter(party=party, recalled_at=None).select_related("case__court", "party")
    return sent.order_by("-placed_at", "-id").first()


def _number_of(party: Party) -> Address | None:
    """Where codes go, their own before one that was only found; not one that was said to be a stranger's."""
    rank = Case(When(address_class__in=OWN_CLASSES, then=Value(0)), default=Value(1), output_field=IntegerField())
    known = Address.objects.filter(party=party, kind__in=code_kinds(), retired_at=None, disowned_at=None)
    usable = known.exclude(address_class__in=("rejected", "unknown")).annotate(rank=rank)
    return usable.order_by("rank", "recorded_at", "id").first()


def _attempt(envelope: Envelope, address: Address, route: Route, now: datetime) -> Attempt:
    made = Attempt(
        envelope=envelope,
        purpose=Purpose.ACCOUNT,
        channel=route.name,
        counts_as=route.counts_as,
        address=address,
        address_class=address.address_class,
        to_index=bytes(address.value_index),
    )
    return plan_urgent_message(made, HEAD_START, now)


def _event(account: Address, became: str, attempt: Attempt, by: str, now: datetime) -> NewEvent:
    where = {"account": str(account.id), "to": str(attempt.address_id)}
    data: dict[str, Json] = {**where, "became": became, "attempt": attempt.id}
    return NewEvent("account.told", f"party:{account.party_id}", account.party.case_id, now, by, data)
