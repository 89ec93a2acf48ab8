"""The parts that figures are made of, and how a fact falls into them: whole numbers of one day, which may be added."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import cache
from typing import NamedTuple

from songda.core.figures.facts import DIMENSIONS, Fact, Unit

TOTAL = ""  # the dimension of what is not split, and its only key
LONGEST_KEY = 120


@dataclass(frozen=True, slots=True)
class Part:
    """Those of a unit whose moment `at` lies on a day, to whom also happened all of `having`, and none of `lacking`.

    `amount`: what is added up; an empty text: each counts one.
    """

    name: str
    unit: Unit
    at: str
    having: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    amount: str = ""

    def holds(self, unit: Unit, moments: Container[str]) -> bool:
        """Whether one of this unit that has these moments belongs to the part."""
        needed, refused = (self.at, *self.having), self.lacking
        return (
            unit is self.unit and all(one in moments for one in needed) and not any(one in moments for one in refused)
        )

    def weight(self, fact: Fact) -> int:
        """How much it adds."""
        return fact.amounts.get(self.amount, 0) if self.amount else 1

    def is_within(self, other: "Part") -> bool:
        """Whether whatever belongs to this one must belong to the other, on the same day: numerator in denominator."""
        same = self.unit is other.unit and self.at == other.at and self.amount == other.amount
        return same and set(self.having) >= set(other.having) and set(self.lacking) >= set(other.lacking)


class Cell(NamedTuple):
    """One whole number: of which part, on which day, of which key of which dimension."""

    part: str
    dimension: str
    day: date
    key: str


class CountedShare(NamedTuple):
    """A fact's share in a part: the day it counts on, and the day since which it belongs there."""

    part: Part
    day: date
    since: date
    weight: int


def shares(fact: Fact, zone: tzinfo) -> Iterator[CountedShare]:
    """The parts that the fact belongs to."""
    days = {name: at.astimezone(zone).date() for name, at in fact.moments.items()}
    for part in _holding(fact.unit, frozenset(days)):
        if weight := part.weight(fact):
            yield CountedShare(part, days[part.at], max(days[name] for name in (part.at, *part.having)), weight)


def contributions(fact: Fact, zone: tzinfo) -> Counter[Cell]:
    """What one fact adds to the day counts: to the total of each of its parts, and to one key of each dimension."""
    return count([fact], zone)


def count(facts: Iterable[Fact], zone: tzinfo) -> Counter[Cell]:
    """The day counts of these facts; those that count alike are taken together, since there are many."""
    alike = Counter(_signature(fact, zone) for fact in facts)
    cells: Counter[Cell] = Counter()
    for (unit, added, keys), times in alike.items():
        split = ((TOTAL, TOTAL), *zip(DIMENSIONS[unit], keys, strict=True))
        for name, day, weight in added:
            for dimension, key in split:
                cells[Cell(name, dimension, day, key)] += weight * times
    return cells


def _signature(fact: Fact, zone: tzinfo) -> tuple[Unit, tuple[tuple[str, date, int], ...], tuple[str, ...]]:
    """What a fact adds, and where: two facts with the same one count alike."""
    days = {name: at.astimezone(zone).date() for name, at in fact.moments.items()}
    holding = _holding(fact.unit, frozenset(days))
    added = tuple([(part.name, days[part.at], weight) for part in holding if (weight := part.weight(fact))])
    return fact.unit, added, tuple([fact.keys[name][:LONGEST_KEY] for name in DIMENSIONS[fact.unit]])


@cache
def _holding(unit: Unit, moments: frozenset[str]) -> tuple[Part, ...]:
    """The parts to which whatever has exactly these moments belongs."""
    return tuple(each for each in parts_of(unit) if each.holds(unit, moments))


def part(name: str) -> Part:
    """The part of this name; raises KeyError."""
    return PARTS[name]


@cache
def parts_of(unit: Unit) -> tuple[Part, ...]:
    """Every part of a unit."""
    return tuple(each for each in PARTS.values() if each.unit is unit)


def _of(unit: Unit, at: str, *rows: tuple[str, tuple[str, ...]]) -> Iterator[Part]:
    """The parts of a unit that count on the same moment: all of them, then those with more."""
    for name, having in rows:
        yield Part(f"{unit}.{name}", unit, at, having)


_LAUNCHED = (
    ("launched", ()),
    ("launched.sent", ("sent",)),
    ("launched.arrived", ("arrived",)),
    ("launched.read", ("read",)),
    ("launched.acknowledged", ("acknowledged",)),
    ("launched.effective", ("effective",)),
    ("launched.presumed", ("presumed",)),
    ("launched.challenged", ("challenged",)),
    ("launched.reversed", ("reversed",)),
    ("launched.failed", ("failed",)),
    ("launched.handed", ("handed",)),
    ("launched.handed.effective", ("handed", "by_people")),
    ("launched.concluded", ("concluded",)),
    ("launched.concluded.effective", ("concluded", "effective")),
    ("launched.recalled", ("recalled",)),
    ("launched.first_try", ("first_try",)),
    ("launched.electronic", ("electronic",)),
)
_ALL: tuple[Part, ...] = (
    *_of(Unit.SERVICE, "launched", *_LAUNCHED),
    *_of(Unit.SERVICE, "arrived", ("arrived", ()), ("arrived.read", ("read",)), ("arrived.effective", ("effective",))),
    *_of(Unit.SERVICE, "concluded", ("concluded", ()), ("concluded.effective", ("effective",))),
    *_of(Unit.SERVICE, "effective", ("effective", ()), ("effective.challenged", ("challenged",))),
    *_of(Unit.SERVICE, "reversed", ("reversed", ())),
    Part("service.electronic.pages", Unit.SERVICE, "electronic", amount="pages"),
    Part("service.electronic.letters", Unit.SERVICE, "electronic", amount="letters"),
    *_of(
        Unit.ATTEMPT,
        "sent",
        ("sent", ()),
        ("sent.arrived", ("arrived",)),
        ("sent.failed", ("failed",)),
        ("sent.won", ("won",)),
    ),
    *_of(Unit.ATTEMPT, "planned", ("planned", ()), ("planned.sent", ("sent",)), ("planned.won", ("won",))),
    *_of(
        Unit.RECIPIENT,
        "launched",
        ("launched", ()),
        ("launched.arrived", ("arrived",)),
        ("launched.read", ("read",)),
        ("launched.effective", ("effective",)),
    ),
    *_of(Unit.CASE, "launched", ("launched", ()), ("launched.effective", ("effective",))),
    *_of(
        Unit.CALL,
        "called",
        ("called", ()),
        ("called.answered", ("answered",)),
        ("called.reached", ("reached",)),
        ("called.agreed", ("agreed",)),
    ),
    *_of(Unit.CONSENT, "asked", ("asked", ()), ("asked.given", ("given",)), ("asked.refused", ("refused",))),
    *_of(
        Unit.LOOKUP,
        "asked",
        ("asked", ()),
        ("asked.answered", ("answered",)),
        ("asked.found", ("found",)),
        ("asked.confirmed", ("confirmed",)),
        ("asked.answered.found", ("answered", "found")),
    ),
    *_of(
        Unit.OBJECTION, "raised", ("raised", ()), ("raised.decided", ("decided",)), ("raised.accepted", ("accepted",))
    ),
    Part("proof.certified", Unit.PROOF, "certified"),
    Part("proof.stated", Unit.PROOF, "stated"),
    *_of(Unit.DEED, "begun", ("begun", ()), ("begun.served", ("served",)), ("begun.in_vain", ("in_vain",))),
)
PARTS: Mapping[str, Part] = {each.name: each for each in _ALL}
