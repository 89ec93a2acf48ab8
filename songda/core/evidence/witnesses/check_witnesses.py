"""Checks who else signed a bundle's checkpoint: the witnesses that a reader asks for, and the log's second key."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from songda.core.evidence.bundle import Bundle, BundledEvent, fact_of
from songda.core.evidence.findings import Finding, failed, passed, unchecked
from songda.core.evidence.note import Note, NoteError, VerifierKey, Verify, read_note, read_verifier_key
from songda.core.evidence.witnesses.ml_dsa_key import (
    MlDsaKey,
    NotCheckedHereError,
    VerifyMlDsa,
    check_ml_dsa,
    read_ml_dsa_key,
)
from songda.core.evidence.witnesses.policy import OWN_WITNESS, Policy, check_word, read_policy


@dataclass(frozen=True)
class Means:
    """How signatures are checked, and which keys stand for the bundle's log beside the one that it names."""

    verify: Verify
    verify_ml_dsa: VerifyMlDsa
    other_keys: Sequence[VerifierKey] = ()


def check_witnesses(bundle: Bundle, policy: Policy | None, means: Means) -> Iterator[Finding]:
    """Who of the witnesses that the policy names saw the checkpoint, and whether they are enough.

    Without a policy of the reader's it is held to the court's own, which the court chose and may choose anew: to be
    below that is told, and does not fail. Without either it is only told how many words there are.
    """
    if policy is not None:
        yield from _check_against(policy, bundle, means, failed)
        return
    if not bundle.policy:
        note = _noted(bundle)
        if bundle.cosignatures and isinstance(note, NoteError):
            yield failed("witness.refused", name="checkpoint.cosignatures", reason=note)
        elif count := bundle.cosignatures.count("\n"):
            yield unchecked("witness.no_policy", count=count)
        return
    try:
        own = read_policy(bundle.policy)
    except NoteError as error:
        yield failed("witness.policy_refused", reason=error)
        return
    yield unchecked("witness.own_policy", count=len(own.witnesses))
    yield from _check_against(own, bundle, means, unchecked)


def _check_against(policy: Policy, bundle: Bundle, means: Means, too_few: Callable[..., Finding]) -> Iterator[Finding]:
    keys = _keys_of(bundle, means)
    if not policy.is_for(keys):
        yield failed("witness.other_log", logs=", ".join(key.name for key in policy.logs))
        return
    seen, own, note = list[str](), policy.own_witnesses(keys), _noted(bundle)
    for name, witness in policy.witnesses.items():
        if name in own:
            yield failed("witness.refused", name=name, reason=OWN_WITNESS)
            continue
        try:
            found = check_word(_read(note), witness.key, means.verify, means.verify_ml_dsa)
        except NotCheckedHereError:
            yield unchecked("witness.not_here", name=name)
            continue
        except NoteError as error:
            yield failed("witness.refused", name=name, reason=error)
            continue
        if found is not None:
            seen.append(name)
            yield passed(
                "witness.seen", name=name, at=datetime.fromtimestamp(found.at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            )
    judge, code = (passed, "witness.enough") if policy.is_met(seen) else (too_few, "witness.too_few")
    yield judge(code, count=len(seen), known=len(policy.witnesses))


def _noted(bundle: Bundle) -> Note | NoteError:
    """The checkpoint with everybody who signed it, read once however many are asked for; or why it cannot be read."""
    try:
        return read_note(bundle.checkpoint + bundle.cosignatures)
    except NoteError as error:
        return error


def _read(note: Note | NoteError) -> Note:
    if isinstance(note, NoteError):
        raise note
    return note


def _keys_of(bundle: Bundle, means: Means) -> list[VerifierKey | MlDsaKey]:
    """Whatever stands for the log of this bundle; a key that cannot be read is told elsewhere."""
    keys: list[VerifierKey | MlDsaKey] = [*means.other_keys]
    with suppress(NoteError):
        keys.append(read_verifier_key(bundle.log_key))
    with suppress(NoteError):
        keys.append(read_ml_dsa_key(bundle.log_second))
    return keys


KEY_NAMED, KEYS_STREAM = "log.key_named", "log:keys"


def check_second(bundle: Bundle, trusted: Collection[str], verify: VerifyMlDsa) -> Iterator[Finding]:
    """Nothing where the bundle names no second key; the court names it where it signed the checkpoint."""
    if not bundle.log_second:
        return
    try:
        key = read_ml_dsa_key(bundle.log_second)
        found = check_ml_dsa(read_note(bundle.checkpoint + bundle.cosignatures), key, verify)
    except NotCheckedHereError:
        yield unchecked("second.not_here")
        return
    except NoteError as error:
        yield failed("second.refused", reason=error)
        return
    if found is None:
        yield failed("second.none")
        return
    yield passed("second.signed", origin=key.name)
    naming = naming_of(bundle, key.fingerprint)
    if naming is not None:
        yield passed("second.named", event=naming.label)
    elif key.fingerprint not in trusted:
        yield unchecked("second.from_bundle", fingerprint=key.fingerprint)


def naming_of(bundle: Bundle, fingerprint: str) -> BundledEvent | None:
    """The event by which the log, signed with its own key, says that this second key is its own.

    Like every event it is checked by itself: whether it stands in the log as it reads.
    """
    for event in bundle.events:
        event_of = (event.row.get("name"), event.row.get("stream"), fact_of(event, "fingerprint"))
        if event_of == (KEY_NAMED, KEYS_STREAM, fingerprint):
            return event
    return None
