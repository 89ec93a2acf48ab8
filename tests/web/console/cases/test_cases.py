"""Registering cases and finding them again."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from songda.clock import now
from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.showing import note_showing
from tests import make
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database


def register(number: str, language: str = "zh-hans", **fields: str) -> tuple[int, str]:
    told = {"number": number, "procedure": "ordinary", "stage": "first_instance", "cause": "离婚纠纷", **fields}
    page = signed_in(language=language).post(reverse("console:register"), told)
    return page.status_code, page.content.decode()


def test_a_case_is_registered_with_the_branch_that_its_number_tells() -> None:
    make.court()
    assert register("(2026)晋1181执9号", stage="enforcement")[0] == 302
    case = Case.objects.get()
    assert (case.number, case.branch) == ("（2026）晋1181执9号", "enforcement")


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("2026晋1181民初1号", "括号内的年份"),
        ("（2026）晋1182民初1号", "晋1182，不是本院（晋1181）"),
    ],
)
def test_a_wrong_number_is_refused_with_the_part_that_is_wrong(number: str, part: str) -> None:
    status, page = register(number)
    assert status == 422
    assert part in page
    assert not Case.objects.exists()


def test_what_was_typed_stays_when_something_is_wrong() -> None:
    assert 'value="离婚纠纷"' in register("（2026）晋1181民初01号")[1]


def test_a_case_is_found_by_number_name_and_identity_number() -> None:
    case = make.case()
    number = make.resident_id()
    make.party(case, name="李卫国", number=number)
    client = signed_in()
    for wish in (case.number, "李卫国", number.lower(), f" {number} "):
        page = client.post(reverse("console:cases"), {"search": wish}).content.decode()
        assert reverse("console:case", args=[case.id]) in page


def test_a_search_for_a_person_is_put_on_record_and_never_stands_in_an_address() -> None:
    make.case()
    page = signed_in().post(reverse("console:cases"), {"search": "李卫国"})
    assert Event.objects.filter(name="search.made").count() == 1
    assert "李卫国" not in page.request["QUERY_STRING"]


def test_an_auditor_may_not_search_for_persons() -> None:
    make.party(name="李卫国")
    page = signed_in(role=Role.AUDITOR).post(reverse("console:cases"), {"search": "李卫国"})
    assert "不能按当事人查询" in page.content.decode()
    assert list(page.context["lines"]) == []
    assert not Event.objects.filter(name="search.made").exists()


def test_the_list_has_pages() -> None:
    for _ in range(51):
        make.case()
    client = signed_in()
    first = client.get(reverse("console:cases")).content.decode()
    assert first.count("晋1181民初") == 50
    further = re.findall(r'name="page"\s+value="([^"]+)"', first)
    assert client.get(reverse("console:cases"), {"page": further}).content.decode().count("晋1181民初") == 1
    assert client.get(reverse("console:cases") + "?page=none").status_code == 200


def test_an_empty_case_says_what_comes_first() -> None:
    case = make.case()
    page = signed_in(language="en").get(reverse("console:case", args=[case.id])).content.decode()
    assert "Three steps to the first service" in page


def test_who_only_looked_hides_nothing_of_what_happened() -> None:
    party = make.party(name="李卫国")
    for _ in range(13):  # more than the case's own page tells
        note_showing(party, f"staff:{uuid4()}", now())
    board, story = (reverse(f"console:{page}", args=[party.case_id]) for page in ("case", "story"))
    looked, registered = "工作人员查看了", "法院登记了"
    for address, is_told in ((board, False), (story, False), (f"{story}?readings=1", True)):
        told = signed_in().get(address).content.decode()
        assert (looked in told) is is_told
        assert registered in told
