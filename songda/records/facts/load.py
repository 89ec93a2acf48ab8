"""Reads everything about a handful of envelopes in a fixed number of statements, however many they are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch, prefetch_related_objects

from songda.core.circumstances import Kind
from songda.core.delivery.states import State
from songda.core.law.facts import AddressOnFile, AddressSource
from songda.records.attempts.models import Attempt
from songda.records.cases.models import Hearing, Turn
from songda.records.circumstances.models import Circumstance
from songda.records.deeds.models import Deed, DeedStep
from songda.records.deeds.signatures import WAITS_FOR_ALL, read_signatures
from songda.records.determinations.models import Determination
from songda.records.facts.persons import PartyFacts, party_facts
from songda.records.orders.models import Envelope, Service
from songda.records.parties.addresses import shared_with_opponents
from songda.records.parties.models import Address
from songda.records.portal_acts.models import Objection, RecipientAct

NOTICE = "public_notice"
_OF_ADDRESS = {name: F(f"address__{name}") for name in ("is_mistyped", "source", "last_used_on")}


@dataclass
class EnvelopeRows:
    """One envelope with all the rows that decisions about it stand on."""

    envelope: Envelope
    party: PartyFacts
    services: list[Service] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)  # by people, with `steps` that stand and `carried` read
    called_off: list[Attempt] = field(default_factory=list)  # never sent, so no facts
    mistyped: set[UUID] = field(default_factory=set)  # addresses by which the court meant another one
    on_file: dict[UUID, AddressOnFile] = field(default_factory=dict)  # from where the court took places that were tried
    acts: list[RecipientAct] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    determinations: list[Determination] = field(default_factory=list)  # on its findings, oldest first
    others: list["EnvelopeRows"] = field(default_factory=list)  # the same person's, of the same stage of the case
    ruled_out: list[Circumstance] = field(default_factory=list)  # ways that cannot be used for them at this stage
    approval: Determination | None = None  # what a judge said last of a public notice of this envelope
    signatures: dict[UUID, tuple[datetime | None, ...]] = field(default_factory=dict)  # of others, by mediation paper
    hearing_at: datetime | None = None
    shared: set[UUID] = field(default_factory=set)  # addresses that lead to an opponent too


def load(envelopes: Sequence[Envelope]) -> list[EnvelopeRows]:
    """The rows of these envelopes (which come with case, court and party), in the same order."""
    rows = _load(envelopes)
    _add_course([row for row in rows if any(deed.way == NOTICE for deed in row.deeds)])
    return rows


def load_for_notice(envelope: Envelope) -> EnvelopeRows:
    """The rows of one envelope with everything that a public notice of it would rest on."""
    rows = _load([envelope])
    _add_course(rows)
    return rows[0]


def _load(envelopes: Sequence[Envelope]) -> list[EnvelopeRows]:
    ids = [envelope.id for envelope in envelopes]
    persons = party_facts({envelope.party_id for envelope in envelopes})
    rows = {e.id: EnvelopeRows(e, persons[e.party_id]) for e in envelopes}
    _add_services(rows, ids)
    _add_addresses(rows)
    _add_attempts(rows, ids)
    _add_deeds(rows, ids)
    _add_hearings(rows)
    _turn_back(rows)
    _add_signatures(rows)
    return list(rows.values())


def _add_course(rows: Sequence[EnvelopeRows]) -> None:
    """What was tried for other orders, which ways are ruled out, and what a judge said of a notice."""
    if not rows:
        return
    parties = {row.envelope.party_id for row in rows}
    others = _load(list(Envelope.objects.filter(party_id__in=parties).select_related("case__court", "party")))
    noted = Circumstance.objects.filter(kind=Kind.WAYS_RULED_OUT, party_id__in=parties, struck_at=None)
    ruled_out = list(noted.order_by("since", "id"))
    decided = Determination.objects.filter(kind="notice", envelope_id__in=[row.envelope.id for row in rows])
    newest = {d.envelope_id: d for d in decided.select_related("by").order_by("at", "id")}
    for row in rows:
        envelope, stage = row.envelope, row.envelope.case.stage
        own = [other for other in others if other.envelope.party_id == envelope.party_id]
        row.others = [o for o in own if o.envelope.id != envelope.id and o.envelope.case.stage == stage]
        row.ruled_out = [
            each for each in ruled_out if (each.party_id, each.details["stage"]) == (envelope.party_id, stage)
        ]
        row.approval = newest.get(envelope.id)


def _add_signatures(rows: dict[UUID, EnvelopeRows]) -> None:
    signatures = read_signatures([service.paper for row in rows.values() for service in row.services])
    for row in rows.values():
        documents = (s.paper for s in row.services if s.paper.kind == WAITS_FOR_ALL)
        row.signatures = {paper.id: signatures.of_others(paper, row.envelope.party) for paper in documents}


def _add_services(rows: dict[UUID, EnvelopeRows], ids: Iterable[UUID]) -> None:
    standing = Service.objects.filter(envelope_id__in=ids, recalled_at=None)
    services = standing.select_related("paper", "finding").order_by("id")
    by_id = {service.id: service for service in services}
    for service in by_id.values():
        rows[service.envelope_id].services.append(service)
    for act in RecipientAct.objects.filter(service_id__in=by_id).order_by("at"):
        rows[by_id[act.service_id].envelope_id].acts.append(act)
    ruled = Determination.objects.filter(kind="finding", service_id__in=by_id).defer("reason_sealed")
    for determination in ruled.order_by("at", "id"):
        assert determination.service_id is not None  # noqa: S101 - the table's own rule
        rows[by_id[determination.service_id].envelope_id].determinations.append(determination)


def _add_addresses(rows: dict[UUID, EnvelopeRows]) -> None:
    by_party: dict[UUID, list[Address]] = defaultdict(list)
    parties = {row.envelope.party_id for row in rows.values()}
    for address in Address.objects.filter(party_id__in=parties, retired_at=None).order_by("id"):
        by_party[address.party_id].append(address)
    shared = shared_with_opponents({row.envelope.case_id for row in rows.values()})
    for row in rows.values():
        row.addresses = by_party[row.envelope.party_id]
        row.shared = {address.id for address in row.addresses if address.id in shared}


def _add_attempts(rows: dict[UUID, EnvelopeRows], ids: Iterable[UUID]) -> None:
    attempts = Attempt.objects.filter(envelope_id__in=ids, purpose="service").order_by("id").annotate(**_OF_ADDRESS)
    for attempt in attempts:
        row = rows[attempt.envelope_id]
        (row.called_off if attempt.state == State.CANCELLED else row.attempts).append(attempt)
        _note_address(row, attempt)
    for objection in Objection.objects.filter(envelope_id__in=ids).order_by("id"):
        rows[objection.envelope_id].objections.append(objection)


def _add_deeds(rows: dict[UUID, EnvelopeRows], ids: Iterable[UUID]) -> None:
    deeds = list(Deed.objects.filter(envelope_id__in=ids).order_by("id").annotate(**_OF_ADDRESS))
    standing = Prefetch("steps", DeedStep.objects.filter(struck_at=None).order_by("at", "id"))
    prefetch_related_objects(deeds, standing, "carried")
    for deed in deeds:
        row = rows[deed.envelope_id]
        row.deeds.append(deed)
        _note_address(row, deed)


def _note_address(row: EnvelopeRows, tried: Any) -> None:
    """What the file knows of the address that was tried; `tried` comes with the columns of _OF_ADDRESS."""
    if tried.is_mistyped:
        row.mistyped.add(tried.address_id)
    if tried.source:
        row.on_file[tried.address_id] = AddressOnFile(AddressSource(tried.source), tried.last_used_on)


def _add_hearings(rows: dict[UUID, EnvelopeRows]) -> None:
    """The earliest hearing of each case that was still to come when the envelope was made.

    One that was moved after that is left out: the envelope's summons names another time.
    """
    by_case: dict[UUID, list[Hearing]] = defaultdict(list)
    cases = {row.envelope.case_id for row in rows.values()}
    for hearing in Hearing.objects.filter(case_id__in=cases, cancelled_at=None).order_by("at", "id"):
        by_case[hearing.case_id].append(hearing)
    for row in rows.values():
        placed = row.envelope.placed_at
        own = (h for h in by_case[row.envelope.case_id] if h.at >= placed and (h.moved_at or placed) <= placed)
        row.hearing_at = next((hearing.at for hearing in own), None)


def _turn_back(rows: dict[UUID, EnvelopeRows]) -> None:
    """A case that moved on since an envelope was made is, for that envelope, what it was then."""
    by_case: dict[UUID, list[Turn]] = defaultdict(list)
    for turn in Turn.objects.filter(case_id__in={row.envelope.case_id for row in rows.values()}).order_by("until"):
        by_case[turn.case_id].append(turn)
    for row in rows.values():
        then = next((t for t in by_case[row.envelope.case_id] if t.until > row.envelope.placed_at), None)
        if then is not None:
            row.envelope.case = copy(row.envelope.case)
            for name in ("branch", "procedure", "stage", "is_status_case"):
                setattr(row.envelope.case, name, getattr(then, name))
