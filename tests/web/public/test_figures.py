"""Figures for everybody: only of courts that publish them, only half-years that are over, nothing about few."""

import re
from datetime import date

import pytest
from django.test import Client

from songda.records.court.staff.court_settings import publish_figures, withdraw_figures
from songda.records.overview.figures.models import DayCount
from tests import make
from tests.records.overview.figure_reports.planted import plant

pytestmark = pytest.mark.database
HALF = {"half": "2021-07-01"}


def get(place: str, **query: str) -> tuple[int, str]:
    answer = Client().get(place, query, headers={"accept-language": "en"})
    return answer.status_code, answer.content.decode()


def test_a_court_shows_nothing_until_it_says_so_and_after_it_takes_that_back() -> None:
    court = make.court()
    plant(court)
    place = f"/figures/{court.code}"
    assert get(place)[0] == 404
    publish_figures(court, "engine", make.NOW)
    assert court.name in get("/figures")[1]
    assert get(place)[0] == 200
    withdraw_figures(court, "engine", make.NOW)
    assert get(place)[0] == 404
    assert court.name not in get("/figures")[1]


def test_the_page_shows_the_half_year_with_charts_and_no_count_below_five() -> None:
    court = make.court()
    plant(court)
    publish_figures(court, "engine", make.NOW)
    status, page = get(f"/figures/{court.code}", **HALF)
    assert status == 200
    assert page.count('role="img"') >= 8
    assert "HYPERLINK" not in page  # a split of the visitor's own is not offered
    assert "<script" not in page
    assert "后一步不必小于前一步" in page or "need not be smaller" in page
    numbers = {int(cell.replace(",", "")) for cell in re.findall(r"<td>([\d,]+)</td>", page)}
    assert numbers
    assert not numbers & {1, 2, 3, 4}


@pytest.mark.parametrize("half", ["2021-02-01", "2999-01-01", "x", "2021-01-01' OR 1=1"])
def test_no_other_period_can_be_asked(half: str) -> None:
    court = make.court()
    publish_figures(court, "engine", make.NOW)
    assert get(f"/figures/{court.code}", half=half)[0] == 404


def test_it_opens_on_the_newest_half_year_with_counts_and_names_it() -> None:
    court = make.court()
    plant(court)
    publish_figures(court, "engine", make.NOW)
    status, page = get(f"/figures/{court.code}")
    assert status == 200
    assert page.count('role="img"') >= 8
    assert "Half-year: 1 July 2021 – 31 December 2021" in page
    assert re.findall(r'href="\?half=([\d-]+)"', page) == ["2021-01-01"]  # nothing that has no counts is offered


def test_without_counts_the_page_says_so_in_a_sentence() -> None:
    court = make.court()
    publish_figures(court, "engine", make.NOW)
    status, page = get(f"/figures/{court.code}")
    assert status == 200
    assert "There is nothing to show yet" in page
    assert 'role="img"' not in page
    assert "?half=" not in page
    status, page = get(f"/figures/{court.code}", **HALF)
    assert status == 200
    assert "Nothing was counted in this half-year." in page
    assert 'role="img"' not in page


def test_a_half_year_of_fewer_than_five_is_not_opened() -> None:
    court = make.court()
    plant(court)
    DayCount.objects.create(court=court.id, part="service.launched", dimension="", day=date(2022, 3, 1), key="", n=4)
    publish_figures(court, "engine", make.NOW)
    assert "Half-year: 1 July 2021" in get(f"/figures/{court.code}")[1]
    DayCount.objects.create(court=court.id, part="service.launched", dimension="", day=date(2022, 6, 30), key="", n=1)
    assert "Half-year: 1 January 2022" in get(f"/figures/{court.code}")[1]
