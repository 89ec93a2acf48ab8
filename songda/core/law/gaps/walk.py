"""Walks through every class of facts: which rows fit together, each combination once with facts that show it.

A row is a bit. Facts that the rows cannot tell apart are one class, so that what remains of billions of combinations
are the sets of rows that can fit at once; none is left out.
"""

from collections.abc import Mapping, Sequence

from songda.core.law.gaps.domain import Group
from songda.core.law.profile.conditions import Circumstances, Condition

Conditions = tuple[Condition, ...]


def sets_that_fit(rows: Sequence[Conditions], domain: Sequence[Group]) -> Mapping[int, Circumstances]:
    """Every set of rows that fits at once (bit n: row n), with circumstances in which exactly these fit."""
    found: dict[int, Circumstances] = {(1 << len(rows)) - 1: {}}
    for group in domain:
        classes = _classes(rows, group)
        if len(classes) > 1 or next(iter(classes)) != (1 << len(rows)) - 1:
            found = {
                fitting & holding: {**known, **more}
                for fitting, known in found.items()
                for holding, more in classes.items()
            }
        else:
            rest = next(iter(classes.values()))
            found = {fitting: {**known, **rest} for fitting, known in found.items()}
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
