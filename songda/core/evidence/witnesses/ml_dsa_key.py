"""Cosignatures that outlast Ed25519: ML-DSA-44 (FIPS 204), over a structure of their own (C2SP tlog-cosignature).

The log gives one beside its own signature. What is signed names signer, log, size and root, not the note's text.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from songda.core.evidence.checkpoint import SignedRoot, read_checkpoint_text
from songda.core.evidence.note import KEY_ID_BYTES, Note, NoteError, Sign, from_base64, require_key_name
from songda.core.evidence.witnesses.cosignature import Cosignature, require_time

ML_DSA_44 = 0x06  # the kind of key, as C2SP numbers it
PUBLIC_BYTES = 1312
SIGNATURE_BYTES = 2420
_MOMENT_BYTES = 8
_LONGEST_NAME = 255
_LABEL = b"subtree/v1\n\0"

VerifyMlDsa: TypeAlias = Callable[[bytes, bytes, bytes], bool | None]
"""`verify(public_key, signature, message)`: is this ML-DSA-44 signature right? None where it cannot be told here."""


class NotCheckedHereError(Exception):
    """What would check the signature is not installed."""


@dataclass(frozen=True)
class MlDsaKey:
    """The public half of such a key: its name and 1,312 bytes of ML-DSA-44."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that a signature line names its key by."""
        named = self.name.encode() + b"\n" + bytes([ML_DSA_44]) + self.public
        return hashlib.sha256(named).digest()[:KEY_ID_BYTES]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key itself, in hexadecimal."""
        return hashlib.sha256(self.public).hexdigest()

    def __str__(self) -> str:
        written = base64.b64encode(bytes([ML_DSA_44]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{written}"


def read_ml_dsa_key(line: str) -> MlDsaKey:
    """Read `name+id+base64`. Raises `NoteError`."""
    name, _, rest = line.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = from_base64(encoded)
    if len(raw) != 1 + PUBLIC_BYTES or raw[0] != ML_DSA_44:
        raise NoteError("not a key of ML-DSA-44")
    key = MlDsaKey(require_key_name(name), raw[1:])
    if key.key_id.hex() != key_id:
        raise NoteError("the id of the key does not fit the key")
    return key


def cosign_ml_dsa(text: str, key: MlDsaKey, sign: Sign, at: int) -> str:
    """The signature line, with its line break, over this text of a checkpoint."""
    signature = key.key_id + at.to_bytes(_MOMENT_BYTES, "big") + sign(lasting_message(text, key.name, at))
    return f"\u2014 {key.name} {base64.b64encode(signature).decode()}\n"


def check_ml_dsa(note: Note, key: MlDsaKey, verify: VerifyMlDsa) -> Cosignature | None:
    """The word of this key on a note; None where there is none.

    Raises `NoteError` for one that does not hold, `NotCheckedHereError` where that cannot be told.
    """
    for line in note.signatures:
        if (line.name, line.key_id) != (key.name, key.key_id):
            continue
        at, signature = line.signature[:_MOMENT_BYTES], line.signature[_MOMENT_BYTES:]
        moment = int.from_bytes(at, "big")
        require_time(moment)
        if len(signature) != SIGNATURE_BYTES:
            raise NoteError(f"the signature of {key.name} has not the form of ML-DSA-44")
        holds = verify(key.public, signature, lasting_message(note.text, key.name, moment))
        if holds is None:
            raise NotCheckedHereError
        if not holds:
            raise NoteError(f"the ML-DSA-44 signature of {key.name} is wrong")
        return Cosignature(key.name, moment)
    return None


def lasting_message(text: str, signer: str, at: int) -> bytes:
    """What is signed: label, signer, moment, log, the leaves from the first on, and their root."""
    root: SignedRoot = read_checkpoint_text(text)
    span = (0).to_bytes(8, "big") + root.size.to_bytes(8, "big")
    moment = at.to_bytes(_MOMENT_BYTES, "big")
    return _LABEL + _prefixed(signer) + moment + _prefixed(root.origin) + span + root.root


def _prefixed(name: str) -> bytes:
    written = name.encode()
    if not 0 < len(written) <= _LONGEST_NAME:
        raise NoteError("a name has 1 to 255 bytes")
    return bytes([len(written)]) + written
