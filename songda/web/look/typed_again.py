"""Gives back what was typed into a form that was not taken, and says of a form that it was sent already."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from songda.clock import now
from songda.records.ground import vault
from songda.records.ground.sent_forms.actions import Typed, drop_typed, typed_before
from songda.web.look.refilling import Form, forms_of, refilled

_SENT = "forms_sent"
_SENT_LASTS = timedelta(minutes=30)
_MOST_SENT = 10


def note_sent(request: HttpRequest, at: datetime) -> None:
    """Remember in this visit that the form of this page was sent, so that going back tells it."""
    typed = typed_before(request.session, at)
    if typed is not None and typed.address == request.path:
        drop_typed(request.session)
    match = request.resolver_match
    if match is None or "GET" not in getattr(match.func, "methods", ()) or getattr(request, "is_proof", False):
        return
    sent = {**request.session.get(_SENT, {}), _index(request.path): at.isoformat()}
    request.session[_SENT] = dict(list(sent.items())[-_MOST_SENT:])


def give_back(request: HttpRequest, answer: HttpResponse, writer: str) -> HttpResponse:
    """The page as it is, or with what its writer had typed, or with the word that its form was sent."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not _is_page(answer):
        return answer
    typed = typed_before(request.session, now()) if writer else None
    if typed is not None and not typed.is_of(writer):
        drop_typed(request.session)
        typed = None
    sent_at = _sent_at(request)
    if typed is None and sent_at is None:
        return answer
    html = answer.content.decode()
    forms = forms_of(request.path, html)
    if typed is not None and (chosen := _meant(forms, typed, request.path)):
        sent_before = typed.sent_before and datetime.fromisoformat(typed.sent_before)
        answer.content = refilled(html, chosen, typed.fields, _word(request, "typed_again", sent_before)).encode()
    elif sent_at is not None and (own := [form for form in forms if form.address == request.path and form.names]):
        answer.content = refilled(html, own[:1], {}, _word(request, "sent_at", sent_at)).encode()
    return answer


def _meant(forms: list[Form], typed: Typed, page: str) -> list[Form]:
    """The form that was sent; where it stands on a page that cannot be opened again, the one that asks the same."""
    own = [form for form in forms if form.address == typed.address and form.names]
    if own or page != typed.page:
        return own
    return [form for form in forms if form.names & set(typed.fields)][:1]


def _word(request: HttpRequest, template: str, at: datetime | str) -> str:
    return render_to_string(f"look/{template}.html", {"at": at, "zone": settings.TIME_ZONE}, request)


def _sent_at(request: HttpRequest) -> datetime | None:
    sent = request.session.get(_SENT, {}).get(_index(request.path))
    at = datetime.fromisoformat(sent) if sent else None
    return at if at is not None and now() - at <= _SENT_LASTS else None


def _is_page(answer: HttpResponse) -> bool:
    is_html = answer.headers.get("Content-Type", "").startswith("text/html")
    return answer.status_code == 200 and is_html and not answer.streaming


def _index(path: str) -> str:
    """Addresses of the portal hold a link, which is written down nowhere."""
    return vault.mark("session.forms_sent", path).hex()
