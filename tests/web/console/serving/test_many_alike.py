"""Many recipients on one page: equal names are told apart, alike ones are one line, and what goes is named."""

import re

import pytest
from django.urls import reverse

from songda.core.access import Role
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party
from tests import make
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database


def court_of(count: int, name: str = "李卫国") -> tuple[Case, list[Party]]:
    """A case with so many defendants of one name, nobody reachable, and two papers."""
    case = make.case()
    make.paper(case, "summons", title="传票")
    make.paper(case, "evidence_notice", title="举证通知书")
    return case, [make.party(case, name=name) for _ in range(count)]


def checked(case: Case) -> str:
    pairs = [f"{paper.id}:{party.id}" for paper in case.papers.all() for party in case.parties.all()]
    answer = signed_in().post(reverse("console:serve_check", args=[case.id]), {"pair": pairs})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", ["case", "parties", "serve", "story", "new_paper"])
def test_people_of_one_name_are_told_apart_wherever_they_are_listed(name: str) -> None:
    case, people = court_of(2)
    page = signed_in().get(reverse(f"console:{name}", args=[case.id])).content.decode()
    assert all(f"李卫国（证件尾号{party.number[-4:]}）" in page for party in people)


def test_whoever_sees_no_names_sees_no_numbers_and_one_alone_needs_none() -> None:
    case, people = court_of(2)
    page = signed_in(make.user(role=Role.AUDITOR)).get(reverse("console:parties", args=[case.id])).content.decode()
    assert not any(party.number[-4:] in page for party in people)
    alone, _people = court_of(1)
    assert "证件尾号" not in signed_in().get(reverse("console:parties", args=[alone.id])).content.decode()


def test_those_of_whom_the_same_is_said_are_one_line() -> None:
    case, _people = court_of(12)
    page = checked(case)
    assert len(re.findall(r'<details class="panel">', page)) == 1
    assert "12名受送达人" in page


def test_the_check_says_which_papers_go_and_that_nothing_is_sent() -> None:
    case, people = court_of(1)
    page = re.sub(r"\s+", "", checked(case))
    assert "文书：传票、举证通知书" in page
    assert "本次不向任何人发送信息" in page
    assert "确认发送" not in page
    make.address(people[0])
    make.consent(people[0])
    assert "本次不向任何人发送信息" not in checked(case)
