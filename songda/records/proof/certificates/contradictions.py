"""Compares the rows that a certificate rests on with the sealed events: the database alone is not believed."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import Model, Q

from songda.core.delivery.incidents import IncidentKind
from songda.core.events.registry import entry_of
from songda.core.evidence.leaf import moment_text
from songda.core.state import UNREADABLE, CaseState, delivery, matter
from songda.core.state.fold import OF_OFFICES, STEPS
from songda.records.court.staff.models import ApiClient, Court, User
from songda.records.court.staff.tables import FACTORS
from songda.records.ground.evidence.queries import leaves_of_cases, sealed_leaves, waiting_streams
from songda.records.ground.tables import Among, Compared, Contradiction, compared, compared_among, written
from songda.records.law.facts.dossier import Dossier, load_dossiers
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Address, AddressFinding, Consent, Party
from songda.records.proof.certificates.comparing import state_of, unread
from songda.records.service.attempts.models import Attempt
from songda.records.service.calls.models import CallReceipt
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.determinations.models import Determination
from songda.records.service.findings.models import Finding
from songda.records.service.findings.write import finding_summary
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import RecipientAct
from songda.records.ways.public_notices.looks import differing, unmarked
from songda.records.ways.public_notices.models import PublicNotice

_NAMES = sorted(STEPS)
OF_CERTIFICATES = sorted({*matter.STEPS, *OF_OFFICES, *delivery.STEPS})
_HOUSE_NAMES = sorted(STEPS.keys() - OF_OFFICES.keys())
_OFFICE_NAMES = sorted(OF_OFFICES)
# Those whose personal part holds a text that a row holds sealed too; a certificate rests on none of these.
_WITH_WORDS = frozenset(name for name in STEPS if entry_of(name).private.fields) - {"certificate.issued"}


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
    _leave_out_others(state, {str(row.id) for row in rows[_name(Party)]})
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
            yield from compared(Attempt).compare_one(attempt, state, (f"attempt:{attempt.id}",))
        for act, envelope in self.acts:
            yield from compared(RecipientAct).compare_one(act, state, (f"envelope:{envelope}",))
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
    for table in compared_among(Among.FILES):
        own = table.rows.filter(**{f"{table.case}__in": case_ids, **table.only}).prefetch_related(*table.fetches)
        yield from table.compare(own, state, about)
    for look in unmarked(case_ids):
        yield Contradiction(f"public_notices_noticelook:{look.pk}", "mark", written(look.mark), "", about=about)
    for notice in PublicNotice.objects.exclude(published_at=None).filter(envelope__case__in=case_ids):
        for column, then, drawn in differing(notice):
            yield Contradiction(f"public_notices_publicnotice:{notice.pk}", column, drawn, then, about=about)


def _compare_rows(rows: Mapping[str, list[Any]], state: CaseState, about: tuple[str, ...]) -> Iterator[Contradiction]:
    for table in compared_among(Among.GROUNDS):
        yield from table.compare(rows[table.name], state, about)


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
    rows = {table: list(table.rows) for table in compared_among(Among.HOUSE)}
    streams = [*of_offices, *(f"incident:{kind}" for kind in IncidentKind)]
    streams += [f"{table.root[0]}:{row.pk}" for table, own in rows.items() if table.root for row in own]
    state = state_of(sealed_leaves(streams, _HOUSE_NAMES), _WITH_WORDS)
    yield from unread(state)
    for table, own in rows.items():
        yield from table.compare(own, state, tuple(streams))


def _office_streams(rows: Mapping[str, Sequence[Any]]) -> list[str]:
    return [f"{kind}:{row.id}" for kind, own in rows.items() for row in own]


def _compare_offices(
    rows: Mapping[str, Sequence[Any]], state: CaseState, about: tuple[str, ...]
) -> Iterator[Contradiction]:
    yield from compared(Court).compare(rows["court"], state, about)
    yield from compared(User).compare(rows["staff"], state, about)
    yield from compared(ApiClient).compare(rows.get("client", ()), state, about)


def _rows(scope: Scope, parties: list[Party]) -> dict[str, list[Any]]:
    """The rows in scope; of certificates' own people the tables that hold nothing of them are not asked one by one."""
    of_people, cases = scope.people, list(scope.case_ids)
    envelopes = list(Envelope.objects.filter(of_people).order_by("id"))
    ids = [envelope.id for envelope in envelopes]
    empty = set() if scope.party_ids is None else tables_without_rows(cases, scope.party_ids, ids)
    found: dict[str, list[Any]] = {_name(Envelope): envelopes, _name(Party): parties}
    found[_name(Case)] = list(Case.objects.filter(id__in=cases))
    near = {"case": Q(case_id__in=cases), "party": of_people, "envelope": Q(envelope_id__in=ids)}
    for table in _directly_named():
        wanted = near[_first_step(table)]
        if table.model is Circumstance:
            wanted |= near["case"]
        if table.model is Paper and scope.party_ids is not None:
            wanted = Q(id__in=scope.paper_ids)
        rows = table.rows.filter(wanted).defer(*table.seldom).prefetch_related(*table.fetches)
        found[table.name] = [] if table.name in empty else list(rows)
    deeds, addresses = found[_name(Deed)], found[_name(Address)]
    found[_name(DeedStep)] = list(DeedStep.objects.filter(deed__in=deeds)) if deeds else []
    found[_name(AddressFinding)] = list(AddressFinding.objects.filter(address__in=addresses)) if addresses else []
    return found


def _name(model: type[Model]) -> str:
    return model._meta.db_table


def _first_step(table: Compared) -> str:
    return table.case.partition("__")[0]


def _directly_named() -> Iterator[Compared]:
    """Those whose rows name a case, a party or an envelope."""
    known = {"case", "party", "envelope"}
    tables = compared_among(Among.GROUNDS)
    return (each for each in tables if _first_step(each) in known and each.model not in (Envelope, Party))


def _streams(rows: Mapping[str, Sequence[Any]]) -> list[str]:
    """Where the log tells of these rows; also of what the recipients' other envelopes told."""
    own = {
        "case": [case.id for case in rows[_name(Case)]],
        "party": [party.id for party in rows[_name(Party)]],
        "paper": [paper.id for paper in rows[_name(Paper)]],
        "envelope": [envelope.id for envelope in rows[_name(Envelope)]],
        "order": {envelope.order_id for envelope in rows[_name(Envelope)]},
        "service": [service.id for service in rows[_name(Service)]],
        "deed": [deed.id for deed in rows[_name(Deed)]],
    }
    return list(chain.from_iterable((f"{kind}:{one}" for one in ids) for kind, ids in own.items()))


_ALWAYS_THERE = (Paper, Service, Address, Consent)


def tables_without_rows(cases: Collection[UUID], parties: Collection[UUID], envelopes: Collection[UUID]) -> set[str]:
    """Those that hold nothing of these, of the ones that are mostly empty: asked in one statement.

    Of a service that went as it should none does; each of them asked by itself costs as much as one that has rows.
    """
    given = {"case_id": list(cases), "party_id": list(parties), "envelope_id": list(envelopes)}
    asked = [table for table in _directly_named() if table.model not in _ALWAYS_THERE]
    named = [(table.name, f"{_first_step(table)}_id") for table in asked] + [(_name(Circumstance), "case_id")]
    each = [f"EXISTS (SELECT FROM {table} WHERE {column} = ANY(%s))" for table, column in named]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(each), [given[column] for _, column in named])  # names of our own tables
        found = cursor.fetchone() or ()
    there = {table for (table, _), is_there in zip(named, found, strict=True) if is_there}
    return {table.name for table in asked} - there
