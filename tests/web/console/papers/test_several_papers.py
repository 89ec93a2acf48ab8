"""Several papers placed on file in one go: each stands alone, and what is refused is shown beside its row."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from songda import clock
from songda.core.law.facts import PaperKind
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.kinds import KINDS
from songda.records.matter.papers.models import Paper
from songda.web.console.papers.papers import PaperForm
from songda.web.console.papers.several_papers import ROWS, SeveralPapersForm
from tests import make
from tests.web.console.world import mark, signed_in, sitting

pytestmark = pytest.mark.database


def pdf(words: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{words}.pdf", make.pdf(words), "application/pdf")


def post(case: Case, client: Client | None = None, **rows: object) -> tuple[int, str]:
    if not case.hearings.exists():  # a summons calls to one
        set_hearing(case, sitting(30), "第一审判庭", "engine", clock.now())
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


def test_what_the_form_of_one_paper_asks_of_its_kind_is_asked_of_several_too() -> None:
    one = set(PaperForm.base_fields) - {"replaces"}  # a corrected paper is filed by itself
    several = {name.removesuffix("_1") for name in SeveralPapersForm(None, None, parties=[]).fields}
    assert one <= several


def test_when_a_payment_order_was_issued_and_a_ruling_carried_out_reach_the_papers_they_are_about() -> None:
    told = {"issued_at": "2022-06-01T09:00", "carried_out_at": "2022-06-01T10:00"}
    kinds = {"kind_1": "payment_order", "kind_2": "preservation_ruling", "kind_3": "summons"}
    status, page = post(make.case(), file_1=pdf("a"), file_2=pdf("b"), file_3=pdf("c"), **kinds, **told)
    assert status == 302, page
    kept = {paper.kind: (paper.issued_at, paper.carried_out_at) for paper in Paper.objects.all()}
    issued, carried_out = (datetime(2022, 6, 1, hour, tzinfo=UTC) for hour in (1, 2))
    assert kept == {
        "payment_order": (issued, None),
        "preservation_ruling": (None, carried_out),
        "summons": (None, None),
    }


def test_a_payment_order_without_the_day_of_its_issue_is_asked_about() -> None:
    case, client = make.case(), signed_in()
    status, page = post(case, client, file_1=pdf("a"), kind_1="payment_order")
    assert (status, Paper.objects.count()) == (422, 0)
    status, _ = post(case, client, file_1=pdf("a"), kind_1="payment_order", is_so=mark(page))
    assert (status, filed()) == (302, {"支付令": "payment_order"})


def test_a_day_that_is_still_to_come_is_shown_beside_the_day_and_keeps_no_other_back() -> None:
    kinds = {"kind_1": "payment_order", "kind_2": "summons"}
    tomorrow = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT09:00")
    status, page = post(make.case(), file_1=pdf("a"), file_2=pdf("b"), **kinds, issued_at=tomorrow)
    assert (status, filed()) == (422, {"传票": "summons"})
    assert 'id="id_issued_at-error"' in page
    assert f'value="{tomorrow}"' in page


@pytest.mark.parametrize("told", [{"days_set_in_paper": "20"}, {"issued_at": "2022-06-01T09:00"}])
def test_what_is_asked_of_no_paper_among_them_is_not_dropped_in_silence(told: dict[str, str]) -> None:
    status, page = post(make.case(), file_1=pdf("a"), kind_1="summons", **told)
    assert (status, Paper.objects.count()) == (422, 0)
    assert f'id="id_{next(iter(told))}-error"' in page


def test_what_was_asked_of_a_paper_that_is_on_file_now_is_not_asked_again() -> None:
    case, client = make.case(), signed_in()
    rows = {"kind_1": "payment_order", "issued_at": "2022-06-01T09:00", "title_2": "裁定一", "kind_2": "ruling"}
    status, page = post(case, client, file_1=pdf("a"), **rows)
    assert (status, filed()) == (422, {"支付令": "payment_order"})
    assert "2022-06-01T09:00" not in page


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
