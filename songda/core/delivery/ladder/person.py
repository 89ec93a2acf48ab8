"""One plan for a person: which ways go now, which comes next, why, until when, what it costs, what moves it on.

Ways may go side by side; the first that counts wins, and no other begins after it. Nothing here begins a way: the plan
says what would, and whether the court lets the program do so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import reduce

from songda.core.delivery.ladder.way_rules import NOTICE, WayChoice, WayRules
from songda.core.delivery.overtaken import Overtaken as Why
from songda.core.delivery.plan import FIND_OUT_DEATH, HandOver, Overtaken, Served, Step, Try, Wait
from songda.core.law import Citation, LadderStanding
from songda.core.words import Phrase, Value, find, language_of, say

# The ways of people in the order in which a plan proposes them: where only a transfer is open it comes first; a letter
# costs least, and a visit knows what came back with it. The law names direct service first and lets post and
# entrustment follow where it is difficult (Civil Procedure Law, articles 88 and 91); it binds no court to the order.
PEOPLE_IN_ORDER = ("transfer", "mail", "direct", "entrusted")
CALL, SEARCH = "phone", "search"
BY_THE_WAY = frozenset({"serve_otherwise"})  # the kind of task that the next way itself says better


class Mover(StrEnum):
    """What moves a plan on."""

    REPORT = "report"  # of the provider
    READING = "reading"  # by the recipient, or that it stays unread
    CARRIER = "carrier"
    VISIT = "visit"
    OTHER_HANDS = "other_hands"  # another court, a unit, a prison
    DAYS = "days"  # of a notice
    COURT = "court"  # somebody of the court begins it
    PROGRAM = "program"  # the program begins it
    ADDRESS = "address"  # that one is found
    JUDGE = "judge"
    NOTHING = "nothing"


class PlanState(StrEnum):
    """Where the plan stands."""

    SERVED = "served"
    GOING = "going"
    NEXT = "next"
    JUDGE = "judge"
    CORRECTED = "corrected"
    OLD_HEARING = "old_hearing"
    DIED = "died"
    PARTY_LEFT = "party_left"
    RECALLED = "recalled"


_OVERTAKEN = {why: PlanState(why.value) for why in Why}
_MOVER_OF = {
    "mail": Mover.CARRIER,
    "direct": Mover.VISIT,
    "left": Mover.VISIT,
    "entrusted": Mover.OTHER_HANDS,
    "transfer": Mover.OTHER_HANDS,
    NOTICE: Mover.DAYS,
}


def mover_of(way: str) -> Mover:
    """What moves a way on that goes; a channel waits for its report."""
    return _MOVER_OF.get(way, Mover.REPORT)


@dataclass(frozen=True)
class Named:
    """A stored word by the name that the first of these tables has for it."""

    word: str
    tables: tuple[str, ...]

    def sentence(self, language: str) -> str:
        """It in words; the word itself where nobody named it."""
        names = (find(f"{table}.{self.word}", language_of(language)) for table in self.tables)
        return next((name for name in names if name), self.word)


def _way(way: str) -> Named:
    return Named(way, ("plans.way", "routes.channel"))


@dataclass(frozen=True)
class Going:
    """A way that goes: since when, until when somebody must look again, and what it waits for."""

    way: str
    since: datetime
    until: datetime | None
    mover: Mover

    @property
    def phrase(self) -> Phrase:
        """It in words; the moments are in the court's zone."""
        values: dict[str, Value] = {"way": _way(self.way), "since": self.since.date()}
        values["mover"] = Phrase(f"plans.mover.{self.mover}")
        if self.until is None:
            return Phrase("plans.now.going", values)
        until = Phrase("plans.now.moment", {"day": self.until.date(), "time": f"{self.until:%H:%M}"})
        is_short = self.mover in {Mover.REPORT, Mover.READING}
        return Phrase("plans.now.going_until", {**values, "until": until if is_short else self.until.date()})


@dataclass(frozen=True)
class Work:
    """What somebody has to do next: the kind of task, the day by which, and whose it is (empty: nobody's yet).

    `by` is None while its time stands still: then no day is promised.
    """

    kind: str
    by: date | None
    owner: str = ""

    @property
    def phrase(self) -> Phrase:
        """Whose it is and by when, in words."""
        owner: Value = self.owner or Phrase("plans.who.nobody")
        if self.by is None:
            return Phrase("plans.who.still", {"owner": owner})
        return Phrase("plans.who.by", {"owner": owner, "by": self.by})


@dataclass(frozen=True)
class WayAnswer:
    """What the law says of a way for all papers together: open or not, and the rule that says so."""

    way: str
    is_open: bool
    rule: Citation | None = None


@dataclass(frozen=True)
class PersonFacts:
    """What a plan depends on: the engine's own step, what goes, what was tried in vain, what the law opens.

    `standing`: how the ladder before a notice stands; None where no rule asks for one. `untried`: the ways that it
    still asks for. `costs`: fen a try, by way, where the court told.
    """

    step: Step
    going: tuple[Going, ...] = ()
    in_vain: frozenset[str] = frozenset()
    answers: tuple[WayAnswer, ...] = ()
    standing: LadderStanding | None = None
    untried: tuple[str, ...] = ()
    is_judge_asked: bool = False
    awaits_judge: bool = False  # of what was tried, whether it counts
    rules: WayRules = field(default_factory=WayRules)
    paper_kinds: tuple[str, ...] = ()
    costs: Mapping[str, int] = field(default_factory=dict)
    served_by: str = ""
    has_place: bool = True  # whether it is on file where a letter, or somebody, could go
    work: Work | None = None  # the most urgent open task that leads on


@dataclass(frozen=True)
class NextWay:
    """What comes next: the way, whether the program begins it, in a word why, and the article that opens it."""

    way: str
    choice: WayChoice
    why: str
    rule: Citation | None = None
    cost_fen: int | None = None


@dataclass(frozen=True)
class PersonPlan:
    """The one line of a person: what goes now, what comes next, who sees to it.

    `next` is None where nothing follows, `until` when it is looked at again, `work` the task that leads on.
    """

    state: PlanState
    going: tuple[Going, ...] = ()
    next: NextWay | None = None
    until: datetime | None = None
    mover: Mover = Mover.NOTHING
    served_by: str = ""
    work: Work | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing is to be served any more."""
        return self.state is PlanState.SERVED or self.state in _OVERTAKEN.values()

    @property
    def is_open_ended(self) -> bool:
        """Whether it is left to people and neither a task nor a day says so."""
        is_seen_to = self.work is not None or bool(self.going) or self.until is not None
        return not (self.is_over or is_seen_to or self.mover is Mover.PROGRAM)

    @property
    def now(self) -> Phrase:
        """What goes, or where it stands, in words."""
        if self.state is PlanState.SERVED and self.served_by:
            return Phrase("plans.now.served_by", {"way": _way(self.served_by)})
        if self.is_over or not self.going:
            word = "idle" if self.state is PlanState.NEXT else self.state.value
            return Phrase(f"plans.now.{word}")
        first, *others = (each.phrase for each in self.going)
        return reduce(lambda said, more: Phrase("plans.now.and", {"first": said, "second": more}), others, first)

    @property
    def way(self) -> NextWay | None:
        """The next way where that is what comes next, and not other work."""
        is_told = self.work is None or self.work.kind in BY_THE_WAY
        return self.next if is_told and not self.is_over else None

    @property
    def then(self) -> Phrase | None:
        """What comes next, in words: the work that somebody has, else the next way and why."""
        if (following := self.way) is not None:
            why = Named(following.why, ("plans.why", "tasks.reason"))
            return Phrase("plans.then.way", {"way": _way(following.way), "why": why})
        return Phrase(f"tasks.kind.{self.work.kind}") if self.work is not None else None

    @property
    def who(self) -> Phrase | None:
        """Who sees to it and by when, or what is waited for, in words."""
        if self.work is not None:
            return self.work.phrase
        if self.is_over or self.going:
            return None  # what goes says itself what it waits for
        return Phrase(f"plans.mover.{self.mover}")

    def sentence(self, language: str) -> str:
        """All three in one, as every page tells them."""
        parts = [("now", self.now), ("then", self.then), ("who", self.who)]
        return "".join(say(f"plans.line.{name}", language, said=part) for name, part in parts if part is not None)


def plan_of(facts: PersonFacts) -> PersonPlan:
    """The plan. Pure: same facts, same answer; whoever is not served is never left without a word."""
    return replace(_plan_of(facts), work=facts.work)


def _plan_of(facts: PersonFacts) -> PersonPlan:
    if isinstance(facts.step, Served):
        return PersonPlan(PlanState.SERVED, served_by=facts.served_by)
    if isinstance(facts.step, Overtaken):
        return PersonPlan(_OVERTAKEN[facts.step.why], facts.going)
    if facts.awaits_judge:
        return PersonPlan(PlanState.JUDGE, facts.going, _next(facts), _soonest(facts.going), Mover.JUDGE)
    is_doubted = isinstance(facts.step, HandOver) and facts.step.task == FIND_OUT_DEATH
    following = None if is_doubted else _next(facts)
    if facts.going:
        until = _soonest(facts.going)
        return PersonPlan(PlanState.GOING, facts.going, following, until, _first(facts.going).mover)
    if following is None:
        return PersonPlan(
            PlanState.NEXT if is_doubted else PlanState.JUDGE, mover=Mover.COURT if is_doubted else Mover.JUDGE
        )
    return PersonPlan(PlanState.NEXT, (), following, _of_step(facts.step), _beginner(following))


def _next(facts: PersonFacts) -> NextWay | None:
    """What would begin next, were nothing learned of what goes."""
    if isinstance(facts.step, Try):
        channel = facts.step.channel
        return NextWay(
            channel, facts.rules.for_kinds(channel, facts.paper_kinds), "way_left", None, facts.costs.get(channel)
        )
    if isinstance(facts.step, HandOver):
        if facts.step.task == "call":
            return NextWay(CALL, WayChoice.PROPOSE, facts.step.reason)
        if facts.step.task == "find_address" and not any(True for _ in _people(facts)) and not _has_ground(facts):
            return NextWay(SEARCH, WayChoice.PROPOSE, facts.step.reason)
    return _by_people(facts)


def _by_people(facts: PersonFacts) -> NextWay | None:
    for answer in _people(facts):
        lacks_place = answer.way != "transfer" and not facts.has_place
        choice = WayChoice.PROPOSE if lacks_place else facts.rules.for_kinds(answer.way, facts.paper_kinds)
        why = "no_place" if lacks_place else _why(facts)
        return NextWay(answer.way, choice, why, answer.rule, facts.costs.get(answer.way))
    return _notice(facts)


def _people(facts: PersonFacts) -> Iterable[WayAnswer]:
    """The ways of people that are open, not tried in vain, and do not go: in the order of the plan."""
    by_way = {answer.way: answer for answer in facts.answers}
    gone = {going.way for going in facts.going}
    for way in PEOPLE_IN_ORDER:
        answer = by_way.get(way)
        if answer is None or not answer.is_open or way in facts.in_vain or way in gone:
            continue
        if facts.rules.for_kinds(way, facts.paper_kinds) is not WayChoice.NEVER or way in facts.untried:
            yield answer


def _notice(facts: PersonFacts) -> NextWay | None:
    """After all of them a notice, where the law knows one and it does not run yet; before that the judge is asked."""
    answer = next((each for each in facts.answers if each.way == NOTICE), None)
    if answer is None or not answer.is_open or any(going.way == NOTICE for going in facts.going):
        return None
    has_ground = facts.standing is None or _has_ground(facts)
    choice = facts.rules.for_kinds(NOTICE, facts.paper_kinds)
    if choice is WayChoice.NEVER:
        return None
    why = "ladder_exhausted" if has_ground else "judge_must_approve"
    if facts.is_judge_asked and not has_ground:
        why = "judge_is_asked"
    return NextWay(NOTICE, WayChoice.PROPOSE, why, answer.rule, facts.costs.get(NOTICE))


def _has_ground(facts: PersonFacts) -> bool:
    """Whether the ladder bears a notice: they are missing, or every tier is exhausted."""
    return facts.standing in {LadderStanding.MISSING, LadderStanding.EXHAUSTED}


def _why(facts: PersonFacts) -> str:
    if facts.in_vain:
        return "others_in_vain"
    if isinstance(facts.step, HandOver):
        return facts.step.reason
    return "if_nothing_comes"


def _beginner(following: NextWay) -> Mover:
    if following.why == "judge_is_asked":
        return Mover.JUDGE
    if following.way == SEARCH:
        return Mover.ADDRESS
    return Mover.PROGRAM if following.choice is WayChoice.AUTOMATICALLY else Mover.COURT


def _first(going: tuple[Going, ...]) -> Going:
    """What is looked at first again."""
    return min(going, key=lambda each: (each.until is None, each.until or each.since, each.way))


def _soonest(going: tuple[Going, ...]) -> datetime | None:
    return min((each.until for each in going if each.until is not None), default=None)


def _of_step(step: Step) -> datetime | None:
    return step.until if isinstance(step, Wait) else None
