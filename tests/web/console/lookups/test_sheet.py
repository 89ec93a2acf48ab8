"""Look-ups from a sheet: wrong cells are named, what is in order is requested, and another person approves each."""

from dataclasses import replace
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from songda.core.access import Role
from songda.core.lookups import Ground, Operator, Purpose
from songda.core.sheets.lookups import COLUMNS, columns_of, lookups_in
from songda.core.words import names_of
from songda.records.ground.evidence.models import Event
from songda.records.ground.sent_forms.models import SentFile
from songda.records.matter.parties.models import Party
from songda.records.ways.lookups.models import Lookup
from songda.trust.tables import Sheet, write_workbook
from songda.web.console.lookups import sheet as room
from tests import make
from tests.web.console.world import proved_in, signed_in

pytestmark = pytest.mark.database
HEAD = "案号,姓名,身份证号,用途,查询事由,理由,运营商,有效天数"
WHY = "电话三次无人接听，邮件退回"
PAGE, RUN = (reverse(f"console:{name}") for name in ("lookup_sheet", "run_lookup_sheet"))


def line(party: Party, **said: str) -> str:
    cells = {
        "case": party.case.number,
        "name": party.name,
        "number": party.number,
        "purpose": "送达诉讼文书",
        "ground": "没有可用的送达地址",
        "why": WHY,
        "operators": "",
        "days": "",
    }
    return ",".join((cells | said).values())


def take(client: Client, *lines: str, head: str = HEAD) -> str:
    sent = SimpleUploadedFile("查询.csv", "\n".join([head, *lines]).encode("gb18030"))
    return client.post(PAGE, {"sheet": sent}, follow=True).content.decode()


def seen(client: Client) -> dict[str, str]:
    """The mark of what the page shows now."""
    sheet = client.get(PAGE).context["sheet"]
    return {"checked": sheet.mark} if sheet else {}


def run(client: Client) -> str:
    return client.post(RUN, seen(client), follow=True).content.decode()


def people(count: int = 1) -> list[Party]:
    return [make.party(make.case(), name=f"李卫{n}", number=make.resident_id()) for n in range(count)]


def test_rows_become_requests_that_wait_for_another_person() -> None:
    first, second = people(2)
    client = proved_in()
    assert "提交2项查询申请" in take(client, line(first), line(second, operators="中国移动、中国联通", days="3"))
    assert not Lookup.objects.exists()
    assert not Event.objects.filter(name="lookup.requested").exists()
    assert "已申请2项查询" in run(client)
    one, other = Lookup.objects.order_by("id")
    assert (one.state, other.state) == ("waiting", "waiting")
    assert set(one.operators) == set(Operator)
    assert set(other.operators) == {"mobile", "unicom"}
    run(client)
    assert Lookup.objects.count() == 2


def test_each_cell_that_is_wrong_is_named_and_keeps_no_other_row_back() -> None:
    good, other = people(2)
    stranger = make.party(make.case(), name="公司", number="91350100M000100Y43", kind="legal_person")
    client = proved_in()
    wrong = {
        3: line(other, case="（2026）晋1181民初999999号"),
        4: line(other, name="张三"),
        5: line(other, number=make.resident_id("19900101")),
        6: line(other, purpose="好奇"),
        7: line(other, ground="不知道"),
        8: line(other, why="短"),
        9: line(other, operators="某运营商"),
        10: line(other, days="一周"),
        11: line(other, days="400"),
        12: line(stranger),
        13: line(good),  # asked for already, in the second row
        14: line(other, number="1.4E+17"),
        15: f"{other.case.number},张三",  # the rest of the row is missing
    }
    page = take(client, line(good), *wrong.values())
    assert "提交1项查询申请" in page
    assert {line: said.partition("：")[0] for line, said in enumerate(results(client), 1) if line in wrong} == {
        3: "案号",
        4: "姓名或名称",
        5: "证件号码",
        6: "查询用途",
        7: "查询事由",
        8: "其他方式为何不足",
        9: "运营商",
        10: "有效天数",
        11: "有效天数",
        12: "姓名或名称",
        13: "姓名或名称",
        14: "证件号码",
        15: "姓名或名称",
    }
    run(client)
    assert [lookup.party_id for lookup in Lookup.objects.all()] == [good.id]
    last = results(client)
    assert last[1] == "已申请，待审批"
    assert all(last[2:])


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    (person,) = people()
    body = make.party(make.case(), name="公司", number="91350100M000100Y43", kind="legal_person")
    wrong = {"purpose": "好奇", "ground": "不知道", "why": "短", "operators": "某运营商", "days": "一周"}
    client = proved_in()
    take(client, line(person, number="1.4E+17", **wrong), line(body, **wrong), line(person, **wrong), line(person))
    heads = ("查询用途", "查询事由", "其他方式为何不足", "运营商", "有效天数")
    first, second, third, fourth = results(client)[1:]
    for said, who in ((first, "证件号码："), (second, "姓名或名称："), (third, "")):
        assert [head for head in heads if f"{head}：" in said] == list(heads)
        assert who in said
    assert not fourth  # nothing was requested of them by the row above


def results(client: Client) -> list[str]:
    """The last column of the sheet with its results, from its head on."""
    file = client.get(reverse("console:lookup_sheet_result")).content
    return [str(row[-1]) for row in CalamineWorkbook.from_object(BytesIO(file)).get_sheet_by_index(0).to_python()]


def test_it_goes_on_where_it_stopped_and_asks_who_sits_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "AT_ONCE", 1)
    clerk = make.user()
    browser = signed_in(clerk)
    take(browser, *map(line, people(2)))
    assert urlsplit(browser.post(RUN)["Location"]).path == reverse("account_reauthenticate")
    assert not Lookup.objects.exists()
    proved = proved_in(clerk)
    assert "data-goes-on" in run(proved)
    assert Lookup.objects.count() == 1
    assert "data-goes-on" not in run(proved)
    assert Lookup.objects.count() == 2
    proved.post(reverse("console:drop_lookup_sheet"), seen(proved))
    assert not SentFile.objects.exists()


def test_the_sheet_with_its_results_can_be_taken_again_and_rows_keep_their_number() -> None:
    good, other = people(2)
    browser = signed_in()
    head, first, second = f"序号,{HEAD}", f"1,{line(good)}", f"2,{line(other, days='一周')}"
    page = take(browser, head, "", first, "", second, head="2026年查询清单")
    assert "提交1项查询申请" in page
    assert "表头位于第2行" in page
    answered = [str(cell) for cell in results(browser)]
    assert ["天数" in said for said in answered] == [False, False, False, False, True]  # from the head on
    again = browser.get(reverse("console:lookup_sheet_result")).content
    page = browser.post(PAGE, {"sheet": SimpleUploadedFile("again.xlsx", again)}, follow=True).content.decode()
    assert "提交1项查询申请" in page
    assert [str(cell) for cell in results(browser)] == answered


def test_a_page_that_showed_another_sheet_does_nothing_to_this_one() -> None:
    first, second = people(2)
    client = proved_in()
    take(client, line(first))
    stale = seen(client)
    take(client, line(second))
    for name in ("run_lookup_sheet", "drop_lookup_sheet"):
        page = client.post(reverse(f"console:{name}"), stale, follow=True).content.decode()
        assert "未作任何处理" in page
        assert "提交1项查询申请" in page
    assert not Lookup.objects.exists()
    run(client)
    assert Lookup.objects.get().party_id == second.id


def test_sheets_that_were_not_read_are_named() -> None:
    made = BytesIO()
    pages = [Sheet("填写说明", (("每人一行", 9),), ()), Sheet("名单", [(head, 9) for head in HEAD.split(",")], ())]
    pages[1] = replace(pages[1], rows=[line(people()[0]).split(",")])
    write_workbook(pages, made, "book", make.NOW)
    page = signed_in().post(PAGE, {"sheet": SimpleUploadedFile("a.xlsx", made.getvalue())}, follow=True)
    assert "提交1项查询申请" in page.content.decode()
    assert "仅读取工作表“名单”，未读取：填写说明" in page.content.decode()


def test_another_court_and_another_clerk_are_strangers_to_it() -> None:
    party = people()[0]
    browser = signed_in()
    take(browser, line(party))
    assert "提交1项查询申请" not in signed_in().get(PAGE).content.decode()
    elsewhere = signed_in(make.user(make.other_court()))
    assert "本院没有此案号的案件" in take(elsewhere, line(party))
    assert signed_in(role=Role.JUDGE).get(PAGE).status_code == 403


def test_heads_that_are_not_known_are_named_and_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    browser, party = signed_in(), people()[0]
    assert "星座" in take(browser, f"{line(party)},白羊", head=f"{HEAD},星座")
    assert "（无列名）" in take(browser, f"{line(party)},白羊")
    monkeypatch.setattr(room, "MOST_ROWS", 1)
    assert "一张表格最多1项" in take(browser, line(party), line(party))


def test_the_template_has_every_head_and_every_name_of_a_choice_is_understood() -> None:
    answer = signed_in().get(reverse("console:lookup_sheet_template"))
    (head, *_) = CalamineWorkbook.from_object(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert columns_of([str(cell) for cell in head]) == list(COLUMNS)
    english = signed_in(language="en").get(reverse("console:lookup_sheet_template"))
    (head, *_) = CalamineWorkbook.from_object(BytesIO(english.content)).get_sheet_by_index(0).to_python()
    assert columns_of([str(cell) for cell in head]) == list(COLUMNS)
    for language in ("zh", "en"):
        for words, column, known in (("purpose", "purpose", Purpose), ("ground", "ground", Ground)):
            for word, name in names_of(f"lookups.{words}", language).items():
                (row,) = lookups_in([[column], [name]])
                assert getattr(row, column) == word in set(known)
        names = names_of("lookups.operator", language)
        assert lookups_in([["operators"], [";".join(names.values())]])[0].operators == tuple(names)
