"""What a clerk types at the counter: the number of the card, and what came of handing the papers over."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.records.delivery.deeds.actions import DeedDraft, StepDraft
from songda.records.overview.boards.at_counter import Waiting
from songda.web.console.shared.forms import RadioChoices, TickChoices, Words, with_limit

SIGNED, REFUSED = "signed", "left"


class CardForm(forms.Form):
    """The number of the card, typed or put in by a reader that types like a keyboard."""

    number = Words(
        label=_("Number of the identity card"),
        help_text=_("Put the card on the reader, or type the number."),
        max_length=40,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
    )
    compared = forms.BooleanField(label=_("I compared the photograph with the person before me"))


class HandingForm(forms.Form):
    """Which papers were put into their hand, and whether they signed."""

    papers = forms.TypedMultipleChoiceField(label=_("Papers handed over"), coerce=UUID, widget=TickChoices)
    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            (SIGNED, _("They signed the return of service")),
            (REFUSED, _("They refused to sign; that is noted on the return")),
        ],
        widget=RadioChoices,
        initial=SIGNED,
    )
    scan = forms.FileField(
        label=_("Scanned return of service"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        help_text=with_limit(
            _("PDF, at most {megabytes} MB. It is kept sealed, and its hash goes into the evidence log.")
        ),
    )

    def __init__(self, *args: Any, waiting: Waiting, **options: Any) -> None:
        options["prefix"] = f"e{waiting.envelope.id.hex[-12:]}"
        super().__init__(*args, **options)
        carried = [(str(view.service.id), view.paper.title) for view in waiting.open]
        self.fields["papers"].choices = carried  # type: ignore[attr-defined]
        self.fields["papers"].initial = [service_id for service_id, _title in carried]

    def draft(self, at: datetime, words: str) -> DeedDraft:
        """The handing over, as it goes on record: in person, to the person themselves."""
        typed = self.cleaned_data
        scan = typed["scan"].read() if typed["scan"] else None
        manner = "at_court" if typed["kind"] == REFUSED else ""
        step = StepDraft(typed["kind"], at, "recipient", words, scan, manner)
        return DeedDraft("direct", tuple(typed["papers"]), step)
