"""Reads one class of facts, given as the set of rows that fit there: which of them act, and what is wrong with them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from songda.core.law.gaps.finding import GapKind
from songda.core.law.gaps.ranks import ALL, FIRST, substance
from songda.core.law.profile.rows import Row, WayRow

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
