"""Sentences: a key and what fills it, put into words when somebody reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from songda.core.words.catalogue import find, language_of


class Sayable(Protocol):
    """Whatever can be put into words in any language that there are words in."""

    def sentence(self, language: str) -> str:
        """It in words, for a language tag such as `zh-hans`."""


# A list is told with the language's own commas, a day in its own form, what is sayable in its own words.
Value = str | int | date | Sayable | Sequence[str | Sayable]


@dataclass(frozen=True)
class Phrase:
    """Something to be said: its key, as in `refusals.case_closed`, and the values that stand in it."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """It in words; raises KeyError where no language has the key."""
        return say(self.key, language, **self.values)


@dataclass(frozen=True)
class Sentences:
    """Several sentences one after the other."""

    parts: Sequence[Sayable]

    def sentence(self, language: str) -> str:
        """All of them, with a blank between where the language has one."""
        return say("language.between", language).join(part.sentence(language) for part in self.parts)


def say(key: str, language: str, /, **values: Value) -> str:
    """The sentence of this key, filled, for a language tag such as `zh-hans`; KeyError where there is none."""
    spoken = language_of(language)
    text = find(key, spoken)
    if text is None:
        raise KeyError(key)
    return fill(text, spoken, **values) if values else text


def fill(text: str, language: str, /, **values: Value) -> str:
    """A text that is written in this language, with its values."""
    return text.format_map({name: in_words(value, language) for name, value in values.items()})


def in_words(value: Value, language: str) -> str | int:
    """One value as it is written in a sentence of that language; a number stays one, for the sentence to write."""
    sentence = getattr(value, "sentence", None)  # a sequence, too, may have words of its own
    if callable(sentence):
        return str(sentence(language))
    match value:
        case str() | int():
            return value
        case date():
            return day(value, language)
        case Sequence():
            return say("language.comma", language).join(str(in_words(each, language)) for each in value)
    raise TypeError(f"{value!r} cannot be put into words")


def day(on: date, language: str) -> str:
    """A day as it is written in a sentence: 2022年6月2日 · 2 June 2022."""
    return say("language.day", language).format(on=on, month=say(f"language.month.{on.month}", language))
