"""What is checked of a bundle: each event, whom it names, the files, what is certified, and checkpoints that were kept.

An event reads as it was logged, field by field, and the log holds it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from songda.core.evidence.bundle import Bundle, BundledEvent, fact_of
from songda.core.evidence.canonical import Json, NotCanonicalError, canonical
from songda.core.evidence.checkpoint import SignedRoot, open_checkpoint, read_tlog_proof
from songda.core.evidence.doors import may_name
from songda.core.evidence.epochs import under_name_of
from songda.core.evidence.findings import Finding, failed, passed, unchecked
from songda.core.evidence.leaf import LARGEST_LEAF, LEAF_FIELDS, LEAF_VERSION, LeafError, commitment
from songda.core.evidence.merkle import ProofError, check_consistency, check_inclusion, consistency_proof, leaf_hash
from songda.core.evidence.note import NoteError, VerifierKey, Verify, read_note, read_verifier_key
from songda.core.evidence.tiles import ReadTile, nodes_from_tiles
from songda.core.nesting import is_too_deep

ERASED = "event.private_erased"
MOST_NAMED = 100  # of one kind about one event: whoever reads on learns nothing new


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
    written = leaf.encode()
    if len(written) > LARGEST_LEAF:
        raise LeafError(f"more than the {LARGEST_LEAF} bytes that a log entry holds")
    logged = {} if is_too_deep(written) else json.loads(leaf)
    if not isinstance(logged, dict) or canonical(logged) != written:
        raise LeafError("not in canonical form")
    if logged.get("v") != LEAF_VERSION or logged.keys() != set(LEAF_FIELDS):
        raise LeafError("not the fields of an event")
    return logged


def differing_fields(row: Mapping[str, Json], logged: Mapping[str, Json]) -> list[str]:
    """The fields in which what stands in the tables differs from what was logged."""
    fields = sorted({*logged, *row} - ({"v"} - row.keys()))  # tables need not say it; where it is said it is right
    return [field for field in fields if _field_text(row, field) != _field_text(logged, field)]


def _field_text(facts: Mapping[str, Json], field: str) -> str:
    """A field as text, since 1, 1.0 and true are equal to Python but are not the same in evidence."""
    return value_text(facts[field]) if field in facts else ""


def _check_row(event: BundledEvent, logged: Mapping[str, Json]) -> Iterator[Finding]:
    for field in differing_fields(event.row, logged)[:MOST_NAMED]:
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


PEM_FILE = "log-key.pem"
UNCOVERED = ("file.uncovered", "file.differs", "file.extra")


def check_files(bundle: Bundle) -> Iterator[Finding]:
    """Findings on files beside the evidence: the key in its other form, what explains and helps, and strangers."""
    yield from _check_key_forms(bundle)
    yield from (unchecked("file.uncovered", file=name) for name in sorted(bundle.companions) if name != PEM_FILE)
    yield from (unchecked("file.extra", file=name) for name in bundle.extra_files)


def _check_key_forms(bundle: Bundle) -> Iterator[Finding]:
    try:
        key = read_verifier_key(bundle.log_key)
    except NoteError:
        return
    if bundle.log_fingerprint and bundle.log_fingerprint != key.fingerprint:
        yield failed("key.other_fingerprint", found=bundle.log_fingerprint, fingerprint=key.fingerprint)
    if bundle.companions.get(PEM_FILE, key.pem.encode()) != key.pem.encode():
        yield failed("file.other_key")


# Checks whom the events of a bundle name: nobody whom none of the court's doors lets in for such an event.
#
# By which door an event came its mark tells, and marks stay with the court: an audit checks them, a bundle cannot.
def check_actors(bundle: Bundle) -> Iterator[Finding]:
    """One finding for each event that logged somebody it may not name, or that is unknown here; else one for all."""
    problems, read = list[Finding](), 0
    for event in bundle.events:
        try:
            logged = read_leaf(event.leaf)
        except ValueError:
            continue  # named by the check of the event itself
        read += 1
        actor = str(logged["actor"])
        allowed = may_name(str(logged["name"]), actor)
        if allowed is None:
            problems.append(unchecked("actor.unknown_event", event=event.label))
        elif not allowed:
            problems.append(failed("actor.strange", event=event.label, kind=actor.partition(":")[0]))
    yield from problems
    if read and not problems:
        yield passed("actor.right")


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
        certified_texts = {field: value_text(certified.get(field)).strip('"') for field in CERTIFIED}
        yield passed("service.certified", event=ruling.label, **certified_texts)


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
        found, stated = value_text(fact_of(ruling, field)), value_text(certified.get(field))
        if found != stated:
            yield failed("service.differs", event=ruling.label, field=field, found=found, certified=stated)


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
    names = {str(event.row.get("name")) for event in bundle.events if str(event.row.get("stream")) in streams}
    if not names or (certified.get("ground") == "arrival" and ARRIVED not in names):
        yield failed("attempt.missing", attempt=attempt, name=ARRIVED if names else "attempt.sent")


def _check_all_there(bundle: Bundle, issued: BundledEvent) -> Iterator[Finding]:
    """Every event that was sealed of the service when its certificate was made is in the bundle."""
    there = {event.index for event in bundle.events}
    left_out = (place for place in rests_on(issued) or () if not (isinstance(place, int) and place in there))
    for place in islice(left_out, MOST_NAMED):
        yield failed("certificate.event_left_out", place=place, certificate=issued.label)


def rests_on(issued: BundledEvent) -> Sequence[Json] | None:
    """The places in the log of the events that the certificate says that it rests on; None where it names none."""
    places = fact_of(issued, "rests_on")
    return places if isinstance(places, list) else None


def _is_ruling(event: BundledEvent, stream: str) -> bool:
    return str(event.row.get("name")).startswith("service.") and event.row.get("stream") == stream


class TilesMissingError(LookupError):
    """Tiles that are needed are not there; the message names the first one."""


def check_kept(
    name: str, note: str, ours: SignedRoot, keys: Sequence[VerifierKey], verify: Verify
) -> Finding | SignedRoot:
    """What can be said without tiles; the kept checkpoint itself when tiles are needed to say more.

    `keys`: those that stand for the log, its own first.
    """
    try:
        kept = open_checkpoint(note, _signer(note, [under_name_of(note, key) for key in keys]), verify)
    except NoteError as error:
        return failed("kept.refused", file=name, reason=error)
    if kept.size != ours.size:
        return kept
    same = kept.root == ours.root
    return passed("kept.continued", file=name, old=kept.size) if same else _other(name, kept, ours)


def _signer(note: str, keys: Sequence[VerifierKey]) -> VerifierKey:
    """The key whose line stands below the note; the log's own, which then did not sign it, where none is."""
    lines = {(line.name, line.key_id) for line in read_note(note).signatures}
    return next((key for key in keys if (key.name, key.key_id) in lines), keys[0])


def _other(name: str, kept: SignedRoot, ours: SignedRoot) -> Finding:
    """Two histories under one name convict the log; after a restore it goes on under another, and says so."""
    if kept.origin == ours.origin:
        return failed("kept.contradicted", file=name)
    return unchecked("kept.other_epoch", file=name, theirs=kept.origin, ours=ours.origin)


def check_continued(name: str, kept: SignedRoot, ours: SignedRoot, read_tile: ReadTile | None) -> Finding:
    """Whether the larger of the two trees continues the smaller, by the tiles that the court publishes."""
    if read_tile is None:
        return unchecked("kept.no_tiles", file=name)
    old, new = sorted((kept, ours), key=lambda signed: signed.size)
    try:
        proof = consistency_proof(nodes_from_tiles(read_tile, new.size), old.size, new.size)
        check_consistency((old.size, new.size), (old.root, new.root), proof)
    except TilesMissingError as error:
        return unchecked("kept.tiles_missing", file=name, reason=error)
    except (ProofError, ValueError, IndexError):
        return _other(name, kept, ours)
    return passed("kept.continued", file=name, old=old.size)
