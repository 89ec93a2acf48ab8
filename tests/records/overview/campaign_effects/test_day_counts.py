"""The figures' day counts fill the protocol of effects: by class and day, of one court, cut to what is possible."""

from datetime import date, timedelta

import pytest

from songda.core.outreach.closed_lists import Aim
from songda.core.outreach.effects import Answer, Period, Share, effect
from songda.records.overview.campaign_effects import FIGURE_OF, FigureCounts
from songda.records.overview.figures.models import DayCount
from tests import make

pytestmark = pytest.mark.database
DAY = date(2026, 6, 1)


def counted(part: str, key: str, n: int, day: date = DAY, dimension: str = "age") -> None:
    DayCount.objects.create(court=make.court().id, part=part, dimension=dimension, day=day, key=key, n=n)


def counts() -> FigureCounts:
    return FigureCounts(make.court().id, "consents", "age")


def test_every_aim_has_a_figure_that_is_a_share() -> None:
    assert set(FIGURE_OF) == set(Aim)
    for name in FIGURE_OF.values():
        assert len(FigureCounts(make.court().id, name, "age").parts) == 2


def test_numerators_and_denominators_meet_by_class_and_day() -> None:
    counted("consent.asked", "60_and_over", 10)
    counted("consent.asked.given", "60_and_over", 4)
    counted("consent.asked", "18_to_59", 2)
    counted("consent.asked.given", "18_to_59", 3)  # cannot be right
    counted("consent.asked", "defendant", 9, dimension="role")
    counted("consent.asked", "60_and_over", 99, DAY - timedelta(days=1))
    assert counts()(DAY, DAY) == {"60_and_over": {DAY: Share(4, 10)}, "18_to_59": {DAY: Share(2, 2)}}
    assert counts().classes() == ["18_to_59", "60_and_over"]
    assert FigureCounts(make.other_court().id, "consents", "age")(DAY, DAY) == {}


def test_a_figure_that_is_no_share_is_refused() -> None:
    with pytest.raises(ValueError, match="no share"):
        FigureCounts(make.court().id, "launched", "age")(DAY, DAY)


def test_a_rise_among_those_reached_is_found_in_the_counts() -> None:
    period = Period(DAY, DAY + timedelta(days=6))
    day, week = period.first, 0
    while day <= period.last:
        wobble = week % 3
        for key in ("60_and_over", "18_to_59"):
            given = 50 + wobble + (20 if key == "60_and_over" and day > period.ends_on else 0) + (week % 2)
            counted("consent.asked", key, 100, day)
            counted("consent.asked.given", key, given + (week * 7 % 4 if key == "60_and_over" else 0), day)
        day, week = day + timedelta(days=7), week + 1
    found = effect(counts(), "60_and_over", ["18_to_59"], period)
    assert found.answer is Answer.BETTER
    assert found.change == pytest.approx(0.2, abs=0.02)
