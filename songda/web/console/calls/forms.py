"""The record of a call."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from songda.channels.registry import mask_address, telephone_kinds
from songda.core.circumstances import Kind, bases_for
from songda.core.identity import LONGEST_ANSWER, LONGEST_QUESTION
from songda.records.delivery.orders.models import Service
from songda.records.delivery.telephone.models import Dial
from songda.records.matter.circumstances.reading import is_body
from songda.records.matter.parties.actions import CallDraft
from songda.records.matter.parties.models import Address, Party
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, TickChoices, Words
from songda.web.console.shared.people import offer_givers

OTHER = "other"  # none of their numbers on file


class CallForm(forms.Form):
    """A telephone call: which number, when, what was told, how it ended."""

    address = forms.TypedChoiceField(
        label=_("Which number was called?"),
        coerce=lambda word: OTHER if word == OTHER else UUID(word),
        widget=RadioChoices,
        error_messages={"required": _("Say which number was called: the call confirms that one and no other.")},
    )
    send_to = Words(
        label=_("Mobile number that they name for papers"),
        required=False,
        max_length=20,
        help_text=_("Where they agree at a landline, or want papers at another number than the one called."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    number = Words(
        label=_("If another number: which"),
        required=False,
        max_length=20,
        help_text=_("If they agree, it becomes their number for service."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    at = Moment(label=_("When the call began"))
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=0,
        max_value=600,
        required=False,
        help_text=_("As the telephone counted them; empty where nobody did."),
    )
    told = forms.MultipleChoiceField(
        label=_("What the party was told"), choices=words.choices(words.TOLD), widget=TickChoices, required=False
    )
    outcome = forms.ChoiceField(label=_("How it ended"), choices=words.choices(words.OUTCOME), widget=RadioChoices)
    is_matched = forms.BooleanField(
        label=_("They said the last four characters of their ID number, and these match the file"),
        required=False,
        help_text=_("Without that no consent, no receipt and no wish of theirs is recorded."),
    )
    is_known_otherwise = forms.BooleanField(
        label=_("No number is on file; they answered what only they know, and the note says what"),
        required=False,
        help_text=_("Without that no consent, no receipt and no wish of theirs is recorded."),
    )
    wishes = forms.MultipleChoiceField(
        label=_("What they need or wish"),
        widget=TickChoices(attrs={"many": "few"}),
        required=False,
        help_text=_("Holds in all their cases at this court, until they say otherwise."),
    )
    received = forms.TypedMultipleChoiceField(
        label=_("Which papers they said to have received"),
        coerce=UUID,
        widget=TickChoices,
        required=False,
        help_text=_("Only where they confirm receipt or agree. It is proof of receipt for the default-judgment guard."),
    )
    again_at = Moment(
        label=_("If they are to be called again: when"),
        required=False,
        help_text=_("The call comes back to Today at that moment."),
    )
    stages = forms.MultipleChoiceField(
        label=_("If they agree: for which stages"),
        choices=words.choices(words.STAGE),
        widget=TickChoices(attrs={"many": "few"}),
    )
    given_by_id = forms.TypedChoiceField(
        label=_("If they agree: who spoke"), coerce=UUID, empty_value=None, required=False
    )
    question = Words(
        label=_("Question that was agreed on"),
        required=False,
        max_length=LONGEST_QUESTION,
        help_text=_(
            "In a case about personal status they open their papers with its answer. Nothing of the case in it."
        ),
    )
    answer = Words(
        label=_("Their answer"),
        required=False,
        max_length=LONGEST_ANSWER,
        help_text=_("As they say it. It is kept as a keyed hash and never shown again."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    note = Words(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The answers in the party's own words. Kept sealed."),
    )
    recording = forms.FileField(
        label=_("Recording"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".wav,.mp3,.ogg,.m4a,audio/*"}),
        help_text=_("WAV, MP3, OGG or M4A, the whole talk. Kept sealed; every listening is put on record."),
    )
    no_recording = forms.ChoiceField(
        label=_("If there is none, or it is shorter than the talk: why"),
        choices=[("", _("There is one")), *words.choices(words.ABSENCE)],
        required=False,
    )

    text_after = forms.BooleanField(
        label=_("Repeat by text message what was agreed, with a check code"),
        required=False,
        help_text=_("Goes to the number that was called, where they agreed, refused or asked to be called again."),
    )

    def __init__(
        self,
        *args: Any,
        numbers: list[tuple[str, str]],
        givers: list[tuple[str, str]],
        sent: list[tuple[str, str]],
        speaks: Party,
        dial: Dial | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.dial = dial
        offer_givers(self, givers)
        self._offer_sent(sent)
        self._offer_speaker(speaks)
        if dial is not None:
            del self.fields["minutes"]  # the line counted them
        self.fields["address"].choices = [*numbers, (OTHER, _("Another number"))]  # type: ignore[attr-defined]

    def _offer_sent(self, sent: list[tuple[str, str]]) -> None:
        """The papers that they may confirm; where none was sent nobody is asked, and the outcome is not offered."""
        self.fields["received"].choices = sent  # type: ignore[attr-defined]
        if not sent:
            del self.fields["received"]
            outcomes = [choice for choice in words.choices(words.OUTCOME) if choice[0] != "received"]
            self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]

    def _offer_speaker(self, party: Party) -> None:
        """How they can be known, and what may be a wish of theirs: a company needs no large print."""
        people = [party, *party.representatives.all()]
        if all(one.number_sealed for one in people):
            del self.fields["is_known_otherwise"]
        if not any(one.number_sealed for one in people):
            del self.fields["is_matched"]
        if not party.case.is_status_case:
            del self.fields["question"], self.fields["answer"]
        needs = bases_for(Kind.CARE, is_body=is_body(party))
        self.fields["wishes"].choices = [(need, words.word(need, "need")) for need in needs]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Another number is named, and a number beside one of theirs says two things."""
        typed = super().clean() or {}
        is_other, number = typed.get("address") == OTHER, typed.get("number", "").strip()
        if is_other and not number:
            self.add_error("number", gettext("Type the number that was called."))
        if bool(typed.get("question")) != bool(typed.get("answer")):
            self.add_error("answer" if typed.get("question") else "question", gettext("Give both, or neither."))
        if number and not is_other and "address" in typed:
            self.add_error("number", gettext("Choose “Another number”, or leave this empty."))
        return typed

    def draft(self) -> CallDraft:
        """What is to be recorded."""
        typed: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in self.cleaned_data.items()
        }
        typed.pop("recording")
        for beside in ("text_after", "question", "answer"):
            typed.pop(beside, None)
        address = typed.pop("address")
        return CallDraft(
            address_id=None if address == OTHER else address,
            dial_id=self.dial.id if self.dial else None,
            **typed,
        )


def callable_numbers(addresses: list[Address], covered: Collection[UUID] = ()) -> list[tuple[str, str]]:
    """The telephone numbers among the addresses, in full: whoever calls must dial them.

    Those that a look-up found stay masked for whoever has not uncovered them there.
    """
    return [(str(a.id), _callable(a, is_covered=a.id in covered)) for a in addresses if a.kind in telephone_kinds()]


def _callable(number: Address, *, is_covered: bool) -> str:
    sure = words.word(number.address_class, "address_class")
    shown = mask_address(number.kind, number.value) if is_covered else number.value
    return gettext("%(number)s (%(sure)s)") % {"number": shown, "sure": sure}


def papers_sent(services: Sequence[Service]) -> list[tuple[str, str]]:
    """The papers that are on their way to them, each with the day on which it was ordered."""
    return [(str(service.id), _ordered(service)) for service in services]


def _ordered(service: Service) -> str:
    day = timezone.localdate(service.envelope.placed_at).isoformat()
    return gettext("%(title)s (ordered on %(day)s)") % {"title": service.paper.title, "day": day}
