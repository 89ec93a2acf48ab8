"""The articles that rules cite, in the statute's own words; a word that was changed shows by its hash."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from songda.core.identifiers.china import ITEM_OF_AN_ARTICLE, UNFINISHED_LINE
from songda.core.law.profile.sources import chinese_number

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
