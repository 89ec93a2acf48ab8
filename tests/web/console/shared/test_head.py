"""The head of every page: which desks stand in the row, which one step away, and how one signs out."""

import pytest
from django.test import Client
from django.urls import reverse

from songda.core.access import Role
from tests import make
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database


def head(client: Client, name: str, language: str = "en") -> str:
    page = client.get(reverse(f"console:{name}"), headers={"accept-language": language}).content.decode()
    return page.partition('<header class="bar">')[2].partition("</header>")[0]


def test_desks_of_every_day_stand_in_the_row_and_the_others_under_more() -> None:
    row, _, more = head(signed_in(make.user()), "today").partition("<details")
    assert [row.count(f">{desk}</a>") for desk in ("Today", "Cases", "Counter", "Look-ups")] == [1, 1, 1, 1]
    assert [more.count(f">{desk}</a>") for desk in ("Certificates", "Outreach", "Rules")] == [1, 1, 1]
    assert ">Rules</a>" not in row


def test_the_summary_says_at_which_desk_one_is_where_the_row_does_not() -> None:
    shown = head(signed_in(make.user()), "rules")
    assert "<b>Rules</b>" in shown
    assert 'class="drop-down here"' in shown


def test_whoever_has_few_desks_has_them_all_in_the_row() -> None:
    row, _, more = head(signed_in(make.user(role=Role.ADMINISTRATOR)), "court").partition("<details")
    assert [row.count(f">{desk}</a>") for desk in ("Evidence log", "Court", "Rules")] == [1, 1, 1]
    assert "late-only" in more.partition(">")[0]


def test_a_search_begins_on_every_page_and_never_stands_in_an_address() -> None:
    shown = head(signed_in(make.user()), "letters")
    form = shown.partition('<form class="look-for"')[2].partition("</form>")[0]
    assert 'method="post"' in form
    assert f'action="{reverse("console:cases")}"' in form
    assert 'class="look-for"' not in head(signed_in(make.user()), "cases")
