"""Somebody of the court looks at what a phone reported, and it becomes a try by people, or is set aside with a reason.

Where the court says so, what is sound in every respect becomes one by itself. What the law makes of it, the law says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from songda.core.delivery.tasks import Fact
from songda.core.delivery.visits import Lack, State, Times, VisitDetails, lacks_of, way_of
from songda.core.evidence.canonical import Json
from songda.core.language import COURT_LANGUAGE
from songda.core.law import Status
from songda.core.law.facts import Person
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase, say
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.consents import can_act
from songda.records.service.deeds.models import Deed
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.actions import end
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from songda.records.ways.visits.models import Stop, Visit, VisitPhoto, VisitRule
from songda.records.ways.visits.reports import report_of
from songda.records.ways.visits.sheet import record_pdf


@dataclass(frozen=True)
class VisitToAccept:
    """A visit with all that somebody looks at before they accept it."""

    visit: Visit
    report: dict[str, Json]
    times: Times
    photos: Sequence[VisitPhoto]
    lacks: Sequence[Lack]
    others: int  # reports of the same papers that nobody has looked at either


def visit_of(court: Court, visit_id: UUID) -> Visit:
    """One visit of this court; Visit.DoesNotExist for any other."""
    rows = Visit.objects.select_related(
        "stop__envelope__case__court", "stop__envelope__party", "stop__address", "stop__round__person", "deed"
    )
    return rows.get(id=visit_id, stop__envelope__case__court=court)


def photo_of(court: Court, photo_id: UUID) -> VisitPhoto:
    """One photograph of a visit of this court; VisitPhoto.DoesNotExist for any other."""
    rows = VisitPhoto.objects.select_related("visit__stop__envelope__case")
    return rows.get(id=photo_id, visit__stop__envelope__case__court=court)


def look_at(visit: Visit) -> VisitToAccept:
    """Everything that is known of it, and what makes it doubtful."""
    report, photos = report_of(visit), list(visit.photos.order_by("taken_at", "id"))
    on = visit.stop.round
    taken_at = (on.taken_at if on else None) or visit.received_at
    times = Times(visit.at, visit.phone_now, visit.received_at, taken_at)
    others = Visit.objects.filter(stop__envelope=visit.stop.envelope_id, state=State.DRAFT).exclude(id=visit.id)
    return VisitToAccept(visit, report, times, photos, _lacks(visit, report, photos, times), others.count())


def _lacks(visit: Visit, report: dict[str, Json], photos: Sequence[VisitPhoto], times: Times) -> list[Lack]:
    kept = [photo for photo in photos if photo.kept_at is not None]
    given = VisitDetails(
        outcome=visit.outcome,
        signer=visit.signer,
        manner=visit.manner,
        words=str(report.get("words") or ""),
        witness=str(report.get("witness") or ""),
        witness_office=str(report.get("witness_office") or ""),
        photos=len(photos),
        signatures=int(bool(report.get("strokes"))),
    )
    doubts = {
        Lack.PHOTOS: len(kept) < visit.photos_told,
        Lack.CLOCK: times.clock_differs,
        Lack.DAY: not times.is_bounded,
        Lack.MARK: not visit.has_mark,
        Lack.SERVED: _served_before(visit, times.corrected),
        Lack.CAPACITY: visit.outcome == "signed"
        and visit.signer == Person.RECIPIENT
        and not can_act(visit.stop.envelope.party, times.corrected),
    }
    return [*lacks_of(given), *(lack for lack, is_so in doubts.items() if is_so)]


def _served_before(visit: Visit, at: datetime) -> bool:
    """Whether all its papers had taken effect before they were handed over."""
    found = Finding.objects.filter(service__in=visit.services, status=Status.EFFECTIVE, effective_at__lt=at)
    return visit.deed_id is None and found.count() == len(visit.services)


@transaction.atomic
def accept(visit: Visit, at: datetime, by: str, now: datetime, *, by_itself: bool = False) -> Deed:
    """Put the visit on record as a try by people, at this moment; accepting twice is one try.

    The moment lies between the round's mark and the arrival of the report, whatever the phone says. Raises WrongField
    or Refused; then nothing is kept.
    """
    locked = Visit.objects.select_for_update(of=("self",)).get(id=visit.id)
    if locked.deed is not None:
        return locked.deed
    if locked.state == State.SET_ASIDE:
        raise Refused("visit_set_aside")
    seen = look_at(locked)
    if not seen.times.taken_at <= at <= seen.times.received_at:
        raise WrongField("at", "visit_not_then", why=_not_then(seen))
    deed = _deed(seen, at, by, now)
    locked.state, locked.looked_at, locked.deed = State.ACCEPTED, now, deed
    locked.save(update_fields=["state", "looked_at", "deed"])
    Stop.objects.filter(id=locked.stop_id, done_at=None).update(done_at=now)
    details: dict[str, Json] = {"at": at.isoformat(), "step": str(deed.steps.get().id), "by_itself": by_itself}
    stream, details = f"deed:{deed.id}", {**details, **_what_was_seen(seen)}
    record([NewEvent("visit.accepted", stream, deed.envelope.case_id, now, by, details)], now)
    _end_task(locked.stop.envelope, by, now)
    return deed


def _not_then(seen: VisitToAccept) -> Phrase:
    """Between which moments it can have been, by the court's calendar."""
    zone = ZoneInfo(seen.visit.stop.envelope.case.court.zone)
    bounds = {"since": seen.times.taken_at, "until": seen.times.received_at}
    details = {name: f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for name, moment in bounds.items()}
    return Phrase("fields.visit_not_then", details)


def _deed(seen: VisitToAccept, at: datetime, by: str, now: datetime) -> Deed:
    visit, envelope = seen.visit, seen.visit.stop.envelope
    own_services = Service.objects.filter(id__in=visit.services, envelope=envelope, recalled_at=None)
    services = tuple(own_services.values_list("id", flat=True))
    if not services:
        raise Refused("visit_papers_taken_back")
    step = StepDraft(
        kind=visit.outcome,
        at=at,
        by=visit.signer,
        words=words_of(seen.report),
        scan=record_pdf(visit, seen.report, seen.times, seen.photos, at),
        manner=visit.manner,
    )
    place = visit.stop.address_id if visit.stop.address.retired_at is None else None
    draft = DeedDraft(way_of(visit.outcome, visit.manner), services, step, place)
    return record_deed(envelope, draft, by, now)


def words_of(report: dict[str, Json]) -> str:
    """What stands beside the step: who signed or refused, who witnessed it, what was written."""
    parts = [_text(report, "name")]
    if report.get("witness"):
        who = {"name": _text(report, "witness"), "office": _text(report, "witness_office")}
        parts.append(say("visits.witnessed_by", COURT_LANGUAGE, **who))
    parts.append(_text(report, "words"))
    return say("visits.between", COURT_LANGUAGE).join(part for part in parts if part)


def _text(report: dict[str, Json], name: str) -> str:
    return str(report.get(name) or "")


def _what_was_seen(seen: VisitToAccept) -> dict[str, Json]:
    """What the event of an acceptance says of the report."""
    return {
        "visit": str(seen.visit.id),
        "phone_at": seen.visit.at.isoformat(),
        "lacks": [lack.value for lack in seen.lacks],
        "photos": [bytes(photo.sha256).hex() for photo in seen.photos if photo.kept_at is not None],
    }


@transaction.atomic
def set_aside(visit: Visit, why: Reason, by: str, now: datetime) -> None:
    """It does not become a try; it stays on record with the reason. Twice is one event; Refused once it is a try."""
    words = why.read()
    locked = Visit.objects.select_for_update(of=("self",)).get(id=visit.id)
    if locked.state == State.ACCEPTED:
        raise Refused("visit_accepted")
    if locked.state == State.SET_ASIDE:
        return
    locked.state, locked.looked_at = State.SET_ASIDE, now
    locked.save(update_fields=["state", "looked_at"])
    envelope = locked.stop.envelope
    data: dict[str, Json] = {"visit": str(locked.id)}
    stream = f"envelope:{envelope.id}"
    record([NewEvent("visit.set_aside", stream, envelope.case_id, now, by, data, {"reason": words})], now)
    _end_task(envelope, by, now)


def _end_task(envelope: Envelope, by: str, now: datetime) -> None:
    """The task ends with the last report of these papers that somebody looked at."""
    if not Visit.objects.filter(stop__envelope=envelope, state=State.DRAFT).exists():
        waiting = Task.objects.filter(envelope=envelope, kind="look_at_visit", closed_at=None)
        end(list(waiting.values_list("id", flat=True)), Fact.VISIT_LOOKED_AT, by, now)


def settle(visit: Visit, now: datetime) -> Deed | None:
    """Where the court says so and nothing is doubtful, put the visit on record by itself; None where people look."""
    court = visit.stop.envelope.case.court_id
    if visit.state != State.DRAFT or not VisitRule.objects.filter(court=court, by_itself=True).exists():
        return None
    seen = look_at(visit)
    if seen.lacks or seen.others:
        return None
    try:
        return accept(visit, seen.times.corrected, visit.reported_by, now, by_itself=True)
    except Refused:
        return None


def puts_by_itself(court: Court) -> bool:
    """Whether sound visits are put on record by themselves in this court."""
    return VisitRule.objects.filter(court=court, by_itself=True).exists()


@transaction.atomic
def choose_rule(court: Court, by: str, now: datetime, *, by_itself: bool) -> None:
    """Choose it; choosing what is so already changes nothing."""
    Court.objects.select_for_update().get(id=court.id)
    before = puts_by_itself(court)
    if before == by_itself:
        return
    VisitRule.objects.update_or_create(court=court, defaults={"by_itself": by_itself})
    data: dict[str, Json] = {"by_itself": by_itself, "before": before}
    record([NewEvent("visits.ruled", f"court:{court.id}", None, now, by, data)], now)
