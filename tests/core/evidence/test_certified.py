"""What stands behind a certificate: its finding, its try, and the event that issued it before it was stamped."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from songda.core.evidence.bundle import Bundle, BundledEvent
from songda.core.evidence.canonical import Json
from songda.core.evidence.checks import check_certified
from songda.core.evidence.findings import Finding

FINDING: Mapping[str, Json] = {
    "status": "effective",
    "effective_on": "2022-06-01",
    "effective_at": "2022-06-01T11:00:00+08:00",
    "ground": "arrival",
    "winning_attempt": "12",
}


def event(index: int, name: str, stream: str, **data: Json) -> BundledEvent:
    row: Mapping[str, Json] = {"id": f"id-{index}", "name": name, "stream": stream, "data": data}
    return BundledEvent(index, row, "", b"", {}, "")


ARRIVED = event(1, "attempt.arrived", "attempt:12")
RULING = event(2, "service.effective", "service:7", **FINDING)
ISSUED = event(
    3, "certificate.issued", "certificate:9", service="7", sha256="aa", certifies={"event": "id-2", **FINDING}
)
STAMPED = event(4, "certificate.stamped", "certificate:9", service="7", sha256="bb", unstamped_sha256="aa")


def codes(named: BundledEvent, *events: BundledEvent) -> list[str]:
    found: list[Finding] = list(check_certified(Bundle(b"", None, events, "", ""), named))
    return [finding.code for finding in found]


def test_a_certificate_rests_on_its_finding() -> None:
    assert codes(ISSUED, ARRIVED, RULING, ISSUED) == ["service.certified"]


def test_a_stamped_file_rests_on_the_event_that_issued_it_unstamped() -> None:
    assert codes(STAMPED, ARRIVED, RULING, ISSUED, STAMPED) == ["service.certified"]
    assert codes(STAMPED, ARRIVED, RULING, STAMPED) == ["certificate.no_issue"]
    other = replace(STAMPED, row={**STAMPED.row, "data": {"unstamped_sha256": "cc"}})
    assert codes(other, ARRIVED, RULING, ISSUED, other) == ["certificate.no_issue"]


@pytest.mark.parametrize("field", FINDING)
def test_a_finding_that_says_something_else_is_named_with_the_field(field: str) -> None:
    other = event(2, "service.effective", "service:7", **{**FINDING, field: "else"})
    assert codes(ISSUED, ARRIVED, other, ISSUED) == ["service.differs"]


def test_a_later_finding_outdates_the_certificate() -> None:
    later = event(5, "service.redecided", "service:7", **{**FINDING, "status": "not_effective"})
    assert codes(ISSUED, ARRIVED, RULING, ISSUED, later) == ["service.decided_anew"]
    stranger = event(5, "service.redecided", "service:8", status="not_effective")
    assert codes(ISSUED, ARRIVED, RULING, ISSUED, stranger) == ["service.certified"]


def test_a_finding_on_another_service_certifies_nothing() -> None:
    other = event(2, "service.effective", "service:8", **FINDING)
    assert codes(ISSUED, ARRIVED, other, ISSUED) == ["service.other"]


def test_the_try_and_its_arrival_must_be_there() -> None:
    assert codes(ISSUED, RULING, ISSUED) == ["attempt.missing"]
    sent = event(1, "attempt.sent", "attempt:12")
    assert codes(ISSUED, sent, RULING, ISSUED) == ["attempt.missing"]


def test_a_certificate_that_names_no_finding_certifies_nothing() -> None:
    for said in ({}, {"certifies": "x"}, {"certifies": {}}, {"certifies": {"event": None}}):
        bare = event(3, "certificate.issued", "certificate:9", service="7", **said)  # type: ignore[arg-type]
        assert codes(bare, ARRIVED, RULING, bare) == ["service.missing"]
