"""Other ways to show in the portal who one is than by name, number and code.

The person themselves: by the code of the counter, or the question from a call. A helper: by name, number and the code
of their mandate. Whoever holds the number, and is not the recipient. And a proof that was made for another envelope of
the same person.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.states import Purpose
from songda.core.delivery.tasks import Fact
from songda.core.delivery.wording import holder_code_text
from songda.core.evidence.canonical import Json
from songda.core.identity import LOCK_HOURS, MAX_TRIES, Assurance
from songda.core.refusal import Refused
from songda.records.ground.evidence.actions import record
from songda.records.service.attempts.models import Attempt
from songda.records.service.mandates.actions import mandate_of, note_help
from songda.records.service.mandates.models import Mandate
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import end_by_fact
from songda.records.ways.portal.acts.codes import ENDS_ALONE, CodeSent, count_wrong_code, fits, use_up
from songda.records.ways.portal.acts.identity import (
    OPEN,
    Proof,
    are_answers_locked,
    codes_for,
    count_wrong_answer,
    count_wrong_try,
    is_envelope_locked,
    lock_envelope_row,
    send_where_the_message_went,
)
from songda.records.ways.portal.acts.visits import disown, holder_event, visitor_event
from songda.records.ways.portal.personal_proofs.actions import answers, code_for, question_for
from songda.records.ways.portal.personal_proofs.models import PersonalProof


@transaction.atomic
def check_counter_code(envelope: Envelope, code: str, now: datetime) -> Proof:
    """The one-time code that a clerk gave them at the counter after seeing their card; it opens once.

    A locked link, too: others locked it, and the person is there. Wrong ones are then counted where they come from.
    """
    locked = lock_envelope_row(envelope, now)
    proof = code_for(locked.party, now)
    if proof is None or not answers(proof, code):
        if is_envelope_locked(locked, now):
            return _wrong_while_locked(locked, now)
        return count_wrong_try(locked, "counter_code", now)
    PersonalProof.objects.filter(id=proof.id).update(used_at=now)
    return _proved(locked, proof, now)


@transaction.atomic
def check_answer(envelope: Envelope, answer: str, level: Assurance, now: datetime) -> Proof:
    """The answer to the question agreed on in a call, from somebody who read the code; Refused where none is agreed."""
    if level < Assurance.NUMBER_AND_CODE:
        raise PermissionError("identity not proved")
    locked = lock_envelope_row(envelope, now)
    if are_answers_locked(locked, now):
        return Proof(ok=False, level=Assurance.NONE, tries_left=0, locked=True)
    proof = question_for(locked.party)
    if proof is None:
        raise Refused("no_question_agreed", phone=locked.case.court.phone)
    if not answers(proof, answer):
        return count_wrong_answer(locked, "question", now)
    return _proved(locked, proof, now)


def _proved(locked: Envelope, proof: PersonalProof, now: datetime) -> Proof:
    Envelope.objects.filter(id=locked.id).update(**OPEN)
    end_by_fact(Fact.LINK_OPEN, Q(envelope=locked), "engine", now)
    level = Assurance.REAL_NAME
    data: dict[str, Json] = {"assurance": int(level), "proof": str(proof.id), "how": proof.kind}
    record([visitor_event("identity.proved", locked, now, data, {})], now)
    return Proof(ok=True, level=level, tries_left=MAX_TRIES, locked=False)


def _wrong_while_locked(locked: Envelope, now: datetime) -> Proof:
    record([holder_event("identity.failed", locked, now, {"step": "counter_code", "tries": 0}, {})], now)
    return Proof(ok=False, level=Assurance.NONE, tries_left=MAX_TRIES, locked=False)


@transaction.atomic
def send_holder_code(envelope: Envelope, now: datetime) -> CodeSent:
    """Send a code to where the last message went, even where the link is locked; raises Refused, also for too many.

    Who types it has the number in their hand. The link alone is not enough to say that it is not the recipient's: it
    may have been passed on, and whoever got hold of it could end every further try.
    """
    return send_where_the_message_went(
        lock_envelope_row(envelope, now), Purpose.HOLDER, holder_code_text, now, ENDS_ALONE
    )


@transaction.atomic
def disown_by_code(envelope: Envelope, code: str, now: datetime) -> Proof:
    """Not me, with the code that proves it, of the number to which it went.

    After a few wrong tries the code is worth nothing; they do not lock the link.
    """
    locked = lock_envelope_row(envelope, now)
    newest = codes_for(locked, Purpose.HOLDER).order_by("-made_at", "-id").first()
    if newest is None or newest.used_at or newest.expires_at <= now or newest.tries >= MAX_TRIES:
        return Proof(ok=False, level=Assurance.NONE, tries_left=0, locked=True)
    if not fits(newest, code):
        left = count_wrong_code(newest, locked, now)
        return Proof(ok=False, level=Assurance.NONE, tries_left=left, locked=left <= 0)
    use_up(newest, locked, now)
    disown(locked, newest.attempt.address_id, now)
    return Proof(ok=True, level=Assurance.NONE, tries_left=MAX_TRIES, locked=False)


@dataclass(frozen=True)
class MandateTry:
    """What came of one try."""

    mandate: Mandate | None
    tries_left: int
    locked: bool
    hours: int = LOCK_HOURS


@transaction.atomic
def prove_mandate(envelope: Envelope, name: str, number: str, code: str, now: datetime) -> MandateTry:
    """Wrong tries count like those of the person: they guess at the same papers."""
    locked = lock_envelope_row(envelope, now)
    if is_envelope_locked(locked, now):
        return MandateTry(None, 0, locked=True)
    mandate = mandate_of(locked, name, number, code, now)
    if mandate is None:
        failed = count_wrong_try(locked, "mandate", now)
        return MandateTry(None, failed.tries_left, failed.locked)
    note_help("helper.identified", mandate, locked, now)
    return MandateTry(mandate, MAX_TRIES, locked=False)


def indexes_reached(envelope: Envelope) -> set[bytes]:
    """Keyed indexes of the addresses to which a message of this envelope was given to a provider."""
    sent = Attempt.objects.filter(envelope=envelope, purpose="service").exclude(submitted_at=None)
    return {bytes(index) for index in sent.values_list("to_index", flat=True) if index}


def index_proved(envelope: Envelope) -> bytes | None:
    """Keyed index of the address to which the newest code went that was typed for this envelope."""
    typed = codes_for(envelope, Purpose.CODE).exclude(used_at=None).order_by("-used_at").first()
    return None if typed is None else bytes(typed.attempt.to_index)


@transaction.atomic
def note_reused_proof(envelope: Envelope, level: Assurance, proved_for: UUID, now: datetime) -> None:
    """Put on record that the recipient was known for this envelope by a proof made for another, and for which."""
    data: dict[str, Json] = {"assurance": int(level), "proved_for": f"envelope:{proved_for}"}
    record([visitor_event("identity.proved", envelope, now, data, {})], now)
