"""Pages of a long list: every row once, both ways, while rows come in; a mark that somebody made up breaks nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from songda.records.ground.pages import Page, page_of
from songda.records.matter.cases.models import Case
from tests import make

pytestmark = pytest.mark.database
NEWEST = ("-registered_at", "-id")


def cases(count: int) -> list[Case]:
    """Three registered at each moment, so that the moment alone does not say where a page ends."""
    made = [make.case() for _ in range(count)]
    for place, case in enumerate(made):
        case.registered_at = make.NOW + timedelta(microseconds=place // 3)
        case.save()
    return list(Case.objects.order_by(*NEWEST))


def page(asked: str = "", order: tuple[str, ...] = NEWEST) -> Page[Case]:
    return page_of(Case.objects.all(), order, asked, size=4)


@pytest.mark.parametrize("order", [NEWEST, ("registered_at", "id"), ("id",)])
def test_going_on_and_back_shows_every_row_once(order: tuple[str, ...]) -> None:
    cases(14)
    whole, pages = list(Case.objects.order_by(*order)), [page("", order)]
    while pages[-1].further:
        pages.append(page(pages[-1].further, order))
    assert [case for one in pages for case in one.rows] == whole
    assert [one.number for one in pages] == [1, 2, 3, 4]
    back = pages[-1]
    for before in pages[-2::-1]:
        back = page(back.back, order)
        assert (back.rows, back.number) == (before.rows, before.number)
    assert back.back == ""


def test_what_comes_in_meanwhile_pushes_nothing_onto_the_next_page() -> None:
    before = cases(9)
    first = page()
    new = make.case()
    Case.objects.filter(id=new.id).update(registered_at=make.NOW + timedelta(days=1))
    second = page(first.further)
    assert second.rows == before[4:8]
    assert page(second.back).rows == before[:4]
    assert page().rows[0] == new


def test_a_list_that_ends_with_its_page_has_no_further_one() -> None:
    cases(4)
    assert (len(page().rows), page().further, page().back) == (4, "", "")
    assert page_of(Case.objects.none(), NEWEST).rows == []


@pytest.mark.parametrize(
    "asked",
    ["2", "f", "2f", "2f.x.y", "2f.1.2", f"2f.{10**30}.{'0' * 32}", "-1f.0." + "0" * 32, "2f.0." + "0" * 32 + ".1",
     "2x.0." + "0" * 32, "\0", "٢f.0." + "0" * 32, "2f." + "9" * 9000],
)  # fmt: skip
def test_a_mark_of_no_list_leads_to_the_first_page(asked: str) -> None:
    cases(5)
    assert page(asked) == page()


def test_no_page_is_found_by_counting_rows() -> None:
    cases(9)
    with CaptureQueriesContext(connection) as asked:
        page(page(page().further).further)
    assert not any("OFFSET" in one["sql"] for one in asked.captured_queries)
