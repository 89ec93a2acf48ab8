"""The event by which a log names the key that is to follow its own, in words that both keys have signed."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from songda.core.evidence.canonical import Json
from songda.core.evidence.checks.event import read_leaf
from songda.core.evidence.epochs import split_name
from songda.core.evidence.note import NoteError, Sign, VerifierKey, Verify, from_base64, read_verifier_key
from songda.core.evidence.witnesses.check_second import KEYS_STREAM

SUCCESSOR_NAMED, KEY_RETIRED = "log.successor_named", "log.key_retired"
_STATEMENT = "songda-log-successor/v1"


@dataclass(frozen=True)
class Naming:
    """A key of the log, and the one that follows it; both bear the log's own name, without an epoch."""

    old: VerifierKey
    new: VerifierKey

    @property
    def statement(self) -> bytes:
        """What both sign: the old one says who follows, the new one that it is there and follows."""
        return f"{_STATEMENT}\n{self.old}\n{self.new}\n".encode()

    def signed(self, old: Sign, new: Sign) -> dict[str, Json]:
        """The facts of the event."""
        return {
            "key": str(self.old),
            "successor": str(self.new),
            "by_key": b64encode(old(self.statement)).decode(),
            "by_successor": b64encode(new(self.statement)).decode(),
        }


def read_naming(leaf: str, verify: Verify) -> Naming:
    """What a logged event names; raises `NoteError` unless it is such an event, signed by both of its keys."""
    try:
        logged = read_leaf(leaf)
    except (ValueError, RecursionError) as error:
        raise NoteError(f"what was logged cannot be read: {error}") from error
    if (logged["name"], logged["stream"]) != (SUCCESSOR_NAMED, KEYS_STREAM):
        raise NoteError("an event that names no key")
    return naming_in(logged["data"], verify)


def naming_in(data: Json, verify: Verify) -> Naming:
    """The same of the facts of such an event. Raises `NoteError`."""
    facts = data if isinstance(data, Mapping) else {}
    naming = Naming(read_verifier_key(str(facts.get("key"))), read_verifier_key(str(facts.get("successor"))))
    if naming.old.name != naming.new.name or split_name(naming.old.name)[0] != naming.old.name:
        raise NoteError("a key is followed under the log's own name only")
    if naming.old == naming.new:
        raise NoteError("a key does not follow itself")
    for key, field in ((naming.old, "by_key"), (naming.new, "by_successor")):
        if not verify(key.public, from_base64(str(facts.get(field))), naming.statement):
            raise NoteError(f"the key {key.key_id.hex()} did not sign who follows")
    return naming
