"""The words of a certificate, which is told in several languages side by side and keeps what it once said."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, tzinfo

from songda.core import words
from songda.core.words import Value, name_of, say

LANGUAGES = ("zh", "en")  # in which a certificate speaks, the first one foremost
Words = Mapping[str, str]
"""The same thing said in each language of a certificate."""


def phrase(key: str, **values: Words | Value) -> Words:
    """The words of `certificates.<key>`, filled; of what is given in several languages each one takes its own."""
    return {
        language: say(
            f"certificates.{key}",
            language,
            **{name: value[language] if isinstance(value, Mapping) else value for name, value in values.items()},
        )
        for language in LANGUAGES
    }


def in_each_language(words_in: Callable[[str], str]) -> Words:
    """What is told in a language, told in each one of a certificate."""
    return {language: words_in(language) for language in LANGUAGES}


def same(text: str) -> Words:
    """A name, number or code, which is the same in all languages."""
    return dict.fromkeys(LANGUAGES, text)


def word_of(table: str, word: str) -> Words:
    """What a certificate calls a stored word; the word itself where nobody named it, so that nothing is hidden."""
    return {language: name_of(f"certificates.{table}", word, language) for language in LANGUAGES}


def join_words(parts: list[Words], between: str) -> Words:
    """Several texts as one, with what each language puts between them (`language.<between>`)."""
    return {
        language: say(f"language.{between}", language).join(part[language] for part in parts) for language in LANGUAGES
    }


_BEIJING = timedelta(hours=8)


def day(value: date) -> Words:
    """2022年6月2日 · 2 June 2022."""
    return {language: words.day(value, language) for language in LANGUAGES}


def moment(value: datetime, zone: tzinfo) -> Words:
    """2022年6月2日10时00分05秒 · 2 June 2022, 10:00:05, by the court's clock."""
    at = value.astimezone(zone)
    return phrase("moment", day=day(at.date()), hour=f"{at:%H}", minute=f"{at:%M}", second=f"{at:%S}")


def stamp(value: datetime, zone: tzinfo) -> Words:
    """2022-06-02 10:00:05, for lists, where columns must line up; the same in all languages."""
    return same(f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}")


def minute(value: datetime, zone: tzinfo) -> Words:
    """2022-06-02 10:00, as it was told by hand; with its seconds only where they were told."""
    at = value.astimezone(zone)
    return same(f"{at:%Y-%m-%d %H:%M:%S}" if at.second else f"{at:%Y-%m-%d %H:%M}")


def told(value: datetime, zone: tzinfo) -> Words:
    """2022年6月2日10时00分, as it was told by hand; with its seconds only where they were told."""
    at = value.astimezone(zone)
    if at.second:
        return moment(value, zone)
    return phrase("minute", day=day(at.date()), hour=f"{at:%H}", minute=f"{at:%M}")


def zone_note(value: datetime, zone: tzinfo) -> Words:
    """Which clock the times of the certificate follow."""
    offset = value.astimezone(zone).utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    name = f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    return phrase("zone_beijing" if offset == _BEIJING else "zone_of_court", zone=name)
