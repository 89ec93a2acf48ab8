"""The judge's desk: what awaits a decision, with counts, and what was decided."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render

from songda.clock import now
from songda.core.access import Act, may
from songda.records.ground.pages import HowMany, how_many, page_of
from songda.records.law.rulings.guards import Guard, nearest_guards
from songda.records.matter.parties.models import Party
from songda.records.overview.boards import judge_desk as desk
from songda.records.overview.boards.judge_desk import PAGE_SIZE, Desk, pile
from songda.records.service.determinations.actions import together
from songda.records.service.tasks.models import Task
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.words import language

PILES = ("findings", "objections", "withdrawals", "notices", "letters", "gaps", "lookups", "marked", "requests")
LATELY = 20


@dataclass(frozen=True)
class OffLine:
    """A party whom a clerk marked to be served off line, or who asked for it: `request` says which task that is."""

    party: Party
    since: datetime | None
    request: str = ""


@behind(Act.SEE_JUDGE_DESK)
def judge(request: StaffRequest) -> HttpResponse:
    """Everything that waits: for judges in their own cases (or the whole court's), for others to look at."""
    decides = may(request.user.role, Act.DECIDE_FINDING)
    own = decides and request.GET.get("whole") != "1"
    sought = request.GET.get("case", "").replace("\0", "").strip()[:60]
    mine = Desk(request.court, request.user if own else None, sought)
    chosen = request.GET.get("pile", "")
    turned = request.GET.get("page", "")
    piles = {name: pile(getattr(mine, name)(), turned if name == chosen else "") for name in PILES}
    hearings = mine.hearings(now())
    guards = nearest_guards(hearings, language())
    context = {
        "desk": "judge",
        "now": now(),
        "decides": decides,
        "own": own,
        "sought": sought,
        "kept": {"case": sought, "whole": "1" if decides and not own else ""},
        "piles": piles,
        "off_line": _off_line(piles["marked"].rows, piles["requests"].rows),
        "off_line_count": piles["marked"].count + piles["requests"].count,
        "waiting": sum((one.count for one in piles.values()), HowMany(0)),
        "read_at": desk.read_at(list(piles["findings"].rows)),
        "hearings": how_many(hearings),
        "guards": [_in_question(guard) for guard in guards],
        "unsafe": sum(row.is_in_question for guard in guards for row in guard.rows),
        "decided": together(mine.decided()[:LATELY]),
        "language": language(),
    }
    return render(request, "console/judge/judge.html", context)


@behind(Act.SEE_JUDGE_DESK)
def decisions(request: StaffRequest) -> HttpResponse:
    """Everything that judges of the court decided, page by page, the newest first."""
    page = page_of(Desk(request.court, None).decided(), ("-at", "-id"), request.GET.get("page", ""), PAGE_SIZE)
    context = {"desk": "judge", "page": page, "decided": together(page.rows)}
    return render(request, "console/judge/judge_decisions.html", context)


def _off_line(marked: Iterable[Party], requests: Iterable[Task]) -> list[OffLine]:
    chosen = [OffLine(task.envelope.party, task.opened_at, task.reason) for task in requests if task.envelope]
    return [*(OffLine(party, party.offline_since) for party in marked), *chosen]


def _in_question(guard: Guard) -> Guard:
    """The hearing with the parties whose summons is not safe; where all are, it is shown whole."""
    return replace(guard, rows=tuple(row for row in guard.rows if row.is_in_question) or guard.rows)
