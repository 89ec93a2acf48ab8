"""A finished certificate in words, ready to be set in type."""

from dataclasses import dataclass
from datetime import datetime

from songda.core.certificates.words import Words


@dataclass(frozen=True)
class Row:
    """One labelled field; `is_code` marks hashes and codes, which are set in even letters."""

    label: Words
    value: Words
    is_code: bool = False


@dataclass(frozen=True)
class Section:
    """Fields that belong together."""

    title: Words
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Table:
    """A list with columns, such as the course of the service."""

    title: Words
    heads: tuple[Words, ...]
    lines: tuple[tuple[Words, ...], ...]
    note: Words | None = None


@dataclass(frozen=True)
class CertificateContent:
    """Everything that stands on the certificate."""

    number: str
    issued_at: datetime
    court: Words
    title: Words
    case_number: str
    statement: Words
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    remarks: tuple[Words, ...]
    proof: Section
    signatories: Section
    issued_on: Words
    zone: Words
    code: str
    url: str
    seal_caption: Words
    is_sample: bool
