"""What the reports of a letter come to: a step on record where they prove it, a task where they do not, else a wait.

A letter is looked at with its envelope held, and with all that is known of it, in whatever order it came: the same
facts bring the same on record and ask the same people. What people put there stays, and a judge is asked where somebody
contradicts it; what follows from reports alone goes again where they prove it no longer.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from songda.carriers.registry import entries
from songda.clock import new_id
from songda.core.delivery.carriage import (
    ANSWER_WITHIN,
    GRACE,
    Kind,
    SettledHow,
    Shipment,
    Stage,
    Verdict,
    judge,
    silent_from,
    standing_of,
)
from songda.core.delivery.incidents import Work
from songda.core.delivery.letters import Product
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.evidence.deciding.conclusions import KIND_OF, report_of
from songda.core.law.facts import Person
from songda.core.state.fold import STEPS
from songda.core.state.ways.carriage import CarrierFact
from songda.records.ground.evidence.actions import record
from songda.records.ground.evidence.premises import UntoldError, require_told, told_of
from songda.records.ground.incidents.stuck import do_each, may_be_tried
from songda.records.ground.queue import ask
from songda.records.service.deeds.models import Deed
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_for_reason, open_tasks
from songda.records.ways.deeds import lock_with_others
from songda.records.ways.post.carriage.models import BECOMES, Carriage, CarrierReport, Enquiry
from songda.records.ways.post.carriage.on_record import Known, bring_on_record, carriage_event, was_decided
from songda.records.ways.post.carriage.reading import COURT
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.post.letters.setting import tell_of_stuck

log = logging.getLogger(__name__)
CHECK, DECIDE = "check_carriage", "decide_carriage"
NO_PROOF, SILENT, CONTRADICTS = "carrier_no_proof", "carrier_silent", "carrier_contradicts"
UNNOTED = timedelta(minutes=1)  # after which a letter whose try is not on record yet is looked at again
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
    known = known_of(carriage)
    shipment = _shipment(carriage, known)
    verdict = judge(shipment, [report_of(fact) for fact in known.facts], now)
    is_new, carriage.facts = known.count != carriage.facts, known.count
    _note_verdict(carriage, verdict, len(known.facts), now)
    _follow(_Look(carriage, shipment, verdict, is_new, known), now)
    carriage.look_at = next_look(carriage, shipment, verdict, now)
    carriage.save(update_fields=BECOMES)
    return verdict


def look_again(deed: Deed, now: datetime, was_struck: bool) -> None:  # noqa: FBT001 - as the row of a way has it
    """A person put a step of this try on record, or struck one: where it is a letter's, all of it is judged anew.

    Whoever struck something knows what was heard until then: only what comes later brings it before them again.
    """
    letter = Letter.objects.filter(deed=deed).select_related("deed").first()
    if letter is None:
        return
    carriage = Carriage.objects.filter(letter=letter).first()
    if carriage is None and letter.returns.filter(struck_at=None).exists():  # nobody carried it who reports
        carriage = Carriage.objects.create(letter=letter, carrier=COURT, begun_at=now)
    if carriage is not None:
        carriage.letter, carriage.look_at = letter, now
        carriage.facts = known_count(carriage) if was_struck else carriage.facts
        carriage.save(update_fields=BECOMES)
        ask("carriage.judge", queue="letters")


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


def _shipment(carriage: Carriage, known: Known) -> Shipment:
    """What the court itself knows of a sealed letter."""
    letter = carriage.letter
    assert letter.sealed_at is not None  # noqa: S101 - only such a one is held
    entry = entries().get(carriage.carrier)
    return Shipment(
        letter.number,
        Product(letter.product),
        letter.sealed_at,
        ZoneInfo(letter.envelope.case.court.zone),
        frozenset(Person(word) for word in letter.may_sign),
        known.on_record(),
        gives_proof=entry is not None and entry.gives_proof,
    )


def known_of(carriage: Carriage) -> Known:
    """What carriers reported of its letter, strays left out, and what people put on record, as events tell of it.

    Raises UntoldError where a row of the letter, of what stands on record of it or of a report is not as events tell,
    also where one was put to it or taken from it.
    """
    letter = carriage.letter
    state = told_of([f"letter:{letter.id}"], _PREMISES, letter.envelope.case_id)
    require_told(letter, state.letters.get(str(letter.id)), "service_ids")
    steps = list(letter.deed.steps.order_by("recorded_at", "id")) if letter.deed else []
    for step in steps:
        require_told(step, state.deed_steps.get(str(step.id)))
    steps_told = {one for one, step in state.deed_steps.items() if step.deed_id == str(letter.deed_id)}
    entries_told = {one: entry for one, entry in state.carriages.returns.items() if entry.letter_id == str(letter.id)}
    entries = list(letter.returns.all())
    for entry in entries:
        require_told(entry, entries_told.get(str(entry.id)))
    if gone := (steps_told | entries_told.keys()) - {str(row.pk) for row in (*steps, *entries)}:
        raise UntoldError(letter, [f"what was put on record is gone: {', '.join(sorted(gone))}"])
    told = {one: fact for one, fact in state.carriages.facts.items() if fact.letter_id == str(letter.id)}
    _require_reports(letter, told)
    facts = [fact for fact in told.values() if not fact.stray and fact.at is not None]
    if str(letter.id) in state.carriages.carriages or carriage.settled:
        require_told(carriage, state.carriages.carriages.get(str(letter.id)))
    if not {fact.carrier for fact in facts} <= {carriage.carrier, COURT}:
        raise UntoldError(carriage, ["carrier"])
    return Known(
        state,
        sorted(facts, key=lambda fact: (fact.at, fact.id)),
        sorted((each for each in entries_told.values() if each.struck_at is None), key=lambda each: (each.at, each.id)),
        [step for step in steps if step.struck_at is None and step.kind in KIND_OF],
        known_count(carriage),
    )


def known_count(carriage: Carriage) -> int:
    """How much was ever heard of the letter or entered of it; what was struck is one thing more."""
    letter = carriage.letter
    entered = [*(letter.deed.steps.all() if letter.deed else ()), *letter.returns.all()]
    return letter.reports.filter(stray="").count() + len(entered) + sum(each.struck_at is not None for each in entered)


def _require_reports(letter: Letter, told: Mapping[str, CarrierFact]) -> None:
    rows = {str(row.id): row for row in CarrierReport.objects.filter(Q(letter=letter) | Q(id__in=list(told)))}
    for row in rows.values():
        if row.stray and str(row.id) not in told:
            continue  # tells of the letter's number, and is none of its reports
        require_told(row, told.get(str(row.id)))
        if row.scan_key is None and row.scan_sha256 is not None:
            raise UntoldError(row, ["scan_key"])
    if missing := told.keys() - rows.keys():
        raise UntoldError(letter, [f"report {one} is gone" for one in sorted(missing)])


@dataclass(frozen=True)
class _Look:
    """One look at a letter; `is_new`: something was heard or entered since the last."""

    carriage: Carriage
    shipment: Shipment
    verdict: Verdict
    is_new: bool
    known: Known


def _note_verdict(carriage: Carriage, verdict: Verdict, facts: int, now: datetime) -> None:
    """What is found now stands in the row, and in an event where it differs from before."""
    defects: list[Json] = [defect.value for defect in verdict.defects]
    if (carriage.stage, carriage.defects) != (verdict.stage.value, defects) or carriage.judged_at is None:
        carriage.judged_at = now
        data: dict[str, Json] = {"stage": verdict.stage.value, "defects": defects, "facts": facts}
        record([carriage_event("carriage.judged", carriage, "engine", now, data)], now)
    carriage.stage, carriage.defects = verdict.stage.value, [str(defect) for defect in defects]


def _follow(look: _Look, now: datetime) -> None:
    """Do what follows from all that is known, whatever of it came first: nothing twice."""
    carriage, verdict = look.carriage, look.verdict
    standing = standing_of(look.shipment, verdict, now)
    is_decided = was_decided(carriage)
    _end_enquiries(look, now)
    if not is_decided:
        bring_on_record(carriage, look.known, verdict, standing, now)
    if standing.is_contradicted:
        if carriage.judge_asked_at is None and (look.is_new or not is_decided):
            ask_judge(carriage, "engine", now)
        end_check(carriage, now)
        return
    _withdraw_question(carriage, now)
    if look.shipment.on_record or (standing.proved is not None and not is_decided):
        end_check(carriage, now)
    elif is_decided:
        _reopen(look, now)
    elif reason := _why_people(verdict):
        if not (look.shipment.gives_proof and verdict.is_proof):  # a carrier whose clock is ahead: see `next_look`
            _ask_people(carriage, reason, now)
    else:
        _heal(carriage, now)
        _enquire(look, now)


def ask_judge(carriage: Carriage, by: str, now: datetime) -> None:
    """Whether what is on record of the letter stands; the caller saves the row."""
    carriage.judge_asked_at = now
    record([carriage_event("carriage.contradicted", carriage, by, now, {"defects": list(carriage.defects)})], now)
    open_tasks([TaskDraft(DECIDE, CONTRADICTS, carriage.letter.envelope.case, carriage.letter.envelope)], now)


def _withdraw_question(carriage: Carriage, now: datetime) -> None:
    """Nothing contradicts what is on record any more: the judge need not decide."""
    if carriage.judge_asked_at is not None:
        carriage.judge_asked_at = None
        record([carriage_event("carriage.agreed", carriage, "engine", now, {})], now)
        end_question(carriage, "engine", now)


def end_question(carriage: Carriage, by: str, now: datetime) -> None:
    """The judge is asked no more of this letter: of each letter they are asked by itself."""
    asked = Carriage.objects.filter(letter__envelope=carriage.letter.envelope_id, judge_asked_at__isnull=False)
    if not asked.exclude(pk=carriage.pk).exists():
        end_by_fact(Fact.CARRIAGE_RULED, Q(envelope=carriage.letter.envelope_id), by, now)


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
    draft = TaskDraft(CHECK, reason, carriage.letter.envelope.case, carriage.letter.envelope)
    if _others_in_doubt(carriage).exists():
        open_tasks([draft], now)
    else:
        open_for_reason(draft, now)


def _heal(carriage: Carriage, now: datetime) -> None:
    """What had been a defect is none any more: a scan that came after all."""
    if not carriage.defects and not carriage.enquiries.filter(over_at=None).exists():
        end_check(carriage, now)


def end_check(carriage: Carriage, now: datetime, by: str = "engine") -> None:
    """Nobody has to look at this letter any more; the task stays while another of the envelope is doubtful."""
    if not _others_in_doubt(carriage).exists():
        end_by_fact(Fact.CARRIAGE_SETTLED, Q(envelope=carriage.letter.envelope_id), by, now)


def _others_in_doubt(carriage: Carriage) -> QuerySet[Carriage]:
    """The other letters of the envelope of which somebody has to look."""
    others = Carriage.objects.filter(letter__envelope=carriage.letter.envelope_id).exclude(pk=carriage.pk)
    unheard = Q(enquiries__over_at=None, enquiries__isnull=False)
    unsettled = Q(settled="") & (~Q(defects=[]) | Q(stage=Stage.MISHAP) | unheard)
    # What nobody believed, or was struck, and of which something new was heard since: see `_reopen`.
    heard_since = CarrierReport.objects.filter(letter=OuterRef("pk"), stray="", heard_at__gt=OuterRef("settled_at"))
    heard_again = Q(settled__in=[SettledHow.NOT_BELIEVED, SettledHow.TRIED_AGAIN]) & Exists(heard_since)
    return others.filter(unsettled | heard_again)


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
