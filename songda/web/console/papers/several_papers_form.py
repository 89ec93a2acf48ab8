"""Several papers that are placed on file in one go, each with its kind."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from songda.core.words import names_of
from songda.records.matter.papers.actions import PaperDraft
from songda.records.matter.papers.kinds import kind_name, row_of_kind
from songda.records.matter.papers.particulars import LONGEST_PERIOD
from songda.records.matter.parties.models import Party
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, Words, to_choose
from songda.web.console.shared.people import as_choices

ROWS = 8
PARTS = ("file", "kind", "title")
# What is asked once for all of them, and which kinds of papers it is asked of.
PARTICULARS = {"days_set_in_paper": "sets_a_period", "issued_at": "lapses", "carried_out_at": "is_carried_out"}


def _asks(kind: str, particular: str) -> bool:
    return bool(getattr(row_of_kind(kind), PARTICULARS[particular]))


class SeveralPapersForm(forms.Form):
    """A few rows of file, kind and title, and what they have in common; rows without anything are left out."""

    filed_by = forms.TypedChoiceField(
        label=_("All filed by"),
        coerce=UUID,
        empty_value=None,
        required=False,
        help_text=_("A party's own paper is never served on that party."),
    )
    days_set_in_paper = forms.IntegerField(
        label=_("Period for evidence, in days"),
        required=False,
        min_value=1,
        max_value=LONGEST_PERIOD,
        help_text=_("As the notice to produce evidence states it, where one is among them."),
    )
    issued_at = Moment(
        label=_("Issued"),
        required=False,
        help_text=_(
            "As the payment order states it, where one is among them: it lapses unless served within thirty days."
        ),
    )
    carried_out_at = Moment(
        label=_("Carried out"),
        required=False,
        help_text=_(
            "Where a preservation ruling is among them that has been carried out; it is to be served afterwards."
        ),
    )

    what_to_mend = _("What is marked below is not on file yet; a file that was chosen there must be chosen once more.")

    def __init__(self, data: Mapping[str, Any] | None, files: Any, *, parties: list[Party]) -> None:
        super().__init__(None if data is None else dict(data.items()), files)
        self.parties = {party.id: party for party in parties}
        self.fields["filed_by"].choices = [("", _("The court")), *as_choices(parties)]  # type: ignore[attr-defined]
        kinds = to_choose(words.choices(words.PAPER_KIND))
        for row in range(1, ROWS + 1):
            picker = forms.ClearableFileInput(attrs={"accept": "application/pdf"})
            self.fields[f"file_{row}"] = forms.FileField(label=_("PDF file"), required=False, widget=picker)
            self.fields[f"kind_{row}"] = forms.ChoiceField(label=_("Kind of paper"), choices=kinds, required=False)
            self.fields[f"title_{row}"] = Words(label=_("Title"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """Every row that was begun has a file and a kind, and there is one at least."""
        typed: dict[str, Any] = super().clean() or {}
        begun = [row for row in range(1, ROWS + 1) if any(self._typed(row))]
        for row in begun:
            file, kind, _title = self._typed(row)
            if not file and f"file_{row}" not in self.errors:
                self.add_error(f"file_{row}", _("Choose the file of this row, or empty the row."))
            if not kind:
                self.add_error(f"kind_{row}", _("Choose what this paper is."))
        if not begun and not self.errors:
            self.add_error("file_1", _("Choose at least one file."))
        self._complain_of_particulars([self._typed(row)[1] for row in begun])
        return typed

    def _complain_of_particulars(self, kinds: list[str]) -> None:
        """What is asked of certain papers alone, and none of these is among them: it would go unheard."""
        for name in PARTICULARS:
            if all(kinds) and self.cleaned_data.get(name) and not any(_asks(kind, name) for kind in kinds):
                self.add_error(
                    name, _("None of these papers is one of which this is asked. Choose its kind, or empty this.")
                )

    def drafts(self) -> Iterator[tuple[int, PaperDraft]]:
        """What may be placed on file now, with the number of its row: a row that lacks something waits alone."""
        if not self.is_bound or any(bound.errors for bound in self.common):
            return
        for row in range(1, ROWS + 1):
            file, kind, title = self._typed(row)
            if file and kind and not any(self.errors.get(f"{part}_{row}") for part in PARTS):
                particulars = {name: self.cleaned_data[name] for name in PARTICULARS if _asks(kind, name)}
                filer = self.parties.get(self.cleaned_data["filed_by"])
                yield row, PaperDraft(kind, title or kind_name(kind, "zh"), file.read(), filer, **particulars)

    def beside(self, row: int, field: str) -> str:
        """The name of this field in this row; of the file where the form has no such field."""
        named = f"{field}_{row}"
        return field if field in PARTICULARS else named if named in self.fields else f"file_{row}"

    def empty(self, row: int) -> None:
        """Show nothing in this row any more: its paper is on file."""
        for part in PARTS:
            self.data.pop(f"{part}_{row}", None)  # type: ignore[attr-defined]  # a dict of our own
        left = [kind for other in range(1, ROWS + 1) if (kind := self.data.get(f"kind_{other}"))]
        for name in PARTICULARS:
            if not any(_asks(kind, name) for kind in left):
                self.data.pop(name, None)  # type: ignore[attr-defined]

    @property
    def rows(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """The fields of each row."""
        return [(self[f"file_{row}"], self[f"kind_{row}"], self[f"title_{row}"]) for row in range(1, ROWS + 1)]

    @property
    def common(self) -> list[BoundField]:
        """What all of them have in common."""
        return [self["filed_by"], *(self[name] for name in PARTICULARS)]

    @property
    def names_of_kinds(self) -> str:
        """Which words in the name of a file tell what it is, the longest first; for the script, as JSON."""
        names = names_of("papers.kind", "zh")
        telling = [(name, kind) for kind, name in names.items() if row_of_kind(kind).is_told_by_its_name]
        return json.dumps(sorted(telling, key=lambda pair: -len(pair[0])), ensure_ascii=False)

    def _typed(self, row: int) -> tuple[Any, str, str]:
        found = self.cleaned_data
        return found.get(f"file_{row}"), found.get(f"kind_{row}", ""), found.get(f"title_{row}", "")
