"""The book tells every rule of every jurisdiction: in whole words, in both languages, under the right question."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from string import Formatter

import pytest

from songda.core.law import ProfileError, jurisdictions, profile_of
from songda.core.law.decision import Standing
from songda.core.law.facts import Channel
from songda.core.law.profile.conditions import Condition
from songda.core.law.profile.rows import Row
from songda.core.law.profile.table import KINDS
from songda.core.law.rulebook import CHAPTERS, NoWordsError, Rule, Rulebook, chapter_of, rulebook
from songda.core.law.rulebook.rule_words import CHAPTER_OF, describe, terms_of
from tests.rows import all_rows

LANGUAGES = ("zh", "en")
PLACES = jurisdictions()
HAN = re.compile(r"[\u4e00-\u9fff]")
RAW = re.compile(r"[a-z]+_[a-z]+|[{}]|\bNone\b|\bTrue\b|\bFalse\b|Channel\.|  ")
IN_2022 = date(2022, 6, 2)


def rows_of(place: str) -> Iterator[tuple[str, Row]]:
    """Every row of a jurisdiction with its kind, those that are off among them."""
    rows = profile_of(place).rows
    for kind in KINDS:
        yield from ((kind, row) for row in (*getattr(rows, kind), *rows.off.get(kind, ())))


def service(place: str, language: str) -> Iterator[Rule]:
    for kind, row in rows_of(place):
        yield describe(kind, row, profile_of(place), language)


def every_text(rule: Rule) -> list[str]:
    pairs = [text for pair in rule.particulars for text in pair]
    return [rule.sentence, rule.cite, *rule.conditions, *pairs, rule.standing_name, rule.standing_means]


def found(book: Rulebook, rule_id: str) -> list[Rule]:
    return [rule for chapter in book.chapters for rule in chapter.rules if rule.id == rule_id]


@all_rows("language", LANGUAGES)
@all_rows("place", PLACES)
def test_every_row_has_a_sentence_a_chapter_and_a_word_for_everything_that_it_says(place: str, language: str) -> None:
    untold = []
    for kind, row in rows_of(place):
        try:
            describe(kind, row, profile_of(place), language)
        except (NoWordsError, KeyError) as missing:
            untold.append(f"{kind} {row.rule.id} ({row.say}): {missing}")
    assert untold == []


@all_rows("language", LANGUAGES)
@all_rows("place", PLACES)
def test_no_page_shows_a_code_instead_of_a_word(place: str, language: str) -> None:
    texts = {text for rule in service(place, language) for text in every_text(rule)}
    assert {text for text in texts if RAW.search(text) or not text.strip()} == set()
    if language == "en":
        assert {text for text in texts if HAN.search(text)} == set()


@pytest.mark.parametrize("place", PLACES)
def test_both_languages_have_the_same_sentences_with_the_same_blanks(place: str) -> None:
    zh, en = (terms_of(profile_of(place), language).given for language in LANGUAGES)
    assert shape(zh) == shape(en)
    free = {"channel"}  # a language may name the ways or leave them to the conditions
    for code, sentence in zh["rules"].items():
        assert blanks(sentence) - free == blanks(en["rules"][code]) - free, code


def shape(table: dict[str, object]) -> object:
    return {key: shape(value) if isinstance(value, dict) else "" for key, value in table.items()}


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_no_sentence_is_left_over_from_a_rule_that_is_gone() -> None:
    said = {row.say for place in PLACES for _, row in rows_of(place)}
    kept = {code for place in PLACES for code in terms_of(profile_of(place), "zh").given["rules"]}
    assert kept - said == set()


def test_every_kind_of_row_has_a_chapter() -> None:
    assert KINDS.keys() == CHAPTER_OF.keys(), "give new kinds of rows a chapter in rulebook/rule_words.py"
    assert set(CHAPTER_OF.values()) <= set(CHAPTERS)


def test_a_kind_of_row_without_a_chapter_is_named() -> None:
    row = profile_of("cn").rows.way[0]
    with pytest.raises(NoWordsError, match="rows of the kind 'whim' have no chapter"):
        chapter_of("whim", row)


def test_a_row_without_a_sentence_is_named_with_the_file_that_lacks_it() -> None:
    row = replace(profile_of("cn").rows.way[0], say="never_written")
    with pytest.raises(NoWordsError, match=r"words.rulebook.zh.toml: \[rules\] lacks 'never_written'"):
        describe("way", row, profile_of("cn"), "zh")


def test_a_condition_without_a_word_is_named() -> None:
    row = replace(profile_of("cn").rows.way[0], conditions=(Condition("branch", frozenset({"maritime"}), wanted=True),))
    with pytest.raises(NoWordsError, match=r"\[word.branch\] lacks 'maritime'"):
        describe("way", row, profile_of("cn"), "en")


def test_a_field_that_the_book_does_not_know_is_named() -> None:
    @dataclass(frozen=True, kw_only=True)
    class PersonStatus(Row):
        weight: object

    old = profile_of("cn").rows.way[0]
    row = PersonStatus(rule=old.rule, since=old.since, until=old.until, say=old.say, weight=object())
    with pytest.raises(NoWordsError, match=r"\[label\] lacks 'weight'"):
        describe("way", row, profile_of("cn"), "zh")


@pytest.mark.parametrize("place", PLACES)
def test_on_every_day_the_book_holds_exactly_the_rows_that_the_law_looks_at(place: str) -> None:
    profile = profile_of(place)
    for day in profile.regime_days[1:]:
        book = rulebook(place, day)
        in_book = sorted((rule.kind, rule.id) for chapter in book.chapters for rule in chapter.rules)
        in_force = [(k, r.rule.id) for k in KINDS for r in getattr(profile.rows, k) if r.is_in_force(day)]
        assert in_book == sorted(in_force)
        assert book.count == len(in_force)


def test_a_rule_is_told_with_its_conditions_article_days_and_mark() -> None:
    arrival = found(rulebook("cn", IN_2022), "cn.olr.31.1")[0]
    assert arrival.chapter == "effect"
    assert arrival.sentence.startswith("向受送达人主动提供或者确认的电子地址送达的")
    assert arrival.cite == "人民法院在线诉讼规则 第三十一条第一款"
    assert (arrival.since, arrival.until) == (date(2021, 8, 1), None)
    assert arrival.conditions == (
        "案件类型：民事、行政、执行",
        "受送达人住所地：中国内地",
        "送达方式：电子方式",
        "送达地址：本人主动提供、本人确认",
        "文书：调解书除外",
    )
    assert ("因此失效", "发送失败、退信") in arrival.particulars
    assert (arrival.standing, arrival.standing_name) == (Standing.CONFIRMED, "已核对")


def test_the_same_in_english() -> None:
    arrival = found(rulebook("cn", IN_2022, "en"), "cn.olr.31.1")[0]
    assert arrival.conditions[-1] == "Paper: not mediation document"
    assert ("Taken back by", "failure, bounce") in arrival.particulars


def test_a_name_for_several_words_is_explained() -> None:
    groups = dict(rulebook("cn", IN_2022, "en").groups)
    assert groups["electronic means"] == "text message, e-mail, WeChat, the litigation platform, fax"


@pytest.mark.parametrize(
    ("day", "length"), [(date(2021, 12, 31), "60"), (date(2022, 1, 1), "30"), (date(2024, 1, 1), "30")]
)
def test_the_book_of_a_day_holds_the_law_of_that_day(day: date, length: str) -> None:
    notices = [r for c in rulebook("cn", day, "en").chapters for r in c.rules if r.row.say == "notice_has_run"]
    at_home = [rule for rule in notices if "Recipient's domicile: mainland China" in rule.conditions]
    assert [rule.sentence for rule in at_home] == [
        f"The paper counts as served {length} days after the last publication."
    ]


BEFORE_2021 = ("cn.foreign06.3", "cn.foreign06.12")


def test_rules_that_are_off_stand_apart_and_say_why() -> None:
    book = rulebook("cn", IN_2022, "en")
    assert [rule.id for rule in book.off] == ["cn.crpl.292", "cn.cpli.549", *BEFORE_2021, "cn.cpl2023.283.2"]
    assert "switched off" in book.off[0].standing_means
    assert all(rule.kind == "period" for rule in found(book, "cn.cpli.549"))
    assert [rule.anchor for rule in book.off] == [
        "off.cn.crpl.292",
        "off.cn.cpli.549",
        *(f"off.{rule}" for rule in BEFORE_2021),
        "off.cn.cpl2023.283.2",
    ]
    assert [rule.id for rule in book.narrowed({"channel": "sms"}).off] == ["cn.cpli.549"]


def test_the_book_names_its_country_and_the_version_of_its_rules() -> None:
    book = rulebook("cn", IN_2022)
    assert (book.jurisdiction, book.version, book.day) == ("cn", profile_of("cn").version, IN_2022)
    assert [standing for standing, _, _ in book.standings] == list(Standing)
    assert book.standings[0][1] == "已核对"
    assert all(name != meaning and meaning.endswith("。") for _, name, meaning in book.standings)


@pytest.mark.parametrize("place", PLACES)
def test_marks_mean_something_in_both_languages(place: str) -> None:
    for language in LANGUAGES:
        for standing in Standing:
            assert terms_of(profile_of(place), language).word("standing_means", standing)


# --- what changed -----------------------------------------------------------------------------------------------------


def test_the_new_civil_procedure_law_changed_little_and_renumbered_much() -> None:
    change = next(c for c in rulebook("cn", IN_2022, "en").changes if c.day == date(2022, 1, 1))
    began, ended = ({rule.row.say for rule in rules} for rules in (change.began, change.ended))
    assert {"notice_has_run", "paper_on_request"} <= began
    assert {"notice_has_run", "decisions_on_paper_before_2022"} <= ended
    moved = {(old.id, new.id) for old, new in change.carried_on}
    assert ("cn.cpl2017.164.1", "cn.cpl2021.171.1") in moved


@pytest.mark.parametrize("place", PLACES)
def test_every_day_on_which_a_rule_begins_or_ends_is_told_with_that_rule(place: str) -> None:
    book = rulebook(place, IN_2022)
    days = set(profile_of(place).regime_days[1:])
    assert {change.day for change in book.changes} == days
    for change in book.changes:
        before = {id(r) for c in rulebook(place, change.day - timedelta(days=1)).chapters for r in c.rules}
        after = {id(r) for c in rulebook(place, change.day).chapters for r in c.rules}
        pairs = change.carried_on
        assert not {id(new) for _, new in pairs} & {id(rule) for rule in change.began}
        assert not {id(old) for old, _ in pairs} & {id(rule) for rule in change.ended}
        assert after - before == {id(rule) for rule in (*change.began, *(new for _, new in pairs))}
        assert before - after == {id(rule) for rule in (*change.ended, *(old for old, _ in pairs))}


# --- narrowed ---------------------------------------------------------------------------------------------------------


def test_narrowed_to_criminal_cases_the_book_leaves_out_what_speaks_of_civil_ones() -> None:
    book = rulebook("cn", IN_2022).narrowed({"branch": "criminal"})
    ids = {rule.id for chapter in book.chapters for rule in chapter.rules}
    assert "cn.crpl.107" in ids
    assert "cn.olr.31.2.1" not in ids
    assert 0 < book.count < rulebook("cn", IN_2022).count


def test_a_rule_without_a_condition_on_the_subject_is_kept() -> None:
    book = rulebook("cn", IN_2022).narrowed({"paper": "summons", "procedure": "simplified", "branch": "civil"})
    assert found(book, "cn.olr.29.2.1")
    assert found(book, "cn.cpli.261.2")
    assert not found(book, "cn.cpli.133")


def test_chapters_without_rules_are_left_out() -> None:
    titles = [chapter.id for chapter in rulebook("cn", IN_2022).narrowed({"channel": Channel.TRANSFER}).chapters]
    assert "effect" not in titles
    assert "fallback" in titles


def test_before_any_law_the_book_is_empty() -> None:
    book = rulebook("cn", date(1900, 1, 1))
    assert (book.chapters, book.count) == ((), 0)


def test_every_rule_has_a_place_of_its_own_on_the_page_and_the_first_of_an_article_bears_its_name() -> None:
    book = rulebook("cn", IN_2022)
    rules = [rule for chapter in book.chapters for rule in chapter.rules]
    anchors = [rule.anchor for rule in (*rules, *book.off)]
    assert len(anchors) == len(set(anchors))
    assert {rule.id for rule in rules} <= set(anchors)
    assert [rule.anchor for rule in found(book, "cn.olr.31.1")][:2] == ["cn.olr.31.1", "cn.olr.31.1-2"]


def test_there_is_no_book_of_a_country_that_is_not_there() -> None:
    with pytest.raises(ProfileError):
        rulebook("atlantis", IN_2022)


def test_the_book_cites_as_the_reasons_do() -> None:
    wording = profile_of("cn").wording
    for rule in service("cn", "en"):
        assert rule.cite == wording.place(rule.id, "en")
