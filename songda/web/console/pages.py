"""Shows a page, or a page with one form on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from songda.records.cases.models import Case
from songda.web.console.gate import StaffRequest

Text = str | Promise


@dataclass(frozen=True)
class Question:
    """What a form asks, what its button says, and where one goes without it."""

    title: Text
    submit: Text
    back: str = ""
    case: Case | None = None
    intro: Text = ""
    template: str = "console/form.html"
    context: Mapping[str, object] = field(default_factory=dict)


def ask(request: StaffRequest, form: forms.Form, question: Question) -> HttpResponse:
    """The page with the form; 422 when something typed must be mended, which is said beside the field."""
    context = {"form": form, "question": question, "case": question.case, "desk": "cases", **question.context}
    return render(request, question.template, context, status=422 if form.is_bound else 200)


def page_number(typed: str) -> int:
    """The page that an address asks for; the first one for anything that is no number."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1
