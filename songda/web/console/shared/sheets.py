"""A sheet that somebody brings to the console: the form that takes it, and its cells."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from songda.clock import now
from songda.core.sheets.heads import head_row, heads_in, rows_aside, told_by
from songda.core.words import Phrase
from songda.records.ground.sent_forms.sheets import KeptSheet
from songda.trust.paper.child import NoSlotError
from songda.trust.spreadsheets import SpreadsheetError, Table, Taken, read_pasted, read_spreadsheet
from songda.trust.tables import Sheet, write_workbook
from songda.web.console.shared.forms import ChosenFile, Words
from songda.web.console.shared.gate import StaffRequest
from songda.web.console.shared.pages import attachment
from songda.web.console.shared.words import language

if TYPE_CHECKING:
    from django.utils.functional import Promise

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def chosen_sheet() -> ChosenFile:
    """Where a table is chosen that is read at once."""
    return ChosenFile(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt", "data-read-at-once": ""})


class SheetForm(forms.Form):
    """A file, or cells that were pasted."""

    sheet = forms.FileField(
        label=_lazy("Spreadsheet"),
        required=False,
        widget=chosen_sheet(),
        help_text=_lazy("XLSX, XLS, ODS, or a text with commas or tabs."),
    )
    pasted = Words(
        label=_lazy("Or paste its cells"),
        max_length=2_000_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )


def read_table(request: StaffRequest) -> tuple[Taken, str]:
    """The cells of the file or of what was pasted; or nothing, and the sentence that says what is wrong with it."""
    try:
        if file := request.FILES.get("sheet"):
            taken = read_spreadsheet(file.read())
            _tell_of_others(request, taken)
            return taken, ""
        return read_pasted(request.POST.get("pasted", "")), ""
    except SpreadsheetError as error:
        return Taken([]), Phrase(f"fields.spreadsheet.{error.code}", error.values).sentence(language())
    except NoSlotError:
        return Taken([]), Phrase("fields.spreadsheet.no_turn").sentence(language())


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


def tell_of_edges(request: StaffRequest, table: Table, head: int) -> None:
    """Say where the heads were found, where something else stands above them, and which rows below tell of nobody."""
    if any(map(any, table[: max(head, 0)])):
        sentence = _("The heads stand in row %(row)s; what stands above them is left out.")
        messages.info(request, sentence % {"row": head + 1})
    aside = {
        "total": _("Left out, since they hold sums: rows %(rows)s."),
        "example": _("Left out as the example of the template: rows %(rows)s."),
    }
    for why, sentence in aside.items():
        if lines := [line for line, reason in rows_aside(table, head) if reason == why]:
            messages.info(request, sentence % {"rows": _(", ").join(map(str, lines))})


def answered_sheet(table: Table, said: Mapping[int, str]) -> Sheet:
    """The sheet as it came, from its heads on, with what is said of each of its lines in the column after the last."""
    heads, top = heads_in(table), head_row(table)
    shown = [at for at, head in enumerate(heads) if told_by(head, "heads") != "result"]
    rows = (
        [*(cells[at] if at < len(cells) else "" for at in shown), said.get(line, "")]
        for line, cells in enumerate(table[top + 1 :], start=top + 2)
    )
    return Sheet(_("Result"), [*((heads[at], 22) for at in shown), (_("Result"), 50)], rows)


def template_of(
    name: str, heads: Mapping[str, "str | Promise"], example: Mapping[str, str], choices: Mapping[str, Sequence[str]]
) -> bytes:
    """A workbook with every head that is understood, what may be chosen, and an example, left out when it is read.

    Its cells are text, so that no number is rounded.
    """
    made, columns = BytesIO(), list(heads)
    sheet = Sheet(
        name,
        [(str(head), 24) for head in heads.values()],
        [[example.get(column, "") for column in columns]],
        is_form=True,
        choices={columns.index(column): words for column, words in choices.items()},
    )
    write_workbook([sheet], made, name, now())
    return made.getvalue()


def as_example(words: str) -> str:
    """Words of a cell that say that its row is an example."""
    return _("Example: %(words)s") % {"words": words}


S = TypeVar("S", bound=KeptSheet)


def looked_at(request: StaffRequest, waiting: S | None) -> S | None:
    """Inside the caller's transaction: the sheet that waits, for this caller alone, if it is what their page showed.

    None where it is gone, and where an older page shows another sheet or reads it otherwise; they are told which.
    """
    sheet = waiting and waiting.locked()
    if sheet is None:
        messages.error(request, gone())
        return None
    return sheet if was_looked_at(request, sheet.mark) else None


def answered_file(sheet: KeptSheet, said: Mapping[int, str], name: str) -> HttpResponse:
    """The sheet as it came, with what is said of each line, to be mended and taken again."""
    made = BytesIO()
    write_workbook([answered_sheet(sheet.table, said)], made, _("Result"), now())
    return attachment(made.getvalue(), name, WORKBOOK)


def too_much_waits() -> str:
    """What is said where another sheet finds no room."""
    return _("Too much of yours is waiting already. Finish or drop that first.")


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
