"""Tells each figure as it would be at the yardstick of the day of the first table, on which the targets were set.

A figure is divided by an index of the tasks that resemble it: 1 where the machine is as quick as it was on that day,
1.5 where everything costs half as much again.
"""

from collections.abc import Mapping

FIRST_DAY = {"python": 95.0, "typesetting": 82.0, "commits": 115.0}  # CPU ms of each task on that day
WORK = {"python": 0.8, "commits": 0.2}  # orders, sending, effects, pages: the shares that Python and PostgreSQL have
PAPERS = {"typesetting": 0.7, "python": 0.22, "commits": 0.08}  # whatever makes a certificate


def index(yardstick: Mapping[str, float], shares: Mapping[str, float]) -> float:
    """How much dearer such work is here than it was on the first day."""
    return sum(share * yardstick[task] / FIRST_DAY[task] for task, share in shares.items())


def multiple(name: str, figure: float, yardstick: Mapping[str, float]) -> float | None:
    """The figure over its yardstick, or times it where it tells how many in a second; None for a count."""
    if "/s" in name:
        return figure * index(yardstick, _shares(name))
    return figure / index(yardstick, _shares(name)) if _is_time(name) else None


def _shares(name: str) -> Mapping[str, float]:
    return PAPERS if "certificate" in name else WORK


def _is_time(name: str) -> bool:
    return " ms" in f" {name}"
