"""Terms of tasks and days of rest are shown where a court is run; a year without a notice is called provisional."""

import pytest
from django.urls import reverse

from songda.core.access import Role
from songda.core.delivery.tasks import ROWS
from songda.core.law import profile_of
from songda.web.console.court.days import year_rows
from tests.web.console.world import signed_in


def test_a_year_without_a_notice_is_provisional_and_names_no_days() -> None:
    calendar = profile_of("cn").calendar
    before, known, unknown = year_rows(calendar, max(calendar.years))
    assert (before.is_published, known.is_published, unknown.is_published) == (True, True, False)
    assert (unknown.rest, unknown.work) == ([], [])
    assert all(calendar.is_rest_day(day) for day in known.rest)
    assert not any(calendar.is_rest_day(day) for day in known.work)


@pytest.mark.database
def test_every_kind_of_task_stands_there_with_its_term() -> None:
    page = signed_in(role=Role.ADMINISTRATOR).get(reverse("console:days_and_terms"))
    assert [row.kind for row in page.context["terms"]] == list(ROWS)
    assert "songda redate --dry-run" in page.content.decode()
    assert "办公时间内4小时" in page.content.decode()  # no clerk reckons with 240 minutes
