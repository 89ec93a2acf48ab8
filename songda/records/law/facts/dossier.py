"""Reads everything about a handful of envelopes in a fixed number of statements, however many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from songda.core.circumstances import Kind
from songda.core.delivery.carriage import SettledHow
from songda.core.delivery.deeds import is_under_way
from songda.core.delivery.entrustments import GIVEN_UP, WAY
from songda.core.delivery.plan import FIND_OUT_DEATH
from songda.core.delivery.states import State
from songda.core.law.facts import AddressOnFile, AddressSource
from songda.records.law.facts.inner_rows import Row, inner_rows, instance, instances, opened, written_once
from songda.records.law.facts.persons import PartyFacts, party_facts
from songda.records.matter.cases.models import EarlierPhase, Hearing
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.addresses import has_other_holder, shared_with_opponents
from songda.records.matter.parties.models import Address
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.states import denied_at
from songda.records.service.calls.models import REACHED, Call, CallReceipt
from songda.records.service.deeds.models import Deed, DeedPaper, DeedStep
from songda.records.service.deeds.signatures import WAITS_FOR_ALL, read_signatures
from songda.records.service.determinations.models import Determination
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.orders.queries import corrected
from songda.records.service.orders.summoned import CALLING, CHANGED, summoned_by, with_past
from songda.records.service.portal_acts.models import Objection, RecipientAct
from songda.records.service.tasks.models import Task

NOTICE = "public_notice"
_OF_OBJECTION = (
    "id",
    "envelope_id",
    "attempt_id",
    "deed_id",
    "service_id",
    "ground",
    "proved_at",
    "raised_at",
    "ruling",
    "ruled_at",
)
_OF_DEED = ("id", "envelope_id", "way", "address_id", "address_class", "began_at")
_SETTLED = "letter__carriage__settled"
_OF_HEARING = ("id", "case_id", "at", "place", "set_at", "moved_at", "changed_at", "cancelled_at")


@dataclass(frozen=True)
class DeedOnRecord:
    """A try by people: of its steps those that stand, earliest first, and the services whose papers it carried."""

    deed: Deed
    steps: Sequence[DeedStep]
    service_ids: Collection[UUID]
    is_given_up: bool = False  # whoever was to serve does not, or a letter's outcome was found not to stand
    due_on: date | None = None  # the last day of the term of whoever serves for this court

    @property
    def is_under_way(self) -> bool:
        """Whether more is still to be heard of it."""
        return is_under_way(self.kinds) and not self.is_given_up

    @property
    def kinds(self) -> frozenset[str]:
        """What happened on the way."""
        return frozenset(step.kind for step in self.steps)


@dataclass
class Dossier:
    """One envelope with all the rows that decisions about it stand on."""

    envelope: Envelope
    party: PartyFacts
    services: list[Service] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    deeds: list[DeedOnRecord] = field(default_factory=list)
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
    hearings: Sequence[Hearing] = ()  # of the case, where the envelope holds a summons
    has_changed_hearing: bool = False  # the case has one that was moved, cancelled or given another room
    denied: dict[int, datetime] = field(default_factory=dict)  # attempts whose number's holder said: not me, and when
    shared: set[UUID] = field(default_factory=set)  # addresses that lead to an opponent too
    spoken_at: datetime | None = None  # when a clerk last had them on the telephone
    called: frozenset[UUID] = frozenset()  # the numbers at which a clerk spoke with them
    corrected: set[UUID] = field(default_factory=set)  # services whose corrected papers were ordered for them
    calling_in_vain: set[UUID] = field(default_factory=set)  # summonses to a time at which no hearing is
    is_said_dead: bool = False  # what came back says so, and nobody has found out yet
    is_ordered_anew: bool = False  # every paper, since whoever holds this link said: not me

    @property
    def is_dead(self) -> bool:
        """Whether it is noted of them that they died."""
        return any(one.kind is Kind.DECEASED and one.until is None for one in self.party.circumstances)


def load_dossiers(envelopes: Sequence[Envelope]) -> list[Dossier]:
    """The rows of these envelopes (which come with case, court and party), in the same order."""
    dossiers = _load_bare(envelopes)
    noticed = [dossier for dossier in dossiers if any(each.deed.way == NOTICE for each in dossier.deeds)]
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


def load_dossiers_for_notices(envelopes: Sequence[Envelope]) -> list[Dossier]:
    """The same of several envelopes, in their order, and in a fixed number of statements."""
    wanted = [envelope.id for envelope in envelopes]
    loaded = _load_bare(list(_envelopes_of({envelope.party_id for envelope in envelopes})))
    by_id = {dossier.envelope.id: dossier for dossier in loaded}
    own = [by_id[one] for one in wanted if one in by_id]
    _add_what_notices_need(own, loaded)
    return own


def load_current_dossiers_for_notices(parties: set[UUID]) -> list[Dossier]:
    """The same of every envelope of these people that was not taken back, the newest last."""
    loaded = _load_bare(list(_envelopes_of(parties)))
    current = [each for each in loaded if each.envelope.recalled_at is None]
    current.sort(key=lambda each: (each.envelope.placed_at, each.envelope.id))
    _add_what_notices_need(current, loaded)
    return current


def dossiers_before(envelopes: Mapping[Envelope, Sequence[Paper]]) -> list[Dossier]:
    """Of envelopes with these papers that nobody ordered yet, what would be found; in a fixed number of statements."""
    persons = party_facts({envelope.party_id for envelope in envelopes})
    dossiers = {e.id: Dossier(e, persons[e.party_id]) for e in envelopes}
    for envelope, papers in envelopes.items():
        services = dossiers[envelope.id].services = [Service(envelope=envelope, paper=paper) for paper in papers]
        for service in services:
            Service._meta.get_field("finding").set_cached_value(service, None)  # nothing to be asked for
    _add_addresses(dossiers)
    doubted = set(
        Task.objects.filter(party__in=persons, kind=FIND_OUT_DEATH, closed_at=None).values_list("party", flat=True)
    )
    reached = Call.objects.filter(party__in=persons, outcome__in=REACHED, struck_at=None).exclude(address=None)
    called = set(reached.values_list("address_id", flat=True))
    for dossier in dossiers.values():
        dossier.is_said_dead = dossier.envelope.party_id in doubted
        dossier.called = frozenset(called & {address.id for address in dossier.addresses})
    return list(dossiers.values())


def _envelopes_of(parties: set[UUID]) -> QuerySet[Envelope]:
    return Envelope.objects.filter(party_id__in=parties).select_related("case__court", "party")


def _load_bare(envelopes: Sequence[Envelope]) -> list[Dossier]:
    """In five statements; some more where a hearing is called to, signatures are waited for, or a link was disowned."""
    ids = [envelope.id for envelope in envelopes]
    persons = party_facts({envelope.party_id for envelope in envelopes})
    dossiers = {e.id: Dossier(e, persons[e.party_id]) for e in envelopes}
    _add_services(dossiers, ids)
    addresses = _add_addresses(dossiers)
    _add_attempts(dossiers, ids, addresses)
    other_rows: dict[UUID, Any] = {envelope.id: envelope for envelope in _other_rows(ids)}
    for id_, dossier in dossiers.items():
        _add_other_rows(dossier, other_rows[id_], addresses)
    _add_hearings(dossiers.values())
    for id_, dossier in dossiers.items():
        for phase in opened(other_rows[id_].phase_rows[:1]):
            _restore_earlier_phase(dossier, phase)
    _add_newer_orders([dossier for dossier in dossiers.values() if dossier.envelope.disowned_at])
    _add_signatures(dossiers)
    return list(dossiers.values())


@written_once
def _other_rows(ids: RawSQL) -> QuerySet[Envelope]:
    """What lies beside services and attempts of each envelope: small rows of many tables, most of them empty."""
    own = {"service__envelope": OuterRef("pk"), "service__recalled_at": None}
    acts = RecipientAct.objects.filter(**own).order_by("at")
    receipts = CallReceipt.objects.filter(**own, call__struck_at=None).order_by("call__at", "id")
    ruled = Determination.objects.filter(**own, kind="finding").order_by("at", "id")
    objections = Objection.objects.filter(envelope=OuterRef("pk")).order_by("id")
    deeds = Deed.objects.filter(envelope=OuterRef("pk")).order_by("id")
    steps = DeedStep.objects.filter(deed__envelope=OuterRef("pk"), struck_at=None).order_by("at", "id")
    deed_papers = DeedPaper.objects.filter(deed__envelope=OuterRef("pk")).order_by("id")
    reached = Call.objects.filter(party=OuterRef("party"), outcome__in=REACHED, struck_at=None).order_by("at", "id")
    said_dead = Task.objects.filter(party=OuterRef("party"), kind=FIND_OUT_DEATH, closed_at=None)
    phases = EarlierPhase.objects.filter(case=OuterRef("case"), until__gt=OuterRef("placed_at")).order_by("until")
    summonses = Service.objects.filter(envelope=OuterRef(OuterRef("pk")), paper__kind=CALLING)
    hearings = Hearing.objects.filter(Exists(summonses), case=OuterRef("case")).order_by("at", "id")
    return (
        Envelope.objects.filter(id__in=ids)
        .only("id")
        .annotate(
            act_rows=inner_rows(acts, "id", "service_id", "kind", "at", "assurance", "recorded_at"),
            receipt_rows=inner_rows(receipts, "id", "service_id", "call_id", "call__at"),
            ruling_rows=inner_rows(ruled, "id", "kind", "outcome", "service_id", "attempt_id", "deed_id", "at"),
            objection_rows=inner_rows(objections, *_OF_OBJECTION),
            deed_rows=inner_rows(deeds, *_OF_DEED, _SETTLED),
            step_rows=inner_rows(steps, "id", "deed_id", "kind", "at", "by", "manner"),
            paper_rows=inner_rows(deed_papers, "id", "deed_id", "service_id"),
            call_rows=inner_rows(reached, "address_id", "at"),
            phase_rows=inner_rows(phases, "branch", "procedure", "stage", "is_status_case"),
            hearing_rows=inner_rows(hearings, *_OF_HEARING),
            is_said_dead=Exists(said_dead),
            has_changed_hearing=Exists(Hearing.objects.filter(CHANGED, case=OuterRef("case"))),
        )
    )


def _add_other_rows(dossier: Dossier, other_rows: Any, addresses: Mapping[UUID, Address]) -> None:
    dossier.acts = instances(RecipientAct, other_rows.act_rows)
    dossier.determinations = instances(Determination, other_rows.ruling_rows)
    dossier.objections = instances(Objection, other_rows.objection_rows)
    for each in opened(other_rows.receipt_rows):
        receipt = instance(CallReceipt, {name: each[name] for name in ("id", "service_id", "call_id")})
        receipt.call = instance(Call, {"id": each["call_id"], "at": each["call__at"]})
        dossier.receipts.append(receipt)
    _add_deeds(dossier, other_rows, addresses)
    dossier.hearings = instances(Hearing, other_rows.hearing_rows)
    dossier.has_changed_hearing = other_rows.has_changed_hearing
    dossier.is_said_dead = other_rows.is_said_dead
    calls = instances(Call, other_rows.call_rows)
    dossier.spoken_at = max((call.at for call in calls), default=None)
    dossier.called = frozenset(call.address_id for call in calls if call.address_id)


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
    current = Service.objects.filter(envelope_id__in=ids, recalled_at=None)
    current = current.annotate(is_replaced=Exists(Paper.objects.filter(replaces=OuterRef("paper"))))
    replaced = []
    for service in current.select_related("paper", "finding").order_by("id"):
        service.envelope = dossiers[service.envelope_id].envelope
        dossiers[service.envelope_id].services.append(service)
        if service.is_replaced:
            replaced.append(service)
    gone = corrected(replaced) if replaced else set()
    for service in replaced:
        if service.id in gone:
            dossiers[service.envelope_id].corrected.add(service.id)


def _add_addresses(dossiers: dict[UUID, Dossier]) -> dict[UUID, Address]:
    """Those in use; gives all of these people, by id, since some were tried that are in use no more."""
    by_party: dict[UUID, list[Any]] = defaultdict(list)
    parties = {dossier.envelope.party_id for dossier in dossiers.values()}
    rows = Address.objects.filter(party_id__in=parties).annotate(has_other_holder=has_other_holder()).order_by("id")
    for address in rows:
        if address.retired_at is None:
            by_party[address.party_id].append(address)
    envelopes = [dossier.envelope for dossier in dossiers.values()]
    doubtful = {e.case_id for e in envelopes if any(a.has_other_holder for a in by_party[e.party_id])}
    shared = shared_with_opponents(doubtful) if doubtful else set()
    for dossier in dossiers.values():
        dossier.addresses = by_party[dossier.envelope.party_id]
        dossier.shared = {address.id for address in dossier.addresses if address.id in shared}
    return {address.id: address for address in rows}


def _add_attempts(dossiers: dict[UUID, Dossier], ids: Iterable[UUID], addresses: Mapping[UUID, Address]) -> None:
    attempts = Attempt.objects.filter(envelope_id__in=ids, purpose="service")
    for attempt in attempts.order_by("id"):
        dossier = dossiers[attempt.envelope_id]
        (dossier.called_off if attempt.state == State.CANCELLED else dossier.attempts).append(attempt)
        if (address := addresses.get(attempt.address_id)) is not None:
            attempt.address = address
        _keep_address(dossier, attempt.address)
        if (at := denied_at(attempt)) is not None:
            dossier.denied[attempt.id] = at


def _add_deeds(dossier: Dossier, other_rows: Any, addresses: Mapping[UUID, Address]) -> None:
    steps, deed_papers = instances(DeedStep, other_rows.step_rows), instances(DeedPaper, other_rows.paper_rows)
    made = instances(Deed, other_rows.deed_rows)
    others = _by_others(made)
    # What was reported of such a letter does not stand, and nothing more is waited for.
    unbelieved = {row["id"] for row in opened(other_rows.deed_rows) if row[_SETTLED] == SettledHow.NOT_BELIEVED}
    for deed in made:
        own = [step for step in steps if step.deed_id == deed.id]
        papers = {paper.service_id for paper in deed_papers if paper.deed_id == deed.id}
        given_up, due_on = others.get(deed.id, (str(deed.id) in unbelieved, None))
        dossier.deeds.append(DeedOnRecord(deed, own, papers, given_up, due_on))
        if deed.address_id is not None:
            address = deed.address = addresses.get(deed.address_id) or Address.objects.get(id=deed.address_id)
            _keep_address(dossier, address)


def _by_others(made: Iterable[Deed]) -> dict[UUID, tuple[bool, date]]:
    """Of what others do for the court: whether nothing more will be heard of it, and when their term ends."""
    handed_on = [deed.id for deed in made if deed.way in WAY.values()]
    if not handed_on:
        return {}
    rows = Deed.objects.filter(id__in=handed_on, entrustment__isnull=False)
    states = rows.values_list("id", "entrustment__state", "entrustment__due_on")
    return {deed: (state in GIVEN_UP, due_on) for deed, state, due_on in states}


def _add_newer_orders(disowned: Sequence[Dossier]) -> None:
    """Of envelopes whose link is in a stranger's hand: whether the same papers went to the same person since."""
    if not disowned:
        return
    parties = {dossier.envelope.party_id for dossier in disowned}
    current = Service.objects.filter(envelope__party_id__in=parties, recalled_at=None, envelope__disowned_at=None)
    rows = list(current.values_list("envelope__party_id", "paper_id", "envelope__placed_at"))
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


def _add_hearings(dossiers: Collection[Dossier]) -> None:
    """The hearing that the summons in each envelope calls to; none where it is at another time now, or cancelled."""
    hearings = {hearing.id: hearing for dossier in dossiers for hearing in dossier.hearings}
    if not hearings:
        return
    services = [service for dossier in dossiers for service in dossier.services]
    called = summoned_by(services, with_past(hearings.values()))
    for dossier in dossiers:
        own = {service.id: called[service.id] for service in dossier.services if service.id in called}
        dossier.hearing_at = next((one.hearing.at for one in own.values() if not one.calls_in_vain), None)
        dossier.calling_in_vain = {service_id for service_id, one in own.items() if one.calls_in_vain}


def _restore_earlier_phase(dossier: Dossier, then: Row) -> None:
    """A case that moved on since an envelope was made is, for that envelope, what it was then."""
    dossier.envelope.case = copy(dossier.envelope.case)
    for name in ("branch", "procedure", "stage", "is_status_case"):
        setattr(dossier.envelope.case, name, then[name])
