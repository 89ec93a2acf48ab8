"""Pushes of carriers: kept exactly as they came, then read; each fact in them is noted once, or kept as a stray.

They are kept before anything is made of them and before they are answered. Reading is safe to repeat, in any order.
"""

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db import IntegrityError, transaction

from songda.carriers.contract import Carrier, ForgedError, ReadReport
from songda.clock import new_id
from songda.core.delivery.carriage import Kind, Stray
from songda.core.delivery.letters import LetterState, is_item_number, read_number
from songda.core.evidence.canonical import Json, canonical
from songda.core.refusal import Refused
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.premises import UntoldError, told_events
from songda.records.ground.queue import ask, isolate_failures
from songda.records.ways.post.carriage.models import Carriage, CarrierReport, Push
from songda.records.ways.post.carriage.scans import Scan, take_scans
from songda.records.ways.post.letters.models import Letter, NumberRange

log = logging.getLogger(__name__)
SCANS = "carrier_scans"  # the shelf of sealed files
READ_TOGETHER = 16  # pushes: reading a picture for its number is mostly the start of a process
READ_BYTES = 8 * 1024 * 1024  # of pushes that are read together
COURT = "court"  # in the place of a carrier: the court itself
Carriers = Mapping[str, Carrier]


@dataclass(frozen=True)
class NewPush:
    """What a carrier sent, known to be its own; nothing of it is believed."""

    carrier: str
    once: str
    body: bytes

    @property
    def sha256(self) -> bytes:
        """The hash of the body as it came."""
        return hashlib.sha256(self.body).digest()


@transaction.atomic
def keep_push(new: NewPush, now: datetime) -> bool:
    """Keep it, and ask for its reading; when this returns it survives a crash. False where it was kept before.

    Raises ForgedError where something else came under the same number before.
    """
    known = Push.objects.filter(carrier=new.carrier, once=new.once).values_list("sha256", flat=True).first()
    if known is None:
        try:
            with transaction.atomic():
                push = _push(new, now)
        except IntegrityError:  # it came twice at the same moment
            return keep_push(new, now)
        data: dict[str, Json] = {"carrier": new.carrier, "sha256": new.sha256.hex(), "size": len(new.body)}
        record([NewEvent("push.kept", f"push:{push.id}", None, now, "engine", data)], now)
        ask("carriage.read", queue="letters")
        return True
    if bytes(known) != new.sha256:
        raise ForgedError("its number was used before, for something else")
    return False


def _push(new: NewPush, now: datetime) -> Push:
    push_id = new_id()
    return Push.objects.create(
        id=push_id,
        carrier=new.carrier,
        once=new.once,
        sha256=new.sha256,
        size=len(new.body),
        body_sealed=vault.seal_bytes(f"push.body:{push_id}", new.body),
        received_at=now,
    )


def body_of(push: Push) -> bytes:
    """The push as it came."""
    return vault.open_bytes(f"push.body:{push.id}", push.body_sealed)


@dataclass(frozen=True)
class _PushedReport:
    """One report of a push, whether it is of our account, and its picture if that may be kept."""

    report: ReadReport
    is_ours: bool
    scan: Scan | None = None

    @cached_property
    def fact(self) -> bytes:
        """The hash of what is said: the same fact, however often it comes, has the same."""
        report = self.report
        data: dict[str, Json] = {
            "number": report.number,
            "kind": report.kind or report.code,
            "at": report.at.isoformat() if report.at else None,
            "cause": report.cause,
            "signer": report.signer,
            "sender": report.sender,
            "product": report.product,
            "scan": hashlib.sha256(report.scan).hexdigest() if report.scan else None,
        }
        return hashlib.sha256(canonical(data)).digest()


def read_next(carriers: Carriers, now: datetime) -> int:
    """Read the oldest pushes that wait, a few together; how many. Pictures are looked at before anything is held.

    One that cannot be worked with, whatever is wrong with it, is set aside for people and holds no other up.
    """
    pushes = _next_pushes(carriers)
    read = [(push, reports) for push in pushes if (reports := _reports_of(push, carriers, now)) is not None]
    unknown: dict[bytes, _PushedReport] = {}
    for push, reports in read:  # most pushes tell again what was told before: no picture is looked at twice
        known = _known(push.carrier, reports)
        unknown |= {one.fact: one for one in reports if one.fact not in known}
    scans = _pictures(list(unknown.values()))
    for push, reports in read:
        _note_or_set_aside(push, [replace(one, scan=scans.get(one.fact)) for one in reports], now)
    return len(pushes)


def _next_pushes(carriers: Carriers) -> list[Push]:
    """The oldest that wait, as many as are read at once without holding much: one at least, if there is one."""
    waiting = Push.objects.filter(read_at=None, carrier__in=list(carriers)).order_by("received_at", "id")
    sizes = waiting.values_list("id", "size")[:READ_TOGETHER]
    ids: list[UUID] = []
    total = 0
    for push_id, size in sizes:
        total += size
        if ids and total > READ_BYTES:
            break
        ids.append(push_id)
    return list(waiting.filter(id__in=ids)) if ids else []


def _reports_of(push: Push, carriers: Carriers, now: datetime) -> list[_PushedReport] | None:
    """What the push says; None where it is not in its carrier's form or cannot be read, and that is noted."""
    try:
        carrier, body = carriers[push.carrier], body_of(push)
        _require_told(push, body)
        ours = {"", carrier.sender}
        pushed = [_PushedReport(report, report.sender in ours) for report in carrier.read_push(body)]
        _require_facts(pushed)
    except ValueError as wrong:
        log.warning("a push of %s is not in its form: %s", push.carrier, wrong)
    except Exception as wrong:  # noqa: BLE001 - carriers write what they like, so anything may be wrong with it
        log.error("a push of %s cannot be read (%s)", push.carrier, type(wrong).__name__)  # noqa: TRY400 - words may name people
    else:
        return pushed
    _note_nonsense(push, now)
    return None


def _require_told(push: Push, body: bytes) -> None:
    """Raise `UntoldError` unless it came then, from this carrier, and so, by the event of whoever kept it."""
    found = (push.carrier, hashlib.sha256(body).hexdigest(), push.received_at)
    kept = told_events([f"push:{push.id}"], ["push.kept"])
    if found not in [(one.data["carrier"], one.data["sha256"], one.happened_at) for one in kept]:
        raise UntoldError(push, ["carrier", "body_sealed", "received_at"])


def _require_facts(pushed: Sequence[_PushedReport]) -> None:
    """ValueError for a report of which nobody could say whether it came before."""
    for one in pushed:
        _ = one.fact


def _note_or_set_aside(push: Push, pushed: Sequence[_PushedReport], now: datetime) -> None:
    """Note what it says. Another worker may note the same fact at the same moment: then it is looked at once more."""
    for is_last in (False, True):
        _, failed = isolate_failures([push], lambda _: _note(push, pushed, now))
        if not failed:
            return
        if is_last or not isinstance(failed[0].wrong, IntegrityError):
            log.error("a push of %s cannot be noted (%s)", push.carrier, failed[0].kind)
            _note_nonsense(push, now)
            return


def _known(carrier: str, pushed: Sequence[_PushedReport]) -> set[bytes]:
    """Those of the facts that the carrier reported before."""
    rows = CarrierReport.objects.filter(carrier=carrier, fact__in=[one.fact for one in pushed])
    return {bytes(fact) for fact in rows.values_list("fact", flat=True)}


def _pictures(pushed: Sequence[_PushedReport]) -> Mapping[bytes, Scan]:
    """By fact its picture, if there is one that may be kept; else it is noted without, as one that is of no use."""
    shown = {one.fact: one.report.scan for one in pushed if one.report.kind is Kind.SCANNED and one.report.scan}
    kept: dict[bytes, Scan] = {}
    for fact, taken in zip(shown, take_scans(list(shown.values())), strict=True):
        if isinstance(taken, Refused):
            log.warning("the picture of a return cannot be kept (%s)", taken.code)
        else:
            kept[fact] = taken
    return kept


@transaction.atomic
def _note_nonsense(push: Push, now: datetime) -> None:
    if Push.objects.filter(id=push.id, read_at=None).update(read_at=now, is_nonsense=True):
        data: dict[str, Json] = {"carrier": push.carrier, "sha256": bytes(push.sha256).hex()}
        record([NewEvent("push.unreadable", f"push:{push.id}", None, now, "engine", data)], now)


@transaction.atomic
def _note(push: Push, pushed: Sequence[_PushedReport], now: datetime) -> None:
    locked = Push.objects.select_for_update(of=("self",)).get(id=push.id)
    if locked.read_at is not None:
        return
    letters = _letters({_number(one.report) for one in pushed})
    seen = _known(push.carrier, pushed)
    rows = []
    for one in pushed:
        if one.fact not in seen:
            seen.add(one.fact)
            letter = letters.get(_number(one.report))
            rows.append(_row(locked, one, letter, letter.court_id if letter else _court_of(_number(one.report))))
    written = CarrierReport.objects.bulk_create(rows)
    locked.read_at = now
    locked.save(update_fields=["read_at"])
    record([_event(row, one) for row, one in zip(written, _of_rows(written, pushed), strict=True)], now)
    _have_judged({row.letter_id for row in written if row.letter_id and not row.stray}, now)


def _of_rows(rows: Iterable[CarrierReport], pushed: Sequence[_PushedReport]) -> list[_PushedReport]:
    by_fact = {one.fact: one for one in pushed}
    return [by_fact[bytes(row.fact)] for row in rows]


def _number(report: ReadReport) -> str:
    """The number as ours are written; as it came where it is none."""
    return read_number(report.number) or report.number


def _letters(numbers: Iterable[str]) -> dict[str, Letter]:
    rows = Letter.objects.filter(number__in=[number for number in numbers if number])
    return {letter.number: letter for letter in rows.select_related("carriage", "envelope")}


def _court_of(number: str) -> UUID | None:
    """The court to which the carrier gave a number that no letter bears; None where it gave it to none."""
    if not is_item_number(number):
        return None
    serial = int(number[2:10])
    ranges = NumberRange.objects.filter(prefix=number[:2], first__lte=serial, last__gte=serial)
    return ranges.values_list("court_id", flat=True).first()


def _row(push: Push, one: _PushedReport, letter: Letter | None, court_id: UUID | None) -> CarrierReport:
    report_id, report, scan = new_id(), one.report, one.scan
    return CarrierReport(
        id=report_id,
        push=push,
        carrier=push.carrier,
        letter=letter,
        court_id=court_id,
        fact=one.fact,
        number=_number(report),
        kind=report.kind or "",
        code=report.code,
        at=report.at,
        heard_at=push.received_at,
        cause=report.cause,
        signer=report.signer,
        product=report.product,
        words_sealed=vault.seal_text(f"carrier_report.words:{report_id}", report.words) if report.words else None,
        scan_key=vault.store_file(SCANS, report_id, scan.body) if scan else None,
        scan_sha256=scan.sha256 if scan else None,
        scan_number=scan.number_for(letter.number if letter else "") if scan else "",
        is_usable=scan is not None or report.kind is not Kind.SCANNED,
        stray=_stray(push, one, letter),
    )


def _stray(push: Push, one: _PushedReport, letter: Letter | None) -> str:
    """Why it belongs to no letter; empty where it does."""
    report = one.report
    if letter is None:
        return Stray.UNKNOWN_NUMBER
    if letter.state == LetterState.WITHDRAWN:
        return Stray.NOT_IN_THE_POST
    if not one.is_ours:
        return Stray.ANOTHER_SENDER
    carriage: Carriage | None = getattr(letter, "carriage", None)
    if carriage is not None and carriage.carrier != push.carrier:
        return Stray.ANOTHER_CARRIER
    if report.kind is None:
        return Stray.UNKNOWN_KIND
    return "" if report.at is not None else Stray.UNDATED


def _event(row: CarrierReport, one: _PushedReport) -> NewEvent:
    return report_event(row, one.report.words, f"provider:{row.carrier}")


def report_event(row: CarrierReport, words: str, by: str) -> NewEvent:
    """A fact that was heard; the words of the carrier's people are private."""
    data: dict[str, Json] = {
        "report": str(row.id),
        "push": str(row.push_id) if row.push_id else None,
        "carrier": row.carrier,
        "letter": str(row.letter_id) if row.letter_id else None,
        "number": row.number,
        "kind": row.kind,
        "code": row.code,
        "at": row.at.isoformat() if row.at else None,
        "cause": row.cause,
        "signer": row.signer,
        "product": row.product,
        "scan": bytes(row.scan_sha256).hex() if row.scan_sha256 else None,
        "scan_number": row.scan_number,
        "usable": row.is_usable,
        "stray": row.stray,
    }
    case_id = row.letter.envelope.case_id if row.letter and not row.stray else None
    private: dict[str, Json] = {"words": words} if words else {}
    return NewEvent("carrier.reported", f"carrier_report:{row.id}", case_id, row.heard_at, by, data, private)


def own_scan(letter: Letter, scan: Scan, by: str, now: datetime) -> tuple[CarrierReport, NewEvent]:
    """The picture of a return that the court itself holds, as a fact among those that the carrier reported."""
    report_id = new_id()
    row = CarrierReport(
        id=report_id,
        carrier=COURT,
        letter=letter,
        court_id=letter.court_id,
        fact=hashlib.sha256(f"{letter.id} {scan.sha256.hex()}".encode()).digest(),
        number=letter.number,
        kind=Kind.SCANNED,
        code=Kind.SCANNED,
        at=now,
        heard_at=now,
        scan_key=vault.store_file(SCANS, report_id, scan.body),
        scan_sha256=scan.sha256,
        scan_number=scan.number_for(letter.number),
    )
    return row, report_event(row, "", by)


def _have_judged(letter_ids: Iterable[UUID], now: datetime) -> None:
    """Something new is known of these letters."""
    ids = sorted(letter_ids)
    if not ids:
        return
    known = set(Carriage.objects.filter(letter__in=ids).values_list("letter_id", flat=True))
    Carriage.objects.filter(letter__in=ids).update(look_at=now)
    fresh = CarrierReport.objects.filter(letter__in=set(ids) - known).order_by("letter_id", "heard_at")
    first = {report.letter_id: report.carrier for report in reversed(fresh) if report.letter_id}
    Carriage.objects.bulk_create(
        [
            Carriage(letter_id=letter, carrier=name, begun_at=now, told_at=now, look_at=now)
            for letter, name in first.items()
        ],
        ignore_conflicts=True,
    )
    ask("carriage.judge", queue="letters")
