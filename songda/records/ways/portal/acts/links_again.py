"""Whoever lost the message asks for it again: it goes to their number on record, and whoever asks learns nothing.

The page does the same for every name and number: it leaves a call to look, which holds keyed indexes and no name.
Whether anybody is known by them only the worker finds out, and nobody waits for its answer.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from songda.channels.registry import routes
from songda.core.delivery.states import HEAD_START, Purpose
from songda.core.evidence.canonical import Json
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.ground.vault import name_index, number_index
from songda.records.matter.parties.models import OWN_CLASSES
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import STILL_WANTED, message_facts, plan_urgent_message, send_words
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.acts.identity import REACHABLE

A_DAY = timedelta(days=1)
MOST_A_DAY = 2  # of one envelope: others may know somebody's name and number, and ask too
MOST_AT_ONCE = 5  # envelopes, the newest first


def ask_for_links(name: str, number: str) -> None:
    """What is left behind by whoever asks, the same for everybody."""
    ask("portal_acts.send_again", name=name_index(name).hex(), number=number_index(number).hex())


def send_links_again(name: str, number: str, now: datetime) -> int:
    """Send the message of each service that still waits for this person; gives back how many went out."""
    reached = Attempt.objects.filter(
        STILL_WANTED,
        purpose=Purpose.SERVICE,
        state__in=REACHABLE,
        envelope__party__name_index=bytes.fromhex(name),
        envelope__party__number_index=bytes.fromhex(number),
        envelope__case__closed_at=None,
    )
    newest = Envelope.objects.filter(id__in=reached.values("envelope")).order_by("-placed_at", "-id")
    return sum(_send_again(envelope, now) for envelope in newest.values_list("id", flat=True)[:MOST_AT_ONCE])


@transaction.atomic
def _send_again(envelope_id: UUID, now: datetime) -> bool:
    """The message once more to where it went last, their own number before one that the court only found."""
    envelope = Envelope.objects.select_for_update(of=("self",)).get(id=envelope_id)
    sent = Attempt.objects.filter(envelope=envelope, purpose=Purpose.LINK, planned_at__gt=now - A_DAY)
    if sent.count() >= MOST_A_DAY:
        return False
    went = Attempt.objects.filter(
        STILL_WANTED, envelope=envelope, purpose=Purpose.SERVICE, state__in=REACHABLE
    ).select_related("address", "envelope__case__court", "envelope__party")
    last = min(went, key=lambda each: (each.address_class not in OWN_CLASSES, -each.id), default=None)
    route = next((each for each in routes() if last is not None and each.name == last.channel), None)
    if last is None or route is None:
        return False
    made = Attempt(
        envelope=last.envelope,
        purpose=Purpose.LINK,
        channel=last.channel,
        counts_as=last.counts_as,
        address=last.address,
        address_class=last.address.address_class,
        to_index=bytes(last.address.value_index),
    )
    attempt = plan_urgent_message(made, HEAD_START, now)
    send_words(attempt, route.text(message_facts(attempt)))
    data: dict[str, Json] = {"attempt": attempt.id, "to": str(last.address_id)}
    record([NewEvent("link.sent_again", f"envelope:{envelope.id}", last.envelope.case_id, now, "engine", data)], now)
    return True
