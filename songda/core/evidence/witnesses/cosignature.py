"""Cosignatures: the word of a witness that it saw a checkpoint at a moment, and none that contradicts it.

The form is C2SP tlog-cosignature (cosignature/v1): a signature line of a note, over the time and the checkpoint's text.
"""

import base64
import hashlib
from dataclasses import dataclass

from songda.core.evidence.note import KEY_ID_BYTES, Note, NoteError, Sign, Verify, from_base64, require_key_name

COSIGNATURE = 0x04  # the kind of key, as C2SP numbers it
_TIME_BYTES = 8
_ED25519_BYTES = 64


@dataclass(frozen=True)
class WitnessKey:
    """The public half of a witness's key: its name and 32 bytes of Ed25519."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that a signature line names its key by."""
        named = self.name.encode() + b"\n" + bytes([COSIGNATURE]) + self.public
        return hashlib.sha256(named).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        written = base64.b64encode(bytes([COSIGNATURE]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{written}"


@dataclass(frozen=True)
class Cosignature:
    """A witness's word that holds, and when it was given (seconds since 1970)."""

    witness: str
    at: int


def read_witness_key(line: str) -> WitnessKey:
    """Read `name+id+base64`. Raises `NoteError`."""
    name, _, rest = line.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = from_base64(encoded)
    if len(raw) != 33 or raw[0] != COSIGNATURE:
        raise NoteError("not the key of a witness")
    key = WitnessKey(require_key_name(name), raw[1:])
    if key.key_id.hex() != key_id:
        raise NoteError("the id of the key does not fit the key")
    return key


def cosign(text: str, key: WitnessKey, sign: Sign, at: int) -> str:
    """The signature line, with its line break, of a witness that saw this text of a checkpoint."""
    signature = key.key_id + at.to_bytes(_TIME_BYTES, "big") + sign(cosigned_message(text, at))
    return f"\u2014 {key.name} {base64.b64encode(signature).decode()}\n"


def check_cosignature(note: Note, key: WitnessKey, verify: Verify) -> Cosignature | None:
    """The word of this witness on a note; None where there is none. Raises `NoteError` for one that does not hold."""
    for line in note.signatures:
        if (line.name, line.key_id) != (key.name, key.key_id):
            continue
        at, signature = line.signature[:_TIME_BYTES], line.signature[_TIME_BYTES:]
        moment = require_time(int.from_bytes(at, "big"))
        if len(signature) != _ED25519_BYTES or not verify(key.public, signature, cosigned_message(note.text, moment)):
            raise NoteError(f"the cosignature of {key.name} is wrong")
        return Cosignature(key.name, moment)
    return None


LATEST = 253_402_300_799  # the last second of the year 9999, beyond which Python has no dates


def require_time(at: int) -> int:
    """The moment itself, in seconds since 1970. Raises `NoteError` for one that is in no year."""
    if at > LATEST:
        raise NoteError("a moment outside all years")
    return at


def cosigned_message(text: str, at: int) -> bytes:
    """What a witness signs."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()
