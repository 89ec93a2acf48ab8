"""The form asks for all that the articles name, tells all that the court must tell, and ticks nothing by itself."""

import dataclasses

import pytest

from songda.core.address_form import AddressFormContent, Answer, Box, FormFacts, Statement, write_address_form
from tests.core.address_form.samples import LI, blank, of_li
from tests.rows import all_rows


def boxes(content: AddressFormContent) -> list[Box]:
    return [box for part in content.parts for line in part.lines for box in line.boxes]


def written(facts: FormFacts) -> set[str]:
    return {line.value for part in write_address_form(facts).parts for line in part.lines if line.value}


@pytest.mark.parametrize("facts", [blank(), of_li(Statement(place=LI.place, numbers=LI.numbers))])
def test_before_anybody_answered_no_box_is_ticked(facts: FormFacts) -> None:
    content = write_address_form(facts)
    assert len(boxes(content)) == 8
    assert not any(box.is_ticked for box in boxes(content))


def test_what_the_statement_says_is_ticked_and_nothing_else() -> None:
    ticked = [box.label["en"] for box in boxes(write_address_form(of_li(LI))) if box.is_ticked]
    assert ticked == ["I agree", "first instance", "enforcement", "The court is to keep this form confidential"]


def test_a_no_is_as_plain_as_a_yes() -> None:
    said = boxes(write_address_form(of_li(Statement(answer=Answer.NO))))[:2]
    assert [box.is_ticked for box in said] == [False, True]


def test_identity_address_in_parts_numbers_and_agent_stand_in_it() -> None:
    assert written(of_li(LI)) == {
        "（2026）晋1181民初123号",
        "离婚纠纷（第一审）",
        "被告　李卫国",
        "141181194803120019",
        "委托诉讼代理人　王律师（特别授权）",
        "山西省",
        "吕梁市",
        "孝义市",
        "新义街道府前街18号",
        "032300",
        "13900000001",
        "li@example.test",
    }


@all_rows(
    ("article", "what"),
    [
        ("规定》第三条、第四条", "邮政编码、详细地址和联系电话"),  # mail04.3, 4.1
        ("同上规定第五条", "户籍登记中的住所地或者经常居住地"),
        ("同上规定第十一条", "文书退回之日视为送达之日"),
        ("同上意见第六条", "未书面变更的，以原确认的地址为送达地址"),
        ("第一百三十七条", "第二审、审判监督和执行程序的送达地址"),
        ("同上意见第四条", "诉讼代理人确认的送达地址视为当事人的送达地址"),
        ("第一百三十六条", "在本确认书中确认"),
        ("第三十一条", "到达该地址所在系统时，即为送达"),
        ("第九十条", "需要纸质文书的，法院应当提供"),
        ("同上规定第四条", "内容保密"),
        ("《人民法院在线诉讼规则》第五条", "送达有关文书前的合理时间内"),  # olr.5.2
        ("《人民法院在线诉讼规则》第五条", "没有故意拖延诉讼等不当情形"),
        ("《人民法院在线诉讼规则》第五条", "没有条件使用的，随时告知法院，法院应当改用其他方式送达"),  # olr.5.1
    ],
)
def test_the_court_tells_what_the_articles_say(article: str, what: str) -> None:
    told = write_address_form(blank()).explained
    assert any(article in (one.source or {"zh": ""})["zh"] and what in one.text["zh"] for one in told)


def test_the_form_of_a_criminal_case_tells_of_no_day_of_return_and_asks_for_no_consent() -> None:
    content = write_address_form(dataclasses.replace(blank(), branch="criminal"))
    told = "".join(one.text["zh"] + (one.source or {"zh": ""})["zh"] for one in content.explained)
    assert "签收日期为送达日期" in told
    assert "第二百零四条、第二百零七条" in told
    for civil in ("退回之日", "同意电子送达", "民事"):
        assert civil not in told
    assert "后果" not in "".join(words["zh"] for words in content.declared)
    assert [box.label["en"] for box in boxes(content)] == ["The court is to keep this form confidential"]


def test_the_form_of_any_other_case_tells_nothing_of_criminal_procedure() -> None:
    content = write_address_form(blank())
    assert not any("刑事" in (one.source or {"zh": ""})["zh"] for one in content.explained)
    assert len(content.declared) == 2


def test_a_payment_order_that_comes_back_is_not_said_to_be_served() -> None:
    told = "".join(one.text["zh"] for one in write_address_form(blank()).explained)
    assert "支付令、调解书不因退回视为送达" in told


def test_advice_of_the_house_claims_no_article() -> None:
    advice = [one.text["en"] for one in write_address_form(blank()).explained if one.source is None]
    assert [text.split()[0] for text in advice] == ["Messages"]


def test_signed_on_line_it_says_who_when_and_after_which_proof() -> None:
    signed = write_address_form(of_li(LI)).signed
    assert signed is not None
    assert "李卫国于2026年6月1日10:00经姓名、证件号码和验证码核验身份后" in signed["zh"]
    assert "1 June 2026, 10:00" in signed["en"]
    assert write_address_form(dataclasses.replace(of_li(LI), signature=None)).signed is None
