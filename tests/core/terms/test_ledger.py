"""When work is due, line by line of its ledger; the office is open from 8:30 to 17:30 on working days in China."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.core.law.profile.calendar import Calendar
from songda.core.law.profile.load import profile_of
from songda.core.terms import Budget, Entry, EntryKind, Ledger, Limit, NeverOpen, OfficeHours, Wait, reckon
from tests.rows import all_rows

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = OfficeHours(profile_of("cn").calendar, ZONE)
TWO_DAYS = Budget(working_days=2)
THREE_DAYS = Budget(working_days=3)
THREE_HOURS = Budget(minutes=180)


def moment(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


def started(at: str, budget: Budget) -> Entry:
    return Entry(moment(at), EntryKind.STARTED, budget)


def named(at: str, until: str) -> Entry:
    return Entry(moment(at), EntryKind.NAMED, named=moment(until))


def paused(at: str, wait: Wait = Wait.JUDGE) -> Entry:
    return Entry(moment(at), EntryKind.PAUSED, wait=wait)


def resumed(at: str, wait: Wait = Wait.JUDGE) -> Entry:
    return Entry(moment(at), EntryKind.RESUMED, wait=wait)


def extended(at: str, budget: Budget) -> Entry:
    return Entry(moment(at), EntryKind.EXTENDED, budget)


def limited(at: str, until: str, limit: Limit = Limit.HEARING) -> Entry:
    return Entry(moment(at), EntryKind.LIMITED, named=moment(until), limit=limit)


def freed(at: str) -> Entry:
    return Entry(moment(at), EntryKind.FREED)


DUE: list[tuple[str, tuple[Entry, ...], str | None]] = [
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
    (
        "an extension that comes too late counts from the day on which it came",
        (started("2026-06-01 09:00", TWO_DAYS), extended("2026-06-09 09:00", TWO_DAYS)),
        "2026-06-11 17:30",
    ),
    (
        "hours are extended by days",
        (started("2026-06-01 09:00", THREE_HOURS), extended("2026-06-01 10:00", TWO_DAYS)),
        "2026-06-03 17:30",
    ),
    ("a moment that was named stays", (named("2026-06-01 09:00", "2026-06-04 10:15"),), "2026-06-04 10:15"),
    (
        "a moment that was named is extended like any other",
        (named("2026-06-01 09:00", "2026-06-04 10:15"), extended("2026-06-02 09:00", TWO_DAYS)),
        "2026-06-08 17:30",
    ),
    (
        "a moment that was named falls into a pause: the close of the day on which the clock ran again",
        (named("2026-06-01 09:00", "2026-06-04 10:15"), paused("2026-06-03 09:00"), resumed("2026-06-08 09:00")),
        "2026-06-08 17:30",
    ),
    (
        "two waits at once are one pause, until the later is over",
        (
            started("2026-06-01 09:00", TWO_DAYS),
            paused("2026-06-02 09:00"),
            paused("2026-06-02 10:00", Wait.LOOKUP),
            resumed("2026-06-02 11:00"),
            resumed("2026-06-03 09:00", Wait.LOOKUP),
        ),
        "2026-06-04 17:30",
    ),
    (
        "one of two waits is over: still due at no time",
        (
            started("2026-06-01 09:00", TWO_DAYS),
            paused("2026-06-02 09:00"),
            paused("2026-06-02 10:00", Wait.LOOKUP),
            resumed("2026-06-02 11:00"),
        ),
        None,
    ),
    (
        "a hearing in the morning: at the close of the day before",
        (started("2026-06-01 09:00", THREE_DAYS), limited("2026-06-01 09:00", "2026-06-03 09:00")),
        "2026-06-02 17:30",
    ),
    (
        "a hearing on Monday: on Friday",
        (started("2026-06-04 09:00", THREE_DAYS), limited("2026-06-04 09:00", "2026-06-08 09:00")),
        "2026-06-05 17:30",
    ),
    (
        "a hearing on the same day: when it begins",
        (started("2026-06-01 09:00", TWO_DAYS), limited("2026-06-01 09:00", "2026-06-01 14:30")),
        "2026-06-01 14:30",
    ),
    (
        "a hearing later on its own last day: before that day",
        (started("2026-06-01 09:00", TWO_DAYS), limited("2026-06-01 09:00", "2026-06-03 17:30")),
        "2026-06-02 17:30",
    ),
    (
        "a hearing after its own last day limits nothing",
        (started("2026-06-01 09:00", TWO_DAYS), limited("2026-06-01 09:00", "2026-06-03 17:31")),
        "2026-06-03 17:30",
    ),
    (
        "an hour that was named before the hearing on its day stays",
        (named("2026-06-01 09:00", "2026-06-03 08:45"), limited("2026-06-01 09:00", "2026-06-03 09:00")),
        "2026-06-03 08:45",
    ),
    (
        "the hearing was moved nearer, then away",
        (
            started("2026-06-01 09:00", THREE_DAYS),
            limited("2026-06-01 10:00", "2026-06-03 09:00"),
            freed("2026-06-01 11:00"),
        ),
        "2026-06-04 17:30",
    ),
    (
        "the newest limit counts",
        (
            started("2026-06-01 09:00", THREE_DAYS),
            limited("2026-06-01 10:00", "2026-06-02 09:00"),
            limited("2026-06-01 11:00", "2026-06-03 23:59", Limit.LAST_DAY),
        ),
        "2026-06-03 17:30",
    ),
    (
        "what was left when it runs again is limited too",
        (
            started("2026-06-01 09:00", TWO_DAYS),
            paused("2026-06-02 09:00"),
            resumed("2026-06-03 09:00"),
            limited("2026-06-03 09:00", "2026-06-04 10:00"),
        ),
        "2026-06-03 17:30",
    ),
    (
        "an extension after the hearing counts from its own day",
        (
            started("2026-06-01 09:00", THREE_DAYS),
            limited("2026-06-01 09:00", "2026-06-02 09:00"),
            extended("2026-06-03 09:00", TWO_DAYS),
        ),
        "2026-06-05 17:30",
    ),
]


@all_rows(("sentence", "entries", "due"), DUE, ids=[row[0] for row in DUE])
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
    ("cannot be resumed twice", (started("2026-06-01 09:00", TWO_DAYS), resumed("2026-06-01 10:00"))),
    (
        "cannot be paused twice",
        (started("2026-06-01 09:00", TWO_DAYS), paused("2026-06-01 10:00"), paused("2026-06-01 11:00")),
    ),
    ("and nothing else", (Entry(moment("2026-06-01 09:00"), EntryKind.STARTED),)),
    ("and nothing else", (Entry(moment("2026-06-01 09:00"), EntryKind.NAMED),)),
    (
        "and nothing else",
        (started("2026-06-01 09:00", TWO_DAYS), Entry(moment("2026-06-02 09:00"), EntryKind.PAUSED)),
    ),
    (
        "and nothing else",
        (started("2026-06-01 09:00", TWO_DAYS), Entry(moment("2026-06-02 09:00"), EntryKind.EXTENDED)),
    ),
]


@all_rows(("word", "entries"), WRONG)
def test_what_cannot_be_a_ledger(word: str, entries: tuple[Entry, ...]) -> None:
    with pytest.raises(ValueError, match=word):
        Ledger(entries)


def test_an_office_that_never_opens_has_no_terms() -> None:
    shut = OfficeHours(Calendar(frozenset({2026}), frozenset(range(7)), frozenset(), frozenset()), ZONE)
    with pytest.raises(NeverOpen, match="no working day"):
        reckon(Ledger((started("2026-06-01 09:00", TWO_DAYS),)), shut)


MOMENTS = st.integers(0, 333 * 24 * 60).map(lambda minutes: moment("2026-01-01 00:00") + timedelta(minutes=minutes))


@given(MOMENTS, st.integers(1, 3000), st.integers(1, 3000), st.integers(0, 5000))
def test_a_pause_never_brings_the_day_forward_and_costs_at_most_itself(
    at: datetime, minutes: int, into: int, length: int
) -> None:
    start = Entry(at, EntryKind.STARTED, Budget(minutes=minutes))
    begin = at + timedelta(minutes=into)
    end = begin + timedelta(minutes=length)
    plain = reckon(Ledger((start,)), HOURS).due_at
    later = reckon(
        Ledger(
            (start, Entry(begin, EntryKind.PAUSED, wait=Wait.JUDGE), Entry(end, EntryKind.RESUMED, wait=Wait.JUDGE))
        ),
        HOURS,
    ).due_at
    assert plain is not None
    assert later is not None
    assert later >= plain
    assert (later == plain) or begin < plain
    assert _open_minutes(plain, later) <= length + 1


def _open_minutes(since: datetime, until: datetime) -> float:
    count = 0.0
    for begins, ends in HOURS.sittings(since):
        if begins >= until:
            return count
        count += (min(ends, until) - begins) / timedelta(minutes=1)
    return count


@given(MOMENTS, st.integers(1, 7), st.integers(1, 20 * 24 * 60))
def test_no_term_ends_beyond_its_limit_nor_before_it_began_nor_later_than_it_would(
    at: datetime, days: int, until: int
) -> None:
    start, limit = Entry(at, EntryKind.STARTED, Budget(working_days=days)), at + timedelta(minutes=until)
    line = Entry(at, EntryKind.LIMITED, named=limit, limit=Limit.HEARING)
    plain, bounded = (reckon(Ledger(entries), HOURS) for entries in ((start,), (start, line)))
    assert plain.due_at is not None
    assert bounded.due_at is not None
    assert at < bounded.due_at <= min(limit, plain.due_at)
    assert bounded.unlimited_at == plain.due_at
    lifted = reckon(Ledger((start, line, Entry(at, EntryKind.FREED))), HOURS)
    assert lifted.due_at == plain.due_at
