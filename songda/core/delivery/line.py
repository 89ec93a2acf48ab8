"""What is known of a telephone line by all that was told of it: in whichever order, and however often it is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

# What is told of a line, by the event that tells it: the column of its moment, and of what comes with it.
SIGHTS: Mapping[str, tuple[str, ...]] = {
    "call.desk_answered": ("desk_answered_at",),
    "call.ringing": ("ringing_at",),
    "call.early_sound": ("early_sound_at",),
    "call.answered": ("answered_at",),
    "call.machine_suspected": ("machine_at",),
    "call.notice_played": ("played_at",),
    "call.digit_pressed": ("digit_at", "digit"),
    "call.ended": ("ended_at", "line", "cause", "heard"),
}
_END = SIGHTS["call.ended"]


def seen_anew(name: str, line: Mapping[str, Any], at: datetime, told: Mapping[str, Any]) -> dict[str, Any]:
    """Which columns of a line become what by one more thing that is told of it: the same in every order.

    Of what is told twice the earlier moment counts: what is found by asking again was so before. Whatever is dated
    after the end was no part of the call.
    """
    columns = SIGHTS[name]
    new = {columns[0]: at, **{column: told.get(column, None if column == "heard" else "") for column in columns[1:]}}
    known = {column: line[column] for column in columns}
    if known[columns[0]] is not None and _rank(known) <= _rank(new):
        return {}
    if columns != _END:
        return {} if line[_END[0]] is not None and at > line[_END[0]] else new
    later = [each for each in SIGHTS.values() if each != _END and line[each[0]] is not None and line[each[0]] > at]
    return new | {column: None if column.endswith("_at") else "" for each in later for column in each}


def _rank(told: Mapping[str, Any]) -> list[float | str]:
    return [each.timestamp() if isinstance(each, datetime) else str(each or "") for each in told.values()]
