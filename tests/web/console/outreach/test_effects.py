"""What a campaign changed stands on its page and in the report, with its interval, once its time has come."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from songda.core.outreach.effects import Answer
from songda.records.overview.campaign_effects import classes_of, effect_of, figure_of, period_of, usual_class
from songda.records.overview.figures.models import DayCount
from songda.records.service.outreach.campaigns import plan_campaign
from songda.records.service.outreach.models import Campaign
from tests import make
from tests.web.console.outreach.things import BY, DRAFT
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
FIRST = date(2026, 3, 2)
LATER = date(2026, 6, 1)
OLD, OTHERS = "60_and_over", "18_to_59"


def held() -> Campaign:
    draft = replace(DRAFT, aim="e_service", starts_on=FIRST, ends_on=FIRST)
    return plan_campaign(make.court(), draft, BY, make.NOW)


def count_weeks(made: Campaign, rise: int) -> None:
    """A hundred of each class asked a week; of those reached, `rise` more say yes after the campaign."""
    period = period_of(made)
    for week in range(20):
        day = period.first + timedelta(weeks=week)
        for key in (OLD, OTHERS):
            lifted = rise if key == OLD and day > period.ends_on else 0
            given = 50 + week % 3 + (week * 7 % 4 if key == OLD else 0) + lifted
            for part, n in (("consent.asked", 100), ("consent.asked.given", given)):
                DayCount.objects.create(court=made.court_id, part=part, dimension="age", day=day, key=key, n=n)


def test_older_people_are_a_class_of_the_figures_and_compared_with_all_others() -> None:
    made = held()
    count_weeks(made, 20)
    assert (usual_class(made), figure_of(made)) == (f"age:{OLD}", "consents")
    found = effect_of(made, usual_class(made), classes_of(made), LATER)
    assert found is not None
    assert found.answer is Answer.BETTER


def test_nothing_is_said_too_early_nor_of_a_class_that_there_is_not() -> None:
    made = held()
    count_weeks(made, 20)
    classes = classes_of(made)
    assert effect_of(made, usual_class(made), classes, period_of(made).last) is None
    for chosen in ("", "age:martians", "money:60_and_over", "role:defendant"):
        assert effect_of(made, chosen, classes, LATER) is None


def test_the_page_and_the_report_tell_the_same_answer() -> None:
    made = held()
    count_weeks(made, 20)
    browser = signed_in(make.user())
    page = browser.get(reverse("console:campaign_effect", args=[made.id])).content.decode()
    assert "有提高" in page
    assert "+20.0" in page or "+19." in page
    report = browser.get(reverse("console:outreach_report") + "?year=2026").content.decode()
    assert "有提高 +" in report


def test_too_few_cases_are_told_as_such() -> None:
    made = held()
    for key in (OLD, OTHERS):
        DayCount.objects.create(court=made.court_id, part="consent.asked", dimension="age", day=FIRST, key=key, n=3)
    page = signed_in(make.user()).get(reverse("console:campaign_effect", args=[made.id])).content.decode()
    assert "案件太少，不能下结论" in page
