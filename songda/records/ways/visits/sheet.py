"""The record of a visit as a PDF, which stands as the return of service: what the phone reported, what proves it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from songda.core.delivery.visits import Times, way_of
from songda.core.evidence.canonical import Json
from songda.core.identifiers.postal import as_written
from songda.core.language import COURT_LANGUAGE
from songda.core.words import name_of, say
from songda.records.matter.parties.roles import role_name
from songda.records.service.orders.models import Service
from songda.records.ways.visits.models import Visit, VisitPhoto
from songda.trust.typesetting import VisitSheet, visit_sheet_pdf

SIGNATURE = (600, 240)  # of the field in which it was signed


def record_pdf(
    visit: Visit, report: dict[str, Json], times: Times, photos: Sequence[VisitPhoto], at: datetime
) -> bytes:
    """The record, in the language of the court."""
    envelope = visit.stop.envelope
    case, party = envelope.case, envelope.party
    zone = ZoneInfo(case.court.zone)
    sheet = VisitSheet(
        court=case.court.name,
        title=_label("title"),
        lines=[(_label(name), value) for name, value in _lines(visit, report, times, at, zone) if value],
        papers_name=_label("papers"),
        papers=list(_papers(visit.services)),
        signature_name=_label("signature"),
        signature=_drawing(report.get("strokes")),
        signature_alt=_label("signature_alt"),
        photos_name=_label("photos"),
        photos=[f"{_time(photo.taken_at, zone)} · SHA-256 {bytes(photo.sha256).hex()}" for photo in photos],
        closing=_label("closing"),
        recipient=f"{role_name(party.role, COURT_LANGUAGE)} {party.name}",
    )
    return visit_sheet_pdf(sheet, times.received_at)


def _lines(
    visit: Visit, report: dict[str, Json], times: Times, at: datetime, zone: ZoneInfo
) -> Iterator[tuple[str, str]]:
    envelope, on = visit.stop.envelope, visit.stop.round
    yield "case", envelope.case.number
    yield "cause", envelope.case.cause
    yield "recipient", f"{role_name(envelope.party.role, COURT_LANGUAGE)} {envelope.party.name}"
    yield "place", as_written(visit.stop.address.value, COURT_LANGUAGE)
    yield "way", name_of("deeds.way", way_of(visit.outcome, visit.manner), COURT_LANGUAGE)
    yield "outcome", name_of("deeds.outcome", visit.outcome, COURT_LANGUAGE)
    yield "signer", name_of("deeds.signer", visit.signer, COURT_LANGUAGE) if visit.signer else ""
    yield "name", str(report.get("name") or "")
    yield "manner", name_of("deeds.leaving", visit.manner, COURT_LANGUAGE) if visit.manner else ""
    yield "witness", " · ".join(str(report.get(one) or "") for one in ("witness", "witness_office")).strip(" ·")
    yield "words", str(report.get("words") or "")
    yield "person", str(on.person) if on else ""
    yield "at", _time(at, zone)
    yield "phone_at", _time(times.at, zone)
    yield "received_at", _time(times.received_at, zone)
    yield "offset", _label("seconds", seconds=round(times.offset.total_seconds())) if times.clock_differs else ""
    yield "mark", on.mark if on and visit.has_mark else _label("no_mark")
    place = report.get("place")
    yield "position", _position(place) if isinstance(place, dict) else ""


def _position(place: dict[str, Json]) -> str:
    return _label("position_is", **{name: str(place.get(name, "")) for name in ("latitude", "longitude", "accuracy")})


def _papers(services: Sequence[UUID]) -> Iterator[str]:
    rows = Service.objects.filter(id__in=services).select_related("paper").order_by("paper__filed_at", "id")
    for service in rows:
        yield f"{service.paper.title} · SHA-256 {service.paper.sha256_hex}"


def _drawing(strokes: object) -> str:
    """The strokes as SVG; empty where nobody signed on glass. Numbers alone, so nothing can hide in it."""
    if not isinstance(strokes, list):
        return ""
    width, height = SIGNATURE
    lines = []
    for stroke in strokes:
        points = [f"{int(x)},{int(y)}" for x, y in zip(stroke[::3], stroke[1::3], strict=False)]
        if points:
            lines.append(f'<polyline points="{" ".join([*points, points[-1]])}"/>')
    style = 'fill="none" stroke="#000" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><g {style}>{"".join(lines)}</g></svg>'
    )


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def _label(name: str, **values: str | int) -> str:
    return say(f"visits.sheet.{name}", COURT_LANGUAGE, **values)
