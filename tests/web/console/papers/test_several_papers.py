"""Several papers placed on file in one go: read, looked over, each standing alone; no file is ever sent twice."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from songda import clock
from songda.core.access import Role
from songda.core.law.facts import PaperKind
from songda.core.paper_clues import clues_of
from songda.core.words import names_of
from songda.records.ground.sent_forms.models import SentFile
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.papers.actions import PaperDraft, file_paper
from songda.records.matter.papers.kinds import KINDS, row_of_kind
from songda.records.matter.papers.models import Paper
from songda.web.console.papers.papers import PaperForm
from songda.web.console.papers.several_papers import CELLS
from tests import make
from tests.web.console.world import mark, signed_in, sitting

pytestmark = pytest.mark.database


def pdf(name: str, words: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.pdf", make.pdf(words or name), "application/pdf")


def opening(case: Case, client: Client) -> str:
    return client.get(address(case)).content.decode()


def address(case: Case) -> str:
    return reverse("console:new_papers", args=[case.id])


def send(case: Case, client: Client, *files: SimpleUploadedFile) -> str:
    answer = client.post(address(case), {"chosen": list(files), "read": "1"})
    return answer.content.decode()


def table(page: str) -> dict[str, dict[str, str]]:
    """By the name of the file: its key, and what stands in its fields."""
    rows: dict[str, dict[str, str]] = {}
    for part in page.split('<fieldset class="paper-row">')[1:]:
        name = re.findall("<legend>(.*?)</legend>", part)[0]
        key = re.findall(r'name="kind_([0-9a-f]{32})"', part)[0]
        typed = {
            cell: "".join(re.findall(rf'name="{cell}_{key}"[^>]*?value="([^"]*)"', part))
            for cell in ("title", "days_set_in_paper", "issued_at", "carried_out_at")
        }
        for cell in ("kind", "filed_by", "replaces"):
            box = re.findall(rf'<select name="{cell}_{key}".*?</select>', part, re.DOTALL)
            typed[cell] = "".join(re.findall(r'<option value="([^"]*)" selected', box[0])) if box else ""
        rows[name] = {"key": key, **typed}
    return rows


def place(case: Case, client: Client, page: str, changed: dict[str, str] | None = None, **more: str) -> tuple[int, str]:
    """Press the main button with what stands in the table, but for what is changed there (`file name: cell`)."""
    typed = {}
    for name, row in table(page).items():
        typed |= {f"{cell}_{row['key']}": row[cell] for cell in row if cell != "key"}
        typed |= {
            f"{cell}_{row['key']}": said
            for (file, cell), said in ((tuple(at.split(":")), said) for at, said in (changed or {}).items())
            if file == name
        }
    answer = client.post(address(case), {**typed, **more})
    return answer.status_code, answer.content.decode()


def with_hearing() -> Case:
    case = make.case()
    set_hearing(case, sitting(30), "第一审判庭", "engine", clock.now())
    return case


def filed() -> dict[str, str]:
    return dict(Paper.objects.order_by("filed_at", "id").values_list("title", "kind"))


def test_five_papers_are_on_file_with_two_presses() -> None:
    case, client = with_hearing(), signed_in()
    he, she = make.party(case, "plaintiff", name="张三"), make.party(case, name="李四")
    names = ("01起诉状", "02李四证据目录", "03传票", "04答辩状", "05应诉通知书")
    page = send(case, client, *map(pdf, names))
    assert not Paper.objects.exists()
    status, page = place(case, client, page)
    assert status == 302, page
    assert {paper.kind: paper.filed_by_id for paper in Paper.objects.all()} == {
        "complaint_copy": he.id,
        "evidence_material": she.id,
        "summons": None,
        "defence_copy": she.id,
        "notice_to_respond": None,
    }
    assert not SentFile.objects.exists()


def test_what_is_asked_of_one_paper_is_asked_of_each_of_several() -> None:
    assert set(PaperForm.base_fields) - {"file"} <= set(CELLS)


def test_a_paper_that_is_refused_keeps_no_other_back_and_its_file_stays() -> None:
    case, client = with_hearing(), signed_in()
    bad = SimpleUploadedFile("裁定一.pdf", b"MZ this is a program", "application/pdf")
    page = send(case, client, pdf("传票"), bad)
    status, page = place(case, client, page, {"裁定一.pdf:kind": "ruling"})
    assert (status, filed()) == (422, {"传票": "summons"})
    assert list(table(page)) == ["裁定一.pdf"]
    assert 'aria-invalid="true"' in page
    assert list(table(opening(case, client))) == ["裁定一.pdf"]


def test_a_doubt_loses_no_file() -> None:
    case, client = make.case(), signed_in()
    page = send(case, client, pdf("支付令"))
    status, page = place(case, client, page)
    assert (status, Paper.objects.count()) == (422, 0)
    status, _ = place(case, client, page, is_so=mark(page))
    assert (status, filed()) == (302, {"支付令": "payment_order"})


def test_a_row_without_its_kind_waits_alone_and_what_was_typed_in_it_comes_back() -> None:
    case, client = with_hearing(), signed_in()
    page = send(case, client, pdf("传票"), pdf("扫描件"))
    status, page = place(case, client, page, {"扫描件.pdf:title": "裁定一"})
    assert (status, filed()) == (422, {"传票": "summons"})
    assert table(opening(case, client))["扫描件.pdf"]["title"] == "裁定一"


def test_nobody_else_sees_what_waits_and_it_waits_for_this_case_alone() -> None:
    case, client = make.case(), signed_in()
    send(case, client, pdf("传票"))
    assert table(opening(case, client))
    assert not table(opening(make.case(case.court), client))
    other = signed_in(make.user(case.court, Role.CLERK))
    assert not table(opening(case, other))


def test_more_files_come_to_those_that_wait_and_change_nothing_typed() -> None:
    case, client = with_hearing(), signed_in()
    page = send(case, client, pdf("传票"))
    key = table(page)["传票.pdf"]["key"]
    more = {"chosen": pdf("应诉通知书"), f"kind_{key}": "hearing_notice", f"title_{key}": "出庭通知"}
    rows = table(client.post(address(case), more).content.decode())
    assert not Paper.objects.exists()  # nobody has looked at the new one
    assert (rows["传票.pdf"]["kind"], rows["传票.pdf"]["title"]) == ("hearing_notice", "出庭通知")
    assert rows["应诉通知书.pdf"]["kind"] == "notice_to_respond"


def test_a_row_that_is_left_out_is_gone() -> None:
    case, client = with_hearing(), signed_in()
    page = send(case, client, pdf("传票"), pdf("应诉通知书"))
    _, page = place(case, client, page, {"传票.pdf:out": "on"})
    assert list(table(page)) == ["应诉通知书.pdf"]
    assert SentFile.objects.count() == 1
    assert not Paper.objects.exists()


def test_a_corrected_paper_is_taken_for_the_one_it_corrects_and_marked() -> None:
    case, client = with_hearing(), signed_in()
    earlier = file_paper(case, PaperDraft("summons", "传票", make.pdf("old")), "engine", clock.now())
    page = send(case, client, pdf("传票", "new"), pdf("传票（第二次开庭）", "second"))
    rows = table(page)
    assert rows["传票.pdf"]["replaces"] == str(earlier.id)
    assert rows["传票（第二次开庭）.pdf"]["replaces"] == ""
    assert page.count("whole note open") == 1
    assert place(case, client, page)[0] == 302
    assert Paper.objects.get(replaces=earlier).title == "传票"


def test_what_is_asked_of_certain_papers_reaches_them_and_is_refused_of_others() -> None:
    case, client = make.case(), signed_in()
    page = send(case, client, pdf("支付令"), pdf("保全"), pdf("举证通知书"))
    told = {
        "支付令.pdf:issued_at": "2022-06-01T09:00",
        "保全.pdf:kind": "preservation_ruling",
        "保全.pdf:carried_out_at": "2022-06-01T10:00",
        "举证通知书.pdf:days_set_in_paper": "20",
        "举证通知书.pdf:issued_at": "2022-06-01T09:00",
    }
    status, page = place(case, client, page, told)
    assert status == 422
    issued, carried_out = (datetime(2022, 6, 1, hour, tzinfo=UTC) for hour in (1, 2))
    kept = {paper.kind: (paper.issued_at, paper.carried_out_at) for paper in Paper.objects.all()}
    assert kept == {"payment_order": (issued, None), "preservation_ruling": (None, carried_out)}
    assert place(case, client, page, {"举证通知书.pdf:issued_at": ""})[0] == 302
    assert Paper.objects.get(kind="evidence_notice").days_set_in_paper == 20


def test_a_day_that_is_still_to_come_is_shown_beside_the_day() -> None:
    case, client = make.case(), signed_in()
    tomorrow = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT09:00")
    page = send(case, client, pdf("支付令"))
    key = table(page)["支付令.pdf"]["key"]
    status, page = place(case, client, page, {"支付令.pdf:issued_at": tomorrow})
    assert status == 422
    assert f'id="id_issued_at_{key}-error"' in page


def test_a_summons_brings_its_hearing_along() -> None:
    case, client = make.case(), signed_in()
    page = send(case, client, pdf("传票"))
    assert 'name="hearing_at"' in page
    at = sitting(30).astimezone(ZoneInfo("Asia/Shanghai"))
    status, page = place(case, client, page, hearing_at=at.strftime("%Y-%m-%dT%H:%M"), hearing_place="第三审判庭")
    assert status == 302, page
    assert Hearing.objects.get(case=case).place == "第三审判庭"
    assert 'name="hearing_at"' not in send(case, client, pdf("传票二"))


def test_the_same_paper_twice_is_filed_once() -> None:
    case, client = with_hearing(), signed_in()
    page = send(case, client, pdf("传票", "same"), pdf("传票（副本）", "same"))
    assert len(table(page)) == 1
    assert "“传票（副本）.pdf”与“传票.pdf”内容完全相同" in page
    assert "内容完全相同" not in send(case, client, pdf("传票", "same"))
    assert "内容完全相同" in send(case, client, pdf("应诉通知书", "same"))
    assert SentFile.objects.count() == 1


def test_nothing_chosen_is_said() -> None:
    case, client = make.case(), signed_in()
    answer = client.post(address(case), {})
    assert answer.status_code == 422
    assert "请至少选择一个文件。" in answer.content.decode()


def test_names_tell_kinds_but_never_which_ruling() -> None:
    names = names_of("papers.kind", "zh")
    telling = {kind: names[kind] for kind in names if row_of_kind(kind).is_told_by_its_name}
    assert clues_of("传票.pdf", "", telling).kind == PaperKind.SUMMONS
    left_out = {kind for kind in KINDS if not clues_of(f"{names[kind]}.pdf", "", telling).kind}
    assert left_out == {
        "ruling", "ruling_appealable", "preservation_ruling", "stay_ruling", "correction_ruling", "other",
    }  # fmt: skip
