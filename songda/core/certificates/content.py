"""A finished certificate in words, ready to be set in type."""

from dataclasses import asdict, dataclass
from datetime import datetime

from songda.core.certificates.words import LANGUAGES, Words


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
    counting: int | None = None  # the line on which the service rests, which is printed however long the list is


@dataclass(frozen=True)
class CertificateContent:
    """Everything that stands on the certificate.

    `is_certified`: the electronic service counts; else the paper is a statement, which looks different in grey too.
    `basis`: what the paper is worth, beside the seal; `closing`: how to check it.
    """

    number: str
    issued_at: datetime
    court: Words
    title: Words
    result: Words
    is_certified: bool
    replaces: Words | None
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
    basis: Words
    closing: Words
    seal_caption: Words
    is_sample: bool
    languages: tuple[str, ...] = LANGUAGES[:1]  # two pages each
    notes: tuple[str, ...] = ()  # what somebody wrote in their own words, which strangers do not read
    persons: tuple[str, ...] = ()  # whom it names, and who are masked where strangers read
    staff: tuple[str, ...] = ()  # whom it names of the courts, as everybody reads it

    @property
    def substance(self) -> dict[str, object]:
        """What it says of the service, without what every certificate says of itself: number, day, place in the log."""
        of_itself = {"number", "issued_at", "replaces", "proof", "signatories", "issued_on", "code", "url", "closing"}
        return {name: value for name, value in asdict(self).items() if name not in of_itself}
