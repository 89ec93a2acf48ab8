"""Proving in the portal that one is the person themselves: the code of the counter, or the question from a call."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.identity import MAX_TRIES, Assurance
from songda.core.refusal import Refused
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.personal_proofs.actions import answers, code_for, question_for
from songda.records.delivery.personal_proofs.models import PersonalProof
from songda.records.delivery.portal_acts.identity import (
    OPEN,
    Proof,
    are_answers_locked,
    count_wrong_answer,
    count_wrong_try,
    is_envelope_locked,
    lock_envelope_row,
)
from songda.records.delivery.portal_acts.visits import holder_event, visitor_event
from songda.records.delivery.tasks.actions import end_by_fact
from songda.records.ground.evidence.actions import record


@transaction.atomic
def check_counter_code(envelope: Envelope, code: str, now: datetime) -> Proof:
    """The one-time code that a clerk gave them at the counter after seeing their card; it opens once.

    A locked link, too: others locked it, and the person is there. Wrong ones are then counted where they come from.
    """
    held = lock_envelope_row(envelope, now)
    proof = code_for(held.party, now)
    if proof is None or not answers(proof, code):
        if is_envelope_locked(held, now):
            return _wrong_while_locked(held, now)
        return count_wrong_try(held, "counter_code", now)
    PersonalProof.objects.filter(id=proof.id).update(used_at=now)
    return _proved(held, proof, now)


@transaction.atomic
def check_answer(envelope: Envelope, answer: str, level: Assurance, now: datetime) -> Proof:
    """The answer to the question agreed on in a call, from somebody who read the code; Refused where none is agreed."""
    if level < Assurance.NUMBER_AND_CODE:
        raise PermissionError("identity not proved")
    held = lock_envelope_row(envelope, now)
    if are_answers_locked(held, now):
        return _shut()
    proof = question_for(held.party)
    if proof is None:
        raise Refused("no_question_agreed", phone=held.case.court.phone)
    if not answers(proof, answer):
        return count_wrong_answer(held, "question", now)
    return _proved(held, proof, now)


def _proved(held: Envelope, proof: PersonalProof, now: datetime) -> Proof:
    Envelope.objects.filter(id=held.id).update(**OPEN)
    end_by_fact(Fact.LINK_OPEN, Q(envelope=held), "engine", now)
    level = Assurance.REAL_NAME
    told: dict[str, Json] = {"assurance": int(level), "proof": str(proof.id), "how": proof.kind}
    record([visitor_event("identity.proved", held, now, told, {})], now)
    return Proof(ok=True, level=level, tries_left=MAX_TRIES, locked=False)


def _wrong_while_locked(held: Envelope, now: datetime) -> Proof:
    record([holder_event("identity.failed", held, now, {"step": "counter_code", "tries": 0}, {})], now)
    return Proof(ok=False, level=Assurance.NONE, tries_left=MAX_TRIES, locked=False)


def _shut() -> Proof:
    return Proof(ok=False, level=Assurance.NONE, tries_left=0, locked=True)
