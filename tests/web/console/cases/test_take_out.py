"""The board as a spreadsheet, and what is not served to be printed: a sheet for each person, then their papers."""

from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.models import Case
from songda.trust.paper import page_texts
from tests import make
from tests.records.stage import envelope
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database


@pytest.fixture
def ordered() -> Case:
    """Two defendants: a summons is under way to the first, nothing to the second."""
    case = make.case()
    first, _second = (make.party(case, name=name) for name in ("李卫国", "王秀兰"))
    make.address(first)
    envelope(first, make.paper(case, "summons", title="传票"))
    return case


def test_the_board_is_a_row_for_each_person_and_paper(ordered: Case) -> None:
    answer = signed_in().get(reverse("console:board_sheet", args=[ordered.id]))
    rows = CalamineWorkbook.from_object(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[1:3] for row in rows[1:]] == [["李卫国", "传票"], ["王秀兰", "传票"]]
    assert rows[1][4] == "尚未送达"
    assert rows[2][4] == "未发起"
    assert Event.objects.filter(name="case_list.shown").count() == 1


def test_the_print_set_begins_each_person_with_a_sheet_that_names_them(ordered: Case) -> None:
    answer = signed_in().get(reverse("console:print_set", args=[ordered.id]))
    assert answer["Content-Type"] == "application/pdf"
    sheet, *papers = page_texts(answer.content)
    assert "李卫国" in sheet
    assert "传票" in sheet
    assert "王秀兰" not in "".join([sheet, *papers])
    assert papers
    assert Event.objects.filter(name="file.taken", case_id=ordered.id).count() == 1


def test_where_nothing_is_left_to_be_served_nothing_is_printed() -> None:
    case = make.case()
    answer = signed_in().get(reverse("console:print_set", args=[case.id]), follow=True)
    assert "没有待送达的文书" in answer.content.decode()


def test_files_are_for_those_who_may_take_files(ordered: Case) -> None:
    for name in ("board_sheet", "print_set"):
        assert signed_in(role=Role.AUDITOR).get(reverse(f"console:{name}", args=[ordered.id])).status_code == 403
