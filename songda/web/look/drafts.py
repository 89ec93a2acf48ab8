"""Drafts of long forms: kept while somebody types, brought back when they open the page again, dropped when it is sent.

A form asks for it by `look/keeps_draft.html`. Without script nothing is kept before it is sent.
"""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string

from songda.clock import now
from songda.records.ground.sent_forms.actions import typed_before
from songda.records.ground.sent_forms.drafts import KEEPS_DRAFT, DraftFound, draft_of
from songda.web.look.refilling import forms_of, refilled


def fields_to_come(request: HttpRequest) -> Mapping[str, list[str]]:
    """What will be put back into this page's form once it is made, so that it can have as many rows as that needs."""
    writer = getattr(request, "writer", "")
    typed = typed_before(request.session, now()) if writer else None
    if typed is not None and typed.is_of(writer) and typed.page == request.path:
        return typed.fields
    found = _found(request, writer)
    return found.fields if found else {}


def with_draft(request: HttpRequest, writer: str, html: str) -> str:
    """The page with what its writer left there unsent, and a word that says so."""
    own = [form for form in forms_of(request.path, html) if form.address == request.path and KEEPS_DRAFT in form.marks]
    found = _found(request, writer) if own else None
    if found is None:
        return html
    word = render_to_string(
        "look/draft.html", {"at": found.at, "page": request.path, "zone": settings.TIME_ZONE}, request
    )
    return refilled(html, own[:1], found.fields, word)


def _found(request: HttpRequest, writer: str) -> DraftFound | None:
    """Read once for a page."""
    if not hasattr(request, "draft_found"):
        request.draft_found = draft_of(writer, request.path, now())  # type: ignore[attr-defined]
    return request.draft_found  # type: ignore[attr-defined,no-any-return]
