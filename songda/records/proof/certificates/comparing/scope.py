"""Reads the rows of some cases and people and what the log tells of them, and compares the two."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model, Q, QuerySet

from songda.records.court.staff.models import ApiClient, Court, User
from songda.records.decision.determinations.models import Determination
from songda.records.delivery.calls.models import Call
from songda.records.delivery.deeds.models import Deed, DeedStep
from songda.records.delivery.mandates.models import Mandate
from songda.records.delivery.orders.models import Envelope, Service
from songda.records.delivery.portal_acts.models import Objection
from songda.records.ground.evidence.queries import leaves_of_cases, sealed_leaves
from songda.records.matter.cases.models import Case, EarlierPhase, Hearing
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Address, AddressFinding, Consent, Party, Refusal
from songda.records.proof.certificates.comparing import files, offices, people, rulings
from songda.records.proof.certificates.comparing.column import Table
from songda.records.proof.certificates.comparing.contradiction import Contradiction, Leaf
from songda.records.proof.certificates.comparing.events import names_in_log, plain_events
from songda.records.proof.certificates.comparing.histories import compare_address_findings, compare_phases
from songda.records.proof.certificates.comparing.personal import PersonalParts

Compared = list[tuple[Table, list[Any]]]
OF_CASES: tuple[Table, ...] = (
    files.CASE, files.HEARING, files.PAPER, files.ENVELOPE, files.SERVICE,
    people.PARTY, people.ADDRESS, people.CONSENT, people.REFUSAL, people.CIRCUMSTANCE, people.CALL, people.MANDATE,
    rulings.DEED, rulings.DEED_STEP, rulings.OBJECTION, rulings.DETERMINATION,
)  # fmt: skip
OF_OFFICES: tuple[Table, ...] = (offices.COURT, offices.STAFF, offices.CLIENT)
_NAMES = names_in_log(OF_CASES)
_PERSONAL = {name for table in OF_CASES for name in table.personal}
_OFFICE_NAMES = names_in_log(OF_OFFICES)
_OF_SEVERAL = frozenset({"envelope.placed", "service.placed", "guard.overridden", "guard.restored"})


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


def scope_of_envelopes(envelopes: Sequence[Envelope], paper_ids: Collection[UUID]) -> Scope:
    """What certificates of these envelopes rest on: the recipients, who acts for them or for whom they act."""
    ids = {envelope.party_id for envelope in envelopes}
    near = Party.objects.filter(Q(id__in=ids) | Q(acts_for_id__in=ids) | Q(representatives__in=ids))
    return Scope({envelope.case_id for envelope in envelopes}, set(near.values_list("id", flat=True)), paper_ids)


def compare_cases(scope: Scope) -> Iterator[Contradiction]:
    """What rows and log say differently of what is in scope."""
    by_model = _rows(scope)
    compared = [(table, by_model[table.model]) for table in OF_CASES]
    parties = {row.id for row in by_model[Party]}
    streams = _streams(by_model)
    logged = leaves_of_cases(scope.case_ids, _NAMES) if scope.party_ids is None else sealed_leaves(streams, _NAMES)
    leaves = [leaf for one in logged for leaf in plain_events(one) if _is_theirs(leaf, scope, parties)]
    opened, about = PersonalParts(leaves, _PERSONAL), tuple(streams)
    phases: list[EarlierPhase] = by_model.pop(EarlierPhase)
    for table, rows in compared:
        yield from table.compare(rows, leaves, opened, about)
    history = AddressFinding.objects.filter(address__in=[row.id for row in by_model[Address]])
    yield from compare_address_findings(list(history), leaves, about)
    for case_id in scope.case_ids:
        own = [leaf for leaf in leaves if leaf["stream"] == f"case:{case_id}"]
        yield from compare_phases([phase for phase in phases if phase.case_id == case_id], own, about)


def compare_offices(
    court_ids: Collection[UUID] | None = None, staff_ids: Collection[UUID] = ()
) -> Iterator[Contradiction]:
    """The same of courts and who works there: of all, or of these."""
    if court_ids is None:
        rows: Compared = [
            (offices.COURT, list(Court.objects.all())),
            (offices.STAFF, list(User.objects.all())),
            (offices.CLIENT, list(ApiClient.objects.all())),
        ]
    else:
        rows = [
            (offices.COURT, list(Court.objects.filter(id__in=court_ids))),
            (offices.STAFF, list(User.objects.filter(id__in=staff_ids))),
        ]
    named: dict[type, str] = {Court: "court", User: "staff", ApiClient: "client"}
    streams = [f"{named[table.model]}:{row.id}" for table, own in rows for row in own]
    leaves = sealed_leaves(streams, _OFFICE_NAMES)
    opened = PersonalParts(leaves, ("staff.admitted",))
    for table, own in rows:
        yield from table.compare(own, leaves, opened, tuple(streams))


def _rows(scope: Scope) -> dict[type[Model], list[Any]]:
    """The rows in scope; of certificates' own people the tables that hold nothing of them are not asked one by one."""
    of_people, cases = scope.people, list(scope.case_ids)
    parties = Q(case_id__in=cases) if scope.party_ids is None else Q(id__in=scope.party_ids)
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
        Party.objects.filter(parties),
        Address.objects.filter(of_people),
        Consent.objects.filter(of_people),
        Refusal.objects.filter(of_people),
        Circumstance.objects.filter(of_people | Q(case_id__in=cases)),
        Call.objects.filter(of_people).prefetch_related("receipts"),
        Mandate.objects.filter(of_people),
        Deed.objects.filter(envelope_id__in=ids).prefetch_related("carried__service__paper"),
        Objection.objects.filter(envelope_id__in=ids),
        Determination.objects.filter(of_people).defer("reason_sealed"),
    )
    found: dict[type[Model], list[Any]] = {rows.model: [] if rows.model in empty else list(rows) for rows in wanted}
    deeds = found[Deed]
    return found | {Envelope: envelopes, DeedStep: list(DeedStep.objects.filter(deed__in=deeds)) if deeds else []}


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


def _is_theirs(leaf: Leaf, scope: Scope, parties: Collection[UUID]) -> bool:
    """An order tells of others too, and a case of determinations about others."""
    if scope.party_ids is None or leaf["name"] not in _OF_SEVERAL:
        return True
    return UUID(leaf["data"]["party"]) in parties


# Asks in one statement which of the tables that are mostly empty hold anything of some cases and people.
#
# Of a service that went as it should none does; each of them asked by itself costs as much as one that has rows.
_NAMED_BY: Mapping[type[Model], tuple[str, ...]] = {
    Hearing: ("case_id",),
    EarlierPhase: ("case_id",),
    Refusal: ("party_id",),
    Circumstance: ("party_id", "case_id"),
    Call: ("party_id",),
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
