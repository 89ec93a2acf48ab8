"""Batches: made of what is ready, counted by a scanner, sealed. Sealed is what was counted; nothing is ever unsealed.

Sealing has two steps, so that nobody waits for a thousand letters. The first closes the batch: from then on it holds
what was counted, and the rest waits for another one. The second takes the letters one by one, each with its envelope
held and the law asked: what was served meanwhile is taken out, all others become tries on record.
"""

import logging
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Max, QuerySet

from songda.clock import new_id
from songda.core.delivery.incidents import Work
from songda.core.delivery.letters import (
    MOST_IN_BATCH,
    PRODUCTS,
    LetterState,
    Product,
    ScanResult,
    Withdrawal,
    read_number,
)
from songda.core.evidence.canonical import Json
from songda.core.identifiers.postal import Counted, as_counted
from songda.core.refusal import Refused, WrongField
from songda.core.state import CaseState
from songda.core.state.fold import STEPS
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.premises import UntoldError, require_told, told_of
from songda.records.ground.incidents.stuck import may_be_tried, note_tried
from songda.records.ground.queue import Failed, ask, isolate_failures, isolating
from songda.records.law.decisions.ask_law import ask_law
from songda.records.service.deeds.models import Deed
from songda.records.service.orders.models import Envelope
from songda.records.ways.deeds import DeedDraft, StepDraft, lock_with_others, record_deed
from songda.records.ways.post.ground import closed_to
from songda.records.ways.post.letters.actions import causes_of, letter_event, lines_of, withdraw_locked
from songda.records.ways.post.letters.models import Batch, BatchScan, Letter
from songda.records.ways.post.letters.setting import tell_of_stuck

log = logging.getLogger(__name__)
_PREMISES = sorted(name for name in STEPS if name.startswith(("letter.", "batch.")))
AT_ONCE = 20  # letters that become tries in one transaction
LONGEST_TYPED = 40

# Settles what the law says of these envelopes, which the caller holds, and tells to which the post is closed by now.


@transaction.atomic
def make_batch(court: Court, product: str, by: str, now: datetime, most: int = MOST_IN_BATCH) -> Batch:
    """Put together what is ready, the most urgent first, in the carrier's order; Refused where nothing is."""
    if product not in tuple(Product):
        raise WrongField("product", "unknown_product")
    if not 1 <= most <= MOST_IN_BATCH:
        raise WrongField("most", "batch_size", most=MOST_IN_BATCH)
    Court.objects.select_for_update(no_key=True).get(id=court.id)  # one after the other: a second click finds no more
    ready = Letter.objects.filter(court=court, product=product, state=LetterState.READY, batch=None)
    chosen = ready.order_by("expected_on", "must_be_there_by", "planned_at", "id")[:most]
    letters = sorted(chosen.select_for_update(skip_locked=True, of=("self",)), key=_carrier_order)
    if not letters:
        raise Refused("no_letters_ready")
    last = Batch.objects.filter(court=court).aggregate(Max("n"))["n__max"] or 0
    batch = Batch.objects.create(id=new_id(), court=court, product=product, n=last + 1, made_at=now, made_by=by)
    for place, letter in enumerate(letters, start=1):
        letter.batch, letter.place_in_batch, letter.counted_at = batch, place, None
    Letter.objects.bulk_update(letters, ["batch", "place_in_batch", "counted_at"])
    ids: list[Json] = [str(letter.id) for letter in letters]
    record([_batch_event("batch.made", batch, by, now, {**_of_court(batch), "n": batch.n, "letters": ids})], now)
    ask("letters.set", queue="letters")
    return batch


def _carrier_order(letter: Letter) -> tuple[str, list[Counted], UUID]:
    """As carriers sort: by postcode, then by place, door by door; what has no postcode comes last."""
    return letter.postcode or "~", [as_counted(line) for line in lines_of(letter)], letter.id


@dataclass(frozen=True)
class ScanAnswer:
    """What was scanned, and the row that keeps it: `letter` of this court; `left`: so many are still to be counted."""

    scan_id: int
    found: ScanResult
    letter: Letter | None
    left: int


@transaction.atomic
def scan(batch: Batch, typed: str, by: str, now: datetime) -> ScanAnswer:
    """Count the letter of this code; whatever was scanned is kept. Refused once the batch is sealed."""
    locked = Batch.objects.select_for_update(no_key=True).get(id=batch.id)
    if locked.sealed_at is not None:
        raise Refused("batch_sealed_already")
    plain = " ".join(typed.split())[:LONGEST_TYPED]
    if not plain:
        raise WrongField("typed", "nothing_scanned")
    number = read_number(plain)
    rows = Letter.objects.filter(court=locked.court_id, number=number).select_for_update(of=("self",))
    letter = rows.first() if number else None
    found = _found(locked, letter)
    if found is ScanResult.COUNTED and letter is not None:
        letter.counted_at = now
        letter.save(update_fields=["counted_at"])
    kept = BatchScan.objects.create(batch=locked, typed=plain, found=found.value, letter=letter, at=now, by=by)
    return ScanAnswer(kept.id, found, letter, _to_count(locked).filter(counted_at=None).count())


def _found(batch: Batch, letter: Letter | None) -> ScanResult:
    if letter is None:
        return ScanResult.STRANGE
    if letter.state == LetterState.WITHDRAWN:
        return ScanResult.WITHDRAWN
    if letter.batch_id != batch.id or letter.state != LetterState.READY:
        return ScanResult.ELSEWHERE
    return ScanResult.COUNTED if letter.counted_at is None else ScanResult.AGAIN


def _to_count(batch: Batch) -> QuerySet[Letter]:
    return Letter.objects.filter(batch=batch, state=LetterState.READY)


@dataclass(frozen=True)
class BatchCount:
    """How the counting of a batch stands: what was counted, what is missing, what belongs out of the sack."""

    counted: Sequence[Letter]
    missing: Sequence[Letter]
    withdrawn: Sequence[Letter]  # printed with it and taken out since; `scanned_withdrawn` of them were met
    again: Sequence[str]
    strange: Sequence[str]
    elsewhere: Sequence[Letter]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is missing and nothing was met that does not belong there."""
        return not (self.missing or self.strange or self.elsewhere)


def count_of(batch: Batch) -> BatchCount:
    """Of an open batch, or of one that was sealed, with what became of each; four statements."""
    rows = Letter.objects.filter(batch=batch).order_by("place_in_batch")
    own = list(rows.select_related("envelope__party", "carriage", "deed").prefetch_related("deed__steps"))
    scans = list(batch.scans.order_by("at", "id").select_related("letter__envelope__party"))
    times = Counter(one.letter_id for one in scans if one.found == ScanResult.AGAIN)
    ready = [letter for letter in own if letter.state in (LetterState.READY, LetterState.SEALED)]
    met_elsewhere = {one.letter.id: one.letter for one in scans if one.found == ScanResult.ELSEWHERE and one.letter}
    return BatchCount(
        [letter for letter in ready if letter.counted_at],
        [letter for letter in ready if not letter.counted_at],
        [letter for letter in own if letter.state == LetterState.WITHDRAWN],
        [letter.number for letter in own if times[letter.id]],
        list(dict.fromkeys(one.typed for one in scans if one.found == ScanResult.STRANGE)),
        list(met_elsewhere.values()),
    )


@transaction.atomic
def close_batch(batch: Batch, by: str, now: datetime) -> Batch:
    """The first step of sealing; the second clerk finds it sealed and changes nothing. Refused with nothing counted."""
    locked = Batch.objects.select_for_update(no_key=True).get(id=batch.id)
    if locked.sealed_at is not None:
        return locked
    letters = list(Letter.objects.filter(batch=locked).order_by("place_in_batch").select_for_update(of=("self",)))
    counted = [letter for letter in letters if letter.state == LetterState.READY and letter.counted_at]
    if not counted:
        raise Refused("nothing_counted")
    missing = [letter for letter in letters if letter.state == LetterState.READY and not letter.counted_at]
    for letter in missing:
        letter.batch, letter.place_in_batch = None, None
    Letter.objects.bulk_update(missing, ["batch", "place_in_batch"])
    locked.sealed_at, locked.sealed_by = now, by
    locked.save(update_fields=["sealed_at", "sealed_by"])
    record([_batch_event("batch.sealed", locked, by, now, _counting(locked, letters, counted, missing))], now)
    ask("letters.seal", queue="letters")
    return locked


def _counting(
    batch: Batch, letters: Sequence[Letter], counted: Sequence[Letter], missing: Sequence[Letter]
) -> dict[str, Json]:
    scans = Counter(batch.scans.values_list("found", flat=True))
    gone = [letter for letter in letters if letter.state == LetterState.WITHDRAWN]
    return {
        "counted": [str(letter.id) for letter in counted],
        "missing": [str(letter.id) for letter in missing],
        "withdrawn": [str(letter.id) for letter in gone],
        "again": scans[ScanResult.AGAIN],
        "strange": scans[ScanResult.STRANGE] + scans[ScanResult.ELSEWHERE],
    }


def to_seal(batch: Batch | None = None) -> QuerySet[Letter]:
    """Letters that were counted into a sealed batch and are no tries on record yet."""
    rows = Letter.objects.filter(state=LetterState.READY, counted_at__isnull=False, batch__sealed_at__isnull=False)
    return rows if batch is None else rows.filter(batch=batch)


def seal_batch(batch: Batch, by: str, now: datetime) -> Batch:
    """Seal what was counted. A few letters are on record at once, of many the worker does the rest."""
    closed = close_batch(batch, by, now)
    try:
        with transaction.atomic():
            _seal_chosen(_chosen(to_seal(closed)), now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as wrong:  # noqa: BLE001 - the batch is sealed; the worker finds which letter it is
        log.error("batch %s is put on record by the worker (%s)", closed.id, type(wrong).__name__)  # noqa: TRY400
    return closed


@isolating
def seal_letters(now: datetime) -> int:
    """The second step, for a few letters; how many were looked at. Whoever dies here leaves none half done.

    One that cannot be put on record waits, and holds no other up.
    """
    chosen = _chosen(to_seal().filter(may_be_tried(Work.SEAL_LETTER, now)))
    _, failed = isolate_failures(chosen, partial(_seal_chosen, now=now))
    wrong = [Failed(one.row[0], one.wrong) for one in failed]
    note_tried(Work.SEAL_LETTER, [letter_id for letter_id, _ in chosen], wrong, now)
    stuck = Letter.objects.filter(id__in=[one.row for one in wrong])
    tell_of_stuck(list(stuck.select_related("envelope__case__court")), now)
    return len(chosen)


def _chosen(letters: QuerySet[Letter]) -> list[tuple[UUID, UUID]]:
    first = letters.order_by("batch__sealed_at", "place_in_batch")
    return list(first.values_list("id", "envelope_id")[:AT_ONCE])


def _seal_chosen(chosen: Sequence[tuple[UUID, UUID]], now: datetime) -> None:
    for envelope_id in sorted({envelope_id for _, envelope_id in chosen}):
        lock_with_others(envelope_id)
    envelopes = Envelope.objects.filter(id__in={envelope_id for _, envelope_id in chosen})
    closed = _settle(list(envelopes.select_related("case__court", "party").order_by("id")), now)
    rows = to_seal().filter(id__in=[letter_id for letter_id, _ in chosen]).order_by("id")
    letters = list(
        rows.select_for_update(of=("self",)).select_related(
            "batch", "envelope__case__court", "envelope__party", "address"
        )
    )
    letters = _told(letters)
    causes = causes_of(letters) | {one.id: Withdrawal.WAY_CLOSED for one in letters if one.envelope_id in closed}
    if causes:
        by = {letter: causes[letter.id] for letter in letters if letter.id in causes}
        withdraw_locked(by, "engine", now)
    posted = [letter for letter in letters if letter.id not in causes]
    for letter in posted:
        _seal(letter, now)
    if posted:
        ask("carriage.judge", queue="letters")  # their carrier is told at once


def _told(letters: Sequence[Letter]) -> list[Letter]:
    """Those that events tell of as their rows do, and that were counted when their batch was sealed.

    Any other goes out of the count: nothing is put on record of it, and whoever looks for it finds it uncounted.
    """
    streams = {f"letter:{letter.id}" for letter in letters} | {f"batch:{letter.batch_id}" for letter in letters}
    state = told_of(sorted(streams), _PREMISES)
    told = []
    for letter in letters:
        try:
            _require_counted(letter, state)
        except UntoldError as wrong:
            log.error("a letter is not put on record: %s", wrong)  # noqa: TRY400 - where it was found says nothing
            Letter.objects.filter(id=letter.id).update(counted_at=None)
        else:
            told.append(letter)
    return told


def _require_counted(letter: Letter, state: CaseState) -> None:
    known = state.letters.get(str(letter.id))
    require_told(letter, known, "batch_id", "place_in_batch")
    if known and sorted(map(str, letter.paper_rows.values_list("service_id", flat=True))) != known.service_ids:
        raise UntoldError(letter, ["service_ids"])
    batch = state.batches.get(str(letter.batch_id))
    if batch is None or str(letter.id) not in batch.counted:
        raise UntoldError(letter, ["counted_at"])


def _seal(letter: Letter, now: datetime) -> None:
    """It is in the post: a try on record, begun when the batch was sealed."""
    batch = letter.batch
    assert batch is not None and batch.sealed_at is not None  # noqa: S101, PT018 - as it was chosen
    letter.deed = _deed(letter, batch, now) if PRODUCTS[Product(letter.product)].is_service else None
    letter.state, letter.sealed_at = LetterState.SEALED.value, batch.sealed_at
    letter.save(update_fields=["state", "sealed_at", "deed"])
    sealed: dict[str, Json] = {
        "batch": str(batch.id),
        "place": letter.place_in_batch,
        "number": letter.number,
        "product": letter.product,
        "sha256": bytes(letter.sha256 or b"").hex(),
    }
    events = [letter_event("letter.sealed", letter, batch.sealed_by, batch.sealed_at, sealed)]
    if letter.deed is not None:
        noted: dict[str, Json] = {"deed": str(letter.deed.id), "number": letter.number}
        events.append(letter_event("letter.noted", letter, batch.sealed_by, now, noted))
    record(events, now)


def _deed(letter: Letter, batch: Batch, now: datetime) -> Deed:
    services = tuple(letter.paper_rows.values_list("service_id", flat=True))
    assert batch.sealed_at is not None  # noqa: S101 - as it was chosen
    step = StepDraft("sent", batch.sealed_at, words=letter.number)
    draft = DeedDraft("mail", services, step, letter.address_id)
    return record_deed(letter.envelope, draft, batch.sealed_by, now)


def _batch_event(name: str, batch: Batch, by: str, now: datetime, data: dict[str, Json]) -> NewEvent:
    return NewEvent(name, f"batch:{batch.id}", None, now, by, data)


def _of_court(batch: Batch) -> dict[str, Json]:
    return {"court": str(batch.court_id), "product": batch.product}


def _settle(envelopes: Sequence[Envelope], now: datetime) -> Collection[UUID]:
    """Settle what the law says of these envelopes, which the caller holds; those to which the post is closed by now."""
    ask_law(now, [envelope.id for envelope in envelopes])
    return closed_to(envelopes, now)
