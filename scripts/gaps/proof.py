"""Proves the rows of a jurisdiction: walks, collects what is wrong, and sets it against what is explained on file.

Every class of facts is walked through: which rows fit together, each combination once with facts that show it. A row
is a bit. Facts that the rows cannot tell apart are one class, so that what remains of billions of combinations are the
sets of rows that can fit at once; none is left out. Of each set is asked which rows act, and what is wrong with them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from typing import Any, NamedTuple

from scripts.gaps.explained import Explanation, Gap, GapKind
from songda.core.law.facts import (
    TO_A_PLACE,
    AddressClass,
    AddressSource,
    Branch,
    Channel,
    PaperKind,
    Person,
    Procedure,
    Procuratorate,
    RecipientKind,
    RetrialOf,
    Role,
    Stage,
    Withholding,
)
from songda.core.law.profile import Profile
from songda.core.law.profile.conditions import ALL_FIELDS, Circumstances, Condition, Value
from songda.core.law.profile.rows import EffectRow, LimitRow, Row, WayRow
from songda.core.law.profile.table import COURTS, KINDS

Numbered = tuple[int, Explanation]
Group = Sequence[Circumstances]
NamedRow = tuple[str, Row]
Conditions = tuple[Condition, ...]


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


# Rows of kinds that are looked at together are walked together.
_TOGETHER = (("way", "block", "effect"), ("period", "no_period"))
_WALKS = (*_TOGETHER, *((kind,) for kind in KINDS if not any(kind in kinds for kinds in _TOGETHER)))


def prove(profile: Profile, explanations: Sequence[Explanation]) -> Proof:
    """Every gap in the rows of the jurisdiction."""
    ledger = _Ledger(explanations)
    for kinds in _WALKS:
        for channel in Channel if _depends_on_channel(kinds, profile) else (None,):
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


def _depends_on_channel(kinds: Sequence[str], profile: Profile) -> bool:
    """Whether the way of service matters for rows of these kinds."""
    rows = (row for kind in kinds for row in getattr(profile.rows, kind))
    return any(condition.subject == "channel" for row in rows for condition in row.conditions)


def _in_force(kinds: Sequence[str], profile: Profile, day: date) -> list[NamedRow]:
    return [(kind, row) for kind in kinds for row in getattr(profile.rows, kind) if row.is_in_force(day)]


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
            reasons = [each for bit, each in enumerate(explained, len(rows)) if fitting >> bit & 1]
            ledger.meet(Gap(kind, tuple(row.rule.id for row in wrong), wrong[0].say, day, shown_by), reasons)
    ledger.reached |= {id(row) for bit, (_, row) in enumerate(rows) if reached >> bit & 1}


def _never_reached(profile: Profile, ledger: _Ledger) -> None:
    for kind in KINDS:
        for row in getattr(profile.rows, kind):
            if id(row) not in ledger.reached:
                is_effect = isinstance(row, EffectRow)
                gap = GapKind.EFFECT_NEVER_OPEN if is_effect else GapKind.ROW_NEVER_REACHED
                ledger.meet(Gap(gap, (row.rule.id,), f"{kind} {row.say}", row.since, {}), ledger.numbered)


def sets_that_fit(rows: Sequence[Conditions], domain: Sequence[Group]) -> Mapping[int, Circumstances]:
    """Every set of rows that fits at once (bit n: row n), with circumstances in which exactly these fit."""
    found: dict[int, Circumstances] = {(1 << len(rows)) - 1: {}}
    for group in domain:
        classes = _classes(rows, group)
        found = {
            fitting & holding: {**known, **more}
            for fitting, known in found.items()
            for holding, more in classes.items()
        }
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


class ClassReader:
    """The rows of one day and one way, prepared so that a class costs a few operations on bits."""

    def __init__(self, rows: Sequence[NamedRow]) -> None:
        self.rows = rows
        self.of_kind: defaultdict[str, int] = defaultdict(int)
        ranks: defaultdict[tuple[str, object], int] = defaultdict(int)
        for bit, (kind, row) in enumerate(rows):
            self.of_kind[kind] |= 1 << bit
            if kind in FIRST:
                ranks[kind, FIRST[kind](row)] |= 1 << bit
        self.ranks = list(ranks.values())
        self.open_ways = sum(1 << bit for bit, (_, row) in enumerate(rows) if isinstance(row, WayRow) and row.open)
        self.contradictions = [
            (1 << bit | 1 << other_bit, one, other)
            for (bit, (kind, one)), (other_bit, (other_kind, other)) in combinations(enumerate(rows), 2)
            if _contradict(kind, one, other_kind, other)
        ]

    def acting(self, fitting: int) -> int:
        """The rows that fit and act: of one rank the first, and effects only of a way that is open."""
        acting = fitting
        for rank in self.ranks:
            of_rank = fitting & rank
            acting &= ~rank | of_rank & -of_rank
        if self.of_kind["way"] and not self._serves(acting):
            acting &= ~self.of_kind["effect"]
        return acting

    def _serves(self, acting: int) -> bool:
        return bool(acting & self.open_ways) and not acting & self.of_kind["block"]

    def wrong(self, fitting: int, acting: int) -> Iterator[tuple[GapKind, tuple[Row, ...]]]:
        """What is wrong in this class, with the rows it is about."""
        if self._serves(acting) and not fitting & self.of_kind["effect"]:
            way = (acting & self.of_kind["way"]).bit_length() - 1
            yield GapKind.OPEN_WITHOUT_EFFECT, (self.rows[way][1],)
        for both, one, other in self.contradictions:
            if acting & both == both:
                yield GapKind.ROWS_DISAGREE, (one, other)


def _contradict(kind: str, one: Row, other_kind: str, other: Row) -> bool:
    """Whether both cannot be right where both act; who asks for a period by name is told first that there is none."""
    if {kind, other_kind} == {"period", "no_period"}:
        started = not (getattr(one, "only_on_request", False) or getattr(other, "only_on_request", False))
        return started and ALL["no_period"](one) == ALL["no_period"](other)
    is_of_one_rank = kind == other_kind and kind in ALL and ALL[kind](one) == ALL[kind](other)
    return is_of_one_rank and substance(one) != substance(other)


Key = Callable[[Any], object]


def _limit_key(row: LimitRow) -> object:
    return row.kind, bool(row.at_least)


# Of rows with one key only the first that fits acts.
FIRST: Mapping[str, Key] = {
    **dict.fromkeys(
        (
            "way",
            "no_way",
            "block",
            "lapse",
            "conduct",
            "waiver",
            "no_effect",
            "first_way_wins",
            "exhaustion",
            "counting",
            "hours",
        ),
        type,
    ),
    "consent": lambda row: row.ground,
    "rebuttal": lambda row: row.ground,
    "ruling": lambda row: row.counts,
    "defect": lambda row: row.say,
    "suspension": lambda row: row.kind,
    "substitute_address": lambda row: row.source,
}
# Of these every row that fits acts; two with one key must say the same. Of guards each must hold, so none contradicts.
ALL: Mapping[str, Key] = {
    "effect": lambda row: (row.events, row.by, row.how, row.cause, row.where, row.at_substitute_address),
    "period": lambda row: (row.kind, row.starts),
    "no_period": lambda row: row.kind,
    "limit": _limit_key,
    "capacity": lambda row: row.own_labour,
    "excluded": lambda row: (row.by, row.after_mandate),
    "cross_reference": lambda row: row.say,
    "caution": lambda row: row.say,
}
# What a row says of the law; where it stands and how it is told plays no part.
_NOT_CONDITIONS = frozenset({"rule", "since", "until", "conditions", "say", "say_without_consent"})


def substance(row: Row) -> tuple[object, ...]:
    """What the row does, to be compared with another of its rank."""
    names = (name for each in reversed(type(row).__mro__) for name in getattr(each, "__slots__", ()))
    return tuple((name, getattr(row, name)) for name in names if name not in _NOT_CONDITIONS)


_YES_NO: tuple[Value, ...] = (True, False)
_ENDS = ("deceased", "dissolved", "in_bankruptcy")
_OF_PERSON = frozenset({"recipient", "soldier", "in_custody", "capable", *_ENDS})
_OF_HANDING = frozenset({"to", "mandate_over"})
_PERSONS = frozenset({RecipientKind.NATURAL_PERSON, RecipientKind.PROFESSIONAL})


def groups(profile: Profile, channel: Channel | None) -> tuple[Group, ...]:
    """The groups for one way of service (None: for rows that do not ask for it).

    Any assignment of one group goes with any of another.
    """
    source: tuple[Value, ...] = (None, *AddressSource) if channel is None or channel in TO_A_PLACE else (None,)
    flags: Mapping[str, tuple[Value, ...]] = dict.fromkeys(
        sorted(ALL_FIELDS - _OF_PERSON - _OF_HANDING), (True, False, None)
    )
    single: Mapping[str, tuple[Value, ...]] = {
        **flags,
        "branch": tuple(Branch),
        "procedure": tuple(Procedure),
        "stage": tuple(Stage),
        "court": tuple(sorted(COURTS)),
        "paper": tuple(PaperKind),
        "zone": tuple(sorted({*profile.zones.values(), profile.other_zone})),
        "channel": (channel,) if channel else tuple(Channel),
        "class": (None, *AddressClass),
        "source": source,
        "withholds": (None, *Withholding),
        "procuratorate": (None, *Procuratorate),
        "of_age": _YES_NO,
        "role": (None, *Role),
        "retrial_of": (None, *RetrialOf),
    }
    return (
        tuple(_recipients()),
        tuple(_handed_to()),
        *(tuple({subject: value} for value in values) for subject, values in single.items()),
    )


def _recipients() -> Iterator[Circumstances]:
    """A company is no soldier, is not held anywhere, and has no age; the dead are nothing else any more."""
    alive = dict.fromkeys(_ENDS, False)
    for kind, soldier, in_custody, capable in product(RecipientKind, _YES_NO, _YES_NO, _YES_NO):
        if kind in _PERSONS or (capable and not soldier and not in_custody):
            yield {"recipient": kind, "soldier": soldier, "in_custody": in_custody, "capable": capable, **alive}
    for kind, end in product(RecipientKind, _ENDS):
        if (kind in _PERSONS) is (end == "deceased"):
            yield {"recipient": kind, "soldier": False, "in_custody": False, "capable": True, **alive, end: True}


def _handed_to() -> Iterator[Circumstances]:
    """Only of an agent it matters that a mandate is over."""
    for person in Person:
        yield {"to": person, "mandate_over": False}
    yield {"to": Person.REPRESENTATIVE, "mandate_over": True}
