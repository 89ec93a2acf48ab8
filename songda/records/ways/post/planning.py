"""Letters are planned, or proposed by the engine and agreed to by a clerk."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from songda.channels.registry import place_kinds
from songda.clock import new_id
from songda.core.delivery.letters import OPEN, PRODUCTS, LetterReason, LetterState, Product, RetryPlace, Withdrawal
from songda.core.delivery.letters.sheets import window_lines
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.identifiers.postal import parse
from songda.core.law import Status
from songda.core.refusal import Refused, WrongField
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.matter.parties.models import Address
from songda.records.service.orders.due import lock_envelopes, mark_for_step
from songda.records.service.orders.models import Envelope, Order, Service
from songda.records.service.orders.overtaken import overtaken
from songda.records.service.tasks.actions import end_by_fact
from songda.records.ways.post.carriage.deciding import settle_lost
from songda.records.ways.post.ground import ask_ground
from songda.records.ways.post.letters.actions import (
    _WHOLE,
    _cell,
    causes_of,
    language_of_letter,
    letter_event,
    lines_of,
    lock_letter,
    next_try_of,
    was_lost,
    withdraw_locked,
)
from songda.records.ways.post.letters.models import Letter, LetterPaper


@dataclass(frozen=True)
class LetterDraft:
    """Which papers go where, how and why; `previous` came back, and this one goes in its place."""

    address_id: UUID
    service_ids: tuple[UUID, ...]
    product: str = Product.COURT_POST.value
    why: str = LetterReason.BY_HAND.value
    is_large_print: bool = False
    previous_id: UUID | None = None


@transaction.atomic
def plan_letter(envelope: Envelope, draft: LetterDraft, by: str, now: datetime) -> Letter:
    """Plan it: it is set in type, checked and waits for a batch; raises WrongField, or Refused as the law says.

    A second click is told that a letter with these papers waits already. One that goes in the place of a lost one ends
    the question what became of that.
    """
    lock_envelopes([envelope.id])
    _give_up_proposals(envelope, draft, by, now)
    letter = _begin(envelope, draft, by, now)
    _agree(letter, now)
    letter.save(force_insert=True)
    _carry(letter, draft)
    record([_opening("letter.planned", letter, by, now)], now)
    _after_planning(letter, by, now)
    if letter.previous_id is not None:
        settle_lost(letter.previous_id, by, now)
    return letter


@transaction.atomic
def propose_letter(envelope: Envelope, draft: LetterDraft, now: datetime) -> Letter | None:
    """The engine prepares it for a clerk; None where something stands against it, or one waits already."""
    try:
        letter = _begin(envelope, draft, "engine", now)
    except Refused:
        return None
    letter.save(force_insert=True)
    _carry(letter, draft)
    record([_opening("letter.proposed", letter, "engine", now)], now)
    return letter


AGREED = (
    "product",
    "is_large_print",
    "may_sign",
    "must_be_there_by",
    "postcode",
    "place_sealed",
    "state",
    "planned_at",
    "faults",
)


@dataclass(frozen=True)
class Agreement:
    """What a clerk says yes to; what they leave open is as proposed."""

    product: str = ""
    is_large_print: bool | None = None


@transaction.atomic
def agree(letter: Letter, agreement: Agreement, by: str, now: datetime) -> Letter:
    """Say yes to a letter that the engine proposed, or have one that was stopped set anew; twice is as good as once."""
    locked = lock_letter(letter.id)
    if locked.state == LetterState.PLANNED:
        return locked
    if locked.state not in (LetterState.PROPOSED, LetterState.STOPPED):
        raise Refused("letter_not_waiting")
    services = [paper.service for paper in locked.paper_rows.select_related("service__paper")]
    if causes := causes_of([locked]):
        raise Refused(f"letter_{causes[locked.id]}")
    ground = ask_ground(locked.envelope, services, locked.address, now)
    if agreement.product:
        locked.product = _product(agreement.product, locked.why)
    if agreement.is_large_print is not None:
        locked.is_large_print = agreement.is_large_print
    locked.may_sign, locked.must_be_there_by = list(ground.may_sign), ground.must_be_there_by
    _write_place(locked, locked.envelope)
    _agree(locked, now)
    locked.faults = []
    locked.save(update_fields=AGREED)
    record([_opening("letter.planned", locked, by, now)], now)
    _after_planning(locked, by, now)
    return locked


def _begin(envelope: Envelope, draft: LetterDraft, by: str, now: datetime) -> Letter:
    lock_envelopes([envelope.id])
    locked = Envelope.objects.select_related("case__court", "party").get(id=envelope.id)
    services = _services(locked, draft)
    address = _address(locked, draft.address_id)
    previous = _previous(locked, draft)
    _refuse_twin(locked, services)
    ground = ask_ground(locked, services, address, now)
    letter = Letter(
        id=new_id(),
        court=locked.case.court,
        envelope=locked,
        address=address,
        address_class=address.address_class,
        product=_product(draft.product, draft.why),
        why=_why(draft, previous),
        is_large_print=draft.is_large_print or ground.is_large_print,
        may_sign=list(ground.may_sign),
        must_be_there_by=ground.must_be_there_by,
        previous=previous,
        again=_again(previous, address),
        opened_at=now,
        opened_by=by,
    )
    _write_place(letter, locked)
    Envelope.objects.filter(id=locked.id, posted_at=None).update(posted_at=now)
    return letter


def _services(envelope: Envelope, draft: LetterDraft) -> list[Service]:
    rows = Service.objects.filter(envelope=envelope, id__in=draft.service_ids, recalled_at=None)
    services = list(rows.select_related("paper", "finding", "envelope__party").order_by("paper__filed_at", "id"))
    if not services or len(services) != len(set(draft.service_ids)):
        raise WrongField("papers", "no_papers")
    findings = [getattr(service, "finding", None) for service in services]
    served = all(finding is not None and finding.status == Status.EFFECTIVE for finding in findings)
    if served and draft.why != LetterReason.COPY_WANTED:
        raise Refused("letter_served")
    why = set(overtaken(services).values())
    for overtaken_by, withdrawal in _WHOLE.items():
        if overtaken_by in why:
            raise Refused(f"letter_{withdrawal}")
    return services


def _address(envelope: Envelope, address_id: UUID) -> Address:
    rows = Address.objects.filter(id=address_id, party_id=envelope.party_id, kind__in=place_kinds(), retired_at=None)
    address = rows.first()
    if address is None or address.is_mistyped or address.address_class == "rejected":
        raise WrongField("address", "unknown_address")
    return address


def _product(word: str, why: str) -> str:
    if word not in tuple(Product):
        raise WrongField("product", "unknown_product")
    if not PRODUCTS[Product(word)].is_service and why != LetterReason.COPY_WANTED:
        raise WrongField("product", "plain_proves_nothing")
    return word


def _previous(envelope: Envelope, draft: LetterDraft) -> Letter | None:
    if draft.previous_id is None:
        return None
    rows = Letter.objects.filter(id=draft.previous_id, envelope=envelope, state=LetterState.SEALED)
    previous = rows.first()
    if previous is None or next_try_of(previous) is not None:
        raise Refused("letter_tried_again_already")
    return previous


def _why(draft: LetterDraft, previous: Letter | None) -> str:
    """What it is for; of one that goes in the place of another, what became of that one."""
    if previous is None:
        return draft.why
    return (LetterReason.LOST if was_lost(previous) else LetterReason.CAME_BACK).value


def _again(previous: Letter | None, address: Address) -> str:
    if previous is None:
        return ""
    return (RetryPlace.SAME_PLACE if previous.address_id == address.id else RetryPlace.OTHER_PLACE).value


def _refuse_twin(envelope: Envelope, services: Iterable[Service]) -> None:
    """A second click, or a second clerk, is no second letter."""
    waiting = LetterPaper.objects.filter(letter__envelope=envelope, letter__state__in=OPEN, service__in=services)
    if waiting.exists():
        raise Refused("letter_waits_already")


def _give_up_proposals(envelope: Envelope, draft: LetterDraft, by: str, now: datetime) -> None:
    """What the engine had prepared for these papers, a clerk does otherwise."""
    rows = Letter.objects.filter(
        envelope=envelope, state=LetterState.PROPOSED, paper_rows__service__in=draft.service_ids
    )
    proposed = list(rows.distinct().select_related("envelope"))
    if proposed:
        withdraw_locked(dict.fromkeys(proposed, Withdrawal.BY_HAND), by, now)


def _write_place(letter: Letter, envelope: Envelope) -> None:
    party = envelope.party
    language = language_of_letter(party)
    value = letter.address.value
    known = parse(value)
    letter.postcode = known.postcode if known else ""
    letter.place_sealed = vault.seal_text(
        _cell(letter), json.dumps(window_lines(value, language, party.name), ensure_ascii=False)
    )


def _agree(letter: Letter, now: datetime) -> None:
    letter.state, letter.planned_at = LetterState.PLANNED.value, now


def _carry(letter: Letter, draft: LetterDraft) -> None:
    ids = sorted(set(draft.service_ids))
    LetterPaper.objects.bulk_create([LetterPaper(letter=letter, service_id=service_id) for service_id in ids])


def _after_planning(letter: Letter, by: str, now: datetime) -> None:
    """Nobody else need see to it any more; the engine waits for the letter."""
    envelope = Q(envelope=letter.envelope_id)
    kinds = Q(kind="print_paper") if letter.why == LetterReason.COPY_WANTED else ~Q(kind="print_paper")
    end_by_fact(Fact.LETTER_PLANNED, envelope & kinds, by, now)
    end_by_fact(Fact.LETTER_MENDED, envelope, by, now)
    mark_for_step([letter.envelope_id], now)
    ask("letters.set", queue="letters")


def _opening(name: str, letter: Letter, by: str, now: datetime) -> NewEvent:
    services: list[Json] = [str(paper.service_id) for paper in letter.paper_rows.order_by("service_id")]
    data: dict[str, Json] = {
        "envelope": str(letter.envelope_id),
        "address": str(letter.address_id),
        "address_class": letter.address_class,
        "product": letter.product,
        "why": letter.why,
        "services": services,
        "large_print": letter.is_large_print,
        "may_sign": list(letter.may_sign),
        "by": letter.must_be_there_by.isoformat() if letter.must_be_there_by else None,
        "previous": str(letter.previous_id) if letter.previous_id else None,
        "again": letter.again,
    }
    return replace(letter_event(name, letter, by, now, data), private={"lines": list(lines_of(letter))})


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
