"""Look-ups that are asked for from a sheet: who is meant by a row, and what would come of asking."""

from collections.abc import Sequence
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
from songda.records.ways.lookups.actions import LookupDraft, request_lookup
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
    """Request the look-up of a row; WrongField for the cell that is wrong, Refused where it cannot be."""
    party = party_of(row, asking.court)
    for column, text in (
        ("purpose", row.purpose),
        ("ground", row.ground),
        *(("operator", one) for one in row.operators),
    ):
        if text not in CHOICES[column]:
            names = [Phrase(f"lookups.{column}.{word}") for word in CHOICES[column]]
            raise WrongField(f"{column}s" if column == "operator" else column, f"sheet_no_such_{column}", choice=names)
    if row.days is None:
        raise WrongField("days", "sheet_days")
    draft = LookupDraft(
        row.purpose, row.ground, row.cell("why"), asking.now + timedelta(days=row.days), operators=row.operators
    )
    return request_lookup(party, draft, asking.by, asking.now)


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


def would_be_refused(rows: Sequence[LookupRow], asking: Asking) -> dict[int, Refused]:
    """By line, why a row could not be requested, with those before it requested; nothing of it is kept."""
    refused: dict[int, Refused] = {}
    with transaction.atomic():
        for row in rows:
            try:
                with transaction.atomic():
                    request_row(row, asking)
            except Refused as why:
                refused[row.line] = why
        transaction.set_rollback(True)
    return refused
