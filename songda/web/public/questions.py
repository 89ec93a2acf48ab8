"""Questions of the public: answered once for everybody; whoever finds none asks, without saying who they are."""

from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from songda.clock import now
from songda.core.language import COURT_LANGUAGE
from songda.core.outreach.closed_lists import QuestionDoor
from songda.core.outreach.material import common_questions
from songda.core.refusal import Refused, WrongField
from songda.core.words import names_of
from songda.records.court.staff.court_settings import courts_at_work
from songda.records.court.staff.models import Court
from songda.records.ground.limits.actions import LimitedInput, count_try
from songda.records.service.outreach.questions import LONGEST, answers, ask
from songda.web.public.words import reader_language


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
        language = reader_language()
        courts = [(court.code, court.name_in(language)) for court in courts_at_work()]
        subjects = names_of("outreach.subject", language).items()
        for name, options in (
            ("court", courts),
            ("subject", [(word, str(capfirst(subject_name))) for word, subject_name in subjects]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = options if len(options) == 1 else [("", pgettext("in a list", "Choose")), *options]


MOST_SHOWN = 200
WRONG = 422


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """What everybody asks, then what each court answered itself."""
    language = reader_language()
    rows = sorted(answers()[:MOST_SHOWN], key=lambda each: each.court.code)
    by_court = [(court.name_in(language), list(own)) for court, own in groupby(rows, key=lambda each: each.court)]
    context = {"common": common_questions(language), "by_court": by_court, "is_asked": "asked" in request.GET}
    return render(request, "public/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask_court(request: HttpRequest) -> HttpResponse:
    """Ask a court something that is not answered yet."""
    form = PublicQuestionForm(request.POST or None)
    if request.method == "POST":
        count_try(LimitedInput.QUESTION, request.META["REMOTE_ADDR"], now())
        if form.is_valid() and _submit(form):
            return redirect(reverse("public:questions") + "?asked=1")
    return render(request, "public/ask_court.html", {"form": form}, status=WRONG if form.errors else 200)


def _submit(form: PublicQuestionForm) -> bool:
    typed = form.cleaned_data
    try:
        ask(Court.objects.get(code=typed["court"]), typed["subject"], QuestionDoor.PORTAL, typed["words"], now())
    except Refused as refused:
        field = refused.field if isinstance(refused, WrongField) and refused.field in form.fields else None
        form.add_error(field, refused.sentence(get_language() or COURT_LANGUAGE))
        return False
    return True
