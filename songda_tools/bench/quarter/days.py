"""What the court's people and its worker do on each day of the quarter, by the same actions as pages and jobs do it."""

import json
import resource
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Q

from songda.channels.registry import entries
from songda.core.delivery.ladder.public_notice import Element, LookFrom, LookResult
from songda.core.delivery.letters import LetterState, Product
from songda.records.court.staff.models import User
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.queue import CHUNK
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import advance, reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.overview.due_work import PARTS
from songda.records.proof.certificates.draft import review
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.reports import apply_reports
from songda.records.service.attempts.submissions import expire_silence
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.acts.opening import reopen
from songda.records.ways.post.carriage.deciding import Belief, decide, rule
from songda.records.ways.post.carriage.judging import judge_due
from songda.records.ways.post.carriage.models import Carriage
from songda.records.ways.post.carriage.reading import read_next
from songda.records.ways.post.carriage.station import ReturnDraft, note_return, scan_code
from songda.records.ways.post.letters.actions import next_try_of, was_lost
from songda.records.ways.post.letters.batches import make_batch, scan, seal_batch, seal_letters
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.post.letters.print_days import replan
from songda.records.ways.post.letters.setting import bind_batches, set_letters
from songda.records.ways.post.planning import Agreement, LetterDraft, agree, plan_letter
from songda.records.ways.post.propose import propose_copies
from songda.records.ways.public_notices.actions import NoticeDraft, draft_notice, publish_notice
from songda.records.ways.public_notices.looks import (
    SeenPage,
    Visit,
    end_those_that_have_run,
    follow_looks,
    keep_looks,
    posted_pages,
)
from songda.records.ways.visits.looks import accept, look_at
from songda.records.ways.visits.models import Stop
from songda.records.ways.visits.reports import VisitDraft, report_visit
from songda.records.ways.visits.rounds import RoundDraft, end_round, make_round, plan_visit, take_along
from songda.site.worker.due import what_is_due
from songda_tools.bench.files import MADE_UP
from songda_tools.bench.quarter.outside import WINDOW, CarrierOfAll, Operator
from songda_tools.bench.quarter.town import Fate, Town

STOPS_A_DAY = 12
MOST_TURNS = 40  # of the worker in a row; it rests much sooner
WORDS = MADE_UP["quarter"]
JOBS: dict[str, Callable[[datetime, list[UUID], list[UUID]], object]] = {
    "planning.reconsider": lambda now, parties, cases: reconsider(parties, cases, now),
    "portal_acts.reopen": lambda now, parties, _: reopen(parties, now),
    "certificates.review": lambda now, parties, cases: review(parties, cases, now),
}


LANES = {
    **dict.fromkeys(("planning.advance", "decisions.ask_law", "attempts.apply_reports"), "sweep"),
    **dict.fromkeys(("letters.set", "letters.seal"), "letters"),
    **dict.fromkeys(("carriage.read", "carriage.judge"), "carriage"),
}
"""Jobs that only ask a lane of the worker to look, and which."""


@dataclass(frozen=True)
class Cost:
    """So many pieces of work took so many seconds of processor time."""

    pieces: int = 0
    cpu_s: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.pieces + other.pieces, self.cpu_s + other.cpu_s)


def _cpu_s() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


class Court:
    """The court of the town through the quarter; `officer` goes on visits."""

    def __init__(self, town: Town, officer: User, judge: User) -> None:
        self.town, self.officer, self.judge = town, officer, judge
        self.operators = [Operator(name) for name in entries()]
        self.carrier = CarrierOfAll()
        self.done: Counter[str] = Counter()
        self.costs: dict[str, Cost] = defaultdict(Cost)

    @property
    def _by(self) -> str:
        return self.town.by

    # the worker

    def work(self, now: datetime) -> None:
        """Everything that a worker finds to do, until it finds nothing: it asks what is due, and looks there alone."""
        end_those_that_have_run(now)
        for _ in range(MOST_TURNS):
            if not self._turn(now):
                break
        while sequence(now):
            pass

    def _turn(self, now: datetime) -> int:
        """What jobs ask for, and what the one question of the worker names."""
        lanes, channels = self._do_jobs(now)
        due = what_is_due([operator.name for operator in self.operators], now)
        lanes |= {part for part in PARTS if getattr(due, part)}
        done = self._decide(now) if "sweep" in lanes else 0
        done += self._send(channels | due.channels, now)
        done += self._prepare_letters(now) if "letters" in lanes else 0
        return done + (self._carry(now) if "carriage" in lanes else 0)

    def _decide(self, now: datetime) -> int:
        done = self._cost("envelopes advanced", partial(_drained, partial(advance, now), CHUNK))
        readers = {operator.name: operator.read for operator in self.operators}
        done += apply_reports(readers, now) + expire_silence(WINDOW, now)
        return done + self._cost("envelopes settled by the law", partial(_drained, partial(ask_law, now), CHUNK))

    def _send(self, channels: Collection[str], now: datetime) -> int:
        asked = [operator for operator in self.operators if operator.name in channels]
        numbers = dict(self._numbers()) if asked else {}
        return sum(operator.send(numbers, now) for operator in asked) + sum(each.report() for each in self.operators)

    def _prepare_letters(self, now: datetime) -> int:
        done = self._cost("letters sealed", partial(_drained, partial(seal_letters, now)))
        done += self._cost("letters set and checked", partial(_drained, partial(set_letters, now)))
        done += _drained(partial(bind_batches, now))
        replan(now)
        propose_copies(now)
        return done

    def _carry(self, now: datetime) -> int:
        done = self._cost("pushes read", partial(_drained, partial(read_next, self.carrier.carriers, now)))
        done += self.carrier.take(self._letters, now)
        return done + self._cost("letters judged", partial(_drained, partial(judge_due, now)))

    def _cost(self, name: str, work: Callable[[], int]) -> int:
        """Do it and note what it took: of this process and of those that it started, not of the database."""
        before = _cpu_s()
        done = work()
        self.costs[name] += Cost(done, _cpu_s() - before)
        return done

    def _numbers(self) -> Iterable[tuple[str, Fate]]:
        """The numbers to which something waits to be sent, each with what becomes of it."""
        waiting = Attempt.objects.filter(state="pending").select_related("address")
        fates = self.town.fates
        return [(one.address.value, fates[one.envelope_id]) for one in waiting if one.envelope_id in fates]

    def _letters(self) -> dict[str, Fate]:
        """The numbers of sealed letters that the carrier does not know yet; a second try has the ordinary fate."""
        untold = Letter.objects.filter(Q(carriage=None) | Q(carriage__told_at=None), state=LetterState.SEALED)
        rows = untold.filter(previous=None).values_list("number", "envelope_id")
        return {number: self.town.fates[envelope] for number, envelope in rows if envelope in self.town.fates}

    def _do_jobs(self, now: datetime) -> tuple[set[str], set[str]]:
        """Do what names people or cases; of all other jobs, which lanes and channels they ask to be looked at."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo' RETURNING id, task_name, args")
            taken = sorted(cursor.fetchall())
        lanes, channels = set[str](), set[str]()
        for _, name, asked in taken:
            said = asked if isinstance(asked, dict) else json.loads(asked)
            if name in JOBS:
                parties, cases = ([UUID(one) for one in said.get(key, ())] for key in ("party_ids", "case_ids"))
                JOBS[name](now, parties, cases)
            elif name == "attempts.send":
                channels.add(said["channel"])
            elif name in LANES:
                lanes.add(LANES[name])
        return lanes, channels

    # the post room

    def post(self, now: datetime) -> None:
        """Say yes to what the engine prepared; print, count and seal what is ready."""
        for letter in Letter.objects.filter(court=self.town.court, state=LetterState.PROPOSED):
            agree(letter, Agreement(), self._by, now)
        self.work(now)
        while Letter.objects.filter(court=self.town.court, state=LetterState.READY, batch=None).exists():
            batch = make_batch(self.town.court, Product.COURT_POST.value, self._by, now)
            _drained(partial(bind_batches, now))
            for number in batch.letters.order_by("place_in_batch").values_list("number", flat=True):
                scan(batch, number, self._by, now)
            seal_batch(batch, self._by, now)
            self.done["batches"] += 1

    def take_returns(self, now: datetime) -> None:
        """Scan what came back to the court although the carrier said that it was signed for."""
        told = Letter.objects.filter(carriage__settled="proved", returns=None, envelope__in=self._of(Fate.CONTRADICTED))
        for letter in told:
            self.done["returns"] += self._cost("returns scanned and entered", partial(self._return, letter.number, now))

    def _return(self, number: str, now: datetime) -> int:
        met = scan_code(self.town.court, number, self._by, now)
        if met.letter is not None:
            note_return(met.letter, ReturnDraft("refused"), self._by, now)
        return int(met.letter is not None)

    def decide_letters(self, now: datetime) -> None:
        """Clerks decide what proves nothing, try again what was lost; the judge rules what contradicts the record."""
        for held in Carriage.objects.filter(judge_asked_at__isnull=False):
            rule(held.letter_id, stands=False, why=Reason(WORDS["stands"]), by=f"staff:{self.judge.id}", now=now)
            self.done["rulings"] += 1
        open_ones = Carriage.objects.filter(settled="").exclude(defects=[], stage="under_way")
        for held in open_ones.select_related("letter__envelope__case__court", "letter__envelope__party"):
            if was_lost(held.letter) and next_try_of(held.letter) is None:
                self._again(held.letter, now)
            elif "missing_scan" in held.defects:
                report = held.letter.reports.get(kind="delivered")
                decide(held.letter_id, Belief(report.id, Reason(WORDS["believed"])), self._by, now)
                self.done["decided"] += 1

    def _again(self, letter: Letter, now: datetime) -> None:
        services = tuple(letter.paper_rows.values_list("service_id", flat=True))
        draft = LetterDraft(letter.address_id, services, previous_id=letter.id)
        plan_letter(letter.envelope, draft, self._by, now)
        self.done["tried again"] += 1

    # visits and notices

    def visit(self, now: datetime) -> None:
        """Go where letters came back from, and put on record what the phone reported."""
        due = self._of(Fate.VISITED, Fate.NOTICED)
        back = Letter.objects.filter(envelope__in=due, carriage__settled="proved", envelope__stops=None)
        letters = back.select_related("envelope__case__court", "envelope__party")[:STOPS_A_DAY]
        stops = [plan_visit(one.envelope, one.address_id, WORDS["note"], self._by, now) for one in letters]
        if not stops:
            return
        draft = RoundDraft(self.officer.id, now.date(), tuple(stop.id for stop in stops))
        made = make_round(self.town.court, draft, self._by, now)
        taken = take_along(made, self.officer, now)
        for stop in stops:
            visit = report_visit(
                taken.round, self._report(stop, taken.round.mark, now), f"staff:{self.officer.id}", now
            )
            accept(visit, look_at(visit).times.corrected, self._by, now)
            self.done["visits"] += 1
        end_round(taken.round, f"staff:{self.officer.id}", now)

    def _report(self, stop: Stop, mark: str, now: datetime) -> VisitDraft:
        is_met = self.town.fates[stop.envelope_id] is Fate.VISITED
        outcome, signer, words = ("signed", "recipient", "met") if is_met else ("failed", "", "gone")
        return VisitDraft(uuid4(), stop.id, outcome, now, now, mark, signer, told={"words": WORDS[words]})

    def publish(self, now: datetime) -> None:
        """Publish for everybody of whom letter and visit came to nothing."""
        rows = Envelope.objects.filter(id__in=self._of(Fate.NOTICED), public_notices=None, stops__done_at__isnull=False)
        for envelope in rows.select_related("case__court", "party").distinct():
            services = tuple(envelope.services.values_list("id", flat=True))
            said = {Element(name): words for name, words in WORDS["notice"].items()}
            notice = draft_notice(envelope, NoticeDraft(services, said), self._by, now)
            publish_notice(notice, bytes(notice.text_sha256), self._by, now)
            self.done["notices"] += 1

    def look(self, now: datetime) -> None:
        """Somebody outside looks whether the notices stand."""
        pages = [SeenPage(token, LookResult.STOOD, text) for token, text in posted_pages()]
        keep_looks(pages, Visit(now, LookFrom.OUTSIDE, "looker.example"), now)
        follow_looks(now)

    def _of(self, *fates: Fate) -> list[UUID]:
        return [envelope for envelope, fate in self.town.fates.items() if fate in fates]


def _drained(work: Callable[[], int], chunk: int = 1) -> int:
    """Repeat it until less than a whole `chunk` was left to be done, as the worker does; how much it was."""
    total = 0
    while (done := work()) >= chunk:
        total += done
    return total + done
