"""Everything that is under way in a case, way by way, and what of it no longer fits the case as it is now.

A way is a row: what of its own is under way, and how it lets go of what must not go on. A new way is one more row, and
whatever changes in a case finds it. What is still in the house is let go by itself, and the log tells it; what has left
the house is marked and told on one page, where people decide with one press.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from songda.core.delivery.letters import OPEN as OPEN_LETTERS
from songda.core.delivery.letters import LetterState
from songda.core.delivery.overtaken import Overtaken, first_of
from songda.core.delivery.states import IN_FLIGHT
from songda.core.delivery.tasks import Fact, ended_by
from songda.core.words import Phrase
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import REMINDERS, call_off_planned
from songda.records.service.orders.models import Service
from songda.records.service.orders.overtaken import overtaken, the_dead
from songda.records.service.orders.summoned import CALLING, HearingChange, summoned_by
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.records.service.tasks.models import Task
from songda.records.ways.entrustments.actions import call_back_overtaken
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.post.letters.actions import sweep_overtaken, was_lost
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.public_notices.actions import remove_overtaken_drafts
from songda.records.ways.public_notices.models import PublicNotice
from songda.records.ways.visits.models import Stop
from songda.records.ways.visits.rounds import call_off_overtaken

HEIRS, DIED, STOP = "ask_heirs", "died", "stop_notice"


@dataclass(frozen=True)
class Thing:
    """One thing that is under way: of which way, how far, of which envelope, since when, with which papers."""

    way: str
    stage: str
    key: str
    envelope_id: UUID | None
    since: datetime
    service_ids: frozenset[UUID]
    has_left: bool = False  # the house: nobody can keep it back any more
    party_id: UUID | None = None  # where no paper says whom it is for


Under = Callable[[Collection[UUID]], Iterator[Thing]]


@dataclass(frozen=True)
class Way:
    """`under_way`: its things of these cases. `let_go`: takes out what must not go on, for the clock; how many.

    None of what each change ends at once, and what nobody begins for somebody who is gone.
    """

    name: str
    under_way: Under
    let_go: Callable[[datetime], int] | None


def _messages(case_ids: Collection[UUID]) -> Iterator[Thing]:
    rows = Attempt.objects.filter(envelope__case__in=case_ids, purpose="service", state__in=["pending", *IN_FLIGHT])
    papers = _papers_of_envelopes(set(rows.values_list("envelope_id", flat=True)))
    for one in rows.order_by("id"):
        stage, own = ("planned" if one.state == "pending" else "sent"), papers[one.envelope_id]
        yield Thing("message", stage, str(one.id), one.envelope_id, one.planned_at, own, one.state != "pending")


def _reminders(case_ids: Collection[UUID]) -> Iterator[Thing]:
    """What serves nothing: that a hearing is another one, that the court will call, that a notice stands."""
    rows = Attempt.objects.filter(envelope__case__in=case_ids, purpose__in=REMINDERS)
    for one in rows.filter(state__in=["pending", *IN_FLIGHT]).select_related("envelope").order_by("id"):
        stage, about = ("planned" if one.state == "pending" else "sent"), one.envelope.party_id
        has_left = one.state != "pending"
        yield Thing("reminder", stage, str(one.id), one.envelope_id, one.planned_at, frozenset(), has_left, about)


def _letters(case_ids: Collection[UUID]) -> Iterator[Thing]:
    travelling = Q(state=LetterState.SEALED) & ~Q(deed__steps__kind__in=["signed", "returned"])
    rows = Letter.objects.filter(Q(state__in=OPEN_LETTERS) | travelling, envelope__case__in=case_ids)
    for one in rows.order_by("id").distinct().select_related("carriage").prefetch_related("paper_rows"):
        own = frozenset(paper.service_id for paper in one.paper_rows.all())
        stage = "lost" if was_lost(one) else "printed" if one.state == LetterState.READY and one.batch_id else one.state
        yield Thing("letter", stage, str(one.id), one.envelope_id, one.opened_at, own, one.state == LetterState.SEALED)


def _visits(case_ids: Collection[UUID]) -> Iterator[Thing]:
    rows = Stop.objects.filter(envelope__case__in=case_ids, dropped_at=None, done_at=None).select_related("round")
    papers = _papers_of_envelopes({stop.envelope_id for stop in rows})
    for one in rows.order_by("id"):
        is_out = one.round is not None and one.round.taken_at is not None
        stage = "out" if is_out else "in_round" if one.round_id else "planned"
        yield Thing("visit", stage, str(one.id), one.envelope_id, one.planned_at, papers[one.envelope_id])


def _entrusted(case_ids: Collection[UUID]) -> Iterator[Thing]:
    rows = Entrustment.objects.filter(deed__envelope__case__in=case_ids, state="sent").select_related("deed")
    for one in rows.order_by("id").prefetch_related("deed__paper_rows"):
        own = frozenset(paper.service_id for paper in one.deed.paper_rows.all())
        yield Thing("entrusted", "sent", str(one.id), one.deed.envelope_id, one.sent_at, own, has_left=True)


def _notices(case_ids: Collection[UUID]) -> Iterator[Thing]:
    rows = PublicNotice.objects.filter(envelope__case__in=case_ids, removed_at=None, ended_at=None)
    for one in rows.order_by("id").prefetch_related("paper_rows"):
        own = frozenset(paper.service_id for paper in one.paper_rows.all())
        stage, since = ("standing", one.published_at) if one.published_at else ("draft", one.drafted_at)
        yield Thing("notice", stage, str(one.id), one.envelope_id, since, own, one.published_at is not None)


def _tasks(case_ids: Collection[UUID]) -> Iterator[Thing]:
    """What people do for somebody, calls that were agreed on among them; a judge's decision is no way."""
    rows = Task.objects.filter(case__in=case_ids, closed_at=None, kind__in=ended_by(Fact.DIED))
    papers = _papers_of_envelopes({task.envelope_id for task in rows if task.envelope_id})
    for one in rows.order_by("id").select_related("envelope"):
        own = papers.get(one.envelope_id, frozenset()) if one.envelope_id else frozenset()
        about = one.envelope.party_id if one.envelope else one.party_id
        yield Thing("task", one.kind, str(one.id), one.envelope_id, one.opened_at, own, party_id=about)


def _papers_of_envelopes(envelope_ids: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """What is still to be served of each; a message, or whoever goes there, takes what is right at that moment."""
    found: dict[UUID, set[UUID]] = {envelope: set() for envelope in envelope_ids}
    rows = Service.objects.filter(envelope__in=envelope_ids, recalled_at=None).exclude(finding__status="effective")
    for envelope, service in rows.values_list("envelope_id", "id"):
        found[envelope].add(service)
    return {envelope: frozenset(own) for envelope, own in found.items()}


WAYS: Sequence[Way] = (
    Way("message", _messages, call_off_planned),
    Way("reminder", _reminders, None),
    Way("letter", _letters, sweep_overtaken),
    Way("visit", _visits, call_off_overtaken),
    Way("entrusted", _entrusted, call_back_overtaken),
    Way("notice", _notices, remove_overtaken_drafts),
    Way("task", _tasks, None),
)


@dataclass(frozen=True)
class UnderWay:
    """A thing with its papers in the case as it is: `overtaken` says of each that must not go on why."""

    thing: Thing
    services: Sequence[Service]
    overtaken: Mapping[UUID, Overtaken]
    party: Party | None  # None of a task that is about the case alone
    names_other_room: bool = (
        False  # a summons among its papers: the time is right, and whoever was told the room is not
    )

    @property
    def stand(self) -> Phrase:
        """How far it is, in words."""
        is_task = self.thing.way == "task"
        return Phrase(
            f"tasks.kind.{self.thing.stage}" if is_task else f"services.under_way.{self.thing.way}_{self.thing.stage}"
        )

    @property
    def reason(self) -> Phrase | None:
        """Why it does not fit, in words; None where all of it does."""
        if self.thing.stage == "lost":
            return Phrase("services.overtaken.lost")
        if self.why is not None:
            return Phrase(f"services.overtaken.{self.why}")
        return Phrase("services.overtaken.other_room") if self.names_other_room else None

    @property
    def why(self) -> Overtaken | None:
        """Why it must not go on as it is; None where it may."""
        return first_of(self.overtaken.values()) if self.overtaken else None


def under_way(case: Case) -> list[UnderWay]:
    """Everything that is under way in a case; some fifteen statements, however much it is."""
    things = [thing for way in WAYS for thing in way.under_way([case.id])]
    wanted = {service for thing in things for service in thing.service_ids}
    rows = Service.objects.filter(id__in=wanted).select_related(
        "paper", "envelope__party", "envelope__order", "finding"
    )
    services = {service.id: service for service in rows.order_by("paper__filed_at", "id")}
    why, rooms = overtaken(list(services.values())), _naming_another_room(services.values())
    people = Party.objects.in_bulk({thing.party_id for thing in things if thing.party_id})
    found = []
    for thing in things:
        own = [service for service_id, service in services.items() if service_id in thing.service_ids]
        about = people.get(thing.party_id) if thing.party_id else None
        if own or thing.way in {"task", "reminder"}:
            gone = {one.id: why[one.id] for one in own if one.id in why}
            is_elsewhere = any(one.id in rooms for one in own)
            found.append(UnderWay(thing, own, gone, about or (own[0].envelope.party if own else None), is_elsewhere))
    return found


def _naming_another_room(services: Collection[Service]) -> set[UUID]:
    """The summonses among them whose hearing is at the time that they name, and in another room."""
    called = summoned_by([service for service in services if service.paper.kind == CALLING])
    return {service for service, summoned in called.items() if summoned.change is HearingChange.OTHER_ROOM}


@transaction.atomic
def see_to_whoever_is_gone(party_ids: Collection[UUID], now: datetime) -> None:
    """Nobody does work for whoever died or is not in the case any more.

    Of the dead the clerk asks for the heirs, once: Civil Procedure Law, article 153. A public notice that stands for
    somebody who is gone runs on until people take it away, so they are told, once. Where it was noted by mistake,
    nobody asks any more.
    """
    dead = the_dead(party_ids)
    by_mistake = Q(party__in=party_ids, kind=HEIRS) & ~Q(party__in=dead)
    here = Q(envelope__party__in=party_ids, envelope__party__removed_at=None, kind=STOP)
    by_mistake |= here & ~Q(envelope__party__in=dead)
    left = Q(party__in=party_ids, party__removed_at__isnull=False)
    left |= Q(envelope__party__in=party_ids, envelope__party__removed_at__isnull=False)
    for_them = left & Q(kind__in=ended_by(Fact.DIED)) & ~Q(reason="representative_left")
    end_by_fact(Fact.STRUCK, by_mistake | for_them, "engine", now)
    _ask_about_notices(party_ids, dead, now)
    if not dead:
        return
    end_by_fact(Fact.DIED, Q(party__in=dead) | Q(envelope__party__in=dead), "engine", now)
    known = Task.objects.filter(party__in=dead, kind=HEIRS).exclude(ended_by=Fact.STRUCK)
    asked = set(known.values_list("party_id", flat=True))
    rows = Party.objects.filter(id__in=dead - asked, removed_at=None, acts_for=None, case__closed_at=None)
    people = rows.select_related("case__court").order_by("id")
    open_tasks([TaskDraft(HEIRS, DIED, party.case, party=party) for party in people], now)


def _ask_about_notices(party_ids: Collection[UUID], dead: Collection[UUID], now: datetime) -> None:
    gone = Q(envelope__party__in=dead) | Q(envelope__party__in=party_ids, envelope__party__removed_at__isnull=False)
    standing = PublicNotice.objects.filter(gone, published_at__isnull=False, removed_at=None, ended_at=None)
    asked = Task.objects.filter(kind=STOP, envelope=OuterRef("envelope")).exclude(ended_by=Fact.STRUCK)
    rows = standing.filter(~Exists(asked)).select_related("envelope__case__court").order_by("id")
    open_tasks([TaskDraft(STOP, "notice_of_gone", one.envelope.case, one.envelope) for one in rows], now)
