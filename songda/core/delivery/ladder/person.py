"""One plan for a person: which ways go now, which comes next, why, until when, what it costs, what moves it on.

Ways may go side by side; the first that counts wins, and no other begins after it. Nothing here begins a way: the plan
says what would, and whether the court lets the program do so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from songda.core.delivery.ladder.way_rules import NOTICE, WayChoice, WayRules
from songda.core.delivery.overtaken import Overtaken as Why
from songda.core.delivery.plan import HandOver, Overtaken, Served, Step, Try, Wait
from songda.core.law import Citation, LadderStanding

# The ways of people in the order in which a plan proposes them: where only a transfer is open it comes first; a letter
# costs least, and a visit knows what came back with it. The law names direct service first and lets post and
# entrustment follow where it is difficult (Civil Procedure Law, articles 88 and 91); it binds no court to the order.
PEOPLE_IN_ORDER = ("transfer", "mail", "direct", "entrusted")
CALL, SEARCH = "phone", "search"


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


_OVERTAKEN = {
    Why.CORRECTED: PlanState.CORRECTED,
    Why.OLD_HEARING: PlanState.OLD_HEARING,
    Why.DIED: PlanState.DIED,
}
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
class Going:
    """A way that goes: since when, until when somebody must look again, and what it waits for."""

    way: str
    since: datetime
    until: datetime | None
    mover: Mover


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
    """The one line of a person; `next` is None where nothing follows, `until` when it is looked at again."""

    state: PlanState
    going: tuple[Going, ...] = ()
    next: NextWay | None = None
    until: datetime | None = None
    mover: Mover = Mover.NOTHING
    served_by: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether it says something to do, to wait for, or that all is done."""
        is_over = self.state is PlanState.SERVED or self.state in _OVERTAKEN.values()
        return is_over or bool(self.going) or self.next is not None or self.mover is Mover.JUDGE


def plan_of(facts: PersonFacts) -> PersonPlan:
    """The plan. Pure: same facts, same answer; whoever is not served is never left without a word."""
    if isinstance(facts.step, Served):
        return PersonPlan(PlanState.SERVED, served_by=facts.served_by)
    if isinstance(facts.step, Overtaken):
        return PersonPlan(_OVERTAKEN[facts.step.why], facts.going)
    if facts.awaits_judge:
        return PersonPlan(PlanState.JUDGE, facts.going, _next(facts), _soonest(facts.going), Mover.JUDGE)
    following = _next(facts)
    if facts.going:
        until = _soonest(facts.going)
        return PersonPlan(PlanState.GOING, facts.going, following, until, _first(facts.going).mover)
    if following is None:
        return PersonPlan(PlanState.JUDGE, mover=Mover.JUDGE)
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
