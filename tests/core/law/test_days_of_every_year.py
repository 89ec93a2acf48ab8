"""Days that are holidays in every year, months that begin on their last day, and objections that prove nothing yet."""

from dataclasses import replace
from datetime import date

import pytest

from songda.core.law import profile_of, read_facts
from songda.core.law.facts import FactsError
from songda.core.law.periods.counting import Length, count
from tests.core.law.given import attempt, consent, facts, summary

UNPUBLISHED = 2031


@pytest.mark.parametrize(("month", "day"), [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)])
def test_a_public_holiday_of_every_year_is_a_rest_day_before_its_notice_is_out(month: int, day: int) -> None:
    calendar = profile_of("cn").calendar
    assert not calendar.is_published(date(UNPUBLISHED, month, day))
    assert calendar.is_rest_day(date(UNPUBLISHED, month, day))


def test_what_the_moon_moves_is_not_guessed() -> None:
    assert not profile_of("cn").calendar.is_rest_day(date(UNPUBLISHED, 1, 23))


def test_a_published_year_is_as_it_was_published() -> None:
    calendar = profile_of("cn").calendar
    published = replace(calendar, years=calendar.years | {UNPUBLISHED})
    assert calendar.is_rest_day(date(UNPUBLISHED, 10, 3))
    assert not published.is_rest_day(date(UNPUBLISHED, 10, 3))


def test_a_period_does_not_end_on_new_years_day() -> None:
    end = count(date(UNPUBLISHED - 1, 12, 17), Length(days=15), profile_of("cn"), {"branch": "civil"})
    assert (end.last_day, end.provisional) == (date(UNPUBLISHED, 1, 2), True)


POST_ABROAD = {"case": {"branch": "criminal"}, "recipient": {"domicile": "sg"}, "paper": {"kind": "judgment"}}


@pytest.mark.parametrize(
    ("sent", "known", "answer"),
    [
        ("2023-02-28", "2023-05-31T23:00:00+08:00", "not_effective"),
        ("2023-02-28", "2023-06-01T00:00:00+08:00", "awaiting_judge"),
        ("2022-11-30", "2023-02-28T23:59:59+08:00", "awaiting_judge"),
        ("2023-02-27", "2023-05-28T00:00:00+08:00", "awaiting_judge"),
    ],
)
def test_in_a_criminal_case_months_from_a_last_day_end_on_a_last_day(sent: str, known: str, answer: str) -> None:
    """Interpretation of the Criminal Procedure Law, article 202."""
    service = facts(attempt("mail", None, f"sent {sent}"), as_of=known, hearing_at=None, **POST_ABROAD)
    assert summary(service) == answer


def test_in_a_civil_case_the_corresponding_day_counts() -> None:
    """Civil Code, article 202: the corresponding day, though it is not the month's last."""
    service = facts(
        attempt("mail", None, "sent 2023-02-28"),
        as_of="2023-05-29T00:00:00+08:00",
        recipient={"domicile": "sg"},
    )
    assert summary(service).startswith("awaiting_judge")


OBJECTION = {"ground": "system_error", "ruling": "pending"}


def test_an_objection_that_awaits_the_judge_needs_no_proof() -> None:
    arrived = attempt("sms", "confirmed", "arrived 2022-06-02", rebuttals=[OBJECTION])
    assert summary(facts(arrived, consents=[consent()])) == "effective 2022-06-02 arrival"


def test_an_objection_that_was_rejected_needs_none_either() -> None:
    arrived = attempt("sms", "confirmed", "arrived 2022-06-02", rebuttals=[OBJECTION | {"ruling": "rejected"}])
    assert summary(facts(arrived, consents=[consent()])) == "effective 2022-06-02 arrival"


def test_an_accepted_one_says_since_when_it_is_proved() -> None:
    arrived = attempt("sms", "confirmed", "arrived 2022-06-02", rebuttals=[OBJECTION | {"ruling": "accepted"}])
    with pytest.raises(FactsError, match=r"\$\.attempts\[0\]\.rebuttals\[0\]\.proved_at"):
        read_facts(facts(arrived))
