"""Address confirmation forms of a party: printed to be signed, entered when signed, taken again."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act
from songda.core.address_form import NUMBERS, Answer
from songda.core.identifiers.postal import PARTS
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.showing import note_file
from songda.records.ways.portal.address_forms.actions import keep_scanned
from songda.records.ways.portal.address_forms.forms import FormDraft, blank_form, form_of, form_to_sign
from songda.web.console.parties.addresses import PostalForm
from songda.web.console.shared import words
from songda.web.console.shared.forms import (
    ChosenFile,
    Moment,
    RadioChoices,
    TickChoices,
    Words,
    as_choices,
    before_the_case,
    is_sure,
    succeeds,
    with_limit,
)
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404, the_party
from songda.web.console.shared.pages import Question, ask, attachment


class ScannedForm(PostalForm):
    """The scan, who signed and when, and what the form says; nothing is filled in that nobody typed."""

    file = forms.FileField(
        label=_lazy("Scan of the signed form"),
        widget=ChosenFile(attrs={"accept": "application/pdf"}),
        help_text=with_limit(
            _lazy("PDF, at most {megabytes} MB. It is kept sealed, and its hash goes into the evidence log.")
        ),
    )
    signed_at = Moment(label=_lazy("When it was signed"))
    signer_id = forms.TypedChoiceField(label=_lazy("Who signed"), coerce=UUID, empty_value=None, required=False)
    answer = forms.ChoiceField(
        label=_lazy("Electronic service, as ticked in the form"),
        choices=[
            ("yes", _lazy("They agree")),
            ("no", _lazy("They do not agree")),
            ("open", _lazy("Nothing is ticked")),
        ],
        widget=RadioChoices,
    )
    mobile = Words(label=_lazy("Mobile number (text messages)"), max_length=120, required=False)
    email = Words(label=_lazy("E-mail"), max_length=120, required=False)
    wechat = Words(label=_lazy("WeChat"), max_length=120, required=False)
    fax = Words(label=_lazy("Fax"), max_length=120, required=False)
    inbox = Words(label=_lazy("Account on the litigation platform"), max_length=120, required=False)
    stages = forms.MultipleChoiceField(
        label=_lazy("Agreed for which stages"),
        choices=words.choices(words.STAGE),
        widget=TickChoices(attrs={"many": "few"}),
        required=False,
    )
    judgments = forms.BooleanField(
        label=_lazy("Agreed for judgments, rulings and mediation documents too"), required=False
    )
    wants_secrecy = forms.BooleanField(label=_lazy("The form is to be kept confidential"), required=False)
    compared = forms.BooleanField(
        label=_lazy("I have compared what stands here with the signed form; both say the same."),
        error_messages={"required": _lazy("Compare both, then tick here.")},
    )
    field_order = ["file", "signed_at", "signer_id", *PARTS, "answer", *NUMBERS]

    def __init__(self, *args: Any, signers: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        if signers:
            self.fields["signer_id"].choices = [("", _lazy("The party in person")), *signers]  # type: ignore[attr-defined]
        else:
            del self.fields["signer_id"]

    def clean(self) -> dict[str, Any]:
        """The place is one line; what belongs to a yes is not ticked beside a no."""
        typed = super().clean() or self.cleaned_data
        typed["place"] = self.read_place() if any(typed.get(part) for part in PARTS) else ""
        if typed.get("answer") in {"no", "open"}:
            for name in ("stages", "judgments"):
                if typed.get(name):
                    self.add_error(name, _lazy("Only for those who agree. Take the tick away, or correct the answer."))
        return typed

    def draft(self) -> FormDraft:
        """What is to be kept."""
        typed = self.cleaned_data
        return FormDraft(
            typed["signed_at"],
            place=typed["place"],
            numbers=tuple((kind, typed[kind]) for kind in NUMBERS if typed[kind]),
            answer=Answer.OPEN if typed["answer"] == "open" else Answer(typed["answer"]),
            stages=tuple(typed["stages"]),
            judgments=typed["judgments"],
            wants_secrecy=typed["wants_secrecy"],
            signer_id=typed.get("signer_id"),
        )


PDF = "application/pdf"


@behind(Act.TAKE_FILES)
def print_form(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """The form filled in from the record, to be signed by hand; that it was taken goes on record."""
    party = the_party(request, party_id)
    moment = now()
    note_file(party.case, "address_form", party.id, actor(request), moment)
    return attachment(form_to_sign(party, moment), _file_name(party), PDF)


@behind(Act.TAKE_FILES)
def blank(request: StaffRequest) -> HttpResponse:
    """The form with nothing filled in but the court."""
    return attachment(blank_form(request.court, now()), f"{words.word('blank', 'form_file')}.pdf", PDF)


@behind(Act.TAKE_FILES)
def signed_file(request: StaffRequest, form_id: UUID) -> HttpResponse:
    """The form as it was signed; that it was taken goes on record."""
    form = lookup_or_404(lambda: form_of(request.court, form_id))
    try:
        body = form.read()
    except FileNotFoundError as absent:
        raise Http404 from absent
    note_file(form.party.case, "address_form", form.id, actor(request), now())
    return attachment(body, _file_name(form.party), PDF)


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def enter(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Keep the scan of a form that was signed on paper; what it says comes on record with it."""
    party = the_party(request, party_id)
    home = reverse("console:party", args=[party.id])
    form = ScannedForm(request.POST or None, request.FILES or None, signers=_signers(party))
    if form.is_valid() and is_sure(form, before_the_case(party.case, form.cleaned_data["signed_at"])):
        scan = form.cleaned_data["file"].read()
        if succeeds(form, lambda: keep_scanned(party, form.draft(), scan, actor(request), now())):
            messages.success(request, _("The form is kept; the addresses and the answer in it are on record."))
            return redirect(home)
    question = Question(
        _("Enter a signed address form"),
        _("Keep"),
        home,
        party.case,
        intro=_("Type what stands in the form, not what you know from elsewhere."),
        template="console/parties/signed_form.html",
        context={"party": party},
    )
    return ask(request, form, question)


def _signers(party: Party) -> list[tuple[str, str]]:
    return as_choices(list(party.representatives.filter(removed_at=None).order_by("recorded_at", "id")))


def _file_name(party: Party) -> str:
    """What the paper is called and its case, without anybody's name."""
    return f"{words.word('to_sign', 'form_file')} {party.case.number}.pdf"
