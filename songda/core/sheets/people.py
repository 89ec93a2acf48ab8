"""Reads tables of people as courts keep them: which column says what, by its head, or by what stands in its cells."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache

from songda.core.identifiers.person_name import looks_like_body, plain_name
from songda.core.identifiers.postal import LONGEST, PostalAddress
from songda.core.identifiers.typed import narrow, plain
from songda.core.sheets.heads import find_head, heads_in, left_out, rows_below, told_by, words
from songda.core.words import names_of

_MOBILE = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{2,3}[0-9]{7,8}")
_IDENTITY = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}|[0-9A-HJ-NPQRTUWXY]{18}")
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]+|[0-9]{16,}\.[0-9]*")
_POSTCODE = re.compile(r"^([0-9]{6})[\s,]+|[\s,]([0-9]{6})$")
_REACHED_IN_PLACE = re.compile(
    r"(?<![0-9A-Za-z-])(?:(?:\+?86[- ]?)?1[3-9][0-9]{9}|0[1-9][0-9]{1,2}[- ]?[2-9][0-9]{6,7}(?![0-9-])"
    r"|[\w.+-]{1,64}@[\w.-]{3,255})",
    re.ASCII,
)
_SHORTEST_PLACE = 6
_LONGEST_PLACE = 400  # letters; no place that fits into its parts has more
_WHOLE_NUMBER = re.compile(r"1[3-9][0-9]{9}")


@dataclass(frozen=True)
class PersonRow:
    """One person as the table tells of them; `role` is a word of the roles, or what stands there if it is none.

    `acts_for`: for whom they act, by name or by role, where the table says so. `consent`: "yes" where it says that they
    agree to electronic service, "no" where they refuse. `unread`: cells that say nothing that is known.
    """

    role: str = ""
    name: str = ""
    number: str = ""
    contact: str = ""
    place: str = ""
    consent: str = ""
    acts_for: str = ""
    unread: tuple[str, ...] = ()


COLUMNS = tuple(field.name for field in fields(PersonRow) if field.name != "unread")


def read_people(table: Sequence[Sequence[str]]) -> list[PersonRow]:
    """The people of a table, row by row, below its head where it has one."""
    top = find_head(table)
    heads = {} if top is None else {at: column for at, cell in enumerate(table[top]) if (column := _column(cell))}
    if top is None or "name" not in heads.values():
        return [_guessed(row) for _line, row in rows_below(table, -1)]
    rows = (row for _line, row in rows_below(table, top))
    return [_read([(heads[at], cell) for at, cell in enumerate(row) if at in heads and cell]) for row in rows]


def unread_heads(table: Sequence[Sequence[str]]) -> list[str]:
    """The heads, as they stand, of columns that hold something and that no word is known for: it would be lost."""
    top = find_head(table)
    if top is None or "name" not in map(_column, table[top]):
        return []
    return left_out(table, [_column(head) for head in heads_in(table)])


def role_of(typed: str) -> str:
    """The role that is meant, by its name in either language, numbered or not; what stands there if it is none.

    Of an appellant, in brackets defendant of first instance, it is the first.
    """
    before, bracket, behind = narrow(typed).lower().partition("(")
    is_said_more_closely = bracket and behind.find(")") == len(behind) - 1
    return _roles().get(_bare_role(typed)) or _roles().get(before if is_said_more_closely else "", typed)


def acting_for(typed: str) -> tuple[str, str]:
    """Of "agent of the plaintiff", in one word as courts write it: the role, and that of whom they act for.

    The second is empty where the cell does not say it; the first is what stands there if it is no role.
    """
    role, bare = role_of(typed), _bare_role(typed)
    if role in _roles().values():
        return role, ""
    signs = words()["agents"]
    for end, agent in ((end, agent) for agent, ends in signs["roles"].items() for end in ends if bare.endswith(end)):
        whose = role_of(bare.removesuffix(end).rstrip(signs["between"]))
        if whose in _roles().values():
            return agent, whose
    return role, ""


def _bare_role(typed: str) -> str:
    signs = words()["numbering"]
    bare = narrow(typed).strip(signs["brackets"]).rstrip(signs["signs"] + signs["brackets"]).strip(signs["brackets"])
    return bare.lower()


def whose_agent(said: str, above: Sequence[tuple[str, str]]) -> list[int]:
    """The places of those above (role and name of whoever acts for nobody) whom an agent may act for.

    `said` is their name or role; where it is empty everybody above is possible. Exactly one is an answer.
    """
    if not said:
        return list(range(len(above)))
    named = [at for at, (_role, name) in enumerate(above) if plain_name(name) == plain_name(said)]
    return named or [at for at, (role, _name) in enumerate(above) if role and role == role_of(said)]


def read_consent(cell: str) -> str:
    """ "yes" where a cell says that they agree, "no" where they refuse, empty where it says neither; else the cell."""
    bare = narrow(cell).lower()
    known = words()["consent"]
    return next((answer for answer in ("yes", "no") if bare in known[answer]), "" if bare in known["open"] else cell)


def number_in(place: str) -> str:
    """The telephone number or mailbox that stands in a postal address; empty where none does."""
    found = _REACHED_IN_PLACE.search(unicodedata.normalize("NFKC", place))
    return found[0] if found else ""


def several(cell: str) -> list[str]:
    """The numbers, mailboxes or files of a cell in which several stand; a gap parts those that are whole before it."""
    for mark in words()["parting"]["within"]:
        cell = cell.replace(mark, ",")
    return [one for part in cell.split(",") for one in _parted_by_gaps(re.split(r"\s", part))]


def _parted_by_gaps(words: Sequence[str]) -> Iterator[str]:
    """A gap parts a file from whatever follows it, and a whole number or mailbox from another one."""
    said: list[str] = []
    before = ""
    for word in words:
        if before.lower().endswith(".pdf") or (_is_whole(before) and _is_whole(word)):
            yield " ".join(said).strip()
            said, before = [], ""
        if word or said:
            said.append(word)
        before = word or before  # a gap of several signs is one
    if any(said):
        yield " ".join(said).strip()


def _is_whole(word: str) -> bool:
    return "@" in word or _WHOLE_NUMBER.fullmatch(word) is not None


def is_rounded(number: str) -> bool:
    """Whether a spreadsheet took a long number for a quantity, and has lost its end."""
    return _ROUNDED.fullmatch(narrow(number)) is not None


def split_place(line: str) -> PostalAddress | None:
    """A place that was written in one line, in its parts; None where no province and no street can be told."""
    written = unicodedata.normalize("NFKC", line).strip()
    if len(written) > _LONGEST_PLACE:
        return None
    postcode = next((found[1] or found[2] for found in [_POSTCODE.search(written)] if found), "")
    rest = "".join(_POSTCODE.sub("", written).rstrip(", ").split())
    signs = words()["place"]
    province = next((name for name in signs["municipalities"] if rest.startswith(name)), "")
    province = province or _up_to(signs["provinces"], rest)
    rest = rest.removeprefix(province)
    city = "" if province in signs["municipalities"] else _up_to(signs["cities"], rest)
    rest = rest.removeprefix(city)
    district = _up_to(signs["districts"], rest)
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


def _read(row: Iterable[tuple[str, str]]) -> PersonRow:
    """Two columns of one kind lose nothing: numbers and mailboxes are joined, of others the first counts."""
    cells: dict[str, str] = {}
    unread = []
    for column, cell in row:
        if column == "contact" and column in cells:
            cells[column] += f";{cell}"
        elif cells.setdefault(column, cell) != cell:
            unread.append(cell)
    consent = read_consent(cells.get("consent", ""))
    if consent not in {"", "yes", "no"}:
        unread, consent = [*unread, consent], ""
    role, whose = acting_for(cells.get("role", ""))
    said = cells.get("acts_for", "") or whose
    return replace(_of(cells, unread), role=role, consent=consent, acts_for=said)


def _of(cells: Mapping[str, str], unread: Sequence[str] = ()) -> PersonRow:
    return PersonRow(**{column: cells.get(column, "") for column in COLUMNS}, unread=tuple(unread))


def _guessed(row: Sequence[str]) -> PersonRow:
    """Without heads each cell is told by its form; the first one of each kind counts."""
    found: dict[str, str] = {}
    unread = []
    for cell in filter(None, row):
        column = _kind(cell, found)
        if column and column not in found:
            found |= (
                dict(zip(("role", "acts_for"), acting_for(cell), strict=True)) if column == "role" else {column: cell}
            )
        else:
            unread.append(cell)
    return _of(found, unread)


def _kind(cell: str, found: Mapping[str, str]) -> str:
    number = plain(cell).upper()
    if acting_for(cell)[0] in _roles().values():
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
    return any(sign in cell for sign in words()["place"]["signs"])


@cache
def moment_form() -> re.Pattern[str]:
    """A day and an hour in narrow characters with single blanks; `late` where the hour counts from noon."""
    return re.compile(words()["moment"]["form"], re.VERBOSE)


@cache
def _roles() -> dict[str, str]:
    by_name = {
        narrow(name).lower(): role
        for language in ("en", "zh")
        for role, name in reversed(list(names_of("roles.role", language).items()))
    }
    return {**{end: role for role, ends in words()["agents"]["roles"].items() for end in ends}, **by_name}
