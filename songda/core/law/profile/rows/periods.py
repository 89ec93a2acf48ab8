"""Rows on periods."""

from dataclasses import dataclass

from songda.core.law.profile.rows.row import Row


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CountingRow(Row):
    """How a period is counted to its end.

    `to_month_end`: months that begin on the last day of a month end on the last day of another.
    """

    extends_over_rest_days: bool
    to_month_end: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PeriodRow(Row):
    """A period that starts from the service of a paper, or from `starts`; `set_in_paper`: the paper says how long."""

    kind: str
    days: int = 0
    working_days: int = 0
    months: int = 0
    hours: int = 0
    starts: str = "service"
    runs_out_on_any_day: bool = False
    set_in_paper: bool = False
    only_on_request: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NoPeriodRow(Row):
    """Where a period that one might expect does not exist."""

    kind: str
    only_on_request: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SuspensionRow(Row):
    """Which period stands still from an objection to jurisdiction until its dismissal is in force."""

    kind: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LimitRow(Row):
    """The least and the most that the court may set for a period."""

    kind: str
    at_least: int = 0
    at_most: int = 0
