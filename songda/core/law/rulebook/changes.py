"""What changed on each day on which the law changed: rules that began, ended, or went on under another article."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date

from songda.core.law.rulebook.telling import Rule

_PLACE = {"rule", "since", "until"}  # where a row stands and when, not what it says


@dataclass(frozen=True, slots=True)
class Change:
    """One day: what began, what ended, and pairs (old, new) that say the same under another article."""

    day: date
    began: tuple[Rule, ...]
    ended: tuple[Rule, ...]
    carried_on: tuple[tuple[Rule, Rule], ...]


def changes(rules: Sequence[Rule]) -> tuple[Change, ...]:
    """Every such day, the newest first."""
    days = {day for rule in rules for day in (rule.since, rule.until) if day is not None}
    return tuple(_on(day, rules) for day in sorted(days, reverse=True))


def _on(day: date, rules: Sequence[Rule]) -> Change:
    began = [rule for rule in rules if rule.since == day]
    ended = [rule for rule in rules if rule.until == day]
    carried_on = tuple(_pairs(ended, began))
    same = {id(rule) for pair in carried_on for rule in pair}
    return Change(
        day,
        tuple(rule for rule in began if id(rule) not in same),
        tuple(rule for rule in ended if id(rule) not in same),
        carried_on,
    )


def _pairs(ended: Sequence[Rule], began: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Each rule that ended beside the one that took its place word for word."""
    waiting: dict[object, list[Rule]] = defaultdict(list)
    for rule in began:
        waiting[_says(rule)].append(rule)
    for rule in ended:
        if waiting[_says(rule)]:
            yield rule, waiting[_says(rule)].pop(0)


def _says(rule: Rule) -> tuple[object, ...]:
    """Everything that a row says, to be compared."""
    return rule.kind, *(getattr(rule.row, field.name) for field in fields(rule.row) if field.name not in _PLACE)
