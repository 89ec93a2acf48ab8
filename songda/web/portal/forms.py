"""What a recipient types in the portal; every mistake gets a word beside its field, and what was typed stays."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from songda.channels.registry import code_kinds
from songda.core.identifiers import IdentifierError, is_resident_number, read_credit_code, read_resident_id
from songda.core.law import Ground
from songda.core.words import name_of
from songda.records.delivery.findings.queries import ServiceView
from songda.web.portal.fields import Words
from songda.web.portal.visit import Visit, language

NUMBER_INPUT_ATTRS: dict[str, Any] = {"autocapitalize": "characters", "spellcheck": "false", "autocorrect": "off"}


class LinkCodeForm(forms.Form):
    """The code of a message, typed by hand."""

    code = Words(
        label=_("Code from the message"),
        help_text=_("The ten letters and digits after /s/ in the court’s message. Capital or small is the same."),
        max_length=80,
        widget=forms.TextInput(attrs={**NUMBER_INPUT_ATTRS, "autocomplete": "off", "class": "spaced"}),
    )


class WhoForm(forms.Form):
    """Name and full number; for a body also the name of the person who speaks for it."""

    name = Words(label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    number = Words(
        label=_("Your resident ID number"),
        help_text=_("All 18 characters, as on the identity card."),
        max_length=40,
        widget=forms.TextInput(attrs={**NUMBER_INPUT_ATTRS, "autocomplete": "off", "class": "spaced"}),
    )
    speaker = Words(
        label=_("Your own name"),
        help_text=_("The person who receives the papers for it, for example its legal representative."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, visit: Visit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit = visit
        if not visit.is_body:
            del self.fields["speaker"]
            self._ask_for_the_paper_on_record()
            return
        self.fields["name"].label = _("Full name of the company or body")
        self.fields["name"].widget.attrs["autocomplete"] = "organization"
        self.fields["number"].label = _("Its unified social credit code")
        self.fields["number"].help_text = _("All 18 characters, as on the licence.")

    def _ask_for_the_paper_on_record(self) -> None:
        """Whoever is known by a passport or a permit is not asked for a resident number that they have not."""
        number = self.visit.envelope.party.number
        if number and not is_resident_number(number):
            self.fields["number"].label = _("Number of your passport or permit")
            self.fields["number"].help_text = _("All letters and digits, as on the document.")

    def clean_number(self) -> str:
        """A slip of the finger is told at once and costs no try; a number of another kind is left as it is."""
        typed: str = self.cleaned_data["number"]
        read = read_credit_code if self.visit.is_body else read_resident_id
        try:
            read(self.visit.envelope.party.number)
        except IdentifierError:
            return typed
        try:
            return str(read(typed))
        except IdentifierError as error:
            raise forms.ValidationError(error.sentence(language())) from error


class CodeForm(forms.Form):
    """The one-time code."""

    code = Words(
        label=_("Code from the text message"),
        max_length=12,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "spaced short",
                "spellcheck": "false",
            }
        ),
    )


class AddressCodeForm(CodeForm):
    """The one-time code that went to a new address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the message to the new address")


class PaperOrHelpForm(forms.Form):
    """What the recipient wants instead of, or beside, the papers on the screen."""

    what = forms.ChoiceField(
        label=_("What do you need?"),
        choices=[("paper", _("The papers on paper")), ("help", _("A call from the court"))],
        widget=forms.RadioSelect,
    )
    always = forms.BooleanField(
        label=_("Paper from now on in all my cases at this court"),
        help_text=_("Beside the electronic papers, until you take it back here or by telephone."),
        required=False,
    )
    words = Words(
        label=_("Anything the court should know"),
        help_text=_("For example when you can be reached, or where to send the papers. You may leave this empty."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, may_say_always: bool, **kwargs: Any) -> None:
        """Only of whoever proved who they are does the court believe what they say of their other cases."""
        super().__init__(*args, **kwargs)
        if not may_say_always:
            del self.fields["always"]


def _kinds() -> list[tuple[str, str]]:
    """The kinds of address to which a code may go, which proves that the address is theirs."""
    return [(kind, capfirst(name_of("routes.address_kind", kind, language()))) for kind in code_kinds()]


class AddressForm(forms.Form):
    """A new address for the papers of this case, typed twice, because a slip would send them to a stranger."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=_kinds,
        widget=forms.RadioSelect,
        initial=lambda: code_kinds()[0],
    )
    value = Words(
        label=_("New number or address"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )
    again = Words(
        label=_("The same once more"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        typed = super().clean() or {}
        if "value" in typed and "again" in typed and typed["value"].strip() != typed["again"].strip():
            self.add_error("again", _("The two are not the same. Look at both again."))
        return typed


class AccountForm(forms.Form):
    """What the account is to count as."""

    serves = forms.ChoiceField(
        label=_("What should go there?"),
        choices=[
            ("yes", _("Serve me there: a paper counts as served on the day on which its message arrives there")),
            ("no", _("Only tell me there: papers count when I have received them")),
        ],
        widget=forms.RadioSelect,
    )


class ObjectionForm(forms.Form):
    """What speaks against the service of one paper; a letter that came back has a ground of its own."""

    GROUNDS = (
        ("other_arrival_date", _("It reached me on another day")),
        ("not_own_address", _("The number or address is not mine")),
        ("not_read_by_recipient", _("I did not read it; somebody else did")),
        ("system_error", _("A fault of the system kept me from it")),
    )
    service = forms.ChoiceField(label=_("Which paper?"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=GROUNDS,
        widget=forms.RadioSelect,
    )
    arrived_on = forms.DateField(
        label=_("The day on which it really reached you"),
        help_text=_("Only if it was another day."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    words = Words(
        label=_("What happened, and what shows it"),
        help_text=_("In your own words. Keep what proves it, for example a picture of the screen."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, visit: Visit, views: Sequence[ServiceView], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit, self.views = visit, views
        chosen, grounds = self.fields["service"], self.fields["ground"]
        assert isinstance(chosen, forms.ChoiceField) and isinstance(grounds, forms.ChoiceField)  # noqa: S101, PT018
        chosen.choices = papers = [(str(view.service.id), view.paper.title) for view in views]
        if len(papers) == 1:
            chosen.initial = papers[0][0]
        if any(view.finding is not None and view.finding.ground == Ground.RETURNED for view in views):
            grounds.choices = [("no_fault", _("A letter went back through no fault of mine")), *self.GROUNDS]

    def clean(self) -> dict[str, Any]:
        """Another day of arrival must be named, and cannot lie ahead."""
        typed = super().clean() or {}
        day = typed.get("arrived_on")
        if typed.get("ground") == "other_arrival_date" and day is None and "arrived_on" not in self.errors:
            self.add_error("arrived_on", _("Name the day."))
        if day and day > self.visit.now.astimezone(self.visit.zone).date():
            self.add_error("arrived_on", _("This day has not come yet."))
        if day and day < self.visit.envelope.placed_at.astimezone(self.visit.zone).date():
            self.add_error("arrived_on", _("On this day nothing had been sent yet."))
        if day and typed.get("ground") == "other_arrival_date" and day == self._known_day(typed.get("service")):
            self.add_error("arrived_on", _("That is the day on record. Name another day, or choose another ground."))
        return typed

    def _known_day(self, service_id: str | None) -> date | None:
        """The day that stands on record for this paper."""
        found = next((view.finding for view in self.views if str(view.service.id) == service_id), None)
        return found.effective_on if found else None
