"""Checks the signature that the log gave with its second key, beside Ed25519, and whether the log names that key."""

from collections.abc import Collection, Iterator

from songda.core.evidence.bundle import Bundle, BundledEvent, fact_of
from songda.core.evidence.findings import Finding, failed, passed, unchecked
from songda.core.evidence.note import NoteError, read_note
from songda.core.evidence.witnesses.lasting import NotCheckedHereError, VerifyLasting, check_lasting, read_lasting_key

KEY_NAMED, KEYS_STREAM = "log.key_named", "log:keys"


def check_second(bundle: Bundle, trusted: Collection[str], verify: VerifyLasting) -> Iterator[Finding]:
    """Nothing where the bundle names no second key; the court names it where it signed the checkpoint."""
    if not bundle.log_second:
        return
    try:
        key = read_lasting_key(bundle.log_second)
        found = check_lasting(read_note(bundle.checkpoint + bundle.cosignatures), key, verify)
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
        told = (event.row.get("name"), event.row.get("stream"), fact_of(event, "fingerprint"))
        if told == (KEY_NAMED, KEYS_STREAM, fingerprint):
            return event
    return None
