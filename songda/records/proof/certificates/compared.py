"""Which tables are compared with which things of the log, and which of their columns are no evidence, and why."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from operator import attrgetter
from typing import Any

from songda.core.delivery.states import State
from songda.core.state import UNREADABLE, UNTOLD, entities
from songda.core.state.logged import own_fields
from songda.records.court.staff.models import ApiClient, Court, User, WayRule, password_mark
from songda.records.court.staff.signing_in import code_mark, factor_marks
from songda.records.ground.vault import address_index, mark, name_index, number_index
from songda.records.matter.cases.models import Case, EarlierPhase, Hearing
from songda.records.matter.circumstances.entries import words_of as words_of_circumstance
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Address, AddressFinding, Consent, Party, Refusal
from songda.records.proof.certificates.comparing import ComparedTable, Read, written
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.numbers import code_of
from songda.records.service.attempts.models import Attempt
from songda.records.service.calls.models import Call
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.deeds.queries import words_of_step
from songda.records.service.determinations.actions import reason_of
from songda.records.service.determinations.models import Determination
from songda.records.service.mandates.models import Mandate
from songda.records.service.orders.models import Envelope, Order, Service
from songda.records.service.portal_acts.models import Objection, RecipientAct
from songda.records.ways.portal.acts.answers import MOST_WORDS_LOGGED, words_of
from songda.records.ways.portal.personal_proofs.models import PersonalProof

SUBJECT = "an id that the events name the row by"
SEALED = "sealed for this very row: without our keys no other value can stand there"
WORDS_ONLY = "words for the staff; neither law nor certificate reads them"
WORK_ONLY = "says when the engine looks again; decides nothing"
_GUESSES = "keeps guessing at bay; decides nothing"
_DOOR = "opens the door to an account; what is done with it is told under its name"
_ACTOR = "the event names its actor"
_REPEATED = "gives a request that is made again the same order, which is compared; orders nothing itself"
_SUBJECT_ROW = "what was decided on is told of in events of its own, and compared there"


def keyed(name: str, index: Any, member: str = "") -> Read:
    """The keyed hash of a personal field of an entity.

    With a member: of that member of the personal part of the event that told of the field, or began the entity where
    none is named. Nothing is known where that part was not opened, and of a field that was not told of yet.
    """

    def read(entity: Any) -> object:
        value = getattr(entity, name) if name else entity.id
        if member and value is not None:
            value = entity.source_events.get(name, entity.event).personal(member)
        elif member:
            return UNTOLD
        if value is UNTOLD or value is UNREADABLE:
            return value
        return index(value)

    return read


def _number_index(number: str) -> bytes | None:
    return number_index(number) if number else None


def _opened(name: str, index: Any) -> Read:
    """The same of what a row holds sealed."""
    return lambda row: index(getattr(row, name)) if getattr(row, name) else None


def _attempt_fits(column: str, found: object, value: object) -> bool:
    """No event tells that a worker holds an attempt, or gave it back without having written anything."""
    on_the_way, may_go_out = {State.PENDING, State.SUBMITTING}, {State.PENDING, State.UNKNOWN}
    return column == "state" and found in on_the_way and value in may_go_out


def _text_mark(text: str) -> bytes:
    """The keyed hash of words that may name people, so that no finding tells them."""
    return name_index(text)


def _marked(name: str) -> tuple[Read, Read]:
    """A column of such words, and the personal part that tells of it."""
    return keyed(name, _text_mark), lambda row: _text_mark(getattr(row, name))


def words(read: Callable[[Any], object], member: str, told_by: str = "") -> tuple[Read, Read]:
    """A sealed text: as an event says it in its personal part, and as the row holds it; by keyed marks of them."""
    return keyed(told_by, _words_mark, member), lambda row: _words_mark(read(row))


def _words_mark(said: object) -> bytes | None:
    text = said.strip() if isinstance(said, str) else json.dumps(said, ensure_ascii=False, sort_keys=True)
    return mark("audit.words", text) if text else None


def opens(read: Callable[[Any], object]) -> tuple[Read, Read]:
    """A sealed text of which the event tells otherwise than in words: until that is erased, it can be opened."""

    def in_event(entity: Any) -> object:
        return UNTOLD if entity.event.private is None else True

    return in_event, lambda row: bool(read(row))


def _sheet(codes: Mapping[str, datetime | None], made_at: datetime | None) -> object:
    """The marks of a sheet's codes, each with when it was made and used."""
    if codes is UNTOLD:
        return UNTOLD
    return sorted(f"{mark} {written(made_at)} {written(used_at)}" for mark, used_at in codes.items())


def _sheet_of(user: User) -> object:
    return sorted(f"{code_mark(one)} {written(one.made_at)} {written(one.used_at)}" for one in user.entry_codes.all())


CASE = ComparedTable(
    Case,
    entities.Case,
    lambda state: state.cases,
    {
        "id": SUBJECT,
        "number_as_typed": "as the clerk wrote it; papers bear the other",
        "earlier_numbers": "for searches alone",
        "registered_by_id": _ACTOR,
    },
)
PHASE = ComparedTable(
    EarlierPhase,
    entities.Phase,
    lambda state: state.phases,
    {"id": SUBJECT, "case_id": "the stream in which it is looked for"},
    key=lambda row: entities.phase_id(str(row.case_id), row.until),
    column_if_unlogged="until",
)
HEARING = ComparedTable(Hearing, entities.Hearing, lambda state: state.hearings, {"id": SUBJECT})
PAPER = ComparedTable(
    Paper,
    entities.Paper,
    lambda state: state.papers,
    {"id": SUBJECT, "wrapped_key": "opens the sealed file; what it opens is compared with the hash"},
    {"title": _marked("title")},
)
ORDER = ComparedTable(
    Order,
    entities.Order,
    lambda state: state.orders,
    {"id": SUBJECT, "idempotency_key": _REPEATED, "request_hash": _REPEATED},
    {"court_id": (lambda _order: True, lambda row: row.court_id == row.case.court_id)},
    column_if_unlogged="placed_at",
)
ENVELOPE = ComparedTable(
    Envelope,
    entities.Envelope,
    lambda state: state.envelopes,
    {
        "id": SUBJECT,
        "link_index": "keyed hash of the link; whoever opens it still proves who they are",
        "held_until": WORK_ONLY,
        "next_step_at": WORK_ONLY,
        "ask_law_at": WORK_ONLY,
        "law_first_asked_at": WORK_ONLY,
        "closed_at": WORK_ONLY,
        "wrong_tries": _GUESSES,
        "wrong_answers": _GUESSES,
        "answers_locked_at": _GUESSES,
        "locked_at": _GUESSES,
        "fetched_at": "fetching the link is no reading",
        "disowned_at": "what was said of the addresses, which are compared, is what the law reads",
        "recalled_at": "follows from its services, which are compared",
        "posted_at": "that there are letters, which are compared",
    },
)
SERVICE = ComparedTable(Service, entities.Service, lambda state: state.services, {"id": SUBJECT})
PARTY = ComparedTable(
    Party,
    entities.Party,
    lambda state: state.parties,
    {
        "id": SUBJECT,
        "age_may_matter": "only says whether the number need be opened to learn an age",
        "named_at": "when a search reads the name anew",
    },
    {
        "name_index": (keyed("name", name_index), lambda row: bytes(row.name_index)),
        "name_sealed": (keyed("name", name_index), _opened("name", name_index)),
        "number_index": (
            keyed("number", _number_index),
            lambda row: None if row.number_index is None else bytes(row.number_index),
        ),
        "number_sealed": (keyed("number", _number_index), _opened("number", number_index)),
    },
    frozenset({"name", "number"}),
)
ADDRESS = ComparedTable(
    Address,
    entities.Address,
    lambda state: state.addresses,
    {"id": SUBJECT, "value_sealed": SEALED},
    {
        "value_index": (
            lambda _thing: True,
            lambda row: row.value == "" or bytes(row.value_index) == address_index(row.kind, row.value),
        )
    },
    may_be_unlogged=lambda row: row.retired_at is not None,  # offered and never confirmed: nothing goes there
)
ADDRESS_FINDING = ComparedTable(
    AddressFinding,
    entities.AddressStep,
    lambda state: state.address_steps,
    {"id": SUBJECT, "recorded_at": "the event says when it was recorded", "recorded_by": _ACTOR},
    key=lambda row: entities.address_step_id(str(row.address_id), row.address_class, row.at, row.how),
    column_if_unlogged="how",
)
CONSENT = ComparedTable(
    Consent,
    entities.Consent,
    lambda state: state.consents,
    {"id": SUBJECT},
    {"proof_sealed": words(attrgetter("proof"), "proof")},
)
REFUSAL = ComparedTable(Refusal, entities.Refusal, lambda state: state.refusals, {"id": SUBJECT})
CIRCUMSTANCE = ComparedTable(
    Circumstance,
    entities.Circumstance,
    lambda state: state.circumstances,
    {
        "id": SUBJECT,
        "recorded_by": _ACTOR,
    },
    {"words_sealed": words(words_of_circumstance, "words")},
)
CALL = ComparedTable(
    Call,
    entities.Call,
    lambda state: state.calls,
    {
        "id": SUBJECT,
        "caller_id": _ACTOR,
        "dial_id": "the telephone's own rows; no consent rests on them",
        "recording_id": "fixed by its own hash, which the events of the recording hold",
        "no_recording": WORDS_ONLY,
    },
    {
        "received": (
            lambda entity: entity.received,
            lambda row: sorted(str(one.service_id) for one in row.receipts.all()),
        ),
        "note_sealed": words(attrgetter("note"), "note"),
        "number_sealed": words(attrgetter("other_number"), "number"),
    },
)
MANDATE = ComparedTable(
    Mandate,
    entities.Mandate,
    lambda state: state.mandates,
    {
        "id": SUBJECT,
        "recorded_by": _ACTOR,
    },
    {
        "name_sealed": (keyed("name", name_index), _opened("name", name_index)),
        "name_index": (keyed("name", name_index), lambda row: bytes(row.name_index)),
    },
    frozenset({"name"}),
)
PERSONAL_PROOF = ComparedTable(
    PersonalProof,
    entities.PersonalProof,
    lambda state: state.personal_proofs,
    {
        "id": SUBJECT,
        "question_sealed": f"{SEALED}, and one that is taken away asks nothing and lets nobody in",
        "answer_index": "keyed hash under the id of this row: that of another row's answer opens nothing here",
    },
)
ATTEMPT = ComparedTable(
    Attempt,
    entities.Attempt,
    lambda state: state.attempts,
    {
        "id": "the number that its events name it by",
        "n": "the count of tries, kept once by the database",
        "to_index": "finds the try of a report; what the report says is in the event",
        "text_sealed": SEALED,
        "wording": "which of several texts, compared ones or the court's own; what went out is sealed beside it",
        "send_after": "when it is tried; decides nothing",
        "claimed_by": "which worker held it; decides nothing",
        "code": "the provider's word; what it means is the state",
        "expires_at": "when silence counts; that it did is an event",
    },
    apart=frozenset({"receipts"}),
    column_if_unlogged="planned_at",
    fits=_attempt_fits,
)
ACT = ComparedTable(
    RecipientAct,
    entities.RecipientAct,
    lambda state: state.acts,
    {"id": SUBJECT, "recorded_at": "the event says when it was recorded"},
    key=lambda row: (str(row.service_id), row.kind),
    column_if_unlogged="kind",
)
DEED = ComparedTable(
    Deed,
    entities.Deed,
    lambda state: state.deeds,
    {"id": SUBJECT},
    {
        "papers": (
            lambda entity: entity.papers,
            lambda row: sorted(each.service.paper.sha256_hex for each in row.paper_rows.all()),
        )
    },
)
DEED_STEP = ComparedTable(
    DeedStep,
    entities.DeedStep,
    lambda state: state.deed_steps,
    {
        "id": SUBJECT,
        "scan_key": "opens the sealed scan; what it opens is compared with the hash",
    },
    {"words_sealed": words(words_of_step, "words")},
)
OBJECTION = ComparedTable(
    Objection,
    entities.Objection,
    lambda state: state.objections,
    {"id": SUBJECT},
    {"words_sealed": words(lambda row: words_of(row)[:MOST_WORDS_LOGGED], "words")},
)
DETERMINATION = ComparedTable(
    Determination,
    entities.Determination,
    lambda state: state.determinations,
    {
        "id": SUBJECT,
        "party_id": _SUBJECT_ROW,
        "consent_id": _SUBJECT_ROW,
        "hearing_id": _SUBJECT_ROW,
        "shown_to_judge": "what the judge had before them, kept for whoever asks; decides nothing",
    },
    {"reason_sealed": words(lambda row: sha256(reason_of(row).encode()).hexdigest(), "reason_sha256")},
)
COURT = ComparedTable(
    Court,
    entities.Court,
    lambda state: state.courts,
    {
        "id": SUBJECT,
    },
)
WAY_RULE = ComparedTable(
    WayRule,
    entities.WayRule,
    lambda state: state.way_rules,
    {"id": "the row's number"},
    key=lambda row: (str(row.court_id), row.way, row.paper_kind),
    column_if_unlogged="choice",
)
STAFF = ComparedTable(
    User,
    entities.Staff,
    lambda state: state.staff,
    {
        "id": SUBJECT,
        "username": _DOOR,
        "last_login": "when they came last",
        "date_joined": "when the account was opened",
        "first_name": "not used",
        "last_name": "not used",
        "email": "not used",
        "is_staff": "not used: there is no administration site",
        "is_superuser": "not used: roles decide",
    },
    {"password": (lambda entity: entity.password, password_mark), "display_name": _marked("display_name")},
    frozenset({"factors", "codes", "codes_made_at"}),
)
CLIENT = ComparedTable(
    ApiClient,
    entities.ApiClient,
    lambda state: state.clients,
    {"id": SUBJECT, "last_used_at": "when it came last"},
    {"token_hash": (lambda entity: entity.token, lambda row: sha256(row.token_hash).hexdigest())},
    frozenset({"token"}),
)
CERTIFICATE = ComparedTable(
    Certificate,
    entities.Certificate,
    lambda state: state.certificates,
    {
        "id": SUBJECT,
        "printed": "keyed mark of whom it names; what it names stands in its event",
        "substance": "keyed mark of what it says of the service; its lines stand in its event",
        "file_id": "names the sealed file; its hash is compared",
        "wrapped_key": "opens the sealed file; its hash is compared",
        "stamp_due_at": WORK_ONLY,
    },
    {"code": (lambda entity: code_of(entity.id), lambda row: row.code)},
)
FACTORS = ComparedTable(  # of the same people: what opens their accounts beside a password
    User,
    entities.Staff,
    lambda state: state.staff,
    dict.fromkeys((column.attname for column in User._meta.concrete_fields), "compared as who works there"),
    {
        "factors": (lambda entity: entity.factors, lambda row: factor_marks(row.authenticator_set.all())),
        "codes": (lambda entity: _sheet(entity.codes, entity.codes_made_at), _sheet_of),
    },
    apart=frozenset(own_fields(entities.Staff)),
    may_be_unlogged=lambda _row: True,
)
OF_ENVELOPES = (ATTEMPT, ACT, CERTIFICATE)
OF_CASES = (
    *(CASE, PHASE, HEARING, PAPER, ENVELOPE, SERVICE, PARTY, ADDRESS, ADDRESS_FINDING, CONSENT, REFUSAL, CIRCUMSTANCE),
    *(CALL, PERSONAL_PROOF, MANDATE, DEED, DEED_STEP, OBJECTION, DETERMINATION),
)
OF_OFFICES = (COURT, STAFF, FACTORS, CLIENT)
