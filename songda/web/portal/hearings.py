"""The hearings as a recipient is told of them, beside what their summons names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from songda.records.matter.cases.models import Hearing
from songda.records.matter.papers.kinds import kind_name
from songda.records.service.findings.queries import ServiceView
from songda.records.service.orders.models import Service
from songda.records.service.orders.summoned import CALLING, HearingChange, Summoned, hearings_with_past, summoned_by
from songda.web.portal.visit import Visit, language

NAMING = ("summons", "hearing_notice")  # kinds of papers that name a hearing


@dataclass(frozen=True)
class HearingDate:
    """A hearing; `old` where `paper` names another time or room, `new_summons` once a later one was sent."""

    hearing: Hearing
    old: Summoned | None = None
    new_summons: Service | None = None
    paper: str = ""  # the kind of the paper that names it otherwise, in words
    is_over: bool = False

    @property
    def became(self) -> str:
        """moved, cancelled, other_room; empty where it is as it was said."""
        return self.old.change.value if self.old else ""

    @property
    def is_to_be_held(self) -> bool:
        """Whether it takes place at all."""
        return self.hearing.cancelled_at is None


@dataclass(frozen=True)
class HearingDates:
    """Those that are to come or that somebody would come to in vain, those that are over, and what each paper names."""

    to_come: Sequence[HearingDate]
    past: Sequence[HearingDate]
    named: Mapping[UUID, HearingDate]  # by service, of every paper of theirs that names one: as it names it

    def of_paper(self, service: Service) -> Sequence[HearingDate]:
        """The hearing that a paper names; where it cannot be told which one, all that are to come."""
        if service.paper.kind not in NAMING:
            return ()
        own = self.named.get(service.id)
        return [date for date in self.to_come if date.is_to_be_held] if own is None else [own]


def hearing_dates(visit: Visit, views: Sequence[ServiceView] = ()) -> HearingDates:
    """Of the case, as the papers behind this link name them."""
    every, known = _naming(visit), hearings_with_past({visit.envelope.case_id})
    called = summoned_by(every, known, NAMING)
    is_closed = visit.envelope.case.closed_at is not None  # then nobody is called to what is still to come
    naming = {s.id: _date(visit, s, every, called) for s in every if s.id in called}
    named = {key: date for key, date in naming.items() if date.is_over or not (is_closed and date.is_to_be_held)}
    to_be_heard = [one for one in known.by_case.get(visit.envelope.case_id, ()) if one.cancelled_at is None]
    here = {view.service.id for view in views} or {s.id for s in every if s.envelope_id == visit.envelope.id}
    in_order = sorted((s for s in every if s.id in named), key=lambda s: s.id in here)  # those of this link last
    shown = {named[s.id].hearing.id: named[s.id] for s in in_order}
    dates = [shown.get(hearing.id) or _unnamed(visit, hearing) for hearing in to_be_heard]
    dates += [date for date in shown.values() if not date.is_to_be_held]
    past = [date for date in dates if date.is_over and date.is_to_be_held]
    to_come = [date for date in dates if not (date.is_over or (is_closed and date.is_to_be_held))]
    return HearingDates(to_come, past, named)


def _naming(visit: Visit) -> list[Service]:
    rows = Service.objects.filter(envelope__party=visit.envelope.party_id, paper__kind__in=NAMING, recalled_at=None)
    return list(rows.select_related("paper", "envelope").order_by("envelope__placed_at", "id"))


def _unnamed(visit: Visit, hearing: Hearing) -> HearingDate:
    return HearingDate(hearing, is_over=hearing.at < visit.now)


def _date(visit: Visit, service: Service, every: Sequence[Service], called: Mapping[UUID, Summoned]) -> HearingDate:
    """As one paper names it; over once nobody could come any more, rightly or in vain."""
    own = called[service.id]
    if own.change is HearingChange.AS_NAMED:
        return _unnamed(visit, own.hearing)
    as_it_is = [s for s in every if s.id in called and called[s.id].hearing == own.hearing]
    fresh = [s for s in as_it_is if s.paper.kind == CALLING and not called[s.id].changed_at]
    is_over = max(own.hearing.at, own.named_at) < visit.now
    name = kind_name(service.paper.kind, language())
    return HearingDate(own.hearing, own, fresh[-1] if fresh else None, name, is_over)
