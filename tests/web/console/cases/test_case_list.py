"""The list of cases shows parties and state, is parted by state, judge and owner, and goes on record."""

import re

import pytest
from django.utils.timezone import localtime

from songda.clock import now
from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.hearings import set_hearing
from songda.records.service.orders.models import Service
from tests import make
from tests.records.stage import defendant, envelope
from tests.web.console.world import signed_in, sitting, world

pytestmark = pytest.mark.database
PLACE = "/console/cases/"


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ("被告 李卫国", "在办", "已送达")), ("en", ("Defendant 李卫国", "Open", "papers served"))],
)
def test_a_line_names_the_parties_and_the_state(language: str, words: tuple[str, ...]) -> None:
    made = world()
    page = signed_in(language=language).get(PLACE).content.decode()
    for said in (*words, made.case.number):
        assert said in page
    event = Event.objects.get(name="case_list.shown")
    assert event.data["cases"] == [str(made.case.id)]


def test_an_auditor_sees_masked_names_and_leaves_no_reading() -> None:
    made = world()
    page = signed_in(role=Role.AUDITOR).get(PLACE).content.decode()
    assert "李**" in page
    assert made.defendant.name not in page
    assert not Event.objects.filter(name="case_list.shown").exists()


def test_a_search_is_posted_and_keeps_its_filters() -> None:
    made = world()
    clerk = signed_in()
    page = clerk.post(PLACE, {"search": "卫国", "state": "open"})
    assert [line.case.id for line in page.context["lines"]] == [made.case.id]
    assert page.context["kept"]["state"] == "open"
    assert list(clerk.post(PLACE, {"search": "卫国", "state": "closed"}).context["lines"]) == []
    assert Event.objects.filter(name="search.made").count() == 2


def test_what_is_pasted_along_and_cannot_be_seen_is_not_searched_for() -> None:
    made = world()
    page = signed_in().post(PLACE, {"search": "\u200b卫\0国\u202e"})
    assert [line.case.id for line in page.context["lines"]] == [made.case.id]
    assert page.context["kept"]["search"] == "卫国"


def test_what_is_no_filter_is_left_out() -> None:
    made = world()
    page = signed_in().get(PLACE, {"state": "x", "judge": "x", "mine": "x", "page": "x"})
    assert [line.case.id for line in page.context["lines"]] == [made.case.id]
    assert make.court().id == made.case.court_id


def test_cases_are_sifted_by_what_is_not_served_and_by_a_hearing_that_comes_near() -> None:
    made, other = world(), make.case()
    clerk = signed_in(language="en")
    set_hearing(other, sitting(2), "第三审判庭", "engine", now())

    def found(**asked: str) -> set[object]:
        return {line.case.id for line in clerk.get(PLACE, asked).context["lines"]}

    assert found() == {made.case.id, other.id}
    assert found(hearing="7") == {other.id}
    assert found(unserved="1", hearing="7") == set()
    envelope(defendant(other), make.paper(other))
    assert found(unserved="1", hearing="7") == {other.id}
    assert found(hearing="8") == found()  # no choice of the page
    page = clerk.get(PLACE, {"unserved": "1", "hearing": "7"}).content.decode()
    assert "within 7 days" in page
    assert f"Hearing {localtime(sitting(2)):%Y-%m-%d}" in re.sub(r"<[^>]+>", "", page)


def test_what_was_served_or_taken_back_is_not_waited_for() -> None:
    made = world()
    Service.objects.filter(envelope__case=made.case).update(recalled_at=now())
    assert signed_in().get(PLACE, {"unserved": "1"}).context["lines"] == []
