"""Telephone calls with parties, and what follows from their outcome in the same transaction."""

from datetime import datetime, timedelta

from django.db import transaction

from songda.clock import new_id
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.records import vault
from songda.records.calls.following import check_again, follow
from songda.records.calls.models import Call
from songda.records.calls.number import number_called
from songda.records.calls.outcomes import OUTCOMES, TOPICS
from songda.records.calls.receipts import keep_receipts, received_services
from songda.records.calls.sound import Sound, bind_sound
from songda.records.evidence.actions import NewEvent, record
from songda.records.parties.addresses import set_address_class
from songda.records.parties.consents import record_consent, record_refusal
from songda.records.parties.drafts import CallDraft, ConsentDraft
from songda.records.parties.models import Address, Party
from songda.records.parties.reading import one_of
from songda.records.staff.queries import staff_id
from songda.records.tasks.unfinished import check_not_beyond, unfinished

MUST_BE_TOLD = frozenset({"scope", "effect", "change_of_address"})  # Online Litigation Rules, article 30
_LONGEST_CALL_MINUTES = 600


@transaction.atomic
def record_call(party: Party, draft: CallDraft, by: str, now: datetime) -> Call:
    """Record a call. "agrees" gives consent and confirms the number, "refuses" and "wrong_person" likewise act.

    Whatever came of it, the task that asked for the call ends; where they were not reached the next one is opened.
    """
    _check(draft, now)
    if draft.again_at is not None and OUTCOMES[draft.outcome].again:
        check_not_beyond(draft.again_at, unfinished(party.case, now, party), "again_at")
    received = received_services(party, draft)
    address = number_called(party, draft, by, now)
    _check_number(draft, address)
    sound = bind_sound(party, draft)
    call = _call_row(party, draft, sound, by, now)
    call.address = address
    call.save(force_insert=True)
    record([_call_event(call, party, draft, sound, by)], now)
    keep_receipts(call, received, by, now)
    match draft.outcome:
        case "agrees":
            _agree(party, address, draft, by, now)
        case "refuses":
            record_refusal(party, draft.at, "call", by, now)
        case "wrong_person" if address is not None:
            set_address_class(address, "rejected", "call", by, now)
    follow(call, draft.again_at, by, now)
    return call


def _agree(party: Party, address: Address | None, draft: CallDraft, by: str, now: datetime) -> None:
    consent = ConsentDraft(
        ground="express",
        at=draft.at,
        stages=draft.stages or (party.case.stage,),
        paper_kinds=draft.paper_kinds,
        how="call",
        proof=draft.note,
        given_by_id=draft.given_by_id,
    )
    record_consent(party, consent, by, now)
    if address is not None:
        set_address_class(address, "confirmed", "call", by, now)


def _check(draft: CallDraft, now: datetime) -> None:
    one_of("outcome", draft.outcome, OUTCOMES)
    for topic in draft.told:
        one_of("told", topic, TOPICS)
    if draft.at > now:
        raise Refused("dated_in_future")
    _check_minutes(draft, now)
    check_again(draft.outcome, draft.again_at, now)
    if OUTCOMES[draft.outcome].tells_nothing and draft.told:
        raise WrongField("told", "told_to_nobody")
    if draft.outcome == "agrees" and not MUST_BE_TOLD.issubset(draft.told):
        raise Refused("not_told_enough")


def _check_minutes(draft: CallDraft, now: datetime) -> None:
    if draft.minutes is None:
        return
    if not 0 <= draft.minutes <= _LONGEST_CALL_MINUTES:
        raise WrongField("minutes", "wrong_minutes")
    if draft.at + timedelta(minutes=draft.minutes - 1) > now:  # a begun minute is counted
        raise WrongField("minutes", "longer_than_since")


def _check_number(draft: CallDraft, address: Address | None) -> None:
    """What is confirmed or rejected is a number of theirs; of another one it is enough that it stands with the call."""
    is_enough = draft.outcome == "wrong_person" and bool(draft.number.strip())
    if OUTCOMES[draft.outcome].needs_number and address is None and not is_enough:
        raise Refused("no_number_to_confirm")


def _call_row(party: Party, draft: CallDraft, sound: Sound, by: str, now: datetime) -> Call:
    caller = staff_id(by)
    if caller is None:
        raise ValueError(f"a call is recorded by a member of staff, not by {by}")
    call_id = new_id()
    return Call(
        id=call_id,
        party=party,
        caller_id=caller,
        at=draft.at,
        minutes=draft.minutes,
        outcome=draft.outcome,
        told=list(draft.told),
        is_matched=draft.is_matched,
        number_sealed=vault.seal_text(f"call.number:{call_id}", draft.number) if draft.number.strip() else None,
        note_sealed=vault.seal_text(f"call.note:{call_id}", draft.note) if draft.note else None,
        dial=sound.dial,
        recording=sound.recording,
        no_recording=sound.absence,
        recorded_at=now,
    )


def _call_event(call: Call, party: Party, draft: CallDraft, sound: Sound, by: str) -> NewEvent:
    topics: list[Json] = list(draft.told)
    return NewEvent(
        name="call.recorded",
        stream=f"party:{party.id}",
        case_id=party.case_id,
        happened_at=draft.at,
        actor=by,
        data={
            "call": str(call.id),
            "outcome": call.outcome,
            "address": str(call.address_id) if call.address_id else None,
            "is_other_number": bool(draft.number.strip()),
            "minutes": draft.minutes,
            "told": topics,
            "is_matched": draft.is_matched,
            "received": sorted(str(service) for service in set(draft.received)),
            "again_at": draft.again_at.isoformat() if draft.again_at else None,
            **sound.event_data,
        },
        private={name: words for name, words in (("note", draft.note), ("number", draft.number)) if words},
    )
