"""Many cases from one sheet: wrong cells are named, nothing is half-done, papers go by the name of their file."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from songda import clock
from songda.core.refusal import Refused
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party, Refusal
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.models import Service
from songda.trust.paper import first_page_text
from songda.web.console.cases import sheet as room
from songda.web.console.cases import sheet_orders, sheet_papers
from tests import make
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
HEAD = "案号,案由,开庭时间,开庭地点,诉讼地位,姓名,身份证号,手机号码,同意电子送达,文书"
COLUMNS_OF_HEAD = ("case", "cause", "hearing", "courtroom", "role", "name", "number", "contact", "consent", "papers")
AT = reverse  # by name


def number(n: int) -> str:
    return f"（2026）晋1181民初{n}号"


def rows(*lines: str, head: str = HEAD) -> SimpleUploadedFile:
    return SimpleUploadedFile("案件.csv", "\n".join([head, *lines]).encode("gb18030"))


def good(n: int = 7001, papers: str = "") -> list[str]:
    return [
        f"{number(n)},民间借贷纠纷,2026-12-01 09:30,第三审判庭,原告,甲某,{make.resident_id()},{make.mobile()},是,",
        f",,,,被告,乙某,{make.resident_id()},{make.mobile()},是,{papers}",
    ]


def take(client: Client, *lines: str, head: str = HEAD) -> str:
    return client.post(AT("console:sheet"), {"sheet": rows(*lines, head=head)}, follow=True).content.decode()


def read_so(client: Client, told: Sequence[str], **more: str) -> str:
    chosen = {f"column_{at}": column for at, column in enumerate(told)}
    return send(client, "sheet_columns", chosen | more)


def seen(client: Client) -> dict[str, str]:
    """The mark of what the page shows now."""
    batch = client.get(AT("console:sheet")).context["batch"]
    return {"checked": batch.mark} if batch else {}


def send(client: Client, name: str, said: Mapping[str, Any] | None = None) -> str:
    return client.post(AT(f"console:{name}"), seen(client) | dict(said or {}), follow=True).content.decode()


def run(client: Client) -> str:
    return send(client, "sheet_run")


def test_cases_with_hearing_and_people_come_of_rows() -> None:
    client = signed_in()
    assert "登记1件案件" in take(client, *good())
    assert not Case.objects.exists()
    assert "已登记1件案件" in run(client)
    assert list(Party.objects.order_by("recorded_at", "id").values_list("role", flat=True)) == [
        "plaintiff",
        "defendant",
    ]
    assert Hearing.objects.get().place == "第三审判庭"
    assert Party.objects.get(role="defendant").consents.count() == 1


def test_each_cell_that_is_wrong_is_named_and_keeps_no_other_case_back() -> None:
    client = signed_in()
    bad = [f"{number(7002)},,明天,庭,原告,丙某,,123,,", ",,,,旁观者,丁某,,,,"]
    page = take(client, *good(), *bad)
    assert "登记1件案件" in page
    table = re.sub(r"<[^>]+>|\s+", " ", page.partition('id="faults"')[2])
    for line, said in ((4, "明天"), (5, "旁观者")):
        assert re.search(rf" {line} .*{said}", table)
    run(client)
    assert [case.number for case in Case.objects.all()] == [number(7001)]
    sheet = CalamineWorkbook.from_object(BytesIO(client.get(AT("console:sheet_result")).content))
    results = [row[-1] for row in sheet.get_sheet_by_index(0).to_python()[1:]]
    assert results[:2] == ["已登记", "已登记"]
    assert "日期和时间" in results[2]


def test_under_a_title_and_among_blank_rows_the_number_of_a_row_is_that_of_the_spreadsheet() -> None:
    client = signed_in()
    page = take(client, HEAD, "", *good(7002), "", f"{number(7003)},,,,原告,丙某,,12345,,", head="2026年案件清单,,,")
    assert "登记1件案件" in page
    assert "表头位于第2行" in page
    table = re.sub(r"<[^>]+>|\s+", " ", page.partition('id="faults"')[2])
    assert re.search(r" 7 .*手机.*12345", table)
    again = client.get(AT("console:sheet_result")).content
    sent = SimpleUploadedFile("again.xlsx", again)
    page = client.post(AT("console:sheet"), {"sheet": sent}, follow=True).content.decode()
    assert "登记1件案件" in page
    sheet = CalamineWorkbook.from_object(BytesIO(client.get(AT("console:sheet_result")).content))
    assert [str(cell) for cell in sheet.get_sheet_by_index(0).to_python()[0]] == [*HEAD.split(","), "结果"]


def test_rows_of_one_number_that_contradict_each_other_are_told_and_not_merged() -> None:
    client = signed_in()
    first = f"{number(7002)},民间借贷纠纷,2026-12-01 09:30,第三审判庭,原告,丙某,,,,"
    alike = f"{number(7002)},民间借贷 纠纷,2026/12/1 9:30,第三审判庭,被告,丁某,,,,"
    other = f"{number(7002)},离婚纠纷,2026-12-02 09:30,第四审判庭,被告,戊某,,,,"
    page = take(client, first, alike, other)
    table = re.sub(r"<[^>]+>|\s+", " ", page.partition('id="faults"')[2].partition("</table>")[0])
    told = re.findall(r" ([2-4]) +(?:案由|开庭时间|法庭|开庭地点) +(\S+)", table)
    assert told == [("4", "离婚纠纷"), ("4", "2026-12-02"), ("4", "第四审判庭")]
    assert "第2行填写的是：民间借贷纠纷" in table
    run(client)
    assert not Case.objects.exists()


def test_a_hearing_before_its_terms_have_run_is_asked_about_in_its_cell() -> None:
    client = signed_in()
    soon = f"{timezone.localdate(clock.now()) + timedelta(days=1)} 09:30"
    people = ("原告,甲某", "被告,乙某")
    page = take(client, *(f"{number(7002)},民间借贷纠纷,{soon},第三审判庭,{who},,{make.mobile()},," for who in people))
    table = re.sub(r"<[^>]+>|\s+", " ", page.partition('id="faults"')[2].partition("</table>")[0])
    assert re.search(rf" 2 +开庭时间 +{soon} .*答辩期.*看似有误之处均属实", table), table
    run(client)
    assert not Case.objects.exists()


def test_a_wrong_telephone_is_named_by_its_cell() -> None:
    page = take(signed_in(), f"{number(7003)},,,,原告,丙某,,12345,,")
    table = re.sub(r"<[^>]+>|\s+", " ", page.partition('id="faults"')[2])
    assert re.search(r" 2 .*手机.*12345", table)
    assert "登记1件案件" not in page


def test_of_one_case_all_cells_that_are_wrong_are_named_at_once_and_each_once() -> None:
    first = f"{number(7003)},,,,原告,丙某,14230119900101123,12345,,"
    page = take(signed_in(), first, ",,,,被告,丁某,1.4E+17,13800138000/99,,", ",,,,被告,,,1,,")
    table = re.sub(r"<[^>]+>|\s+", " ", page.partition('id="faults"')[2].partition("</table>")[0])
    told = re.findall(r" ([2-4]) +(证件号码|手机或邮箱|姓名或名称) ", table)
    assert told == [(line, column) for line in "23" for column in ("证件号码", "手机或邮箱")] + [
        ("4", "姓名或名称"),
        ("4", "手机或邮箱"),
    ]


ID, PHONE = make.resident_id("19790101", 7), "13800138000"
ODD = {
    "the same person twice": (
        (f"原告,丙某,{ID},,", f"被告,丙某,{ID},,"),
        3,
        "证件号码",
        "当事人已在本案登记",
    ),
    "the same name twice": (("被告,丙某,,,", "被告,丙某,,,"), 3, "姓名或名称", "丙某已在本案登记"),
    "somebody else's number": ((f"被告,丙某,{ID},,", f"第三人,丁某,{ID},,"), 3, "证件号码", "但姓名或者名称不同"),
    "neither's own": ((f"被告,丙某,,{PHONE},", f"第三人,丁某,,{PHONE},"), 3, "手机或邮箱", "也登记在对方当事人名下"),
}
WRONG = {
    "the opponent's own, below": ((f"原告,丙某,,{PHONE},", f"被告,丁某,,{PHONE},"), 3, "手机或邮箱", "对方当事人"),
    "the opponent's own, above": ((f"被告,丁某,,{PHONE},", f"原告,丙某,,{PHONE},"), 2, "手机或邮箱", "对方当事人"),
    "one number twice": ((f"被告,丁某,,{PHONE}/{PHONE},",), 2, "手机或邮箱", "已登记在该当事人名下"),
}


def of_one_case(people: tuple[str, ...]) -> list[str]:
    return [f"{number(7004) if row == 0 else ''},,,,{person}," for row, person in enumerate(people)]


@pytest.mark.parametrize("what", [*ODD, *WRONG])
def test_what_is_odd_of_people_is_told_by_its_cell(what: str) -> None:
    people, line, column, said = {**ODD, **WRONG}[what]
    client = signed_in()
    page = take(client, *of_one_case(people))
    table = re.sub(r"<[^>]+>|\s+", " ", page.partition('id="faults"')[2])
    assert re.search(rf" {line} +{column} .*{said}", table)
    assert "is_sure" not in table
    read_so(client, COLUMNS_OF_HEAD, sure="1")
    run(client)
    assert Case.objects.exists() is (what in ODD)


def test_all_that_is_odd_of_a_case_is_asked_beside_what_is_wrong_in_it() -> None:
    client = signed_in()
    people = (
        "原告,甲某,14230119900101123,,",
        f"原告,乙某（已故）,,{PHONE},",
        f"被告,丙某,{ID},12345,",
        f"被告,丁某,{make.resident_id('19800202', 9)},13900139000,",
        "被告,丁某,,,",
        "被告,丁某,,,",
        f"第三人,戊某（已故）,,{PHONE}/13900139000,",
    )
    page = take(client, *of_one_case(people))
    table = re.sub(r"<[^>]+>|\s+", " ", page.partition('id="faults"')[2].partition("</table>")[0])
    told = re.findall(r" ([2-9]) +(证件号码|手机或邮箱|姓名或名称) ", table)
    assert told == [
        ("2", "证件号码"),
        ("3", "姓名或名称"),
        ("4", "手机或邮箱"),
        ("6", "姓名或名称"),
        ("7", "姓名或名称"),
        ("8", "姓名或名称"),
        ("8", "手机或邮箱"),
    ]
    written = client.get(reverse("console:sheet_result")).content
    row = CalamineWorkbook.from_object(BytesIO(written)).get_sheet_by_index(0).to_python()[7]
    assert all(said in str(row) for said in ("已经死亡", "对方当事人"))


def test_a_number_that_stands_with_another_name_in_a_case_further_up_is_told() -> None:
    client = signed_in()
    page = take(client, f"{number(7005)},,,,被告,丙某,{ID},,,", f"{number(7006)},,,,被告,丁某,{ID},,,")
    table = re.sub(r"<[^>]+>|\s+", " ", page.partition('id="faults"')[2])
    assert re.search(r" 3 +证件号码 .*姓名", table)
    run(client)
    assert [case.number for case in Case.objects.all()] == [number(7005)]


def test_columns_are_told_by_hand_and_remembered() -> None:
    client = signed_in()
    line = f"{number(7004)},原告,甲某"
    take(client, line, head="编号,身份,谁")
    assert "登记1件案件" in read_so(client, ["case", "role", "name"])
    send(client, "sheet_columns", {"drop": "1"})
    assert "登记1件案件" in take(client, line, head="编号,身份,谁")


def test_two_columns_of_one_kind_are_joined_or_the_one_that_is_left_out_is_named() -> None:
    client = signed_in()
    head = "案号,诉讼地位,姓名,手机,邮箱,备注,曾用名,空"
    page = take(client, f"{number(7004)},被告,甲某,{PHONE},a@example.com,急,甲甲,", head=head)
    left = re.sub(r"<[^>]+>|\s+", " ", page.partition("未读取：")[2].partition("</p>")[0])
    assert left.split() == ["备注", "·", "曾用名"]
    told = ["case", "role", "name", "contact", "contact", "", "name", ""]
    mapped = read_so(client, told)
    assert "已选择两次" in mapped
    assert "曾用名" in mapped.partition("已选择两次")[2][:60]
    run(client)
    assert Party.objects.get().addresses.count() == 2


def test_it_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "AT_ONCE", 1)
    client = signed_in()
    take(client, *good(7005), *good(7006))
    assert "data-goes-on" in run(client)
    assert Case.objects.count() == 1
    assert "data-goes-on" in client.get(AT("console:sheet")).content.decode()
    send(client, "sheet_columns", {"column_0": "papers"})  # from an older page: it is too late for that
    assert "data-goes-on" not in run(client)
    assert Case.objects.count() == 2
    run(client)
    assert Case.objects.count() == 2


def test_a_page_that_showed_another_sheet_does_nothing_to_this_one() -> None:
    client = signed_in()
    take(client, *good(7005))
    stale = seen(client)
    take(client, *good(7006, "应诉通知书"))
    mapped = {f"column_{at}": "" for at in range(len(COLUMNS_OF_HEAD))}
    for name, said in (("sheet_run", {}), ("sheet_columns", mapped), ("sheet_columns", {"drop": "1"})):
        page = client.post(AT(f"console:{name}"), stale | said, follow=True).content.decode()
        assert "未作任何处理" in page
        assert "登记1件案件" in page  # the newer one waits as it was read
    stale = seen(client)
    read_so(client, COLUMNS_OF_HEAD, sure="1")
    assert "未作任何处理" in client.post(AT("console:sheet_run"), stale, follow=True).content.decode()
    assert not Case.objects.exists()
    run(client)
    pdf = SimpleUploadedFile("应诉通知书.pdf", make.pdf(), "application/pdf")
    assert "未作任何处理" in send(client, "sheet_papers", stale | {"papers": [pdf]})
    assert not Paper.objects.exists()
    send(client, "sheet_columns", {"drop": "1"})
    assert "表格已不存在" in client.post(AT("console:sheet_run"), stale, follow=True).content.decode()


def test_what_is_registered_already_is_said_and_changes_nothing() -> None:
    client = signed_in()
    lines = good(7007)
    take(client, *lines)
    run(client)
    send(client, "sheet_columns", {"drop": "1"})
    assert "登记1件案件" not in take(client, *lines)
    assert Case.objects.count() == 1


def test_a_sheet_is_seen_by_nobody_else() -> None:
    take(signed_in(), *good())
    assert "登记1件案件" not in signed_in().get(AT("console:sheet")).content.decode()


def test_papers_go_to_the_cases_whose_rows_name_them_and_are_ordered_for_those_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[bytes] = []
    monkeypatch.setattr(sheet_papers, "first_page_text", lambda pdf: read.append(pdf) or first_page_text(pdf))
    client = signed_in()
    take(client, *good(7008, "应诉通知书.pdf"), *good(7009, "应诉通知书"), *good(7010))
    run(client)
    pdf = SimpleUploadedFile("应诉通知书.pdf", make.pdf(), "application/pdf")
    other = SimpleUploadedFile("无人列明.pdf", make.pdf("x"), "application/pdf")
    page = send(client, "sheet_papers", {"papers": [pdf, other]})
    assert (Paper.objects.count(), len(read)) == (2, 1)  # a file of a hundred cases is opened once
    assert "无人列明" in page
    assert "核对2项送达" in page
    client.post(AT("console:sheet_order"), {"checked": "x"})  # of what nobody was shown nothing is ordered
    assert not Service.objects.exists()
    checked = client.get(AT("console:sheet_check"))
    assert checked.context["services"] == 2
    told = {"checked": checked.context["checked"]}
    for _ in range(2):
        client.post(AT("console:sheet_order"), told, follow=True)
    assert Service.objects.count() == 2
    assert client.get(AT("console:sheet_check"))["Location"] == AT("console:sheet")
    assert set(Service.objects.values_list("envelope__party__role", flat=True)) == {"defendant"}


def test_of_the_files_that_are_missing_the_first_are_named_and_the_others_counted() -> None:
    client = signed_in()
    take(client, *good(7008, "、".join(f"材料{n}.pdf" for n in range(100, 100 + room.SHOWN + 3))))
    page = run(client)
    assert "材料119.pdf" in page
    assert "材料120.pdf" not in page
    assert "另有3个" in page


def test_more_cells_than_heads_are_told_and_the_results_stand_under_their_head() -> None:
    client = signed_in()
    page = take(client, f"{number(7002)},,,,原告,丙某,,12345,,,多余")
    assert "（无列名）" in page.partition("未读取：")[2][:60]
    sheet = CalamineWorkbook.from_object(BytesIO(client.get(AT("console:sheet_result")).content))
    head, row = sheet.get_sheet_by_index(0).to_python()
    assert (head[-1], row[-2]) == ("结果", "多余")
    assert len(str(row[-1])) > 4


def test_what_the_law_says_of_the_orders_of_a_sheet_is_said_before_as_where_one_case_is_ordered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheet_orders, "CHECKED_AT_ONCE", 2)
    client = signed_in()
    unreachable = [*good(7012, "应诉通知书")[:1], f",,,,被告,丙某,{make.resident_id()},,,应诉通知书"]
    take(client, *good(7011, "应诉通知书"), *unreachable, *good(7013, "应诉通知书"))
    run(client)
    pdf = SimpleUploadedFile("应诉通知书.pdf", make.pdf(), "application/pdf")
    send(client, "sheet_papers", {"papers": [pdf]})
    first = client.get(AT("console:sheet_check"))
    assert [(str(name), count) for name, _tone, count in first.context["outlooks"]] == [("不发送", 1), ("可以发送", 1)]
    page = first.content.decode()
    assert "丙某" in page
    assert "乙某" not in page  # of whom nothing has to be looked at
    assert f"/console/parties/{Party.objects.get(role='defendant', case__number=number(7012)).id}/" in page
    answer = client.post(AT("console:sheet_order"), {"checked": first.context["checked"]})
    assert answer["Location"] == AT("console:sheet_check")
    assert Service.objects.count() == 2
    assert client.get(AT("console:sheet_check")).context["case_count"] == 1


def test_an_empty_or_broken_file_says_so() -> None:
    client = signed_in()
    broken = client.post(AT("console:sheet"), {"sheet": SimpleUploadedFile("a.xlsx", b"PK\x03\x04no")})
    assert broken.status_code == 422
    assert client.post(AT("console:sheet"), {}).status_code == 422


def test_the_template_has_every_head_that_is_understood() -> None:
    answer = signed_in().get(AT("console:sheet_template"))
    (head, *_) = CalamineWorkbook.from_object(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    page = signed_in().post(
        AT("console:sheet"), {"pasted": "\n".join(["\t".join(map(str, head)), "\t".join("x" * len(head))])}, follow=True
    )
    assert page.content.decode().count(" selected>") == len(head)


def both_get(client: Client, n: int, *names: str) -> tuple[Party, Party]:
    """A plaintiff and a defendant, a row for everybody that names these files, and the files on file."""
    take(client, *good(n), f",,,,,,,,,{';'.join(names)}")
    run(client)
    place_on_file(client, *names)
    plaintiff, defendant = Party.objects.filter(case__number=number(n)).order_by("recorded_at", "id")
    return plaintiff, defendant


def place_on_file(client: Client, *names: str) -> str:
    files = [SimpleUploadedFile(name, make.pdf(name.encode().hex()), "application/pdf") for name in names]
    return send(client, "sheet_papers", {"papers": files})


def order_all(client: Client) -> str:
    """What the check page says, and everything on it ordered."""
    checked = client.get(AT("console:sheet_check"))
    client.post(AT("console:sheet_order"), {"checked": checked.context["checked"]})
    return checked.content.decode()


def ordered() -> set[tuple[str, str]]:
    return set(Service.objects.values_list("envelope__party__role", "paper__kind"))


def test_the_filers_own_paper_is_left_out_beforehand_and_everything_else_is_ordered() -> None:
    client = signed_in()
    both_get(client, 7020, "起诉状.pdf", "传票.pdf")
    assert Paper.objects.get(kind="complaint_copy").filed_by is not None
    assert "核对3项送达" in client.get(AT("console:sheet")).content.decode()
    assert "1项送达未列入" in order_all(client)
    assert ordered() == {("plaintiff", "summons"), ("defendant", "summons"), ("defendant", "complaint_copy")}
    assert "核对" not in client.get(AT("console:sheet")).content.decode()


def test_what_cannot_be_ordered_for_one_person_takes_nothing_from_another_and_is_offered_once_it_is_mended() -> None:
    client = signed_in()
    plaintiff, _defendant = both_get(client, 7021, "应诉通知书.pdf", "传票.pdf")
    summons = Paper.objects.get(kind="summons")
    Paper.objects.filter(id=summons.id).update(struck_at=clock.now())
    said = order_all(client)
    assert "暂不能发起送达" in said
    assert f"“{summons.title}”系误存，已撤销" in said
    assert ordered() == {("plaintiff", "notice_to_respond"), ("defendant", "notice_to_respond")}
    alone = client.get(AT("console:sheet_check")).content.decode()
    assert "暂不能发起送达" in alone
    assert "确认发送" not in alone
    assert summons.title in client.get(AT("console:sheet")).content.decode()
    place_on_file(client, "传票.pdf")
    order_all(client)
    assert len(ordered()) == 4
    assert not Service.objects.filter(paper=summons).exists()
    assert plaintiff.envelopes.count() == 2


def test_what_was_ordered_in_the_case_meanwhile_is_left_out_and_said() -> None:
    client = signed_in()
    _plaintiff, defendant = both_get(client, 7022, "传票.pdf")
    checked = client.get(AT("console:sheet_check")).context["checked"]
    paper = Paper.objects.get()
    place_order(OrderDraft(paper.case_id, (paper.id,), (defendant.id,)), paper.case.court, "engine", clock.now())
    again = client.post(AT("console:sheet_order"), {"checked": checked}, follow=True).content.decode()
    assert "尚未发起送达" in again
    assert Service.objects.count() == 1
    assert "1项送达未列入" in order_all(client)
    assert Service.objects.count() == 2


def test_what_changes_at_the_moment_of_the_order_is_told_and_asked_for_still(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in()
    both_get(client, 7023, "传票.pdf")
    with monkeypatch.context() as patched:
        patched.setattr(sheet_orders, "place_orders", lambda drafts, *_: [Refused("case_closed") for _ in drafts])
        order_all(client)
    assert not Service.objects.exists()
    order_all(client)
    assert Service.objects.count() == 2


@pytest.mark.parametrize("contact", ["zhangsan@163", "@", "a@b@c", "x" * 300])
def test_a_sheet_with_a_contact_that_cannot_be_read_is_shown_and_can_be_given_up(contact: str) -> None:
    client = signed_in()
    take(client, f"{number(7001)},民间借贷纠纷,,,被告,李某,,{contact},,")
    page = client.get(AT("console:sheet"))
    assert page.status_code == 200
    assert contact[:50] in page.content.decode()
    send(client, "sheet_columns", {"drop": "1"})
    assert not client.get(AT("console:sheet")).context["batch"]


def test_a_row_whose_number_is_an_error_goes_into_no_case_and_is_named() -> None:
    client = signed_in()
    page = take(
        client, *good(), f"#N/A,,,,被告,外人,{make.resident_id()},,是,", f",,,,被告,又一人,{make.resident_id()},,是,"
    )
    assert "电子表格在此显示错误" in page
    assert "#N/A" in page
    run(client)
    assert {party.name for party in Party.objects.all()} == {"甲某", "乙某"}


def test_sums_and_examples_are_left_out_and_said() -> None:
    client = signed_in()
    page = take(client, "示例：完整案号,,,,被告,李某,,,是,", *good(), "合计,,,,,2,,,,")
    assert "第2行为模板示例" in page
    assert "第5行为合计" in page
    run(client)
    assert Case.objects.count() == 1


def test_the_own_template_filled_in_registers_nothing_of_its_example() -> None:
    client = signed_in()
    template = client.get(AT("console:sheet_template")).content
    file = SimpleUploadedFile("cases.xlsx", template)
    page = client.post(AT("console:sheet"), {"sheet": file}, follow=True).content.decode()
    assert "第2行为模板示例" in page


def test_whose_agent_is_asked_and_said_by_name_role_or_a_tick() -> None:
    client, head = signed_in(), "案号,诉讼地位,姓名,被代理人"
    three = [f"{number(7302)},原告,甲某,", ",被告,乙某,"]
    page = take(client, *three, ",委托诉讼代理人,赵律师,", head=head)
    assert "未写明赵律师是谁的代理人" in page
    assert "没有这一姓名" in take(client, *three, ",委托诉讼代理人,赵律师,丙某", head=head)
    assert "没有这一姓名" in take(client, *three, ",被告,丙某,", ",委托诉讼代理人,赵律师,被告", head=head)
    take(client, *three, ",原告代理人,赵律师,", ",委托诉讼代理人,钱律师,乙某", head=head)
    run(client)
    assert {one.name: one.acts_for.name for one in Party.objects.exclude(acts_for=None)} == {
        "赵律师": "甲某",
        "钱律师": "乙某",
    }


def test_a_no_of_a_sheet_is_a_refusal_and_what_is_neither_is_named() -> None:
    client = signed_in()
    first, second = good(7303)
    assert "请填写“是”或者“否”" in take(client, first, second.replace(",是,", ",看情况,"))
    take(client, first, second.replace(",是,", ",否,"))
    run(client)
    assert [one.party.name for one in Refusal.objects.select_related("party")] == ["乙某"]
    assert Party.objects.get(role="defendant").addresses.get().address_class == "unknown"


def test_somebody_said_to_be_dead_is_asked_about() -> None:
    client = signed_in()
    first, second = good(7304)
    assert "注明已经死亡" in take(client, first, second.replace("乙某", "乙某（已故）"))
    run(client)
    assert not Case.objects.exists()
