"""Plays the quarter on a database of its own, its clock moved from day to day, and counts what came of it."""

import os
import resource
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from songda.site.environment import prepare_django, sign_in_as
from songda_demo.screen import Screen
from songda_demo.settings import demo_settings
from songda_tools.bench.stack import Stack

FIRST_DAY = date(2026, 6, 1)
DAYS_OF_CASES = 60  # in which cases come; what is under way then is seen to its end
DAYS_AFTER = 75
MORNING, EVENING = timedelta(hours=1), timedelta(hours=9)  # nine o'clock and five, where the court is
SEED = 28
NOT_MADE = "certificates"  # whose making is measured by another bench


@dataclass(frozen=True)
class Outcome:
    """How the services stand at the end; `forgotten`: what nobody would see again; `twice`: what happened twice."""

    minutes: float
    wanted: Mapping[str, int]
    served: Mapping[str, int]
    open_why: Mapping[str, int]
    done: Mapping[str, int]
    cpu_ms_each: Mapping[str, float]  # of this process and its children
    peak_mb: int
    twice: tuple[str, ...]
    forgotten: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether nothing is forgotten and nothing happened twice."""
        return not self.twice and not self.forgotten


def run(share: int, screen: Screen) -> Outcome:
    """A quarter, or one of so many parts of it; the database is gone afterwards."""
    stack = Stack()
    try:
        _set_clock(_moment(-1, MORNING))
        with screen.step("PostgreSQL, tables"):
            stack.start_database()
            stack.set_up()
        os.environ.update(demo_settings(stack.home, stack.ports.web))
        sign_in_as(stack.superuser_url)
        prepare_django()
        return _play(share, screen)
    finally:
        stack.close()


def _play(share: int, screen: Screen) -> Outcome:
    from songda_tools.bench.quarter.town import Size

    began = time.monotonic()
    size = Size().part(share)
    court, fates = _court(), size.fates(Random(SEED))  # noqa: S311 - fates, not secrets
    cases = [fates[place :: size.cases] for place in range(size.cases)]
    each = -(-size.cases // DAYS_OF_CASES)
    days = [cases[start : start + each] for start in range(0, size.cases, each)]
    with screen.step("the cases of the quarter, and their services"):
        for place, today in enumerate(days):
            _day(court, place, today)
    with screen.step("what was under way then"):
        for place in range(len(days), len(days) + DAYS_AFTER):
            _day(court, place, [])
    at = _moment(len(days) + DAYS_AFTER, EVENING)
    with screen.step("who was served, and what is left"):
        return _outcome(court, vars(size), (time.monotonic() - began) / 60, at)


def _court() -> Any:
    from songda.records.court.staff.models import User
    from songda_tools.bench.files import paper
    from songda_tools.bench.quarter.days import Court
    from songda_tools.bench.quarter.town import Town

    clerk, officer, judge = (User.objects.get(username=name) for name in ("chen", "sun", "zhou"))
    assert clerk.court is not None  # noqa: S101 - the sample court has just been made
    return Court(Town(clerk.court, clerk, judge, paper()), officer, judge)


def _moment(place: int, hour: timedelta) -> datetime:
    return datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC) + timedelta(days=place) + hour


def _day(court: Any, place: int, cases: list[list[Any]]) -> None:
    """One day: what happened overnight, the people's work on working days, what the worker makes of it."""
    from songda.core.law import profile_of

    morning, evening = _moment(place, MORNING), _moment(place, EVENING)
    _set_clock(morning)
    court.carrier.report(morning)
    if cases:
        court.town.register(cases, morning)
    court.work(morning)
    if profile_of("cn").calendar.working_day_from(morning.date()) == morning.date():
        for act in (court.take_returns, court.decide_letters, court.visit, court.publish, court.post):
            act(morning)
    _set_clock(evening)
    court.look(evening)
    court.work(evening)


def _set_clock(at: datetime) -> None:
    from songda import clock

    clock.set_ahead(clock.ahead() + (at - clock.now()))


def _outcome(court: Any, wanted: Mapping[str, int], minutes: float, at: datetime) -> Outcome:
    from songda.records.overview.loose_ends.look import loose_ends
    from songda.records.service.findings.models import Finding
    from songda.records.service.tasks.models import Task

    envelopes = list(court.town.fates)
    served = Finding.objects.filter(service__envelope__in=envelopes, status="effective")
    left = [fate for envelope, fate in court.town.fates.items() if envelope not in _served(served)]
    tasks = Task.objects.filter(envelope__in=envelopes, closed_at=None).exclude(envelope__in=_served(served))
    open_why = Counter(f"{kind}: {reason}" for kind, reason in tasks.values_list("kind", "reason"))
    open_why.update({f"open, of those whose papers were {fate}": count for fate, count in Counter(left).items()})
    ends = [f"{each.kind}: {each.known}" for each in loose_ends(at) if NOT_MADE not in str(each.known)]
    return Outcome(
        round(minutes, 2),
        dict(wanted),
        dict(Counter(str(ground) for ground in served.values_list("ground", flat=True))),
        dict(open_why),
        dict(court.done),
        {name: round(cost.cpu_s / cost.pieces * 1000, 1) for name, cost in court.costs.items() if cost.pieces},
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024,
        tuple(_twice(court)),
        tuple(ends),
    )


def _served(findings: Any) -> set[Any]:
    return set(findings.values_list("service__envelope_id", flat=True))


def _twice(court: Any) -> Iterator[str]:
    """Numbers that were handed to the carrier twice, messages and papers that went out twice."""
    from django.db.models import Count

    from songda.records.service.attempts.models import Attempt
    from songda.records.ways.post.letters.models import LetterPaper
    from songda.records.ways.public_notices.models import NoticePaper

    yield from (f"letter {number}" for number, count in Counter(court.carrier.taken).items() if count > 1)
    sent = Attempt.objects.filter(state="arrived", purpose="service").values("envelope").annotate(n=Count("id"))
    yield from (f"message to {row['envelope']}" for row in sent.filter(n__gt=1))
    first = LetterPaper.objects.filter(letter__previous=None, letter__sealed_at__isnull=False)
    yield from (f"post of {row['service']}" for row in first.values("service").annotate(n=Count("id")).filter(n__gt=1))
    noticed = NoticePaper.objects.values("service").annotate(n=Count("id")).filter(n__gt=1)
    yield from (f"notice of {row['service']}" for row in noticed)


def text(outcome: Outcome) -> str:
    lines = [f"played in {outcome.minutes} min: " + ", ".join(f"{n} {name}" for name, n in outcome.wanted.items())]
    lines += ["", "served by"] + [f"  {count:6}  {ground}" for ground, count in sorted(outcome.served.items())]
    lines += ["done by people"] + [f"  {count:6}  {name}" for name, count in sorted(outcome.done.items())]
    lines += ["CPU ms each, the database's left out"]
    lines += [f"  {cost:6.1f}  {name}" for name, cost in outcome.cpu_ms_each.items()]
    lines += [f"peak memory of a process: {outcome.peak_mb} MB"]
    lines += ["open, each with who does what next"] if outcome.open_why else ["nothing is open"]
    lines += [f"  {count:6}  {why}" for why, count in sorted(outcome.open_why.items())]
    lines += [f"TWICE: {each}" for each in outcome.twice] + [f"FORGOTTEN: {each}" for each in outcome.forgotten]
    return "\n".join(lines)
