"""Several papers placed on file in one go; each stands alone, so one that is refused keeps no other back."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from songda.clock import now
from songda.core.access import Act
from songda.core.words import names_of
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.actions import LONGEST_PERIOD, PaperDraft, file_paper, warnings_about
from songda.records.matter.papers.kinds import kind_name, row_of_kind
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.queries import parties_of
from songda.web.console.papers.papers import doubts_about, doubts_about_hearing
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, Words, as_choices, carry_out, is_sure, to_choose, with_limit
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_case
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language

ROWS = 8
PARTS = ("file", "kind", "title")
# What is asked once for all of them, and which kinds of papers it is asked of.
PARTICULARS = {"days_set_in_paper": "sets_a_period", "issued_at": "lapses", "carried_out_at": "is_carried_out"}


def _asks(kind: str, particular: str) -> bool:
    return bool(getattr(row_of_kind(kind), PARTICULARS[particular]))


class SeveralPapersForm(forms.Form):
    """A few rows of file, kind and title, and what they have in common; rows without anything are left out."""

    filed_by = forms.TypedChoiceField(
        label=_lazy("All filed by"),
        coerce=UUID,
        empty_value=None,
        required=False,
        help_text=_lazy("A party's own paper is never served on that party."),
    )
    days_set_in_paper = forms.IntegerField(
        label=_lazy("Period for evidence, in days"),
        required=False,
        min_value=1,
        max_value=LONGEST_PERIOD,
        help_text=_lazy("As the notice to produce evidence states it, where one is among them."),
    )
    issued_at = Moment(
        label=_lazy("Issued"),
        required=False,
        help_text=_lazy(
            "As the payment order states it, where one is among them: it lapses unless served within thirty days."
        ),
    )
    carried_out_at = Moment(
        label=_lazy("Carried out"),
        required=False,
        help_text=_lazy(
            "Where a preservation ruling is among them that has been carried out; it is to be served afterwards."
        ),
    )

    what_to_mend = _lazy(
        "What is marked below is not on file yet; a file that was chosen there must be chosen once more."
    )

    def __init__(self, data: Mapping[str, Any] | None, files: Any, *, parties: list[Party]) -> None:
        super().__init__(None if data is None else dict(data.items()), files)
        self.parties = {party.id: party for party in parties}
        self.fields["filed_by"].choices = [("", _lazy("The court")), *as_choices(parties)]  # type: ignore[attr-defined]
        kinds = to_choose(words.choices(words.PAPER_KIND))
        for row in range(1, ROWS + 1):
            picker = forms.ClearableFileInput(attrs={"accept": "application/pdf"})
            self.fields[f"file_{row}"] = forms.FileField(label=_lazy("PDF file"), required=False, widget=picker)
            self.fields[f"kind_{row}"] = forms.ChoiceField(label=_lazy("Kind of paper"), choices=kinds, required=False)
            self.fields[f"title_{row}"] = Words(label=_lazy("Title"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """Every row that was begun has a file and a kind, and there is one at least."""
        typed: dict[str, Any] = super().clean() or {}
        begun = [row for row in range(1, ROWS + 1) if any(self._typed(row))]
        for row in begun:
            file, kind, _title = self._typed(row)
            if not file and f"file_{row}" not in self.errors:
                self.add_error(f"file_{row}", _lazy("Choose the file of this row, or empty the row."))
            if not kind:
                self.add_error(f"kind_{row}", _lazy("Choose what this paper is."))
        if not begun and not self.errors:
            self.add_error("file_1", _lazy("Choose at least one file."))
        self._complain_of_particulars([self._typed(row)[1] for row in begun])
        return typed

    def _complain_of_particulars(self, kinds: list[str]) -> None:
        """What is asked of certain papers alone, and none of these is among them: it would go unheard."""
        for name in PARTICULARS:
            if all(kinds) and self.cleaned_data.get(name) and not any(_asks(kind, name) for kind in kinds):
                self.add_error(
                    name, _lazy("None of these papers is one of which this is asked. Choose its kind, or empty this.")
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


@behind(Act.FILE_PAPER, GET_AND_POST)
def new_papers(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Place several papers on file; those that are in order are kept, the others are shown with the reasons."""
    case = the_case(request, case_id)
    without_agents = [party for party in parties_of(case) if party.acts_for_id is None]
    form = SeveralPapersForm(request.POST or None, request.FILES or None, parties=without_agents)
    back = reverse("console:papers", args=[case.id])
    drafts = list(form.drafts())
    doubts = [doubt for _row, one in drafts for doubt in _doubts_about(case, one)]
    kept = drafts if is_sure(form, doubts) else []
    filed = [paper for row, draft in kept if (paper := _file(request, case, form, row, draft))]
    _announce(request, filed)
    if form.is_valid() and len(kept) == len(drafts):
        return redirect(back)
    intro = with_limit(
        _("Each is placed on file by itself: one that is refused keeps no other back. Together at most {megabytes} MB.")
    )
    question = Question(
        _("File several papers"),
        _("Place on file"),
        back,
        case,
        intro=intro,
        template="console/papers/several_papers.html",
    )
    return ask(request, form, question)


def _doubts_about(case: Case, draft: PaperDraft) -> list[str]:
    own = doubts_about(draft.kind, draft.filed_by, draft.days_set_in_paper, draft.issued_at)
    return [*own, *doubts_about_hearing(case, draft.kind)]


def _file(request: StaffRequest, case: Case, form: SeveralPapersForm, row: int, draft: PaperDraft) -> Paper | None:
    filed = carry_out(form, lambda: file_paper(case, draft, actor(request), now()), lambda name: form.beside(row, name))
    if filed:
        form.empty(row)
    return filed


def _announce(request: StaffRequest, filed: list[Paper]) -> None:
    if not filed:
        return
    said = ngettext("%(count)s paper is on file: %(titles)s.", "%(count)s papers are on file: %(titles)s.", len(filed))
    titles = _(", ").join(paper.title for paper in filed)
    messages.success(request, said % {"count": len(filed), "titles": titles})
    for paper in filed:
        for sentence in warnings_about(paper.read(), language()):
            messages.warning(request, f"{paper.title}: {sentence}")
