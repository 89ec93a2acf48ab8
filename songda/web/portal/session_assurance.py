"""How far a visitor has proved themselves, kept in their session until half an hour passes without a request."""

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from songda.core.identity import Assurance
from songda.records.ground.sent_forms.actions import PROVED
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.acts.other_proofs import index_proved, indexes_reached

KEY = PROVED
DONE = "done_once"
HELPING = "helping"  # by envelope: the mandate of a helper, and when it was last used
IDLE_LIMIT = timedelta(minutes=30)
LONGEST = timedelta(hours=12)  # however busy they are
FRESH = timedelta(minutes=1)  # a session is not written again within it


class PortalRequest(HttpRequest):
    """What a door of the portal notes on a request, for whoever takes its forms."""

    writer: str  # whose forms are shown on this page
    is_turned_away: bool  # what they sent is kept until they have proved who they are
    needs_proof: bool  # they are known, and have to show once more that it is them
    is_proof: bool  # a step of the proof itself


def note_writer(request: HttpRequest, envelope: Envelope) -> None:
    """The forms of this page are this person's."""
    cast(PortalRequest, request).writer = f"person:{_person(envelope)}"


def remember(request: HttpRequest, envelope: Envelope, level: Assurance, now: datetime) -> None:
    """Note what was proved; the session gets a new key, so that one planted before is worth nothing."""
    request.session.cycle_key()
    known = _known(request)
    known[str(envelope.id)] = {
        "level": int(level),
        "at": now.isoformat(),
        "since": now.isoformat(),
        "person": _person(envelope),
        "court": str(envelope.case.court_id),
        "places": _places_proved(envelope, level),
    }
    request.session[KEY] = known
    request.session.pop(DONE, None)
    cast(PortalRequest, request).is_proof = True


def level(request: HttpRequest, envelope: Envelope, now: datetime) -> Assurance:
    """What this session has proved for the envelope.

    A proof of a name and number that the court has corrected since is worth nothing.
    """
    entry = _known(request).get(str(envelope.id))
    return Assurance(entry["level"]) if entry and _is_of(entry, envelope, now) else Assurance.NONE


def has_been_here(request: HttpRequest, envelope: Envelope) -> bool:
    """Whether this browser has proved anything for this envelope: then its link was not guessed just now."""
    return KEY in request.session and str(envelope.id) in _known(request)


def carry_over(request: HttpRequest, envelope: Envelope, now: datetime) -> tuple[Assurance, UUID] | None:
    """A full proof made for another envelope that is good for this one too, and for which one it was made.

    It must be of the very same person, in the same court, and made with a code sent where the message of this one went:
    another court may know another person by that number, and another number may be in another hand. None without one.
    """
    if KEY not in request.session or level(request, envelope, now) >= Assurance.NUMBER_AND_CODE:
        return None
    full = {
        key: entry
        for key, entry in _known(request).items()
        if _is_of(entry, envelope, now) and entry["level"] >= Assurance.NUMBER_AND_CODE
    }
    places = set(_places(envelope)) if full else set()
    good = {key: entry for key, entry in full.items() if places & set(entry["places"])}
    if not good:
        return None
    key = max(good, key=lambda each: int(good[each]["level"]))
    known = _known(request)
    known[str(envelope.id)] = {**good[key], "places": sorted(places & set(good[key]["places"]))}
    request.session[KEY] = known
    return Assurance(good[key]["level"]), UUID(key)


def code_of_today(request: HttpRequest, envelope: Envelope, now: datetime) -> UUID | None:
    """For which envelope a code was typed in this browser today that is good for this one too; None without one.

    Whoever comes back within the day names themselves anew, since others may have the telephone by now; a second code
    would go to that same telephone. What is asked beyond the code is asked again. A body's code is each speaker's own.
    """
    known = _known(request)
    today = {key: entry for key, entry in known.items() if _is_of_today(entry, envelope, now)}
    places = set(_places(envelope)) if today else set()
    good = [key for key, entry in today.items() if places & set(entry["places"])]
    return UUID(max(good, key=lambda key: known[key]["since"])) if good else None


def renew(request: HttpRequest, envelope: Envelope, made_for: UUID, now: datetime) -> None:
    """Name and number were shown again: the code typed for that envelope today is good for this one, till its end."""
    earlier = _known(request)[str(made_for)]
    remember(request, envelope, Assurance.NUMBER_AND_CODE, now)
    known = _known(request)
    known[str(envelope.id)] |= {"since": earlier["since"], "places": earlier["places"]}
    request.session[KEY] = known


def keep_awake(request: HttpRequest, now: datetime) -> None:
    """The visitor is still there: the half hour begins anew for what is still good; the rest is kept for the day."""
    known = {key: entry for key, entry in _known(request).items() if not _is_over(entry, now)}
    awake = [key for key, entry in known.items() if not _is_expired(entry, now)]
    if any(now - datetime.fromisoformat(known[key]["at"]) > FRESH for key in awake):
        request.session[KEY] = known | {key: {**known[key], "at": now.isoformat()} for key in awake}


def forget(request: HttpRequest) -> None:
    """The visitor leaves: nothing that they proved stays on this device."""
    for key in (KEY, HELPING, DONE):
        request.session.pop(key, None)
    request.session.cycle_key()


def note_first_time(request: HttpRequest, what: str) -> bool:
    """Whether this is done for the first time in this visit, which ends when the visitor leaves or proves anew."""
    done = request.session.get(DONE, [])
    if what in done:
        return False
    request.session[DONE] = [*done, what]
    return True


def _is_of(entry: dict[str, Any], envelope: Envelope, now: datetime) -> bool:
    """Whether a proof is of this envelope's person in this envelope's court, and not too old."""
    return _is_of_person(entry, envelope) and not _is_expired(entry, now)


def _is_of_person(entry: dict[str, Any], envelope: Envelope) -> bool:
    person = _person(envelope)
    return bool(person) and entry["person"] == person and entry.get("court") == str(envelope.case.court_id)


def _is_of_today(entry: dict[str, Any], envelope: Envelope, now: datetime) -> bool:
    """Whether a code was typed for this person on the day that it is at the court."""
    if entry["level"] < Assurance.NUMBER_AND_CODE or _is_over(entry, now) or not _is_of_person(entry, envelope):
        return False
    zone = ZoneInfo(envelope.case.court.zone)
    since = datetime.fromisoformat(entry.get("since", entry["at"]))
    return since.astimezone(zone).date() == now.astimezone(zone).date()


def _places(envelope: Envelope) -> list[str]:
    """Keyed indexes of the addresses to which this envelope's message went."""
    return sorted(index.hex() for index in indexes_reached(envelope))


def _places_proved(envelope: Envelope, level: Assurance) -> list[str]:
    """By a code that of the address where they read it: what they have in hand, whatever else the message went to."""
    if level > Assurance.NUMBER_AND_CODE:
        return _places(envelope)
    index = index_proved(envelope) if level == Assurance.NUMBER_AND_CODE else None
    return [] if index is None else [index.hex()]


def _is_expired(entry: dict[str, Any], now: datetime) -> bool:
    return now - datetime.fromisoformat(entry["at"]) > IDLE_LIMIT or _is_over(entry, now)


def _is_over(entry: dict[str, Any], now: datetime) -> bool:
    return now - datetime.fromisoformat(entry.get("since", entry["at"])) > LONGEST


def _person(envelope: Envelope) -> str:
    """The keyed indexes of the person's number and name; an empty text when the court knows no number."""
    party = envelope.party
    return f"{bytes(party.number_index).hex()}.{bytes(party.name_index).hex()}" if party.number_index else ""


def _known(request: HttpRequest) -> dict[str, dict[str, Any]]:
    return cast("dict[str, dict[str, Any]]", dict(request.session.get(KEY, {})))
