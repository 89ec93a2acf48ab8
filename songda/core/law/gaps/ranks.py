"""Which rows are of one rank: the first decides, or each stands beside the others and must not contradict them."""

from collections.abc import Callable, Mapping
from typing import Any

from songda.core.law.profile.rows import LimitRow, Row

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
