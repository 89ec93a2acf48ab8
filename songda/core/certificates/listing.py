"""Every line that stands on a certificate, persons masked, as the log keeps it for whoever compares it later."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from songda.core.certificates.content import CertificateContent, Row
from songda.core.certificates.words import LANGUAGES, Words
from songda.core.evidence.canonical import Json
from songda.core.identifiers import mask_name


@dataclass(frozen=True)
class ListedTable:
    """A list of the second page, in one language."""

    title: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    note: str


@dataclass(frozen=True)
class Listing:
    """What stands on a certificate, in one language and in the order of the paper; `rows`: label and value."""

    title: str
    result: str
    replaces: str
    statement: str
    rows: tuple[tuple[str, str], ...]
    basis: str
    tables: tuple[ListedTable, ...]
    remarks: tuple[str, ...]
    small: tuple[str, ...]  # how to read the times, and how to check the paper
    languages: tuple[str, ...]  # in which it is printed, two pages each


def list_lines(content: CertificateContent, others: Iterable[str]) -> dict[str, Json]:
    """To be kept with the event that issues it; `others`: the parties of the case, whom a title may name."""
    masks = dict.fromkeys(content.notes, "***")  # what somebody wrote, whoever is named in it
    masks |= {name: mask_name(name) for name in sorted({*content.persons, *others}, key=len, reverse=True) if name}

    def kept(words: Words) -> Json:
        texts = {language: _masked(words[language], masks) for language in LANGUAGES}
        return texts[LANGUAGES[0]] if len(set(texts.values())) == 1 else {**texts}

    def pairs(rows: Iterable[Row]) -> list[Json]:
        return [[kept(row.label), kept(row.value)] for row in rows]

    return {
        "title": kept(content.title),
        "result": kept(content.result),
        "replaces": kept(content.replaces) if content.replaces else "",
        "statement": kept(content.statement),
        "rows": [
            *pairs(row for section in content.sections for row in section.rows),
            *pairs(content.signatories.rows),
            *pairs(content.proof.rows),
        ],
        "basis": kept(content.basis),
        "tables": [
            {
                "title": kept(table.title),
                "heads": [kept(head) for head in table.heads],
                "lines": [[kept(cell) for cell in line] for line in table.lines],
                "note": kept(table.note) if table.note else "",
            }
            for table in content.tables
        ],
        "remarks": [kept(remark) for remark in content.remarks],
        "small": [kept(content.zone), kept(content.closing)],
        "languages": list(content.languages),
    }


def _masked(text: str, masks: Mapping[str, str]) -> str:
    for name, mask in masks.items():
        text = text.replace(name, mask)
    return text


def read_listing(kept: Mapping[str, Any], language: str) -> Listing:
    """The same lines, in the language of whoever reads them."""

    def told(words: str | Mapping[str, str]) -> str:
        return words if isinstance(words, str) else words.get(language, words[LANGUAGES[0]])

    return Listing(
        title=told(kept["title"]),
        result=told(kept["result"]),
        replaces=told(kept["replaces"]),
        statement=told(kept["statement"]),
        rows=tuple((told(label), told(value)) for label, value in kept["rows"]),
        basis=told(kept["basis"]),
        tables=tuple(
            ListedTable(
                told(table["title"]),
                tuple(told(head) for head in table["heads"]),
                tuple(tuple(told(cell) for cell in line) for line in table["lines"]),
                told(table["note"]),
            )
            for table in kept["tables"]
        ),
        remarks=tuple(told(remark) for remark in kept["remarks"]),
        small=tuple(told(line) for line in kept["small"]),
        languages=tuple(kept["languages"]),
    )
