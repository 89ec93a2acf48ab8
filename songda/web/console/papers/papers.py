"""Papers: placed on file, taken to be looked at, corrected, struck."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act
from songda.records.law.decisions.mistakes import PaperChange, correct_paper, strike_paper
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.actions import (
    LONGEST_PERIOD,
    PaperDraft,
    file_paper,
    note_carried_out,
    warnings_about,
)
from songda.records.matter.papers.kinds import kind_name, row_of_kind
from songda.records.matter.papers.models import Paper
from songda.records.matter.papers.queries import doubts_about_summons, papers_of
from songda.records.matter.parties.addresses import side_of
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.queries import parties_of
from songda.records.matter.parties.showing import note_file
from songda.web.console.shared import words
from songda.web.console.shared.forms import (
    ChosenFile,
    Moment,
    ReasonForm,
    Words,
    as_choices,
    carry_out,
    is_sure,
    succeeds,
    to_choose,
    with_limit,
)
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_case, the_paper
from songda.web.console.shared.pages import Question, ask, attachment
from songda.web.console.shared.words import language


class CarriedOutForm(forms.Form):
    """When a preservation ruling was carried out."""

    carried_out_at = Moment(label=_lazy("Carried out"))


class EnteredForm(forms.Form):
    """What is entered of a paper: its kind, its title, who filed it, the days that it sets."""

    kind = forms.ChoiceField(label=_lazy("Kind of paper"), choices=to_choose(words.choices(words.PAPER_KIND)))
    title = Words(
        label=_lazy("Title"),
        max_length=120,
        required=False,
        help_text=_lazy("As the recipient will read it. Left empty: the name of the kind."),
    )
    filed_by = forms.TypedChoiceField(
        label=_lazy("Filed by"),
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
        help_text=_lazy("Only for a notice to produce evidence, as the notice states it."),
    )
    issued_at = Moment(
        label=_lazy("Issued"),
        required=False,
        help_text=_lazy("Only for a payment order: it lapses where it is not served within thirty days."),
    )

    def __init__(self, *args: Any, parties: list[Party], **options: Any) -> None:
        super().__init__(*args, **options)
        self.parties = {party.id: party for party in parties}
        self.fields["filed_by"].choices = [("", _lazy("The court")), *as_choices(parties)]  # type: ignore[attr-defined]

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
        typed = self.cleaned_data
        return PaperChange(typed["kind"], self.name, self.filer, typed["days_set_in_paper"], typed["issued_at"])


class PaperForm(EnteredForm):
    """A PDF, what it is, and who filed it."""

    file = forms.FileField(
        label=_lazy("PDF file"),
        widget=ChosenFile(attrs={"accept": "application/pdf"}),
        help_text=with_limit(
            _lazy("At most {megabytes} MB; not encrypted, without scripts, forms that send, or attachments.")
        ),
    )
    replaces = forms.TypedChoiceField(
        label=_lazy("Replaces"),
        coerce=UUID,
        empty_value=None,
        required=False,
        help_text=_lazy("A corrected paper is another paper and must be served again."),
    )
    carried_out_at = Moment(
        label=_lazy("Carried out"),
        required=False,
        help_text=_lazy("Only for a preservation ruling that has been carried out; it is to be served afterwards."),
    )
    field_order = ["file", "kind", "title", "filed_by", "replaces", "days_set_in_paper", "issued_at", "carried_out_at"]

    def __init__(self, *args: Any, parties: list[Party], papers: list[Paper], **options: Any) -> None:
        super().__init__(*args, parties=parties, **options)
        self.papers = {paper.id: paper for paper in papers}
        earlier = [(str(paper.id), paper.title) for paper in papers]
        self.fields["replaces"].choices = [("", _lazy("Nothing")), *earlier]  # type: ignore[attr-defined]

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


def doubts_about(kind: str, filer: Party | None, days: int | None, issued_at: datetime | None) -> list[str]:
    """Sentences that ask; none where the paper is like others of its kind."""
    row, name = row_of_kind(kind), words.word(kind, "paper_kind")
    doubts = []
    if filer is None and row.filed_by:
        doubts.append(_("“%(kind)s” is usually a party's paper; it is entered as the court's own.") % {"kind": name})
    if filer is not None and row.is_the_courts:
        doubts.append(_("“%(kind)s” is the court's own paper; it is entered as a party's.") % {"kind": name})
    if filer is not None and row.filed_by and side_of(filer) not in row.filed_by:
        values = {"kind": name, "role": words.word(filer.role, "role"), "name": filer.name}
        doubts.append(
            _("“%(kind)s” usually comes from the other side; it is entered as one of %(role)s %(name)s.") % values
        )
    if row.sets_a_period and days is None:
        doubts.append(_("“%(kind)s” sets a period, but no number of days is entered.") % {"kind": name})
    if row.lapses and issued_at is None:
        doubts.append(
            _("“%(kind)s” lapses where it is not served in time, but when it was issued is not entered.")
            % {"kind": name}
        )
    return doubts


def doubts_about_hearing(case: Case, kind: str) -> list[str]:
    """The sentence that asks, where a summons is filed and no hearing is to come."""
    return [doubt.sentence(words.language()) for doubt in doubts_about_summons(case, kind, now())]


@behind(Act.FILE_PAPER, GET_AND_POST)
def new_paper(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Place a paper on file; an unsafe PDF is refused with every reason."""
    case = the_case(request, case_id)
    replaceable = [paper for paper in papers_of(case) if not hasattr(paper, "replaced_by") and paper.struck_at is None]
    own = [party for party in parties_of(case) if party.acts_for_id is None]
    form = PaperForm(request.POST or None, request.FILES or None, parties=own, papers=replaceable)
    is_kept = form.is_valid() and is_sure(form, [*form.doubts_about_it(), *form.doubts_about_hearing(case)])
    if is_kept and (filed := carry_out(form, lambda: file_paper(case, form.draft(), actor(request), now()))):
        messages.success(request, _("“%(title)s” is on file.") % {"title": filed.title})
        for sentence in warnings_about(filed.read(), language()):
            messages.warning(request, sentence)
        return redirect("console:papers", case.id)
    back = reverse("console:papers", args=[case.id])
    return ask(request, form, Question(_("File a paper"), _("Place on file"), back, case))


@behind(Act.FILE_PAPER, GET_AND_POST)
def carried_out(request: StaffRequest, paper_id: UUID) -> HttpResponse:
    """Say when a preservation ruling was carried out."""
    paper = the_paper(request, paper_id)
    form = CarriedOutForm(request.POST or None)
    back = reverse("console:papers", args=[paper.case_id])
    if form.is_valid():
        at = form.cleaned_data["carried_out_at"]
        if succeeds(form, lambda: note_carried_out(paper, at, actor(request), now())):
            messages.success(request, _("It is on record that the ruling was carried out."))
            return redirect(back)
    intro = _("A preservation ruling is served after it has been carried out, so that nobody is warned.")
    return ask(request, form, Question(paper.title, _("Record"), back, paper.case, intro=intro))


@behind(Act.TAKE_FILES)
def paper_file(request: StaffRequest, paper_id: UUID) -> HttpResponse:
    """The PDF as it was filed."""
    paper = the_paper(request, paper_id)
    note_file(paper.case, "paper", paper.id, actor(request), now())
    return attachment(paper.read(), f"{paper.title}.pdf", "application/pdf")


@behind(Act.FILE_PAPER, GET_AND_POST)
def correct(request: StaffRequest, paper_id: UUID) -> HttpResponse:
    """Put right the kind, the title, who filed it, or the days that a notice sets."""
    paper = the_paper(request, paper_id)
    own = [party for party in parties_of(paper.case) if party.acts_for_id is None]
    first = {
        "kind": paper.kind,
        "title": paper.title,
        "filed_by": paper.filed_by_id or "",
        "days_set_in_paper": paper.days_set_in_paper,
        "issued_at": paper.issued_at,
    }
    form = PaperCorrectionForm(request.POST or None, parties=own, initial=first)
    back = reverse("console:papers", args=[paper.case_id])
    if (
        form.is_valid()
        and is_sure(form, form.doubts_about_it())
        and succeeds(form, lambda: correct_paper(paper, form.change(), form.why(), actor(request), now()))
    ):
        messages.success(request, _("The record of the paper is corrected, and what hangs on it is looked at again."))
        return redirect(back)
    intro = _("The PDF itself stays as it was filed. Another PDF is another paper: file it as one that replaces this.")
    title = _("Correct the record of the paper")
    question = Question(title, _("Correct the record"), back, paper.case, intro, context={"paper": paper})
    return ask(request, form, question)


@behind(Act.FILE_PAPER, GET_AND_POST)
def strike(request: StaffRequest, paper_id: UUID) -> HttpResponse:
    """Strike a paper that was filed by mistake."""
    paper = the_paper(request, paper_id)
    form = ReasonForm(request.POST or None)
    back = reverse("console:papers", args=[paper.case_id])
    if form.is_valid() and succeeds(form, lambda: strike_paper(paper, form.why(), actor(request), now())):
        messages.success(request, _("The paper is struck; it is served on nobody."))
        return redirect(back)
    intro = _("It stays on record, shown as struck. A paper that was ordered to be served cannot be struck.")
    title, submit = _("Strike the paper"), _("Strike as mistaken")
    return ask(request, form, Question(title, submit, back, paper.case, intro, context={"paper": paper}))
