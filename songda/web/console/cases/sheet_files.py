"""From the rows of a sheet to files of cases, and from what is refused back to the cell that must be mended."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from songda.channels.registry import address_kinds, place_kinds
from songda.core.delivery.address_kinds import EMAIL, AddressKind
from songda.core.identifiers.contacts import is_landline_of_sorts
from songda.core.identifiers.person_name import looks_like_body
from songda.core.identifiers.typed import narrow
from songda.core.law.facts import RecipientKind
from songda.core.refusal import Doubt, Doubtful, Refused, WrongField
from songda.core.sheets.cases import BatchRow, CaseRows, read_moment
from songda.core.sheets.heads import is_unreadable
from songda.core.sheets.people import is_rounded, several, split_place, whose_agent
from songda.records.court.staff.models import Court
from songda.records.matter.cases.actions import LONGEST_CAUSE, CaseDraft
from songda.records.matter.parties.actions import AddressDraft, ConsentDraft, PartyDraft
from songda.records.matter.parties.bulk import CaseFile, PersonFile, check_files
from songda.records.matter.parties.drafts import read_address, read_person_name, read_person_number
from songda.records.matter.parties.roles import SIDES, Side, role_name
from songda.web.console.cases.cases import branch_of
from songda.web.console.shared.forms import FIELD_OF, FORM_NAME, SittingOf, about_a_sitting
from songda.web.console.shared.words import language

PROCEDURE, STAGE = "ordinary", "first_instance"  # of every case of a sheet; what is otherwise is corrected there
AGREED_BY = "form"  # that they agree stands in their signed form
Row = Mapping[str, str]  # of somebody who was typed or read, by the name of the cell
_COLUMN_OF = {"value": "contact", "number": "number", "name": "name", "role": "role", "cause": "cause", "at": "hearing"}


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: the line of the sheet, the column, what stands there, and why it cannot be so."""

    line: int
    column: str
    cell: str
    why: str


@dataclass(frozen=True)
class SheetCase:
    """A case of the sheet as it would be registered; `faults` stand in the way of it, and of no other."""

    rows: CaseRows
    file: CaseFile
    hearing_at: datetime | None
    courtroom: str


@dataclass(frozen=True)
class Reading:
    """For whom a sheet is read: the court, who registers, when, in which language faults are said.

    `is_sure`: whoever sent it says that what looks like a mistake is so. `tells_blank`: see `cases_in`.
    """

    court: Court
    by: str
    now: datetime
    language: str
    is_sure: bool = False
    tells_blank: bool = True

    def case(self, rows: CaseRows) -> SheetCase:
        """The case that stands in these rows, of which each cell by itself was found in order."""
        hearing = read_moment(rows.first("hearing")[0])
        draft = CaseDraft(
            number=rows.number,
            branch=branch_of(rows.number),
            procedure=PROCEDURE,
            stage=STAGE,
            cause=rows.first("cause")[0][:LONGEST_CAUSE],  # a longer one is told of its cell
        )
        people = tuple(self._people(rows.people))
        at = timezone.make_aware(hearing) if hearing else None
        return SheetCase(rows, CaseFile(draft, people), at, rows.first("courtroom")[0])

    def _people(self, rows: Sequence[BatchRow]) -> Iterator[PersonFile]:
        for index, row in enumerate(rows):
            of = represented(rows, index) if _acts(row) else []
            yield self._person(row, of[-1] if of else None, rows)

    def _person(self, row: BatchRow, of: int | None, rows: Sequence[BatchRow]) -> PersonFile:
        role, agrees = row.cell("role"), row.cell("consent") == "yes"
        is_own = agrees or SIDES.get(role if of is None else rows[of].cell("role")) is Side.CLAIMING
        sure, source = "provided" if is_own else "unknown", AGREED_BY if agrees else "pleading"
        body = RecipientKind.LEGAL_PERSON if looks_like_body(row.cell("name")) else RecipientKind.NATURAL_PERSON
        agreed = ConsentDraft("express", self.now, (STAGE,), how=AGREED_BY)
        return PersonFile(
            PartyDraft(role, row.cell("name"), row.cell("number"), kind=body),
            addresses=tuple(_addresses(row, sure, source)),
            consents=(agreed,) if agrees else (),
            acts_for=of,
            is_sure=self.is_sure,
            refused_at=self.now if row.cell("consent") == "no" else None,
        )

    def faults(self, cases: Sequence[CaseRows]) -> tuple[list[SheetCase], dict[int, list[Fault]]]:
        """The cases whose cells can be read, and, by the line at which a case begins, what is wrong or odd with it.

        No fault keeps another one back: of a case that cannot be read its people are looked at all the same.
        """
        of_cells = [list(self._of_cells(rows)) for rows in cases]
        looked_at = [self.case(rows) for rows in cases]
        refusals = check_files(self.court, [one.file for one in looked_at], self.by, self.now)
        found = {}
        for one, faults, refused in zip(looked_at, of_cells, refusals, strict=True):
            of_file = [fault_at(one.rows, each, self.language) for each in refused if not asks_whose_agent(each)]
            if told := _each_cell_once([*faults, *of_file]):
                found[one.rows.rows[0].line] = told
        return [one for one, faults in zip(looked_at, of_cells, strict=True) if not faults], found

    def _of_cells(self, rows: CaseRows) -> Iterator[Fault]:
        """What can be told of the cells alone, all of it at once."""
        yield from self._unreadable(rows)
        cause, at = rows.first("cause")
        if len(cause) > LONGEST_CAUSE:
            yield Fault(at, "cause", cause, WrongField("cause", "case.cause").sentence(self.language))
        hearing, at = rows.first("hearing")
        if hearing and (moment := read_moment(hearing)) is None:
            yield Fault(at, "hearing", hearing, self._why("no_moment"))
        elif hearing and moment and (odd := self._odd_about(moment, rows)):
            why = Refused("sheet_doubtful", doubts="".join(odd)).sentence(self.language)
            yield Fault(at, "hearing", hearing, why)
        if bool(hearing) != bool(rows.first("courtroom")[0]):
            yield Fault(at, "courtroom" if hearing else "hearing", "", self._why("hearing_half"))
        for row, column in rows.contradictions():
            said, line = rows.first(column)
            why = Refused("sheet_contradicts", row=line, said=said).sentence(self.language)
            yield Fault(row.line, column, row.cell(column), why)
        yield from (fault for row in rows.people for fault in self._of_person(row))
        yield from self._of_agents(rows.people)
        for place, person in enumerate(self._people(rows.people)):
            for refused in misread(person, timezone.localdate(self.now)):
                refused.path = ".".join(part for part in (f"persons[{place}]", refused.path) if part)
                yield fault_at(rows, refused, self.language)

    def _odd_about(self, moment: datetime, rows: CaseRows) -> list[str]:
        """What asks whether the hearing is so: too early for its terms, at night, in the past."""
        if self.is_sure:
            return []
        called = [row for row in rows.people if SIDES.get(row.cell("role")) is Side.DEFENDING]
        unknown = any(not (row.cell("contact") or row.cell("place")) for row in called)
        sitting = SittingOf(branch_of(rows.number), PROCEDURE, STAGE, timezone.localdate(self.now), unknown)
        return about_a_sitting(timezone.make_aware(moment), self.now, sitting)

    def _unreadable(self, rows: CaseRows) -> Iterator[Fault]:
        """Cells of which nobody can know what they say; a case has its number in a cell that says it."""
        for row in rows.rows:
            for column, cell in row.cells.items():
                if is_unreadable(cell):
                    why = Refused("sheet_unreadable", said=cell).sentence(self.language)
                    yield Fault(row.line, column, cell, why)
        if not rows.number:
            yield Fault(rows.rows[0].line, "case", "", self._why("no_number" if self.tells_blank else "blank_unclear"))

    def _of_agents(self, rows: Sequence[BatchRow]) -> Iterator[Fault]:
        """Whoever acts for somebody of whom it is not said who it is."""
        for index, row in enumerate(rows):
            if not _acts(row):
                continue
            of, said = represented(rows, index), row.cell("acts_for")
            if len(of) == 1 or (of and not said and self.is_sure):
                continue
            if of and not said:
                doubt = Doubtful([Doubt("whose_agent", row.cell("name"))], "sheet_doubtful")
                yield Fault(row.line, "acts_for", "", doubt.sentence(self.language))
            elif said:
                yield Fault(row.line, "acts_for", said, self._why("nobody_represented"))
            else:
                yield Fault(row.line, "role", row.cell("role"), self._why("acts_for_nobody"))

    def _of_person(self, row: BatchRow) -> Iterator[Fault]:
        role = row.cell("role")
        if not row.cell("name"):
            yield Fault(row.line, "name", "", self._why("no_name"))
        if role not in SIDES:
            yield Fault(row.line, "role", role, self._why("no_role"))
        if row.cell("consent") not in {"", "yes", "no"}:
            yield Fault(row.line, "consent", row.cell("consent"), self._why("no_consent"))
        if is_rounded(row.cell("number")):
            yield Fault(row.line, "number", row.cell("number"), self._why("rounded"))

    def _why(self, code: str) -> str:
        return Refused(f"sheet_{code}").sentence(self.language)


def _acts(row: BatchRow) -> bool:
    return SIDES.get(row.cell("role")) is Side.ACTING


def represented(rows: Sequence[BatchRow], index: int) -> list[int]:
    """The places of those above whom this one may act for; where nothing is said, the last is the likeliest."""
    above = [at for at, row in enumerate(rows[:index]) if not _acts(row)]
    meant = whose_agent(rows[index].cell("acts_for"), [(rows[at].cell("role"), rows[at].cell("name")) for at in above])
    return [above[at] for at in meant]


def asks_whose_agent(refused: Refused) -> bool:
    """That whoever acts for somebody does not say for whom, which every door asks by itself."""
    return isinstance(refused, WrongField) and refused.field == "acts_for_id"


def _each_cell_once(faults: Iterable[Fault]) -> list[Fault]:
    """Of a cell the first thing that is wrong with it, which says most."""
    found: dict[tuple[int, str], Fault] = {}
    for fault in faults:
        found.setdefault((fault.line, fault.column), fault)
    return list(found.values())


def _addresses(row: BatchRow, sure: str, source: str) -> Iterator[AddressDraft]:
    for contact in several(row.cell("contact")):
        yield AddressDraft(kind_of(contact), contact, sure, source)
    if place := row.cell("place"):
        parts = split_place(place)
        yield AddressDraft(place_kinds()[0], "" if parts else place, sure, source, place=parts)


def fault_at(rows: CaseRows, refused: Refused, language: str) -> Fault:
    """The cell that a refusal is about: its path names the person and their address."""
    if isinstance(refused, Doubtful):
        field = refused.doubts[0].field
        why = Doubtful(refused.doubts, "sheet_doubtful").sentence(language)
    else:
        named = getattr(refused, "field", "")
        field = FORM_NAME.get(named, named) or FIELD_OF.get(refused.code, "")
        why = refused.sentence(language)
    head, _dot, rest = refused.path.partition(".")
    if not head.startswith("persons["):
        column = "cause" if field == "cause" else "case"
        cell, line = rows.first(column)
        return Fault(line, column, cell, why)
    row = rows.people[int(head[len("persons[") : -1])]
    column = _COLUMN_OF.get(field, "name")
    if rest.startswith("addresses["):
        at = int(rest[len("addresses[") : rest.index("]")])
        column = "contact" if at < len(several(row.cell("contact"))) else "place"
    return Fault(row.line, column, row.cell(column), why)


def misread(person: PersonFile, today: date) -> Iterator[Refused]:
    """What of a person cannot be read at all, each with its place, so that nobody learns of it cell by cell."""
    parts: dict[str, list[Callable[[], str]]] = {
        "": [partial(read_person_name, person.party.name), partial(read_person_number, person.party, today)]
    }
    parts |= {f"addresses[{at}]": [partial(read_address, one)] for at, one in enumerate(person.addresses)}
    for place, readers in parts.items():
        for read in readers:
            try:
                read()
            except Refused as refused:
                refused.path = place
                yield refused


def put_together(typed: Sequence[Row], read: Sequence[Row]) -> tuple[list[Row], list[int]]:
    """The rows of both, and where each that was read went: into the row of the same person, or below all.

    A sheet that was mended and is read again so doubles nobody. Its cells count where something stands in them.
    Whoever acts for somebody comes directly below them, and is known again there alone.
    """
    people, places = list(typed), list[int]()
    free = [True] * len(people)
    for row in read:
        below = places[-1] + 1 if places and SIDES.get(row["role"]) is Side.ACTING else None
        at = _same_as(row, people, [at for at, is_free in enumerate(free) if is_free and below in {None, at}])
        if at is None:
            at = len(people) if below is None else below
            people.insert(at, row)
            free.insert(at, False)
            places = [place + (place >= at) for place in places]
        else:
            people[at] = {**people[at], **{cell: said for cell, said in row.items() if said}}
            free[at] = False
        places.append(at)
    return people, places


def _same_as(row: Row, people: Sequence[Row], among: Sequence[int]) -> int | None:
    """The row of the same person: by their number, or by their name where nothing speaks against it."""
    by_number = (at for at in among if row["number"] and people[at]["number"] == row["number"])
    by_name = (at for at in among if people[at]["name"] == row["name"] and _agree(people[at], row))
    return next(by_number, next(by_name, None))


def _agree(one: Row, other: Row) -> bool:
    """Whether two of one name are one person: a cell is alike and not both numbers differ, or one is a bare name."""
    told = {cell: (one[cell], other[cell]) for cell in ("number", "contact", "place")}
    is_bare = any(not any(row[cell] for cell in told) for row in (one, other))
    is_alike = any(mine and mine == theirs for mine, theirs in told.values())
    differ = [mine and theirs and mine != theirs for mine, theirs in (told["number"], told["contact"])]
    return is_bare or (is_alike and not all(differ))


def example_of_a_person() -> dict[str, str]:
    """What stands in the example of a template, but for what says that it is one."""
    return {
        "role": role_name("defendant", language()),
        "name": _("Li"),
        "number": _("18 digits, or the credit code"),
        "contact": "13800138000",
        "place": _("Province, city, district, street and number"),
        "consent": _("yes"),
    }


def choices_of_a_person() -> dict[str, list[str]]:
    """What a template offers in its cells."""
    return {"role": [role_name(role, language()) for role in SIDES], "consent": [_("yes"), _("no")]}


def kind_of(contact: str) -> str:
    """The first kind as which it reads; else the likeliest, which says what is wrong. What has an @ is a mailbox."""
    if "@" in narrow(contact):
        return EMAIL.word
    open_ones = [kind for kind in address_kinds().values() if not (kind.is_place or kind.is_connected)]
    likely = [kind for kind in open_ones if kind.is_telephone]
    likeliest = likely[-1] if is_landline_of_sorts(contact) else likely[0]
    return next((kind.word for kind in likely if _reads(kind, contact)), likeliest.word)


def _reads(kind: AddressKind, contact: str) -> bool:
    try:
        kind.read(contact)
    except WrongField:
        return False
    return True
