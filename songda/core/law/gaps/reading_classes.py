"""Reads one class of facts, given as the set of rows that fit there: which of them act, and what is wrong with them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from songda.core.law.gaps.finding import GapKind
from songda.core.law.profile.rows import LimitRow, Row, WayRow

NamedRow = tuple[str, Row]


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
_TOLD = frozenset({"rule", "since", "until", "conditions", "say", "say_without_consent"})


def substance(row: Row) -> tuple[object, ...]:
    """What the row does, to be compared with another of its rank."""
    names = (name for each in reversed(type(row).__mro__) for name in getattr(each, "__slots__", ()))
    return tuple((name, getattr(row, name)) for name in names if name not in _TOLD)
