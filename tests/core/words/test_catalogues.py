"""The catalogues of all languages hold the same keys, with the same values in their sentences."""

import string
import tomllib
from datetime import date
from importlib.resources import files

import pytest

from songda.core.words import Phrase, Sentences, languages, name_of, names_of, say
from songda.core.words.catalogue import entries
from tests.rows import all_rows

FOLDER = files("songda.core.words")
# Chinese names a paper by its title, a case by its cause too, and takes a citation apart; English says what kind of
# paper it is, and leaves out a cause, which the court enters in Chinese.
# What a library says of a wrong field or a broken file is English.
FILLED_DIFFERENTLY = {
    "certificates.statement.opening.served",
    "certificates.statement.opening.sent",
    "certificates.statement.opening.unsent",
    "certificates.statement.opening.by_people",
    "certificates.statement.opening.tried_by_people",
    "certificates.statement.case",
    "certificates.field.cause",
    "certificates.field.paper",
    "certificates.citation",
    "api.field.other",
    "facts.not_json_at",
    "facts.no_jurisdiction",
    "facts.period.no_rule",
}


def nouns(language: str) -> list[str]:
    return sorted(file.name.removesuffix(".toml") for file in (FOLDER / language).iterdir())


def values_in(text: str) -> list[str]:
    return sorted({name.partition(".")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None})


CATALOGUES = [(language, noun) for language in languages() for noun in nouns(language)]


def test_there_are_words_in_chinese_and_in_english() -> None:
    assert {"zh", "en"} <= set(languages())


@all_rows(("language", "noun"), CATALOGUES)
def test_every_language_has_every_key_in_the_same_order(language: str, noun: str) -> None:
    assert list(entries(language, noun)) == list(entries("en", noun))


@all_rows(("language", "noun"), CATALOGUES)
def test_a_sentence_is_filled_by_the_same_values_in_every_language(language: str, noun: str) -> None:
    english = entries("en", noun)
    texts = {key: text for key, text in entries(language, noun).items() if f"{noun}.{key}" not in FILLED_DIFFERENTLY}
    told = {key: values_in(text) for key, text in texts.items() if noun != "language"}
    assert told == {key: values_in(english[key]) for key in told}


@all_rows(("language", "noun"), CATALOGUES)
def test_no_text_is_empty_or_has_blanks_around_it(language: str, noun: str) -> None:
    texts = {key: text for key, text in entries(language, noun).items() if noun != "language"}
    assert {key: text for key, text in texts.items() if not text or text != text.strip()} == {}


def test_a_key_that_nobody_worded_is_an_error_and_a_word_that_nobody_named_is_told_as_it_stands() -> None:
    with pytest.raises(KeyError):
        say("refusals.no_such_refusal", "en")
    assert name_of("deeds.outcome", "teleported", "zh") == "teleported"


def test_lists_days_and_phrases_are_told_in_the_language_of_the_sentence() -> None:
    outcomes = [Phrase("deeds.outcome.signed"), Phrase("deeds.outcome.left")]
    phrase = Phrase("fields.outcome_does_not_fit", {"outcomes": outcomes})
    assert phrase.sentence("zh-hans") == "该送达方式的结果应为：签收、留置。"
    assert phrase.sentence("en") == "What can come of this way: signed for, left."
    day = Phrase("identifiers.case_number.year.to_come", {"year": date(2022, 6, 2)})
    assert day.sentence("zh") == "年份 2022年6月2日 尚未到来。"
    assert day.sentence("en-gb") == "The year 2 June 2022 is still to come."
    both = Sentences([Phrase("fields.signer_missing"), Phrase("fields.medium_missing")])
    assert both.sentence("zh") == "请选择签收人。请填写公告刊登的媒体。"
    assert both.sentence("en") == "Say who signed. Say where the notice was published."


def test_names_stand_in_the_order_in_which_people_choose_from_them() -> None:
    assert list(names_of("deeds.outcome", "zh")) == list(names_of("deeds.outcome", "en"))
    assert names_of("deeds.outcome", "zh")["signed"] == "签收"


@pytest.mark.parametrize("language", languages())
def test_a_kind_of_paper_is_called_the_same_in_the_sentences_of_the_law(language: str) -> None:
    """Pages read `papers.toml`, the law its own words, and neither can read the other's.

    The law's words are part of the version of the rules, by which an answer that was kept is read again for years, so
    they cannot hang on a file that the version does not cover; and the words of pages know no law. A jurisdiction's
    own file may still call a kind otherwise.
    """
    shared = tomllib.loads(files("songda.core.law.profiles").joinpath(f"words.{language}.toml").read_text("utf-8"))
    assert shared["words"]["paper"] == dict(names_of("papers.kind", language))
