"""Reads letters, batches and what the print room has before it; changes nothing."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from songda.carriers.registry import carrier_for, open_carriers
from songda.core.delivery.letters import OPEN, LetterReason, LetterState, Product, sheets_of
from songda.core.delivery.letters.postage import NO_CARRIER
from songda.core.delivery.letters.print_plan import TRAVEL
from songda.core.delivery.letters.sheets import LetterFault, read_fault
from songda.records.court.staff.models import Court
from songda.records.service.orders.models import Envelope, Service
from songda.records.ways.post.letters.batches import to_seal
from songda.records.ways.post.letters.models import Batch, Letter, NumberRange
from songda.records.ways.post.letters.setting import may_be_set

_WITH = ("court", "envelope__case__court", "envelope__party", "address", "batch", "deed", "previous", "carriage")


def letter_of(court: Court, letter_id: UUID) -> Letter:
    """One letter of this court; Letter.DoesNotExist for any other."""
    return Letter.objects.select_related(*_WITH).get(id=letter_id, court=court)


def batch_of(court: Court, batch_id: UUID) -> Batch:
    """One batch of this court; Batch.DoesNotExist for any other."""
    return Batch.objects.select_related("court").get(id=batch_id, court=court)


def letters_of(envelope: Envelope) -> list[Letter]:
    """The letters of one envelope, the newest first, each with its papers; without proposals that nobody took up."""
    given_up = Q(state=LetterState.WITHDRAWN, planned_at=None)
    rows = Letter.objects.filter(envelope=envelope).exclude(given_up).select_related(*_WITH)
    return list(rows.prefetch_related("paper_rows__service__paper", "deed__steps").order_by("-opened_at", "-id"))


def newest_of_court(court: Court, state: str = "", after: UUID | None = None) -> QuerySet[Letter]:
    """The letters of a court, in one state where one is given, newest first; `after`: where the page before ended."""
    given_up = Q(state=LetterState.WITHDRAWN, planned_at=None)
    rows = Letter.objects.filter(court=court).exclude(given_up).select_related(*_WITH).prefetch_related("paper_rows")
    rows = rows.filter(state=state) if state else rows
    return (rows.filter(id__lt=after) if after else rows).order_by("-id")


def streams_of_letters(service: Service) -> list[str]:
    """The streams of the log in which the letters that carry this paper are told, with what carriers say of them."""
    letters = Letter.objects.filter(paper_rows__service=service).order_by("id").values_list("id", flat=True)
    return [f"letter:{letter_id}" for letter_id in letters]


def newest_letters(envelope_ids: Collection[UUID]) -> dict[UUID, Letter]:
    """By envelope the newest letter that stands; one statement."""
    rows = Letter.objects.filter(envelope__in=envelope_ids).exclude(state=LetterState.WITHDRAWN)
    return {
        letter.envelope_id: letter for letter in rows.exclude(why=LetterReason.COPY_WANTED).order_by("opened_at", "id")
    }


def in_the_post(envelope: Envelope) -> list[Letter]:
    """Letters of this envelope that are planned, or were sealed and of which nothing final came back yet."""
    under_way = Q(state__in=(LetterState.PLANNED, LetterState.READY)) | Q(state=LetterState.SEALED)
    rows = Letter.objects.filter(under_way, envelope=envelope).select_related("deed").prefetch_related("deed__steps")
    return [letter for letter in rows.order_by("opened_at", "id") if not _is_over(letter)]


def _is_over(letter: Letter) -> bool:
    steps = letter.deed.steps.all() if letter.deed else ()
    return any(step.kind in ("signed", "returned") and step.struck_at is None for step in steps)


def faults_of(letter: Letter) -> list[LetterFault]:
    """What the check before printing found."""
    return [read_fault(each) for each in letter.faults]


@dataclass(frozen=True)
class PrintRoomView:
    """What a print room has before it: by state how many; what is ready by product; when the last of them is printed.

    `late` will leave after the day on which they must; `unnumbered` wait for numbers of the carrier's.
    """

    counts: Counter[str]
    ready: Mapping[str, int]
    last_day: date | None
    late: int
    unnumbered: int
    numbers: dict[str, int]


def print_room_of(court: Court) -> PrintRoomView:
    """The print room of a court now; a few statements, however many letters there are."""
    own = Letter.objects.filter(court=court)
    counts = Counter(dict(own.filter(state__in=OPEN).values_list("state").annotate(Count("id")).order_by()))
    ready = own.filter(state=LetterState.READY, batch=None)
    waiting = own.filter(state__in=(LetterState.PLANNED, LetterState.READY), batch=None)
    last = waiting.exclude(expected_on=None).order_by("-expected_on").values_list("expected_on", flat=True).first()
    planned = own.filter(state=LetterState.PLANNED)
    numbers: Counter[str] = Counter()
    for product, following, end in NumberRange.objects.filter(court=court).values_list("product", "next", "last"):
        numbers[product] += end - following + 1
    return PrintRoomView(
        counts,
        dict(ready.values_list("product").annotate(Count("id")).order_by()),
        last,
        sum(1 for letter in waiting.only("must_be_there_by", "expected_on") if is_late(letter)),
        planned.count() - may_be_set().filter(court=court).count(),
        {product.value: numbers[product] for product in Product if product is not Product.PLAIN},
    )


def ranges_of(court: Court) -> Sequence[NumberRange]:
    """The numbers that the carrier gave to a court, those given last first; at most a hundred ranges."""
    return list(NumberRange.objects.filter(court=court).order_by("-given_at", "-id")[:100])


def is_late(letter: Letter) -> bool:
    """Whether it will leave so late that it cannot be tried three times before it must be there."""
    by, on = letter.must_be_there_by, letter.expected_on
    return by is not None and on is not None and on > by - TRAVEL


def waiting_letters(court: Court, state: str) -> QuerySet[Letter]:
    """The letters of a court in one of the open states, the most urgent first; each with case, party and address."""
    with_rows = ("envelope__case", "envelope__party", "address", "batch")
    rows = Letter.objects.filter(court=court, state=state).select_related(*with_rows)
    return rows.order_by("expected_on", "must_be_there_by", "opened_at", "id")


def batches_of(court: Court, most: int = 30) -> Sequence[Batch]:
    """The newest batches, those that are not sealed first; each with `letters_count`."""
    rows = Batch.objects.filter(court=court).annotate(letters_count=Count("letters"))
    return sorted(rows.order_by("-made_at", "-id")[:most], key=lambda batch: batch.sealed_at is not None)


def left_to_record(batch: Batch) -> int:
    """How many letters of a sealed batch are not on record yet."""
    return to_seal(batch).count()


def today_in(court: Court, now: datetime) -> date:
    """The day in the court's zone."""
    return now.astimezone(ZoneInfo(court.zone)).date()


@dataclass(frozen=True)
class Postage:
    """What so many letters cost to send together, in fen; `unknown`: of so many of them nothing is written down."""

    letters: int
    fen: int
    unknown: int


def postage_of(letters: Sequence[Letter]) -> Postage | None:
    """By the court's own rates, and by who carries each; None where the court wrote none down."""
    return _postage(Counter((letter.product, letter.pages or 0) for letter in letters))


def postage_of_days(court: Court, first: date, last: date) -> Postage | None:
    """The same of all letters that were sealed on these days of the court, by the rates as they stand now."""
    zone = ZoneInfo(court.zone)
    since, until = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    rows = Letter.objects.filter(court=court, sealed_at__gte=since, sealed_at__lt=until)
    sizes = rows.values_list("product", "pages").annotate(Count("id")).order_by()
    return _postage(Counter({(product, pages or 0): count for product, pages, count in sizes}))


def _postage(sizes: Counter[tuple[str, int]]) -> Postage | None:
    if settings.POSTAGE is None:
        return None
    carriers = open_carriers(settings.CARRIER_URLS)
    carried_by = {product: carrier_for(product.value, carriers) or NO_CARRIER for product in Product}
    fen = unknown = 0
    for (product, pages), count in sizes.items():
        each = settings.POSTAGE.fen(carried_by[Product(product)], Product(product), sheets_of(pages))
        fen, unknown = (fen, unknown + count) if each is None else (fen + each * count, unknown)
    return Postage(sizes.total(), fen, unknown)
