"""Shows a page, or a page with one form on it; hands out a file to be saved, never to be run inside the console."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django import forms
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header

from songda.core.access import Act, may
from songda.records.law.planning.under_way import under_way
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party
from songda.web.console.shared.gate import StaffRequest

T = TypeVar("T")
Text = str | Promise
LAST_PAGE = 1_000_000


@dataclass(frozen=True)
class Question:
    """What a form asks, what its button says, and where one goes without it."""

    title: Text
    submit: Text
    back: str = ""
    case: Case | None = None
    intro: Text = ""
    template: str = "console/shared/form.html"
    context: Mapping[str, object] = field(default_factory=dict)
    about: str = ""  # the thing that it is asked about, where the title does not name it


def ask(request: StaffRequest, form: forms.Form, question: Question) -> HttpResponse:
    """The page with the form; 422 when something typed must be mended, which is said beside the field."""
    context = {"form": form, "question": question, "case": question.case, "desk": "cases", **question.context}
    return render(request, question.template, context, status=422 if form.is_bound else 200)


def after_change(request: StaffRequest, case: Case, back: str, party: Party | None = None) -> str:
    """To what is under way, where something of it no longer fits, or goes to this party; else back.

    Only whoever may decide about it is led there.
    """
    if not may(request.user.role, Act.PLACE_ORDER):
        return back
    is_asked = any(one.reason or (party is not None and one.party == party) for one in under_way(case))
    return reverse("console:case_under_way", args=[case.id]) if is_asked else back


def whole_number(typed: str) -> int | None:
    """A number that stands in an address; None for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else None


def page_number(typed: str) -> int:
    """The page that an address asks for, the first one unless it asks well."""
    return min(whole_number(typed) or 1, LAST_PAGE)


@dataclass(frozen=True)
class Slice(Generic[T]):
    """One page of a list that is read as a whole, hence of a short one; `further` and `back` are its neighbours."""

    rows: Sequence[T]
    number: int
    has_next: bool

    @property
    def further(self) -> int:
        """The page after this one; 0 where there is none."""
        return self.number + 1 if self.has_next else 0

    @property
    def back(self) -> int:
        """The page before this one; 0 where there is none."""
        return self.number - 1


def slice_of(rows: Sequence[T], number: int, size: int = 50) -> Slice[T]:
    """The page of this number."""
    start = (number - 1) * size
    return Slice(rows[start : start + size], number, len(rows) > start + size)


A = TypeVar("A", bound=HttpResponseBase)


def attachment(body: bytes, name: str, kind: str) -> HttpResponse:
    """The file under its name; sandboxed, in case a browser shows it all the same."""
    return _to_be_saved(HttpResponse(body, content_type=kind), name)


def streamed(pieces: Iterator[bytes], name: str, kind: str) -> StreamingHttpResponse:
    """The same for a file that is made while it is sent."""
    return _to_be_saved(StreamingHttpResponse(pieces, content_type=kind), name)


def _to_be_saved(answer: A, name: str) -> A:
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
