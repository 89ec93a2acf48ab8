"""The sources of law and how one of their articles is cited in each language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from songda.core.identifiers.china import NUMERAL_SIGNS
from songda.core.language import best_language

_DIGITS, _TEN = NUMERAL_SIGNS["digits"], NUMERAL_SIGNS["ten"]
_HUNDRED, _THOUSAND = NUMERAL_SIGNS["hundred"], NUMERAL_SIGNS["thousand"]


@dataclass(frozen=True, slots=True)
class CiteStyle:
    """How a language cites: source and article as one, article, paragraph and item, and the numerals of its numbers.

    `own`: a rule of the house, which is no article of anything.
    """

    whole: str
    own: str
    parts: tuple[str, ...]
    numerals: str


@dataclass(frozen=True, slots=True)
class Source:
    """One statute or interpretation and the days on which it is in force (`until` is the first day no longer).

    `is_read`: its text was at hand when the rows that cite it were checked; `is_statute` False: a rule of the house.
    """

    id: str
    names: Mapping[str, str]
    since: date
    until: date
    sign: str
    chinese_numerals: bool
    is_read: bool
    is_statute: bool = True

    def name(self, language: str) -> str:
        """What the source is called in that language, or in the one that stands in for it."""
        return self.names[best_language(language, self.names)]

    def cite(self, article: str, language: str, style: CiteStyle) -> str:
        """`article` is article.paragraph.item; a 0 stands for a part that is not named."""
        numeral = NUMERALS[style.numerals if self.chinese_numerals else "plain"]
        if not self.is_statute:
            return style.own.format(source=self.name(language), number=numeral(article))
        numbers = zip(article.split("."), style.parts, strict=False)
        named = "".join([part.format(number=numeral(number)) for number, part in numbers if number != "0"])
        return style.whole.format(source=self.name(language), sign=self.sign, article=named)


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """All sources of a jurisdiction by their id."""

    jurisdiction: str
    by_id: Mapping[str, Source]

    def cite(self, rule_id: str, language: str, style: CiteStyle) -> str:
        """The citation of a rule such as cn.olr.31.1."""
        source, _, article = rule_id.removeprefix(f"{self.jurisdiction}.").partition(".")
        return self.by_id[source].cite(article, language, style)


def chinese_number(number: int) -> str:
    """A number from 1 to 9999 as statutes write it: 31 → 三十一, 105 → 一百零五, 1147 → 一千一百四十七."""
    text, is_skipped = "", False
    for size, unit in ((1000, _THOUSAND), (100, _HUNDRED), (10, _TEN), (1, "")):
        digit = number // size % 10
        if digit:
            is_bare = size == 10 and digit == 1 and not text
            text += (_DIGITS[0] if is_skipped and text else "") + ("" if is_bare else _DIGITS[digit]) + unit
        is_skipped = not digit
    return text


def _in_chinese(number: str) -> str:
    return chinese_number(int(number)) if number.isdigit() else number


NUMERALS: Mapping[str, Callable[[str], str]] = {"plain": str, "chinese": _in_chinese}
