"""Several papers placed on file in one go: each stands alone, and what is refused is shown beside its row."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from songda.core.law.facts import PaperKind
from songda.records.cases.models import Case
from songda.records.papers.kinds import KINDS
from songda.records.papers.models import Paper
from songda.web.console.papers.several_papers_form import ROWS, SeveralPapersForm
from tests import make
from tests.web.console.world import mark, signed_in

pytestmark = pytest.mark.database


def pdf(words: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{words}.pdf", make.pdf(words), "application/pdf")


def post(case: Case, client: Client | None = None, **rows: object) -> tuple[int, str]:
    told = {"filed_by": "", "days_set_in_paper": "", **rows}
    page = (client or signed_in()).post(reverse("console:new_papers", args=[case.id]), told)
    return page.status_code, page.content.decode()


def filed() -> dict[str, str]:
    return dict(Paper.objects.order_by("filed_at", "id").values_list("title", "kind"))


def test_each_row_becomes_a_paper_and_empty_rows_are_left_out() -> None:
    status, _ = post(
        make.case(),
        file_1=pdf("a"),
        kind_1="summons",
        title_1="",
        file_4=pdf("b"),
        kind_4="rights_notice",
        title_4="权利义务告知书",
    )
    assert status == 302
    assert filed() == {"传票": "summons", "权利义务告知书": "rights_notice"}


def test_who_filed_them_and_the_period_for_evidence_reach_the_papers_they_are_about() -> None:
    case = make.case()
    she = make.party(case, "plaintiff")
    rows = {"filed_by": str(she.id), "days_set_in_paper": "20", "kind_1": "evidence_notice", "kind_2": "complaint_copy"}
    status, page = post(case, file_1=pdf("a"), file_2=pdf("b"), **rows)
    assert (status, Paper.objects.count()) == (422, 0)  # the notice is the court's own: is it so?
    post(case, file_1=pdf("a"), file_2=pdf("b"), is_so=mark(page), **rows)
    told = {paper.kind: (paper.filed_by_id, paper.days_set_in_paper) for paper in Paper.objects.all()}
    assert told == {"evidence_notice": (she.id, 20), "complaint_copy": (she.id, None)}


def test_one_that_is_refused_keeps_no_other_back_and_is_shown_alone() -> None:
    case, client = make.case(), signed_in()
    bad = SimpleUploadedFile("b.pdf", b"MZ this is a program", "application/pdf")
    status, page = post(
        case,
        client,
        file_1=pdf("a"),
        kind_1="summons",
        title_1="开庭传票",
        file_2=bad,
        kind_2="ruling",
        title_2="裁定一",
    )
    assert status == 422
    assert filed() == {"开庭传票": "summons"}
    assert "1份文书已存档：开庭传票" in page
    assert 'value="裁定一"' in page
    assert 'value="开庭传票"' not in page
    assert 'id="id_file_2-error"' in page
    assert 'id="id_file_1-error"' not in page


def test_a_row_without_its_kind_waits_alone() -> None:
    status, page = post(make.case(), file_1=pdf("a"), kind_1="summons", file_2=pdf("b"), title_2="裁定一")
    assert (status, filed()) == (422, {"传票": "summons"})
    assert 'id="id_kind_2-error"' in page
    assert 'value="裁定一"' in page


def test_nothing_is_filed_as_long_as_what_all_have_in_common_is_wrong() -> None:
    status, _ = post(make.case(), file_1=pdf("a"), kind_1="summons", days_set_in_paper="-1")
    assert (status, Paper.objects.count()) == (422, 0)


def test_the_same_file_in_two_rows_is_filed_once() -> None:
    body = make.pdf("same")
    twice = [SimpleUploadedFile(f"{n}.pdf", body, "application/pdf") for n in range(2)]
    status, page = post(
        make.case(),
        file_1=twice[0],
        kind_1="summons",
        title_1="传票",
        file_2=twice[1],
        kind_2="summons",
        title_2="又一",
    )
    assert status == 422
    assert list(filed()) == ["传票"]
    assert 'id="id_file_2-error"' in page


@pytest.mark.parametrize(
    ("rows", "field", "sentence"),
    [
        ({}, "file_1", "请至少选择一个文件。"),
        ({"kind_3": "summons"}, "file_3", "请选择该份文书的文件"),
        ({"title_2": "传票"}, "file_2", "请选择该份文书的文件"),
        ({"file_2": "pdf"}, "kind_2", "请选择该份文书的种类。"),
        ({"file_2": "pdf", "kind_2": "nonsense"}, "kind_2", ""),
        ({"file_1": "pdf", "kind_1": "summons", "days_set_in_paper": "0"}, "days_set_in_paper", ""),
    ],
)
def test_what_is_missing_is_said_beside_its_row_and_nothing_is_filed(
    rows: dict[str, object], field: str, sentence: str
) -> None:
    told = {name: pdf("a") if value == "pdf" else value for name, value in rows.items()}
    status, page = post(make.case(), **told)
    assert (status, Paper.objects.count()) == (422, 0)
    assert f'id="id_{field}-error"' in page
    assert sentence in page


def test_names_tell_kinds_but_never_which_ruling() -> None:
    names = json.loads(SeveralPapersForm(None, None, parties=[]).names_of_kinds)
    told = dict(names)
    assert told["传票"] == PaperKind.SUMMONS.value
    assert [len(name) for name, _ in names] == sorted((len(name) for name, _ in names), reverse=True)
    left_out = {kind for kind in KINDS if kind not in told.values()}
    assert left_out == {
        "ruling", "ruling_appealable", "preservation_ruling", "stay_ruling", "correction_ruling", "other",
    }  # fmt: skip


def test_there_are_rows_enough_for_an_opening() -> None:
    page = signed_in().get(reverse("console:new_papers", args=[make.case().id])).content.decode()
    assert page.count('type="file"') == ROWS
