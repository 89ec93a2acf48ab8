"""Makes sure of a person: their card is seen at the counter, a code given there, a question agreed on in a call."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from songda.clock import new_id
from songda.core.evidence.canonical import Json
from songda.core.identifiers.typed import plain
from songda.core.identity import (
    AGREED_AFTER_CALL_HOURS,
    CARD_MINUTES,
    COUNTER_CODE_DIGITS,
    COUNTER_CODE_MINUTES,
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    SHORTEST_ANSWER,
    PersonalProofKind,
)
from songda.core.refusal import Refused, WrongField
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.vault import number_index
from songda.records.matter.parties.models import Party
from songda.records.service.calls.models import OUTCOMES, Call
from songda.records.ways.portal.personal_proofs.models import PersonalProof

_REACHED = [word for word, outcome in OUTCOMES.items() if outcome.is_reached]


@transaction.atomic
def see_card(party: Party, number_on_card: str, by: str, now: datetime) -> PersonalProof:
    """A clerk compared card and face; raises WrongField where the card is another person's, Refused without one."""
    party.check_in_case()
    if party.number_index is None:
        raise Refused("person_without_number")
    if not hmac.compare_digest(number_index(plain(number_on_card).upper()), bytes(party.number_index)):
        raise WrongField("number", "card_of_another")
    proof = PersonalProof.objects.create(party=party, kind=PersonalProofKind.CARD, at=now, by=by)
    record([_event("person.identified", proof, by, now)], now)
    return proof


@transaction.atomic
def give_code(party: Party, by: str, now: datetime) -> str:
    """A one-time code for somebody whose card was just seen; the one before it is worth nothing any more."""
    if card_seen(party, by, now) is None:
        raise Refused("card_not_seen", minutes=CARD_MINUTES)
    _end_earlier(party, PersonalProofKind.CODE, now)
    code = "".join(secrets.choice("0123456789") for _ in range(COUNTER_CODE_DIGITS))
    proof_id = new_id()
    proof = PersonalProof.objects.create(
        id=proof_id,
        party=party,
        kind=PersonalProofKind.CODE,
        at=now,
        by=by,
        answer_index=_index(proof_id, code),
        expires_at=now + timedelta(minutes=COUNTER_CODE_MINUTES),
    )
    record([_event("counter_code.given", proof, by, now)], now)
    return code


@transaction.atomic
def agree_question(party: Party, question: str, answer: str, by: str, now: datetime) -> PersonalProof:
    """A question agreed on with them in a call that is on record; raises WrongField, or Refused without such a call."""
    party.check_in_case()
    question_text, answer_text = _read_question(question), _read_answer(question, answer)
    since = now - timedelta(hours=AGREED_AFTER_CALL_HOURS)
    if not Call.objects.filter(party=party, outcome__in=_REACHED, at__gte=since, struck_at=None).exists():
        raise Refused("no_call_with_them", hours=AGREED_AFTER_CALL_HOURS)
    _end_earlier(party, PersonalProofKind.QUESTION, now)
    proof_id = new_id()
    proof = PersonalProof.objects.create(
        id=proof_id,
        party=party,
        kind=PersonalProofKind.QUESTION,
        at=now,
        by=by,
        question_sealed=vault.seal_text(f"personal_proof.question:{proof_id}", question_text),
        answer_index=_index(proof_id, answer_text),
    )
    record([_event("question.agreed", proof, by, now)], now)
    return proof


def card_seen(party: Party, by: str, now: datetime) -> PersonalProof | None:
    """The card that this member of staff saw within the last minutes."""
    since = now - timedelta(minutes=CARD_MINUTES)
    return PersonalProof.objects.filter(party=party, kind=PersonalProofKind.CARD, by=by, at__gte=since).last()


def question_for(party: Party) -> PersonalProof | None:
    """The question that is agreed on with them, if any."""
    return PersonalProof.objects.filter(party=party, kind=PersonalProofKind.QUESTION, ended_at=None).first()


def code_for(party: Party, now: datetime) -> PersonalProof | None:
    """The code that they were given at the counter, as long as it is good and unused."""
    codes = PersonalProof.objects.filter(party=party, kind=PersonalProofKind.CODE, ended_at=None, used_at=None)
    return codes.filter(expires_at__gt=now).first()


def answers(proof: PersonalProof, typed: str) -> bool:
    """Whether this is the code, or the answer to the question; width, case and blanks make no difference."""
    return hmac.compare_digest(_index(proof.id, typed), bytes(proof.answer_index or b""))


def _end_earlier(party: Party, kind: PersonalProofKind, now: datetime) -> None:
    Party.objects.select_for_update(no_key=True).get(id=party.id)
    PersonalProof.objects.filter(party=party, kind=kind, ended_at=None).update(ended_at=now)


def _read_question(typed: str) -> str:
    words = " ".join(typed.split())
    if not 0 < len(words) <= LONGEST_QUESTION:
        raise WrongField("question", "wrong_question", longest=LONGEST_QUESTION)
    return words


def _read_answer(question: str, typed: str) -> str:
    words = _bare(typed)
    if not SHORTEST_ANSWER <= len(words) <= LONGEST_ANSWER or words in _bare(question):
        raise WrongField("answer", "wrong_answer", shortest=SHORTEST_ANSWER, longest=LONGEST_ANSWER)
    return words


def _index(proof_id: object, words: str) -> bytes:
    return vault.blind_index(f"personal_proof.{proof_id}", _bare(words))


def _bare(typed: str) -> str:
    return plain(typed).casefold()


def _event(name: str, proof: PersonalProof, by: str, now: datetime) -> NewEvent:
    data: dict[str, Json] = {"proof": str(proof.id), "how": proof.kind}
    if proof.expires_at is not None:
        data["expires_at"] = proof.expires_at.isoformat()
    return NewEvent(name, f"party:{proof.party_id}", proof.party.case_id, now, by, data, {})
