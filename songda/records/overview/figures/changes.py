"""What changes in the day counts when facts change."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from songda.core.figures.facts import Fact
from songda.core.figures.fold import Story
from songda.core.figures.parts import Cell, count
from songda.records.court.staff.models import Court


@dataclass(frozen=True, slots=True)
class Kept:
    """A fact, with the court and the case that it is of."""

    court: str
    case: str
    fact: Fact


class CourtCell(NamedTuple):
    """A cell of one court."""

    court: str
    cell: Cell


Name = tuple[str, str]  # unit and id of a fact
Counts = Counter[CourtCell]


@dataclass
class Clocks:
    """The clock of each court: a day is a day there. A court that is known from the log alone has the house's."""

    fallback: tzinfo = field(default_factory=lambda: ZoneInfo(settings.TIME_ZONE))

    @cached_property
    def by_court(self) -> Mapping[str, tzinfo]:
        """By the court's id."""
        return {str(court): ZoneInfo(zone) for court, zone in Court.objects.values_list("id", "zone")}

    def of(self, court: str) -> tzinfo:
        """That of one court."""
        return self.by_court.get(court, self.fallback)

    def day(self, court: str, at: datetime) -> date:
        """The day of a moment there."""
        return at.astimezone(self.of(court)).date()


def told_facts(stories: Iterable[Story]) -> dict[Name, Kept]:
    """The facts that the log tells of cases."""
    return {
        (fact.unit.value, fact.id): Kept(story.court, story.case_id, fact)
        for story in stories
        if story.court is not None
        for fact in story.facts
    }


def counts_of(kept: Iterable[Kept], clocks: Clocks) -> Counts:
    """The day counts of these facts."""
    by_court: dict[str, list[Fact]] = {}
    for one in kept:
        by_court.setdefault(one.court, []).append(one.fact)
    return Counter(
        {
            CourtCell(court, cell): n
            for court, facts in by_court.items()
            for cell, n in count(facts, clocks.of(court)).items()
        }
    )


def difference(gone: Iterable[Kept], new: Iterable[Kept], clocks: Clocks) -> Counts:
    """What must be added to the day counts, below nothing where it is to be taken off."""
    counts = counts_of(new, clocks)
    counts.subtract(counts_of(gone, clocks))
    return Counter({place: n for place, n in counts.items() if n})
