"""The visitor's own account: who they are, what their office may do, and how they protect it, which goes on record."""

from collections.abc import Callable
from contextlib import suppress

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import UpdateError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from songda.clock import now
from songda.core.access import Act, may
from songda.core.evidence.names import sentence
from songda.records.court.staff.models import User
from songda.records.court.staff.queries import sign_ins_of
from songda.records.court.staff.signing_in import codes_left, end_sessions, make_codes, note_factor
from songda.records.ways.visits.rounds import release_phones
from songda.web.console.account.sign_in import proofs
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.stepping_up import Door, step_up
from songda.web.console.shared.words import language


@behind(None)
def account(request: StaffRequest) -> HttpResponse:
    """Name, office and the second factors that are set up."""
    own = Authenticator.objects.filter(user=request.user).values_list("type", flat=True)
    context = {
        "desk": "account",
        "factors": set(own) or codes_left(request.user),
        "acts": [act for act in Act if may(request.user.role, act)],
        "told": [
            (event.happened_at, sentence(event.name, language()), event.actor) for event in sign_ins_of(request.user)
        ],
        "own": actor(request),
    }
    return render(request, "console/account/account.html", context)


@behind(None, GET_AND_POST)
def codes(request: StaffRequest) -> HttpResponse:
    """How many are left, and a new sheet for whoever asks for one and proves that it is they."""
    if first := step_up(request, Door.OWN_FACTORS):
        return first
    if request.method == "POST":
        sheet = make_codes(request.user, now())
        end_sessions(request.user, spared_key=request.session.session_key)
        release_phones(request.user, f"staff:{request.user.id}", now())
        return render(request, "console/account/codes_once.html", {"desk": "account", "codes": sheet}, status=201)
    return render(request, "console/account/codes.html", {"desk": "account", "left": codes_left(request.user)})


# The other account pages are a library's. What is done there and its event are stored together or not at all: the
# library stores an act in its own time, and says so in a mail that it lets go of after the transaction. So nothing is
# put on record by its hooks; the second factors that the account had before and has afterwards are compared here.
Answer = Callable[[HttpRequest], HttpResponse]
_LOOKS = {"GET", "HEAD", "OPTIONS"}


ACCOUNT_PAGES = "/accounts/"  # the console's own pages are closed by its gate
_OPEN = ("account_change_password", "account_login", "account_logout")


def own_password_first(answer: Answer) -> Answer:
    """Close the account pages but that of the choice, so that no second factor is set up with a given password.

    A passkey that somebody else set up would still let them in after the password was changed.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        is_closed = request.path.startswith(ACCOUNT_PAGES) and request.path not in map(reverse, _OPEN)
        if is_closed and getattr(request.user, "must_change_password", False):
            return redirect("account_change_password")
        return answer(request)

    return middleware


def acts_on_record(answer: Answer) -> Answer:
    """One transaction for whatever a form of these pages does: the act, its event, and the session that says so.

    A further proof gives the session a new key: whoever knew the one before it does not know the next.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in _LOOKS or not request.path.startswith(ACCOUNT_PAGES):
            return answer(request)
        with transaction.atomic():
            return _one_act(request, answer)

    return middleware


def _one_act(request: HttpRequest, answer: Answer) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    before, proved = _factors_of(user), proofs(request)
    response = answer(request)
    if response.status_code >= 500:
        transaction.set_rollback(True)
        return response
    if user is not None and proofs(request) > proved:
        request.session.cycle_key()
    if user is not None and (after := _factors_of(user)) != before:
        _note(user, before, after, request.session.session_key)
    if request.session.modified:
        with suppress(UpdateError):  # the session ended meanwhile: its own middleware says so
            request.session.save()
    return response


def _factors_of(user: User | None) -> set[int]:
    return set() if user is None else set(Authenticator.objects.filter(user=user).values_list("pk", flat=True))


def _note(user: User, before: set[int], after: set[int], own_session: str | None) -> None:
    """Whoever else is signed in with this account must show what holds now."""
    for name, factors in (("staff.factor_added", after - before), ("staff.factor_removed", before - after)):
        for _ in factors:
            note_factor(name, user, f"staff:{user.id}", now())
    end_sessions(user, spared_key=own_session)
    release_phones(user, f"staff:{user.id}", now())
