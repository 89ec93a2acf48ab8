"""Computers where somebody signed in before: guesses made elsewhere lock nobody out here."""

import hmac
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from songda.records.staff.models import User
from songda.records.staff.queries import user_named

LASTS = timedelta(days=180)
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
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> Known:
    try:
        cookie = signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return "", {}
    return cookie["device"], cookie["staff"]


def _mark(user: User) -> str:
    """Changes with the password, so that a new one forgets every computer."""
    return user.get_session_auth_hash()[:22]
