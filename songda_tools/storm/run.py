"""Plays a storm: orders on their way, a blow whenever some more messages have left, and the counts as a table."""

import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any, LiteralString

from songda import clock
from songda.site.demo import SANDBOX_WORD
from songda_demo.screen import Screen
from songda_demo.settings import HOST
from songda_tools.bench.files import NUMBERS, Ready
from songda_tools.bench.stack import Stack
from songda_tools.storm.blows import BLOWS
from songda_tools.storm.counts import Counts, count, is_quiet, progress
from songda_tools.storm.town import LOOK_SECONDS, Town
from songda_tools.storm.wire import Wire

PARTS_A_SECOND = 20
LONGEST_S = 6.0  # that a thing is away
PATIENCE_SECONDS = 240.0  # without anything that moves: a lease of a minute, a pause of a minute, and as much again
# By the last two digits of the number: how the centre treats it. Most are ordinary.
SILENT = "04"
_ENDINGS = (*(str(ending) for ending in range(20, 36)), SILENT, "05", "06", "08")


@dataclass(frozen=True)
class Plan:
    """How many messages and blows; the same seed gives the same blows in the same order."""

    messages: int
    blows: int
    seed: int = 1


@dataclass
class Struck:
    """A blow that was struck: what, when it began and was mended, and how long it took until work went on."""

    kind: str
    began_at: float
    mended_at: float
    recovered_s: float | None = None


@dataclass
class Outcome:
    """What came of a storm."""

    plan: Plan
    counts: Counts
    struck: list[Struck] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        times = defaultdict[str, list[float]](list)
        for one in self.struck:
            if one.recovered_s is not None:
                times[one.kind].append(round(one.recovered_s, 2))
        return {"messages": self.counts.messages, "blows": len(self.struck), "seed": self.plan.seed,
                "counts": self.counts.to_json(), "recovered_s": times}  # fmt: skip


def mobile_of(place: int) -> str:
    """The number of the defendant at this place: in every twenty one that is silent, and some that are odd."""
    row, at = divmod(place, len(_ENDINGS))
    return f"{NUMBERS}{row:06d}{_ENDINGS[at]}"


def is_silent(place: int) -> bool:
    """Whether no report ever comes from this number."""
    return mobile_of(place).endswith(SILENT)


def run(plan: Plan, screen: Screen, is_enough: Callable[[], bool] = lambda: False) -> Outcome:
    """Build a stack, let the storm pass over it, and count; the stack is gone afterwards.

    `is_enough` is asked before every blow: a storm that is to end early is counted like any other, as far as it went.
    """
    stack = Stack(pace=0.2, sandbox=("--texts-per-second", str(PARTS_A_SECOND)))
    wire = Wire(stack.ports.web + 5, stack.ports.smpp)
    stack.instead["SONGDA_SMPP_URL"] = f"smpp://songda:{SANDBOX_WORD}@{HOST}:{wire.port}?source=106812368"
    wire.start()
    try:
        with screen.step(f"a stack with {plan.messages} cases"):
            town = Town(plan.messages, stack, mobile_of)
        try:
            return Storm(plan, town, wire, screen).play(is_enough)
        finally:
            town.close()
    finally:
        wire.close()


class Storm:
    """One storm over a town whose parts are up."""

    def __init__(self, plan: Plan, town: Town, wire: Wire, screen: Screen) -> None:
        self.plan, self.town, self.wire, self.screen = plan, town, wire, screen
        self.chance = random.Random(plan.seed)  # noqa: S311 - it must come out the same
        self.struck: list[Struck] = []
        self.ordered = 0

    def play(self, is_enough: Callable[[], bool]) -> Outcome:
        """Blow after blow, each into messages that are on their way; then quiet, then the count."""
        cases = list(self.town.wave(self.plan.messages).cases)
        with self.screen.step(f"{self.plan.blows} blows"):
            for place, kind in enumerate(self._kinds()):
                if is_enough():
                    break
                share = len(cases) // (self.plan.blows - place)
                own, cases = cases[:share], cases[share:]
                self._blow(kind, own)
        with self.screen.step("until nothing moves"):
            self._wait_until_quiet()
        doubts = [(s.began_at, s.mended_at) for s in self.struck if BLOWS[s.kind].meets_messages]
        counts = count(self.town, self.ordered, is_silent, doubts)
        return Outcome(self.plan, counts, self.struck)

    def _kinds(self) -> list[str]:
        """Every kind as often as every other, shuffled."""
        kinds = list[str]()
        while len(kinds) < self.plan.blows:
            round_ = list(BLOWS)
            self.chance.shuffle(round_)
            kinds += round_
        return kinds[: self.plan.blows]

    def _blow(self, kind: str, cases: Sequence[Ready]) -> None:
        """Order, strike when some have left, order the rest, and see how long it takes until one leaves again."""
        blow, seconds, since = BLOWS[kind], self.chance.uniform(1.0, LONGEST_S), clock.now().timestamp()
        before = max(1, len(cases) * 3 // 4)
        self._order(cases[:before])
        self._until(blow.recovery, since, self.chance.randint(1, max(1, before // 2)))
        struck = Struck(kind, clock.now().timestamp(), 0.0)
        blow.strike(self.town, self.wire, seconds)
        struck.mended_at = clock.now().timestamp()
        self.struck.append(struck)
        if cases[before:]:
            self._order(cases[before:])
            if self._until(blow.recovery, struck.mended_at, 1):
                struck.recovered_s = clock.now().timestamp() - struck.mended_at

    def _order(self, cases: Sequence[Ready]) -> None:
        self.town.order_all(cases)
        self.ordered += len(cases)

    def _silent(self) -> int:
        """How many of those ordered never report."""
        return sum(map(is_silent, range(self.ordered)))

    def _until(self, question: LiteralString, since: float, wanted: int) -> bool:
        """Wait until so many more are done; False when everything is done, or nothing moves."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._count(question, since) < wanted:
            if is_quiet(self.town, self._silent()) or time.monotonic() > deadline:
                return False
            time.sleep(LOOK_SECONDS)
        return True

    def _count(self, question: LiteralString, since: float) -> int:
        ((found,),) = self.town.look(question, [since])
        return int(str(found))

    def _wait_until_quiet(self) -> None:
        """Until all is done; or until for a long time nothing moved, and then the count says what is stuck."""
        before, moved = progress(self.town), time.monotonic()
        while not is_quiet(self.town, self._silent()) and time.monotonic() - moved < PATIENCE_SECONDS:
            time.sleep(0.5)
            now = progress(self.town)
            if now != before:
                before, moved = now, time.monotonic()


def text(outcome: Outcome) -> str:
    """The blows by kind with the seconds until work went on, then what became of the messages."""
    struck = Counter(one.kind for one in outcome.struck)
    lines = [f"{'blow':<26}{'struck':>7}{'p50 s':>8}{'p95 s':>8}"]
    for kind, times in sorted(struck.items()):
        seconds = sorted(one.recovered_s for one in outcome.struck if one.kind == kind and one.recovered_s is not None)
        lines.append(f"{kind:<26}{times:>7}{_at(seconds, 50):>8}{_at(seconds, 95):>8}")
    counts = outcome.counts.to_json()
    good = counts.pop("is_good")
    lines += ["", *(f"{name.replace('_', ' '):<26}{number:>7}" for name, number in counts.items()), ""]
    return "\n".join([*lines, "Every count is as it must be." if good else "A COUNT IS WRONG."])


def _at(seconds: list[float], percent: int) -> str:
    if not seconds:
        return "-"
    if len(seconds) == 1:
        return f"{seconds[0]:.1f}"
    return f"{quantiles(seconds, n=100, method='inclusive')[percent - 1]:.1f}"
