"""What the reports of a letter come to: a step on record where they prove it, a task where they do not, else a wait.

A letter is looked at with its envelope held, so that what stands on record of it and what the carrier says are compared
at one moment. What contradicts a step on record never changes it: a judge is asked.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from songda.carriers.registry import entries
from songda.clock import new_id
from songda.core.delivery.carriage import (
    ANSWER_WITHIN,
    GRACE,
    Defect,
    Kind,
    OnRecord,
    Report,
    SettledHow,
    Shipment,
    Stage,
    Verdict,
    judge,
    silent_from,
)
from songda.core.delivery.incidents import Work
from songda.core.delivery.letters import Product
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.law.facts import Person
from songda.core.refusal import Refused
from songda.core.state.fold import STEPS
from songda.core.state.ways.carriage import CarrierFact
from songda.records.delivery.carriage.models import Carriage, CarrierReport, Enquiry
from songda.records.delivery.carriage.reading import COURT, SCANS
from songda.records.delivery.deeds.actions import StepDraft, add_step, lock_with_others
from songda.records.delivery.deeds.models import Deed, DeedStep
from songda.records.delivery.letters.models import Letter
from songda.records.delivery.letters.setting import tell_of_stuck
from songda.records.delivery.orders.models import Envelope, Service
from songda.records.delivery.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.premises import UntoldError, ids_of, require_told, told_of
from songda.records.ground.incidents.stuck import do_each, may_be_tried
from songda.records.ground.queue import ask

log = logging.getLogger(__name__)
CHECK, DECIDE = "check_carriage", "decide_carriage"
NO_PROOF, SILENT, CONTRADICTS = "carrier_no_proof", "carrier_silent", "carrier_contradicts"
UNNOTED = timedelta(minutes=1)  # after which a letter whose try is not on record yet is looked at again
_STEP_OF = {Kind.DELIVERED: "signed", Kind.RETURNED: "returned"}
_KIND_OF = {step: kind for kind, step in _STEP_OF.items()}
# What a letter is judged by: what the court did with it, what stands on record of its try, and what carriers reported.
_TOLD_OF = ("letter.", "deed.", "carriage.", "enquiry.", "carrier.reported")
_PREMISES = sorted(name for name in STEPS if name.startswith(_TOLD_OF))
_AGAIN = timedelta(hours=1)


def judge_due(now: datetime) -> int:
    """Look at the letter that has waited longest; 0 where none waits. One that cannot be judged holds no other up."""
    waiting = Carriage.objects.filter(may_be_tried(Work.JUDGE_LETTER, now, "letter_id"), look_at__lte=now)
    letter_id = waiting.order_by("look_at", "letter_id").values_list("letter_id", flat=True).first()
    if letter_id is None:
        return 0
    if do_each(Work.JUDGE_LETTER, [letter_id], lambda one: _judge_or_call(one, now), now)[1]:
        tell_of_stuck(list(Letter.objects.filter(id=letter_id).select_related("envelope__case__court")), now)
    return 1


def _judge_or_call(letter_id: UUID, now: datetime) -> None:
    try:
        judge_letter(letter_id, now)
    except UntoldError as wrong:
        _set_aside(letter_id, wrong, now)


@transaction.atomic
def _set_aside(letter_id: UUID, wrong: UntoldError, now: datetime) -> None:
    """Rows say of it what no event tells: nothing is concluded, people are called, and it is looked at again."""
    log.error("letter %s is not judged: %s", letter_id, wrong)
    Carriage.objects.filter(letter=letter_id).update(look_at=now + _AGAIN)
    envelope = Envelope.objects.select_related("case__court").get(letters=letter_id)
    open_tasks([TaskDraft(CHECK, "record_contradicts_log", envelope.case, envelope)], now)


@transaction.atomic
def judge_letter(letter_id: UUID, now: datetime) -> Verdict | None:
    """Judge what is known of it now, and do what follows; None where it is no letter in the post.

    Raises UntoldError where rows say something else than the log.
    """
    carriage = lock_carriage(letter_id)
    if carriage is None:
        return None
    shipment, facts = shipment_of(carriage.letter), facts_of(carriage)
    reports = [report_of(fact) for fact in facts]
    verdict = judge(shipment, reports, now)
    is_new = len(reports) != carriage.facts
    _note_verdict(carriage, verdict, len(reports), now)
    _follow(_Look(carriage, shipment, verdict, is_new, facts), now)
    carriage.look_at = next_look(carriage, shipment, verdict, now)
    carriage.save()
    return verdict


def lock_carriage(letter_id: UUID) -> Carriage | None:
    """Where the letter stands, held after its envelope; None where no carrier has it, or it is no try on record yet."""
    envelope_id = Letter.objects.values_list("envelope_id", flat=True).get(id=letter_id)
    lock_with_others(envelope_id)
    rows = Carriage.objects.select_for_update(of=("self",)).select_related(
        "letter__envelope__case__court", "letter__envelope__party", "letter__deed", "step"
    )
    carriage = rows.filter(letter=letter_id).first()
    if carriage is not None and carriage.letter.sealed_at is None:
        Carriage.objects.filter(letter=letter_id).update(look_at=carriage.begun_at + UNNOTED)
        return None
    return carriage


def shipment_of(letter: Letter) -> Shipment:
    """What the court itself knows of a sealed letter."""
    assert letter.sealed_at is not None  # noqa: S101 - only such a one is held
    signers = frozenset(Person(word) for word in letter.may_sign)
    zone = ZoneInfo(letter.envelope.case.court.zone)
    return Shipment(letter.number, Product(letter.product), letter.sealed_at, zone, signers, _on_record(letter.deed))


def _on_record(deed: Deed | None) -> OnRecord | None:
    """The outcome that stands on record of its try; the last one where there are several."""
    if deed is None:
        return None
    step = deed.steps.filter(struck_at=None, kind__in=_KIND_OF).order_by("recorded_at", "id").last()
    return None if step is None else OnRecord(_KIND_OF[step.kind], step.manner, step.by)


def facts_of(carriage: Carriage) -> list[CarrierFact]:
    """The facts that carriers reported of its letter, strays left out, as events tell of them.

    Raises UntoldError where a row of the letter, of what stands on record of it or of a report is not as events tell,
    also where one was put to it or taken from it.
    """
    letter = carriage.letter
    state = told_of([f"letter:{letter.id}"], _PREMISES, letter.envelope.case_id)
    require_told(letter, state.letters.get(str(letter.id)), "service_ids")
    for step in letter.deed.steps.all() if letter.deed else ():
        require_told(step, state.deed_steps.get(str(step.id)))
    told = {one: fact for one, fact in state.carriages.facts.items() if fact.letter_id == str(letter.id)}
    rows = {str(row.id): row for row in CarrierReport.objects.filter(Q(letter=letter) | Q(id__in=list(told)))}
    for row in rows.values():
        if row.stray and str(row.id) not in told:
            continue  # tells of the letter's number, and is none of its reports
        require_told(row, told.get(str(row.id)))
    if missing := told.keys() - rows.keys():
        raise UntoldError(letter, [f"report {one} is gone" for one in sorted(missing)])
    known = [fact for fact in told.values() if not fact.stray and fact.at is not None]
    if str(letter.id) in state.carriages.carriages or carriage.settled:
        require_told(carriage, state.carriages.carriages.get(str(letter.id)))
    if not {fact.carrier for fact in known} <= {carriage.carrier, COURT}:
        raise UntoldError(carriage, ["carrier"])
    return sorted(known, key=lambda fact: (fact.at, fact.id))


def report_of(fact: CarrierFact) -> Report:
    """A fact as it is judged."""
    assert fact.at is not None  # noqa: S101 - one without a moment is a stray
    return Report(
        kind=Kind(fact.kind),
        at=fact.at,
        number=fact.number,
        heard_at=fact.heard_at,
        cause=fact.cause,
        signer=fact.signer,
        scan=fact.scan_sha256 or "",
        scan_number=fact.scan_number,
        product=fact.product,
        is_usable=fact.is_usable,
    )


@dataclass(frozen=True)
class _Look:
    """One look at a letter; `is_new`: something was heard since the last, `facts`: all that was heard."""

    carriage: Carriage
    shipment: Shipment
    verdict: Verdict
    is_new: bool
    facts: Sequence[CarrierFact]


def _note_verdict(carriage: Carriage, verdict: Verdict, facts: int, now: datetime) -> None:
    """What is found now stands in the row, and in an event where it differs from before."""
    defects: list[Json] = [defect.value for defect in verdict.defects]
    if (carriage.stage, carriage.defects) != (verdict.stage.value, defects) or carriage.judged_at is None:
        carriage.judged_at = now
        data: dict[str, Json] = {"stage": verdict.stage.value, "defects": defects, "facts": facts}
        record([carriage_event("carriage.judged", carriage, "engine", now, data)], now)
    carriage.stage, carriage.defects, carriage.facts = verdict.stage.value, [str(defect) for defect in defects], facts


def _follow(look: _Look, now: datetime) -> None:
    """Do what follows from a verdict: nothing twice, and nothing against what stands on record."""
    carriage, verdict = look.carriage, look.verdict
    is_on_record = look.shipment.on_record is not None
    _end_enquiries(look, now)
    if is_on_record and _contradicts(verdict):
        _ask_judge(look, now)
    elif is_on_record:
        _confirm(look, now)
    elif carriage.settled:
        _reopen(look, now)
    elif verdict.is_proof and carriage.carrier in entries() and entries()[carriage.carrier].gives_proof:
        _put_on_record(look, now)
    elif reason := _why_people(verdict):
        _ask_people(carriage, reason, now)
    else:
        _heal(carriage, now)
        _enquire(look, now)


_AGAINST = frozenset(
    {
        Defect.TWO_OUTCOMES,
        Defect.DELIVERED_AFTER_RETURN,
        Defect.RETURNED_AFTER_DELIVERY,
        Defect.OUTCOME_AFTER_MISHAP,
        Defect.AGAINST_THE_RECORD,
    }
)


def _contradicts(verdict: Verdict) -> bool:
    return bool(_AGAINST & set(verdict.defects))


def _ask_judge(look: _Look, now: datetime) -> None:
    """Once for each new fact: what the judge has decided stands until something new is heard."""
    if look.is_new or not look.carriage.settled:
        _settle_unless(look.carriage, SettledHow.AT_STATION, now)
        ask_judge(look.carriage, "engine", now)


def ask_judge(carriage: Carriage, by: str, now: datetime) -> None:
    """Whether what is on record of the letter stands; the caller saves the row."""
    carriage.judge_asked_at = now
    record([carriage_event("carriage.contradicted", carriage, by, now, {"defects": list(carriage.defects)})], now)
    open_tasks([TaskDraft(DECIDE, CONTRADICTS, carriage.letter.envelope.case, carriage.letter.envelope)], now)


def _confirm(look: _Look, now: datetime) -> None:
    """What stands on record already, and the carrier now proves: nothing is put there twice."""
    carriage = look.carriage
    if carriage.settled == "" and look.verdict.is_proof:
        settle(carriage, SettledHow.CONFIRMED, "engine", now)
        record([carriage_event("carriage.confirmed", carriage, "engine", now, {})], now)
    if look.verdict.is_proof or carriage.settled:
        end_check(carriage, now)


def _reopen(look: _Look, now: datetime) -> None:
    """Somebody did not believe it, or struck what stood there: only something new brings it before people again."""
    if look.is_new and (look.verdict.outcome or look.verdict.defects):
        _ask_people(look.carriage, _why_people(look.verdict) or NO_PROOF, now)


def _why_people(verdict: Verdict) -> str:
    """Why somebody has to look; empty where it is enough to wait."""
    if verdict.defects:
        return f"carrier_{verdict.defects[0].value}"
    if verdict.mishap is not None:
        return f"carrier_{verdict.mishap.value}"
    return NO_PROOF if verdict.is_proof else ""


def _ask_people(carriage: Carriage, reason: str, now: datetime) -> None:
    open_tasks([TaskDraft(CHECK, reason, carriage.letter.envelope.case, carriage.letter.envelope)], now)


def _heal(carriage: Carriage, now: datetime) -> None:
    """What had been a defect is none any more: a scan that came after all."""
    if not carriage.defects and not carriage.enquiries.filter(over_at=None).exists():
        end_check(carriage, now)


def end_check(carriage: Carriage, now: datetime, by: str = "engine") -> None:
    """Nobody has to look at this letter any more; the task stays while another of the envelope is doubtful."""
    others = Carriage.objects.filter(letter__envelope=carriage.letter.envelope_id).exclude(pk=carriage.pk)
    unheard = Q(enquiries__over_at=None, enquiries__isnull=False)
    unsettled = Q(settled="") & (~Q(defects=[]) | Q(stage=Stage.MISHAP) | unheard)
    # What nobody believed, or was struck, and of which something new was heard since: see `_reopen`.
    heard_since = CarrierReport.objects.filter(letter=OuterRef("pk"), stray="", heard_at__gt=OuterRef("settled_at"))
    heard_again = ~Q(settled="") & Q(step=None) & Exists(heard_since)
    if not others.filter(unsettled | heard_again).exists():
        end_by_fact(Fact.CARRIAGE_SETTLED, Q(envelope=carriage.letter.envelope_id), by, now)


def _put_on_record(look: _Look, now: datetime) -> None:
    """The triplet is whole: its outcome becomes a step of the try, with the picture of the return."""
    carriage, outcome = look.carriage, look.verdict.outcome
    deed = carriage.letter.deed
    if outcome is None or deed is None or outcome.at > now:  # a carrier whose clock is ahead: see `next_look`
        return
    carriage.step = add_outcome(carriage, outcome, look.verdict.scan, now)
    settle(carriage, SettledHow.PROVED, f"provider:{carriage.carrier}", now)
    data: dict[str, Json] = {"kind": outcome.kind.value, "at": outcome.at.isoformat()}
    data["rests_on"] = list[Json](ids_of(look.facts))
    record([carriage_event("carriage.proved", carriage, "engine", now, data)], now)
    end_check(carriage, now)


def add_outcome(carriage: Carriage, outcome: Report, scan: str, now: datetime) -> DeedStep:
    """The outcome as a step of the letter's try; of one that stands there already, that step."""
    deed, by = carriage.letter.deed, f"provider:{carriage.carrier}"
    assert deed is not None  # noqa: S101 - whoever calls has seen to it
    kind = _STEP_OF[outcome.kind]
    draft = StepDraft(
        kind, outcome.at, outcome.signer, carriage.letter.number, scan_named(carriage.letter, scan), outcome.cause
    )
    try:
        with transaction.atomic():
            return add_step(deed, draft, by, now, no_notice)
    except Refused as refused:
        if refused.code != "step_exists":
            raise
        return deed.steps.filter(kind=kind, struck_at=None, at=outcome.at).latest("recorded_at")


def scan_named(letter: Letter, sha256: str) -> bytes | None:
    """The picture with this hash, as PDF; None where there is none."""
    if not sha256:
        return None
    row = letter.reports.filter(scan_sha256=bytes.fromhex(sha256), scan_key__isnull=False).first()
    return vault.read_file(SCANS, row.id, bytes(row.scan_key)) if row is not None and row.scan_key else None


def no_notice(_envelope: Envelope, _services: Sequence[Service], _at: datetime, _now: datetime) -> None:
    """A letter is no public notice."""


def settle(carriage: Carriage, how: SettledHow, by: str, now: datetime) -> None:
    """How it came about that something stands on record, or that nothing does; the caller saves it."""
    carriage.settled, carriage.settled_at, carriage.settled_by = how.value, now, by


def _settle_unless(carriage: Carriage, how: SettledHow, now: datetime) -> None:
    if not carriage.settled:
        settle(carriage, how, "engine", now)


def carriage_event(name: str, carriage: Carriage, by: str, now: datetime, data: dict[str, Json]) -> NewEvent:
    """What became of a letter with its carrier, and how it stands now."""
    case_id = carriage.letter.envelope.case_id
    known: dict[str, Json] = {
        "letter": str(carriage.letter_id),
        "carrier": carriage.carrier,
        "envelope": str(carriage.letter.envelope_id),
        "settled": carriage.settled,
        "settled_at": carriage.settled_at.isoformat() if carriage.settled_at else None,
        "settled_by": carriage.settled_by,
        "step": str(carriage.step_id) if carriage.step_id else None,
    }
    return NewEvent(name, f"letter:{carriage.letter_id}", case_id, now, by, {**known, **data})


# Silence: asked after, once for each silence; where nobody answers, people telephone.


def _end_enquiries(look: _Look, now: datetime) -> None:
    """Something new was heard: what was asked is answered."""
    if look.is_new:
        look.carriage.enquiries.filter(over_at=None).update(over_at=now, send_after=None)


def _enquire(look: _Look, now: datetime) -> None:
    carriage = look.carriage
    silent = silent_from(look.shipment, look.verdict)
    if silent is None or silent > now:
        return
    open_enquiry = carriage.enquiries.filter(over_at=None).first()
    if open_enquiry is None:
        enquiry = Enquiry.objects.create(id=new_id(), carriage=carriage, made_at=now, send_after=now)
        data: dict[str, Json] = {"enquiry": str(enquiry.id), "stage": look.verdict.stage.value}
        record([carriage_event("enquiry.made", carriage, "engine", now, data)], now)
        ask("carriage.judge", queue="letters")
    elif open_enquiry.trouble or open_enquiry.made_at + ANSWER_WITHIN <= now:
        _ask_people(carriage, SILENT, now)


def next_look(carriage: Carriage, shipment: Shipment, verdict: Verdict, now: datetime) -> datetime | None:
    """When time alone may change what is to be done; None: only something new does."""
    if carriage.settled:
        return None
    open_enquiry = carriage.enquiries.filter(over_at=None).first()
    silent = silent_from(shipment, verdict)
    closed = carriage.letter.reports.filter(stray="", kind=Kind.CLOSED).order_by("heard_at").first()
    outcome = verdict.outcome
    moments = [
        outcome.at if outcome is not None else None,
        closed.heard_at + GRACE if closed is not None else None,
        open_enquiry.made_at + ANSWER_WITHIN if open_enquiry is not None else silent,
    ]
    return min((moment for moment in moments if moment is not None and moment > now), default=None)
