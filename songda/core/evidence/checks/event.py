"""Checks one event of a bundle: that it reads as it was logged, field by field, and that the log holds it."""

import json
from collections.abc import Iterator, Mapping

from songda.core.evidence.bundle import BundledEvent
from songda.core.evidence.canonical import Json, NotCanonicalError, canonical
from songda.core.evidence.checkpoint import SignedRoot
from songda.core.evidence.findings import Finding, failed, passed, unchecked
from songda.core.evidence.leaf import LEAF_FIELDS, LEAF_VERSION, LeafError, commitment
from songda.core.evidence.merkle import ProofError, check_inclusion, leaf_hash
from songda.core.evidence.note import NoteError
from songda.core.evidence.tlog_proof import read_tlog_proof

ERASED = "event.private_erased"


def check_event(event: BundledEvent, checkpoint: str, signed: SignedRoot | None) -> Iterator[Finding]:
    """Every finding on one event; `signed` is None when the checkpoint itself does not hold."""
    try:
        logged = read_leaf(event.leaf)
    except ValueError as error:
        yield failed("event.unreadable", event=event.label, reason=error)
        return
    problems = [*_check_row(event, logged), *_check_private(event, logged), *_check_proof(event, checkpoint, signed)]
    yield from problems
    if signed is not None and all(problem.code == ERASED for problem in problems):
        yield passed("event.proved", event=event.label)


def read_leaf(leaf: str) -> Mapping[str, Json]:
    """What was logged. Raises ValueError unless it is an event in canonical form."""
    logged = json.loads(leaf)
    if not isinstance(logged, dict) or canonical(logged) != leaf.encode():
        raise LeafError("not in canonical form")
    if logged.get("v") != LEAF_VERSION or logged.keys() != set(LEAF_FIELDS):
        raise LeafError("not the fields of an event")
    return logged


def differing_fields(row: Mapping[str, Json], logged: Mapping[str, Json]) -> list[str]:
    """The fields in which what stands in the tables differs from what was logged."""
    fields = sorted({*logged, *row} - {"v"})
    return [field for field in fields if _field_text(row, field) != _field_text(logged, field)]


def _field_text(facts: Mapping[str, Json], field: str) -> str:
    """A field as text, since 1, 1.0 and true are equal to Python but are not the same in evidence."""
    return value_text(facts[field]) if field in facts else ""


def _check_row(event: BundledEvent, logged: Mapping[str, Json]) -> Iterator[Finding]:
    for field in differing_fields(event.row, logged):
        found, was = value_text(event.row.get(field)), value_text(logged.get(field))
        yield failed("event.field_changed", event=event.label, field=field, found=found, logged=was)


def value_text(value: Json) -> str:
    """A value as text, always written the same way."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _check_private(event: BundledEvent, logged: Mapping[str, Json]) -> Iterator[Finding]:
    if event.salt is None or event.private is None:
        yield unchecked(ERASED, event=event.label)
        return
    try:
        fits = commitment(event.salt, event.private).hex() == logged["commitment"]
    except (LeafError, NotCanonicalError):
        fits = False
    if not fits:
        yield failed("event.private_changed", event=event.label)


def _check_proof(event: BundledEvent, checkpoint: str, signed: SignedRoot | None) -> Iterator[Finding]:
    if not event.proof:
        yield failed("proof.missing", event=event.label)
        return
    try:
        proof = read_tlog_proof(event.proof)
        if proof.checkpoint != checkpoint:
            yield failed("proof.other_checkpoint", event=event.label)
        if proof.index != event.index:
            yield failed("proof.refused", event=event.label, reason=f"the proof is for entry {proof.index}")
        elif signed is not None:
            check_inclusion(leaf_hash(event.leaf.encode()), event.index, signed.size, proof.hashes, signed.root)
    except (NoteError, ProofError) as error:
        yield failed("proof.refused", event=event.label, reason=error)
