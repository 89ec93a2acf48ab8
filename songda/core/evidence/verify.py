"""Checks an opened bundle without network, database or trust in its maker, and names what holds and what fails."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator

from songda.core.evidence.bundle import Bundle, BundledEvent, fact_of
from songda.core.evidence.checkpoint import SignedRoot, open_checkpoint
from songda.core.evidence.checks import check_actors, check_certified, check_event, check_files
from songda.core.evidence.epochs import FIRST_EPOCH, split_name
from songda.core.evidence.findings import Finding, failed, passed, unchecked
from songda.core.evidence.note import NoteError, VerifierKey, Verify, read_verifier_key
from songda.core.evidence.succession.link import judge_key, keys_in_force

ISSUING_EVENTS = ("certificate.issued", "certificate.stamped")


def check_bundle(bundle: Bundle, trusted: Collection[str], verify: Verify) -> list[Finding]:
    """Every finding on a bundle except those on the PDF's own signature.

    `trusted` are fingerprints that the reader trusts (empty: the bundle's own key is used, and a finding says so).
    """
    findings, signed = list[Finding](), None
    try:
        key = read_verifier_key(bundle.log_key)
    except NoteError as error:
        findings.append(failed("key.unreadable", reason=error))
    else:
        finding, signed = _check_checkpoint(bundle, key, verify)
        standing = keys_in_force(bundle, key, signed, verify)
        findings += [judge_key(key, standing, trusted), finding, *standing.findings]
        if signed is not None and (epoch := split_name(signed.origin)[1]) != FIRST_EPOCH:
            findings.append(unchecked("checkpoint.epoch", epoch=epoch))
    findings += _check_events(bundle, signed)
    findings += check_actors(bundle)
    findings += _check_certificate(bundle)
    findings += check_files(bundle)
    return findings


def certificate_event(bundle: Bundle) -> BundledEvent | None:
    """The event that tells which certificate was issued; None when the bundle has none."""
    wanted = str(bundle.certificate_event)
    issued = next((event for event in bundle.events if event.row.get("id") == wanted), None)
    return issued if issued is not None and issued.row.get("name") in ISSUING_EVENTS else None


def _check_checkpoint(bundle: Bundle, key: VerifierKey, verify: Verify) -> tuple[Finding, SignedRoot | None]:
    try:
        signed = open_checkpoint(bundle.checkpoint, key, verify)
    except NoteError as error:
        return failed("checkpoint.refused", reason=error), None
    return passed("checkpoint.signed", origin=signed.origin, size=signed.size), signed


def _check_events(bundle: Bundle, signed: SignedRoot | None) -> Iterator[Finding]:
    if not bundle.events:
        yield failed("events.none")
    for key in ("index", "id"):
        places = Counter(str(event.index if key == "index" else event.row.get("id")) for event in bundle.events)
        yield from (failed("event.repeated", event=place) for place, count in places.items() if count > 1)
    for event in bundle.events:
        yield from check_event(event, bundle.checkpoint, signed)


def _check_certificate(bundle: Bundle) -> Iterator[Finding]:
    issued = certificate_event(bundle)
    if not bundle.certificate:
        yield failed("certificate.missing") if _names_certificate(bundle) else unchecked("certificate.none")
        return
    if issued is None:
        yield failed("certificate.no_event", event=bundle.certificate_event)
        return
    found, logged = hashlib.sha256(bundle.certificate).hexdigest(), fact_of(issued, "sha256")
    if found == logged:
        yield passed("certificate.matches", event=issued.label, sha256=found)
    else:
        yield failed("certificate.changed", event=issued.label, found=found, logged=logged)
    yield from check_certified(bundle, issued)
    yield from (failed("certificate.replaced", event=event.label) for event in _replacements(bundle, issued))


def _names_certificate(bundle: Bundle) -> bool:
    """Whether the bundle or the log tells of a certificate; service by other means has none."""
    issued = any(event.row.get("name") in ISSUING_EVENTS for event in bundle.events)
    return issued or bundle.certificate_event is not None


def _replacements(bundle: Bundle, issued: BundledEvent) -> Iterator[BundledEvent]:
    """Events that put a later certificate in the place of this one."""
    stream = str(issued.row.get("stream"))
    for event in bundle.events:
        if event.row.get("name") == "certificate.replaced" and event.row.get("stream") == stream:
            yield event
