"""The pages that ask the database most: each takes at most so many statements, and few of them a second time."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse

from songda.core.access import Role
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case
from songda.web.console.urls import urlpatterns as console
from tests import make
from tests.records.stage import Stage, envelope
from tests.records.ways.post.letters.post import home
from tests.web.console.world import proved_in, world

pytestmark = pytest.mark.database

# In a court in which everything happened; it may only become less. Then: how many were asked before, word for word.
MOST = {
    "service": (50, 7),  # what goes and comes next of the person: all of their orders are read for it
    "judge_notice": (31, 1),
    "case": (47, 1),  # whether anything under way no longer fits
    "tried": (30, 1),
    "envelope": (44, 1),  # likewise; and whose work it is
    "party": (31, 2),
    "serve": (31, 0),  # who died is asked of all parties
    "note_of_party": (15, 0),
}


def asked_for(opened: Callable[[], HttpResponse]) -> Counter[tuple[str, str]]:
    """The statements behind a page."""
    asked: Counter[tuple[str, str]] = Counter()

    def note(go, sql, params, *more):  # type: ignore[no-untyped-def] # Django's own shape
        asked[sql, repr(params)] += 1
        return go(sql, params, *more)

    with connection.execute_wrapper(note):
        assert opened().status_code == 200
    return asked


def test_no_page_asks_more_or_more_often() -> None:
    here, found = world(), dict[str, tuple[int, int]]()
    browsers = {role: proved_in(role=role) for role in (Role.SUPERVISOR, Role.JUDGE)}
    for name in MOST:
        pattern = next(each.pattern for each in console if each.name == name)
        page = reverse(f"console:{name}", kwargs={key: here.key(key) for key in pattern.converters})
        browser = browsers[Role.JUDGE if name.startswith("judge") else Role.SUPERVISOR]
        browser.get(page)  # that it was looked at is put on record once
        asked = asked_for(lambda browser=browser, page=page: browser.get(page))
        found[name] = (asked.total(), asked.total() - len(asked))
    assert {name: counts for name, counts in found.items() if any(map(int.__gt__, counts, MOST[name]))} == {}


OF_CASE = ("case", "parties", "papers", "hearings", "case_under_way", "story", "serve", "close_case")
OF_COURT = ("today", "cases", "calls", "letters", "returns", "visits", "plan_visits", "certificates")


def more_people(case: Case, count: int) -> None:
    """Of each four in a case one is reached by text, one by post, one was never asked, and one has nothing on file."""
    papers, stage = list(case.papers.order_by("id")), Stage()
    for number in range(count):
        party = make.party(case, name=f"李卫{'国民强军'[number % 4]}")
        if number % 4 == 0:
            make.address(party)
            make.consent(party)
        elif number % 4 == 1:
            home(party)
        elif number % 4 == 2:
            make.address(party, "found")
        if number % 8 < 4:
            envelope(party, *papers)
    while stage.advance():
        pass
    stage.hand_over(stage.claim())
    stage.apply()


@pytest.mark.parametrize("count", [16, pytest.param(192, marks=pytest.mark.night("two hundred people"))])
def test_many_people_in_a_case_cost_no_page_a_statement_more(count: int) -> None:
    case = make.case()
    make.paper(case, "summons", title="传票")
    make.paper(case, "complaint_copy", title="起诉状副本")
    set_hearing(case, make.NOW + timedelta(days=90), "第三审判庭", "engine", make.NOW)
    more_people(case, 8)
    browser = proved_in(make.user(role=Role.SUPERVISOR))
    pages = {name: reverse(f"console:{name}", args=[case.id]) for name in OF_CASE}
    pages |= {name: reverse(f"console:{name}") for name in OF_COURT}

    def counts() -> dict[str, Counter[str]]:
        offered = re.findall(r'name="pair"\s+value="([^"]+)"', browser.get(pages["serve"]).content.decode())
        check = reverse("console:serve_check", args=[case.id])
        opened = {name: lambda page=page: browser.get(page) for name, page in pages.items()}
        opened["serve_check"] = lambda: browser.post(check, {"pair": offered})
        for each in opened.values():
            each()  # that it was looked at is put on record once
        return {name: Counter(sql for sql, _ in asked_for(each).elements()) for name, each in opened.items()}

    few = counts()
    more_people(case, count)
    many = counts()
    assert {name: list(many[name] - few[name]) for name in few if many[name].total() > few[name].total()} == {}
