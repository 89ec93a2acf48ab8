"""What is asked of a helper and their mandate."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from songda.records.delivery.mandates.drafts import MandateDraft
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, TickChoices, Words, to_choose


class MandateForm(forms.Form):
    """Who helps, what they may do, for which papers, until when, and how both are known."""

    name = Words(label=_("Name of the helper"), max_length=100)
    number = Words(
        label=_("Their identity number"),
        help_text=_("It is compared with those of the other side, and kept only as a keyed hash."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    relation = forms.ChoiceField(label=_("Is to the person"), choices=to_choose(words.choices(words.RELATION)))
    rights = forms.MultipleChoiceField(label=_("May"), widget=TickChoices, choices=words.choices(words.MANDATE_RIGHT))
    envelope = forms.TypedChoiceField(label=_("For"), coerce=UUID, empty_value=None, required=False)
    until = Moment(label=_("Until"), help_text=_("At most a year."))
    given_how = forms.ChoiceField(
        label=_("How the person gave it"),
        help_text=_("A message or a nod from a telephone is not enough: it may lie in the helper’s hand."),
        widget=RadioChoices,
        choices=words.choices(words.GIVEN_HOW),
    )
    identified_how = forms.ChoiceField(
        label=_("How the helper is known"), widget=RadioChoices, choices=words.choices(words.IDENTIFIED_HOW)
    )

    def __init__(self, *args: Any, sent: list[tuple[str, datetime]], **options: Any) -> None:
        super().__init__(*args, **options)
        told = [(key, _told(at)) for key, at in sent]
        field = self.fields["envelope"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - as declared above
        field.choices = [("", _("every paper of the case")), *told]

    def draft(self) -> MandateDraft:
        """The mandate."""
        typed = self.cleaned_data
        own = {name: typed[name] for name in ("name", "number", "relation", "given_how", "identified_how", "until")}
        return MandateDraft(**own, rights=tuple(typed["rights"]), envelope_id=typed["envelope"])


def _told(at: datetime) -> str:
    return str(_("the papers ordered %(at)s")) % {"at": timezone.localtime(at).strftime("%Y-%m-%d %H:%M")}
