"""Sets planned letters in type with their papers inside, checks them before printing, and binds batches; the worker's.

Files are made outside any transaction. A letter that was changed or taken out meanwhile is left as it is; whoever dies
in between leaves a number that the same letter bears later.
"""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from songda.clock import new_id
from songda.core.delivery.incidents import Work
from songda.core.delivery.letters import PRODUCTS, LetterState, Product, item_number, own_number, sheets_of
from songda.core.delivery.letters.sheets import Fault, LetterFault, postcode_fault
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.incidents.stuck import do_each, may_be_tried, note_tried, try_each
from songda.records.ground.queue import Failed, ask
from songda.records.matter.papers.models import Paper
from songda.records.service.orders.models import Service
from songda.records.service.orders.overtaken import untold_of
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.records.ways.post.letters.actions import language_of_letter, letter_event, lines_of, lock_letter
from songda.records.ways.post.letters.content import cover_sheet
from songda.records.ways.post.letters.manifest import manifest_pdf
from songda.records.ways.post.letters.models import Batch, Letter, NumberRange
from songda.trust.paper import PaperError
from songda.trust.places import FilesAwayError
from songda.trust.press import AT_ONCE, LetterParts, MadeLetter, bind, make_letters
from songda.trust.sealing import SealError
from songda.trust.typesetting import MissingGlyphError, TypesettingError
from songda.trust.typesetting.post import cover_sheets_pdf

log = logging.getLogger(__name__)
SET_AT_ONCE = 25  # letters that one child puts together


@dataclass(frozen=True)
class Job:
    """One letter that is to be set, with its services and its sheet; `found` where no sheet could be set."""

    letter: Letter
    services: Sequence[Service]
    cover: bytes = b""
    link: str = ""
    found: tuple[LetterFault, ...] = ()


def set_letters(now: datetime) -> int:
    """Set a few letters that were planned, the most urgent first; how many were looked at."""
    letters = _take(now)
    jobs, without_sheet = try_each(letters, lambda letter: _sheet(letter, now))
    _, unkept = try_each(list(_make(jobs)), lambda made: _keep(*made, now))
    failed = [*without_sheet, *(Failed(one.row[0].letter, one.wrong) for one in unkept)]
    note_tried(Work.SET_LETTER, [letter.id for letter in letters], failed, now)
    tell_of_stuck([one.row for one in failed], now)
    return len(letters)


def tell_of_stuck(letters: Sequence[Letter], now: datetime) -> None:
    """Whoever sees to a letter learns that the work for it fails; the letters come with envelope, case and court."""
    if letters:
        open_tasks([TaskDraft("mend_letter", "letter_stuck", one.envelope.case, one.envelope) for one in letters], now)


@transaction.atomic
def _take(now: datetime) -> list[Letter]:
    """The next ones, each with a number; those for which the court has none left wait until it gives some."""
    first = (F("must_be_there_by").asc(nulls_last=True), "planned_at", "id")
    rows = (
        may_be_set()
        .filter(may_be_tried(Work.SET_LETTER, now))
        .order_by(*first)
        .select_for_update(skip_locked=True, of=("self",))
    )
    letters = list(rows.select_related("court", "envelope__case__court", "envelope__party", "previous")[:SET_AT_ONCE])
    for letter in letters:
        letter.number = letter.number or _next_number(letter)
    Letter.objects.bulk_update(letters, ["number"])
    return [letter for letter in letters if letter.number]


def may_be_set() -> QuerySet[Letter]:
    """Planned letters that have a number, need none of the carrier's, or can get one."""
    left = NumberRange.objects.filter(court=OuterRef("court"), product=OuterRef("product"), next__lte=F("last"))
    numbered = ~Q(number="") | Q(product=Product.PLAIN) | Exists(left)
    return Letter.objects.filter(numbered, state=LetterState.PLANNED)


def _next_number(letter: Letter) -> str:
    """A number of the carrier's, used once; an empty text where none is left."""
    product = Product(letter.product)
    if not PRODUCTS[product].is_service:
        return own_number(letter.id.hex[-12:])
    rows = NumberRange.objects.filter(court=letter.court_id, product=product, next__lte=F("last"))
    found = rows.order_by("given_at", "id").select_for_update().first()
    if found is None:
        return ""
    serial, found.next = found.next, found.next + 1
    found.save(update_fields=["next"])
    return item_number(found.prefix, serial)


def _sheet(letter: Letter, now: datetime) -> Job:
    rows = Service.objects.filter(letters__letter=letter).select_related("paper", "envelope")
    services = list(rows.order_by("paper__filed_at", "id"))
    if untold := untold_of([letter.envelope_id]):
        raise untold[letter.envelope_id]
    sheet = cover_sheet(letter, services, now)
    try:
        return Job(letter, services, cover_sheets_pdf([sheet], now), sheet.link)
    except MissingGlyphError:
        return Job(letter, services, found=(LetterFault(Fault.MISSING_GLYPH),))
    except TypesettingError:
        return Job(letter, services, found=(LetterFault(Fault.TOO_MANY_PAPERS),))


def _make(jobs: Sequence[Job]) -> Iterator[tuple[Job, MadeLetter | None]]:
    """Each with its file; None where none could be made. What spoils a group is looked for one by one."""
    yield from ((job, None) for job in jobs if job.found)
    for group in _groups([job for job in jobs if not job.found]):
        try:
            yield from zip(group, _made(group), strict=True)
        except FilesAwayError:  # no fault of any paper: all of them wait
            raise
        except (PaperError, SealError, OSError):
            for job in group:
                yield job, _made_single(job)


def _groups(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    """So many together as one child may be given."""
    group: list[Job] = []
    sizes: dict[UUID, int] = {}
    for job in jobs:
        own = {service.paper_id: service.paper.size for service in job.services}
        if group and sum((sizes | own).values()) > AT_ONCE:
            yield group
            group, sizes = [], {}
        group.append(job)
        sizes |= own
    if group:
        yield group


def _made(group: Sequence[Job]) -> list[MadeLetter]:
    papers: dict[UUID, Paper] = {service.paper_id: service.paper for job in group for service in job.services}
    places = {paper_id: place for place, paper_id in enumerate(papers)}
    unmade = [
        LetterParts(
            job.cover,
            tuple(places[service.paper_id] for service in job.services),
            job.letter.number,
            job.link,
            PRODUCTS[Product(job.letter.product)].most_sheets,
        )
        for job in group
    ]
    return make_letters(unmade, [paper.read() for paper in papers.values()])


def _made_single(job: Job) -> MadeLetter | None:
    try:
        return _made([job])[0]
    except FilesAwayError:
        raise
    except (PaperError, SealError, OSError):
        return None


@transaction.atomic
def _keep(job: Job, made: MadeLetter | None, now: datetime) -> None:
    """Keep the file and what was found, if the letter still waits for it."""
    letter = lock_letter(job.letter.id)
    if letter.state != LetterState.PLANNED or letter.number != job.letter.number:
        return
    found = [*job.found, *(made.found if made else ()), *_about_place(letter)]
    if made is None and not job.found:
        found.append(LetterFault(Fault.UNREADABLE_PAPER))
    if made is not None:
        letter.file_id = new_id()
        letter.wrapped_key = vault.store_file("letters", letter.file_id, made.body)
        letter.sha256, letter.size = hashlib.sha256(made.body).digest(), len(made.body)
        letter.pages = made.pages
    stopping = [each for each in found if each.stops]
    if stopping:
        _stop(letter, found, now)
        return
    letter.state, letter.set_at, letter.faults = LetterState.READY.value, now, [each.to_json() for each in found]
    letter.save()
    record([_set_event(letter, job.services, found, now)], now)
    end_by_fact(Fact.LETTER_MENDED, Q(envelope=letter.envelope_id), "engine", now)


def _about_place(letter: Letter) -> list[LetterFault]:
    """What is wrong with the postcode, of places in China."""
    if language_of_letter(letter.envelope.party) != "zh" or letter.envelope.party.domicile != "cn":
        return []
    region = next((line for line in lines_of(letter) if line != letter.postcode), "")
    fault = postcode_fault(letter.postcode, region)
    return [fault] if fault else []


def _stop(letter: Letter, found: Sequence[LetterFault], now: datetime) -> None:
    letter.state, letter.set_at, letter.faults = LetterState.STOPPED.value, now, [each.to_json() for each in found]
    letter.save()
    faults: list[Json] = [each.fault.value for each in found]
    record([letter_event("letter.stopped", letter, "engine", now, {"faults": faults})], now)
    open_tasks([TaskDraft("mend_letter", "letter_stopped", letter.envelope.case, letter.envelope)], now)


def _set_event(letter: Letter, services: Sequence[Service], found: Sequence[LetterFault], now: datetime) -> NewEvent:
    papers: list[Json] = [service.paper.sha256_hex for service in services]
    warnings: list[Json] = [each.fault.value for each in found]
    pages = letter.pages or 0
    data: dict[str, Json] = {
        "number": letter.number,
        "sha256": bytes(letter.sha256 or b"").hex(),
        "size": letter.size,
        "pages": pages,
        "sheets": sheets_of(pages),
        "papers": papers,
        "warnings": warnings,
    }
    return letter_event("letter.set", letter, "engine", now, data)


def letter_file(letter: Letter) -> bytes:
    """The PDF as it is printed; LookupError where none was made."""
    if letter.file_id is None or letter.wrapped_key is None:
        raise LookupError(letter.id)
    return vault.read_file("letters", letter.file_id, letter.wrapped_key)


def bind_batches(now: datetime) -> int:
    """Put the letters of the next batch into one file, with its manifest; how many batches were looked at."""
    unbound = Batch.objects.filter(may_be_tried(Work.BIND_BATCH, now), bound_at=None)
    batch = unbound.select_related("court").order_by("made_at", "id").first()
    if batch is None:
        return 0
    do_each(Work.BIND_BATCH, [batch], lambda one: _bind(one, now), now)
    return 1


def _bind(batch: Batch, now: datetime) -> None:
    """A letter whose file is gone or spoilt leaves the batch and is set anew; the others are bound without it."""
    own = Letter.objects.filter(batch=batch, state=LetterState.READY).order_by("place_in_batch")
    letters = list(own.select_related("envelope__party", "envelope__case__court"))
    files = {letter.id: file for letter in letters if (file := _file_or_none(letter)) is not None}
    spoilt = [letter for letter in letters if letter.id not in files]
    if spoilt:
        _set_anew(spoilt, now)
        letters = [letter for letter in letters if letter.id in files]
    body = bind(files[letter.id] for letter in letters) if letters else b""
    _keep_bound(batch, letters, (body, manifest_pdf(batch, letters)), now)


def _file_or_none(letter: Letter) -> bytes | None:
    try:
        return letter_file(letter)
    except (SealError, LookupError):
        log.error("the file of letter %s is gone or spoilt; it is set anew", letter.id)  # noqa: TRY400 - the kind says nothing more
        return None


@transaction.atomic
def _set_anew(letters: Sequence[Letter], now: datetime) -> None:
    """Back to where they were before they were set, under the same number."""
    for letter in letters:
        locked = lock_letter(letter.id)
        if locked.state != LetterState.READY or locked.batch_id != letter.batch_id:
            continue
        locked.state, locked.set_at = LetterState.PLANNED.value, None
        locked.batch, locked.place_in_batch, locked.counted_at = None, None, None
        locked.file_id, locked.wrapped_key, locked.sha256, locked.size, locked.pages = None, None, None, None, None
        locked.save()
        record([letter_event("letter.spoilt", locked, "engine", now, {"batch": str(letter.batch_id)})], now)
    ask("letters.set", queue="letters")


@transaction.atomic
def _keep_bound(batch: Batch, letters: Sequence[Letter], files: tuple[bytes, bytes], now: datetime) -> None:
    locked = Batch.objects.select_for_update(no_key=True).get(id=batch.id)
    if locked.bound_at is not None:
        return
    body, manifest = files
    locked.wrapped_key = vault.store_file("batches", locked.id, body)
    locked.manifest_key = vault.store_file("manifests", locked.id, manifest)
    locked.sha256, locked.manifest_sha256 = (hashlib.sha256(each).digest() for each in files)
    locked.bound_at, locked.pages = now, sum(letter.pages or 0 for letter in letters)
    locked.save()
    data: dict[str, Json] = {
        "sha256": locked.sha256.hex(),
        "manifest": locked.manifest_sha256.hex(),
        "pages": locked.pages,
        "letters": len(letters),
    }
    record([NewEvent("batch.bound", f"batch:{locked.id}", None, now, "engine", data)], now)


def batch_file(batch: Batch) -> bytes:
    """The letters of a batch as one PDF; LookupError while it is not bound."""
    if batch.wrapped_key is None:
        raise LookupError(batch.id)
    return vault.read_file("batches", batch.id, batch.wrapped_key)


def manifest_file(batch: Batch) -> bytes:
    """Its manifest as a PDF; LookupError while it is not bound."""
    if batch.manifest_key is None:
        raise LookupError(batch.id)
    return vault.read_file("manifests", batch.id, batch.manifest_key)
