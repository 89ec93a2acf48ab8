"""The board as a spreadsheet, and what is not served to be printed: a sheet for each person, then their papers."""

import zipfile
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.models import Case
from songda.records.overview.boards.print_set import PrintSet, printed
from songda.trust.paper import PaperError, page_texts
from songda.trust.paper.rendering import assembled
from songda.web.console.cases import take_out
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


def test_apart_each_person_has_a_pdf_that_bears_their_name_and_names_nobody_else(ordered: Case) -> None:
    second = make.party(ordered, name="张建国")
    make.address(second)
    envelope(second, make.paper(ordered, "notice_to_respond", title="应诉通知书"))
    answer = signed_in().get(reverse("console:print_set_apart", args=[ordered.id]))
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        found = {name: "".join(page_texts(archive.read(name))) for name in archive.namelist()}
    assert {name[4:] for name in found} == {"李卫国.pdf", "张建国.pdf"}
    for name, text in found.items():
        own, other = ("李卫国", "张建国") if "李卫国" in name else ("张建国", "李卫国")
        assert (own in text, other in text) == (True, False)


def test_a_list_that_may_not_fit_one_page_is_set_by_itself_and_nobody_gets_anothers_sheet() -> None:
    """Two people of three have a short list; the sheets of these are set in one run."""
    case = make.case()
    papers = [make.paper(case, "notice_to_respond", title=f"{'证据' * 50}{n}") for n in range(8)]
    sets = [
        PrintSet(make.party(case, name=name), papers[:count], "")
        for name, count in (("李卫国", 1), ("王秀兰", 8), ("张建国", 1))
    ]
    texts = page_texts(printed(case, sets, make.NOW))
    first_pages = [text for text in texts if "受送达人" in text and "案号" in text]
    assert [next(n for n in ("李卫国", "王秀兰", "张建国") if n in text) for text in first_pages] == [
        "李卫国",
        "王秀兰",
        "张建国",
    ]
    with pytest.raises(PaperError):
        assembled([papers[0].read()], [[(0, 0, 1)]], papers[0].pages + 1)


def test_too_many_pages_or_bytes_are_refused_before_anything_is_made(
    ordered: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit, told in (("MOST_BYTES", "请下载合并的PDF"), ("MOST_PAGES", "请改在打印室")):
        monkeypatch.setattr(take_out, limit, 0)
        page = signed_in().get(reverse("console:print_set_apart", args=[ordered.id]), follow=True).content.decode()
        assert told in page


def test_where_nothing_is_left_to_be_served_nothing_is_printed() -> None:
    case = make.case()
    answer = signed_in().get(reverse("console:print_set", args=[case.id]), follow=True)
    assert "没有待送达的文书" in answer.content.decode()


def test_files_are_for_those_who_may_take_files(ordered: Case) -> None:
    for name in ("board_sheet", "print_set", "print_set_apart"):
        assert signed_in(role=Role.AUDITOR).get(reverse(f"console:{name}", args=[ordered.id])).status_code == 403
