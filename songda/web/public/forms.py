"""What visitors of the public pages type."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from songda.core.language import COURT_LANGUAGE
from songda.core.words import language_of, names_of
from songda.records.court.staff.models import Court
from songda.records.delivery.outreach.questions import LONGEST

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


class PublicQuestionForm(forms.Form):
    """A question to a court, from anybody; who asks is not asked."""

    court = forms.ChoiceField(label=_("Which court"))
    subject = forms.ChoiceField(label=_("About what"))
    words = forms.CharField(
        label=_("Your question"),
        help_text=_("Leave out names, telephone numbers, identity numbers and case numbers: it may be published."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        language = language_of(get_language() or COURT_LANGUAGE)
        courts = [(court.code, court.name_in(language)) for court in Court.objects.order_by("code")]
        subjects = names_of("outreach.subject", language).items()
        for name, options in (("court", courts), ("subject", [(word, str(capfirst(said))) for word, said in subjects])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = options if len(options) == 1 else [("", pgettext("in a list", "Choose")), *options]


class CompareForm(forms.Form):
    """A certificate's file, to be compared with what the court issued."""

    file = forms.FileField(
        label=_("The certificate as a file (PDF)"),
        help_text=_("Its fingerprint is computed here and compared; the file is not kept."),
        allow_empty_file=True,
    )
