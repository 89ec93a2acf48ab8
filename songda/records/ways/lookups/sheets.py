"""Look-ups that are asked for from a sheet: who is meant by a row, and what would come of asking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from songda.core.identifiers.person_name import plain_name
from songda.core.identifiers.typed import plain
from songda.core.lookups import Ground, Operator, Purpose
from songda.core.refusal import Refused, WrongField
from songda.core.sheets.lookups import LookupRow
from songda.core.sheets.people import is_rounded
from songda.core.words import Phrase
from songda.records.court.staff.models import Court
from songda.records.matter.cases.models import Case
from songda.records.matter.cases.queries import with_number
from songda.records.matter.parties.models import Party
from songda.records.ways.lookups.actions import SHORTEST_WHY, LookupDraft, request_lookup
from songda.records.ways.lookups.models import Lookup

CHOICES: dict[str, tuple[str, ...]] = {
    "purpose": tuple(Purpose),
    "ground": tuple(Ground),
    "operator": tuple(Operator),
}


@dataclass(frozen=True)
class Asking:
    """For whom a sheet is read: the court, who asks, when."""

    court: Court
    by: str
    now: datetime


def request_row(row: LookupRow, asking: Asking) -> Lookup:
    """Request the look-up of a row; WrongField for the first cell that is wrong, Refused where it cannot be."""
    party = party_of(row, asking.court)
    for wrong in _wrong_cells(row, asking):
        raise wrong
    return request_lookup(party, _draft(row, asking), asking.by, asking.now)


def _draft(row: LookupRow, asking: Asking) -> LookupDraft:
    until = asking.now + timedelta(days=1 if row.days is None else row.days)
    return LookupDraft(row.purpose, row.ground, row.cell("why"), until, operators=row.operators)


def _wrong_cells(row: LookupRow, asking: Asking) -> Iterator[WrongField]:
    """All that is wrong with what is asked, whoever it is about."""
    if row.days is None:
        yield WrongField("days", "sheet_days")
    for wrong in _draft(row, asking).wrongs(asking.now):
        column = wrong.field.removesuffix("s")
        if column in CHOICES:
            names = [Phrase(f"lookups.{column}.{word}") for word in CHOICES[column]]
            yield WrongField(wrong.field, f"sheet_no_such_{column}", choice=names)
        else:
            yield wrong


def party_of(row: LookupRow, court: Court) -> Party:
    """Whom a row means: in that case, by identity number and name, as far as they stand there."""
    if is_rounded(row.cell("number")):
        raise WrongField("number", "sheet_rounded_number")
    case = _case(row, court)
    people = list(case.parties.select_related("case__court").filter(removed_at=None).order_by("id"))
    number, name = plain(row.cell("number")).upper(), plain_name(row.cell("name"))
    if not number and not name:
        raise WrongField("name", "sheet_nobody")
    found = [one for one in people if not number or plain(one.number).upper() == number]
    if number and not found:
        raise WrongField("number", "sheet_no_such_number")
    found = [one for one in found if not name or plain_name(one.name) == name]
    if not found:
        raise WrongField("name", "sheet_other_name" if number else "sheet_no_such_name")
    if len(found) > 1:
        raise WrongField("number", "sheet_several_people")
    return found[0]


def _case(row: LookupRow, court: Court) -> Case:
    if not row.cell("case"):
        raise WrongField("case", "sheet_case_missing")
    cases = Case.objects.filter(with_number(row.cell("case")), court=court)[:2]
    if len(cases) != 1:
        raise WrongField("case", "sheet_no_such_case")
    return cases[0]


def would_be_refused(rows: Sequence[LookupRow], asking: Asking) -> dict[int, list[Refused]]:
    """By line, why a row could not be requested, all of it, with those before it requested; nothing of it is kept."""
    refused: dict[int, list[Refused]] = {}
    with transaction.atomic():
        for row in rows:
            if found := list(_refusals(row, asking)):
                refused[row.line] = found
        transaction.set_rollback(True)
    return refused


def _refusals(row: LookupRow, asking: Asking) -> Iterator[Refused]:
    """What stands against the person beside what is wrong in the cells; a row with nothing of it is requested."""
    wrong = list(_wrong_cells(row, asking))
    draft = LookupDraft(Purpose.SERVICE, next(iter(Ground)), "·" * SHORTEST_WHY, asking.now + timedelta(days=1))
    try:
        with transaction.atomic():
            party = party_of(row, asking.court)
            request_lookup(party, draft if wrong else _draft(row, asking), asking.by, asking.now)
            transaction.set_rollback(bool(wrong))
    except Refused as why:
        yield why
    yield from wrong
