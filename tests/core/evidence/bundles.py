"""A small log in memory and a bundle of it, for tests; every part can be exchanged to see what a check says."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from songda.core.evidence.bundle import Bundle, BundledEvent
from songda.core.evidence.canonical import Json
from songda.core.evidence.checkpoint import SignedRoot, TlogProof
from songda.core.evidence.leaf import OpenPart, commitment, leaf_of
from songda.core.evidence.merkle import inclusion_proof, leaf_hash, root_of
from tests.core.evidence.trees import leaves, nodes_over
from tests.trust.log_keys import court_key

CERTIFICATE_ID = UUID(int=77)
NAMES = ("consent.given", "attempt.sent", "attempt.arrived", "service.effective", "certificate.issued")
SERVICE_ID = UUID(int=9)
STREAMS = {
    "consent.given": "party:5",
    "attempt.sent": "attempt:12",
    "attempt.arrived": "attempt:12",
    "service.effective": f"service:{SERVICE_ID}",
    "certificate.issued": f"certificate:{CERTIFICATE_ID}",
}
FINDING: Mapping[str, Json] = {
    "status": "effective",
    "effective_on": "2022-06-01",
    "effective_at": "2022-06-01T11:00:00+08:00",
    "ground": "arrival",
    "winning_attempt": "12",
}
STRANGERS = 6  # entries of other cases that stand before ours in the log
MORNING = datetime(2022, 6, 1, 1, 0, tzinfo=UTC)


def bundle(certificate: bytes = b"%PDF certificate", seal: str = "", **told: str) -> Bundle:
    """The bundle of five events, the last of which issued the certificate; `told`: name or actor of the first."""
    bodies = [_event(place, name, certificate, told if place == 0 else {}) for place, name in enumerate(NAMES)]
    hashes = leaves(STRANGERS) + [leaf_hash(leaf.encode()) for _, leaf, _ in bodies]
    size = len(hashes)
    checkpoint = court_key().sign(SignedRoot(court_key().name, size, root_of(hashes)).text)
    events = []
    for place, (row, leaf, private) in enumerate(bodies):
        index = STRANGERS + place
        proof = TlogProof(index, tuple(inclusion_proof(nodes_over(hashes), index, size)), checkpoint)
        events.append(BundledEvent(index, row, leaf, _salt(place), private, str(proof)))
    return Bundle(certificate, UUID(int=len(NAMES)), tuple(events), checkpoint, str(court_key().verifier), seal)


def changed(whole: Bundle, place: int, change: Callable[[BundledEvent], BundledEvent]) -> Bundle:
    """The bundle with one event exchanged."""
    events = list(whole.events)
    events[place] = change(events[place])
    return replace(whole, events=tuple(events))


def with_row(**fields: Json) -> Callable[[BundledEvent], BundledEvent]:
    """Change what the tables say about an event."""
    return lambda event: replace(event, row={**event.row, **fields})


def _salt(place: int) -> bytes:
    return sha256(b"salt %d" % place).digest()


def _event(
    place: int, name: str, certificate: bytes, told: Mapping[str, str]
) -> tuple[Mapping[str, Json], str, Mapping[str, Json]]:
    private: Mapping[str, Json] = {"to": "13800138000", "text": "【孝义市人民法院】"} if name == "attempt.sent" else {}
    facts: Mapping[str, Json] = {"number": place}
    if name == "service.effective":
        facts = FINDING
    if name == "certificate.issued":
        certified = {"event": str(UUID(int=1 + NAMES.index("service.effective"))), **FINDING}
        facts = {"sha256": sha256(certificate).hexdigest(), "service": str(SERVICE_ID), "certifies": certified}
    stream = STREAMS[name]
    moment = MORNING + timedelta(hours=place)
    actor = told.get("actor", "provider:sms" if name == "attempt.arrived" else "engine")
    name = told.get("name", name)
    open_part = OpenPart(UUID(int=place + 1), name, stream, UUID(int=8), moment, moment, actor, facts)
    leaf = leaf_of(open_part, commitment(_salt(place), private)).decode()
    row = {field: value for field, value in json.loads(leaf).items() if field != "v"}
    return row, leaf, private
