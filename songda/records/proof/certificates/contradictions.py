"""Compares the rows that a certificate rests on with the sealed events: the database alone is not believed."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import Model, Q, QuerySet

from songda.core.delivery.incidents import IncidentKind
from songda.core.events.registry import REGISTRY
from songda.core.evidence.leaf import moment_text
from songda.core.state import UNREADABLE, CaseState, delivery, matter
from songda.core.state.fold import OF_OFFICES, STEPS
from songda.records.court.staff.models import ApiClient, Court, User
from songda.records.ground.evidence.queries import leaves_of_cases, sealed_leaves, waiting_streams
from songda.records.law.facts.dossier import Dossier, load_dossiers
from songda.records.matter.cases.models import Case, EarlierPhase, Hearing
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Address, AddressFinding, Consent, Party, Refusal
from songda.records.proof.certificates.compared import (
    ACT,
    ATTEMPT,
    CLIENT,
    COURT,
    FACTORS,
    OF_CASES,
    STAFF,
)
from songda.records.proof.certificates.comparing import Contradiction, state_of, unread, written
from songda.records.proof.certificates.files import OF_FILES, OF_THE_HOUSE
from songda.records.proof.certificates.files.notices import ROWS_OF_CASES
from songda.records.service.attempts.models import Attempt
from songda.records.service.calls.models import Call, CallReceipt
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.determinations.models import Determination
from songda.records.service.findings.models import Finding
from songda.records.service.findings.write import finding_summary
from songda.records.service.malfunctions.models import Malfunction, RanMeanwhile
from songda.records.service.mandates.models import Mandate
from songda.records.service.orders.models import Envelope, Order, Service
from songda.records.service.outreach.models import Answer, Campaign
from songda.records.service.portal_acts.models import Objection, RecipientAct
from songda.records.service.tasks.models import Task
from songda.records.service.telephone.models import Dial, Recording
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.lookups.models import Alarm, Inquiry, Lookup, Uncovering
from songda.records.ways.portal.address_forms.models import SignedForm
from songda.records.ways.portal.personal_proofs.models import PersonalProof
from songda.records.ways.post.carriage.models import CameBack, Carriage, CarrierReport
from songda.records.ways.post.letters.models import Batch, Letter
from songda.records.ways.public_notices.looks import differing, unmarked
from songda.records.ways.public_notices.models import PublicNotice
from songda.records.ways.visits.models import Round, Stop, Visit, VisitPhoto

_NAMES = sorted(STEPS)
OF_CERTIFICATES = sorted({*matter.STEPS, *OF_OFFICES, *delivery.STEPS})
_OF_THE_HOUSE = (
    "court.way_",
    "malfunction.",
    "proposal.",
    "incident.",
    "campaign.",
    "round.",
    "batch.",
    "number_range.",
    "print_room.",
    "answer.",
    "lookup_alarm.",
)
_HOUSE_NAMES = sorted(name for name in STEPS if name.startswith(_OF_THE_HOUSE))
_OFFICE_NAMES = sorted(OF_OFFICES)
# Those whose personal part holds a text that a row holds sealed too; a certificate rests on none of these.
_WITH_WORDS = frozenset(name for name in STEPS if REGISTRY[name].private.fields) - {"certificate.issued"}


class ContradictedError(Exception):
    """Rows that the log contradicts; the text names rows, columns and events, no person."""

    def __init__(self, contradictions: Sequence[Contradiction]) -> None:
        super().__init__("; ".join(str(one) for one in contradictions))


class MovedMeanwhileError(Exception):
    """Somebody worked on it between the reading of rows and of events: nothing is wrong, it is looked at again."""


_OPENS_ACCOUNT = frozenset({"password", "must_change_password"})


def require_agreement(findings: Sequence[Finding], dossiers: Sequence[Dossier]) -> list[Contradiction]:
    """Raise `ContradictedError` where a finding, an attempt or an act of the recipient is not as it was logged.

    Gives what differs beside: what opens the account of a judge who decided nothing here says nothing of the service.
    Raises `MovedMeanwhileError` where it only seems so, since the rows were read a moment before their events.
    """
    if not any(contradictions(findings, dossiers)):
        return []
    found = lasting_contradictions([dossier.envelope.id for dossier in dossiers])
    if not found:
        raise MovedMeanwhileError
    decided = {f"staff_user:{each.by_id}" for dossier in dossiers for each in _decided(dossier)}
    beside = [one for one in found if one.column in _OPENS_ACCOUNT and one.row not in decided]
    if len(beside) < len(found):
        raise ContradictedError(found)
    return beside


def _decided(dossier: Dossier) -> list[Determination]:
    return [*dossier.determinations, *([dossier.approval] if dossier.approval else [])]


def lasting_contradictions(envelope_ids: Sequence[UUID]) -> list[Contradiction]:
    """What rows and log say differently of these envelopes when both are read twice.

    What an event tells of that still waits for its place is left out.
    """
    return lasting(lambda: contradictions(*_read(envelope_ids)))


def lasting(look: Callable[[], Iterable[Contradiction]]) -> list[Contradiction]:
    """What is found at two looks, and of which no event waits for its place at either of them."""
    if not (found := _settled(look)):
        return []
    again = set(_settled(look))
    return [one for one in found if one in again]


def _settled(look: Callable[[], Iterable[Contradiction]]) -> list[Contradiction]:
    if not (found := list(look())):
        return []
    waiting = waiting_streams()
    return [one for one in found if not waiting & set(one.about)]


def _read(envelope_ids: Sequence[UUID]) -> tuple[list[Finding], list[Dossier]]:
    envelopes = Envelope.objects.filter(id__in=envelope_ids).select_related(
        "case__court", "case__judge", "party", "order"
    )
    dossiers = load_dossiers(list(envelopes.prefetch_related("party__consents").order_by("id")))
    return list(Finding.objects.filter(service__envelope_id__in=envelope_ids).order_by("service_id")), dossiers


def contradictions(findings: Sequence[Finding], dossiers: Sequence[Dossier]) -> Iterator[Contradiction]:
    """Every such column of these findings, of the attempts and acts in the dossiers, and of all that they rest on.

    The log is asked once for all of it.
    """
    envelopes = [dossier.envelope for dossier in dossiers]
    papers = {service.paper_id for dossier in dossiers for service in dossier.services}
    scope, near = scope_of_envelopes(envelopes, papers)
    rows = _rows(scope, near)
    offices: dict[str, list[Any]] = {
        "court": list({one.case.court_id: one.case.court for one in envelopes}.values()),
        "staff": list({one.case.judge_id: one.case.judge for one in envelopes if one.case.judge_id}.values()),
    }
    served, of_cases, of_offices = OfServices.in_dossiers(findings, dossiers), _streams(rows), _office_streams(offices)
    state = state_of(sealed_leaves([*served.streams, *of_cases, *of_offices], OF_CERTIFICATES))
    yield from unread(state)
    yield from served.compare(state)
    _leave_out_others(state, {str(row.id) for row in rows[Party]})
    yield from _compare_rows(rows, state, tuple(of_cases))
    yield from _compare_offices(offices, state, tuple(of_offices))


@dataclass(frozen=True)
class OfServices:
    """What the law said of some services and what it was said by; acts with their envelope, receipts with the party."""

    findings: Sequence[Finding]
    attempts: Sequence[Attempt]
    acts: Sequence[tuple[RecipientAct, UUID]]
    receipts: Sequence[tuple[CallReceipt, UUID]]

    @classmethod
    def in_dossiers(cls, findings: Sequence[Finding], dossiers: Sequence[Dossier]) -> "OfServices":
        """Those that were read into facts."""
        return cls(
            findings,
            [attempt for dossier in dossiers for attempt in (*dossier.attempts, *dossier.called_off)],
            [(act, dossier.envelope.id) for dossier in dossiers for act in dossier.acts],
            [(receipt, dossier.envelope.party_id) for dossier in dossiers for receipt in dossier.receipts],
        )

    @property
    def streams(self) -> list[str]:
        """Where the log tells of them."""
        return [
            *(f"service:{finding.service_id}" for finding in self.findings),
            *(f"attempt:{attempt.id}" for attempt in self.attempts),
            *sorted({f"envelope:{envelope}" for _, envelope in self.acts}),
            *sorted({f"party:{party}" for _, party in self.receipts}),
        ]

    def compare(self, state: CaseState) -> Iterator[Contradiction]:
        """What rows and events say differently."""
        for finding in self.findings:
            yield from _of_finding(finding, state)
        for attempt in self.attempts:
            yield from ATTEMPT.compare_one(attempt, state, (f"attempt:{attempt.id}",))
        for act, envelope in self.acts:
            yield from ACT.compare_one(act, state, (f"envelope:{envelope}",))
        for receipt, party in self.receipts:
            yield from _of_receipt(receipt, state, (f"party:{party}",))


def _of_finding(finding: Finding, state: CaseState) -> Iterator[Contradiction]:
    """The answer that is kept whole, and the columns that lists are made by."""
    row, about = f"findings_finding:{finding.service_id}", (f"service:{finding.service_id}",)
    logged = state.findings.get(str(finding.service_id))
    if logged is None:
        yield Contradiction(row, "status", finding.status, "", about=about)
        return
    try:
        stated = finding_summary(finding.decision)
    except (AttributeError, LookupError, ObjectDoesNotExist, TypeError, ValueError):  # one: of a law that nobody kept
        yield Contradiction(row, "record", str(UNREADABLE), logged.event.name, logged.event.id, about)
        return
    columns: dict[str, object] = {
        "status": finding.status,
        "ground": finding.ground,
        "winning_attempt": finding.winning_attempt,
        "effective_on": finding.effective_on and finding.effective_on.isoformat(),
    }
    for name in stated:
        logged_value = str(logged.decision.get(name))
        for found in {str(stated[name]), str(columns.get(name, stated[name]))} - {logged_value}:
            yield Contradiction(row, name, found, logged_value, logged.event.id, about)
    if finding.is_denied != (denied := finding.decision.is_denied):
        yield Contradiction(row, "is_denied", written(finding.is_denied), written(denied), logged.event.id, about)
    at = logged.decision.get("effective_at")
    if written(finding.effective_at) != written(datetime.fromisoformat(at) if at else None):
        yield Contradiction(row, "effective_at", written(finding.effective_at), str(at), logged.event.id, about)


def _of_receipt(receipt: CallReceipt, state: CaseState, about: tuple[str, ...]) -> Iterator[Contradiction]:
    """What was confirmed in a call: in one on record, of that very paper, at that moment."""
    row, call = f"calls_callreceipt:{receipt.pk}", state.calls.get(str(receipt.call_id))
    if call is None or str(receipt.service_id) not in call.received:
        yield Contradiction(row, "service", str(receipt.service_id), "", about=about)
    elif receipt.call.at != call.at:
        yield Contradiction(row, "at", moment_text(receipt.call.at), moment_text(call.at), call.event.id, about)


@dataclass(frozen=True)
class Scope:
    """What is compared: everything in these cases, or of it only these people and papers."""

    case_ids: Collection[UUID]
    party_ids: Collection[UUID] | None = None
    paper_ids: Collection[UUID] = ()

    @property
    def people(self) -> Q:
        """Of rows that name a party: those in scope."""
        return Q(party__case_id__in=self.case_ids) if self.party_ids is None else Q(party_id__in=self.party_ids)


def scope_of_envelopes(envelopes: Sequence[Envelope], paper_ids: Collection[UUID]) -> tuple[Scope, list[Party]]:
    """What certificates of these envelopes rest on: the recipients, who acts for them or for whom they act."""
    ids = {envelope.party_id for envelope in envelopes}
    near = Party.objects.filter(Q(id__in=ids) | Q(acts_for_id__in=ids) | Q(representatives__in=ids)).distinct()
    people = list(near)
    return Scope({envelope.case_id for envelope in envelopes}, {one.id for one in people}, paper_ids), people


def compare_cases(case_ids: Collection[UUID]) -> Iterator[Contradiction]:
    """What rows and log say differently of whatever stands in these cases."""
    rows = _rows(Scope(case_ids), list(Party.objects.filter(case_id__in=case_ids)))
    state = state_of(leaves_of_cases(case_ids, _NAMES), _WITH_WORDS)
    yield from unread(state)
    about = tuple(_streams(rows))
    yield from _compare_rows(rows, state, about)
    for table in OF_FILES:
        yield from table.compare(_FILES[table.model](case_ids), state, about)
    for look in unmarked(case_ids):
        yield Contradiction(f"public_notices_noticelook:{look.pk}", "mark", written(look.mark), "", about=about)
    for notice in PublicNotice.objects.exclude(published_at=None).filter(envelope__case__in=case_ids):
        for column, then, drawn in differing(notice):
            yield Contradiction(f"public_notices_publicnotice:{notice.pk}", column, drawn, then, about=about)


_FILES: Mapping[type[Model], Callable[[Collection[UUID]], QuerySet[Any]]] = {
    Order: lambda cases: Order.objects.filter(case__in=cases).select_related("case"),
    Task: lambda cases: Task.objects.filter(case__in=cases).select_related("case"),
    Lookup: lambda cases: Lookup.objects.filter(case__in=cases),
    Inquiry: lambda cases: Inquiry.objects.filter(lookup__case__in=cases).prefetch_related("numbers"),
    Uncovering: lambda cases: Uncovering.objects.filter(number__inquiry__lookup__case__in=cases),
    Dial: lambda cases: Dial.objects.filter(party__case__in=cases),
    Recording: lambda cases: Recording.objects.filter(party__case__in=cases),
    SignedForm: lambda cases: SignedForm.objects.filter(party__case__in=cases),
    Stop: lambda cases: Stop.objects.filter(envelope__case__in=cases),
    Visit: lambda cases: Visit.objects.filter(stop__envelope__case__in=cases),
    VisitPhoto: lambda cases: VisitPhoto.objects.filter(visit__stop__envelope__case__in=cases),
    Entrustment: lambda cases: Entrustment.objects.filter(deed__envelope__case__in=cases),
    CarrierReport: lambda cases: CarrierReport.objects.filter(stray="", letter__envelope__case__in=cases),
    Carriage: lambda cases: Carriage.objects.filter(letter__envelope__case__in=cases),
    CameBack: lambda cases: CameBack.objects.filter(letter__envelope__case__in=cases),
    Letter: lambda cases: Letter.objects.filter(envelope__case__in=cases).prefetch_related("paper_rows"),
    **ROWS_OF_CASES,
    RanMeanwhile: lambda cases: RanMeanwhile.objects.filter(party__case__in=cases),
}


def _compare_rows(
    rows: Mapping[type[Model], list[Any]], state: CaseState, about: tuple[str, ...]
) -> Iterator[Contradiction]:
    for table in OF_CASES:
        yield from table.compare(rows[table.model], state, about)


def _leave_out_others(state: CaseState, parties: Collection[str]) -> None:
    """An order tells of others too, and a case of determinations about others."""
    state.envelopes = {one: e for one, e in state.envelopes.items() if e.party_id in parties}
    state.services = {one: s for one, s in state.services.items() if s.envelope_id in state.envelopes}
    guards = {
        one for one, d in state.determinations.items() if d.kind == "guard" and d.event.data["party"] not in parties
    }
    state.determinations = {one: d for one, d in state.determinations.items() if one not in guards}


def compare_offices() -> Iterator[Contradiction]:
    """The same of all courts, who works there, the systems that speak for them, and what they note of themselves."""
    rows: dict[str, list[Any]] = {
        "court": list(Court.objects.all()),
        "staff": list(User.objects.prefetch_related("authenticator_set", "entry_codes")),
        "client": list(ApiClient.objects.all()),
    }
    streams = _office_streams(rows)
    state = state_of(sealed_leaves(streams, _OFFICE_NAMES))
    yield from unread(state)
    yield from _compare_offices(rows, state, tuple(streams))
    for user in rows["staff"]:
        yield from FACTORS.compare_one(user, state, (f"staff:{user.id}",))
    yield from _compare_house(streams)


def _compare_house(of_offices: Sequence[str]) -> Iterator[Contradiction]:
    """Requests that wait for a second person, troubles, campaigns: what the log tells in their streams."""
    rows: dict[type[Model], list[Any]] = {
        table.model: list(table.model._default_manager.all()) for table in OF_THE_HOUSE
    }
    streams = [*of_offices, *(f"incident:{kind}" for kind in IncidentKind)]
    streams += [f"campaign:{campaign.id}" for campaign in rows[Campaign]]
    streams += [f"malfunction:{one.id}" for one in rows[Malfunction]]
    streams += [f"round:{one.id}" for one in rows[Round]]
    streams += [f"batch:{batch.id}" for batch in rows[Batch]]
    streams += [f"answer:{answer.id}" for answer in rows[Answer]]
    streams += [f"lookup_alarm:{alarm.id}" for alarm in rows[Alarm]]
    state = state_of(sealed_leaves(streams, _HOUSE_NAMES), _WITH_WORDS)
    yield from unread(state)
    for table in OF_THE_HOUSE:
        yield from table.compare(rows[table.model], state, tuple(streams))


def _office_streams(rows: Mapping[str, Sequence[Any]]) -> list[str]:
    return [f"{kind}:{row.id}" for kind, own in rows.items() for row in own]


def _compare_offices(
    rows: Mapping[str, Sequence[Any]], state: CaseState, about: tuple[str, ...]
) -> Iterator[Contradiction]:
    yield from COURT.compare(rows["court"], state, about)
    yield from STAFF.compare(rows["staff"], state, about)
    yield from CLIENT.compare(rows.get("client", ()), state, about)


def _rows(scope: Scope, parties: list[Party]) -> dict[type[Model], list[Any]]:
    """The rows in scope; of certificates' own people the tables that hold nothing of them are not asked one by one."""
    of_people, cases = scope.people, list(scope.case_ids)
    papers = Q(case_id__in=cases) if scope.party_ids is None else Q(id__in=scope.paper_ids)
    envelopes = list(Envelope.objects.filter(of_people).order_by("id"))
    ids = [envelope.id for envelope in envelopes]
    empty = set() if scope.party_ids is None else tables_without_rows(cases, scope.party_ids, ids)
    wanted: tuple[QuerySet[Any], ...] = (
        Case.objects.filter(id__in=cases),
        Hearing.objects.filter(case_id__in=cases),
        EarlierPhase.objects.filter(case_id__in=cases),
        Paper.objects.filter(papers),
        Service.objects.filter(envelope_id__in=ids),
        Address.objects.filter(of_people),
        Consent.objects.filter(of_people),
        Refusal.objects.filter(of_people),
        Circumstance.objects.filter(of_people | Q(case_id__in=cases)),
        Call.objects.filter(of_people).prefetch_related("receipts"),
        PersonalProof.objects.filter(of_people),
        Mandate.objects.filter(of_people),
        Deed.objects.filter(envelope_id__in=ids).prefetch_related("paper_rows__service__paper"),
        Objection.objects.filter(envelope_id__in=ids),
        Determination.objects.filter(of_people).defer("reason_sealed"),
    )
    found: dict[type[Model], list[Any]] = {rows.model: [] if rows.model in empty else list(rows) for rows in wanted}
    deeds, addresses = found[Deed], found[Address]
    found[Envelope], found[Party] = envelopes, parties
    found[DeedStep] = list(DeedStep.objects.filter(deed__in=deeds)) if deeds else []
    found[AddressFinding] = list(AddressFinding.objects.filter(address__in=addresses)) if addresses else []
    return found


def _streams(rows: Mapping[type, Sequence[Any]]) -> list[str]:
    """Where the log tells of these rows; also of what the recipients' other envelopes told."""
    own = {
        "case": [case.id for case in rows[Case]],
        "party": [party.id for party in rows[Party]],
        "paper": [paper.id for paper in rows[Paper]],
        "envelope": [envelope.id for envelope in rows[Envelope]],
        "order": {envelope.order_id for envelope in rows[Envelope]},
        "service": [service.id for service in rows[Service]],
        "deed": [deed.id for deed in rows[Deed]],
    }
    return list(chain.from_iterable((f"{kind}:{one}" for one in ids) for kind, ids in own.items()))


# Asks in one statement which of the tables that are mostly empty hold anything of some cases and people.
#
# Of a service that went as it should none does; each of them asked by itself costs as much as one that has rows.
_NAMED_BY: Mapping[type[Model], tuple[str, ...]] = {
    Hearing: ("case_id",),
    EarlierPhase: ("case_id",),
    Refusal: ("party_id",),
    Circumstance: ("party_id", "case_id"),
    Call: ("party_id",),
    PersonalProof: ("party_id",),
    Mandate: ("party_id",),
    Deed: ("envelope_id",),
    Objection: ("envelope_id",),
    Determination: ("party_id",),
}
_COLUMNS = [(model, column) for model, columns in _NAMED_BY.items() for column in columns]
_EACH = [f"EXISTS (SELECT FROM {model._meta.db_table} WHERE {column} = ANY(%s))" for model, column in _COLUMNS]
_ASK = "SELECT " + ", ".join(_EACH)  # names of our own tables alone


def tables_without_rows(
    cases: Collection[UUID], parties: Collection[UUID], envelopes: Collection[UUID]
) -> set[type[Model]]:
    """Those that hold nothing of these."""
    given = {"case_id": list(cases), "party_id": list(parties), "envelope_id": list(envelopes)}
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [given[column] for _, column in _COLUMNS])
        found = cursor.fetchone() or ()
    there = {model for (model, _), is_there in zip(_COLUMNS, found, strict=True) if is_there}
    return _NAMED_BY.keys() - there
