"""The way in by the court's own single sign-on: out to it, back with a code, and then songda's second factor.

It tells who somebody is and nothing else: nobody gets an account or an office by it. Whoever it names is let in where
an administrator entered that very name for an account; mail addresses and the like count for nothing.
"""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from songda.clock import now
from songda.records.court.staff.models import User
from songda.records.court.staff.queries import user_on_sign_on
from songda.records.court.staff.signing_in import note_refused_on_sign_on
from songda.trust.sign_on import Provider, Question, SignOnError, Trouble, new_question, way_out, way_there, who_came
from songda.web.console.account.sign_in import ON_SIGN_ON
from songda.web.console.shared.gate import home_of

log = logging.getLogger(__name__)
LASTS = timedelta(minutes=10)  # that somebody may take to sign in over there
_ASKED, _MOST_ASKED = "sign_on_asked", 5  # in the session: what it was sent out with, the newest of so many windows
_NOT_OURS = _("Nobody was let in. Begin again; if it goes on, tell whoever runs the systems of the court.")
_AGAIN = _("Begin again.")
WORDS: Mapping[Trouble, tuple[Any, Any]] = {
    Trouble.AWAY: (
        _("The court's single sign-on does not answer."),
        _("Sign in with your user name and password, or try again in some minutes."),
    ),
    Trouble.UNREADABLE: (_("What the single sign-on answered cannot be read."), _NOT_OURS),
    Trouble.CODE: (_("The single sign-on does not confirm what your browser brought back."), _NOT_OURS),
    Trouble.SIGNATURE: (_("What your browser brought back is not signed by the court's single sign-on."), _NOT_OURS),
    Trouble.ISSUER: (_("What your browser brought back is not from the court's single sign-on."), _NOT_OURS),
    Trouble.AUDIENCE: (_("What your browser brought back was given to another system."), _NOT_OURS),
    Trouble.NONCE: (_("What your browser brought back is the answer to another question than ours."), _NOT_OURS),
    Trouble.EXPIRED: (
        _("What the single sign-on confirmed holds no longer, or not yet."),
        _("Begin again; if it goes on, the clocks of the two systems differ: tell whoever runs them."),
    ),
    Trouble.NAMELESS: (
        _("The single sign-on does not say by what name this system knows you."),
        _("Tell whoever runs the systems of the court."),
    ),
    Trouble.STALE: (
        _("This answer of the single sign-on was used already, or is too old, or began in another browser."),
        _AGAIN,
    ),
    Trouble.CANCELLED: (_("You did not sign in at the single sign-on."), _AGAIN),
    Trouble.UNKNOWN: (
        _("The single sign-on knows you, and no account here is opened by it for you."),
        _("Ask the administrator of your court to enter this name for your account:"),
    ),
}


def _provider() -> Provider:
    if settings.SIGN_ON is None:
        raise Http404
    provider: Provider = settings.SIGN_ON
    return provider


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Send the browser out, with a question that no other browser knows."""
    provider, question = _provider(), new_question()
    if isinstance(request.user, User):
        return redirect(home_of(request.user.role))
    if not _is_asked_here(request):  # no page of others opens a session for somebody who did not ask for one
        return redirect("account_login")
    try:
        address = way_there(provider, question, _back())
    except SignOnError as wrong:
        return _refused(request, wrong)
    asked = [*_asked(request).items()][1 - _MOST_ASKED :]
    known = asdict(question) | {"next": get_next_redirect_url(request), "at": now().isoformat()}
    request.session[_ASKED] = {**dict(asked), question.state: known}
    return redirect(address)


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Somebody comes back: whom the sign-on names goes on to the second factor; each answer counts once."""
    provider, known = _provider(), _taken(request, request.GET.get("state", ""), now())
    try:
        name = _named(request, provider, known)
    except SignOnError as wrong:
        return _refused(request, wrong)
    user = user_on_sign_on(name)
    if user is None:
        return _refused(request, SignOnError(Trouble.UNKNOWN, "no account is opened by the name"), name)
    if not user.is_active:
        note_refused_on_sign_on(user, now())
        return render(request, "account/account_inactive.html", status=HTTPStatus.FORBIDDEN)
    record_authentication(request, user, ON_SIGN_ON)
    with transaction.atomic():
        answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=known["next"]))
    return answer


def _named(request: HttpRequest, provider: Provider, known: Mapping[str, str]) -> str:
    """What the sign-on calls whoever came back; SignOnError where it calls nobody so, or not to us."""
    asked = request.GET
    if "error" in asked:  # some say so without what they were asked with
        raise SignOnError(Trouble.CANCELLED if asked["error"] == "access_denied" else Trouble.CODE, "it says no")
    if not known:
        raise SignOnError(Trouble.STALE, "no browser was sent out with this, or it is over")
    if asked.get("iss", provider.issuer) != provider.issuer:
        raise SignOnError(Trouble.ISSUER, "the answer is of somebody else")
    question = Question(known["state"], known["nonce"], known["verifier"])
    return who_came(provider, asked.get("code", ""), question, _back(), now())


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """They have signed out here; over there they may still be in."""
    there = way_out(_provider(), f"{settings.PUBLIC_URL}/")
    return render(request, "console/account/sign_on_left.html", {"there": there})


def _is_asked_here(request: HttpRequest) -> bool:
    """Whether somebody pressed the link of our own page, or typed it; on an open line browsers name the page alone."""
    came_from = request.headers.get("Sec-Fetch-Site")
    if came_from is None:
        return request.headers.get("Referer", "").startswith(f"{settings.PUBLIC_URL}/")
    return came_from in {"same-origin", "none"}


def _back() -> str:
    """As it stands with the provider: what a browser says our address is counts for nothing."""
    return settings.PUBLIC_URL + reverse("sign_on_back")


def _asked(request: HttpRequest) -> dict[str, dict[str, str]]:
    asked: dict[str, dict[str, str]] = request.session.get(_ASKED, {})
    return asked


def _taken(request: HttpRequest, state: str, at: datetime) -> Mapping[str, Any]:
    """What this browser was sent out with under this state, with which nobody comes back again; nothing if too old."""
    asked = _asked(request)
    known = asked.pop(state, None)
    if known is None:
        return {}
    request.session[_ASKED] = asked
    request.session.save()
    return known if at - datetime.fromisoformat(known["at"]) <= LASTS else {}


def _refused(request: HttpRequest, wrong: SignOnError, name: str = "") -> HttpResponse:
    log.warning("single sign-on: nobody was let in (%s): %s", wrong.trouble, wrong)
    what, cure = WORDS[wrong.trouble]
    status = HTTPStatus.SERVICE_UNAVAILABLE if wrong.trouble == Trouble.AWAY else HTTPStatus.FORBIDDEN
    context = {"what": what, "cure": cure, "named": name}
    return render(request, "console/account/sign_on_refused.html", context, status=status)
