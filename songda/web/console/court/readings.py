"""Who read whose personal data, when: for the auditor, as a list and as a file; that they looked is on record too."""

import csv
from collections.abc import Iterable
from io import StringIO

from django.http import HttpResponse
from django.shortcuts import render

from songda.clock import now
from songda.core.access import Act
from songda.core.identifiers import mask_name
from songda.records.boards.readings import Reading, all_readings, readings_of
from songda.records.staff.auditing import note_look
from songda.records.staff.models import ApiClient, User
from songda.web.console.court.readings_form import ReadingsForm
from songda.web.console.shared import words
from songda.web.console.shared.files import attachment
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.pages import page_number

MOST_IN_A_FILE = 50_000
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@behind(Act.SEE_READINGS, GET_AND_POST)
def readings(request: StaffRequest) -> HttpResponse:
    """The list. What is looked for is posted, because it may name a person."""
    form = ReadingsForm(request.POST or None, court=request.court)
    wanted = form.wanted()
    note_look(request.court, actor(request), now(), dict(form.said()), is_file="file" in request.POST)
    if "file" in request.POST and not form.errors:
        rows = all_readings(request.court, wanted, MOST_IN_A_FILE)
        return attachment(_as_csv(rows).encode("utf-8-sig"), f"{_name()}.csv", "text/csv; charset=utf-8")
    page = readings_of(request.court, wanted, page_number(request.POST.get("page", "")))
    kept = {**form.said(), "search": "posted"} if form.is_bound else {"search": "posted"}
    context = {"desk": "readings", "form": form, "page": page, "kept": kept, "most": MOST_IN_A_FILE}
    return render(request, "console/court/readings.html", context)


def _name() -> str:
    return words.word("file", "reading_column")


def _as_csv(rows: Iterable[Reading]) -> str:
    """One line a reading; names are masked as on the page, for the auditor need not know them."""
    out = StringIO()
    sheet = csv.writer(out)
    sheet.writerow(words.word(name, "reading_column") for name in ("at", "reader", "office", "what", "case", "whom"))
    sheet.writerows(map(safe_cell, _line(row)) for row in rows)
    return out.getvalue()


def _line(row: Reading) -> list[str]:
    reader = row.reader
    office = words.word(reader.role, "office") if isinstance(reader, User) else ""
    case = row.cases[0].number if row.cases else ""
    whom = f"{words.word(row.party.role, 'role')} {mask_name(row.party.name)}" if row.party else ""
    cases = f"{case} +{row.case_count - 1}" if row.case_count > 1 else case
    name = reader.name if isinstance(reader, ApiClient) else str(reader or "")
    return [row.at.isoformat(timespec="seconds"), name, office, words.word(row.kind, "reading"), cases, whom]


def safe_cell(said: str) -> str:
    """The text as a spreadsheet takes it: never as a formula."""
    return f"'{said}" if said.startswith(_STARTS_A_FORMULA) else said
