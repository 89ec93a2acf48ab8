"""Hearings are set, moved and cancelled; whether a default judgment is safe is then asked again."""

from datetime import datetime

from django.db import transaction

from songda.clock import new_id
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.models import Case, Hearing


@transaction.atomic
def set_hearing(case: Case, at: datetime, place: str, by: str, now: datetime) -> Hearing:
    """Set a hearing, once; whether a default judgment is safe is asked again for every summons of the case."""
    where = _read_place(place)
    Case.objects.select_for_update(no_key=True).only("id").get(id=case.id)  # a second press waits, and then sees it
    if Hearing.objects.filter(case=case, at=at, place=where, cancelled_at=None).exists():
        raise Refused("hearing_set_already")
    hearing = Hearing.objects.create(id=new_id(), case=case, court=case.court, at=at, place=where, set_at=now)
    _record("hearing.set", hearing, by, now, {"at": at.isoformat(), "place": where})
    return hearing


def version_of(hearing: Hearing) -> str:
    """A mark that changes whenever the hearing is moved, and where it is cancelled."""
    stands = f"{hearing.id} {hearing.at.isoformat()} {hearing.place} {hearing.cancelled_at is not None}"
    return vault.mark("hearing.version", stands).hex()


@transaction.atomic
def move_hearing(hearing: Hearing, to: tuple[datetime, str], by: str, now: datetime, seen: str = "") -> None:
    """Move a hearing to another time or room; Refused where another than the one that was `seen` stands there now.

    A summons ordered before the move named the time as it was, so it calls nobody to the new one.
    """
    at, place = to
    where = _read_place(place)
    locked = _lock_hearing(hearing, seen)
    if (locked.at, locked.place) == (at, where):
        raise Refused("nothing_changed")
    data: dict[str, Json] = {"before": locked.at.isoformat(), "at": at.isoformat(), "place": where}
    is_other_time = locked.at != at
    hearing.at, hearing.place = at, where
    hearing.moved_at, hearing.changed_at = now if is_other_time else locked.moved_at, now
    hearing.save(update_fields=["at", "place", "moved_at", "changed_at"])
    _record("hearing.moved", hearing, by, now, data)


@transaction.atomic
def cancel_hearing(hearing: Hearing, reason: Reason, by: str, now: datetime) -> None:
    """Cancel a hearing; no summons calls to it any more. Refused as moving it is."""
    words = reason.read()
    locked = _lock_hearing(hearing, reason.seen)
    hearing.cancelled_at = now
    hearing.save(update_fields=["cancelled_at"])
    _record("hearing.cancelled", hearing, by, now, {"at": locked.at.isoformat()}, {"reason": words})


def _lock_hearing(hearing: Hearing, seen: str) -> Hearing:
    locked = Hearing.objects.select_for_update().get(id=hearing.id)
    if locked.cancelled_at is not None:
        raise Refused("hearing_cancelled_already")
    if seen and seen != version_of(locked):
        raise Refused("changed_meanwhile")
    return locked


def _read_place(place: str) -> str:
    where = place.strip()
    if not where or len(where) > 120:
        raise WrongField("place", "hearing.place")
    return where


def _record(name: str, hearing: Hearing, by: str, now: datetime, *parts: dict[str, Json]) -> None:
    """The event of what became of the hearing: what everybody may read, and after that what is sealed."""
    more, *sealed = parts
    data: dict[str, Json] = {"hearing": str(hearing.id), **more}
    private: dict[str, Json] = sealed[0] if sealed else {}
    record([NewEvent(name, f"case:{hearing.case_id}", hearing.case_id, now, by, data, private)], now)
    ask("planning.reconsider", case_ids=[str(hearing.case_id)])
