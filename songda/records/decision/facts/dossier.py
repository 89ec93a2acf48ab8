"""Reads everything about a handful of envelopes in a fixed number of statements, however many they are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Prefetch, QuerySet, prefetch_related_objects

from songda.core.circumstances import Kind
from songda.core.delivery.states import State
from songda.core.law.facts import AddressOnFile, AddressSource
from songda.records.decision.determinations.models import Determination
from songda.records.decision.facts.persons import PartyFacts, party_facts
from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.attempts.states import denied_at
from songda.records.delivery.calls.models import REACHED, Call, CallReceipt
from songda.records.delivery.calls.said import standing_receipts
from songda.records.delivery.deeds.actions import WAITS_FOR_ALL, read_signatures
from songda.records.delivery.deeds.models import Deed, DeedStep
from songda.records.delivery.orders.models import Envelope, Service
from songda.records.delivery.orders.summoned import summoned_by
from songda.records.delivery.portal_acts.models import Objection, RecipientAct
from songda.records.matter.cases.models import EarlierPhase
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties.addresses import shared_with_opponents
from songda.records.matter.parties.models import Address

NOTICE = "public_notice"


@dataclass
class Dossier:
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
    receipts: list[CallReceipt] = field(default_factory=list)  # what they said on the telephone to have received
    objections: list[Objection] = field(default_factory=list)
    determinations: list[Determination] = field(default_factory=list)  # on its findings, oldest first
    others_of_person: list["Dossier"] = field(default_factory=list)  # of the same stage of the case
    ruled_out: list[Circumstance] = field(default_factory=list)  # ways that cannot be used for them at this stage
    approval: Determination | None = None  # what a judge said last of a public notice of this envelope
    signatures: dict[UUID, tuple[datetime | None, ...]] = field(default_factory=dict)  # of others, by mediation paper
    hearing_at: datetime | None = None
    denied: dict[int, datetime] = field(default_factory=dict)  # attempts whose number's holder said: not me, and when
    shared: set[UUID] = field(default_factory=set)  # addresses that lead to an opponent too
    spoken_at: datetime | None = None  # when a clerk last had them on the telephone
    called: frozenset[UUID] = frozenset()  # the numbers at which a clerk spoke with them
    is_ordered_anew: bool = False  # every paper, since whoever holds this link said: not me


def load_dossiers(envelopes: Sequence[Envelope]) -> list[Dossier]:
    """The rows of these envelopes (which come with case, court and party), in the same order."""
    dossiers = _load_bare(envelopes)
    noticed = [dossier for dossier in dossiers if any(deed.way == NOTICE for deed in dossier.deeds)]
    if noticed:
        parties = {dossier.envelope.party_id for dossier in noticed}
        _add_what_notices_need(noticed, _load_bare(list(_envelopes_of(parties))))
    return dossiers


def load_dossier_for_notice(envelope: Envelope) -> Dossier:
    """The rows of one envelope with everything that a public notice of it would rest on, every order read at once."""
    others = _envelopes_of({envelope.party_id}).exclude(id=envelope.id)
    own, *rest = _load_bare([envelope, *others])
    _add_what_notices_need([own], rest)
    return own


def _envelopes_of(parties: set[UUID]) -> QuerySet[Envelope]:
    return Envelope.objects.filter(party_id__in=parties).select_related("case__court", "party")


def _load_bare(envelopes: Sequence[Envelope]) -> list[Dossier]:
    ids = [envelope.id for envelope in envelopes]
    persons = party_facts({envelope.party_id for envelope in envelopes})
    dossiers = {e.id: Dossier(e, persons[e.party_id]) for e in envelopes}
    _add_services(dossiers, ids)
    _add_addresses(dossiers)
    _add_attempts(dossiers, ids)
    _add_deeds(dossiers, ids)
    _add_calls(dossiers)
    _add_newer_orders([dossier for dossier in dossiers.values() if dossier.envelope.disowned_at])
    _add_hearings(dossiers)
    _restore_earlier_phase(dossiers)
    _add_signatures(dossiers)
    return list(dossiers.values())


def _add_what_notices_need(dossiers: Sequence[Dossier], others: Sequence[Dossier]) -> None:
    """What was tried for other orders of these people, which ways are ruled out, and what a judge said of a notice."""
    parties = {dossier.envelope.party_id for dossier in dossiers}
    noted = Circumstance.objects.filter(kind=Kind.WAYS_RULED_OUT, party_id__in=parties, struck_at=None)
    ruled_out = list(noted.order_by("since", "id"))
    decided = Determination.objects.filter(kind="notice", envelope_id__in=[dossier.envelope.id for dossier in dossiers])
    newest = {d.envelope_id: d for d in decided.select_related("by").order_by("at", "id")}
    for dossier in dossiers:
        envelope, stage = dossier.envelope, dossier.envelope.case.stage
        own = [other for other in others if other.envelope.party_id == envelope.party_id]
        dossier.others_of_person = [o for o in own if o.envelope.id != envelope.id and o.envelope.case.stage == stage]
        dossier.ruled_out = [
            each for each in ruled_out if (each.party_id, each.details["stage"]) == (envelope.party_id, stage)
        ]
        dossier.approval = newest.get(envelope.id)


def _add_signatures(dossiers: dict[UUID, Dossier]) -> None:
    signatures = read_signatures([service.paper for dossier in dossiers.values() for service in dossier.services])
    for dossier in dossiers.values():
        documents = (s.paper for s in dossier.services if s.paper.kind == WAITS_FOR_ALL)
        dossier.signatures = {paper.id: signatures.of_others(paper, dossier.envelope.party) for paper in documents}


def _add_services(dossiers: dict[UUID, Dossier], ids: Iterable[UUID]) -> None:
    standing = Service.objects.filter(envelope_id__in=ids, recalled_at=None)
    services = standing.select_related("paper", "finding").order_by("id")
    by_id = {service.id: service for service in services}
    for service in by_id.values():
        dossiers[service.envelope_id].services.append(service)
    for act in RecipientAct.objects.filter(service_id__in=by_id).order_by("at"):
        dossiers[by_id[act.service_id].envelope_id].acts.append(act)
    for receipt in standing_receipts(by_id):
        dossiers[by_id[receipt.service_id].envelope_id].receipts.append(receipt)
    ruled = Determination.objects.filter(kind="finding", service_id__in=by_id).defer("reason_sealed")
    for determination in ruled.order_by("at", "id"):
        assert determination.service_id is not None  # noqa: S101 - the table's own rule
        dossiers[by_id[determination.service_id].envelope_id].determinations.append(determination)


def _add_addresses(dossiers: dict[UUID, Dossier]) -> None:
    by_party: dict[UUID, list[Address]] = defaultdict(list)
    parties = {dossier.envelope.party_id for dossier in dossiers.values()}
    for address in Address.objects.filter(party_id__in=parties, retired_at=None).order_by("id"):
        by_party[address.party_id].append(address)
    shared = shared_with_opponents({dossier.envelope.case_id for dossier in dossiers.values()})
    for dossier in dossiers.values():
        dossier.addresses = by_party[dossier.envelope.party_id]
        dossier.shared = {address.id for address in dossier.addresses if address.id in shared}


def _add_attempts(dossiers: dict[UUID, Dossier], ids: Iterable[UUID]) -> None:
    attempts = Attempt.objects.filter(envelope_id__in=ids, purpose="service").select_related("address")
    for attempt in attempts.order_by("id"):
        dossier = dossiers[attempt.envelope_id]
        (dossier.called_off if attempt.state == State.CANCELLED else dossier.attempts).append(attempt)
        _keep_address(dossier, attempt.address)
        if (at := denied_at(attempt)) is not None:
            dossier.denied[attempt.id] = at
    for objection in Objection.objects.filter(envelope_id__in=ids).order_by("id"):
        dossiers[objection.envelope_id].objections.append(objection)


def _add_deeds(dossiers: dict[UUID, Dossier], ids: Iterable[UUID]) -> None:
    deeds = list(Deed.objects.filter(envelope_id__in=ids).select_related("address").order_by("id"))
    standing = Prefetch("steps", DeedStep.objects.filter(struck_at=None).order_by("at", "id"))
    prefetch_related_objects(deeds, standing, "carried")
    for deed in deeds:
        dossier = dossiers[deed.envelope_id]
        dossier.deeds.append(deed)
        if deed.address is not None:
            _keep_address(dossier, deed.address)


def _add_calls(dossiers: dict[UUID, Dossier]) -> None:
    parties = {dossier.envelope.party_id for dossier in dossiers.values()}
    reached = Call.objects.filter(party_id__in=parties, outcome__in=REACHED, struck_at=None)
    spoken = list(reached.values_list("party_id", "address_id").annotate(newest=Max("at")))
    for dossier in dossiers.values():
        own = [(address, at) for party, address, at in spoken if party == dossier.envelope.party_id]
        dossier.spoken_at = max((at for _, at in own), default=None)
        dossier.called = frozenset(address for address, _ in own if address)


def _add_newer_orders(disowned: Sequence[Dossier]) -> None:
    """Of envelopes whose link is in a stranger's hand: whether the same papers went to the same person since."""
    if not disowned:
        return
    parties = {dossier.envelope.party_id for dossier in disowned}
    standing = Service.objects.filter(envelope__party_id__in=parties, recalled_at=None, envelope__disowned_at=None)
    rows = list(standing.values_list("envelope__party_id", "paper_id", "envelope__placed_at"))
    for dossier in disowned:
        said_at = dossier.envelope.disowned_at
        newer = {paper for party, paper, at in rows if party == dossier.envelope.party_id and said_at and at > said_at}
        dossier.is_ordered_anew = bool(dossier.services) and {s.paper_id for s in dossier.services} <= newer


def _keep_address(dossier: Dossier, address: Address) -> None:
    """What the file knows of the address that was tried."""
    if address.is_mistyped:
        dossier.mistyped.add(address.id)
    if address.source:
        dossier.on_file[address.id] = AddressOnFile(AddressSource(address.source), address.last_used_on)


def _add_hearings(dossiers: dict[UUID, Dossier]) -> None:
    """The hearing that the summons in each envelope calls to; none where it is at another time now, or cancelled."""
    services = [service for dossier in dossiers.values() for service in dossier.services]
    for service in services:
        service.envelope = dossiers[service.envelope_id].envelope
    called = summoned_by(services)
    for dossier in dossiers.values():
        own = (called[service.id] for service in dossier.services if service.id in called)
        dossier.hearing_at = next((one.hearing.at for one in own if not one.calls_in_vain), None)


def _restore_earlier_phase(dossiers: dict[UUID, Dossier]) -> None:
    """A case that moved on since an envelope was made is, for that envelope, what it was then."""
    by_case: dict[UUID, list[EarlierPhase]] = defaultdict(list)
    for phase in EarlierPhase.objects.filter(
        case_id__in={dossier.envelope.case_id for dossier in dossiers.values()}
    ).order_by("until"):
        by_case[phase.case_id].append(phase)
    for dossier in dossiers.values():
        then = next((t for t in by_case[dossier.envelope.case_id] if t.until > dossier.envelope.placed_at), None)
        if then is not None:
            dossier.envelope.case = copy(dossier.envelope.case)
            for name in ("branch", "procedure", "stage", "is_status_case"):
                setattr(dossier.envelope.case, name, getattr(then, name))
