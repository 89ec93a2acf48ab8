"""Everything that is under way in a case, way by way, and what of it no longer fits the case as it is now.

Each way tells its own (`law.ways`); messages and tasks are told here. What is still in the house is let go by itself,
and the log tells it; what has left the house is marked and told on one page, where people decide with one press.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.overtaken import Overtaken, first_of
from songda.core.delivery.states import IN_FLIGHT
from songda.core.delivery.tasks import Fact, ended_by
from songda.core.words import Phrase
from songda.records.law.ways import STOP_NOTICE, Thing, ways
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import REMINDERS
from songda.records.service.orders.models import Service
from songda.records.service.orders.overtaken import overtaken, the_dead
from songda.records.service.orders.queries import unserved_papers
from songda.records.service.orders.summoned import CALLING, HearingChange, summoned_by
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.records.service.tasks.models import Task

HEIRS, DIED = "ask_heirs", "died"


def _messages(case_ids: Collection[UUID]) -> Iterator[Thing]:
    rows = Attempt.objects.filter(envelope__case__in=case_ids, purpose="service", state__in=["pending", *IN_FLIGHT])
    papers = unserved_papers(set(rows.values_list("envelope_id", flat=True)))
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


def _tasks(case_ids: Collection[UUID]) -> Iterator[Thing]:
    """What people do for somebody, calls that were agreed on among them; a judge's decision is no way."""
    rows = Task.objects.filter(case__in=case_ids, closed_at=None, kind__in=ended_by(Fact.DIED))
    papers = unserved_papers({task.envelope_id for task in rows if task.envelope_id})
    for one in rows.order_by("id").select_related("envelope"):
        own = papers.get(one.envelope_id, frozenset()) if one.envelope_id else frozenset()
        about = one.envelope.party_id if one.envelope else one.party_id
        yield Thing("task", one.kind, str(one.id), one.envelope_id, one.opened_at, own, party_id=about)


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
    by_ways = (way.under_way for way in ways() if way.under_way is not None)
    things = [thing for look in (_messages, _reminders, *by_ways, _tasks) for thing in look([case.id])]
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
    here = Q(envelope__party__in=party_ids, envelope__party__removed_at=None, kind=STOP_NOTICE)
    by_mistake |= here & ~Q(envelope__party__in=dead)
    left = Q(party__in=party_ids, party__removed_at__isnull=False)
    left |= Q(envelope__party__in=party_ids, envelope__party__removed_at__isnull=False)
    for_them = left & Q(kind__in=ended_by(Fact.DIED)) & ~Q(reason="representative_left")
    end_by_fact(Fact.STRUCK, by_mistake | for_them, "engine", now)
    for way in ways():
        if way.gone is not None:
            way.gone(party_ids, dead, now)
    if not dead:
        return
    end_by_fact(Fact.DIED, Q(party__in=dead) | Q(envelope__party__in=dead), "engine", now)
    known = Task.objects.filter(party__in=dead, kind=HEIRS).exclude(ended_by=Fact.STRUCK)
    asked = set(known.values_list("party_id", flat=True))
    rows = Party.objects.filter(id__in=dead - asked, removed_at=None, acts_for=None, case__closed_at=None)
    people = rows.select_related("case__court").order_by("id")
    open_tasks([TaskDraft(HEIRS, DIED, party.case, party=party) for party in people], now)
