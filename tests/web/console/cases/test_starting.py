"""A case begins on one page with everybody in it; what is wrong stands beside its cell, and nothing is half done."""

import io
import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from songda import clock
from songda.core.law import profile_of
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.parties.models import Address, Consent, Party, Refusal
from songda.trust.spreadsheets import read_spreadsheet
from songda.web.console.cases.sheet_files import put_together
from songda.web.console.cases.start import _HEADS as HEADS
from tests import make
from tests.web.console.world import signed_in

WORKING_DAYS = profile_of("cn").calendar
pytestmark = pytest.mark.database
NUMBER = "（2026）晋1181民初77号"
PLACE = "山西省孝义市中阳楼街道1号"


def case(*people: dict[str, str], **more: str) -> dict[str, str]:
    told = {"number": NUMBER, "procedure": "ordinary", "stage": "first_instance", "cause": "买卖合同纠纷", **more}
    told["rows"] = str(max(len(people), 1))
    return told | {f"{name}_{row}": said for row, person in enumerate(people) for name, said in person.items()}


def person(role: str, name: str, **more: str) -> dict[str, str]:
    return {"role": role, "name": name, **more}


def sent(client: Client, told: dict[str, str]) -> tuple[int, str]:
    answer = client.post(reverse("console:register"), told)
    return answer.status_code, answer.content.decode()


def wrong_beside(page: str) -> dict[str, str]:
    """By the name of the field, what stands beside it."""
    soup = BeautifulSoup(page, "html.parser")
    found = {}
    for said in soup.select(".field .wrong"):
        entry = said.find_parent(class_="field").find(["input", "select", "textarea"])
        found[str(entry["name"])] = said.get_text(" ", strip=True)
    return found


def test_a_case_with_its_hearing_and_its_people_is_one_form() -> None:
    make.court()
    day = f"{WORKING_DAYS.working_day_from((make.NOW + timedelta(days=91)).date()):%Y-%m-%dT}09:00"
    plaintiff = person("plaintiff", "王建国", number=make.resident_id(), contact="13800138001", place=PLACE)
    company = person("defendant", "孝义市某某商贸有限公司", contact="13800138002/0358-7622222")
    agent = person("agent", "赵律师", contact="zhao@example.com", acts_for="2")
    status, _page = sent(signed_in(), case(plaintiff, company, agent, hearing_at=day, hearing_place="第三法庭"))
    assert status == 302
    made = Case.objects.get(number=NUMBER)
    assert Hearing.objects.get(case=made).place == "第三法庭"
    kinds = {p.name: (p.role, p.kind, p.acts_for.name if p.acts_for else "") for p in Party.objects.all()}
    assert kinds == {
        "王建国": ("plaintiff", "natural_person", ""),
        "孝义市某某商贸有限公司": ("defendant", "legal_person", ""),
        "赵律师": ("agent", "natural_person", "孝义市某某商贸有限公司"),
    }
    addresses = {(a.kind, a.value): a.address_class for a in Address.objects.all()}
    assert addresses["mobile", "13800138001"] == "provided"
    assert addresses["mobile", "13800138002"] == "unknown"
    assert addresses["email", "zhao@example.com"] == "unknown"
    assert addresses["landline", "0358-7622222"] == "unknown"
    assert [cls for (kind, _), cls in addresses.items() if kind == "postal"] == ["provided"]
    names = set(Event.objects.values_list("name", flat=True))
    assert {"case.registered", "party.registered", "address.recorded", "hearing.set"} <= names


def test_whoever_signed_agrees_for_the_stage_and_gave_the_number() -> None:
    make.court()
    status, page = sent(signed_in(), case(person("defendant", "李卫国", contact="13800138003", consent="form")))
    assert (status, wrong_beside(page)) == (302, {})
    consent = Consent.objects.get()
    assert (consent.ground, consent.how, consent.stages) == ("express", "form", ["first_instance"])
    assert Address.objects.get().address_class == "provided"
    later = case(person("defendant", "李卫国", consent="form"), number="（2026）晋1181民初78号")
    page = sent(signed_in(), {**later, "agreed_at": f"{make.NOW + timedelta(days=400):%Y-%m-%dT}09:00"})[1]
    assert "agreed_at" in wrong_beside(page)


def test_a_case_alone_is_registered_as_before() -> None:
    make.court()
    answer = signed_in().post(reverse("console:register"), case())
    assert answer["Location"] == reverse("console:case", args=[Case.objects.get().id])


@pytest.mark.parametrize(
    ("people", "field"),
    [
        ([person("plaintiff", "王建国", number="142301199001011230")], "number_0"),
        ([person("plaintiff", "王建国"), person("defendant", "李卫国", contact="12345")], "contact_1"),
        ([person("plaintiff", "王建国"), person("", "李卫国")], "role_1"),
        ([person("plaintiff", "", contact="13800138001")], "name_0"),
        ([person("agent", "赵律师"), person("plaintiff", "王建国")], "role_0"),
        ([person("plaintiff", "王建国", number="1.42301199001011e+17")], "number_0"),
        (
            [
                person("plaintiff", "王建国", contact="13800138001"),
                person("defendant", "李卫国", contact="13800138001"),
            ],
            "contact_1",
        ),
    ],
)
def test_what_is_wrong_stands_beside_its_cell_and_nothing_is_kept(people: list[dict[str, str]], field: str) -> None:
    make.court()
    status, page = sent(signed_in(), case(*people))
    assert status == 422
    assert field in wrong_beside(page)
    assert not Case.objects.exists()
    assert people[0]["name"] in page


def test_a_hearing_needs_both_and_a_taken_number_is_said_beside_the_number() -> None:
    make.court()
    assert "hearing_place" in wrong_beside(sent(signed_in(), case(hearing_at="2026-10-12T09:00"))[1])
    assert "hearing_at" in wrong_beside(sent(signed_in(), case(hearing_place="第三法庭"))[1])
    sent(signed_in(), case())
    assert "number" in wrong_beside(sent(signed_in(), case(person("plaintiff", "王建国")))[1])
    assert Party.objects.count() == 0


def test_what_is_odd_is_asked_by_row_before_it_is_kept() -> None:
    make.court()
    client, people = signed_in(language="en"), [person("plaintiff", "王建国"), person("plaintiff", "王建国")]
    status, page = sent(client, case(*people))
    assert status == 422
    assert "Row 2: 王建国 is in the case already" in page
    mark = re.search(r'name="is_so"\s+value="([0-9a-f]+)"', page)
    assert mark is not None
    assert not Case.objects.exists()
    assert sent(client, case(*people, is_so=mark[1]))[0] == 302
    assert Party.objects.count() == 2


PHONE = "13800138000"


@pytest.mark.parametrize("own", [0, 1])
def test_the_opponents_own_number_is_refused_in_whichever_row_it_stands(own: int) -> None:
    make.court()
    both = [person("defendant", name, contact=PHONE) for name in ("李卫国", "李卫民")]
    both[own]["role"] = "plaintiff"
    status, page = sent(signed_in(), case(*both))
    assert (status, list(wrong_beside(page))) == (422, [f"contact_{1 - own}"])
    assert not Case.objects.exists()


def test_a_number_of_two_sides_that_is_nobodys_own_is_asked_by_row() -> None:
    make.court()
    client = signed_in(language="en")
    people = [person("defendant", "李卫国", contact=PHONE), person("third_party", "王建军", contact=PHONE)]
    status, page = sent(client, case(*people))
    assert (status, "Row 2: This address" in page, Case.objects.exists()) == (422, True, False)
    mark = re.search(r'name="is_so"\s+value="([0-9a-f]+)"', page)
    assert mark is not None
    assert sent(client, case(*people, is_so=mark[1]))[0] == 302


def test_pasted_cells_fill_the_table_below_what_was_typed() -> None:
    make.court()
    heads = "诉讼地位\t姓名\t证件号码\t手机\t地址\n"
    pasted = f"{heads}被告一\t李卫国\t{make.resident_id()}\t13800138002\t{PLACE}\n路人\t王五"
    told = case(person("plaintiff", "王建国", consent="pleading"), pasted=pasted, fill="1")
    client = signed_in(language="en")
    status, page = sent(client, told)
    assert status == 200
    form = BeautifulSoup(page, "html.parser")
    value = {str(entry.get("name")): str(entry.get("value", "")) for entry in form.select("form.form input")}
    assert (value["name_0"], value["name_1"], value["contact_1"]) == ("王建国", "李卫国", "13800138002")
    assert form.select_one("select[name=role_1] option[selected]")["value"] == "defendant"
    assert form.select_one("select[name=consent_0] option[selected]")["value"] == "pleading"
    assert value["number"] == NUMBER
    assert "2 rows were read" in page
    assert "Row 3: no role is called so" in page
    assert not Case.objects.exists()


def row(role: str, name: str, number: str = "", contact: str = "", place: str = "") -> dict[str, str]:
    return {"role": role, "name": name, "number": number, "contact": contact, "place": place, "consent": ""}


def test_a_sheet_that_was_mended_and_is_read_again_doubles_nobody() -> None:
    make.court()
    client, number, wrong = signed_in(language="en"), make.resident_id(), make.resident_id()[:-1]
    typed = [
        person("plaintiff", "王建国", number=number, sure="confirmed"),
        person("", "李卫国", contact="13800138002"),
        person("defendant", "赵小梅", number=wrong, contact="13800138003"),
    ]
    mended = f"诉讼地位\t姓名\t证件号码\t手机\n原告\t王建国\t{number}\n被告\t李卫国\t\t13800138002\n"
    mended += f"被告\t赵小梅\t{make.resident_id()}\t13800138003\n第三人\t孙玉\t\t13800138004"
    _status, page = sent(client, case(*typed, pasted=mended, fill="1"))
    form = BeautifulSoup(page, "html.parser")
    named = [entry.get("value", "") for entry in form.select("form.form input[name^=name_]")]
    assert [name for name in named if name] == ["王建国", "李卫国", "赵小梅", "孙玉"]
    assert form.select_one("[name=number_2]")["value"] != wrong
    assert form.select_one("select[name=role_1] option[selected]")["value"] == "defendant"
    assert form.select_one("select[name=sure_0] option[selected]")["value"] == "confirmed"
    assert "3 of them stood in the table already" in page


@pytest.mark.parametrize(
    "other",
    [
        row("defendant", "王建国", "2", "13900000002"),  # nothing but the name is alike
        row("defendant", "王建国", "2", "13900000002", "新义街"),  # both of a village, of one name
        row("defendant", "王建军", "", "13900000001"),  # a telephone of two
    ],
)
def test_whoever_may_be_another_person_is_entered_beside_them(other: dict[str, str]) -> None:
    one = row("defendant", "王建国", "1", "13900000001", "新义街")
    assert put_together([one], [other]) == ([one, other], [1])


def test_an_agent_stays_below_whom_they_act_for_when_a_sheet_is_read_again() -> None:
    first, second = row("plaintiff", "甲", "1"), row("defendant", "乙", "2")
    agent = row("agent", "律师", contact="13900000003")
    people, places = put_together([first, agent, second], [second, agent])
    assert (people, places) == ([first, agent, second, agent], [2, 3])
    people, places = put_together([first, second], [first, agent, second])
    assert (people, places) == ([first, agent, second], [0, 1, 2])
    assert put_together([first, agent, second], [first, agent, second]) == ([first, agent, second], [0, 1, 2])


def test_a_file_fills_the_table_and_the_template_is_understood() -> None:
    make.court()
    client = signed_in(language="en")
    template = client.get(reverse("console:people_template")).content
    assert read_spreadsheet(template).table[0] == [str(head) for head in HEADS.values()]
    file = io.BytesIO(template)
    file.name = "people.xlsx"
    page = client.post(reverse("console:register"), {**case(), "fill": "1", "sheet": file}).content.decode()
    assert "Left out as the example of the template: rows 2." in page
    file = io.BytesIO("诉讼地位,姓名,手机\n被告,李卫国,13800138002".encode("gb18030"))
    file.name = "people.csv"
    answer = client.post(reverse("console:register"), {**case(), "fill": "1", "sheet": file})
    assert 'value="李卫国"' in answer.content.decode()
    broken = io.BytesIO(b"PK\x03\x04 no workbook")
    broken.name = "people.xlsx"
    answer = client.post(reverse("console:register"), {**case(), "fill": "1", "sheet": broken})
    assert "cannot be read as a table" in answer.content.decode()


def test_a_column_that_nobody_knows_is_named_instead_of_being_left_out_silently() -> None:
    make.court()
    told = {**case(), "fill": "1", "pasted": "序号\t诉讼地位\t姓名\t寄往何处\n1\t被告\t李卫国\t新义街12号"}
    page = signed_in().post(reverse("console:register"), told).content.decode()
    assert 'value="李卫国"' in page
    assert "以下各列未能识别，未予填入：寄往何处。" in page


def test_what_was_pasted_or_chosen_is_read_whichever_button_was_pressed_and_never_lost() -> None:
    make.court()
    client, pasted = signed_in(), "诉讼地位\t姓名\n被告\t李卫国"
    file = io.BytesIO(pasted.replace("\t", ",").encode())
    file.name = "people.csv"
    for told in (case(pasted=pasted), {**case(), "sheet": file}, case(pasted=pasted, more="1")):
        page = client.post(reverse("console:register"), told).content.decode()
        assert 'value="李卫国"' in page
        assert pasted not in page
    page = client.post(reverse("console:register"), case(pasted="诉讼地位\t姓名")).content.decode()
    assert ">诉讼地位\t姓名</textarea>" in re.sub(r">\s+", ">", page)
    assert not Case.objects.exists()


def test_the_table_has_a_bound_and_more_rows_keep_what_was_typed() -> None:
    make.court()
    client = signed_in(language="en")
    _status, page = sent(client, case(person("plaintiff", "王建国"), more="1"))
    assert page.count('class="person-row"') == 6
    many = "\n".join(f"被告 人{n}" for n in range(150))
    page = sent(client, case(person("plaintiff", "王建国"), pasted=many, fill="1"))[1]
    assert page.count('class="person-row"') == 100
    assert "the others were left out" in page
    assert sent(client, {**case(), "rows": "9" * 9})[0] == 422
    assert sent(client, {**case(), "rows": "x"})[0] == 422


def test_all_cells_that_are_wrong_are_told_at_once_and_by_their_row() -> None:
    make.court()
    people = [
        person("plaintiff", "王建国", number="142301199001011230", contact="1391234"),
        person("defendant", "李卫国", contact="13800138002/0358"),
        person("", "赵小梅", number="12345"),
    ]
    status, page = sent(signed_in(), case(*people))
    assert (status, set(wrong_beside(page))) == (422, {"number_0", "contact_0", "contact_1", "role_2", "number_2"})
    above = [link.get_text(strip=True) for link in BeautifulSoup(page, "html.parser").select(".mistakes a")]
    assert [words[:3] for words in above] == ["第1行", "第1行", "第2行", "第3行", "第3行"]


@pytest.mark.parametrize("number", ["77", "（2026）晋0101民初77号"])
def test_what_is_odd_and_what_the_records_refuse_is_told_beside_what_cannot_be_read(number: str) -> None:
    make.court()
    people = [
        person("plaintiff", "王建国（已故）", contact=PHONE),
        person("defendant", "李卫国", contact=PHONE),
        person("defendant", "李卫民", contact="1391234"),
        person("third_party", "张三"),
        person("third_party", "张三", consent="form", contact="13900139000/13900139000"),
    ]
    tomorrow = f"{timezone.localdate(clock.now()) + timedelta(days=1)}T09:30"
    told = case(*people, hearing_at=tomorrow, hearing_place="第三审判庭")
    status, page = sent(signed_in(), {**told, "number": number})
    assert (status, set(wrong_beside(page))) == (422, {"number", "contact_1", "contact_2", "contact_4"})
    assert all(said in page for said in ("第1行：", "第5行：", "答辩期"))


@pytest.mark.parametrize("contact", ["zhangsan@163", "@", "a@b@c", "12", "x" * 300, "张三@邮箱.中国"])
def test_a_contact_that_cannot_be_read_stands_beside_its_field_and_keeps_all_that_was_typed(contact: str) -> None:
    make.court()
    told = case(person("plaintiff", "王建国"), person("defendant", "李卫国", contact=contact))
    status, page = sent(signed_in(), told)
    assert (status, list(wrong_beside(page))) == (422, ["contact_1"])
    assert "王建国" in page
    assert not Case.objects.exists()


TWO_SIDES = [person("plaintiff", "王建国"), person("defendant", "李卫国")]


@pytest.mark.parametrize("chosen", ["1", "2"])
def test_for_whom_an_agent_acts_is_asked_where_two_are_possible(chosen: str) -> None:
    make.court()
    client = signed_in()
    page = sent(client, case(*TWO_SIDES, person("agent", "赵律师")))[1]
    assert wrong_beside(page) == {"acts_for_2": "请选择其代理的当事人。"}
    offered = BeautifulSoup(page, "html.parser").select('select[name="acts_for_2"] option')
    assert [one.get_text(strip=True) for one in offered[1:]] == ["第1行 王建国", "第2行 李卫国"]
    assert sent(client, case(*TWO_SIDES, person("agent", "赵律师", acts_for=chosen)))[0] == 302
    represented = Party.objects.get(role="agent").acts_for
    assert represented is not None
    assert represented.name == TWO_SIDES[int(chosen) - 1]["name"]


def test_with_one_party_above_nobody_is_asked_and_no_row_but_one_above_can_be_chosen() -> None:
    make.court()
    client = signed_in()
    plaintiff, defendant = TWO_SIDES
    assert sent(client, case(plaintiff, person("agent", "赵律师"), defendant))[0] == 302
    page = sent(client, case(plaintiff, person("agent", "赵律师", acts_for="3"), defendant))[1]
    assert "acts_for_1" in wrong_beside(page)


@pytest.mark.parametrize(
    ("rows", "chosen"),
    [
        ("诉讼地位\t姓名\n原告\t王建国\n被告\t李卫国\n原告代理人\t赵律师", "1"),
        ("诉讼地位\t姓名\t被代理人\n原告\t王建国\t\n被告\t李卫国\t\n代理人\t赵律师\t李卫国", "2"),
        ("诉讼地位\t姓名\n原告\t王建国\n被告\t李卫国\n委托诉讼代理人\t赵律师", ""),
    ],
)
def test_a_sheet_says_for_whom_by_the_role_or_by_a_name(rows: str, chosen: str) -> None:
    make.court()
    page = signed_in().post(reverse("console:register"), {**case(), "fill": "1", "pasted": rows}).content.decode()
    picked = BeautifulSoup(page, "html.parser").select_one('select[name="acts_for_2"] option[selected]')
    assert (picked["value"] if picked else "") == chosen


def test_a_no_is_a_refusal_and_not_a_missing_yes() -> None:
    make.court()
    client = signed_in()
    pasted = "诉讼地位\t姓名\t手机\t是否同意电子送达\n被告\t李卫国\t13800138003\t否\n被告\t李建军\t\t待定"
    page = client.post(reverse("console:register"), {**case(), "fill": "1", "pasted": pasted}).content.decode()
    chosen = BeautifulSoup(page, "html.parser").select_one('select[name="consent_0"] option[selected]')
    assert chosen is not None
    assert chosen["value"] == "refuses"
    assert sent(client, case(person("defendant", "李卫国", contact="13800138003", consent="refuses")))[0] == 302
    refusal = Refusal.objects.get()
    assert (refusal.how, refusal.party.name, Consent.objects.count()) == ("form", "李卫国", 0)
    assert Event.objects.filter(name="consent.refused").count() == 1
    assert Address.objects.get().address_class == "unknown"


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ({"name": "李某（已故）"}, "注明已经死亡"),
        ({"name": "李某已去世"}, "注明已经死亡"),
        ({"name": "李某（在押）"}, "带有括注"),
        ({"name": "李某", "place": f"{PLACE} 0358-7622222"}, "0358-7622222"),
        ({"name": "李某", "place": f"{PLACE}，13800138003"}, "13800138003"),
    ],
)
def test_what_stands_in_the_wrong_cell_is_asked_before_it_is_kept(said: dict[str, str], asks: str) -> None:
    make.court()
    client, people = signed_in(), {"role": "defendant", **said}
    status, page = sent(client, case(people))
    assert (status, Case.objects.count()) == (422, 0)
    assert asks in page
    mark = re.search(r'name="is_so"\s+value="([0-9a-f]+)"', page)
    assert mark is not None
    assert sent(client, case(people, is_so=mark[1]))[0] == 302


def test_an_error_of_a_spreadsheet_is_no_cell_and_a_number_without_its_area_is_told_as_that() -> None:
    make.court()
    wrong = wrong_beside(sent(signed_in(), case(person("defendant", "#N/A", contact="7622222", place="#REF!")))[1])
    assert set(wrong) == {"name_0", "contact_0", "place_0"}
    assert "区号" in wrong["contact_0"]
    assert "#REF!" in wrong["place_0"]


def test_what_is_wrong_with_the_case_does_not_hide_what_is_wrong_with_its_people() -> None:
    """Django forgets a cell of which something was said; the rows are counted before."""
    plaintiff = person("plaintiff", "张三", number="1", consent="form")
    told = case(plaintiff, person("agent", "李四", number="2", acts_for="1", consent="form"), stage="三十日")
    status, page = sent(signed_in(), told)
    assert status == 422
    assert {"stage", "number_0", "number_1"} <= wrong_beside(page).keys()
