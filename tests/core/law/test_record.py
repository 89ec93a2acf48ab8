"""The law's answer is written down without words and read again as exactly what it was."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import islice

import pytest
from hypothesis import given, settings

from songda.core.law import Decision, Reason, decide, profile_of, read_facts
from songda.core.law.decision import Status
from songda.core.law.facts import (
    AddressClass,
    AddressSource,
    Channel,
    ConsentGround,
    EventKind,
    FactsError,
    PaperKind,
    Person,
    RebuttalGround,
    RuledOutGround,
    Stage,
)
from songda.core.law.record import (
    KINDS,
    UnknownValueError,
    plain_reason,
    plain_value,
    read_reason,
    read_value,
    to_decision,
    to_record,
)
from tests.core.law.any_facts import any_facts
from tests.core.law.every_example import every_telling
from tests.core.law.given import Json
from tests.rows import all_rows


def kept(decision: Decision) -> Decision:
    """The answer as it comes back from a column of JSON, which keeps no order of keys."""
    written = json.dumps(to_record(decision), sort_keys=True)
    return to_decision(json.loads(written), decision.wording)


def assert_the_same(decision: Decision) -> None:
    """Equal, and told alike in every language: equal words might hide that a day became a text."""
    again = kept(decision)
    assert again == decision
    for language in ("zh", "en"):
        assert again.to_json(language) == decision.to_json(language)
    assert kinds(again) == kinds(decision)


def kinds(decision: Decision) -> list[object]:
    guard = decision.default_judgment.findings if decision.default_judgment else ()
    return [kind(value) for finding in (*decision.findings, *guard) for _, value in finding.values]


def kind(value: object) -> object:
    if isinstance(value, Reason):
        return [kind(inner) for _, inner in value.values]
    return [kind(each) for each in value] if isinstance(value, tuple) else type(value)


@pytest.mark.rows_by_day(1, "every answer of the suite, written and read in every language")
@pytest.mark.parametrize("share", range(6))
def test_every_answer_of_the_suite_comes_back_as_it_was(share: int) -> None:
    seen = 0
    for service in islice(every_telling(), share, None, 6):
        try:
            facts = read_facts(service)
        except FactsError:
            continue
        assert_the_same(decide(facts))
        seen += 1
    assert seen > 800 // 6


@given(any_facts())
@settings(max_examples=200)
def test_any_answer_comes_back_as_it_was(service: Json) -> None:
    assert_the_same(decide(read_facts(service)))


def test_no_sentence_and_no_citation_is_in_it() -> None:
    service = next(service for service in every_telling() if service["attempts"])
    written = json.dumps(to_record(decide(read_facts(service))), ensure_ascii=False)
    assert written.isascii()


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize("value", [1.5, Colour.RED, {"a": 1}, b"", ["a"], object()])
def test_a_value_of_no_kind_is_refused_when_it_is_written(value: object) -> None:
    with pytest.raises(UnknownValueError, match=type(value).__name__):
        plain_value(value)


def test_inside_a_step_and_a_list_too() -> None:
    with pytest.raises(UnknownValueError):
        plain_reason(Reason("about_attempt", (("why", (Reason("x", (("colour", Colour.RED),)),)),)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({"colour": "red"}, "red"),  # a kind that is not known (any more)
        ({"channel": "pigeon"}, "pigeon"),  # a word that is not
        ({"all": [{"colour": "red"}, 3]}, ("red", 3)),
    ],
)
def test_what_is_not_known_any_more_is_read_as_the_text_that_was_written(written: Json, read: object) -> None:
    assert read_value(written) == read


@pytest.mark.parametrize("value", [None, True, 3, "a", date(2022, 6, 2), datetime(2022, 6, 2, tzinfo=UTC), (1, "b")])
def test_plain_values_come_back(value: object) -> None:
    again = read_value(json.loads(json.dumps(plain_value(value))))
    assert (again, type(again)) == (value, type(value))


@pytest.mark.parametrize("given", [{}, ["code"], ["code", [["name"]], None]])
def test_what_is_no_step_is_no_step(given: Json) -> None:
    with pytest.raises(ValueError, match="not a"):
        read_reason(given)


def test_the_words_are_those_it_is_read_with() -> None:
    service = next(service for service in every_telling() if service["attempts"])
    decision = decide(read_facts(service))
    wording = profile_of("cn").wording
    other = replace(wording, languages={**wording.languages, "zh": wording.languages["en"]})
    assert to_decision(to_record(decision), other).reasons("zh") == decision.reasons("en")


@all_rows("word", [word for words in KINDS.values() for word in words], ids=repr)
def test_every_word_of_the_law_comes_back_as_that_word(word: StrEnum) -> None:
    again = read_value(plain_value(word))
    assert (again, type(again)) == (word, type(word))


@all_rows(
    ("name", "word"),
    [
        ("channel", Channel.SMS),
        ("class", AddressClass.CONFIRMED),
        ("source", AddressSource.CONTRACT),
        ("consent", ConsentGround.EXPRESS),
        ("act", EventKind.ACKNOWLEDGED),
        ("paper", PaperKind.JUDGMENT),
        ("person", Person.COHABITANT),
        ("rebuttal", RebuttalGround.SYSTEM_ERROR),
        ("ruled_out", RuledOutGround.NO_ADDRESS_KNOWN),
        ("stage", Stage.FIRST_INSTANCE),
        ("status", Status.EFFECTIVE),
    ],
)
def test_the_names_by_which_words_are_kept_never_change(name: str, word: StrEnum) -> None:
    """Decisions were written with them, and are read for as long as the file is kept."""
    assert read_value({name: word.value}) is word
