"""Who is told when a task is late: by day, each rung at its own moment."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from songda.core.delivery.tasks import LATE, ROWS, VERY_LATE
from songda.core.law.profile.load import profile_of
from songda.core.terms import Addressee, OfficeHours, Rung, rung_at

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = OfficeHours(profile_of("cn").calendar, ZONE)
AT_ONCE = Rung("at_once", 0, (Addressee.OWNER,), at_any_hour=True)


def moment(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


CASES = [
    ("the day ends: they are told when the office opens again", LATE, "2026-06-04 17:30", "2026-06-05 08:30"),
    ("it ends on a Friday: on Monday", LATE, "2026-06-05 17:30", "2026-06-08 08:30"),
    ("hours run out at noon: at noon", LATE, "2026-06-04 12:00", "2026-06-04 12:00"),
    ("a Sunday that somebody named: on Monday", LATE, "2026-06-07 10:00", "2026-06-08 08:30"),
    ("two working days later, over the dragon boat holiday", VERY_LATE, "2026-06-17 17:30", "2026-06-23 08:30"),
    ("what may be told at any hour is, on a Sunday night", AT_ONCE, "2026-06-07 22:00", "2026-06-07 22:00"),
]


@pytest.mark.parametrize(("sentence", "rung", "due", "at"), CASES, ids=[row[0] for row in CASES])
def test_when_a_rung_is_climbed(sentence: str, rung: Rung, due: str, at: str) -> None:
    assert rung_at(rung, moment(due), HOURS) == moment(at), sentence


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
    assert HOURS.open_from(moment(now)) == moment(opens)


def test_the_rungs_of_every_kind_follow_one_another_and_tell_the_supervisor_at_last() -> None:
    for kind, row in ROWS.items():
        assert [rung.after for rung in row.rungs] == sorted(rung.after for rung in row.rungs), kind
        assert Addressee.SUPERVISOR in row.rungs[-1].to, kind


@pytest.mark.parametrize(("after", "to"), [(-1, (Addressee.OWNER,)), (0, ())])
def test_what_is_no_rung(after: int, to: tuple[Addressee, ...]) -> None:
    with pytest.raises(ValueError, match="tells somebody"):
        Rung("no", after, to)


def test_the_office_is_there_in_its_hours() -> None:
    assert (HOURS.opens, HOURS.closes) == (time(8, 30), time(17, 30))
