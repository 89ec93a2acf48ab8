"""Telephone calls with parties, and what follows from their outcome in the same transaction."""

from datetime import datetime

from django.db import transaction

from songda.clock import new_id
from songda.core.care import STATED
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.queries import staff_id
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.parties.addresses import set_address_class
from songda.records.matter.parties.consents import record_consent, record_refusal
from songda.records.matter.parties.drafts import ConsentDraft, one_of
from songda.records.matter.parties.models import Address, Party
from songda.records.service.calls.models import OUTCOMES, TOPICS, Call
from songda.records.service.tasks.unfinished import unfinished
from songda.records.ways.telephone.calls.contents import (
    check_wishes,
    keep_receipts,
    keep_wishes,
    name_for_papers,
    number_called,
    received_services,
    take_back_paper_only,
)
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.records.ways.telephone.calls.following import check_again, follow
from songda.records.ways.telephone.calls.sound import Sound, bind_sound, check_times, minutes_of

MUST_BE_TOLD = frozenset({"scope", "effect", "change_of_address"})  # Online Litigation Rules, article 30


@transaction.atomic
def record_call(party: Party, draft: CallDraft, by: str, now: datetime) -> Call:
    """Record a call. "agrees" gives consent and confirms the number; "refuses", "wants_paper", "wrong_person" act too.

    Whatever came of it, the task that asked for the call ends; where they were not reached the next one is opened.
    """
    party.check_in_case()
    _check(draft, now)
    if draft.again_at is not None and OUTCOMES[draft.outcome].again:
        unfinished(party.case, now, party).check_not_beyond(draft.again_at, "again_at")
    check_identity(party, draft)
    received = received_services(party, draft)
    address = number_called(party, draft, by, now)
    _check_number(draft, address)
    sound = bind_sound(party, draft)
    check_times(draft, sound.dial, now)
    call = _call_row(party, draft, sound, by, now)
    call.address = address
    call.save(force_insert=True)
    record([_call_event(call, party, draft, sound, by)], now)
    keep_receipts(call, received, by, now)
    keep_wishes(call, by, now)
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
    """Consent, the number that was called, and the one that they named for papers."""
    take_back_paper_only(party, by, now)
    name_for_papers(party, address, draft, by, now)
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
    for need in draft.wishes:
        one_of("wishes", need, STATED)
    if draft.at > now:
        raise Refused("dated_in_future")
    check_wishes(draft)
    if draft.send_to.strip() and draft.outcome != "agrees":
        raise WrongField("send_to", "send_without_consent")
    check_again(draft.outcome, draft.again_at, now)
    if OUTCOMES[draft.outcome].tells_nothing and draft.told:
        raise WrongField("told", "told_to_nobody")
    if draft.outcome == "agrees" and not MUST_BE_TOLD.issubset(draft.told):
        raise Refused("not_told_enough")


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
        minutes=minutes_of(draft, sound.dial),
        outcome=draft.outcome,
        told=list(draft.told),
        is_matched=draft.is_matched,
        is_known_otherwise=draft.is_known_otherwise,
        wishes=list(dict.fromkeys(draft.wishes)),
        number_sealed=vault.seal_text(f"call.number:{call_id}", draft.number) if draft.number.strip() else None,
        note_sealed=vault.seal_text(f"call.note:{call_id}", draft.note) if draft.note else None,
        dial=sound.dial,
        recording=sound.recording,
        no_recording=sound.absence,
        recorded_at=now,
    )


def _call_event(call: Call, party: Party, draft: CallDraft, sound: Sound, by: str) -> NewEvent:
    topics: list[Json] = list(draft.told)
    wishes: list[Json] = list(call.wishes)
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
            "minutes": call.minutes,
            "told": topics,
            "is_matched": draft.is_matched,
            "is_known_otherwise": draft.is_known_otherwise,
            "wishes": wishes,
            "received": sorted(str(service) for service in set(draft.received)),
            "again_at": draft.again_at.isoformat() if draft.again_at else None,
            **sound.event_data,
        },
        private={name: words for name, words in (("note", draft.note), ("number", draft.number)) if words},
    )


def check_identity(party: Party, draft: CallDraft) -> None:
    """Raises WrongField where the outcome needs an identity and none was shown, or one that cannot have been.

    Where a number is on file, its last characters are said and compared; where none is, something else is asked that
    only they know, and the note says what.
    """
    speaker = speaker_of(party, draft)
    if OUTCOMES[draft.outcome].is_not_them and (draft.is_matched or draft.is_known_otherwise):
        raise WrongField("is_matched" if draft.is_matched else "is_known_otherwise", "identity_of_nobody")
    if draft.is_matched and not speaker.number_sealed:
        raise WrongField("is_matched", "no_number_to_match")
    if draft.is_known_otherwise:
        _check_otherwise(speaker, draft)
    if not (draft.is_matched or draft.is_known_otherwise) and _needs_identity(draft):
        field = "is_matched" if speaker.number_sealed else "is_known_otherwise"
        raise WrongField(field, "identity_unmatched" if speaker.number_sealed else "identity_unknown")


def speaker_of(party: Party, draft: CallDraft) -> Party:
    """Whoever was on the telephone: the party, or who agreed for them."""
    if draft.given_by_id is None:
        return party
    return party.representatives.filter(id=draft.given_by_id).first() or party


def _needs_identity(draft: CallDraft) -> bool:
    return OUTCOMES[draft.outcome].needs_identity or bool(draft.received or draft.wishes)


def _check_otherwise(speaker: Party, draft: CallDraft) -> None:
    if speaker.number_sealed:
        raise WrongField("is_known_otherwise", "number_is_on_file")
    if not draft.note.strip():
        raise WrongField("note", "known_how")
