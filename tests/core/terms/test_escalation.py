"""Who is told when: each rung once, by day, unless it is to be told at any hour."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from songda.core.law.profile.load import profile_of
from songda.core.terms import OfficeHours, Rung, due_rungs

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = OfficeHours(profile_of("cn").calendar, ZONE)
DUE_AT = datetime(2026, 6, 5, 17, 30, tzinfo=ZONE)  # a Friday
BEFORE = Rung("before", timedelta(hours=-4), "owner")
LATE = Rung("late", timedelta(0), "supervisor")
LOST = Rung("lost", timedelta(days=2), "president", at_any_hour=True)
RUNGS = (LOST, LATE, BEFORE)

CASES: list[tuple[str, str, set[str], list[Rung]]] = [
    ("nothing before its moment", "2026-06-05 13:29", set(), []),
    ("the owner is reminded in the afternoon", "2026-06-05 13:30", set(), [BEFORE]),
    ("not twice", "2026-06-05 14:00", {"before"}, []),
    ("nobody is told after hours", "2026-06-05 18:00", set(), []),
    ("nor on a Saturday", "2026-06-06 10:00", {"before"}, []),
    ("what may be told at any hour is, on a Sunday night", "2026-06-07 22:00", {"before"}, [LOST]),
    ("on Monday all that is left, the earliest first", "2026-06-08 08:30", set(), [BEFORE, LATE, LOST]),
]


@pytest.mark.parametrize(("sentence", "now", "climbed", "rungs"), CASES, ids=[row[0] for row in CASES])
def test_which_rungs_are_due(sentence: str, now: str, climbed: set[str], rungs: list[Rung]) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=ZONE)
    assert due_rungs(RUNGS, DUE_AT, climbed, at, HOURS) == rungs, sentence


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-06-05 18:00", "2026-06-08 08:30"),
        ("2026-06-06 10:00", "2026-06-08 08:30"),
        ("2026-06-05 08:00", "2026-06-05 08:30"),
        ("2026-06-05 09:00", "2026-06-05 09:00"),
    ],
)
def test_when_somebody_is_there_again(now: str, opens: str) -> None:
    at, expected = (datetime.fromisoformat(words).replace(tzinfo=ZONE) for words in (now, opens))
    assert HOURS.open_from(at) == expected
