"""Proves the rows of a jurisdiction: walks, collects what is wrong, and sets it against what is explained on file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from songda.core.law.facts import Channel
from songda.core.law.gaps.domain import Group, groups
from songda.core.law.gaps.explained import Explanation
from songda.core.law.gaps.finding import Gap, GapKind
from songda.core.law.gaps.reading_classes import ClassReader, NamedRow
from songda.core.law.profile import Profile
from songda.core.law.profile.conditions import Circumstances, Condition
from songda.core.law.profile.rows import EffectRow
from songda.core.law.profile.table import KINDS


@dataclass(frozen=True, slots=True)
class Proof:
    """Gaps that nobody explained, gaps with their explanation, explanations of nothing; how many classes."""

    unexplained: tuple[Gap, ...]
    explained: tuple[tuple[Gap, Explanation], ...]
    idle: tuple[Explanation, ...]
    classes: int

    @property
    def holds(self) -> bool:
        """Whether every gap is explained, and every explanation explains one."""
        return not self.unexplained and not self.idle


Numbered = tuple[int, Explanation]
# Rows of kinds that are looked at together are walked together.
_TOGETHER = (("way", "block", "effect"), ("period", "no_period"))
_WALKS = (*_TOGETHER, *((kind,) for kind in KINDS if not any(kind in kinds for kinds in _TOGETHER)))


class _Ledger:
    """What the walk has met so far."""

    def __init__(self, explanations: Sequence[Explanation]) -> None:
        self.numbered: list[Numbered] = list(enumerate(explanations))
        self.of_classes = [each for each in self.numbered if each[1].conditions]
        self.open: dict[str, Gap] = {}
        self.explained: dict[tuple[str, int], tuple[Gap, Explanation]] = {}
        self.used: set[int] = set()
        self.reached: set[int] = set()
        self.classes = 0

    def meet(self, gap: Gap, fitting: Iterable[Numbered]) -> None:
        """One gap in one class; `fitting` are the explanations whose circumstances are these."""
        always = (each for each in self.numbered if not each[1].conditions)
        for place, explanation in (*fitting, *always):
            if explanation.covers(gap):
                self.used.add(place)
                self.explained.setdefault((gap.name, place), (gap, explanation))
                return
        self.open.setdefault(gap.name, gap)


class _Question(NamedTuple):
    """The rows in force on a day, what may explain their gaps, and the circumstances to walk through."""

    rows: Sequence[NamedRow]
    explained: Sequence[Numbered]
    domain: Sequence[Group]
    day: date


def prove(profile: Profile, explanations: Sequence[Explanation]) -> Proof:
    """Every gap in the rows of the jurisdiction."""
    ledger = _Ledger(explanations)
    for kinds in _WALKS:
        for channel in Channel if _ask_for_channel(kinds, profile) else (None,):
            domain = groups(profile, channel)
            walked: set[tuple[int, ...]] = set()
            for day in profile.regime_days:
                rows = _in_force(kinds, profile, day)
                explained = [each for each in ledger.of_classes if each[1].may_cover(kinds, day, channel)]
                same = (*(id(row) for _, row in rows), -1, *(place for place, _ in explained))
                if rows and same not in walked:
                    walked.add(same)
                    _walk(_Question(rows, explained, domain, day), ledger)
    _never_reached(profile, ledger)
    idle = tuple(each for place, each in enumerate(explanations) if place not in ledger.used)
    return Proof(tuple(ledger.open.values()), tuple(ledger.explained.values()), idle, ledger.classes)


def _ask_for_channel(kinds: Sequence[str], profile: Profile) -> bool:
    """Whether the way of service matters for rows of these kinds."""
    rows = (row for kind in kinds for row in getattr(profile.rows, kind))
    return any(condition.subject == "channel" for row in rows for condition in row.conditions)


def _in_force(kinds: Sequence[str], profile: Profile, day: date) -> list[NamedRow]:
    return [(kind, row) for kind in kinds for row in getattr(profile.rows, kind) if row.is_in_force(day)]


def _walk(question: _Question, ledger: _Ledger) -> None:
    """One day, one way of service: every class, and what is wrong with the rows that fit there."""
    rows, explained, domain, day = question
    conditions = [row.conditions for _, row in rows] + [each.conditions for _, each in explained]
    found = sets_that_fit(conditions, domain)
    ledger.classes += len(found)
    reader, reached = ClassReader(rows), 0
    for fitting, shown_by in found.items():
        acting = reader.acting(fitting)
        reached |= acting
        for kind, wrong in reader.wrong(fitting, acting):
            said = [each for bit, each in enumerate(explained, len(rows)) if fitting >> bit & 1]
            ledger.meet(Gap(kind, tuple(row.rule.id for row in wrong), wrong[0].say, day, shown_by), said)
    ledger.reached |= {id(row) for bit, (_, row) in enumerate(rows) if reached >> bit & 1}


def _never_reached(profile: Profile, ledger: _Ledger) -> None:
    for kind in KINDS:
        for row in getattr(profile.rows, kind):
            if id(row) not in ledger.reached:
                is_effect = isinstance(row, EffectRow)
                gap = GapKind.EFFECT_NEVER_OPEN if is_effect else GapKind.ROW_NEVER_REACHED
                ledger.meet(Gap(gap, (row.rule.id,), f"{kind} {row.say}", row.since, {}), ledger.numbered)


# Walks through every class of facts: which rows fit together, each combination once with facts that show it.
#
# A row is a bit. Facts that the rows cannot tell apart are one class, so that what remains of billions of combinations
# are the sets of rows that can fit at once; none is left out.
Conditions = tuple[Condition, ...]


def sets_that_fit(rows: Sequence[Conditions], domain: Sequence[Group]) -> Mapping[int, Circumstances]:
    """Every set of rows that fits at once (bit n: row n), with circumstances in which exactly these fit."""
    found: dict[int, Circumstances] = {(1 << len(rows)) - 1: {}}
    for group in domain:
        classes = _classes(rows, group)
        if len(classes) > 1 or next(iter(classes)) != (1 << len(rows)) - 1:
            found = {
                fitting & holding: {**known, **more}
                for fitting, known in found.items()
                for holding, more in classes.items()
            }
        else:
            rest = next(iter(classes.values()))
            found = {fitting: {**known, **rest} for fitting, known in found.items()}
    return found


def _classes(rows: Sequence[Conditions], group: Group) -> dict[int, Circumstances]:
    """The assignments of a group that the rows tell apart, the first of each class standing for all."""
    classes: dict[int, Circumstances] = {}
    for assigned in group:
        holding = 0
        for bit, conditions in enumerate(rows):
            if all(condition.holds(assigned) for condition in conditions if condition.subject in assigned):
                holding |= 1 << bit
        classes.setdefault(holding, assigned)
    return classes
