"""Every citation says what it is worth: what no statute says is never told as if one did."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from songda.core.law import (
    Citation,
    Decision,
    Facts,
    FactsError,
    Reason,
    Standing,
    decide,
    jurisdictions,
    last_day,
    profile_of,
    read_facts,
    trace,
)
from songda.core.law.answer import _rules
from songda.core.law.record import read_citation, to_decision, to_record
from songda.core.law.rulebook import rulebook
from tests.core.law.acting import every_row
from tests.core.law.every_example import every_telling
from tests.core.law.given import answer, attempt, consent, facts
from tests.rows import all_rows

LANGUAGES = ("zh", "en")
CN = profile_of("cn")
WORTH = {language: re.compile(r"〔.+〕|\[.+\]") for language in LANGUAGES}

# Every analogy, with the article that allows it; none where the court draws it itself.
ANALOGIES = {
    ("cpli2015.551", "cpli2015.551"): "cases from Hong Kong, Macau and Taiwan may follow the rules for parties abroad",
    ("cpli.549", "cpli.549"): "the same, as amended",
    ("cpl2017.125.1", ""): "a counterclaim is answered like a claim",
    ("cpl2021.128.1", ""): "the same",
    ("cpl2023.128.1", ""): "the same",
    ("cpl2017.268", ""): "the same, from abroad",
    ("cpl2021.275", ""): "the same",
    ("cpl2023.285", ""): "the same",
    ("mail04.7.2", ""): "written for letters that are handed over; so are messages that reach the opponent",
    ("mail04.11.2", ""): "written for letters that came back; so is what was left at the same place",
    (
        "disclosure.14.3",
        "",
    ): "written for the website on trials; a corrected paper is another paper anywhere",
}
# What acts though it is disputed or left to the court.
UNSURE = {
    "cn.cc.1147": "whether the estate's administrator receives for a party who died is written nowhere",
    "cn.cpl2017.85.1": "whether a party on the same side signs as one of the household",
    "cn.cpl2021.88.1": "the same",
    "cn.cpl2023.88.1": "the same",
    "cn.cpl2017.159": "whether simple means wait for consent where they are electronic",
    "cn.cpl2021.162": "the same",
    "cn.cpl2023.162": "the same",
    "cn.apli.103.1": "the same, against an authority",
}


def every_citation() -> set[Citation]:
    return {row.rule for _, row in every_row()}


def test_analogies_are_listed_with_the_article_that_allows_each() -> None:
    found = {(rule.id, rule.allowed_by) for rule in every_citation() if rule.standing is Standing.ANALOGY}
    assert found == {(f"cn.{rule}", allowed and f"cn.{allowed}") for rule, allowed in ANALOGIES}


def test_an_article_that_allows_an_analogy_says_so() -> None:
    for _, allowed in ANALOGIES:
        source, _, article = allowed.partition(".")
        assert not allowed or re.search("参照|比照", CN.texts[source].articles[article].words)


def test_what_acts_though_it_is_disputed_is_listed() -> None:
    assert {rule.id for rule in every_citation() if rule.standing is Standing.UNSURE} == set(UNSURE)


def test_only_what_is_no_statute_is_a_rule_of_the_house() -> None:
    houses = {rule.id.split(".")[1] for rule in every_citation() if rule.standing is Standing.HOUSE_RULE}
    assert houses == CN.own_rules == {"house"}
    assert all(rule.standing is Standing.HOUSE_RULE for rule in every_citation() if rule.id.startswith("cn.house."))


@pytest.mark.parametrize("place", jurisdictions())
def test_nothing_is_confirmed_or_derived_whose_text_was_not_read(place: str) -> None:
    profile = profile_of(place)
    for rule in (row.rule for _, row in every_row(place)):
        if rule.standing in {Standing.CONFIRMED, Standing.DERIVED, Standing.ANALOGY}:
            _, source, article = rule.id.split(".", 2)
            assert profile.texts[source].confirms(article), rule


def test_no_answer_cites_without_saying_what_that_is_worth() -> None:
    seen = 0
    for service in every_telling():
        try:
            known = read_facts(service)
        except FactsError:
            continue
        decision = decide(known)
        assert_all_told(decision)
        assert all(isinstance(line.rule.standing, Standing) for line in traced(known, seen))
        seen += 1
    assert seen > 800


def traced(known: Facts, number: int) -> tuple[object, ...]:
    return trace(known) if number % 50 == 0 else ()


def assert_all_told(decision: Decision) -> None:
    """In data, kept or not, and in the words beside every step."""
    kept = to_decision(to_record(decision), decision.wording)
    assert [step.rule for step in kept.findings] == [step.rule for step in decision.findings]
    for language in LANGUAGES:
        told = decision.to_json(language)
        for each in (*listed(told["rules"]), *listed(told["periods"])):
            assert Standing(each["standing"])
            assert WORTH[language].search(each["cite"]), each
        for step, sentence in zip(decision.findings, decision.reasons(language), strict=True):
            assert step.rule is None or WORTH[language].search(sentence), sentence
    guard = decision.default_judgment
    if guard is not None:
        for tested, step in zip(guard.tested(), guard.findings, strict=True):
            assert step.rule is None or Standing(str(tested["standing"])) is step.rule.standing
            assert step.rule is not None or tested["id"] == step.code


def listed(told: object) -> Iterator[dict[str, str]]:
    assert isinstance(told, list)
    return iter(told)


OLR, MAIL, BY = "cn.olr.31.1", "cn.mail04.7.2", "cn.cpli.549"
HOUSE = Citation("cn.house.1", Standing.HOUSE_RULE)
INTERPRETATION = "Supreme People's Court Interpretation of the Civil Procedure Law (as amended in 2022), art. 549"
WORDS = [
    (Citation(OLR, Standing.CONFIRMED), "人民法院在线诉讼规则 第三十一条第一款〔条文明定〕", "[as the text says]"),
    (Citation(OLR, Standing.DERIVED), "第三十一条第一款〔由条文推导〕", "[derived from the text]"),
    (Citation(OLR, Standing.UNSURE), "第一款〔尚有争议，由法官决定〕", "[disputed; the judge decides]"),
    (Citation("cn.op17.6", Standing.UNCHECKED), "第六条〔原文未核对〕", "[text not checked]"),
    (HOUSE, "法院内部把关规则（一）〔非法律规定〕", "The court's own rules on service, no. 1 [not law]"),
    (Citation(MAIL, Standing.ANALOGY), "〔比照，条文未规定此种情形〕", "[by analogy; written for another case]"),
    (Citation(BY, Standing.ANALOGY, BY), "第五百四十九条〔参照〕", "[by analogy]"),
    (
        Citation("cn.cpl2023.285", Standing.ANALOGY, BY),
        "〔依最高人民法院关于适用《中华人民共和国民事诉讼法》的解释（2022年修正） 第五百四十九条参照〕",
        f"[by analogy, as {INTERPRETATION} allows]",
    ),
]


@all_rows(("rule", "zh", "en"), WORDS, ids=[str(row[0]) for row in WORDS])
def test_the_words_of_a_citation_say_what_it_is_worth(rule: Citation, zh: str, en: str) -> None:
    assert CN.wording.cite(rule, "zh").endswith(zh)
    assert CN.wording.cite(rule, "en").endswith(en)


def test_the_judge_sees_that_a_check_before_a_default_judgment_is_no_law() -> None:
    service = facts(attempt("sms", "confirmed", "arrived 2022-06-02"), consents=[consent()])
    guard = answer(service).default_judgment
    assert guard is not None
    assert {"id": "cn.house.2", "standing": "house_rule", "holds": True} in guard.tested()
    told = [CN.wording.sentence(step, "zh") for step in guard.findings if step.rule and step.rule.id == "cn.house.2"]
    assert told[0].endswith("（依据：法院内部把关规则（二）〔非法律规定〕）")


def test_of_an_article_no_more_is_said_than_of_the_weakest_step_that_rests_on_it() -> None:
    sure, drawn = (Citation("cn.olr.31.2", standing) for standing in (Standing.CONFIRMED, Standing.DERIVED))
    other = Citation("cn.olr.29.1", Standing.CONFIRMED)
    for order in ((sure, other, drawn), (drawn, other, sure)):
        assert _rules([Reason("way_open", (), rule) for rule in order]) == (drawn, other)


def test_the_calculator_says_it_too() -> None:
    period = last_day(date(2022, 6, 2), "answer")
    assert period.rule is not None
    assert period.rule.standing is Standing.CONFIRMED
    assert period.reasons("en")[-1].endswith("[as the text says])")


@pytest.mark.parametrize("place", jurisdictions())
def test_the_page_of_rules_says_of_each_what_it_is_worth(place: str) -> None:
    book = rulebook(place, date(2024, 6, 1), "zh")
    rules = [rule for chapter in book.chapters for rule in chapter.rules]
    assert rules
    assert all(rule.standing is rule.row.rule.standing and rule.standing_name and rule.standing_means for rule in rules)
    assert {rule.allowed_by != "" for rule in rules if rule.row.rule.allowed_by} <= {True}


@pytest.mark.parametrize("given", ["cn.olr.31.1", ["cn.olr.31.1"], None, {}])
def test_a_kept_citation_without_standing_is_refused(given: object) -> None:
    with pytest.raises(ValueError, match="not a citation with its standing"):
        read_citation(given)  # type: ignore[arg-type]
