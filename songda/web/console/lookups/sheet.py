"""Look-ups from a sheet: each row is looked at first, cell by cell; then those that are in order are requested.

What was read waits sealed for whoever sent it. Nobody is asked before another person has approved each of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
from songda.core.refusal import Refused, WrongField
from songda.core.sheets.heads import head_row, heads_in, left_out
from songda.core.sheets.lookups import LookupRow, columns_of, lookups_in
from songda.core.words import names_of
from songda.records.ground.sent_forms.files import FileHolder, keep_longer
from songda.records.ground.sent_forms.sheets import KeptSheet, keep_sheet
from songda.records.ways.lookups.sheets import Asking, party_of, request_row, would_be_refused
from songda.trust.spreadsheets import Table
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
from songda.web.console.shared.stepping_up import Door, step_up
from songda.web.console.shared.words import language

MOST_ROWS = 200  # each is looked at as if it were asked for
AT_ONCE = 50
SHOWN = 20  # faults on the page; all of them stand in the file to be taken
HEADS = {
    "case": pgettext_lazy("head of a spreadsheet", "Case number"),
    "name": pgettext_lazy("head of a spreadsheet", "Name"),
    "number": pgettext_lazy("head of a spreadsheet", "Identity number"),
    "purpose": pgettext_lazy("head of a spreadsheet", "Purpose"),
    "ground": pgettext_lazy("head of a spreadsheet", "Ground"),
    "why": pgettext_lazy("head of a spreadsheet", "Why other ways do not suffice"),
    "operators": pgettext_lazy("head of a spreadsheet", "Operators"),
    "days": pgettext_lazy("head of a spreadsheet", "Valid for how many days"),
}
_COLUMN_OF = {"valid_until": "days", "party": "name"}


class LookupSheet(KeptSheet):
    """A sheet of look-ups that waits."""

    @property
    def rows(self) -> list[LookupRow]:
        """Those in which something stands."""
        return lookups_in(self.table)

    @property
    def left(self) -> list[LookupRow]:
        """Those of which nothing became yet."""
        return [row for row in self.rows if row.line not in self.answers]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: the line of the sheet, the head of the column, what stands there, and why."""

    line: int
    head: str
    sentence: str
    why: str


@behind(Act.ASK_LOOKUP, GET_AND_POST)
def lookup_sheet(request: StaffRequest) -> HttpResponse:
    """Take a sheet, and show what is wrong with it; nothing is requested here."""
    if request.method != "POST":
        return _page(request, _waiting(request), SheetForm())
    form = SheetForm(request.POST, request.FILES)
    taken, wrong = read_table(request)
    table = taken.table
    if wrong := wrong or _what_is_wrong(table):
        form.add_error("sheet", wrong)
        return _page(request, None, form)
    if before := _waiting(request):
        before.drop()
    if not keep_sheet(_holder(request), table, now()):
        form.add_error("sheet", too_much_waits())
        return _page(request, None, form)
    tell_of_edges(request, table, head_row(table))
    return redirect("console:lookup_sheet")


def _what_is_wrong(table: Table) -> str:
    rows = lookups_in(table)
    if not rows:
        return _("A head and at least one row are needed.")
    if len(rows) > MOST_ROWS:
        return _("A sheet takes %(most)s look-ups; this one has %(rows)s.") % {"most": MOST_ROWS, "rows": len(rows)}
    if unknown := left_out(table, columns_of(heads_in(table))):
        return _("Nothing is known by these heads: %(heads)s. The template has those that are.") % {
            "heads": _(", ").join(head or _("(no head)") for head in unknown)
        }
    return ""


@behind(Act.ASK_LOOKUP, POST_ONLY)
def drop_lookup_sheet(request: StaffRequest) -> HttpResponse:
    """Drop the sheet; what was requested stays requested."""
    with transaction.atomic():
        if sheet := looked_at(request, _waiting(request)):
            sheet.drop()
    return redirect("console:lookup_sheet")


@behind(Act.ASK_LOOKUP, POST_ONLY)
def run_lookup_sheet(request: StaffRequest) -> HttpResponse:
    """Request the next rows, those with faults left out; one transaction with what is noted of them."""
    back = reverse("console:lookup_sheet")
    if first := step_up(request, Door.LOOKUPS_IN_NUMBERS, back):
        messages.warning(request, _("Nothing is requested yet: press once more, now that you have shown who you are."))
        return first
    with transaction.atomic():
        if sheet := looked_at(request, _waiting(request)):
            _go_on(request, sheet)
    return redirect(back)


def _go_on(request: StaffRequest, sheet: LookupSheet) -> None:
    sheet.is_running = True
    asking = _asking(request)
    for row in sheet.left[:AT_ONCE]:
        try:
            with transaction.atomic():
                sheet.answers[row.line] = {"lookup": str(request_row(row, asking).id)}
        except Refused as refused:
            sheet.answers[row.line] = {"why": refused.sentence(language())}
    sheet.note()
    keep_longer(_holder(request), now())


@behind(Act.ASK_LOOKUP)
def lookup_sheet_result(request: StaffRequest) -> HttpResponse:
    """The sheet as it came, with what is wrong with each row, or what became of it, to be mended and taken again."""
    sheet = _waiting(request)
    if sheet is None:
        return redirect("console:lookup_sheet")
    faults: dict[int, list[str]] = {}
    for fault in [] if sheet.is_running else _faults(request, sheet):
        faults.setdefault(fault.line, []).append(fault.head + _(": ") + fault.why)
    said = {row.line: " ".join(faults.get(row.line, ())) or _result(sheet.answers.get(row.line)) for row in sheet.rows}
    return answered_file(sheet, said, "lookups-result.xlsx")


def _result(answer: Mapping[str, str] | None) -> str:
    if answer is None:
        return ""
    return answer.get("why") or _("requested; waits for approval")


@behind(Act.ASK_LOOKUP)
def lookup_sheet_template(_request: StaffRequest) -> HttpResponse:
    """The workbook to be filled in with look-ups."""
    choices = {
        "purpose": list(names_of("lookups.purpose", language()).values()),
        "ground": list(names_of("lookups.ground", language()).values()),
    }
    example = {
        "case": as_example(_("the whole case number")),
        "name": _("Li"),
        "number": _("18 digits, or the credit code"),
        "days": "7",
        **{column: words[0] for column, words in choices.items()},
    }
    return attachment(template_of(_("Look-ups"), HEADS, example, choices), "lookups.xlsx", WORKBOOK)


def _holder(request: StaffRequest) -> FileHolder:
    return FileHolder(actor(request), "/lookups/sheet/")


def _waiting(request: StaffRequest) -> LookupSheet | None:
    return LookupSheet.waiting(_holder(request), now())


def _asking(request: StaffRequest) -> Asking:
    return Asking(request.court, actor(request), now())


def _faults(request: StaffRequest, sheet: LookupSheet) -> list[Fault]:
    rows = {row.line: row for row in sheet.rows}
    refused = would_be_refused(list(rows.values()), _asking(request))
    return [_fault(rows[line], why) for line, whys in refused.items() for why in whys]


def _fault(row: LookupRow, why: Refused) -> Fault:
    named = why.field if isinstance(why, WrongField) else "name"
    column = _COLUMN_OF.get(named, named if named in HEADS else "name")
    return Fault(row.line, str(HEADS[column]), row.cell(column), why.sentence(language()))


def _page(request: StaffRequest, sheet: LookupSheet | None, form: SheetForm) -> HttpResponse:
    context: dict[str, Any] = {"desk": "lookups", "form": form, "sheet": sheet}
    if sheet is not None:
        context |= _progress(sheet) if sheet.is_running else _look(request, sheet)
    return render(request, "console/lookups/lookup_sheet.html", context, status=422 if form.is_bound else 200)


def _look(request: StaffRequest, sheet: LookupSheet) -> dict[str, Any]:
    """What would come of it: the rows in order, and the cells that must be mended."""
    rows, faults = sheet.rows, _faults(request, sheet)
    wrong = {fault.line for fault in faults}
    good = [row for row in rows if row.line not in wrong]
    for row in good:
        request.shown.person(party_of(row, request.court))
    return {
        "row_count": len(rows),
        "good_count": len(good),
        "bad_count": len(rows) - len(good),
        "faults": faults[:SHOWN],
        "more_faults": max(0, len(faults) - SHOWN),
    }


def _progress(sheet: LookupSheet) -> dict[str, Any]:
    requested = sum("lookup" in answer for answer in sheet.answers.values())
    sentence = ngettext("%(count)s look-up is requested.", "%(count)s look-ups are requested.", requested)
    out = [(line, answer["why"]) for line, answer in sorted(sheet.answers.items()) if "why" in answer]
    return {
        "row_count": len(sheet.rows),
        "done": len(sheet.answers),
        "is_done": not sheet.left,
        "said": sentence % {"count": requested},
        "left_out": out[:SHOWN],
        "more_left_out": max(0, len(out) - SHOWN),
    }
