"""A jurisdiction: its sources, its dated rules, its calendar and its words."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from songda.core.law.calendar import Calendar
from songda.core.law.profile.rows import Rows
from songda.core.law.profile.texts import StatuteText
from songda.core.law.profile.wording import ProfileWording


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """`regime_days` are the days on which any rule begins or ends, the first of them the beginning of time.

    `groups` are names for several words of one subject, such as the electronic ways.
    `texts` are the words of the statutes by the id of their source; `own_rules` are sources that are no statutes.
    `version` names exactly these rules and words: where it is the same, the same facts get the same answer.
    """

    name: str
    version: str
    zone: tzinfo
    zones: Mapping[str, str]
    other_zone: str
    groups: Mapping[str, Mapping[str, tuple[str, ...]]]
    rows: Rows
    calendar: Calendar
    wording: ProfileWording
    regime_days: tuple[date, ...]
    regime_starts: tuple[datetime, ...]
    texts: Mapping[str, StatuteText] = field(default_factory=dict)
    own_rules: frozenset[str] = frozenset()

    def regime_at(self, moment: datetime) -> int:
        """Which stretch of unchanged law the moment falls into; an index into `regime_days`."""
        return bisect_right(self.regime_starts, moment)

    def regime_on(self, day: date) -> int:
        """The same for a whole day."""
        return bisect_right(self.regime_days, day) - 1

    def day_of(self, moment: datetime) -> date:
        """The legal day of a moment, in the jurisdiction's own time."""
        return moment.astimezone(self.zone).date()

    def zone_of(self, domicile: str) -> str:
        """Which rules a domicile falls under (cn, hkmo, tw, foreign)."""
        return self.zones.get(domicile, self.other_zone)
