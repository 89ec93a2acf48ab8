"""Signed notes: a text with signature lines below it (C2SP signed-note), and the one-line form of the keys.

This module knows no cryptography: signing and checking a signature are functions that the caller brings.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

ED25519 = 0x01
KEY_ID_BYTES = 4
MOST_SIGNATURES = 100
LARGEST_NOTE = 512 * 1024  # letters: a hundred signatures of the longest kind that is known here
_DASH = "— "
# The fixed beginning of an Ed25519 public key in its usual binary form, so that other tools compute our fingerprint.
_ED25519_SPKI = bytes.fromhex("302a300506032b6570032100")

Verify: TypeAlias = Callable[[bytes, bytes, bytes], bool]
"""`verify(public_key, signature, message)`: is this Ed25519 signature right?"""

Sign: TypeAlias = Callable[[bytes], bytes]
"""`sign(message)` gives the Ed25519 signature."""


class NoteError(ValueError):
    """A note or key that is not in the agreed form, or whose signature does not hold."""


@dataclass(frozen=True)
class VerifierKey:
    """The public half of a key that signs notes: its name and 32 bytes of Ed25519."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that a signature line names its key by."""
        named = self.name.encode() + b"\n" + bytes([ED25519]) + self.public
        return hashlib.sha256(named).digest()[:KEY_ID_BYTES]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key in its usual binary form (SPKI), in hexadecimal."""
        return hashlib.sha256(_ED25519_SPKI + self.public).hexdigest()

    @property
    def pem(self) -> str:
        """The public key as other tools read it."""
        body = base64.b64encode(_ED25519_SPKI + self.public).decode()
        return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"

    def __str__(self) -> str:
        written = base64.b64encode(bytes([ED25519]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{written}"


@dataclass(frozen=True)
class NoteSignature:
    """One signature line."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True)
class Note:
    """A text (ending in a line break) and who signed it."""

    text: str
    signatures: tuple[NoteSignature, ...]


def read_verifier_key(line: str) -> VerifierKey:
    """Read `name+id+base64`. Raises `NoteError`."""
    name, _, rest = line.strip().partition("+")
    key_id, _, written = rest.partition("+")
    raw = from_base64(written)
    if len(raw) != 33 or raw[0] != ED25519:
        raise NoteError("only Ed25519 keys are known")
    key = VerifierKey(require_key_name(name), raw[1:])
    if key.key_id.hex() != key_id:
        raise NoteError("the id of the key does not fit the key")
    return key


def require_key_name(name: str) -> str:
    """The name itself. Raises `NoteError` for an empty one, one with a space or a plus, or half of a character."""
    if not name or "+" in name or re.search(r"\s", name) or not _is_encodable(name):
        raise NoteError("a key name is not empty and has no space and no plus")
    return name


def _is_encodable(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def sign_note(text: str, key: VerifierKey, sign: Sign) -> str:
    """The text with one signature line below."""
    if not text.endswith("\n"):
        raise NoteError("the text of a note ends with a line break")
    _require_plain(text)
    signature = base64.b64encode(key.key_id + sign(text.encode())).decode()
    return f"{text}\n{_DASH}{key.name} {signature}\n"


def read_note(written: str) -> Note:
    """Take a signed note apart, without checking any signature. Raises `NoteError`."""
    if len(written) > LARGEST_NOTE:
        raise NoteError("longer than any note")
    _require_plain(written)
    text, found, lines = written.rpartition("\n\n")
    if not found or not lines.endswith("\n"):
        raise NoteError("a signed note is a text, an empty line and signature lines")
    if lines.count("\n") > MOST_SIGNATURES:
        raise NoteError("too many signatures")
    signatures = tuple(_read_signature(line) for line in lines[:-1].split("\n"))
    return Note(text + "\n", signatures)


def check_note(note: Note, key: VerifierKey, verify: Verify) -> None:
    """Raise `NoteError` unless this key signed the note; lines of other keys are passed over."""
    ours = [s.signature for s in note.signatures if (s.name, s.key_id) == (key.name, key.key_id)]
    if not ours:
        raise NoteError(f"the key {key.name} did not sign")
    if not all(verify(key.public, signature, note.text.encode()) for signature in ours):
        raise NoteError(f"the signature of {key.name} is wrong")


def from_base64(written: str) -> bytes:
    """Strict base64. Raises `NoteError`."""
    try:
        raw = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("not base64") from error
    if base64.b64encode(raw).decode() != written:
        raise NoteError("not base64 in its one proper form")
    return raw


def _require_plain(text: str) -> None:
    if any(ord(character) < 0x20 and character != "\n" for character in text):
        raise NoteError("a note has no control characters but line breaks")


def _read_signature(line: str) -> NoteSignature:
    name, _, written = line.removeprefix(_DASH).partition(" ")
    raw = from_base64(written)
    if not line.startswith(_DASH) or len(raw) <= KEY_ID_BYTES:
        raise NoteError("not a signature line")
    return NoteSignature(require_key_name(name), raw[:KEY_ID_BYTES], raw[KEY_ID_BYTES:])
