"""One case: the board of parties and papers, its story, its papers and its hearings."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Value
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext, pgettext_lazy

from songda.clock import now
from songda.core.access import Act, may
from songda.core.law import Status
from songda.records.law.decisions.recall import undoable
from songda.records.law.facts.law_facts import consents_at_stage
from songda.records.law.plans import plans_of_people
from songda.records.law.rulings.guards import guards_of
from songda.records.matter.cases.models import Case
from songda.records.matter.cases.queries import hearings_of
from songda.records.matter.papers.queries import papers_of
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.queries import parties_of
from songda.records.overview.boards.board import Board, Progress, board
from songda.records.overview.boards.queries import TIMELINE_PAGE, objections_of, reasons_of, timeline, with_findings
from songda.records.service.orders.summoned import Hearings, hearings_with_past, summoned_by
from songda.records.service.tasks.unfinished import ended_by_hand, open_tasks_of
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.lookup_or_404 import the_case
from songda.web.console.shared.pages import whole_number
from songda.web.console.shared.person import shown_circumstances
from songda.web.console.shared.story import story_of
from songda.web.console.shared.words import language

NEWEST = 12
FEW = 8  # people whose rows are seen at one glance
FEW_TASKS = 6  # that may stand above the board; of more their kinds are counted, and the list is a click away
SOON, SOON_DAYS = "soon", 15  # those not served while a hearing comes near
PROGRESS = {
    Progress.OPEN: _lazy("Not served yet"),
    Progress.SERVED: pgettext_lazy("people", "Served"),
    Progress.NOTHING: _lazy("Nothing ordered"),
}


def case_page(request: StaffRequest, case: Case, tab: str, context: dict[str, object]) -> HttpResponse:
    """A page of the case under its head and tabs."""
    frame = {"case": case, "tab": tab, "desk": "cases", "now": now()}
    counts = {} if "counts" in context else {"counts": _counts(case)}
    return render(request, f"console/cases/case_{tab}.html", {**frame, **counts, **context})


def _counts(case: Case) -> dict[str, int]:
    """How many parties, papers and hearings stand in the case; one statement."""
    rows = (case.parties.all(), case.papers.all(), case.hearings.filter(cancelled_at=None))
    names = ("parties", "papers", "hearings")
    first, *others = (
        own.order_by().values_list(Value(name)).annotate(count=Count(Value(1)))
        for name, own in zip(names, rows, strict=True)
    )
    return dict.fromkeys(names, 0) | dict(first.union(*others, all=True))


@behind(Act.SEE_CASES)
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The board: every paper against every party, the open tasks, the newest of the story."""
    found = the_case(request, case_id)
    hearings = hearings_with_past([found.id])
    seen = board(found, hearings)
    to_be_heard = [hearing for hearing in hearings.by_case.get(found.id, ()) if hearing.cancelled_at is None]
    tasks = with_findings(open_tasks_of(found))
    context: dict[str, object] = {
        "board": seen,
        "counts": {"parties": found.parties.count(), "papers": found.papers.count(), "hearings": len(to_be_heard)},
        **_people(seen, hearings, request.GET.get("people", "")),
        "plans": plans_of_people((party.id for party in seen.parties), now()),
        "is_any_served": any(entry.cell.tone == "served" for entry in seen.cells.values()),
        "held": _undoable(seen),
        "counted": _counted(seen),
        "may_call": may(request.user.role, Act.RECORD_CONSENT) and found.closed_at is None,
        "is_live": any(entry.service.envelope.closed_at is None for entry in seen.cells.values()),
        "tasks": tasks,
        "tasks_by_kind": Counter(task.kind for task in tasks).most_common() if len(tasks) > FEW_TASKS else [],
        "ended": reasons_of(ended_by_hand(found)),
        "circumstances": shown_circumstances(found, request.user),
        "objections": [o for o in objections_of(found) if o.ruling == "pending"],
        "scenes": story_of(found, request.user, timeline(found, readings=False, most=NEWEST)),
        "guards": [guard for guard in guards_of([found], language(), hearings) if guard.hearing.at >= now()],
    }
    return case_page(request, found, "board", context)


@dataclass(frozen=True)
class UndoableOrders:
    """What was ordered a moment ago and can be undone: which orders, for how many people, until when."""

    order_ids: Sequence[UUID]
    people: int
    until: datetime
    seconds: int


def _undoable(seen: Board) -> UndoableOrders | None:
    at = now()
    delayed = {e.id: e for e in undoable((entry.service.envelope for entry in seen.cells.values()), at)}
    if not delayed:
        return None
    until = min(envelope.held_until for envelope in delayed.values() if envelope.held_until)
    orders = sorted({envelope.order_id for envelope in delayed.values()})
    return UndoableOrders(orders, len(delayed), until, max(1, min(30, round((until - at).total_seconds()))))


def _counted(seen: Board) -> tuple[int, int]:
    """How many of the services that stand are served, and how many there are; as the list of cases counts them."""
    people = {party.id for party in seen.parties}
    current = [entry for (party, _paper), entry in seen.cells.items() if party in people]
    standing = [entry.finding for entry in current if entry.service.recalled_at is None]
    return sum(finding is not None and finding.status == Status.EFFECTIVE for finding in standing), len(standing)


def _people(seen: Board, hearings: Hearings, shown_in_full: str) -> dict[str, object]:
    """The rows: of many people those first who are not served yet, and all of one kind where that is asked for."""
    progress = {party.id: seen.progress_of(party) for party in seen.parties}
    if len(seen.parties) <= FEW:
        return {"people": seen.parties}
    order = list(Progress)
    people = sorted(seen.parties, key=lambda party: order.index(progress[party.id]))
    kinds: dict[str, tuple[str, list[Party]]] = {"": (pgettext("people", "All"), people)}
    for which, name in PROGRESS.items():
        kinds[which.value] = (str(name), [party for party in people if progress[party.id] == which])
    if (near := _people_before(seen, hearings)) is not None:
        words = {"days": SOON_DAYS}
        kinds[SOON] = (_("Not served, hearing within %(days)d days") % words, [p for p in people if p.id in near])
    chosen = shown_in_full if shown_in_full in kinds else ""
    return {
        "people": kinds[chosen][1],
        "progress": [(which, name, len(found)) for which, (name, found) in kinds.items()],
        "chosen": chosen,
    }


def _people_before(seen: Board, known: Hearings) -> set[UUID] | None:
    """Who is not served with something and is called to a hearing that comes near, or, so far, to none at all.

    None where no hearing comes near.
    """
    at = now()
    every = [hearing for own in known.by_case.values() for hearing in own if hearing.cancelled_at is None]
    near = {hearing.id for hearing in every if at <= hearing.at < at + timedelta(days=SOON_DAYS)}
    if not near:
        return None
    services = [entry.service for entry in seen.cells.values() if entry.service.recalled_at is None]
    summoned = summoned_by(services, known)
    called: dict[UUID, set[UUID]] = {}
    for service in services:
        if service.id in summoned:
            called.setdefault(service.envelope.party_id, set()).add(summoned[service.id].hearing.id)
    unserved = {party.id for party in seen.parties if seen.progress_of(party) is Progress.OPEN}
    return {party for party in unserved if near & called.get(party, near)}


@behind(Act.SEE_CASES)
def story(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Everything that happened, newest first, each with both of its times; who only looked, if that is asked for."""
    found = the_case(request, case_id)
    readings = request.GET.get("readings") == "1"
    rows = timeline(found, whole_number(request.GET.get("before", "")), readings=readings)
    older = min(row.number for row in rows) if len(rows) == TIMELINE_PAGE else None
    context: dict[str, object] = {
        "scenes": story_of(found, request.user, rows),
        "older": older,
        "readings": readings,
    }
    return case_page(request, found, "story", context)


@behind(Act.SEE_CASES)
def parties(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The parties and representatives with masked numbers and addresses."""
    found = the_case(request, case_id)
    people = parties_of(found)
    stances = consents_at_stage(found, [party.id for party in people], now())
    return case_page(request, found, "parties", {"parties": people, "stances": stances})


@behind(Act.SEE_CASES)
def papers(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The papers on file, each with its hash."""
    found = the_case(request, case_id)
    return case_page(request, found, "papers", {"papers": papers_of(found)})


@behind(Act.SEE_CASES)
def hearings(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The hearings, each with the guard against an unlawful default judgment."""
    found = the_case(request, case_id)
    return case_page(
        request, found, "hearings", {"hearings": hearings_of(found), "guards": guards_of([found], language())}
    )
