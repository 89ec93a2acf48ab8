"""Checks that a bundle holds the very finding that its certificate certifies, the try behind it, and none later."""

from collections.abc import Iterator, Mapping

from songda.core.evidence.bundle import Bundle, BundledEvent, fact_of
from songda.core.evidence.canonical import Json
from songda.core.evidence.checks.event import value_text
from songda.core.evidence.findings import Finding, failed, passed

CERTIFIED = ("status", "effective_on", "effective_at", "ground", "winning_attempt")
ARRIVED = "attempt.arrived"


def check_certified(bundle: Bundle, named: BundledEvent) -> Iterator[Finding]:
    """The findings on what stands behind the certificate that the event `named` tells of."""
    issued = issue_of(bundle, named)
    if issued is None:
        yield failed("certificate.no_issue", event=named.label)
        return
    certified = fact_of(issued, "certifies")
    ruling = event_with(bundle, certified.get("event")) if isinstance(certified, Mapping) else None
    if not isinstance(certified, Mapping) or ruling is None:
        wanted = certified.get("event") if isinstance(certified, Mapping) else None
        yield failed("service.missing", event=wanted, certificate=issued.label)
        return
    problems = [
        *_check_ruling(issued, certified, ruling),
        *_check_later(bundle, ruling),
        *_check_try(bundle, certified),
        *_check_all_there(bundle, issued),
    ]
    yield from problems
    if not problems:
        said = {field: value_text(certified.get(field)).strip('"') for field in CERTIFIED}
        yield passed("service.certified", event=ruling.label, **said)


def issue_of(bundle: Bundle, named: BundledEvent) -> BundledEvent | None:
    """The event that issued the certificate; a stamped file names the hash of the one that was issued unstamped."""
    if named.row.get("name") == "certificate.issued":
        return named
    unstamped, stream = fact_of(named, "unstamped_sha256"), named.row.get("stream")
    for event in bundle.events:
        if (event.row.get("name"), event.row.get("stream")) == ("certificate.issued", stream):
            return event if fact_of(event, "sha256") == unstamped else None
    return None


def event_with(bundle: Bundle, wanted: Json) -> BundledEvent | None:
    """The event of the bundle with this id."""
    return next((event for event in bundle.events if event.row.get("id") == wanted), None)


def _check_ruling(issued: BundledEvent, certified: Mapping[str, Json], ruling: BundledEvent) -> Iterator[Finding]:
    """The finding is about the certificate's service and says what the certificate says."""
    if not _is_ruling(ruling, f"service:{fact_of(issued, 'service')}"):
        yield failed("service.other", event=ruling.label, certificate=issued.label)
    for field in CERTIFIED:
        found, said = value_text(fact_of(ruling, field)), value_text(certified.get(field))
        if found != said:
            yield failed("service.differs", event=ruling.label, field=field, found=found, certified=said)


def _check_later(bundle: Bundle, ruling: BundledEvent) -> Iterator[Finding]:
    for event in bundle.events:
        if event.index > ruling.index and _is_ruling(event, str(ruling.row.get("stream"))):
            yield failed("service.decided_anew", event=event.label)


def _check_try(bundle: Bundle, certified: Mapping[str, Json]) -> Iterator[Finding]:
    """The try that the finding rests on is in the bundle, with its arrival where arrival is the ground."""
    attempt = certified.get("winning_attempt")
    if attempt is None:
        return
    streams = {f"attempt:{attempt}", f"deed:{attempt}"}  # a number or a UUID, so at most one of them exists
    names = {str(event.row.get("name")) for event in bundle.events if event.row.get("stream") in streams}
    if not names or (certified.get("ground") == "arrival" and ARRIVED not in names):
        yield failed("attempt.missing", attempt=attempt, name=ARRIVED if names else "attempt.sent")


def _check_all_there(bundle: Bundle, issued: BundledEvent) -> Iterator[Finding]:
    """Every event that was sealed of the service when its certificate was made is in the bundle."""
    places = fact_of(issued, "rests_on")
    there = {event.index for event in bundle.events}
    for place in places if isinstance(places, list) else ():
        if place not in there:
            yield failed("certificate.event_left_out", place=place, certificate=issued.label)


def _is_ruling(event: BundledEvent, stream: str) -> bool:
    return str(event.row.get("name")).startswith("service.") and event.row.get("stream") == stream
