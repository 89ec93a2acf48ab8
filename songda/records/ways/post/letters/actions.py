"""Letters are taken out as long as they are not sealed; what came about is noted of those in the post."""

import json
import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from songda.core.delivery.carriage import Stage
from songda.core.delivery.incidents import Work
from songda.core.delivery.letters import OPEN, LetterReason, LetterState, Withdrawal
from songda.core.delivery.overtaken import Overtaken
from songda.core.delivery.plan import FIND_OUT_DEATH
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.language import COURT_LANGUAGE, FALLBACK
from songda.core.law import Status
from songda.core.refusal import Refused
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.premises import UntoldError, told_of, told_streams
from songda.records.ground.incidents.stuck import may_be_tried, note_tried
from songda.records.ground.queue import isolate_failures
from songda.records.matter.parties.models import Party
from songda.records.service.attempts.destinations import untold_addresses
from songda.records.service.deeds.models import DeedStep
from songda.records.service.orders.due import lock_envelopes, mark_for_step
from songda.records.service.orders.models import Service
from songda.records.service.orders.overtaken import overtaken
from songda.records.service.tasks.actions import end_by_fact
from songda.records.service.tasks.models import Task
from songda.records.ways.post.letters.models import Letter, LetterPaper

log = logging.getLogger(__name__)
_READ_CHINESE = frozenset({"cn", "hk", "mo", "tw"})


@transaction.atomic
def withdraw(letter: Letter, why: Withdrawal, by: str, now: datetime) -> None:
    """Take it out; what is sealed stays in the post. Twice is as good as once."""
    locked = lock_letter(letter.id)
    if locked.state == LetterState.SEALED:
        raise Refused("letter_sealed", number=locked.number)
    if locked.state != LetterState.WITHDRAWN:
        withdraw_locked({locked: why}, by, now)


def withdraw_locked(letters: dict[Letter, Withdrawal], by: str, now: datetime) -> None:
    """Take out letters that the caller holds, with their envelopes; the engine looks for the next way."""
    for letter, why in letters.items():
        letter.state, letter.withdrawal, letter.withdrawn_at = LetterState.WITHDRAWN.value, why.value, now
    Letter.objects.bulk_update(letters, ["state", "withdrawal", "withdrawn_at"])
    record([_withdrawal(letter, by, now) for letter in letters], now)
    envelopes = {letter.envelope_id for letter in letters}
    end_by_fact(Fact.LETTER_MENDED, Q(envelope__in=envelopes - _stopped(envelopes)), by, now)
    mark_for_step(envelopes, now)


def see_to_overtaken(envelope_ids: Collection[UUID], by: str, now: datetime) -> int:
    """What came about for these envelopes takes their letters out, or is noted of those in the post; how many.

    Inside the caller's transaction, who holds the envelopes.
    """
    rows = Letter.objects.filter(envelope__in=envelope_ids).filter(
        Q(state__in=OPEN) | Q(state=LetterState.SEALED, overtaken_at=None)
    )
    letters = list(rows.select_for_update(of=("self",)).select_related("envelope__party", "address").order_by("id"))
    causes = causes_of(letters)
    touched = [letter for letter in letters if letter.id in causes]
    taken_out = {letter: causes[letter.id] for letter in touched if letter.state != LetterState.SEALED}
    if taken_out:
        withdraw_locked(taken_out, by, now)
    note_overtaken({letter: causes[letter.id] for letter in touched if letter not in taken_out}, by, now)
    return len(touched)


def sweep_overtaken(now: datetime) -> int:
    """The same for letters that no act has looked at since: the clock calls this; how many were touched.

    One that cannot be judged holds no other up.
    """
    open_ones = Letter.objects.filter(may_be_tried(Work.LET_GO_LETTER, now), state__in=OPEN)
    letters = list(open_ones.select_related("envelope__party", "address").order_by("id"))
    done, failed = isolate_failures(letters, partial(_sweep, now=now))
    note_tried(Work.LET_GO_LETTER, [letter.id for letter in letters], failed, now)
    return sum(done)


def _sweep(letters: Sequence[Letter], now: datetime) -> int:
    causes = causes_of(letters)
    touched = {letter.envelope_id for letter in letters if letter.id in causes}
    lock_envelopes(touched)
    return see_to_overtaken(touched, "engine", now) if touched else 0


def note_overtaken(letters: dict[Letter, Withdrawal], by: str, now: datetime) -> None:
    """Letters in the post go on; the log says once what came about meanwhile. The caller holds them."""
    told = told_streams([f"letter:{letter.id}" for letter in letters], ["letter.overtaken"])
    fresh = {letter: why for letter, why in letters.items() if f"letter:{letter.id}" not in told}
    for letter, why in fresh.items():
        letter.overtaken, letter.overtaken_at = why.value, now
    Letter.objects.bulk_update(fresh, ["overtaken", "overtaken_at"])
    events = [
        letter_event("letter.overtaken", letter, by, now, {"why": letter.overtaken, "number": letter.number})
        for letter in fresh
    ]
    record(events, now)


def causes_of(letters: Sequence[Letter]) -> dict[UUID, Withdrawal]:
    """Why a letter need not, or must not, go out any more, where something came about; two to six statements.

    The rows tell it, so whoever decides by it has asked the law before. Letters come with address and party.
    """
    if not letters:
        return {}
    services: dict[UUID, list[Service]] = {letter.id: [] for letter in letters}
    rows = LetterPaper.objects.filter(letter__in=letters).select_related(
        "service__finding", "service__paper", "service__envelope__party"
    )
    for paper in rows:
        services[paper.letter_id].append(paper.service)
    unwanted, given_up = _unwanted_copies(letters), _given_up(letters)
    why = overtaken([service for each in services.values() for service in each])
    found = {letter.id: _cause(letter, services[letter.id], unwanted, why) for letter in letters}
    for letter, wrong in _untold([letter for letter in letters if found[letter.id] is not None]).items():
        log.error("letter %s goes on: %s", letter.id, wrong)
        found[letter.id] = None
    found |= {letter_id: why for letter_id, why in given_up.items() if found[letter_id] is None}
    return {letter_id: cause for letter_id, cause in found.items() if cause is not None}


def _untold(letters: Sequence[Letter]) -> dict[Letter, UntoldError]:
    """Those that by the log go to another place or in another envelope, or whose place is another there."""
    if not letters:
        return {}
    told = told_of([f"letter:{letter.id}" for letter in letters], ("letter.planned", "letter.proposed")).letters
    places = untold_addresses([letter.address for letter in letters])
    found = {letter: places[letter.address_id] for letter in letters if letter.address_id in places}
    for letter in letters:
        known, own = told.get(str(letter.id)), (str(letter.envelope_id), str(letter.address_id))
        if known is None or (known.envelope_id, known.address_id) != own:
            found[letter] = UntoldError(letter, ["envelope_id", "address_id"])
    return found


def _cause(
    letter: Letter, services: Sequence[Service], unwanted: Collection[UUID], why: Mapping[UUID, Overtaken]
) -> Withdrawal | None:
    """A letter goes as a whole: one paper in it that the court took back, or that calls to no hearing, keeps it."""
    if letter.envelope.party.removed_at is not None:
        return Withdrawal.PARTY_LEFT
    reasons = {why[service.id] for service in services if service.id in why}
    for overtaken_by, withdrawal in _WHOLE.items():
        if overtaken_by in reasons:
            return withdrawal
    address = letter.address
    if address.is_mistyped or address.retired_at is not None or address.address_class == "rejected":
        return Withdrawal.ADDRESS_GONE
    if letter.why == LetterReason.COPY_WANTED:
        return Withdrawal.WISH_ENDED if letter.envelope_id in unwanted else None
    findings = {service.id: getattr(service, "finding", None) for service in services}
    left = {each for each, finding in findings.items() if finding is None or finding.status != Status.EFFECTIVE}
    return None if left else Withdrawal.SERVED


_WHOLE: Mapping[Overtaken, Withdrawal] = {
    Overtaken.DIED: Withdrawal.DIED,
    Overtaken.RECALLED: Withdrawal.RECALLED,
    Overtaken.OLD_HEARING: Withdrawal.OLD_HEARING,
    Overtaken.CORRECTED: Withdrawal.CORRECTED,
}


def _given_up(letters: Sequence[Letter]) -> dict[UUID, Withdrawal]:
    """The proposals that nobody is to say yes to: a letter of their own is on record, or they are said to be dead."""
    proposed = [
        letter for letter in letters if letter.state == LetterState.PROPOSED and letter.why != LetterReason.COPY_WANTED
    ]
    if not proposed:
        return {}
    rows = DeedStep.objects.filter(deed__envelope__in=[letter.envelope_id for letter in proposed], deed__way="mail")
    sent = dict(
        rows.filter(struck_at=None, kind="sent")
        .order_by("recorded_at", "id")
        .values_list("deed__envelope", "recorded_at")
    )
    asking = Task.objects.filter(kind=FIND_OUT_DEATH, closed_at=None)
    doubted = set(asking.filter(party__in={one.envelope.party_id for one in proposed}).values_list("party", flat=True))
    found = {one.id: Withdrawal.SAID_DEAD for one in proposed if one.envelope.party_id in doubted}
    by_hand = [one for one in proposed if one.envelope_id in sent and sent[one.envelope_id] > one.opened_at]
    return found | {one.id: Withdrawal.BY_HAND for one in by_hand}


def _unwanted_copies(letters: Sequence[Letter]) -> set[UUID]:
    """The envelopes of which the newest task to print a copy ended because the wish did."""
    copies = [letter.envelope_id for letter in letters if letter.why == LetterReason.COPY_WANTED]
    if not copies:
        return set()
    tasks = Task.objects.filter(envelope__in=copies, kind="print_paper").order_by("opened_at", "id")
    newest = dict(tasks.values_list("envelope_id", "ended_by"))
    return {envelope for envelope, ended_by in newest.items() if ended_by == Fact.WISH_ENDED}


def lock_letter(letter_id: UUID) -> Letter:
    """The letter, with its envelope held first, as everywhere."""
    envelope_id = Letter.objects.values_list("envelope_id", flat=True).get(id=letter_id)
    lock_envelopes([envelope_id])
    rows = Letter.objects.select_for_update(of=("self",)).select_related(
        "envelope__case__court", "envelope__party", "address"
    )
    return rows.get(id=letter_id)


def lines_of(letter: Letter) -> list[str]:
    """The lines on the envelope, in clear; none once they were erased with the case."""
    if not letter.place_sealed:
        return []
    lines: list[str] = json.loads(vault.open_text(_cell(letter), letter.place_sealed))
    return lines


def addressee_of(letter: Letter) -> tuple[str, list[str]]:
    """Whom the envelope names, and the lines of their place; Chinese names them last, English first."""
    lines = lines_of(letter)
    last = -1 if language_of_letter(letter.envelope.party) == COURT_LANGUAGE else 0
    name = lines.pop(last) if lines else ""
    return name, lines


def letter_event(name: str, letter: Letter, by: str, now: datetime, data: dict[str, Json]) -> NewEvent:
    """An event in the stream of the letter; the letter comes with its envelope."""
    return NewEvent(name, f"letter:{letter.id}", letter.envelope.case_id, now, by, data)


def next_try_of(letter: Letter) -> Letter | None:
    """The letter that goes in its place; none where that was taken out."""
    return Letter.objects.filter(previous=letter).exclude(state=LetterState.WITHDRAWN).first()


def was_lost(letter: Letter) -> bool:
    """Whether the carrier reported it as lost, stolen or damaged, and nothing stands on record of it."""
    carriage = getattr(letter, "carriage", None)
    return carriage is not None and carriage.stage == Stage.MISHAP and not carriage.step_id


def lost_letters(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Those of these letters; see `was_lost`."""
    return letters.filter(carriage__stage=Stage.MISHAP, carriage__step=None)


def language_of_letter(party: Party) -> str:
    """Chinese where it is read, English abroad."""
    return COURT_LANGUAGE if party.domicile in _READ_CHINESE else FALLBACK


def _cell(letter: Letter) -> str:
    return f"letter.place:{letter.id}"


def _withdrawal(letter: Letter, by: str, now: datetime) -> NewEvent:
    batch = str(letter.batch_id) if letter.batch_id else None
    return letter_event(
        "letter.withdrawn", letter, by, now, {"why": letter.withdrawal, "number": letter.number, "batch": batch}
    )


def _stopped(envelopes: Collection[UUID]) -> set[UUID]:
    rows = Letter.objects.filter(envelope__in=envelopes, state=LetterState.STOPPED)
    return set(rows.values_list("envelope_id", flat=True))
