"""The gate of every console page: signed in, of a court, in an office that may do this, and only its own cases."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from songda.clock import now
from songda.core.access import Act, may
from songda.core.evidence.readings import Door
from songda.records.court.staff.models import Court, User
from songda.records.court.staff.signing_in import lacks_factor
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.showing import Subject, note_page

log = logging.getLogger("songda.web")

P = ParamSpec("P")
GET_ONLY = ("GET", "HEAD")
GET_AND_POST = ("GET", "HEAD", "POST")
POST_ONLY = ("POST",)
CODES = "console:codes"  # open to whoever must set up a second factor first: it is one way of doing so


# Whose data a page of the console shows: noted while it is found and named, put on record by the gate.
#
# What a view is about is noted by the function that finds it (`the_case`, `the_party` …), whoever else is named on the
# page by the tag that writes the name.
_WITH_A_PAGE = {200, 201, 409, 422}  # a form with a mistake in it stands on a page too
_ROOMS = "songda.web.console."


class ShownData:
    """Whose data one answer shows; empty as long as nobody has said so."""

    def __init__(self) -> None:
        self.subjects: set[Subject] = set()
        self.is_on_record = False  # by an event that says more than that the page was shown

    def case(self, case_id: UUID) -> None:
        """Everybody in the case."""
        self.subjects.add(Subject(case_id))

    def person(self, party: Party | None, case_id: UUID | None = None) -> None:
        """This person alone; where it is about nobody in particular, everybody in the case."""
        if party is not None:
            self.subjects.add(Subject(party.case_id, party.id))
        elif case_id is not None:
            self.case(case_id)


def door_to(module: str) -> Door:
    """The room of the console in which a view lives, as auditors look for it."""
    return Door(module.removeprefix(_ROOMS).partition(".")[0])


def note_shown(shown: ShownData, user: User, answer: HttpResponseBase, module: str, now: datetime) -> None:
    """Put on record what a page showed to somebody who sees names in full; files are put on record where taken."""
    is_page = answer.status_code in _WITH_A_PAGE and answer.get("Content-Type", "").startswith("text/html")
    if shown.is_on_record or not is_page or not may(user.role, Act.SEE_PERSONAL):
        return
    if shown.subjects and user.court_id:
        note_page(user.court_id, shown.subjects, door_to(module), f"staff:{user.id}", now)


class StaffRequest(HttpRequest):
    """A request whose visitor passed the gate."""

    user: User
    court: Court
    writer: str  # whose forms are shown on this page
    shown: ShownData  # whose data this page shows
    is_turned_away: bool  # what they sent is kept until they have signed in
    fields_to_come: Callable[[], Mapping[str, list[str]]]  # what comes back into the form


StaffView = Callable[Concatenate[StaffRequest, P], HttpResponseBase]


class GuardedView(Protocol[P]):
    """A view behind the gate; `act` tells what its visitor must be allowed to do (None: sign in only)."""

    act: Act | None
    methods: tuple[str, ...]

    def __call__(self, request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        """Answer the request."""


def behind(act: Act | None, methods: tuple[str, ...] = GET_ONLY) -> Callable[[StaffView[P]], GuardedView[P]]:
    """Let only those in who may do `act`; what belongs to another court does not exist for them."""

    def close(view: StaffView[P]) -> GuardedView[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            return _turn_back(request, act, methods) or _answer(view, request, *args, **kwargs)

        guarded.act, guarded.methods = act, methods  # type: ignore[attr-defined]
        return cast(GuardedView[P], guarded)

    return close


def actor(request: StaffRequest) -> str:
    """The visitor as events name them."""
    return f"staff:{request.user.id}"


def home_of(role: str) -> str:
    """Where an office begins: what waits for its decision, today's work, the court's accounts, or the own account."""
    if may(role, Act.DECIDE_FINDING):
        return reverse("console:judge")
    if may(role, Act.SEE_CASES):
        return reverse("console:today")
    return reverse("console:court" if may(role, Act.RUN_COURT) else "console:account")


def _turn_back(request: HttpRequest, act: Act | None, methods: tuple[str, ...]) -> HttpResponse | None:
    user = request.user
    if not isinstance(user, User):
        cast(StaffRequest, request).is_turned_away = True
        return _to_sign_in(request)
    cast(StaffRequest, request).writer = f"staff:{user.id}"
    if user.must_change_password:
        return redirect("account_change_password")
    if lacks_factor(user) and request.path != reverse(CODES):
        return redirect("mfa_index")
    if user.court is None or (act is not None and not may(user.role, act)):
        return _turned_away(request, user, act)
    if request.method not in methods:
        return HttpResponseNotAllowed(methods)
    return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """And back to the page that was asked for; whoever asked for the console as such begins at their own desk."""
    if request.path == reverse("console:today") and not request.GET:
        return redirect("account_login")
    return redirect_to_login(request.get_full_path())


def closed_to(request: StaffRequest, act: Act) -> HttpResponse | None:
    """The page that turns the visitor away, where their office may not do this; for what hangs on the thing itself."""
    return None if may(request.user.role, act) else _not_allowed(request, act)


def _not_allowed(request: HttpRequest, act: Act | None) -> HttpResponse:
    log.warning("turned away: staff %s (%s), who asked to %s", request.user.pk, getattr(request.user, "role", ""), act)
    return render(request, "console/shared/not_allowed.html", {"act": act}, status=403)


def _turned_away(request: HttpRequest, user: User, act: Act | None) -> HttpResponse:
    """An office that only runs the accounts begins there, and is not told off for it."""
    home = home_of(user.role)
    if user.court is not None and request.method == "GET" and request.path == reverse("console:today") != home:
        return redirect(home)
    return _not_allowed(request, act)


def _answer(view: StaffView[P], request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
    staff = cast(StaffRequest, request)
    assert staff.user.court is not None  # noqa: S101 - `_stopped` saw to it
    staff.court, staff.shown = staff.user.court, ShownData()
    with timezone.override(staff.court.zone):
        answer = view(staff, *args, **kwargs)
    note_shown(staff.shown, staff.user, answer, view.__module__, now())
    answer["Cache-Control"] = "no-store"
    return answer
