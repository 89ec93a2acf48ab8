"""The sources of law, how one of their articles is cited in each language, and its own words where they are kept.

Of the words a change shows by its hash: then the rows that rest on them are no longer confirmed.
"""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from songda.core.identifiers.china import ITEM_OF_AN_ARTICLE, NUMERAL_SIGNS, UNFINISHED_LINE
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


_ITEM = re.compile(ITEM_OF_AN_ARTICLE)


class Line(NamedTuple):
    """One line of an article: a paragraph or an item of one; `is_cited`: the citation speaks of it."""

    words: str
    is_cited: bool


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One article. `read_sha256` is the hash of the words that were beside the rows when they were confirmed."""

    number: str
    words: str
    sha256: str
    read_sha256: str

    @property
    def is_as_read(self) -> bool:
        """Whether the words are still those that the rows were read against."""
        return self.sha256 == self.read_sha256

    def lines(self, paragraph: int = 0, item: int = 0) -> tuple[Line, ...]:
        """The article line by line, marked as cited; 0 stands for a part that the citation does not name."""
        return tuple(_lines(self.words, paragraph, item))


@dataclass(frozen=True, slots=True)
class StatuteText:
    """The words of one statute as far as rows cite it: where they were taken from, and the day they were last checked.

    `adopted_on`, `promulgated_on`: of this wording, as far as the collection tells them.
    """

    adopted_on: date | None
    promulgated_on: date | None
    in_force_on: date
    taken_from: str
    checked_on: date
    note: str
    articles: Mapping[str, ArticleText]

    def confirms(self, article: str) -> bool:
        """Whether the words of the article (31.1: its first part is enough) are there and as they were read."""
        text = self.articles.get(article.partition(".")[0])
        return text is not None and text.is_as_read

    @property
    def sha256(self) -> str:
        """One hash for all articles that are kept of it, in their order."""
        return hash_of("\n".join(text.words for text in self.articles.values()))


def hash_of(words: str) -> str:
    """The SHA-256 of the words, whatever the line ends of the file they stand in."""
    return hashlib.sha256(words.encode()).hexdigest()


def read_texts(folder: Traversable) -> dict[str, StatuteText]:
    """The texts of a jurisdiction by the id of their source; none where it keeps none."""
    if not folder.is_dir():
        return {}
    files = (file for file in folder.iterdir() if file.name.endswith(".toml"))
    given = {file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8")) for file in files}
    return {source: _statute(table) for source, table in given.items()}


def _statute(given: Mapping[str, Any]) -> StatuteText:
    articles = (_article(each) for each in given.get("article", ()))
    return StatuteText(
        adopted_on=given.get("adopted_on"),
        promulgated_on=given.get("promulgated_on"),
        in_force_on=given["in_force_on"],
        taken_from=given["taken_from"],
        checked_on=given["checked_on"],
        note=given.get("note", ""),
        articles={article.number: article for article in articles},
    )


def _article(given: Mapping[str, Any]) -> ArticleText:
    return ArticleText(str(given["number"]), given["words"], hash_of(given["words"]), given["sha256"])


def _lines(words: str, paragraph: int, item: int) -> Iterator[Line]:
    """Items belong to the paragraph above them; where no paragraph is named an item is that of any."""
    lines = words.split("\n")
    in_paragraph, in_item, before = 0, 0, ""
    for place, line in enumerate(lines):
        if _ITEM.match(line):
            in_item += 1
        elif not before.endswith(UNFINISHED_LINE) and not _goes_on(in_item, lines[place + 1 :]):
            in_paragraph, in_item = in_paragraph + 1, 0
        before = line
        is_there = in_paragraph == paragraph if paragraph else bool(item)
        yield Line(line, is_there and (not item or in_item == item))


def _goes_on(in_item: int, after: list[str]) -> bool:
    """Whether a line after an item is a second paragraph of that item: the items after it go on counting."""
    found = next((item for line in after if (item := _ITEM.match(line))), None)
    return bool(in_item) and found is not None and found[0][1:-1] == chinese_number(in_item + 1)
