"""How staff sign in, which computers are known to be theirs, and how a session ends that somebody left open.

Accounts are given by the court alone, and every entry is on record.
"""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from songda.clock import by_machine, now
from songda.core.events.origins import Door
from songda.core.evidence.names import sentence
from songda.records.court.staff.models import User
from songda.records.court.staff.queries import by_others_since, user_named
from songda.records.court.staff.signing_in import note_end, note_own_password, note_refused, note_sign_in, note_sign_out
from songda.records.ground.evidence.actions import recording_through
from songda.records.ways.visits.rounds import has_round_on_phone, release_phones
from songda.web.console.shared.gate import home_of
from songda.web.console.shared.words import language

ON_SIGN_ON = "sign_on"  # among the proofs of a session


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]
    """Whose session it is, read together with their court: every page asks for both."""

    def get_user(self, user_id: Any) -> User | None:
        """The member of staff; None for whoever is not there, or whose account is closed."""
        user = User.objects.select_related("court").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's ways in, without public sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth passes it
        """Never: an administrator of the court makes the accounts."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the desk where the office of the member of staff begins."""
        return home_of(getattr(request.user, "role", ""))

    def clean_password(self, password: str, user: User | None = None) -> str:
        """Besides the house's rules: a given password is not kept as one's own, since somebody else knows it."""
        chosen: str = super().clean_password(password, user)
        if user is not None and user.must_change_password and user.check_password(chosen):
            raise ValidationError(_("Choose another password than the one that you were given."))
        return chosen

    def set_password(self, user: User, password: str) -> None:
        """The member of staff chose a password of their own."""
        user.set_password(password)
        user.save(update_fields=["password"])
        note_own_password(user, now())

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try: under the computer where the account is at home, else under the account itself."""
        known = known_as(request, credentials.get("username", ""))
        super().pre_authenticate(request, **(credentials if known is None else {"username": known}))

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Every factor was shown: from now on this computer is one of theirs."""
        response: HttpResponse = super().post_login(request, user, **more)
        remember(request, response, user)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        """Let the member of staff in, once every factor was shown; what others did to the account is said first."""
        done = by_others_since(user, by_machine(user.last_login)) if user.last_login else ()
        shown = [one.get("type") or one["method"] for one in get_authentication_records(request, user)]
        super().login(request, user)
        for event in done:
            messages.warning(
                request, f"{localtime(event.recorded_at):%Y-%m-%d %H:%M} {sentence(event.name, language())}"
            )
        note_begun(request, now())
        note_sign_in(user, now(), " ".join(shown))

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Whoever came in by the single sign-on is told that they may still be in there."""
        by_sign_on = any(one["method"] == ON_SIGN_ON for one in get_authentication_records(request, request.user))
        is_there = by_sign_on and settings.SIGN_ON is not None
        return reverse("sign_on_left") if is_there else str(super().get_logout_redirect_url(request))

    def send_notification_mail(self, template_prefix: str, user: User, *_more: Any, **_named: Any) -> None:
        """No mail goes to staff: what happened to their account stands on record (`acts`), and on their own page."""

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            note_sign_out(request.user, now())
            release_phones(request.user, f"staff:{request.user.id}", now())
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        super().authentication_failed(request, **credentials)
        note_refused(credentials.get("username", ""), now())


KNOWN_FOR = timedelta(days=180)
_SALT = "songda.device"
_MOST = 10  # members of staff who share a computer; the one who signed in first is forgotten
Known = tuple[str, dict[str, str]]


def known_as(request: HttpRequest, username: str) -> str | None:
    """Under what name wrong passwords from this computer are counted; None where this account never signed in."""
    device, staff = _read(request)
    if not device:
        return None
    user = user_named(username)
    if user is None or not user.is_active or not hmac.compare_digest(staff.get(str(user.id), ""), _mark(user)):
        return None
    return f"device {device} {user.id}"


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """This computer is known for this account from now on, until its password changes or half a year goes by."""
    device, staff = _read(request)
    staff.pop(str(user.id), None)
    newest = dict([*staff.items(), (str(user.id), _mark(user))][-_MOST:])
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps({"device": device or get_random_string(22), "staff": newest}, salt=_SALT),
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> Known:
    try:
        cookie = signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=_SALT, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return "", {}
    return cookie["device"], cookie["staff"]


def _mark(user: User) -> str:
    """Changes with the password, so that a new one forgets every computer."""
    return user.get_session_auth_hash()[:22]


Answer = Callable[[HttpRequest], HttpResponse]
SEEN, BEGAN = "seen_at", "began_at"
LONGEST = timedelta(hours=12)  # however busy they are
SWEPT = '"cache", "storage"'
SPARED = '"cache"'  # where a phone keeps, sealed, what it has not handed in yet
FRESH = timedelta(minutes=1)  # a session is not written again within it


def end_when_idle(answer: Answer) -> Answer:
    """Sign out whoever asked for nothing for so long, or signed in too long ago; what they typed waits for them.

    Whoever was signed in and is no more leaves nothing in the browser, nor does whoever presses the way out again: the
    browser has given up the answer to the first press.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        was_in, user_id = request.user.is_authenticated, request.user.pk
        if was_in:
            _end_or_note(request, now())
        response = answer(request)
        is_out = (request.method, response.status_code, request.path) == ("POST", 302, reverse("account_logout"))
        if is_out or (was_in and not request.user.is_authenticated):
            response["Clear-Site-Data"] = SPARED if _keeps_a_round(request, user_id) else SWEPT
        return response

    return middleware


def _keeps_a_round(request: HttpRequest, user_id: UUID | None) -> bool:
    """Whether this browser may hold, sealed, what somebody wrote on a round and could not hand in yet."""
    _device, staff = _read(request)
    return any(has_round_on_phone(one) for one in {*map(UUID, staff), *([user_id] if user_id else [])})


def note_begun(request: HttpRequest, at: datetime) -> None:
    """They signed in: every session begins with this."""
    request.session[BEGAN] = at.isoformat()
    note_seen(request, at)


def note_seen(request: HttpRequest, at: datetime) -> None:
    request.session[SEEN] = at.isoformat()


def proofs(request: HttpRequest) -> int:
    """How often they proved who they are in this session."""
    return len(get_authentication_records(request, request.user)) if request.user.is_authenticated else 0


def _end_or_note(request: HttpRequest, at: datetime) -> None:
    seen = _kept(request, SEEN)
    if seen is None:
        return
    if at - seen > timedelta(minutes=settings.STAFF_IDLE_MINUTES):
        _end(request, at, "idle")
    elif at - (_kept(request, BEGAN) or seen) > LONGEST:
        _end(request, at, "long")
    elif at - seen > FRESH:
        note_seen(request, at)


def _end(request: HttpRequest, at: datetime, why: str) -> None:
    user = request.user
    with transaction.atomic():
        if isinstance(user, User):
            with recording_through(Door.CONSOLE):  # whatever page they ask for: this is about their session there
                note_end(user, at, why)
        logout(request)


def _kept(request: HttpRequest, name: str) -> datetime | None:
    value = request.session.get(name)
    return datetime.fromisoformat(value) if value else None
