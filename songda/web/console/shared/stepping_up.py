"""Doors that ask once more who sits here, because what lies behind them does harm in the wrong hands.

A view asks `step_up` first and gives its answer back where there is one. Signing in does not count: a session that
somebody left open must not be enough.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from songda.clock import by_machine, now
from songda.records.court.staff.signing_in import note_stepped_up
from songda.web.console.shared.gate import StaffRequest

LASTS = timedelta(minutes=10)
_NOTED = "stepped_up"  # in the session: for which doors the newest proof is on record


class Door(StrEnum):
    """What is behind such a door, as the event names it."""

    LOOKUPS_IN_NUMBERS = "lookups_in_numbers"
    OWN_FACTORS = "own_factors"
    ACCOUNTS = "accounts"  # new ones, offices, passwords, factors, and who must have a factor
    TOKENS = "tokens"
    COURT = "court"  # what messages and papers call it, and in which words they speak
    AFTER_RESTORE = "after_restore"


def step_up(request: StaffRequest, door: Door, back: str = "") -> HttpResponse | None:
    """None for whoever proved within ten minutes that it is they, which is on record; else the way to the proof.

    The proof leads to `back`, or to the page that was asked for; what was typed into its form waits for its writer.
    """
    proof = _proof(request)
    if proof is None:
        request.is_turned_away = not back
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back or request.get_full_path()})}")
    at, how = proof
    noted: dict[str, float] = request.session.get(_NOTED, {})
    if noted.get(door) != at:
        note_stepped_up(request.user, door, how, now())
        request.session[_NOTED] = {**noted, door.value: at}
    return None


def _proof(request: HttpRequest) -> tuple[float, str] | None:
    """When and how they proved it, where that is not too long ago."""
    shown = [one for one in get_authentication_records(request, request.user) if one.get("reauthenticated")]
    if not shown or now() - by_machine(datetime.fromtimestamp(shown[-1]["at"], UTC)) >= LASTS:
        return None
    return shown[-1]["at"], shown[-1]["method"]
