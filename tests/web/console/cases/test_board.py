"""The board of a case: a row for each person, sameness said once, and of many people the unserved first."""

import pytest
from bs4 import BeautifulSoup, Tag
from django.urls import reverse

from songda.clock import now
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case, Hearing
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from tests import make
from tests.web.console.world import signed_in, sitting

pytestmark = pytest.mark.database


def shown(case: Case, asked: str = "") -> BeautifulSoup:
    page = signed_in(language="en").get(reverse("console:case", args=[case.id]) + asked)
    assert page.status_code == 200
    return BeautifulSoup(page.content, "html.parser")


def rows(soup: BeautifulSoup) -> list[Tag]:
    return soup.select("table.matrix tbody tr")


def name_of(row: Tag) -> str:
    link = row.select_one("th a")
    assert link is not None
    return link.get_text(strip=True)


def case_of(people: int, papers: int = 3) -> tuple[Case, list[object]]:
    case = make.case()
    made = [make.party(case, name=f"被告{n:02d}", role="defendant", number="") for n in range(people)]
    for _ in range(papers):
        make.paper(case)
    return case, list(made)


def ordered(case: Case, parties: list[object]) -> None:
    papers = tuple(case.papers.values_list("id", flat=True))
    draft = OrderDraft(case.id, papers, tuple(party.id for party in parties))  # type: ignore[attr-defined]
    place_order(draft, case.court, "engine", make.NOW)


def test_what_is_the_same_of_neighbouring_papers_is_said_once_with_a_way_to_each() -> None:
    case, people = case_of(2)
    ordered(case, people[:1])
    first, second = rows(shown(case))
    (cell,) = first.select("td")
    assert cell["colspan"] == "3"
    assert len(cell.select("p.each a")) == 3
    assert len(cell.select(".mark")) == 1
    assert second.select_one("td").get_text(strip=True) == "–"  # type: ignore[union-attr]
    assert [td.get("class") for td in second.select("td")] == [["nothing"]]  # a card of a phone leaves it out
    assert not shown(case).select(".sift")


def test_in_a_card_of_a_phone_each_cell_says_of_which_paper_it_speaks() -> None:
    case, people = case_of(1, papers=1)
    ordered(case, people)
    (row,) = rows(shown(case))
    (cell,) = row.select("td")
    assert cell["data-label"] == case.papers.get().title
    page = signed_in().get(reverse("console:serve", args=[case.id]))
    (choice,) = BeautifulSoup(page.content, "html.parser").select("table.matrix td")
    assert choice["data-label"] == case.papers.get().title


def test_of_many_people_the_unserved_come_first_and_can_be_seen_alone() -> None:
    case, people = case_of(10)
    ordered(case, [people[7], people[9]])
    everybody = [name_of(row) for row in rows(shown(case))]
    assert everybody[:2] == ["被告07", "被告09"]
    assert len(everybody) == 10
    counts = [link.get_text(" ", strip=True) for link in shown(case).select("[aria-labelledby=matrix] .sift a")]
    assert counts == ["All 10", "Not served yet 2", "Served 0", "Nothing ordered 8"]
    assert [name_of(row) for row in rows(shown(case, "?people=open"))] == ["被告07", "被告09"]
    assert len(rows(shown(case, "?people=nothing"))) == 8
    assert rows(shown(case, "?people=served"))[0].get_text(strip=True) == "Nobody."
    assert len(rows(shown(case, "?people=x"))) == 10


def test_of_many_people_those_can_be_seen_alone_whose_hearing_comes_near_and_who_are_not_served() -> None:
    case, people = case_of(10)
    set_hearing(case, sitting(60), "第三审判庭", "engine", make.NOW)
    ordered(case, [people[7], people[9]])
    assert "hearing within" not in shown(case).get_text()
    later = set_hearing(case, sitting(6), "第五审判庭", "engine", now())
    counts = [link.get_text(" ", strip=True) for link in shown(case).select("[aria-labelledby=matrix] .sift a")]
    assert counts[-1] == "Not served, hearing within 15 days 0"  # theirs is the later one
    Hearing.objects.exclude(id=later.id).delete()
    assert [name_of(row) for row in rows(shown(case, "?people=soon"))] == ["被告07", "被告09"]


def test_of_many_tasks_the_kinds_are_counted_above_the_board_and_of_few_each_stands_there() -> None:
    case, people = case_of(7)
    tasks = [TaskDraft("call", "unread", case, party=party) for party in people]  # type: ignore[arg-type]
    open_tasks(tasks[:6], make.NOW)
    assert shown(case).select_one("#tasks")
    open_tasks([*tasks[6:], TaskDraft("serve_otherwise", "refused", case, party=people[0])], make.NOW)  # type: ignore[arg-type]
    page = shown(case)
    assert page.select_one("#tasks") is None
    (folded,) = [one for one in page.select("details.panel") if one.select_one("table")]
    assert folded.get("open") is None
    assert folded.summary
    assert [digits for digits in folded.summary.get_text() if digits.isdigit()] == ["7", "1"]
    assert len(folded.select("tbody tr")) == 8


def test_board_guard_and_news_are_renewed_by_one_question() -> None:
    party = make.party(name="李卫国")
    set_hearing(party.case, sitting(20), "第三审判庭", "engine", now())
    place_order(OrderDraft(party.case.id, (make.paper(party.case).id,), (party.id,)), party.case.court, "engine", now())
    asking = shown(party.case).select("[hx-get]")
    assert [each["id"] for each in asking] == ["board"]
    assert [name for name in ("matrix", "guards", "newest") if asking[0].select_one(f"#{name}") is None] == []
