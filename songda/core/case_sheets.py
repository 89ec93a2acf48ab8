"""Reads tables of people as courts keep them: which column says what, by its head, or by what stands in its cells."""

import io
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from songda.core.identifiers.person_name import looks_like_body
from songda.core.identifiers.postal import LONGEST, PostalAddress
from songda.core.identifiers.typed import narrow, plain
from songda.core.words import names_of

_MOBILE = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{2,3}[0-9]{7,8}")
_IDENTITY = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}|[0-9A-HJ-NPQRTUWXY]{18}")
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]+|[0-9]{16,}\.[0-9]*")
_POSTCODE = re.compile(r"^([0-9]{6})[\s,]+|[\s,]+([0-9]{6})$")
_SHORTEST_PLACE = 6
HEADS = ("batch_heads", "lookup_heads", "heads")
HEAD_WITHIN = 10  # so many rows at the top, blank ones not counted


@dataclass(frozen=True)
class PersonRow:
    """One person as the table tells of them; `role` is a word of the roles, or what stands there if it is none.

    `consent` is "yes" where the table says that they agree to electronic service. `unread`: cells that say nothing
    that is known.
    """

    role: str = ""
    name: str = ""
    number: str = ""
    contact: str = ""
    place: str = ""
    consent: str = ""
    unread: tuple[str, ...] = ()


COLUMNS = tuple(field.name for field in fields(PersonRow) if field.name != "unread")


def find_head(table: Sequence[Sequence[str]]) -> int | None:
    """The place of the row that heads the others: with most heads of those that are known, a title may stand above it.

    None where no row near the top names a case or a person as a head does.
    """
    found = {at: [column for cell in row if (column := told_by(cell, *HEADS))] for at, row in _first_rows(table)}
    heads = [at for at, columns in found.items() if "name" in columns or "case" in columns]
    return max(heads, key=lambda at: len(found[at]), default=None)


def head_row(table: Sequence[Sequence[str]]) -> int:
    """The same for a table that must have a head: else the first row in which more stands than a title."""
    if (known := find_head(table)) is not None:
        return known
    first = [(at, sum(map(bool, row))) for at, row in _first_rows(table)]
    return next((at for at, count in first if count > 1), first[0][0] if first else 0)


def heads_in(table: Sequence[Sequence[str]]) -> list[str]:
    """The heads of such a table, as many as its widest row has cells; empty for a column without one."""
    at = head_row(table)
    width = max(map(len, table[at:]), default=0)
    return [*table[at], *[""] * (width - len(table[at]))] if table else []


def _first_rows(table: Sequence[Sequence[str]]) -> list[tuple[int, Sequence[str]]]:
    return list(islice(((at, row) for at, row in enumerate(table) if any(row)), HEAD_WITHIN))


def read_people(table: Sequence[Sequence[str]]) -> list[PersonRow]:
    """The people of a table, row by row, below its head where it has one."""
    top = find_head(table)
    heads = {} if top is None else {at: column for at, cell in enumerate(table[top]) if (column := _column(cell))}
    if top is None or "name" not in heads.values():
        return [_guessed(row) for row in table if any(row)]
    rows = (row for row in table[top + 1 :] if any(row))
    return [_read([(heads[at], cell) for at, cell in enumerate(row) if at in heads and cell]) for row in rows]


def unread_heads(table: Sequence[Sequence[str]]) -> list[str]:
    """The heads, as they stand, of columns that hold something and that no word is known for: it would be lost."""
    top = find_head(table)
    if top is None or "name" not in map(_column, table[top]):
        return []
    return left_out(table, [_column(head) for head in heads_in(table)])


def left_out(table: Sequence[Sequence[str]], columns: Sequence[str]) -> list[str]:
    """The heads of columns that hold something and tell nothing; what says nothing of anybody is missed by nobody."""
    rows = table[head_row(table) + 1 :]
    return [
        head
        for at, (head, column) in enumerate(zip(heads_in(table), columns, strict=False))
        if not column and not says_nothing(head) and any(row[at:] and row[at] for row in rows)
    ]


def says_nothing(head: str) -> bool:
    """Whether a head is that of running numbers, or of what was answered about a sheet before."""
    return told_by(head, "heads") in {"line", "result"}


def role_of(typed: str) -> str:
    """The role that is meant, by its name in either language, numbered or not; what stands there if it is none."""
    signs = _words()["numbering"]
    bare = narrow(typed).strip(signs["brackets"]).rstrip(signs["signs"] + signs["brackets"]).strip(signs["brackets"])
    return _roles().get(bare.lower(), typed)


def is_consent(cell: str) -> bool:
    """Whether a cell says that they agree."""
    return narrow(cell).lower() in _words()["cells"]["consent"]


def several(cell: str) -> list[str]:
    """The numbers and mailboxes of a cell in which several stand."""
    for mark in _words()["parting"]["within"]:
        cell = cell.replace(mark, ",")
    return [one.strip() for one in cell.split(",") if one.strip()]


def parting_mark(text: str) -> str | None:
    """What parts the cells of pasted words; None where only blanks can.

    That which parts known heads near the top, else the first one that stands in the first line that has any: further
    down it may belong to the words of a cell.
    """
    marks = _words()["parting"]["cells"]
    lines = list(islice((line for line in io.StringIO(text) if line.strip()), HEAD_WITHIN))
    heads = {mark: max((_heads_parted(line, mark) for line in lines), default=0) for mark in marks}
    if (most := max(heads.values())) > 1:
        return next(mark for mark in marks if heads[mark] == most)
    first = next((line for line in io.StringIO(text) if any(mark in line for mark in marks)), "")
    return next((mark for mark in marks if mark in first), None)


def _heads_parted(line: str, mark: str) -> int:
    return sum(bool(told_by(cell.strip().strip('"'), *HEADS)) for cell in line.split(mark)) if mark in line else 0


def is_rounded(number: str) -> bool:
    """Whether a spreadsheet took a long number for a quantity, and has lost its end."""
    return _ROUNDED.fullmatch(narrow(number)) is not None


def split_place(line: str) -> PostalAddress | None:
    """A place that was written in one line, in its parts; None where no province and no street can be told."""
    written = unicodedata.normalize("NFKC", line).strip()
    postcode = next((found[1] or found[2] for found in [_POSTCODE.search(written)] if found), "")
    rest = "".join(_POSTCODE.sub("", written).split())
    words = _words()["place"]
    province = next((name for name in words["municipalities"] if rest.startswith(name)), "")
    province = province or _up_to(words["provinces"], rest)
    rest = rest.removeprefix(province)
    city = "" if province in words["municipalities"] else _up_to(words["cities"], rest)
    rest = rest.removeprefix(city)
    district = _up_to(words["districts"], rest)
    street = rest.removeprefix(district)
    parts = PostalAddress(province, city, district, street, postcode)
    fits = all(len(getattr(parts, part)) <= longest for part, longest in LONGEST.items())
    return parts if province and street and fits else None


def _up_to(endings: str, text: str) -> str:
    """The shortest beginning of the text, of two letters more at least, that ends so."""
    found = re.match(rf"[^\d]{{2,10}}?(?:{endings})", text)
    return found[0] if found else ""


def _column(cell: str) -> str:
    return told_by(cell, "heads")


def told_by(head: str, *tables: str) -> str:
    """Which column a head tells, by the first of these tables that knows it, without the marks at its ends."""
    bare = narrow(head).lower()
    stripped = bare.strip(_words()["numbering"]["brackets"] + _words()["parting"]["head_ends"])
    known = (heads_of(table).get(form, "") for table in tables for form in (bare, stripped))
    return next(filter(None, known), "")


def _read(row: Iterable[tuple[str, str]]) -> PersonRow:
    """Two columns of one kind lose nothing: numbers and mailboxes are joined, of others the first counts."""
    cells: dict[str, str] = {}
    unread = []
    for column, cell in row:
        if column == "contact" and column in cells:
            cells[column] += f";{cell}"
        elif cells.setdefault(column, cell) != cell:
            unread.append(cell)
    consent = "yes" if is_consent(cells.get("consent", "")) else ""
    return replace(_of(cells, unread), role=role_of(cells.get("role", "")), consent=consent)


def _of(cells: Mapping[str, str], unread: Sequence[str] = ()) -> PersonRow:
    role, name, number, contact, place, consent = (cells.get(column, "") for column in COLUMNS)
    return PersonRow(role, name, number, contact, place, consent, tuple(unread))


def _guessed(row: Sequence[str]) -> PersonRow:
    """Without heads each cell is told by its form; the first one of each kind counts."""
    found: dict[str, str] = {}
    unread = []
    for cell in filter(None, row):
        column = _kind(cell, found)
        if column and column not in found:
            found[column] = role_of(cell) if column == "role" else cell
        else:
            unread.append(cell)
    return _of(found, unread)


def _kind(cell: str, found: Mapping[str, str]) -> str:
    number = plain(cell).upper()
    if role_of(cell) in _roles().values():
        return "role"
    if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number) or "@" in cell:
        return "contact"
    if _IDENTITY.fullmatch(number) or is_rounded(cell):
        return "number"
    if len(cell) >= _SHORTEST_PLACE and not looks_like_body(cell) and _sounds_like_place(cell):
        return "place"
    if "name" not in found and not number.isdigit():
        return "name"
    return "place" if "name" in found and _sounds_like_place(cell) else ""


def _sounds_like_place(cell: str) -> bool:
    return any(sign in cell for sign in _words()["place"]["signs"])


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("songda.core").joinpath("case_sheets.toml").read_text("utf-8"))


@cache
def moment_form() -> re.Pattern[str]:
    """A day and an hour in narrow characters with single blanks; `late` where the hour counts from noon."""
    return re.compile(_words()["moment"]["form"], re.VERBOSE)


@cache
def heads_of(table: str) -> Mapping[str, str]:
    """Which column stands under a head, as narrow as it can be written: `heads` of people, `batch_heads` of cases."""
    return {narrow(head).lower(): column for column, heads in _words()[table].items() for head in heads}


@cache
def _roles() -> dict[str, str]:
    return {
        narrow(name).lower(): role
        for language in ("en", "zh")
        for role, name in reversed(list(names_of("roles.role", language).items()))
    }
