"""What the court tells a carrier: which letters it was given, and which it asks after. Claimed, told, then noted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from songda.carriers.contract import LARGEST_CONSIGNMENT, Carrier, CarrierError, Consignment, Parcel
from songda.carriers.registry import carrier_for
from songda.core.delivery.incidents import Work
from songda.core.delivery.letters import LetterState, Product
from songda.core.evidence.canonical import Json
from songda.records.ground.evidence.actions import record
from songda.records.ground.incidents.stuck import note_tried, try_each
from songda.records.ways.post.carriage.models import Carriage, Enquiry
from songda.records.ways.post.carriage.on_record import carriage_event
from songda.records.ways.post.letters.actions import addressee_of
from songda.records.ways.post.letters.models import Letter

Carriers = Mapping[str, Carrier]
LOOKED_BACK = timedelta(days=30)  # a letter sealed longer ago than a carrier was named is not told of any more
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=1)


@transaction.atomic
def begin(carriers: Carriers, now: datetime) -> int:
    """Letters that were sealed and that a carrier is to be told of; how many."""
    of_product = {product.value: name for product in Product if (name := carrier_for(product.value, carriers))}
    sealed = Letter.objects.filter(state=LetterState.SEALED, sealed_at__gt=now - LOOKED_BACK, carriage=None)
    by_our_carriers = sealed.filter(product__in=of_product)  # what nobody carries keeps nothing else waiting
    first = by_our_carriers.order_by("sealed_at", "id").values_list("id", "product")[:LARGEST_CONSIGNMENT]
    rows = [
        Carriage(letter_id=letter_id, carrier=of_product[product], begun_at=now, tell_after=now, look_at=now)
        for letter_id, product in first
    ]
    Carriage.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@dataclass(frozen=True)
class DueConsignment:
    """Letters of one batch that the carrier is to be told of."""

    carrier: str
    consignment: Consignment
    letters: tuple[UUID, ...]


@transaction.atomic
def next_consignment(carriers: Carriers, now: datetime) -> DueConsignment | None:
    """The next batch with letters to tell of, put off at once so that nobody else takes it; None for none.

    A letter whose place cannot be opened waits by itself: the others of its batch are told of.
    """
    while taken := _take_batch(carriers, now):
        parcels, failed = try_each([row.letter for row in taken], lambda letter: (letter.id, _parcel(letter)))
        note_tried(Work.TELL_CARRIER, [row.letter_id for row in taken], failed, now)
        if parcels:
            batch = taken[0].letter
            letters, told = zip(*parcels, strict=True)
            consignment = Consignment(str(batch.batch_id), batch.sealed_at or now, list(told))
            return DueConsignment(taken[0].carrier, consignment, letters)
    return None


def _take_batch(carriers: Carriers, now: datetime) -> list[Carriage]:
    due = Carriage.objects.filter(tell_after__lte=now, carrier__in=list(carriers)).order_by("tell_after", "letter_id")
    first = due.select_related("letter").first()
    if first is None:
        return []
    same = due.filter(carrier=first.carrier, letter__batch=first.letter.batch_id)
    rows = same.select_related("letter__envelope__party", "letter__batch").select_for_update(
        skip_locked=True, of=("self",)
    )
    taken = list(rows[:LARGEST_CONSIGNMENT])
    for row in taken:
        row.tell_after = now + min(_LONGEST, _FIRST * 2 ** min(row.times_told, 10))
        row.times_told += 1
    Carriage.objects.bulk_update(taken, ["tell_after", "times_told"])
    return taken


def _parcel(letter: Letter) -> Parcel:
    name, place = addressee_of(letter)
    return Parcel(letter.number, letter.product, name, " ".join(place))


@transaction.atomic
def note_announced(announced: DueConsignment, taken: frozenset[str], now: datetime) -> None:
    """The carrier has these; the others are told of again."""
    rows = Carriage.objects.filter(letter__in=announced.letters, letter__number__in=taken, told_at=None)
    locked = list(rows.select_for_update(of=("self",)).select_related("letter__envelope"))
    for row in locked:
        row.told_at, row.tell_after = now, None
    Carriage.objects.bulk_update(locked, ["told_at", "tell_after"])
    batch: dict[str, Json] = {"batch": announced.consignment.id}
    record([carriage_event("carriage.told", row, f"provider:{row.carrier}", now, batch) for row in locked], now)


@dataclass(frozen=True)
class Question:
    """An enquiry that may go out."""

    id: UUID
    carrier: str
    number: str


@transaction.atomic
def next_enquiry(carriers: Carriers, now: datetime) -> Question | None:
    """The next enquiry, put off at once so that nobody else sends it; None where there is none."""
    due = Enquiry.objects.filter(send_after__lte=now, carriage__carrier__in=list(carriers)).order_by("send_after", "id")
    one = due.select_related("carriage__letter").select_for_update(skip_locked=True, of=("self",)).first()
    if one is None:
        return None
    one.send_after = now + min(_LONGEST, _FIRST * 2 ** min(one.times_sent, 10))
    one.times_sent += 1
    one.save(update_fields=["send_after", "times_sent"])
    return Question(one.id, one.carriage.carrier, one.carriage.letter.number)


@transaction.atomic
def note_enquiry(question: Question, wrong: CarrierError | None, now: datetime) -> None:
    """The carrier took it; or can never be asked, and then people are, at the next look; else it is sent again."""
    one = (
        Enquiry.objects.select_for_update(of=("self",)).select_related("carriage__letter__envelope").get(id=question.id)
    )
    if one.sent_at is not None or one.over_at is not None or (wrong is not None and not wrong.is_permanent):
        return
    one.send_after = None
    one.sent_at, one.trouble = (None, wrong.trouble.value) if wrong else (now, "")
    one.save(update_fields=["send_after", "sent_at", "trouble"])
    name = "enquiry.failed" if wrong else "enquiry.sent"
    data: dict[str, Json] = {"enquiry": str(one.id), **({"trouble": wrong.trouble.value} if wrong else {})}
    record([carriage_event(name, one.carriage, f"provider:{one.carriage.carrier}", now, data)], now)
    if wrong:
        Carriage.objects.filter(pk=one.carriage_id).update(look_at=now)
