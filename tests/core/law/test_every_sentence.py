"""Every sentence of every rule can be said with whatever fills it, in both languages."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

import pytest

from songda.core.law import Reason, jurisdictions, profile_of
from songda.core.law.record import KINDS

LANGUAGES = ("zh", "en")
PLACEHOLDER = re.compile(r"{(\w+)}")
PLAIN: Mapping[str, list[object]] = {
    "at": [datetime(2022, 6, 2, 2, tzinfo=UTC)],
    "day": [date(2022, 6, 2), datetime(2022, 6, 2, 2, tzinfo=UTC)],
    "end": [date(2022, 6, 2)],
    "why": [Reason("nothing_counts"), (Reason("nothing_counts"), Reason("nothing_tried"))],
    "amount": [3],
    "length": [0, 3],
    "year": [2027],
    "attempt": ["a1"],
}
# Filled with the words of a table of the language, by the periods, the trace and the calculator.
OF_TABLES = ("did", "period", "start", "unit", "tier")


def _fillings(name: str, jurisdiction: str, language: str) -> list[object]:
    if name in KINDS:
        table = profile_of(jurisdiction).wording.in_language(language).words[name]
        return [word for word in KINDS[name] if str(word) in table]
    if name in OF_TABLES:
        return list(profile_of(jurisdiction).wording.in_language(language).words.get(name, {})) or ["-"]
    return PLAIN.get(name, ["x"])


def _sentences(jurisdiction: str) -> Iterator[tuple[str, str, str]]:
    for language in LANGUAGES:
        for code, text in profile_of(jurisdiction).wording.in_language(language).sentences.items():
            yield language, code, text


def _told(text: str, jurisdiction: str, language: str) -> Iterator[tuple[tuple[str, object], ...]]:
    """Each placeholder with each of its fillings, the others with their first one; lists too."""
    names = list(dict.fromkeys(PLACEHOLDER.findall(text)))
    every = {name: _fillings(name, jurisdiction, language) for name in names}
    first = {name: values[0] for name, values in every.items()}
    yield tuple(first.items())
    for name, values in every.items():
        for value in values:
            yield tuple((first | {name: value}).items())
        if name in KINDS:
            yield tuple((first | {name: tuple(values)}).items())


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_every_sentence_is_said_whole(jurisdiction: str) -> None:
    wording = profile_of(jurisdiction).wording
    said = 0
    for language, code, text in _sentences(jurisdiction):
        for values in _told(text, jurisdiction, language):
            sentence = wording.sentence(Reason(code, values), language)
            assert sentence, code
            assert not set("{}") & set(sentence), (code, sentence)
            said += 1
    assert said > len(list(_sentences(jurisdiction)))


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_both_languages_are_filled_with_the_same(jurisdiction: str) -> None:
    wording = profile_of(jurisdiction).wording
    named = {
        language: {
            code: set(PLACEHOLDER.findall(text)) for code, text in wording.in_language(language).sentences.items()
        }
        for language in LANGUAGES
    }
    assert named["zh"].keys() == named["en"].keys()
    differing = {
        code: (named["zh"][code], named["en"][code]) for code in named["zh"] if named["zh"][code] != named["en"][code]
    }
    assert differing == {}


def test_a_sentence_with_a_blank_that_nobody_fills_would_be_named() -> None:
    with pytest.raises(KeyError):
        profile_of("cn").wording.sentence(Reason("notice_ran_out", (("end", date(2022, 6, 2)),)), "en")
