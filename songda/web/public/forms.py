"""What visitors of the public pages type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

PLAIN: dict[str, Any] = {
    "autocapitalize": "characters",
    "autocomplete": "off",
    "autocorrect": "off",
    "spellcheck": "false",
    "class": "spaced",
}


class MessageCodeForm(forms.Form):
    """The code that stands in a message."""

    code = forms.CharField(
        label=_("Code from the message"),
        help_text=_("The ten letters and digits after /s/ in the message."),
        max_length=200,
        widget=forms.TextInput(attrs=PLAIN),
    )


class CertificateCodeForm(forms.Form):
    """The code that stands on a certificate."""

    code = forms.CharField(
        label=_("Code on the certificate"),
        help_text=_("It stands under the square pattern. Dashes and blanks make no difference."),
        max_length=200,
        widget=forms.TextInput(attrs=PLAIN),
    )


class CompareForm(forms.Form):
    """A certificate's file, to be compared with what the court issued."""

    file = forms.FileField(
        label=_("The certificate as a file (PDF)"),
        help_text=_("Its fingerprint is computed here and compared; the file is not kept."),
        allow_empty_file=True,
    )
