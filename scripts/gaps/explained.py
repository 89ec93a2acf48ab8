"""Gaps in the rows, and those that are meant: with the circumstances covered and the reason why it is no mistake."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from songda.core.law.facts import Channel
from songda.core.law.profile import Profile
from songda.core.law.profile.conditions import ALL_FIELDS, Circumstances, Condition, Value
from songda.core.law.profile.load import folder_of


class GapKind(StrEnum):
    """A way without an effect, an effect without a way, two rows that disagree, a row that nothing reaches."""

    OPEN_WITHOUT_EFFECT = "open_without_effect"
    EFFECT_NEVER_OPEN = "effect_never_open"
    ROWS_DISAGREE = "rows_disagree"
    ROW_NEVER_REACHED = "row_never_reached"


class Gap(NamedTuple):
    """One finding: the rules it is about, the first day, and facts that show it (none for a row never reached)."""

    kind: GapKind
    rules: tuple[str, ...]
    say: str
    day: date
    shown_by: Circumstances

    @property
    def name(self) -> str:
        """The same gap under the same name, whatever the facts that show it."""
        channel = f" {self.shown_by['channel']}" if self.kind is GapKind.OPEN_WITHOUT_EFFECT else ""
        return f"{self.kind} {' / '.join(self.rules)} ({self.say}){channel}"


class ExplanationError(ValueError):
    """An explanation on file names something that there is not."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """`rules`: only gaps of these, where any are named; `conditions`: only in such circumstances."""

    kind: GapKind
    why: str
    rules: frozenset[str]
    conditions: tuple[Condition, ...]
    since: date
    until: date

    def covers(self, gap: Gap) -> bool:
        """Whether the gap is of this kind and these rules; its circumstances are looked at by the walk."""
        if not self.since <= gap.day < self.until:
            return False
        by_rule = not self.rules or not self.rules.isdisjoint(gap.rules)
        return self.kind is gap.kind and by_rule

    def may_cover(self, kinds: Collection[str], day: date, channel: Channel | None) -> bool:
        """Whether rows of these kinds can have such a gap on that day by this way."""
        if not self.since <= day < self.until or (self.kind is GapKind.OPEN_WITHOUT_EFFECT and "way" not in kinds):
            return False
        of_channels = (condition for condition in self.conditions if condition.subject == "channel")
        return channel is None or all(condition.holds({"channel": channel}) for condition in of_channels)


def explanations_of(profile: Profile) -> tuple[Explanation, ...]:
    """What is on file for a jurisdiction (proof/gaps.toml); none where it has no such file."""
    file = folder_of(profile.name) / "proof" / "gaps.toml"
    given = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return tuple(_explanation(each, profile) for each in given.get("explained", ()))


def _explanation(given: Mapping[str, Any], profile: Profile) -> Explanation:
    if not str(given.get("why", "")).strip():
        raise ExplanationError(f"an explanation without a reason: {dict(given)}")
    conditions = (*_conditions(given, "when", profile), *_conditions(given, "unless", profile))
    rules = frozenset(f"{profile.name}.{rule}" for rule in given.get("rules", ()))
    return Explanation(GapKind(given["gap"]), given["why"], rules, conditions, *_days(given))


def _days(given: Mapping[str, Any]) -> tuple[date, date]:
    return given.get("since", date.min), given.get("until", date.max)


def _conditions(given: Mapping[str, Any], key: str, profile: Profile) -> Iterator[Condition]:
    for subject, values in given.get(key, {}).items():
        if subject not in ALL_FIELDS:
            raise ExplanationError(f"{key} names something unknown: {subject}")
        listed = values if isinstance(values, list) else [values]
        yield Condition(subject, frozenset(_expanded(subject, listed, profile)), wanted=key == "when")


def _expanded(subject: str, values: list[Value], profile: Profile) -> Iterator[Value]:
    for value in values:
        if isinstance(value, str) and value.startswith("@"):
            yield from profile.groups[subject][value[1:]]
        else:
            yield None if value == "none" else value
