"""A sheet that somebody brings to the console: the form that takes it, and its cells."""

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from songda.core.words import Phrase
from songda.trust.paper.child import NoSlotError
from songda.trust.spreadsheets import SpreadsheetError, Table, read_cells, read_spreadsheet
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
            return read_spreadsheet(file.read()), ""
        return read_cells(request.POST.get("pasted", "")), ""
    except SpreadsheetError as error:
        return [], Phrase(f"fields.spreadsheet.{error.code}").sentence(language())
    except NoSlotError:
        return [], Phrase("fields.spreadsheet.no_turn").sentence(language())
