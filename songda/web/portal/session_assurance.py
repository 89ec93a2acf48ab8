"""How far a visitor has proved themselves, kept in their session until half an hour passes without a request."""

from datetime import datetime, timedelta
from typing import Any, cast

from django.http import HttpRequest

from songda.core.identity import Assurance
from songda.records.orders.models import Envelope

KEY = "recipient"
DONE = "done_once"
HELPING = "helping"  # by envelope: the mandate of a helper, and when it was last used
IDLE_LIMIT = timedelta(minutes=30)
FRESH = timedelta(minutes=1)  # a session is not written again within it


class PortalRequest(HttpRequest):
    """What a door of the portal notes on a request, for whoever takes its forms."""

    writer: str  # whose forms are shown on this page
    is_turned_away: bool  # what they sent is kept until they have proved who they are
    is_proof: bool  # a step of the proof itself


def note_writer(request: HttpRequest, envelope: Envelope) -> None:
    """The forms of this page are this person's."""
    cast(PortalRequest, request).writer = f"person:{_person(envelope)}"


def turn_away(request: HttpRequest) -> None:
    """They must first prove who they are; what they typed waits for them."""
    cast(PortalRequest, request).is_turned_away = True


def remember(request: HttpRequest, envelope: Envelope, level: Assurance, now: datetime) -> None:
    """Note what was proved; the session gets a new key, so that one planted before is worth nothing."""
    request.session.cycle_key()
    known = _known(request)
    known[str(envelope.id)] = {"level": int(level), "at": now.isoformat(), "person": _person(envelope)}
    request.session[KEY] = known
    request.session.pop(DONE, None)
    cast(PortalRequest, request).is_proof = True


def level(request: HttpRequest, envelope: Envelope, now: datetime) -> Assurance:
    """What this session has proved for the envelope, or for another one of the very same person.

    A proof of a name and number that the court has corrected since is worth nothing.
    """
    if KEY not in request.session:
        return Assurance.NONE
    person = _person(envelope)
    best = Assurance.NONE
    for key, entry in _known(request).items():
        if person and entry["person"] == person and not _is_expired(entry, now):
            best = max(best, _worth(entry, is_own=key == str(envelope.id)))
    return best


def keep_awake(request: HttpRequest, now: datetime) -> None:
    """The visitor is still there: the half hour begins anew."""
    known = _known(request)
    awake = [entry for entry in known.values() if not _is_expired(entry, now)]
    if any(now - datetime.fromisoformat(entry["at"]) > FRESH for entry in awake):
        request.session[KEY] = {
            key: {**entry, "at": now.isoformat()} for key, entry in known.items() if not _is_expired(entry, now)
        }


def forget(request: HttpRequest) -> None:
    """The visitor leaves: nothing that they proved stays on this device."""
    for told in (KEY, HELPING, DONE):
        request.session.pop(told, None)
    request.session.cycle_key()


def note_first_time(request: HttpRequest, what: str) -> bool:
    """Whether this is done for the first time in this visit, which ends when the visitor leaves or proves anew."""
    done = request.session.get(DONE, [])
    if what in done:
        return False
    request.session[DONE] = [*done, what]
    return True


def _worth(entry: dict[str, Any], *, is_own: bool) -> Assurance:
    """Only a full proof carries over to the same person's other envelopes; a first step does not."""
    reached = Assurance(entry["level"])
    return reached if is_own or reached >= Assurance.NUMBER_AND_CODE else Assurance.NONE


def _is_expired(entry: dict[str, Any], now: datetime) -> bool:
    return now - datetime.fromisoformat(entry["at"]) > IDLE_LIMIT


def _person(envelope: Envelope) -> str:
    """The keyed indexes of the person's number and name; an empty text when the court knows no number."""
    party = envelope.party
    return f"{bytes(party.number_index).hex()}.{bytes(party.name_index).hex()}" if party.number_index else ""


def _known(request: HttpRequest) -> dict[str, dict[str, Any]]:
    return cast("dict[str, dict[str, Any]]", dict(request.session.get(KEY, {})))
