"""What a reader needs beside a case: the article in both languages, and what the row says."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from functools import cache

from songda.core.law import jurisdictions, profile_of
from songda.core.law.profile.rows import Row
from songda.core.law.profile.sources import Source
from songda.core.law.rulebook.rule_words import describe
from tests.core.law import acting

CHINA = "cn."
Place = tuple[tuple[int, str], ...]
Number = tuple[str, int]


def law_of(row: Row) -> str:
    """The jurisdiction, and within it the procedure, whose row it is."""
    return row.rule.id.partition(".")[0]


def heading_of(kind: str, row: Row) -> str:
    """The article, the kind of the row and the code of its sentence; China's courts are not named."""
    return f"{row.rule.id.removeprefix(CHINA)} {kind} {row.say}"


def file_of(row: Row) -> str:
    """The short name of the statute that the row cites, where it is not for China's courts with the procedure."""
    source = row.rule.id.split(".")[1]
    return source if row.rule.id.startswith(CHINA) else f"{law_of(row)}.{source}"


def title_of(row: Row) -> str:
    """The statute in both languages, and its days."""
    known = _sources(row)[row.rule.id.split(".")[1]]
    return f"{known.name('zh')} · {known.name('en')}"


def place_of(row: Row) -> Place:
    """The order of the articles within a statute."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in row.rule.id.split(".")[2:])


def described(kind: str, row: Row) -> list[str]:
    """The article and the rule, as the rules page tells them."""
    zh, en = (describe(kind, row, profile_of(law_of(row)), language) for language in ("zh", "en"))
    where = f" [{'; '.join(en.conditions)}]" if en.conditions else ""
    return [f"> {_article(row, zh.cite, 'zh')} · {_article(row, en.cite, 'en')}: {en.sentence}{where}"]


def numbered_rows() -> Iterator[tuple[Number, str, Row]]:
    """Every row of every jurisdiction with its kind, and with what stays the same when the tables are read anew."""
    for jurisdiction in jurisdictions():
        for number, (kind, row) in enumerate(acting.every_row(jurisdiction)):
            yield (jurisdiction, number), kind, row


def rows_by_their_words() -> Mapping[tuple[str, ...], Set[Number]]:
    """The rows that have the heading and what stands below it; two may be told alike."""
    found: defaultdict[tuple[str, ...], set[Number]] = defaultdict(set)
    for number, kind, row in numbered_rows():
        found[heading_of(kind, row), *described(kind, row)].add(number)
    return found


def rules_of(rows: Set[Number]) -> Set[int]:
    """The ids of their rules, as the tables are read now."""
    return {_rules_by_number()[number] for number in rows}


@cache
def _rules_by_number() -> Mapping[Number, int]:
    return {number: id(row.rule) for number, _, row in numbered_rows()}


def _article(row: Row, cite: str, language: str) -> str:
    statute = next(source.name(language) for source in _sources(row).values() if cite.startswith(source.name(language)))
    return cite.removeprefix(statute).lstrip(" ,")


def _sources(row: Row) -> dict[str, Source]:
    return dict(profile_of(law_of(row)).wording.sources.by_id)
