"""A certificate says what was served on whom, since when it counts and why, in two languages that agree."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from songda.core import certificates as c
from songda.core.certificates import Words, write_certificate
from songda.core.certificates.statement import cite_all
from songda.core.certificates.words import day, moment, word_of, zone_note
from tests.core.certificates.samples import ARTICLE, NUMBER, after, both, summons_served
from tests.rows import all_rows


def every_word(part: object) -> Iterator[Words]:
    """All the words in a content, wherever they stand."""
    if isinstance(part, dict):
        yield part
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from every_word(getattr(part, field.name))
    elif isinstance(part, tuple):
        for piece in part:
            yield from every_word(piece)


def rows(content: c.CertificateContent) -> dict[str, Words]:
    """The fields by their Chinese labels."""
    sections = (*content.sections, content.proof, content.signatories)
    return {row.label["zh"]: row.value for section in sections for row in section.rows}


def test_the_statement_names_everything_that_makes_the_service_count() -> None:
    said = write_certificate(summons_served()).statement
    assert said["zh"] == (
        "孝义市人民法院就（2022）晋1181民初123号离婚纠纷一案，于2022年6月2日以手机短信方式向被告李某电子送达《传票》。"
        "送达信息于2022年6月2日10时00分05秒到达经受送达人确认的电子送达地址所在系统。该到达日期为送达日期。"
        "依据：《人民法院在线诉讼规则》第三十一条第一款。"
    )
    for part in (NUMBER, "李某", "2 June 2022, 10:00:05", "art. 31(1)", "confirmed by the recipient"):
        assert part in said["en"]


@all_rows(
    ("status", "ground", "address_class", "zh", "en"),
    [
        ("effective", "receipt_completed", "found", "完成有效送达", "confirmed that they had received it"),
        ("presumed", "receipt_presumed", "found", "推定完成有效送达", "may rebut"),
        ("effective", "signature", "provided", "签收，送达生效", "signed for"),
        ("effective", "left", "provided", "留置，视为送达", "was left"),
        ("effective", "returned", "provided", "退回", "came back on"),
        ("effective", "public_notice", "provided", "公告期满", "time of the notice ended"),
        ("effective", "deemed", "provided", "依法视为送达", "counts as service"),
        ("awaiting_judge", None, "found", "待法官认定", "judge has yet to decide"),
        ("not_effective", None, "found", "未完成有效送达", "nothing was served by this sending"),
        ("not_allowed", None, "found", "不得采用该方式", "may not be sent this way"),
        ("not_verified", None, "found", "人工认定", "for a person to decide"),
    ],
)
def test_each_answer_of_the_law_has_its_own_sentence(
    status: str, ground: str | None, address_class: str, zh: str, en: str
) -> None:
    at = after(1600) if status in {"effective", "presumed"} else None
    facts = summons_served(effect=c.CertifiedEffect(status, ground, at, (ARTICLE,)))
    facts = dataclasses.replace(facts, address=dataclasses.replace(facts.address, address_class=address_class))
    said = write_certificate(facts).statement
    assert zh in said["zh"]
    assert en in said["en"]
    assert "{" not in said["zh"] + said["en"]


def test_every_field_of_the_return_of_service_is_there() -> None:
    found = rows(write_certificate(summons_served()))
    wanted = {
        "案号": NUMBER,
        "案由": "离婚纠纷（一审）",
        "受送达人": "被告  李某，1****************9",
        "文书名称": "《传票》 1份，1页",
        "文书校验值": bytes(range(32)).hex(),
        "送达方式": "手机短信（发送方 10681181012368）",
        "送达地址": "138****1234",
        "地址类别": "经受送达人确认（2022年6月1日，电话确认）",
        "送达结果": "送达生效",
        "送达日期": "2022年6月2日",
        "法律依据": "《人民法院在线诉讼规则》第三十一条第一款",
        "答辩期届满日": "2022年6月17日",
        "经办法院": "孝义市人民法院",
        "承办法官": "周法官",
        "编号": "晋1181送达2022000123-5",
        "规则版本": "cn 3f9c1a7be204（2022年6月2日依此认定）",
        "核验编码": "7KQ4MXR2WH",
        "检查点根值": bytes(range(32, 64)).hex(),
    }
    assert {label: found[label]["zh"] for label in wanted} == wanted
    assert found["同意电子送达"]["zh"] == "受送达人明确表示同意；2022年6月1日，电话录音"


def test_the_course_is_told_in_order_with_the_source_of_every_step() -> None:
    facts = summons_served()
    facts = dataclasses.replace(facts, moments=tuple(reversed(facts.moments)))
    course = write_certificate(facts).tables[0]
    assert [line[1]["zh"] for line in course.lines][:4] == [
        "发起送达",
        "发出送达信息",
        "服务商网关接收",
        "到达受送达人特定系统",
    ]
    assert course.lines[3][2] == both(
        "服务商回执（DELIVRD 2/2）；服务商时钟", "provider's report (DELIVRD 2/2); provider's clock"
    )


def test_the_try_that_counts_is_marked_among_all_tries_and_notifications_stand_apart() -> None:
    notices = (c.CertifiedNotification("sms", "138****1234", after(5), "arrived"),)
    course, tries, told = write_certificate(summons_served(notifications=notices)).tables
    assert [line[3]["zh"] for line in tries.lines] == ["已到达（据此生效）", "已到达"]
    assert told.note is not None
    assert "不构成送达" in told.note["zh"]
    assert len(course.lines) == 7


def test_a_new_certificate_names_the_one_it_replaces_on_its_first_page() -> None:
    replaced = c.ReplacedCertificate("晋1181送达2022000122-1", both("异议成立。", "The objection was accepted."))
    replaces = write_certificate(summons_served(replaces=replaced)).replaces
    assert replaces is not None
    assert "替代编号为晋1181送达2022000122-1的前件" in replaces["zh"]
    assert "no longer to be used" in replaces["en"]
    assert write_certificate(summons_served()).replaces is None


def test_what_is_missing_is_said_and_not_left_blank() -> None:
    found = rows(write_certificate(summons_served(consent=None, judge="", checkpoint=None)))
    assert found["同意电子送达"]["en"] == "no consent on record"
    assert found["承办法官"] == both("尚未登记", "not on record")
    assert "检查点根值" not in found


def test_an_unknown_code_shows_itself_instead_of_vanishing() -> None:
    steps = (c.CertifiedMoment("teleported", after(0), "oracle"),)
    course = write_certificate(summons_served(moments=steps)).tables[0]
    assert (course.lines[0][1]["zh"], course.lines[0][2]["en"]) == ("teleported", "oracle")


def test_both_languages_are_complete() -> None:
    replaced = c.ReplacedCertificate("1", both("更正", "correction"))
    for words in every_word(write_certificate(summons_served(replaces=replaced))):
        assert words["zh"]
        assert words["en"]


def test_a_provisional_last_day_says_so() -> None:
    (period,) = summons_served().periods
    found = rows(write_certificate(summons_served(periods=(dataclasses.replace(period, provisional=True),))))
    assert "暂定" in found["答辩期届满日"]["zh"]


def test_days_and_moments_are_those_of_the_court() -> None:
    late = datetime(2022, 6, 1, 16, 30, tzinfo=UTC)
    beijing, nepal = timezone(timedelta(hours=8)), timezone(timedelta(hours=5, minutes=45))
    assert moment(late, beijing) == both("2022年6月2日00时30分00秒", "2 June 2022, 00:30:00")
    assert day(late.date())["zh"] == "2022年6月1日"
    assert zone_note(late, beijing)["zh"] == "时间均为北京时间（UTC+08:00）"
    assert "UTC+05:45" in zone_note(late, nepal)["en"]
    assert "UTC-03:30" in zone_note(late, timezone(-timedelta(hours=3, minutes=30)))["en"]


def test_the_rules_are_named_with_their_version_and_the_day_of_the_decision_in_both_languages() -> None:
    proof = {row.label["zh"]: row.value for row in write_certificate(summons_served()).proof.rows}
    assert proof["规则版本"]["en"] == "cn 3f9c1a7be204 (decided on 2 June 2022)"


def test_the_reasons_of_the_law_stand_among_the_remarks() -> None:
    effect = dataclasses.replace(summons_served().effect, reasons=(both("信息已到达。", "The message arrived."),))
    remarks = write_certificate(summons_served(effect=effect)).remarks
    assert remarks[-1] == both("认定理由：信息已到达。", "Reason: The message arrived.")


@pytest.mark.parametrize(("status", "says"), [("presumed", "推定完成有效送达"), ("effective", "经法官审查")])
def test_a_presumption_may_be_rebutted_until_the_judge_has_found(status: str, says: str) -> None:
    effect = c.CertifiedEffect(status, "receipt_presumed", after(1530), (ARTICLE,))
    assert says in write_certificate(summons_served(effect=effect)).statement["zh"]


@pytest.mark.parametrize("level", ["0", "1", "2", "3"])
def test_what_is_presumed_of_somebody_says_how_it_is_known_that_it_was_them(level: str) -> None:
    known = word_of("identity", level)
    read = c.CertifiedMoment("read", after(1530), "recipient", known, "court")
    effect = c.CertifiedEffect("presumed", "receipt_presumed", after(1530), (ARTICLE,))
    content = write_certificate(summons_served(effect=effect, moments=(read,)))
    for language in ("zh", "en"):
        assert known[language] in content.statement[language]
        assert known[language] in " ".join(cell[language] for line in content.tables[0].lines for cell in line)
    assert "本人操作" not in content.tables[0].lines[0][2]["zh"]


def test_a_text_that_several_articles_come_from_is_named_once() -> None:
    law = both("民事诉讼法 第八十七条第二款", "Civil Procedure Law, art. 87(2)")
    other = both("民事诉讼法 第八十八条第一款", "Civil Procedure Law, art. 88(1)")
    assert cite_all((law, other, ARTICLE))["zh"] == (
        "《民事诉讼法》第八十七条第二款、第八十八条第一款、《人民法院在线诉讼规则》第三十一条第一款"
    )
    assert cite_all((law, other))["en"] == "Civil Procedure Law, art. 87(2); Civil Procedure Law, art. 88(1)"


def test_no_field_is_a_bare_dash_where_nothing_was_tried() -> None:
    nowhere = c.CertifiedAddress("", "unknown", "—", both("—", "—"), after(0))
    effect = c.CertifiedEffect("not_effective", None, None, ())
    content = write_certificate(summons_served(address=nowhere, judge="", effect=effect, moments=(), attempts=()))
    every = [row for section in (*content.sections, content.signatories, content.proof) for row in section.rows]
    assert [row.label["zh"] for row in every if "—" in row.value.values()] == []
    assert rows(content)["送达方式"]["zh"] == "尚未发送"
