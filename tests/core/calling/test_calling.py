"""Hours, pacing and spread of calls: a table of moments, each with what is said to whoever wants to ring."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from songda.core.calling import DialsBefore, Stretch, is_exhausted, load_rules, missing_stretches, refusal_now
from songda.core.calling import stretch_of as part_of_week
from songda.core.law import profile_of
from tests.rows import all_rows

CHINA = ZoneInfo("Asia/Shanghai")
CALENDAR = profile_of("cn").calendar
RULES = load_rules()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def refused(text: str, before: DialsBefore | None = None) -> tuple[str, str] | None:
    found = refusal_now(at(text), CALENDAR, CHINA, RULES, before or DialsBefore())
    return (found.code, found.at.strftime("%Y-%m-%dT%H:%M")) if found else None


@all_rows(
    ("moment", "next_allowed"),
    [
        ("2026-06-01T10:00", None),  # a Monday
        ("2026-06-01T08:29", "2026-06-01T08:30"),
        ("2026-06-01T12:00", "2026-06-01T14:00"),
        ("2026-06-01T20:30", "2026-06-02T08:30"),
        ("2026-06-05T22:00", "2026-06-06T09:30"),  # Friday night: Saturday has hours of its own
        ("2026-06-06T09:00", "2026-06-06T09:30"),
        ("2026-06-06T16:00", None),
        ("2026-10-01T09:00", "2026-10-01T09:30"),  # the National Day is a day of rest
        ("2026-02-14T09:00", None),  # a Saturday that is worked
    ],
)
def test_telephones_ring_in_the_hours_of_the_person_who_is_rung(moment: str, next_allowed: str | None) -> None:
    assert refused(moment) == (("outside_hours", next_allowed) if next_allowed else None)


def test_the_hours_are_those_of_their_place() -> None:
    nine_in_china = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
    assert refusal_now(nine_in_china, CALENDAR, CHINA, RULES, DialsBefore()) is None
    assert refusal_now(nine_in_china, CALENDAR, ZoneInfo("Europe/Vienna"), RULES, DialsBefore()) is not None


def test_a_line_that_called_forty_people_today_calls_no_new_one() -> None:
    assert refused("2026-06-01T10:00", DialsBefore(39)) is None
    assert refused("2026-06-01T10:00", DialsBefore(40)) == ("line_called_enough", "2026-06-02T08:30")
    assert refused("2026-06-01T10:00", DialsBefore(40, is_new_person=False)) is None


def test_a_number_is_left_in_peace_between_two_tries() -> None:
    just_now = DialsBefore(last_try=at("2026-06-01T09:30"))
    assert refused("2026-06-01T10:00", just_now) == ("number_tried_just_now", "2026-06-01T10:30")
    assert refused("2026-06-01T10:30", just_now) is None
    before_noon = DialsBefore(last_try=at("2026-06-01T11:30"))
    assert refused("2026-06-01T11:45", before_noon) == ("number_tried_just_now", "2026-06-01T14:00")


@pytest.mark.parametrize(
    ("moment", "stretch"),
    [("2026-06-01T10:00", "weekday"), ("2026-06-01T18:00", "evening"), ("2026-06-06T18:30", "weekend")],
)
def test_the_week_has_three_parts(moment: str, stretch: str) -> None:
    assert part_of_week(at(moment), CALENDAR, CHINA, RULES) is Stretch(stretch)


DAY, EVENING, REST = Stretch.WEEKDAY, Stretch.EVENING, Stretch.WEEKEND


@pytest.mark.parametrize(
    ("tries", "exhausted"),
    [
        ([(DAY, "no_answer")] * 9, False),
        ([(DAY, "no_answer"), (EVENING, "busy"), (REST, "switched_off")], False),
        ([(DAY, "no_answer"), (EVENING, "busy"), (REST, "switched_off"), (DAY, "rejected")], True),
        ([(DAY, "no_answer"), (EVENING, "busy"), (REST, "given_up"), (DAY, "trouble")], False),
        ([(DAY, "not_in_service")], True),
        ([], False),
    ],
)
def test_a_number_is_exhausted_after_tries_in_every_part_of_the_week(
    tries: list[tuple[Stretch, str]], exhausted: bool
) -> None:
    assert is_exhausted(tries, RULES) is exhausted


def test_what_is_missing_is_named() -> None:
    assert missing_stretches([DAY], RULES) == (EVENING, REST)


def test_a_court_names_rules_of_its_own(tmp_path: Path) -> None:
    own = tmp_path / "calling.toml"
    told = (Path(__file__).parents[3] / "songda/core/calling/rules.toml").read_text(encoding="utf-8")
    own.write_text(told.replace("people_a_day = 40", "people_a_day = 5"), encoding="utf-8")
    assert load_rules(own).people_a_day == 5
    later = at("2026-06-01T10:00") + timedelta(days=1)
    assert refusal_now(later, CALENDAR, CHINA, load_rules(own), DialsBefore(5)) is not None


@pytest.mark.parametrize(
    ("old", "new"), [("08:30-12:00", "12:00-08:30"), ("people_a_day = 40", ""), ('"weekend"]', '"night"]')]
)
def test_a_file_that_cannot_be_meant_is_refused(tmp_path: Path, old: str, new: str) -> None:
    own = tmp_path / "calling.toml"
    told = (Path(__file__).parents[3] / "songda/core/calling/rules.toml").read_text(encoding="utf-8")
    own.write_text(told.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match="rules of calling"):
        load_rules(own)
