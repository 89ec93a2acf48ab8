"""What a judge decides of a service: whether a try counts, an objection is right, a notice may be published."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.law import decide
from songda.core.law.decision import Decision
from songda.core.law.facts import JudgeRuling
from songda.core.refusal import Refused
from songda.records.ground.evidence.actions import record
from songda.records.law.facts.attempt_facts import attempt_that_led_to, carrying
from songda.records.law.facts.dossier import NOTICE, Dossier, load_dossier_for_notice, load_dossiers
from songda.records.law.facts.law_facts import APPROVED, law_facts
from songda.records.law.notice_ground import question_of
from songda.records.service.deeds.try_ids import columns_of, try_in_event, try_of
from songda.records.service.determinations.actions import Subject, Verdict, determination_event, keep_determination
from songda.records.service.determinations.models import Determination
from songda.records.service.findings.models import Finding
from songda.records.service.orders.due import lock_envelopes, mark_for_law
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import Objection
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks

COUNTS, DOES_NOT = "counts", "does_not_count"
FINDING_OUTCOMES = frozenset({COUNTS, DOES_NOT})
RULINGS = frozenset({"accepted", "rejected"})


@transaction.atomic
def determine(services: Sequence[Service], verdict: Verdict, now: datetime) -> None:
    """Say of these services of one envelope whether they count; the law is asked again at once.

    `verdict.seen` is the mark of the first one. Raises Refused where nothing awaits a judge.
    """
    if verdict.outcome not in FINDING_OUTCOMES:
        raise ValueError(verdict.outcome)
    envelope = (
        Envelope.objects.select_for_update(of=("self",))
        .select_related("case__court", "party")
        .get(id=services[0].envelope_id)
    )
    dossier = load_dossiers([envelope])[0]
    wanted = {service.id for service in services}
    made = [(s, _keep_determination(dossier, s, verdict, now)) for s in dossier.services if s.id == services[0].id]
    others = replace(verdict, seen=None)
    if made and made[0][1] is not None:
        rest = [s for s in dossier.services if s.id in wanted and s.id != services[0].id]
        made += [(s, _keep_determination(dossier, s, others, now)) for s in rest]
    new = [(service, determination) for service, determination in made if determination is not None]
    if new:
        record([_finding_event(service, determination) for service, determination in new], now)
        mark_for_law([envelope.id], now)
        _close(dossier, {service.id for service, _ in new}, verdict, now)


def finding_subject(dossier: Dossier, service: Service) -> Subject:
    """The question that the judge answers: this service by that attempt, as the law sees it now.

    The same form may answer it for the other papers of the message: what was decided of these belongs to it.
    """
    finding = getattr(service, "finding", None)
    leading = leading_try(dossier, service)
    if finding is None or not leading or not (finding.awaits_judge or _was_ruled(dossier, service)):
        raise Refused("nothing_to_determine")
    return Subject(
        party=dossier.envelope.party,
        kind="finding",
        keys={"service": service},
        basis=f"{finding.decided_at.isoformat()}+{_newest_of_others(dossier, service)}",
        more=columns_of(leading),
    )


def _newest_of_others(dossier: Dossier, service: Service) -> str:
    """The last that was decided of another paper of this envelope."""
    return next((str(d.id) for d in reversed(dossier.determinations) if d.service_id != service.id), "")


def leading_try(dossier: Dossier, service: Service) -> str:
    """The try that the answer rests on; without one the attempt by which the recipient came to read; or nothing."""
    finding: Finding | None = getattr(service, "finding", None)
    if finding is None:
        return ""
    if finding.winning_attempt is not None:
        return finding.winning_attempt
    acts = [act for act in dossier.acts if act.service_id == service.id]
    if finding.awaits_judge:
        came = attempt_that_led_to(dossier, acts[0]) if acts else None
        return str(came or "") if acts else _by_people(dossier, service)
    ruled = [d for d in dossier.determinations if d.service_id == service.id]
    return try_of(ruled[-1]) if ruled else ""


def _by_people(dossier: Dossier, service: Service) -> str:
    """The deed that awaits the judge: the last one that carried the paper, a public notice before others."""
    deeds = [each.deed for each in carrying(dossier, service)]
    notices = [each for each in deeds if each.way == NOTICE]
    return str((notices or deeds)[-1].id) if deeds else ""


def consequences(dossier: Dossier, service: Service, now: datetime) -> dict[str, Decision]:
    """What the law will say when the judge finds that it counts, and when they find that it does not."""
    leading = leading_try(dossier, service)
    facts = law_facts(dossier, service, now)
    answers = {}
    for outcome in (COUNTS, DOES_NOT):
        ruling = JudgeRuling(at=facts.as_of, counts=outcome == COUNTS)
        attempts = tuple(replace(a, rulings=(*a.rulings, ruling)) if a.id == leading else a for a in facts.attempts)
        answers[outcome] = decide(replace(facts, attempts=attempts))
    return answers


def _was_ruled(dossier: Dossier, service: Service) -> bool:
    return any(d.service_id == service.id for d in dossier.determinations)


def _keep_determination(dossier: Dossier, service: Service, verdict: Verdict, now: datetime) -> Determination | None:
    return keep_determination(finding_subject(dossier, service), verdict, now)


def _finding_event(service: Service, made: Determination) -> Any:
    return determination_event(
        "finding.determined",
        f"service:{service.id}",
        made,
        {"service": str(service.id), **try_in_event(made), "paper": str(service.paper_id)},
    )


def _close(dossier: Dossier, ruled: set[Any], verdict: Verdict, now: datetime) -> None:
    """The judge's task is done once no other paper of the envelope awaits them."""
    waiting = [s for s in dossier.services if s.id not in ruled and hasattr(s, "finding") and s.finding.awaits_judge]
    if not waiting:
        end_by_fact(Fact.FINDING_SETTLED, Q(envelope=dossier.envelope), f"staff:{verdict.by.id}", now)


def objection_subject(objection: Objection) -> Subject:
    """The question that the judge answers."""
    return Subject(objection.envelope.party, "objection", {"objection": objection})


@transaction.atomic
def rule_objection(objection: Objection, verdict: Verdict, now: datetime) -> None:
    """The judge accepts or rejects the objection; everything that hangs on the attempt is decided anew.

    A later ruling takes the place of an earlier one, for a judge who has it before them.
    """
    if verdict.outcome not in RULINGS:
        raise ValueError(verdict.outcome)
    lock_envelopes([objection.envelope_id])
    made = keep_determination(objection_subject(objection), verdict, now)
    if made is None:
        return
    ruled = {"ruling": verdict.outcome, "ruled_at": now, "ruled_by": verdict.by}
    Objection.objects.filter(id=objection.id).update(**ruled)
    envelope = objection.envelope
    data: dict[str, Json] = {"objection": str(objection.id), **try_in_event(objection), "ruling": made.outcome}
    record([determination_event("objection.decided", f"envelope:{envelope.id}", made, data)], now)
    if not Objection.objects.filter(envelope=envelope, ruling="pending").exists():
        end_by_fact(Fact.OBJECTION_DECIDED, Q(envelope=envelope), f"staff:{verdict.by.id}", now)
    mark_for_law([envelope.id], now)


DECLINED = "declined"
NOTICE_OUTCOMES = frozenset({APPROVED, DECLINED})
_TASK_REASONS = {APPROVED: "notice_approved", DECLINED: "notice_declined"}


@transaction.atomic
def decide_notice(envelope_id: UUID, verdict: Verdict, now: datetime) -> None:
    """Approve or decline a public notice though not every way was tried; the clerk is told.

    Civil Procedure Law, article 95 (92 before 2022). The approval names the ways that the judge had before them; where
    another one opens afterwards, it does not reach it. Raises Refused where nothing is to be decided, or it is not
    their case.
    """
    if verdict.outcome not in NOTICE_OUTCOMES:
        raise ValueError(verdict.outcome)
    lock_envelopes([envelope_id])
    envelope = Envelope.objects.select_related("case__court", "party").get(id=envelope_id)
    made = keep_determination(question_of(load_dossier_for_notice(envelope), now), verdict, now)
    if made is None:
        return
    data: dict[str, Json] = {"envelope": str(envelope_id), "ways": (made.shown_to_judge or {}).get("ways", [])}
    record([determination_event("notice.decided", f"envelope:{envelope_id}", made, data)], now)
    end_by_fact(Fact.NOTICE_DECIDED, Q(envelope_id=envelope_id), f"staff:{verdict.by.id}", now)
    open_tasks([TaskDraft("note_notice", _TASK_REASONS[made.outcome], envelope.case, envelope)], now)
