"""Places orders of service, one or thousands: the same few statements for all of them."""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from songda.clock import new_id
from songda.core.evidence.canonical import Json
from songda.core.law import Status
from songda.core.refusal import Refused
from songda.records.court.staff.models import Court
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.models import Paper
from songda.records.matter.papers.queries import Filers, filers_of, is_own
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.notify import reconsider
from songda.records.service.orders.due import begin
from songda.records.service.orders.models import Envelope, Order, Service
from songda.records.service.orders.overtaken import is_dead


@dataclass(frozen=True)
class OrderDraft:
    """What somebody asks for: these papers to these recipients of one case."""

    case_id: UUID
    paper_ids: tuple[UUID, ...]
    party_ids: tuple[UUID, ...]
    idempotency_key: str | None = None
    held_back: timedelta | None = None  # how long nothing is handed over, so that it can be undone
    has_english_page: bool = False  # behind each certificate of it

    def fingerprint(self) -> bytes:
        """Two drafts with the same fingerprint ask for the same thing."""
        wish: list[object] = [str(self.case_id), sorted(map(str, self.paper_ids)), sorted(map(str, self.party_ids))]
        if self.has_english_page:
            wish.append("english_page")
        return hashlib.sha256(json.dumps(wish).encode()).digest()


@dataclass(frozen=True)
class Placer:
    """Who places orders, for which court, when."""

    court: Court
    by: str
    now: datetime


def place_order(draft: OrderDraft, court: Court, by: str, now: datetime) -> Order:
    """Place one order; raises Refused. The same idempotency key gives the same order again."""
    answer = place_orders([draft], court, by, now)[0]
    if isinstance(answer, Refused):
        raise answer
    return answer


def place_orders(drafts: Sequence[OrderDraft], court: Court, by: str, now: datetime) -> list[Order | Refused]:
    """Place many orders in one transaction; one answer each, in the same order. A refused one changes nothing."""
    placer = Placer(court, by, now)
    try:
        return _place(drafts, placer)
    except IntegrityError:  # the same key came twice at once: the other one is committed now, so look again
        return _place(drafts, placer)


def why_not(drafts: Sequence[OrderDraft], court: Court) -> list[Refused | None]:
    """Why each of these, by itself, could not be placed now; None where it could. Changes nothing, asks no keys."""
    ground = _Ground.load(drafts, court, Case.objects.all())
    return [ground.refusal(draft) for draft in drafts]


@transaction.atomic
def _place(drafts: Sequence[OrderDraft], placer: Placer) -> list[Order | Refused]:
    ground = _Ground.load(drafts, placer.court, Case.objects.select_for_update(no_key=True))
    answers: list[Order | Refused] = []
    fresh: list[tuple[OrderDraft, Order]] = []
    for draft in drafts:
        answer = ground.answer(draft, placer)
        answers.append(answer)
        if isinstance(answer, Order) and answer._state.adding:
            fresh.append((draft, answer))
            ground.remember(draft, answer)
    if fresh:
        _write(fresh, ground, placer)
    return answers


_OF_PAPERS = ("case", "title", "sha256", "struck_at", "replaces")


class _Ground:
    """What the drafts stand on, read in a few statements."""

    def __init__(self, court: Court) -> None:
        self.court = court
        self.cases: dict[UUID, datetime | None] = {}  # with the moment at which each was closed
        self.papers: dict[UUID, Paper] = {}
        self.filers: Filers = {}
        self.parties: dict[UUID, Party] = {}
        self.dead: set[UUID] = set()
        self.known: dict[str, Order] = {}
        self.replaced: set[UUID] = set()  # the papers of which a correction stands
        self.open_pairs: set[tuple[UUID, UUID]] = set()
        self.served: dict[tuple[UUID, UUID], date] = {}  # since when

    @classmethod
    def load(cls, drafts: Sequence[OrderDraft], court: Court, cases: QuerySet[Case]) -> "_Ground":
        """Read papers, parties, earlier orders and services; `cases` locked where a second click is to wait."""
        ground = cls(court)
        case_ids = sorted({draft.case_id for draft in drafts})
        ground.cases = dict(cases.filter(court=court, id__in=case_ids).order_by("id").values_list("id", "closed_at"))
        correction = Paper.objects.filter(replaces=OuterRef("id"), struck_at=None)
        rows = Paper.objects.filter(id__in={i for d in drafts for i in d.paper_ids}).only(*_OF_PAPERS)
        papers = list(rows.annotate(is_corrected=Exists(correction)))
        ground.papers = {p.id: p for p in papers}
        ground.replaced = {p.id for p in papers if p.is_corrected}
        ground.filers = filers_of(papers)
        named = Party.objects.filter(id__in={i for d in drafts for i in d.party_ids})
        parties = list(named.only("case", "acts_for", "removed_at").annotate(has_died=is_dead()))
        ground.parties = {p.id: p for p in parties}
        ground.dead = {p.id for p in parties if p.has_died}
        keys = {draft.idempotency_key for draft in drafts if draft.idempotency_key}
        if keys:
            earlier = Order.objects.filter(court=court, idempotency_key__in=keys)
            ground.known = {str(order.idempotency_key): order for order in earlier}
        services = Service.objects.filter(
            envelope__party_id__in=ground.parties, paper_id__in=ground.papers, recalled_at=None
        )
        ground._read_services(services)
        return ground

    def _read_services(self, services: QuerySet[Service]) -> None:
        """Those that count, and those under way; where the holder denied one nobody knows who was reached."""
        rows = services.select_related("finding", "envelope").only(
            *("paper_id", "envelope__party_id", "envelope__closed_at", "envelope__disowned_at"),
            *("finding__status", "finding__is_denied", "finding__effective_on", "finding__decided_at"),
        )
        for service in rows:
            pair, envelope = (service.paper_id, service.envelope.party_id), service.envelope
            finding = getattr(service, "finding", None)
            if finding is not None and finding.status == Status.EFFECTIVE and not finding.is_denied:
                since = finding.effective_on or localdate(finding.decided_at)
                self.served[pair] = min(since, self.served.get(pair, since))
            elif envelope.closed_at is None and envelope.disowned_at is None:  # one disowned sends nothing more
                self.open_pairs.add(pair)

    def answer(self, draft: OrderDraft, placer: Placer) -> Order | Refused:
        """The order (new or the earlier one of the same key), or why not."""
        if draft.idempotency_key and (earlier := self.known.get(draft.idempotency_key)):
            same = bytes(earlier.request_hash) == draft.fingerprint()
            return earlier if same else Refused("key_reused")
        if refusal := self.refusal(draft):
            return refusal
        return Order(
            id=new_id(),
            court=self.court,
            case_id=draft.case_id,
            placed_at=placer.now,
            placed_by=placer.by,
            idempotency_key=draft.idempotency_key,
            request_hash=draft.fingerprint(),
        )

    def remember(self, draft: OrderDraft, order: Order) -> None:
        """Let later drafts of the same call see this one."""
        if draft.idempotency_key:
            self.known[draft.idempotency_key] = order
        self.open_pairs |= {(paper, party) for paper in draft.paper_ids for party in draft.party_ids}

    def refusal(self, draft: OrderDraft) -> Refused | None:
        """Why it cannot be placed, whatever its key."""
        if not draft.paper_ids or not draft.party_ids:
            return Refused("nothing_chosen")
        papers = [self.papers.get(paper_id) for paper_id in draft.paper_ids]
        parties = [self.parties.get(party_id) for party_id in draft.party_ids]
        strangers = [row for row in (*papers, *parties) if row is None or row.case_id != draft.case_id]
        if draft.case_id not in self.cases or strangers:
            return Refused("not_in_case")
        if self.cases[draft.case_id]:
            return Refused("case_closed")
        if any(self.parties[party_id].removed_at for party_id in draft.party_ids):
            return Refused("representative_left")
        if not self.dead.isdisjoint(draft.party_ids):
            return Refused("recipient_died")
        return self._refusal_of_papers(draft)

    def _refusal_of_papers(self, draft: OrderDraft) -> Refused | None:
        """What stands against a paper for everybody, or for one of these people."""
        for paper_id in draft.paper_ids:
            paper = self.papers[paper_id]
            if paper.struck_at is not None:
                return Refused("paper_was_struck", title=paper.title)
            if paper_id in self.replaced:
                return Refused("paper_already_replaced", title=paper.title)
            for party_id in draft.party_ids:
                if is_own(self.filers, paper, self.parties[party_id]):
                    return Refused("serves_own_paper", title=paper.title)
                if since := self.served.get((paper_id, party_id)):
                    return Refused("order_served", title=paper.title, since=since)
                if (paper_id, party_id) in self.open_pairs:
                    return Refused("already_ordered", title=paper.title)
        return None


def _write(fresh: Sequence[tuple[OrderDraft, Order]], ground: _Ground, placer: Placer) -> None:
    by_id = {order.id: order for _, order in fresh}
    envelopes = [_envelope(order, draft, party_id, placer) for draft, order in fresh for party_id in draft.party_ids]
    papers_of = {order.id: draft.paper_ids for draft, order in fresh}
    services = [
        Service(id=new_id(), envelope=envelope, paper_id=paper_id)
        for envelope in envelopes
        for paper_id in papers_of[envelope.order_id]
    ]
    Order.objects.bulk_create(by_id.values())
    begin(envelopes, placer.now)
    Service.objects.bulk_create(services)
    has_corrections = any(ground.papers[service.paper_id].replaces_id for service in services)
    _reconsider_earlier({envelope.party_id for envelope in envelopes}, has_corrections=has_corrections)
    for order_id, own in groupby(services, key=lambda service: service.envelope.order_id):
        by_id[order_id].new_services = tuple(own)
    record(list(_events(fresh, ground, placer)), placer.now)


def _reconsider_earlier(party_ids: Collection[UUID], *, has_corrections: bool) -> None:
    """Whoever was to be found for an earlier order is found; what was corrected is left to its correction."""
    earlier = Envelope.objects.filter(party_id__in=party_ids, recalled_at=None)
    earlier = earlier if has_corrections else earlier.exclude(disowned_at=None)
    if found := sorted(set(earlier.values_list("party_id", flat=True))):
        reconsider(found)


def _envelope(order: Order, draft: OrderDraft, party_id: UUID, placer: Placer) -> Envelope:
    envelope_id = new_id()
    return Envelope(
        id=envelope_id,
        order=order,
        case_id=order.case_id,
        party_id=party_id,
        link_index=vault.link_index(vault.link_token(envelope_id)),
        placed_at=placer.now,
        held_until=placer.now + draft.held_back if draft.held_back else None,
        has_english_page=draft.has_english_page,
    )


def _services_by_envelope(order: Order) -> list[Json]:
    """Each envelope of the order and its services, each with its paper: so the log alone can follow them."""
    envelopes: dict[Envelope, list[Json]] = {}
    for service in order.new_services:
        envelopes.setdefault(service.envelope, []).append([str(service.id), str(service.paper_id)])
    return [
        {"id": str(e.id), "party": str(e.party_id), "services": own, "english_page": e.has_english_page}
        for e, own in envelopes.items()
    ]


def _events(fresh: Sequence[tuple[OrderDraft, Order]], ground: _Ground, placer: Placer) -> Iterator[NewEvent]:
    for draft, order in fresh:
        papers = [{"id": str(p), "sha256": ground.papers[p].sha256_hex} for p in draft.paper_ids]
        yield NewEvent(
            name="order.placed",
            stream=f"order:{order.id}",
            case_id=order.case_id,
            happened_at=placer.now,
            actor=placer.by,
            data={
                "papers": papers,
                "parties": [str(p) for p in draft.party_ids],
                "envelopes": _services_by_envelope(order),
            },
        )
