"""Many cases from one sheet: looked at cell by cell, registered a part at a time, their papers matched by file name.

What was read waits sealed for whoever sent it. Each part is one transaction with what is noted of it: whoever leaves
goes on later where they stopped, and of two windows one waits for the other.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from songda.clock import now
from songda.core.access import Act
from songda.core.identifiers.typed import narrow
from songda.core.refusal import Refused
from songda.core.sheets.cases import CaseRows, cases_in, columns_of, each_once
from songda.core.sheets.heads import head_row, heads_in, left_out
from songda.exchange import read_json
from songda.records.ground.sent_forms.files import FileHolder, keep_longer
from songda.records.ground.sent_forms.sheets import KeptSheet, keep_sheet
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.parties.bulk import FiledCase, register_files
from songda.web.console.cases.sheet_files import Fault, Reading, SheetCase, choices_of_a_person, example_of_a_person
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.pages import attachment
from songda.web.console.shared.sheets import (
    WORKBOOK,
    SheetForm,
    answered_file,
    as_example,
    looked_at,
    read_table,
    tell_of_edges,
    template_of,
    too_much_waits,
)
from songda.web.console.shared.words import language

AT_ONCE = 100  # cases registered by one press, or by each turn of the page by itself
SHOWN = 20  # faults on the page; all of them stand in the file to be taken
COOKIE, A_YEAR = "sheet_columns", 365 * 24 * 3600
HEADS = {
    "case": pgettext_lazy("head of a spreadsheet", "Case number"),
    "cause": pgettext_lazy("head of a spreadsheet", "Cause"),
    "hearing": pgettext_lazy("head of a spreadsheet", "Hearing"),
    "courtroom": pgettext_lazy("head of a spreadsheet", "Courtroom"),
    "role": pgettext_lazy("head of a spreadsheet", "Role"),
    "acts_for": pgettext_lazy("head of a spreadsheet", "Acts for"),
    "name": pgettext_lazy("head of a spreadsheet", "Name"),
    "number": pgettext_lazy("head of a spreadsheet", "Identity number"),
    "contact": pgettext_lazy("head of a spreadsheet", "Phone or mailbox"),
    "place": pgettext_lazy("head of a spreadsheet", "Postal address"),
    "consent": pgettext_lazy("head of a spreadsheet", "Agrees to e-service"),
    "papers": pgettext_lazy("head of a spreadsheet", "Papers"),
}


@dataclass
class Batch(KeptSheet):
    """A sheet of cases that waits, and what each column tells."""

    columns: list[str] = field(init=False)
    is_sure: bool = field(init=False)
    tells_blank: bool = field(init=False)

    def __post_init__(self) -> None:
        about = self.kept.about
        self.columns, self.is_sure = json.loads(about["columns"]), about["sure"] == "1"
        self.tells_blank = about.get("blank", "1") == "1"

    def about(self) -> dict[str, str]:
        """How it is read, and how far it has come."""
        return super().about() | {"columns": json.dumps(self.columns), "sure": "1" if self.is_sure else ""}

    @property
    def mark(self) -> str:
        """Stands for this sheet and how it is read, so that nothing is done with one that nobody was shown."""
        return sha256(repr((self.kept.id.hex, self.columns, self.is_sure)).encode()).hexdigest()[:32]

    @property
    def heads(self) -> list[str]:
        """What stands above its columns."""
        return heads_in(self.table)

    @property
    def cases(self) -> list[CaseRows]:
        return cases_in(self.table, self.columns, tells_blank=self.tells_blank)

    @property
    def left(self) -> list[CaseRows]:
        """Those of which nothing became yet."""
        return [rows for rows in self.cases if rows.rows[0].line not in self.answers]


@behind(Act.REGISTER_CASE, GET_AND_POST)
def sheet(request: StaffRequest) -> HttpResponse:
    """Take a sheet, show what was read and what is wrong with it; nothing is registered here."""
    batch = waiting_batch(request)
    if request.method != "POST":
        return _page(request, batch, SheetForm())
    return _take(request, batch)


@behind(Act.REGISTER_CASE, POST_ONLY)
def columns(request: StaffRequest) -> HttpResponse:
    """Say what each column tells, or drop the sheet."""
    with transaction.atomic():
        batch = looked_at(request, waiting_batch(request))
        if batch and "drop" in request.POST:
            batch.drop()
        elif batch and not batch.is_running:
            return _map(request, batch)
    return redirect("console:sheet")


def _take(request: StaffRequest, before: Batch | None) -> HttpResponse:
    form = SheetForm(request.POST, request.FILES)
    taken, wrong = read_table(request)
    table = taken.table
    head = head_row(table)
    if wrong or len(table) < head + 2:
        form.add_error("sheet", wrong or _("A head and at least one row are needed."))
        return _page(request, before, form)
    if before:
        before.drop()
    column_names, blank = columns_of(heads_in(table), _remembered(request)), "1" if taken.tells_blank else ""
    if not keep_sheet(_holder(request), table, now(), columns=json.dumps(column_names), sure="", blank=blank):
        form.add_error("sheet", too_much_waits())
        return _page(request, None, form)
    tell_of_edges(request, table, head)
    return redirect("console:sheet")


def _map(request: StaffRequest, batch: Batch) -> HttpResponse:
    """Say what each column tells; remembered for sheets with the same heads."""
    chosen = [request.POST.get(f"column_{at}", "") for at in range(len(batch.columns))]
    batch.columns = each_once(chosen) or batch.columns
    _tell_of_doubled(request, batch, chosen)
    batch.is_sure = request.POST.get("sure") == "1"
    batch.note()
    answer = redirect("console:sheet")
    known = {
        **_remembered_marks(request),
        **{_mark(head): column for head, column in zip(batch.heads, batch.columns, strict=False) if column},
    }
    answer.set_cookie(
        COOKIE,
        json.dumps(dict(list(known.items())[-60:])),
        max_age=A_YEAR,
        path=reverse("console:sheet"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return answer


def _tell_of_doubled(request: StaffRequest, batch: Batch, chosen: Sequence[str]) -> None:
    for head, wished, column in zip(batch.heads, chosen, batch.columns, strict=False):
        if wished in HEADS and not column:
            sentence = _("“%(name)s” was chosen twice; the column “%(head)s” is left out.")
            messages.warning(request, sentence % {"name": HEADS[wished], "head": head or _("(no head)")})


def _mark(head: str) -> str:
    return sha256(narrow(head).lower().encode()).hexdigest()[:8]


def _remembered_marks(request: StaffRequest) -> dict[str, str]:
    try:
        known = read_json(request.COOKIES.get(COOKIE, "{}"))
    except ValueError:
        return {}
    return {str(mark): str(column) for mark, column in known.items()} if isinstance(known, dict) else {}


class _Remembered(dict[str, str]):
    """By its head what a column was chosen to tell; heads themselves are not kept in the browser."""

    def get(self, head: str, default: Any = None) -> Any:
        return super().get(sha256(head.encode()).hexdigest()[:8], default)


def _remembered(request: StaffRequest) -> Mapping[str, str]:
    return _Remembered(_remembered_marks(request))


@behind(Act.REGISTER_CASE, POST_ONLY)
def run(request: StaffRequest) -> HttpResponse:
    """Register the next cases of the sheet, those with faults left out; one transaction with what is noted of them."""
    with transaction.atomic():
        if batch := looked_at(request, waiting_batch(request)):
            _go_on(request, batch)
    return redirect("console:sheet")


def _go_on(request: StaffRequest, batch: Batch) -> None:
    batch.is_running = True
    part = batch.left[:AT_ONCE]
    reading = _reading(request, batch)
    read, faults = reading.faults(part)
    ready = [one for one in read if one.rows.rows[0].line not in faults]
    answers = register_files(request.court, [one.file for one in ready], reading.by, reading.now)
    for one, answer in zip(ready, answers, strict=True):
        batch.answers[one.rows.rows[0].line] = _registered(one, answer, reading)
    for line, found in faults.items():
        batch.answers[line] = {"why": " ".join(fault.why for fault in found)}
    batch.note()
    keep_longer(_holder(request), now())


def _registered(one: SheetCase, answer: FiledCase | Refused, reading: Reading) -> dict[str, Any]:
    if isinstance(answer, Refused):
        return {"why": answer.sentence(reading.language)}
    details: dict[str, Any] = {"case": str(answer.case.id), "people": [str(party.id) for party in answer.parties]}
    if one.hearing_at is not None:
        try:
            with transaction.atomic():
                set_hearing(answer.case, one.hearing_at, one.courtroom, reading.by, reading.now)
        except Refused as refused:
            details["refusal"] = refused.sentence(reading.language)
    return details


@behind(Act.REGISTER_CASE)
def result(request: StaffRequest) -> HttpResponse:
    """The sheet as it came, with what became of each row, to be mended and taken again."""
    batch = waiting_batch(request)
    if batch is None:
        return redirect("console:sheet")
    by_line = {row.line: rows.rows[0].line for rows in batch.cases for row in rows.rows}
    faults = [] if batch.is_running else _faults(request, batch)
    reasons: dict[int, str] = {}
    for fault in faults:
        reasons[fault.line] = " ".join(filter(None, (reasons.get(fault.line), fault.why)))
    said = {line: reasons.get(line) or _result(batch.answers.get(case)) for line, case in by_line.items()}
    return answered_file(batch, said, "result.xlsx")


def _result(answer: Mapping[str, Any] | None) -> str:
    if answer is None:
        return ""
    return str(answer.get("why") or answer.get("refusal") or _("registered"))


@behind(Act.REGISTER_CASE)
def template(_request: StaffRequest) -> HttpResponse:
    """The workbook to be filled in with many cases."""
    example = {
        **example_of_a_person(),
        "case": as_example(_("the whole case number")),
        "cause": _("Private loan"),
        "hearing": "2026-09-01 09:30",
        "courtroom": _("Court room 3"),
        "papers": _("summons.pdf; complaint.pdf"),
    }
    return attachment(template_of(_("Cases"), HEADS, example, choices_of_a_person()), "cases.xlsx", WORKBOOK)


def _holder(request: StaffRequest) -> FileHolder:
    return FileHolder(actor(request), "/cases/sheet/")


def waiting_batch(request: StaffRequest) -> Batch | None:
    """The sheet that waits for whoever asks."""
    return Batch.waiting(_holder(request), now())


def _reading(request: StaffRequest, batch: Batch) -> Reading:
    return Reading(request.court, actor(request), now(), language(), batch.is_sure, batch.tells_blank)


def _faults(request: StaffRequest, batch: Batch) -> list[Fault]:
    _read, found = _reading(request, batch).faults(batch.cases)
    return sorted((fault for faults in found.values() for fault in faults), key=lambda fault: fault.line)


def _page(request: StaffRequest, batch: Batch | None, form: SheetForm) -> HttpResponse:
    context: dict[str, object] = {"desk": "cases", "form": form, "batch": batch, "heads": HEADS}
    if batch is not None:
        context |= _progress(batch) if batch.is_running else _look(request, batch)
    return render(request, "console/cases/sheet.html", context, status=422 if form.is_bound else 200)


def _look(request: StaffRequest, batch: Batch) -> dict[str, object]:
    """What was read: the columns with an example each, and the cells that must be mended."""
    cases, faults = batch.cases, _faults(request, batch)
    wrong = {fault.line for fault in faults}
    bad = sum(any(row.line in wrong for row in rows.rows) for rows in cases)
    return {
        "columns": list(_columns(batch)),
        "left_out_columns": [head or _("(no head)") for head in left_out(batch.table, batch.columns)],
        "case_count": len(cases),
        "person_count": sum(len(rows.people) for rows in cases),
        "good_count": len(cases) - bad,
        "bad_count": bad,
        "faults": [(fault, HEADS[fault.column]) for fault in faults[:SHOWN]],
        "more_faults": max(0, len(faults) - SHOWN),
    }


def _columns(batch: Batch) -> Iterator[tuple[str, str, str]]:
    rows = batch.table[head_row(batch.table) + 1 :]
    for at, head in enumerate(batch.heads):
        example = next((cells[at] for cells in rows if at < len(cells) and cells[at]), "")
        yield head, example, batch.columns[at] if at < len(batch.columns) else ""


def _papers(batch: Batch) -> dict[str, object]:
    """The files that the rows of registered cases name: those that are still missing, and what can be ordered."""
    missing: dict[str, str] = {}
    to_order = 0
    for rows in batch.cases:
        answer = batch.answers.get(rows.rows[0].line, {})
        if "case" in answer:
            named = {plain_name(name): name for row in rows.rows for name in row.papers}
            missing |= {plain: name for plain, name in named.items() if plain not in answer.get("filed", {})}
            to_order += sum(len(papers) for _party, papers in wanted_of(rows, answer))
    waiting = sorted(missing.values())
    return {
        "waiting_files": waiting[:SHOWN],
        "more_files": max(0, len(waiting) - SHOWN),
        "to_order": to_order,
    }


def plain_name(name: str) -> str:
    """A file's name as it is compared: without its folder and ending, narrow, in small letters."""
    return narrow(PurePosixPath(name.replace("\\", "/")).name).lower().removesuffix(".pdf").strip()


def wanted_of(rows: CaseRows, answer: Mapping[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    """Each person with the papers on file that their row names, or a row of nobody; none ordered or settled before."""
    filed, done = (
        answer.get("filed", {}),
        {tuple(pair) for word in ("ordered", "settled") for pair in answer.get(word, ())},
    )
    for_all = [name for row in rows.rows if not row.is_person for name in row.papers]
    found = []
    for party, row in zip(answer.get("people", ()), rows.people, strict=False):
        ids = [filed[plain_name(name)] for name in (*row.papers, *for_all) if plain_name(name) in filed]
        found.append((party, tuple(paper for paper in dict.fromkeys(ids) if (party, paper) not in done)))
    return found


def _progress(batch: Batch) -> dict[str, object]:
    """How far it has come, and what was left out."""
    cases = batch.cases
    answered = [(rows, batch.answers[rows.rows[0].line]) for rows in cases if rows.rows[0].line in batch.answers]
    out = [(rows, answer) for rows, answer in answered if "why" in answer or "refusal" in answer]
    registered = sum("case" in answer for _rows, answer in answered)
    return {
        "case_count": len(cases),
        "done": len(answered),
        "registered": registered,
        "is_done": len(answered) == len(cases),
        "left_out": [(rows, _result(answer), answer.get("case")) for rows, answer in out[:SHOWN]],
        "more_left_out": max(0, len(out) - SHOWN),
        "said": ngettext("%(count)s case is registered.", "%(count)s cases are registered.", registered)
        % {"count": registered},
        "has_papers": "papers" in batch.columns,
        **_papers(batch),
    }
