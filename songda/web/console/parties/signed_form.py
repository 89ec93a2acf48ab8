"""What a clerk types from an address confirmation form that was signed on paper, beside its scan."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.core.address_form import NUMBERS, Answer
from songda.core.identifiers.postal import PARTS
from songda.records.delivery.address_forms.actions import FormDraft
from songda.web.console.parties.postal import PostalForm
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, TickChoices, Words, with_limit


class ScannedForm(PostalForm):
    """The scan, who signed and when, and what the form says; nothing is filled in that nobody typed."""

    file = forms.FileField(
        label=_("Scan of the signed form"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        help_text=with_limit(
            _("PDF, at most {megabytes} MB. It is kept sealed, and its hash goes into the evidence log.")
        ),
    )
    signed_at = Moment(label=_("When it was signed"))
    signer_id = forms.TypedChoiceField(label=_("Who signed"), coerce=UUID, empty_value=None, required=False)
    answer = forms.ChoiceField(
        label=_("Electronic service, as ticked in the form"),
        choices=[("yes", _("They agree")), ("no", _("They do not agree")), ("open", _("Nothing is ticked"))],
        widget=RadioChoices,
    )
    mobile = Words(label=_("Mobile number (text messages)"), max_length=120, required=False)
    email = Words(label=_("E-mail"), max_length=120, required=False)
    wechat = Words(label=_("WeChat"), max_length=120, required=False)
    fax = Words(label=_("Fax"), max_length=120, required=False)
    inbox = Words(label=_("Account on the litigation platform"), max_length=120, required=False)
    stages = forms.MultipleChoiceField(
        label=_("Agreed for which stages"),
        choices=words.choices(words.STAGE),
        widget=TickChoices(attrs={"many": "few"}),
        required=False,
    )
    judgments = forms.BooleanField(label=_("Agreed for judgments, rulings and mediation documents too"), required=False)
    wants_secrecy = forms.BooleanField(label=_("The form is to be kept confidential"), required=False)
    compared = forms.BooleanField(
        label=_("I have compared what stands here with the signed form; both say the same."),
        error_messages={"required": _("Compare both, then tick here.")},
    )
    field_order = ["file", "signed_at", "signer_id", *PARTS, "answer", *NUMBERS]

    def __init__(self, *args: Any, signers: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        if signers:
            self.fields["signer_id"].choices = [("", _("The party in person")), *signers]  # type: ignore[attr-defined]
        else:
            del self.fields["signer_id"]

    def clean(self) -> dict[str, Any]:
        """The place is one line; what belongs to a yes is not ticked beside a no."""
        typed = super().clean() or self.cleaned_data
        typed["place"] = self.read_place() if any(typed.get(part) for part in PARTS) else ""
        if typed.get("answer") in {"no", "open"}:
            for name in ("stages", "judgments"):
                if typed.get(name):
                    self.add_error(name, _("Only for those who agree. Take the tick away, or correct the answer."))
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
