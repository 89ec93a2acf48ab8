"""Rows on what must come before the last way, and on advice."""

from dataclasses import dataclass

from songda.core.law.facts import Channel
from songda.core.law.profile.rows.row import Row


@dataclass(frozen=True, slots=True)
class TierWays:
    """One tier of the ladder: ways of which one must have failed; the name is a word of the jurisdiction."""

    name: str
    ways: tuple[Channel, ...]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ExhaustionRow(Row):
    """Which tiers must be exhausted before the last way.

    `months_of_silence`: how long nothing may be heard of what was sent off until it has failed (0: silence proves
    nothing); `months_on_request`: how long where another authority was asked (0: as long as the others).
    """

    tiers: tuple[TierWays, ...]
    months_of_silence: int = 0
    months_on_request: int = 0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CautionRow(Row):
    """Advice before a way is chosen; `told_afterwards`: it also belongs to the answer on a service.

    `in_notice`: it is one of the things that the text of a public notice must tell. `on_file`: what the file must hold
    of such a try; it is told with every answer on one, whatever came of it, and by the ladder that leads there.
    `days_before_hearing`: so many days before it the paper must have been served; what came of that is told with the
    answer, where the day of the hearing is known.
    """

    told_afterwards: bool = False
    in_notice: bool = False
    on_file: bool = False
    days_before_hearing: int = 0
