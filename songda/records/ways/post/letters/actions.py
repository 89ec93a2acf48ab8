"""Letters are planned, or proposed by the engine and agreed to by a clerk; taken out as long as they are not sealed.

Whether the law opens the post for these papers and this person is asked by the caller, who stands nearer to the law.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from songda.channels.registry import place_kinds
from songda.clock import new_id
from songda.core.delivery.carriage import Stage
from songda.core.delivery.incidents import Work
from songda.core.delivery.letters import OPEN, PRODUCTS, LetterReason, LetterState, Product, RetryPlace, Withdrawal
from songda.core.delivery.letters.sheets import window_lines
from songda.core.delivery.overtaken import Overtaken
from songda.core.delivery.plan import FIND_OUT_DEATH
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.identifiers.postal import parse
from songda.core.language import COURT_LANGUAGE, FALLBACK
from songda.core.law import Status
from songda.core.refusal import Refused, WrongField
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.incidents.stuck import may_be_tried, note_tried
from songda.records.ground.queue import ask, isolate_failures
from songda.records.matter.parties.models import Address, Party
from songda.records.service.deeds.models import DeedStep
from songda.records.service.orders.due import lock_envelopes, mark_for_step
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.orders.overtaken import overtaken
from songda.records.service.tasks.actions import end_by_fact
from songda.records.service.tasks.models import Task
from songda.records.ways.post.letters.models import Letter, LetterPaper

_READ_CHINESE = frozenset({"cn", "hk", "mo", "tw"})


@dataclass(frozen=True)
class Ground:
    """What the law says of a letter: whose signature would make it service, and by which day it must be there."""

    may_sign: tuple[str, ...] = ()
    must_be_there_by: date | None = None
    is_large_print: bool = False  # they need it, see core.care


# Asks the law; raises Refused where it does not open the post for these papers to this place.
AskGround = Callable[[Envelope, Sequence[Service], Address, datetime], Ground]


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
def plan_letter(envelope: Envelope, draft: LetterDraft, by: str, now: datetime, ask_ground: AskGround) -> Letter:
    """Plan it: it is set in type, checked and waits for a batch; raises WrongField or Refused.

    A second click is told that a letter with these papers waits already.
    """
    lock_envelopes([envelope.id])
    _give_up_proposals(envelope, draft, by, now)
    letter = _begin(envelope, draft, by, now, ask_ground)
    _agree(letter, now)
    letter.save(force_insert=True)
    _carry(letter, draft)
    record([_opening("letter.planned", letter, by, now)], now)
    _after_planning(letter, by, now)
    return letter


@transaction.atomic
def propose_letter(envelope: Envelope, draft: LetterDraft, now: datetime, ask_ground: AskGround) -> Letter | None:
    """The engine prepares it for a clerk; None where something stands against it, or one waits already."""
    try:
        letter = _begin(envelope, draft, "engine", now, ask_ground)
    except Refused:
        return None
    letter.save(force_insert=True)
    _carry(letter, draft)
    record([_opening("letter.proposed", letter, "engine", now)], now)
    return letter


@dataclass(frozen=True)
class Agreement:
    """What a clerk says yes to; what they leave open is as proposed."""

    product: str = ""
    is_large_print: bool | None = None


@transaction.atomic
def agree(letter: Letter, agreement: Agreement, by: str, now: datetime, ask_ground: AskGround) -> Letter:
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
    locked.save()
    record([_opening("letter.planned", locked, by, now)], now)
    _after_planning(locked, by, now)
    return locked


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
    """Letters in the post go on; the log says what came about meanwhile. The caller holds them."""
    if not letters:
        return
    for letter, why in letters.items():
        letter.overtaken, letter.overtaken_at = why.value, now
    Letter.objects.bulk_update(letters, ["overtaken", "overtaken_at"])
    events = [
        letter_event("letter.overtaken", letter, by, now, {"why": letter.overtaken, "number": letter.number})
        for letter in letters
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
    found |= {letter_id: why for letter_id, why in given_up.items() if found[letter_id] is None}
    return {letter_id: cause for letter_id, cause in found.items() if cause is not None}


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


def _begin(envelope: Envelope, draft: LetterDraft, by: str, now: datetime, ask_ground: AskGround) -> Letter:
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


def language_of_letter(party: Party) -> str:
    """Chinese where it is read, English abroad."""
    return COURT_LANGUAGE if party.domicile in _READ_CHINESE else FALLBACK


def _cell(letter: Letter) -> str:
    return f"letter.place:{letter.id}"


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


def _withdrawal(letter: Letter, by: str, now: datetime) -> NewEvent:
    batch = str(letter.batch_id) if letter.batch_id else None
    return letter_event(
        "letter.withdrawn", letter, by, now, {"why": letter.withdrawal, "number": letter.number, "batch": batch}
    )


def _stopped(envelopes: Collection[UUID]) -> set[UUID]:
    rows = Letter.objects.filter(envelope__in=envelopes, state=LetterState.STOPPED)
    return set(rows.values_list("envelope_id", flat=True))
