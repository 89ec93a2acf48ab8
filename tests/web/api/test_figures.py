"""Figures by the API: the numbers of any period, wrong questions refused at their place, courts below by their code."""

import pytest

from songda.core.figures import FIGURES
from songda.records.court.staff.court_settings import place_below
from songda.records.overview.figures.recounting import recount_month
from tests import make
from tests.records.overview.figure_reports.planted import EFFECTIVE, LAUNCHED, YEAR, plant
from tests.web.api.caller import Caller, caller

ASKED = {"since": "2021-01-01", "until": "2021-12-31"}


def test_the_numbers_of_a_year_with_their_definition_and_its_hash(court: Caller) -> None:
    plant(make.court())
    told = court.get("/figures", **ASKED).json()
    assert told["total"]["counted"] == {"numerator": EFFECTIVE, "denominator": LAUNCHED, "percent": 50.65}
    assert told["definitions"][0]["hash"] == FIGURES["success"].hash
    assert not told["is_found_wrong"]
    recount_month(make.court().id, YEAR, make.NOW)  # the log knows nothing of what was planted
    assert court.get("/figures", **ASKED).json()["is_found_wrong"]
    ways = next(section for section in told["sections"] if section["key"] == "way")
    assert {line["key"]: line["counted"]["numerator"] for line in ways["lines"]} == {"sms": 1500, "email": 420, "-": 57}


def test_where_it_cannot_be_told_whether_periods_differ_the_reason_is_told(court: Caller) -> None:
    plant(make.court())
    long_ago = {"compared_since": "2019-01-01", "compared_until": "2019-12-31"}
    total = court.get("/figures", **ASKED, **long_ago).json()["total"]
    assert (total["is_different"], total["why_untold"]) == (None, "nothing_counted")
    assert court.get("/figures", **ASKED).json()["total"]["why_untold"] == ""


def test_every_definition_is_listed(court: Caller) -> None:
    told = court.get("/figures/definitions").json()
    assert [one["version"] for one in told] == [one.version for one in FIGURES.values()]


@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        ({"since": "2021-05-01", "until": "2021-01-31"}, "until", "ends_before_it_begins"),
        ({"since": "2199-01-01", "until": "2199-01-31"}, "since", "in_future"),
        ({"since": "1970-01-01", "until": "2021-01-31"}, "since", "too_long"),
        ({**ASKED, "figure": "success@9"}, "figure", "unknown_figure"),
        ({**ASKED, "figure": "wait"}, "figure", "unknown_figure"),
        ({**ASKED, "by": "=1+1"}, "by", "unknown_dimension"),
        ({**ASKED, "court": "京01"}, "court", "unknown_court"),
        ({**ASKED, "compared_since": "2020-01-01"}, "compared_until", "none_named"),
    ],
)
def test_a_wrong_question_is_refused_at_its_place(court: Caller, asked: dict[str, str], field: str, code: str) -> None:
    answer = court.get("/figures", **asked)
    told = answer.json()
    assert (answer.status_code, told["code"], told["path"]) == (422, code, f"$.{field}")
    assert told["sentence_zh"]
    assert told["sentence_en"]


def test_what_is_no_day_is_refused(court: Caller) -> None:
    assert court.get("/figures", since="yesterday", until="2021-12-31").status_code == 422


def test_a_court_above_counts_those_below_it_and_no_other(court: Caller, outsider: Caller) -> None:
    plant(make.court())
    middle = make.court("晋11", "吕梁市中级人民法院")
    place_below(make.court(), middle.id, "engine", make.NOW)
    above = caller(middle)
    assert above.get("/figures", **ASKED).json()["total"]["counted"]["denominator"] == LAUNCHED
    assert above.get("/figures", **ASKED, court=make.court().code).json()["courts"] == [str(make.court().id)]
    assert outsider.get("/figures", **ASKED, court=make.court().code).json()["code"] == "unknown_court"
    assert outsider.get("/figures", **ASKED).json()["total"]["counted"]["percent"] is None
