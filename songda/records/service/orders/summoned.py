"""Which hearing a summons calls to, which time and room it names, and what became of that hearing since.

A paper says for ever what it said when it was ordered first: whoever gets the same paper later reads the same time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery

from songda.core.delivery.sentences import OldHearing
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.models import Hearing
from songda.records.matter.papers.models import Paper
from songda.records.service.orders.models import Service

CALLING = "summons"  # the kind of paper
CHANGED = Q(changed_at__isnull=False) | Q(cancelled_at__isnull=False)  # hearings that are other than some summons says
_FIRST_ORDERED = Subquery(
    Service.objects.filter(paper=OuterRef("paper")).order_by("envelope__placed_at").values("envelope__placed_at")[:1]
)


class HearingChange(StrEnum):
    """What became of a hearing since a summons was ordered for it."""

    AS_NAMED = "as_named"
    MOVED = "moved"
    CANCELLED = "cancelled"
    OTHER_ROOM = "other_room"


class Sitting(NamedTuple):
    """A time and a room that a hearing had, and since when."""

    since: datetime
    at: datetime
    place: str


@dataclass(frozen=True)
class Summoned:
    """The hearing that a summons calls to, with the time and the room that stand on the paper."""

    hearing: Hearing
    named_at: datetime
    named_place: str
    change: HearingChange

    @property
    def calls_in_vain(self) -> bool:
        """Whether whoever comes at the time that the paper names finds no hearing for which it counts."""
        return self.change in {HearingChange.MOVED, HearingChange.CANCELLED}

    @property
    def changed_at(self) -> datetime | None:
        """When the hearing became another than the paper names; None where it is as named."""
        match self.change:
            case HearingChange.AS_NAMED:
                return None
            case HearingChange.CANCELLED:
                return self.hearing.cancelled_at
            case _:
                return self.hearing.changed_at

    def old_hearing(self, zone: ZoneInfo) -> OldHearing | None:
        """What is said of the paper; None where the hearing is as it names it."""
        if self.change is HearingChange.AS_NAMED:
            return None
        return OldHearing(self.change.value, self.named_at.astimezone(zone), self.named_place)


@dataclass(frozen=True)
class Hearings:
    """The hearings of some cases, those that were cancelled too, with the times and rooms that they had."""

    by_case: Mapping[UUID, Sequence[Hearing]]
    sittings: Mapping[UUID, Sequence[Sitting]]

    def called_to(self, case_id: UUID, ordered_at: datetime) -> Summoned | None:
        """What a summons that was ordered then calls to; None where no hearing could be meant.

        The first one that was to come by what was on record then; where none was, the one that was entered next.
        """
        own = self.by_case.get(case_id, ())
        known = [hearing for hearing in own if self._could_be_meant(hearing, ordered_at)]
        if known:
            return self._summoned(min(known, key=lambda h: (self._as_of(h, ordered_at).at, h.id)), ordered_at)
        later = [h for h in own if h.set_at > ordered_at and self._as_of(h, ordered_at).at >= ordered_at]
        return self._summoned(min(later, key=lambda h: (h.set_at, h.at, h.id)), ordered_at) if later else None

    def _could_be_meant(self, hearing: Hearing, at: datetime) -> bool:
        is_known = hearing.set_at <= at and (hearing.cancelled_at is None or hearing.cancelled_at > at)
        return is_known and self._as_of(hearing, at).at >= at

    def _as_of(self, hearing: Hearing, at: datetime) -> Sitting:
        """Its time and room at that moment; of one that was entered later, those that it was entered with."""
        had = self.sittings.get(hearing.id) or (Sitting(hearing.set_at, hearing.at, hearing.place),)
        return next((sitting for sitting in reversed(had) if sitting.since <= at), had[0])

    def _summoned(self, hearing: Hearing, ordered_at: datetime) -> Summoned:
        named = self._as_of(hearing, ordered_at)
        return Summoned(hearing, named.at, named.place, _standing(hearing, named, ordered_at))


def _standing(hearing: Hearing, named: Sitting, ordered_at: datetime) -> HearingChange:
    """Moved and moved back is moved: whoever was told of the first knows nothing of the second."""
    if hearing.cancelled_at is not None:
        return HearingChange.CANCELLED
    if hearing.moved_at is not None and hearing.moved_at > ordered_at:
        return HearingChange.MOVED
    return HearingChange.AS_NAMED if named.place == hearing.place else HearingChange.OTHER_ROOM


def hearings_with_past(case_ids: Collection[UUID]) -> Hearings:
    """Of these cases, each with its case, court and judge; one statement, and one more where a hearing was changed."""
    rows = Hearing.objects.filter(case_id__in=case_ids).select_related("case__court", "case__judge")
    return with_past(rows.order_by("at", "id"))


def with_past(hearings: Iterable[Hearing]) -> Hearings:
    """These hearings, earliest first of each case; one statement where one of them was changed."""
    by_case: dict[UUID, list[Hearing]] = defaultdict(list)
    for hearing in hearings:
        by_case[hearing.case_id].append(hearing)
    changed = [hearing for own in by_case.values() for hearing in own if hearing.changed_at is not None]
    return Hearings(by_case, _sittings(changed) if changed else {})


def _sittings(changed: Sequence[Hearing]) -> Mapping[UUID, Sequence[Sitting]]:
    """As the log tells them, oldest first."""
    streams = {f"case:{hearing.case_id}" for hearing in changed}
    events = (
        Event.objects.on_record()
        .filter(stream__in=streams, name__in=("hearing.set", "hearing.moved"))
        .order_by("number")
    )
    had: dict[UUID, list[Sitting]] = defaultdict(list)
    for event in events:
        hearing_set = Sitting(event.happened_at, datetime.fromisoformat(event.data["at"]), event.data["place"])
        had[UUID(event.data["hearing"])].append(hearing_set)
    return had


def with_first_order(services: QuerySet[Service]) -> list[Service]:
    """These services, each with the moment at which its paper was ordered for the first time, for anybody."""
    found = list(services.annotate(ordered_first=_FIRST_ORDERED))
    for service in found:
        service.first_ordered_at = service.ordered_first
    return list(found)


def first_ordered(paper_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When each of these papers was ordered for the first time, for anybody."""
    orders = Service.objects.filter(paper_id__in=paper_ids).order_by().values_list("paper_id")
    return dict(orders.annotate(first=Min("envelope__placed_at")))


def summoned_by(
    services: Iterable[Service], known: Hearings | None = None, kinds: Collection[str] = (CALLING,)
) -> dict[UUID, Summoned]:
    """By service, what those of a summons call to; three statements, one where the hearings of their cases are known.

    They come with paper and envelope. `kinds`: of other papers too, which name a hearing without summoning to it.
    """
    own = [service for service in services if service.paper.kind in kinds]
    if not own:
        return {}
    known = hearings_with_past({service.envelope.case_id for service in own}) if known is None else known
    if not known.by_case:
        return {}
    ordered = first_ordered({service.paper_id for service in own})
    found = {s.id: known.called_to(s.envelope.case_id, ordered[s.paper_id]) for s in own}
    return {service_id: summoned for service_id, summoned in found.items() if summoned is not None}


def named_by(papers: Iterable[Paper], known: Hearings | None = None) -> dict[UUID, Summoned]:
    """By paper, what those of these summonses call to that were ordered for anybody; three statements at most.

    `known` are the hearings of their cases, where they were read already.
    """
    own = [paper for paper in papers if paper.kind == CALLING]
    if not own:
        return {}
    known = known or hearings_with_past({paper.case_id for paper in own})
    if not known.by_case:
        return {}
    ordered = first_ordered([paper.id for paper in own])
    found = {p.id: known.called_to(p.case_id, ordered[p.id]) for p in own if p.id in ordered}
    return {paper_id: summoned for paper_id, summoned in found.items() if summoned is not None}


def would_call_to(paper: Paper, now: datetime) -> Summoned | None:
    """What a summons would call to that is ordered now: the hearing of its first order, else of when it was filed.

    None where no hearing to come was, and is, on record.
    """
    known = hearings_with_past({paper.case_id})
    since = first_ordered([paper.id]).get(paper.id, paper.filed_at)
    return known.called_to(paper.case_id, since) or known.called_to(paper.case_id, now)


def summoned_to(hearing: Hearing) -> list[Service]:
    """The summonses that call somebody still in the case to this hearing as it is now, with envelope and person."""
    rows = Service.objects.filter(envelope__case=hearing.case_id, paper__kind=CALLING, recalled_at=None)
    rows = rows.filter(envelope__party__removed_at=None)
    services = list(rows.select_related("paper", "envelope__party").order_by("envelope__placed_at", "id"))
    called = summoned_by(services)
    return [s for s in services if s.id in called and called[s.id].hearing == hearing and not called[s.id].changed_at]
