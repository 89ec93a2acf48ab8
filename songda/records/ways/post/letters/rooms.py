"""What the print room of a court has: how much it prints, how much its carrier takes, and the numbers it was given."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.clock import new_id
from songda.core.delivery.letters import OPEN, PRODUCTS, SERIALS, Product
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.ways.post.letters.models import Letter, NumberRange, PrintRoom

MOST = 1_000_000


@dataclass(frozen=True)
class Capacity:
    """Letters that are printed a day and a week, and that the carrier takes a day; where else, and for what share."""

    a_day: int
    a_week: int
    carrier_a_day: int
    prints_at_id: UUID | None = None
    share: int = 1


def room_of(court: Court) -> PrintRoom:
    """What was set for the court, or what holds where nothing was."""
    return PrintRoom.objects.filter(court=court).first() or PrintRoom(court=court)


@transaction.atomic
def set_capacity(court: Court, wanted: Capacity, by: str, now: datetime) -> PrintRoom:
    """Set it; the plan is reckoned anew. WrongField for what is no number of letters, or a court that there is not."""
    for field in ("a_day", "a_week", "carrier_a_day", "share"):
        if not 0 < getattr(wanted, field) <= MOST:
            raise WrongField(field, "room_capacity")
    if wanted.prints_at_id is not None:
        known = Court.objects.filter(id=wanted.prints_at_id).exclude(id=court.id)
        if not known.exists() or PrintRoom.objects.filter(court=wanted.prints_at_id, prints_at__isnull=False).exists():
            raise WrongField("prints_at", "unknown_address")
    Court.objects.select_for_update(no_key=True).get(id=court.id)
    Letter.objects.filter(court=court, state__in=OPEN).update(expected_on=None)
    room, _ = PrintRoom.objects.update_or_create(court=court, defaults=asdict(wanted))
    data: dict[str, Json] = {
        "a_day": wanted.a_day,
        "a_week": wanted.a_week,
        "carrier_a_day": wanted.carrier_a_day,
        "prints_at": str(wanted.prints_at_id) if wanted.prints_at_id else None,
        "share": wanted.share,
    }
    record([NewEvent("print_room.set", f"court:{court.id}", None, now, by, data)], now)
    return room


@dataclass(frozen=True)
class RangeDraft:
    """Numbers as the carrier gave them: two letters, then the first and the last of eight digits."""

    product: str
    prefix: str
    first: int
    last: int


@transaction.atomic
def give_range(court: Court, draft: RangeDraft, by: str, now: datetime) -> NumberRange:
    """Enter it; letters that wait for numbers are set. WrongField or Refused for what cannot be."""
    product, prefix = _read(draft)
    Court.objects.select_for_update(no_key=True).get(id=court.id)
    same = NumberRange.objects.filter(prefix=prefix, first__lte=draft.last, last__gte=draft.first)
    if same.exists():
        raise Refused("range_overlaps")
    found = NumberRange.objects.create(
        id=new_id(),
        court=court,
        product=product,
        prefix=prefix,
        first=draft.first,
        last=draft.last,
        next=draft.first,
        given_at=now,
        given_by=by,
    )
    data: dict[str, Json] = {
        "range": str(found.id),
        "product": found.product,
        "prefix": prefix,
        "first": draft.first,
        "last": draft.last,
    }
    record([NewEvent("number_range.given", f"court:{court.id}", None, now, by, data)], now)
    ask("letters.set", queue="letters")
    return found


def _read(draft: RangeDraft) -> tuple[Product, str]:
    if draft.product not in tuple(Product) or not PRODUCTS[Product(draft.product)].is_service:
        raise WrongField("product", "unknown_product")
    product, prefix = Product(draft.product), draft.prefix.strip().upper()
    letter = PRODUCTS[product].first_letter
    if len(prefix) != 2 or not prefix.isascii() or not prefix.isalpha() or prefix[0] != letter:
        name = Phrase(f"letters.product.{product}")
        raise WrongField("prefix", "range_prefix", product=name, letter=letter)
    if not 0 <= draft.first <= draft.last < SERIALS:
        raise WrongField("last", "range_serial")
    return product, prefix
