"""A certificate says no more than the record bears: of what does not count, of an arrival, of what it is worth."""

import dataclasses
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songda.core import certificates as c
from songda.core.certificates import write_certificate
from songda.core.certificates.statement import shown_by
from tests.core.certificates.samples import ARTICLE, FORCE, after, both, summons_served

STATUSES = ("effective", "presumed", "awaiting_judge", "not_effective", "not_allowed", "not_verified")
OTHER_MEANS = ("signature", "left", "returned", "public_notice")
ELECTRONIC = ("arrival", "receipt_completed", "receipt_presumed", "deemed")
BY_WIRE = ("ordered", "sent", "accepted", "arrived", "failed", "bounced")
BY_PEOPLE = ("identified", "read", "acknowledged", "acknowledged_in_call", "acted", "known", "denied")
_moments = st.lists(
    st.builds(
        lambda kind, seconds: c.CertifiedMoment(kind, after(seconds), "court", clock="court"),
        st.sampled_from([*BY_WIRE, *BY_PEOPLE, "arrival_proved"]),
        st.integers(-3, 9),
    ),
    max_size=12,
)


@st.composite
def facts(draw: st.DrawFn) -> c.CertificateFacts:
    """A certificate's facts, as odd as they come."""
    status = draw(st.sampled_from(STATUSES))
    counts = status in {"effective", "presumed"}
    ground = draw(st.sampled_from((*ELECTRONIC, *OTHER_MEANS))) if counts else None
    at = after(draw(st.integers(-3, 9))) if counts else None
    effect = c.CertifiedEffect(status, ground, at, (ARTICLE,), return_force=draw(st.sampled_from([None, FORCE])))
    address = dataclasses.replace(
        summons_served().address,
        channel=draw(st.sampled_from(["sms", "email", ""])),
        address_class=draw(st.sampled_from(["provided", "confirmed", "found", "unknown", "rejected"])),
    )
    replaced = draw(st.sampled_from([None, c.ReplacedCertificate("晋1181送达2022000122-1", both("更正", "mended"))]))
    return summons_served(effect=effect, address=address, moments=tuple(draw(_moments)), replaces=replaced)


def first_page(content: c.CertificateContent, language: str) -> str:
    """All that stands on it in one language."""
    rows = [row for section in (*content.sections, content.signatories) for row in section.rows]
    words = [content.title, content.result, content.statement, content.basis]
    return "\n".join([each[language] for each in (*words, *[row.label for row in rows], *[row.value for row in rows])])


@given(facts())
@settings(max_examples=400, deadline=None)
def test_no_arrival_is_named_that_no_report_bears(given_facts: c.CertificateFacts) -> None:
    content, at = write_certificate(given_facts), given_facts.effect.effective_at
    reports = {m.at for m in given_facts.moments if m.kind in {"arrived", "arrival_proved"} and at and m.at <= at}
    said = content.statement["en"]
    if not reports:
        assert "arrived on" not in said
        assert "reached their system on" not in said
        assert "到达经" not in content.statement["zh"]
        assert "as reported" not in first_page(content, "en")
    if "arrived by then at the latest" in said:
        shown = shown_by(given_facts)
        assert shown is not None
        assert shown.kind not in {"arrived", "arrival_proved"}


@given(facts())
@settings(max_examples=400, deadline=None)
def test_no_second_is_named_that_nobody_told(given_facts: c.CertificateFacts) -> None:
    """Who enters a time by hand enters a minute, and a term ends with a day."""
    of_hand = [dataclasses.replace(m, at=m.at.replace(second=0), clock="typed") for m in given_facts.moments]
    at = given_facts.effect.effective_at
    effect = dataclasses.replace(given_facts.effect, effective_at=at and at.replace(second=0))
    told = dataclasses.replace(given_facts, moments=tuple(of_hand), effect=effect)
    shown = shown_by(told)
    if effect.ground not in OTHER_MEANS and shown is not None and shown.at == effect.effective_at:
        assert "秒" not in write_certificate(told).statement["zh"]
    if effect.ground == "public_notice":
        assert not re.search(
            "[时分秒]", write_certificate(given_facts).statement["zh"].split("已公告")[-1].split("期满")[0]
        )


@given(facts())
@settings(max_examples=400, deadline=None)
def test_what_does_not_count_is_called_otherwise_and_claims_nothing(given_facts: c.CertificateFacts) -> None:
    content, result = write_certificate(given_facts), given_facts.effect.result
    assert content.is_certified == (result == "effective")
    if content.is_certified:
        assert content.title["zh"] == "电子送达凭证"
        assert ("具有送达回证效力" in content.basis["zh"]) == (given_facts.effect.return_force is not None)
        return
    assert "凭证" not in content.title["zh"]
    assert content.replaces is None or "凭证" not in content.replaces["zh"]
    assert "Certificate" not in content.title["en"]
    is_by_people = given_facts.effect.is_by_people
    assert ("不是送达回证" if is_by_people else "不具有送达回证效力") in content.basis["zh"]
    page = first_page(content, "en")
    assert is_by_people or " served the " not in page
    assert "电子送达《" not in first_page(content, "zh")
    assert content.result["en"] in page
    assert is_by_people or not content.statement["en"].startswith("In case")


@given(facts())
@settings(max_examples=200, deadline=None)
def test_what_people_served_is_told_of_them_and_of_no_message(given_facts: c.CertificateFacts) -> None:
    if not given_facts.effect.is_by_people:
        return
    address = dataclasses.replace(given_facts.address, channel="mail", masked="山西省******")
    content = write_certificate(dataclasses.replace(given_facts, address=address))
    page = first_page(content, "zh")
    assert content.title["zh"] == "送达情况说明"
    notes = [table.note["zh"] for table in content.tables if table.note]
    for other in ("手机短信", "电子邮件", "138****1234", given_facts.sender, "同意电子送达", "送达信息"):
        assert other not in page
    assert not [note for note in notes if "链接" in note and "电子送达" not in note]
    if given_facts.effect.ground == "public_notice":  # nothing was signed for, left or sent back
        assert not [word for word in ("签收", "留置", "退回") if word in content.basis["zh"]]


@given(facts())
@settings(max_examples=200, deadline=None)
def test_english_lines_are_english_but_for_names_and_numbers(given_facts: c.CertificateFacts) -> None:
    names = (given_facts.recipient.name, given_facts.case.number, given_facts.judge, given_facts.number)
    content = write_certificate(given_facts)
    cells = [cell["en"] for table in content.tables for line in table.lines for cell in line]
    text = "\n".join((first_page(content, "en"), content.closing["en"], *cells))
    for name in names:
        text = text.replace(name, "")
    assert not re.search(r"[\u4e00-\u9fff]", text)


@pytest.mark.parametrize(
    ("kinds", "ground", "en"),
    [
        (("arrived", "read"), "arrival", "The message arrived on"),
        (("read",), "arrival", "opened on 2 June 2022, 10:25:31. No report of its arrival stands"),
        (("acted",), "receipt_completed", "acted on the paper"),
        (("acknowledged",), "receipt_completed", "confirmed that they had received it"),
        (("known",), "receipt_presumed", "evidence other than a report"),
        ((), "arrival", "Service took effect on"),
    ],
)
def test_the_sentence_names_what_happened_and_not_all_that_might_have(
    kinds: tuple[str, ...], ground: str, en: str
) -> None:
    moments = tuple(c.CertifiedMoment(kind, after(1530), "court") for kind in kinds)
    effect = c.CertifiedEffect("effective", ground, after(1530), (ARTICLE,))
    assert en in write_certificate(summons_served(moments=moments, effect=effect)).statement["en"]


def test_an_arrival_that_came_back_is_not_the_one_it_rests_on() -> None:
    kinds = (("arrived", 4), ("bounced", 60), ("read", 1530))
    moments = tuple(c.CertifiedMoment(kind, after(seconds), "provider") for kind, seconds in kinds)
    effect = c.CertifiedEffect("effective", "arrival", after(1530), (ARTICLE,))
    said = write_certificate(summons_served(moments=moments, effect=effect)).statement
    assert "arrived on" not in said["en"]
    assert "没有有效的到达回执" in said["zh"]


def test_where_consent_came_after_the_arrival_both_moments_are_told() -> None:
    effect = c.CertifiedEffect("effective", "arrival", after(1600), (ARTICLE,))
    moments = tuple(m for m in summons_served().moments if m.kind != "acknowledged")
    said = write_certificate(summons_served(effect=effect, moments=moments)).statement["en"]
    assert "arrived on 2 June 2022, 10:00:05" in said
    assert "Service took effect on 2 June 2022, 10:26:41" in said
    assert "That day is the day of service" not in said


def test_an_arrival_that_the_recipient_proved_prevails_over_the_report() -> None:
    proved = c.CertifiedMoment("arrival_proved", after(9000), "judge")
    effect = c.CertifiedEffect("effective", "arrival", after(9000), (ARTICLE,))
    moments = (*summons_served().moments, proved)
    said = write_certificate(summons_served(effect=effect, moments=moments)).statement
    assert "受送达人证明送达信息于2022年6月2日12时30分01秒到达其系统" in said["zh"]
    assert "arrived on" not in said["en"]


def test_a_time_stamp_is_named_only_where_an_authority_is_set_up() -> None:
    for language, word in (("zh", "时间戳"), ("en", "time-stamp")):
        assert word not in write_certificate(summons_served()).closing[language]
        assert word in write_certificate(summons_served(is_to_be_stamped=True)).closing[language]


def test_nothing_was_sent_where_no_message_went_out() -> None:
    effect = c.CertifiedEffect("not_effective", None, None, ())
    ordered = (c.CertifiedMoment("ordered", after(0), "court"),)
    said = write_certificate(summons_served(effect=effect, moments=ordered)).statement
    assert "nothing is on record by which" in said["en"]
    assert "没有以电子方式" in said["zh"]


def test_a_case_without_a_cause_leaves_no_gap() -> None:
    case = c.CertifiedCase("（2022）晋1181民初123号", both("", ""), "first_instance")
    content = write_certificate(summons_served(case=case))
    assert "民初123号案件，于" in content.statement["zh"]
    row = content.sections[0].rows[1]
    assert (row.label, row.value) == (both("审级", "Instance"), both("一审", "first instance"))  # and no "cause"


def test_the_cause_stands_on_the_english_page_too_as_the_court_entered_it() -> None:
    case = c.CertifiedCase("（2022）晋1181民初123号", both("离婚纠纷", "离婚纠纷"), "first_instance")
    row = write_certificate(summons_served(case=case)).sections[0].rows[1]
    assert row.value == both("离婚纠纷（一审）", "离婚纠纷 (first instance)")


@pytest.mark.parametrize("sender", ["", "—"])
def test_where_nobody_knows_the_sender_none_is_named(sender: str) -> None:
    ways = write_certificate(summons_served(sender=sender)).sections[2].rows
    assert ways[1].value == both("手机短信", "text message")
