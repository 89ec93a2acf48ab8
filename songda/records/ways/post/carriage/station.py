"""The return station: what came back to the court is scanned, its cause told by one key, and the law asked.

Whoever holds a letter in their hands needs no carrier to prove that it came back. Where the record says something else
already, the entry is kept and a judge is asked.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from songda.clock import new_id
from songda.core.delivery.carriage import SettledHow
from songda.core.delivery.deeds import MANNERS
from songda.core.delivery.letters import LetterState, read_number
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.matter.cases.actions import Reason
from songda.records.service.deeds.models import DeedStep
from songda.records.ways.deeds import StepDraft, keep_step, lock_with_others, strike_kept
from songda.records.ways.post.carriage.judging import ask_judge, end_check
from songda.records.ways.post.carriage.models import BECOMES, CameBack, Carriage, StationCode
from songda.records.ways.post.carriage.on_record import carriage_event, is_of_entry, settle
from songda.records.ways.post.carriage.reading import COURT
from songda.records.ways.post.carriage.scans import Scan, take_scan
from songda.records.ways.post.letters.models import Letter

LONGEST_CODE = 60
CAUSES = MANNERS["returned"]
FARTHEST_BACK = timedelta(days=60)  # a letter that lay somewhere is entered with the day on which it came


class ScanOutcome(StrEnum):
    """What a code at the return station was."""

    LETTER = "letter"
    AGAIN = "again"  # it came back before, and that is on record
    NOT_POSTED = "not_posted"  # a letter of ours that was never sealed into the post
    STRANGE = "strange"  # no number of a letter, or none of this court


@dataclass(frozen=True)
class ScannedCode:
    """A code that was scanned, what it turned out to be, and the letter of this court that bears it."""

    typed: str
    outcome: ScanOutcome
    letter: Letter | None = None


@transaction.atomic
def scan_code(court: Court, typed: str, by: str, now: datetime) -> ScannedCode:
    """Find the letter of a code; whatever was scanned is kept until its cause is told or somebody saw to it."""
    plain = " ".join(typed.split())[:LONGEST_CODE]
    if not plain:
        raise WrongField("typed", "nothing_scanned")
    scanned = find(court, plain)
    waits = StationCode.objects.filter(court=court, typed=plain, done_at=None).exists()
    if not waits and scanned.outcome is not ScanOutcome.AGAIN:
        StationCode.objects.create(court=court, typed=plain, letter=scanned.letter, at=now, by=by)
    return scanned


def find(court: Court, typed: str) -> ScannedCode:
    """What this code is; nothing of another court's letters is told."""
    number = read_number(typed)
    rows = Letter.objects.filter(court=court, number=number).select_related("envelope__case__court", "envelope__party")
    letter = rows.first() if number else None
    if letter is None:
        return ScannedCode(typed, ScanOutcome.STRANGE)
    if letter.state != LetterState.SEALED:
        return ScannedCode(typed, ScanOutcome.NOT_POSTED, letter)
    came = letter.returns.filter(struck_at=None).exists()
    return ScannedCode(typed, ScanOutcome.AGAIN if came else ScanOutcome.LETTER, letter)


@dataclass(frozen=True)
class ReturnDraft:
    """Why a letter came back, as is written on it; when, where that was not just now; a picture of it."""

    cause: str
    at: datetime | None = None
    picture: bytes | None = None


@transaction.atomic
def note_return(letter: Letter, draft: ReturnDraft, by: str, now: datetime) -> CameBack:
    """Put on record that it came back; the second press of the same key is the same entry.

    Raises WrongField or Refused, and then nothing is kept but the code that was scanned.
    """
    scan = _check(letter, draft, now)
    lock_with_others(letter.envelope_id)
    locked = Letter.objects.select_for_update(of=("self",)).select_related(
        "deed", "envelope__case__court", "envelope__party"
    )
    letter = locked.get(id=letter.id)
    if letter.state != LetterState.SEALED:
        raise Refused("letter_not_in_the_post")
    if (known := letter.returns.filter(struck_at=None).first()) is not None:
        if known.cause == draft.cause:
            return known
        raise Refused("came_back_already")
    entry = CameBack(id=new_id(), letter=letter, cause=draft.cause, at=draft.at or now, by=by)
    entry.step, contradicts = _step(letter, entry, scan, now)
    entry.save(force_insert=True)
    _follow(entry, now, contradicts=contradicts)
    record([_event("letter.came_back", entry, by, now, {"contradicts": contradicts})], now)
    StationCode.objects.filter(letter=letter, done_at=None).update(done_at=now)
    return entry


def _check(letter: Letter, draft: ReturnDraft, now: datetime) -> Scan | None:
    if draft.cause not in CAUSES:
        raise WrongField("cause", "unknown_cause")
    earliest = max(letter.sealed_at or now, now - FARTHEST_BACK)
    if draft.at is not None and not earliest <= draft.at <= now:
        raise WrongField("at", "came_back_when")
    scan = take_scan(draft.picture) if draft.picture else None
    if scan is not None and scan.numbers and letter.number not in scan.numbers:
        raise WrongField("picture", "scan_of_another", number=min(scan.numbers))
    return scan


def _step(letter: Letter, entry: CameBack, scan: Scan | None, now: datetime) -> tuple[DeedStep | None, bool]:
    """What is put on record, and whether the record says something else already."""
    deed = letter.deed
    if deed is None:
        return None, False  # a plain letter is no service: nothing comes of its return but that it is known
    known = deed.steps.filter(struck_at=None, kind__in=["signed", "returned"]).order_by("recorded_at", "id").last()
    if known is None:
        body = scan.body if scan else None
        draft = StepDraft("returned", entry.at, "", letter.number, body, entry.cause)
        return keep_step(deed, draft, entry.by, now), False
    agrees = known.kind == "returned" and known.manner in ("", entry.cause)
    return (known, False) if agrees else (None, True)


def _follow(entry: CameBack, now: datetime, *, contradicts: bool) -> None:
    rows = Carriage.objects.select_related("letter__envelope__case").select_for_update(of=("self",))
    carriage = rows.filter(letter=entry.letter).first()
    if carriage is None and contradicts:  # nobody carried it but the post, which reports nothing
        carriage = Carriage.objects.create(letter=entry.letter, carrier=COURT, begun_at=now)
    if carriage is None:
        return
    if not contradicts and not carriage.settled:
        settle(carriage, SettledHow.AT_STATION, entry.by, now)
        carriage.step = entry.step
        end_check(carriage, now, entry.by)
        record([carriage_event("carriage.settled", carriage, entry.by, now, {})], now)
    if contradicts and carriage.judge_asked_at is None:
        ask_judge(carriage, entry.by, now)
    carriage.look_at = now
    carriage.save(update_fields=BECOMES)
    ask("carriage.judge", queue="letters")


@transaction.atomic
def take_back(entry: CameBack, why: Reason, by: str, now: datetime) -> None:
    """Strike an entry that was a mistake, with the step that it made; taking it back twice is once."""
    words = why.read()
    lock_with_others(entry.letter.envelope_id)
    rows = CameBack.objects.select_for_update(of=("self",)).select_related("letter__envelope", "letter__deed")
    locked = rows.get(id=entry.id)
    if locked.struck_at is not None:
        return
    locked.struck_at = now
    locked.save(update_fields=["struck_at"])
    deed = locked.letter.deed
    for step in deed.steps.filter(struck_at=None) if deed else ():
        if is_of_entry(step, locked):
            strike_kept(step, why, by, now)
    _unsettle(locked, by, now)
    record([replace(_event("letter.return_struck", locked, by, now, {}), private={"reason": words})], now)
    ask("carriage.judge", queue="letters")


def _unsettle(entry: CameBack, by: str, now: datetime) -> None:
    rows = Carriage.objects.select_related("letter__envelope").select_for_update(of=("self",))
    carriage = rows.filter(letter=entry.letter, settled=SettledHow.AT_STATION).first()
    if carriage is not None:
        carriage.settled, carriage.settled_at, carriage.settled_by, carriage.step = "", None, "", None
        carriage.look_at = now
        carriage.save(update_fields=BECOMES)
        record([carriage_event("carriage.settled", carriage, by, now, {})], now)


def _event(name: str, entry: CameBack, by: str, now: datetime, more: dict[str, Json]) -> NewEvent:
    letter = entry.letter
    data: dict[str, Json] = {
        "entry": str(entry.id),
        "envelope": str(letter.envelope_id),
        "number": letter.number,
        "cause": entry.cause,
        "at": entry.at.isoformat(),
        "step": str(entry.step_id) if entry.step_id else None,
        **more,
    }
    return NewEvent(name, f"letter:{letter.id}", letter.envelope.case_id, now, by, data)


def put_aside(code: StationCode, now: datetime) -> None:
    """Somebody saw to a code that is no letter of this court: it stands no longer among what is open."""
    StationCode.objects.filter(id=code.id, done_at=None).update(done_at=now)
