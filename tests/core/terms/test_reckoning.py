"""When work is due, line by line of its ledger; the office is open from 8:30 to 17:30 on working days in China."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.core.law.profile.load import profile_of
from songda.core.terms import Budget, Entry, EntryKind, Ledger, OfficeHours, reckon

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = OfficeHours(profile_of("cn").calendar, ZONE)
TWO_DAYS = Budget(working_days=2)
THREE_HOURS = Budget(minutes=180)


def moment(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


def started(at: str, budget: Budget) -> Entry:
    return Entry(moment(at), EntryKind.STARTED, budget)


def paused(at: str) -> Entry:
    return Entry(moment(at), EntryKind.PAUSED)


def resumed(at: str) -> Entry:
    return Entry(moment(at), EntryKind.RESUMED)


def extended(at: str, budget: Budget) -> Entry:
    return Entry(moment(at), EntryKind.EXTENDED, budget)


DUE: list[tuple[str, tuple[Entry, ...], str | None]] = [
    (
        "two days from a Monday morning end when Wednesday closes",
        (started("2026-06-01 09:00", TWO_DAYS),),
        "2026-06-03 17:30",
    ),
    ("opened on Friday evening: Tuesday", (started("2026-06-05 19:00", TWO_DAYS),), "2026-06-09 17:30"),
    ("opened on a Sunday: Tuesday", (started("2026-06-07 12:00", TWO_DAYS),), "2026-06-09 17:30"),
    (
        "the dragon boat holiday of Friday 19 June is no day",
        (started("2026-06-17 09:00", TWO_DAYS),),
        "2026-06-22 17:30",
    ),
    (
        "a Sunday worked for a holiday is a day",
        (started("2026-01-02 09:00", Budget(working_days=1)),),
        "2026-01-04 17:30",
    ),
    ("three hours from a Monday morning", (started("2026-06-01 09:00", THREE_HOURS),), "2026-06-01 12:00"),
    ("three hours run over the night", (started("2026-06-01 16:00", THREE_HOURS),), "2026-06-02 10:00"),
    ("three hours run over a weekend", (started("2026-06-05 16:00", THREE_HOURS),), "2026-06-08 10:00"),
    ("three hours opened before dawn", (started("2026-06-01 03:00", THREE_HOURS),), "2026-06-01 11:30"),
    (
        "three hours that fill the day end when it closes",
        (started("2026-06-01 14:30", THREE_HOURS),),
        "2026-06-01 17:30",
    ),
    ("standing still: due at no time", (started("2026-06-01 09:00", TWO_DAYS), paused("2026-06-02 09:00")), None),
    (
        "a day at whose close it stood still does not count",
        (started("2026-06-01 09:00", TWO_DAYS), paused("2026-06-02 09:00"), resumed("2026-06-03 09:00")),
        "2026-06-04 17:30",
    ),
    (
        "a pause over noon costs no day",
        (started("2026-06-01 09:00", TWO_DAYS), paused("2026-06-02 09:00"), resumed("2026-06-02 14:00")),
        "2026-06-03 17:30",
    ),
    (
        "two pauses of an hour cost two hours",
        (
            started("2026-06-01 09:00", THREE_HOURS),
            paused("2026-06-01 09:30"),
            resumed("2026-06-01 10:30"),
            paused("2026-06-01 11:00"),
            resumed("2026-06-01 12:00"),
        ),
        "2026-06-01 14:00",
    ),
    (
        "a pause in the night costs nothing",
        (started("2026-06-01 16:00", THREE_HOURS), paused("2026-06-01 20:00"), resumed("2026-06-02 07:00")),
        "2026-06-02 10:00",
    ),
    (
        "an extension adds its days",
        (started("2026-06-01 09:00", TWO_DAYS), extended("2026-06-02 09:00", TWO_DAYS)),
        "2026-06-05 17:30",
    ),
]


@pytest.mark.parametrize(("sentence", "entries", "due"), DUE, ids=[row[0] for row in DUE])
def test_when_work_is_due(sentence: str, entries: tuple[Entry, ...], due: str | None) -> None:
    assert reckon(Ledger(entries), HOURS).due_at == (moment(due) if due else None), sentence


def test_each_line_tells_what_it_moved_the_day_to() -> None:
    entries = (started("2026-06-01 09:00", TWO_DAYS), paused("2026-06-02 09:00"), resumed("2026-06-03 09:00"))
    days = [due for _, due in reckon(Ledger(entries), HOURS).steps]
    assert days == [moment("2026-06-03 17:30"), None, moment("2026-06-04 17:30")]


def test_another_calendar_moves_the_day_and_keeps_the_ledger() -> None:
    ledger = Ledger((started("2026-06-01 16:00", THREE_HOURS),))
    until_six = OfficeHours(HOURS.calendar, ZONE, time(8, 30), time(18))
    assert reckon(ledger, until_six).due_at == moment("2026-06-02 09:30")


WRONG: list[tuple[str, tuple[Entry, ...]]] = [
    ("begins with its start", ()),
    ("begins with its start", (paused("2026-06-01 09:00"),)),
    ("starts once", (started("2026-06-01 09:00", TWO_DAYS), started("2026-06-01 10:00", TWO_DAYS))),
    ("forward in time", (started("2026-06-01 09:00", TWO_DAYS), paused("2026-06-01 08:00"))),
    ("runs cannot be resumed", (started("2026-06-01 09:00", TWO_DAYS), resumed("2026-06-01 10:00"))),
    (
        "stands still cannot be paused",
        (started("2026-06-01 09:00", TWO_DAYS), paused("2026-06-01 10:00"), paused("2026-06-01 11:00")),
    ),
    ("say how long", (Entry(moment("2026-06-01 09:00"), EntryKind.STARTED),)),
    ("say how long", (started("2026-06-01 09:00", TWO_DAYS), Entry(moment("2026-06-02 09:00"), EntryKind.EXTENDED))),
]


@pytest.mark.parametrize(("word", "entries"), WRONG)
def test_what_cannot_be_a_ledger(word: str, entries: tuple[Entry, ...]) -> None:
    with pytest.raises(ValueError, match=word):
        Ledger(entries)


@pytest.mark.parametrize("numbers", [(0, 0), (1, 1), (-1, 0), (-1, 5), (0, -5)])
def test_a_budget_is_days_or_minutes(numbers: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="either working days or minutes"):
        Budget(*numbers)


def test_days_are_not_extended_by_minutes() -> None:
    ledger = Ledger((started("2026-06-01 09:00", TWO_DAYS), extended("2026-06-02 09:00", THREE_HOURS)))
    with pytest.raises(ValueError, match="either working days or minutes"):
        reckon(ledger, HOURS)


def test_an_office_opens_before_it_closes() -> None:
    with pytest.raises(ValueError, match="cannot open"):
        OfficeHours(HOURS.calendar, ZONE, time(17), time(9))


MOMENTS = st.integers(0, 333 * 24 * 60).map(lambda minutes: moment("2026-01-01 00:00") + timedelta(minutes=minutes))


@given(MOMENTS, st.integers(1, 3000), st.integers(1, 3000), st.integers(0, 5000))
def test_a_pause_never_brings_the_day_forward_and_costs_at_most_itself(
    at: datetime, minutes: int, into: int, length: int
) -> None:
    start = Entry(at, EntryKind.STARTED, Budget(minutes=minutes))
    begin = at + timedelta(minutes=into)
    end = begin + timedelta(minutes=length)
    plain = reckon(Ledger((start,)), HOURS).due_at
    later = reckon(Ledger((start, Entry(begin, EntryKind.PAUSED), Entry(end, EntryKind.RESUMED))), HOURS).due_at
    assert plain is not None
    assert later is not None
    assert later >= plain
    assert (later == plain) or begin < plain
    assert _open_minutes(plain, later) <= length + 1


@given(MOMENTS, st.integers(1, 40))
def test_days_end_when_the_office_closes(at: datetime, days: int) -> None:
    due = reckon(Ledger((Entry(at, EntryKind.STARTED, Budget(working_days=days)),)), HOURS).due_at
    assert due is not None
    assert due.time() == HOURS.closes
    assert due == datetime.combine(HOURS.calendar.working_days_after(at.date(), days), HOURS.closes, ZONE)


def _open_minutes(since: datetime, until: datetime) -> float:
    count = 0.0
    for begins, ends in HOURS.sittings(since):
        if begins >= until:
            return count
        count += (min(ends, until) - begins) / timedelta(minutes=1)
    return count
