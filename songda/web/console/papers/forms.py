"""A paper that is placed on file."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.records.decision.decisions.paper_corrections import PaperChange
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.actions import PaperDraft
from songda.records.matter.papers.kinds import kind_name
from songda.records.matter.papers.models import Paper
from songda.records.matter.papers.particulars import LONGEST_PERIOD
from songda.records.matter.parties.models import Party
from songda.web.console.papers.doubts import doubts_about, doubts_about_hearing
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, Words, to_choose, with_limit
from songda.web.console.shared.people import as_choices
from songda.web.console.shared.reasons import ReasonForm


class CarriedOutForm(forms.Form):
    """When a preservation ruling was carried out."""

    carried_out_at = Moment(label=_("Carried out"))


class EnteredForm(forms.Form):
    """What is entered of a paper: its kind, its title, who filed it, the days that it sets."""

    kind = forms.ChoiceField(label=_("Kind of paper"), choices=to_choose(words.choices(words.PAPER_KIND)))
    title = Words(
        label=_("Title"),
        max_length=120,
        required=False,
        help_text=_("As the recipient will read it. Left empty: the name of the kind."),
    )
    filed_by = forms.TypedChoiceField(
        label=_("Filed by"),
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
        help_text=_("Only for a notice to produce evidence, as the notice states it."),
    )
    issued_at = Moment(
        label=_("Issued"),
        required=False,
        help_text=_("Only for a payment order: it lapses where it is not served within thirty days."),
    )

    def __init__(self, *args: Any, parties: list[Party], **options: Any) -> None:
        super().__init__(*args, **options)
        self.parties = {party.id: party for party in parties}
        self.fields["filed_by"].choices = [("", _("The court")), *as_choices(parties)]  # type: ignore[attr-defined]

    @property
    def filer(self) -> Party | None:
        """The party whose paper it is; None where it is the court's own."""
        return self.parties.get(self.cleaned_data["filed_by"])

    def doubts_about_it(self) -> list[str]:
        """What is odd about it, to be asked before it is kept."""
        typed = self.cleaned_data
        return doubts_about(typed["kind"], self.filer, typed["days_set_in_paper"], typed["issued_at"])

    def doubts_about_hearing(self, case: Case) -> list[str]:
        """Whether a summons would call to no hearing."""
        return doubts_about_hearing(case, self.cleaned_data["kind"])

    @property
    def name(self) -> str:
        """The title, or the name of the kind."""
        typed = self.cleaned_data
        return typed["title"] or kind_name(typed["kind"], "zh")


class PaperCorrectionForm(EnteredForm, ReasonForm):
    """The paper as it should have been entered, and why."""

    field_order = [*EnteredForm.base_fields, "reason"]

    def change(self) -> PaperChange:
        """For the records."""
        typed = self.cleaned_data
        return PaperChange(typed["kind"], self.name, self.filer, typed["days_set_in_paper"], typed["issued_at"])


class PaperForm(EnteredForm):
    """A PDF, what it is, and who filed it."""

    file = forms.FileField(
        label=_("PDF file"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        help_text=with_limit(
            _("At most {megabytes} MB; not encrypted, without scripts, forms that send, or attachments.")
        ),
    )
    replaces = forms.TypedChoiceField(
        label=_("Replaces"),
        coerce=UUID,
        empty_value=None,
        required=False,
        help_text=_("A corrected paper is another paper and must be served again."),
    )
    carried_out_at = Moment(
        label=_("Carried out"),
        required=False,
        help_text=_("Only for a preservation ruling that has been carried out; it is to be served afterwards."),
    )
    field_order = ["file", "kind", "title", "filed_by", "replaces", "days_set_in_paper", "issued_at", "carried_out_at"]

    def __init__(self, *args: Any, parties: list[Party], papers: list[Paper], **options: Any) -> None:
        super().__init__(*args, parties=parties, **options)
        self.papers = {paper.id: paper for paper in papers}
        earlier = [(str(paper.id), paper.title) for paper in papers]
        self.fields["replaces"].choices = [("", _("Nothing")), *earlier]  # type: ignore[attr-defined]

    def draft(self) -> PaperDraft:
        """What is to be placed on file."""
        typed = self.cleaned_data
        return PaperDraft(
            kind=typed["kind"],
            title=self.name,
            pdf=typed["file"].read(),
            filed_by=self.filer,
            replaces=self.papers.get(typed["replaces"]),
            days_set_in_paper=typed["days_set_in_paper"],
            carried_out_at=typed["carried_out_at"],
            issued_at=typed["issued_at"],
        )
