"""A sheet that somebody brings to the console: the form that takes it, and its cells."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from songda.core.sheets.heads import head_row, heads_in, told_by
from songda.core.words import Phrase
from songda.trust.paper.child import NoSlotError
from songda.trust.spreadsheets import SpreadsheetError, Table, Taken, read_cells, read_spreadsheet
from songda.trust.tables import Sheet
from songda.web.console.shared.forms import Words
from songda.web.console.shared.gate import StaffRequest
from songda.web.console.shared.words import language

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetForm(forms.Form):
    """A file, or cells that were pasted."""

    sheet = forms.FileField(
        label=_lazy("Spreadsheet"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt", "data-read-at-once": ""}),
        help_text=_lazy("XLSX, XLS, ODS, or a text with commas or tabs."),
    )
    pasted = Words(
        label=_lazy("Or paste its cells"),
        max_length=2_000_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )


def read_table(request: StaffRequest) -> tuple[Table, str]:
    """The cells of the file or of what was pasted; or nothing, and the sentence that says what is wrong with it."""
    try:
        if file := request.FILES.get("sheet"):
            taken = read_spreadsheet(file.read())
            _tell_of_others(request, taken)
            return taken.table, ""
        return read_cells(request.POST.get("pasted", "")), ""
    except SpreadsheetError as error:
        return [], Phrase(f"fields.spreadsheet.{error.code}", error.values).sentence(language())
    except NoSlotError:
        return [], Phrase("fields.spreadsheet.no_turn").sentence(language())


def _tell_of_others(request: StaffRequest, taken: Taken) -> None:
    """Say which sheets of a workbook were not taken, and that rows were which nobody sees there."""
    if taken.others:
        sentence = _("Only the sheet “%(sheet)s” was read. Left out: %(others)s.")
        messages.warning(request, sentence % {"sheet": taken.sheet, "others": _(", ").join(taken.others)})
    if taken.hidden:
        sentence = ngettext(
            "%(count)s row that is hidden in the spreadsheet was read like the others.",
            "%(count)s rows that are hidden in the spreadsheet were read like the others.",
            taken.hidden,
        )
        messages.warning(request, sentence % {"count": taken.hidden})


def tell_of_title(request: StaffRequest, table: Table, head: int) -> None:
    """Say where the heads were found, where something else stands above them."""
    if any(map(any, table[:head])):
        sentence = _("The heads stand in row %(row)s; what stands above them is left out.")
        messages.info(request, sentence % {"row": head + 1})


def answered_sheet(table: Table, said: Mapping[int, str]) -> Sheet:
    """The sheet as it came, from its heads on, with what is said of each of its lines in the column after the last."""
    heads, top = heads_in(table), head_row(table)
    shown = [at for at, head in enumerate(heads) if told_by(head, "heads") != "result"]
    rows = (
        [*(cells[at] if at < len(cells) else "" for at in shown), said.get(line, "")]
        for line, cells in enumerate(table[top + 1 :], start=top + 2)
    )
    return Sheet(_("Result"), [*((heads[at], 22) for at in shown), (_("Result"), 50)], rows)


def was_looked_at(request: StaffRequest, mark: str) -> bool:
    """Whether the page from which this was sent showed what waits now; whoever sent it is told where it did not."""
    if request.POST.get("checked") == mark:
        return True
    messages.warning(
        request, _("Nothing was done: by now another sheet waits here, or it is read otherwise. Look at it.")
    )
    return False


def gone() -> str:
    """What is said where nothing waits any more."""
    return _("The sheet is no longer there: an hour is over, or it was dropped. Take it again.")
