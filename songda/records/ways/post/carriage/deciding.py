"""People decide what reports do not prove: a clerk what became of a letter, a judge whether the record stands."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.core.delivery.carriage import OUTCOMES, SettledHow
from songda.core.delivery.deeds import MANNERS, SIGNERS
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.records.ground import vault
from songda.records.ground.evidence.actions import record
from songda.records.ground.queue import ask
from songda.records.matter.cases.actions import Reason
from songda.records.service.deeds.models import DeedStep
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import StepDraft, keep_step, strike_kept
from songda.records.ways.post.carriage.judging import CHECK, end_check, end_question, known_count, lock_carriage
from songda.records.ways.post.carriage.models import BECOMES, CameBack, Carriage, CarrierReport
from songda.records.ways.post.carriage.on_record import carriage_event, is_of_entry, scan_named, settle
from songda.records.ways.post.carriage.reading import COURT, own_scan
from songda.records.ways.post.carriage.scans import take_scan
from songda.records.ways.post.letters.actions import was_lost


@dataclass(frozen=True)
class Belief:
    """What a person takes to have become of a letter, and why.

    `report_id`: the outcome that they believe; None: none of them. `signer` and `cause`: what they found out where the
    carrier said nothing that is a word of the law.
    """

    report_id: UUID | None
    why: Reason
    signer: str = ""
    cause: str = ""


@transaction.atomic
def decide(letter_id: UUID, belief: Belief, by: str, now: datetime) -> None:
    """Put on record what a person decided; raises WrongField without a reason or a signer, Refused where it is late.

    Deciding the same twice is one decision.
    """
    words = belief.why.read()
    carriage = lock_carriage(letter_id)
    if carriage is None:
        raise Refused("carriage_not_in_the_post")
    if carriage.judge_asked_at is not None:
        raise Refused("carriage_with_the_judge")
    if (
        carriage.settled
        and not Task.objects.filter(envelope=carriage.letter.envelope_id, kind=CHECK, closed_at=None).exists()
    ):
        raise Refused("carriage_settled_already")
    report = _outcome(carriage, belief)
    if report is None:
        settle(carriage, SettledHow.NOT_BELIEVED, by, now)
        carriage.step = None
    else:
        carriage.step = _step(carriage, report, belief, by, now)
        settle(carriage, SettledHow.BELIEVED, by, now)
    carriage.reason_sealed = vault.seal_text(f"carriage.reason:{carriage.pk}", words)
    carriage.look_at = None
    _save_with_all_known(carriage)
    known: dict[str, Json] = {
        "report": str(report.id) if report else None,
        "defects": list(carriage.defects),
    }
    record([replace(carriage_event("carriage.decided", carriage, by, now, known), private={"reason": words})], now)
    end_check(carriage, now, by)


def _save_with_all_known(carriage: Carriage) -> None:
    """Whoever decided had all before them that is known now: only what comes later is new."""
    carriage.facts = known_count(carriage)
    carriage.save(update_fields=BECOMES)


def _outcome(carriage: Carriage, belief: Belief) -> CarrierReport | None:
    if belief.report_id is None:
        return None
    report = carriage.letter.reports.filter(id=belief.report_id, stray="", kind__in=OUTCOMES).first()
    if report is None:
        raise WrongField("report", "unknown_report")
    if carriage.letter.deed is None:
        raise Refused("carriage_proves_nothing")  # a plain letter is no service
    return report


def _step(carriage: Carriage, report: CarrierReport, belief: Belief, by: str, now: datetime) -> DeedStep:
    assert carriage.letter.deed is not None and report.at is not None  # noqa: S101, PT018 - seen to by `_outcome`
    kind = "signed" if report.kind == "delivered" else "returned"
    signer = (belief.signer or report.signer) if kind == "signed" else ""
    if kind == "signed" and signer not in SIGNERS:
        raise WrongField("signer", "signer_missing")
    cause = belief.cause or (report.cause if report.cause in MANNERS["returned"] else "")
    scans = carriage.letter.reports.filter(stray="", kind="scanned", is_usable=True).order_by("at")
    scan = bytes(scans[0].scan_sha256 or b"").hex() if len(scans) == 1 else ""
    draft = StepDraft(
        kind,
        report.at,
        signer,
        carriage.letter.number,
        scan_named(carriage.letter, scan),
        cause if kind == "returned" else "",
    )
    return keep_step(carriage.letter.deed, draft, by, now)


@transaction.atomic
def settle_lost(letter_id: UUID, by: str, now: datetime) -> None:
    """Another letter goes in the place of one that was lost: nobody has to look at this one until more is heard of it.

    Where it turns up after all, people are asked again; of two signatures the first that is valid counts.
    """
    carriage = lock_carriage(letter_id)
    if carriage is None or carriage.settled or not was_lost(carriage.letter):
        return
    settle(carriage, SettledHow.TRIED_AGAIN, by, now)
    carriage.look_at = None
    _save_with_all_known(carriage)
    record([carriage_event("carriage.settled", carriage, by, now, {})], now)
    end_check(carriage, now, by)


@transaction.atomic
def rule(letter_id: UUID, *, stands: bool, why: Reason, by: str, now: datetime) -> None:
    """The judge decides whether what is on record of the letter stands; else it is struck, and the law asked again.

    Of a letter that somebody at the court holds in their hands, what stands in its place is that it came back.
    """
    words = why.read()
    carriage = lock_carriage(letter_id)
    if carriage is None or carriage.judge_asked_at is None:
        raise Refused("carriage_settled_already")
    if not stands:
        deed = carriage.letter.deed
        came_back = carriage.letter.returns.filter(struck_at=None).first()
        for step in deed.steps.filter(struck_at=None, kind__in=["signed", "returned"]) if deed else ():
            strike_kept(step, why, by, now)
            if came_back is not None and is_of_entry(step, came_back):
                came_back = None  # it is the return itself that does not stand
        carriage.step = _returned(carriage, came_back, now) if came_back is not None and deed is not None else None
        settle(carriage, SettledHow.AT_STATION if carriage.step else SettledHow.NOT_BELIEVED, by, now)
    carriage.judge_asked_at = None
    carriage.reason_sealed = vault.seal_text(f"carriage.reason:{carriage.pk}", words)
    _save_with_all_known(carriage)
    data: dict[str, Json] = {"stands": stands, "defects": list(carriage.defects)}
    record([replace(carriage_event("carriage.ruled", carriage, by, now, data), private={"reason": words})], now)
    end_question(carriage, by, now)


def _returned(carriage: Carriage, entry: CameBack, now: datetime) -> DeedStep:
    deed = carriage.letter.deed
    assert deed is not None  # noqa: S101 - seen to by the caller
    draft = StepDraft("returned", entry.at, "", carriage.letter.number, None, entry.cause)
    return keep_step(deed, draft, entry.by, now)


@transaction.atomic
def add_scan(letter_id: UUID, body: bytes, by: str, now: datetime) -> None:
    """The picture of a return that came on paper; it joins what was reported. Refused where it is no picture."""
    scan = take_scan(body)
    carriage = lock_carriage(letter_id)
    if carriage is None:
        raise Refused("carriage_not_in_the_post")
    row, event = own_scan(carriage.letter, scan, by, now)
    if not CarrierReport.objects.filter(carrier=COURT, fact=row.fact).exists():
        row.save(force_insert=True)
        record([event], now)
    Carriage.objects.filter(pk=carriage.pk).update(look_at=now)
    ask("carriage.judge", queue="letters")


def reason_of(carriage: Carriage) -> str:
    """Why a person decided so, in clear."""
    return vault.open_text(f"carriage.reason:{carriage.pk}", carriage.reason_sealed) if carriage.reason_sealed else ""
