"""The desk of figures: the same numbers in every form, wrong questions mended at their field, only what may be seen."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from songda.clock import now
from songda.core.access import Role
from songda.records.court.staff.court_settings import place_below, publish_figures
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.models import Event
from songda.records.overview.figure_reports.papers import seal_figures
from songda.records.overview.figures.models import CountedUpTo, FiguresPaper, Revision, UnitCost
from songda.records.overview.figures.recounting import recount_month
from tests import make
from tests.records.overview.figure_reports.planted import EFFECTIVE, LAUNCHED, YEAR, plant
from tests.records.overview.figure_reports.test_reports import numbers_of_csv, numbers_of_xlsx, text_of
from tests.records.overview.figures.log import count_all
from tests.records.proof.certificates.keys import keys
from tests.records.ways.post.carriage.parcels import SEALED, heard, posted, signed_for
from tests.web.api.caller import caller
from tests.web.console.world import signed_in, world

__all__ = ["keys"]
pytestmark = pytest.mark.database
ASKED = {"since": "2021-01-01", "until": "2021-12-31"}
PLACE = "console:figures"


def page(role: Role = Role.JUDGE, of: Court | None = None, **asked: str) -> str:
    client = signed_in(make.user(of, role), language="en")
    return client.get(reverse(PLACE), {**ASKED, **asked}).content.decode()


def sealed_report(client: Client, asked: dict[str, str]) -> bytes:
    """What whoever asks for the signed report takes away, once the worker has made it."""
    waiting = client.post(f"{reverse('console:figures_seal')}?{urlencode(asked)}", follow=True)
    paper = FiguresPaper.objects.latest("asked_at")
    assert "hx-get" in waiting.content.decode()
    assert client.get(reverse("console:figures_paper_file", args=[paper.id])).status_code == 404
    seal_figures(now())
    assert "hx-get" not in client.get(reverse("console:figures_paper", args=[paper.id])).content.decode()
    return client.get(reverse("console:figures_paper_file", args=[paper.id])).content


def body(name: str, role: Role = Role.SUPERVISOR, **asked: str) -> str:
    return signed_in(role=role, language="en").get(reverse(f"console:{name}"), asked).content.decode()


def pairs(cells: list[str]) -> Iterator[tuple[int, int]]:
    yield from zip(map(_whole, cells), map(_whole, cells[1:]), strict=False)


def _whole(cell: str) -> int:
    plain = cell.replace(",", "")
    return int(plain) if plain.isdigit() else -1


def test_the_same_numbers_on_the_page_in_the_workbook_the_csv_the_pdf_and_the_api(keys: None) -> None:
    plant(make.court())
    client = signed_in(role=Role.JUDGE, language="en")
    files = {
        kind: client.get(reverse("console:figures_file"), {**ASKED, "as": kind}).content for kind in ("xlsx", "csv")
    }
    files["pdf"] = sealed_report(client, ASKED)
    told = caller().get("/figures", **ASKED).json()
    wanted = {
        (line["counted"]["numerator"], line["counted"]["denominator"])
        for section in told["sections"]
        for line in section["lines"]
        if section["key"] in {"way", "role", "care", "age", "trend", "definitions"}
    }
    assert (EFFECTIVE, LAUNCHED) in wanted
    assert len(wanted) > 15
    shown = re.findall(r"<td class=\"end\">\s*(?:<a [^>]*>)?\s*([\d,]+)", page())
    printed = " ".join(text_of(files["pdf"]).split())
    for found in (
        {pair for row in numbers_of_csv(files["csv"]) for pair in pairs(row)},
        {pair for row in numbers_of_xlsx(files["xlsx"]) for pair in pairs(row)},
        set(pairs(shown)),
        {pair for pair in wanted if f"{pair[0]:,} {pair[1]:,}" in printed},
    ):
        assert wanted <= found


@pytest.mark.parametrize(
    ("asked", "field", "told"),
    [
        ({"since": "2021-05-01", "until": "2021-01-31"}, "until", "ends before it begins"),
        ({"since": "2999-01-01", "until": "2999-01-31"}, "since", "lies in the future"),
        ({"since": "1960-01-01"}, "since", "longer than 20 years"),
        ({"since": "x"}, "since", "Enter a valid date"),
        ({"by": "line"}, "by", "cannot be split that way"),
        ({"compare": "other"}, "other_since", "Say which period"),
        ({"figure": "=1+1"}, "figure", "Select a valid choice"),
        ({"compare": "other", "other_since": "2020-02-01", "other_until": "2020-01-01"}, "other_until", "ends before"),
    ],
)
@pytest.mark.parametrize("place", [PLACE, "console:figures_file"])
def test_a_wrong_question_is_mended_at_its_field(place: str, asked: dict[str, str], field: str, told: str) -> None:
    answer = signed_in(role=Role.JUDGE, language="en").get(reverse(place), {**ASKED, **asked})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert told in text
    assert f'id="id_{field}-error"' in text
    assert 'role="img"' not in text


def test_a_court_of_another_tree_cannot_be_chosen() -> None:
    place_below(make.court(), make.court("晋11", "吕梁市中级人民法院").id, "engine", make.NOW)
    middle = make.court("晋11")
    outside = make.other_court()
    answer = signed_in(make.user(middle, Role.JUDGE)).get(reverse(PLACE), {**ASKED, "court": outside.code})
    assert answer.status_code == 422
    assert 'id="id_court-error"' in answer.content.decode()


def test_a_higher_court_sees_the_numbers_of_those_below_it_court_by_court() -> None:
    plant(make.court())
    plant(make.other_court())
    middle = make.court("晋11", "吕梁市中级人民法院")
    for one in (make.court(), make.other_court()):
        place_below(one, middle.id, "engine", make.NOW)
    text = page(of=middle)
    assert f"{2 * EFFECTIVE:,} of {2 * LAUNCHED:,}" in text
    assert "By court" in text
    assert make.other_court().name in text
    assert f"{EFFECTIVE:,} of {LAUNCHED:,}" in page(of=middle, court=make.court().code)


def test_a_split_is_shown_over_time_in_small_charts_with_a_table_beneath() -> None:
    plant(make.court())
    text = page(by="way")
    assert "By way, over time" in text
    assert 'id="over_time-wide-title"' in text
    assert 'id="over_time-narrow-title"' in text
    assert "text message · 2021-03" in text
    assert "over time" not in page().replace("Over time", "")


def test_numbers_of_an_earlier_version_of_the_code_are_told_to_be_so() -> None:
    plant(make.court())
    told = "counted by an earlier version of the definitions"
    assert told not in page()
    make.case()
    count_all()
    assert told not in page()
    CountedUpTo.objects.update(counted_by="other")
    assert told in page()
    publish_figures(make.court(), "engine", make.NOW)
    assert told in signed_in(language="en").get(f"/figures/{make.court().code}").content.decode()


def test_a_wrong_count_that_a_recount_found_is_told_wherever_the_numbers_stand(keys: None) -> None:
    court, told = make.court(), "found to be wrong"
    plant(court)  # counts of which the log knows nothing
    publish_figures(court, "engine", make.NOW)
    assert told not in page()
    recount_month(court.id, YEAR, make.NOW)
    assert told in page()
    assert told in signed_in(language="en").get(f"/figures/{court.code}").content.decode()
    client = signed_in(role=Role.JUDGE, language="en")
    printed = sealed_report(client, ASKED)
    assert " ".join(text_of(printed).split()).count(told) == 2  # above the numbers, and among what they rest on


def test_what_was_revised_is_said() -> None:
    plant(make.court())
    Revision.objects.create(
        court=make.court().id, part="service.launched", day=YEAR.first, noted_on=YEAR.last, change=3
    )
    assert "1 January 2021: revised on 31 December 2021, by +3." in page()


def test_a_page_is_made_in_a_bounded_number_of_statements() -> None:
    plant(make.court())
    client = signed_in(role=Role.JUDGE)
    asked = {**ASKED, "by": "cause", "compare": "year"}
    client.get(reverse(PLACE), asked)
    with CaptureQueriesContext(connection) as statements:
        client.get(reverse(PLACE), asked)
    assert len(statements) <= 24


@pytest.mark.usual_day
def test_behind_a_number_stand_the_services_of_the_own_court_alone_and_the_look_is_on_record() -> None:
    here = world()
    count_all()
    asked = {"figure": "launched", "since": "2026-01-01", "until": "2026-12-31"}
    judge = make.user(role=Role.JUDGE)
    text = signed_in(judge).get(reverse("console:figures_counted"), asked).content.decode()
    assert here.case.number in text
    assert here.defendant.name in text
    readings = Event.objects.filter(name="page.shown", actor=f"staff:{judge.id}")
    assert [event.data["door"] for event in readings] == ["figures"]
    outsider = signed_in(make.user(make.other_court(), Role.JUDGE))
    assert here.case.number not in outsider.get(reverse("console:figures_counted"), asked).content.decode()
    auditor = signed_in(role=Role.AUDITOR).get(reverse("console:figures_counted"), asked).content.decode()
    assert here.defendant.name not in auditor


@pytest.mark.parametrize("asked", [{"figure": "x"}, {"by": "=1"}, {"since": "2027-01-01"}, {"after": "nonsense"}])
def test_a_number_that_is_none_is_refused(asked: dict[str, str]) -> None:
    whole = {"figure": "launched", "since": "2026-01-01", "until": "2026-12-31", **asked}
    answer = signed_in(role=Role.JUDGE, language="en").get(reverse("console:figures_counted"), whole)
    assert answer.status_code == 422
    assert "There is no such number." in answer.content.decode()


def test_savings_stand_beside_every_assumption_and_the_court_names_its_own() -> None:
    plant(make.court())
    reckoned = body("figures_savings", **ASKED)
    assert "28,000.00 yuan" in reckoned  # 1,400 letters at the house's 20 yuan
    assert "21,000 minutes, or 350 hours" in reckoned
    told = {"name": "yuan_per_letter", "value": "12.00", "since": "2021-12-31"}
    answer = signed_in(role=Role.SUPERVISOR).post(reverse("console:unit_cost"), told)
    assert answer.status_code == 302
    assert UnitCost.objects.get().value == 12
    event = Event.objects.get(name="unit_cost.named")
    assert event.data["name"] == "yuan_per_letter"
    text = body("figures_savings", **ASKED)
    assert "16,800.00 yuan" in text
    assert "yuan for one letter" in text


def test_what_people_did_stands_beside_its_cost_and_without_one_it_says_so() -> None:
    letter = posted()
    heard(letter, signed_for(letter), SEALED + timedelta(days=4))
    count_all()
    first = make.NOW.date()
    asked = {"since": first.isoformat(), "until": (first + timedelta(days=29)).isoformat()}
    assert "cannot be told: the court named no cost of it" in body("figures_savings", **asked)
    told = {"name": "yuan_by_mail", "value": "20.50", "since": first.isoformat()}
    assert signed_in(role=Role.SUPERVISOR).post(reverse("console:unit_cost"), told).status_code == 302
    assert "20.50" in body("figures_savings", **asked)


def test_the_workload_is_told_by_person_age_and_by_whom_it_waits_for() -> None:
    world()
    text = body("figures_work")
    for title in ("Open tasks by person", "How long tasks are open", "Whom tasks wait for"):
        assert title in text
    assert text.count('role="img"') == 3
    for age in ("up to one day", "1 to 3 days", "14 to 30 days", "more than 30 days"):
        assert age in text


def test_who_runs_the_court_names_the_court_above_and_publishes() -> None:
    middle = make.court("晋11", "吕梁市中级人民法院")
    client = signed_in(role=Role.ADMINISTRATOR, language="en")
    assert client.post(reverse("console:court_above"), {"above": str(middle.id)}).status_code == 302
    assert client.post(reverse("console:publish_figures"), {"is_public": "yes"}).status_code == 302
    held = Court.objects.get(id=make.court().id)
    assert held.above == middle
    assert held.figures_public_since is not None
    assert middle.name in client.get(reverse("console:figures_visibility")).content.decode()
