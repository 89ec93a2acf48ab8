"""What is typed to prove once more that one is the person: a code from the counter, or an answer agreed on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.core.identity import LONGEST_ANSWER
from songda.web.portal.fields import Words
from songda.web.portal.forms import CodeForm, WhoForm


class CounterCodeForm(CodeForm):
    """The one-time code from the counter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the counter")
        self.fields["code"].help_text = _("The eight digits that the clerk gave you.")


class AnswerForm(forms.Form):
    """The answer to the question agreed on in a call."""

    answer = Words(
        label=_("Your answer"),
        help_text=_("As you told it on the telephone. Capital or small, with or without spaces, is the same."),
        max_length=LONGEST_ANSWER,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class OpeningForm(WhoForm):
    """The code that opens a locked link, with name and number; all of it is judged together."""

    field_order = ("code", "name", "number", "speaker")
    code = Words(label=_("Code from the text message"), max_length=16, widget=CodeForm.base_fields["code"].widget)
