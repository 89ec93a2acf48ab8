"""Letters go by post as far as the law opens it: asked when one is planned, and again when its batch is sealed."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from songda.core.delivery.letters import LetterReason
from songda.core.refusal import Refused
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.parties.models import Address
from songda.records.service.orders.models import Envelope, Order
from songda.records.ways.post.carriage.deciding import settle_lost
from songda.records.ways.post.letters import actions, batches
from songda.records.ways.post.letters.actions import Agreement, LetterDraft
from songda.records.ways.post.letters.models import Batch, Letter
from songda.records.ways.post.propose import ask_ground, closed_to

log = logging.getLogger(__name__)


def plan_letter(envelope: Envelope, draft: LetterDraft, by: str, now: datetime) -> Letter:
    """Plan a letter; raises WrongField, or Refused where the law does not open the post.

    One that goes in the place of a lost one ends the question what became of that.
    """
    with transaction.atomic():
        letter = actions.plan_letter(envelope, draft, by, now, ask_ground)
        if letter.previous_id is not None:
            settle_lost(letter.previous_id, by, now)
    return letter


def post_order(order: Order, address_ids: Sequence[UUID], by: str, now: datetime) -> list[Refused]:
    """The papers of an order go by post as well, to these places of its recipients; gives what was refused.

    Doing it twice is as good as once.
    """
    refusals: list[Refused] = []
    if not address_ids:
        return refusals
    envelopes = order.envelopes.select_related("case__court", "party").order_by("id")
    places = Address.objects.filter(id__in=address_ids).order_by("id")
    for envelope in envelopes:
        services = tuple(envelope.services.filter(recalled_at=None).values_list("id", flat=True))
        for place in places:
            if place.party_id == envelope.party_id:
                draft = LetterDraft(place.id, services, why=LetterReason.ORDERED.value)
                try:
                    plan_letter(envelope, draft, by, now)
                except Refused as refused:
                    refusals += [refused] if refused.code != "letter_waits_already" else []
    return refusals


def agree(letter: Letter, agreement: Agreement, by: str, now: datetime) -> Letter:
    """Say yes to a proposed letter, or have a stopped one set anew; raises Refused."""
    return actions.agree(letter, agreement, by, now, ask_ground)


def seal_batch(batch: Batch, by: str, now: datetime) -> Batch:
    """Seal what was counted. A few letters are on record at once, of many the worker does the rest."""
    closed = batches.close_batch(batch, by, now)
    try:
        batches.seal_first(closed, now, settle)
    except (OperationalError, InterfaceError):
        raise
    except Exception as wrong:  # noqa: BLE001 - the batch is sealed; the worker finds which letter it is
        log.error("batch %s is put on record by the worker (%s)", closed.id, type(wrong).__name__)  # noqa: TRY400
    return closed


def go_on_sealing(now: datetime) -> int:
    """Put a few letters of sealed batches on record; how many were looked at."""
    return batches.seal_letters(now, settle)


def settle(envelopes: Sequence[Envelope], now: datetime) -> Collection[UUID]:
    """Settle what the law says of these envelopes, which the caller holds; those to which the post is closed by now."""
    ask_law(now, [envelope.id for envelope in envelopes])
    return closed_to(envelopes, now)
