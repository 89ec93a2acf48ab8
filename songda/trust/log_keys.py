"""The keys with which the evidence log signs its checkpoints: Ed25519, and a second time ML-DSA-44.

Both lie in files that only their owner can read, as `PRIVATE+KEY+name+id+base64`.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from songda.core.evidence.note import (
    ED25519,
    NoteError,
    VerifierKey,
    from_base64,
    require_key_name,
    sign_note,
)
from songda.core.evidence.witnesses.ml_dsa_key import ML_DSA_44, MlDsaKey, cosign_ml_dsa
from songda.trust.atomic_files import write_secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey


_PREFIX = "PRIVATE+KEY"
_SECRET_BYTES = 32


@dataclass(frozen=True)
class NoteKey:
    """A log's signing key; its name stands in every checkpoint."""

    name: str
    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def create(cls, path: Path, name: str) -> "NoteKey":
        """Make a new key and write it where only the owner can read it. Raises FileExistsError, never overwrites."""
        key = cls(require_key_name(name), Ed25519PrivateKey.generate())
        write_secret(path, _written(name, key.verifier.key_id, ED25519, key.private.private_bytes_raw()))
        return key

    @classmethod
    def load(cls, path: Path) -> "NoteKey":
        """Read the key from its file (`PRIVATE+KEY+name+id+base64`). Raises `NoteError`."""
        name, key_id, secret = _read_private(path, ED25519, "not a signing key for notes")
        key = cls(require_key_name(name), Ed25519PrivateKey.from_private_bytes(secret))
        if key.verifier.key_id.hex() != key_id:
            raise NoteError("the id of the key does not fit the key")
        return key

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self.private.public_key().public_bytes_raw())

    def under(self, name: str) -> "NoteKey":
        """The same key under another name of the log. Raises `NoteError`."""
        return NoteKey(require_key_name(name), self.private)

    def sign(self, text: str) -> str:
        """The signed note of this text."""
        return sign_note(text, self.verifier, self.private.sign)


def sign_together(text: str, keys: Sequence[NoteKey]) -> str:
    """The note of this text with a signature line of each of these keys, in their order."""
    first, *others = keys
    return first.sign(text) + "".join(key.sign(text).rpartition("\n\n")[2] for key in others)


@dataclass(frozen=True)
class SecondKey:
    """A log's second signing key, under the log's own name."""

    name: str
    private: "MLDSA44PrivateKey" = field(repr=False)

    @classmethod
    def create(cls, path: Path, name: str) -> "SecondKey":
        """Make a new key and write it where only the owner can read it. Raises FileExistsError, never overwrites."""
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

        key = cls(require_key_name(name), MLDSA44PrivateKey.generate())
        write_secret(path, _written(name, key.public.key_id, ML_DSA_44, key.private.private_bytes_raw()))
        return key

    @classmethod
    def load(cls, path: Path) -> "SecondKey":
        """Read the key from its file (`PRIVATE+KEY+name+id+base64`). Raises `NoteError`."""
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

        name, key_id, secret = _read_private(path, ML_DSA_44, "not a signing key of ML-DSA-44")
        key = cls(require_key_name(name), MLDSA44PrivateKey.from_seed_bytes(secret))
        if key.public.key_id.hex() != key_id:
            raise NoteError("the id of the key does not fit the key")
        return key

    @property
    def public(self) -> MlDsaKey:
        """The public half."""
        return MlDsaKey(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: str, at: int) -> str:
        """The line with its signature over this text of a checkpoint."""
        return cosign_ml_dsa(text, self.public, self.private.sign, at)


def _written(name: str, key_id: bytes, kind: int, secret: bytes) -> bytes:
    return f"{_PREFIX}+{name}+{key_id.hex()}+{base64.b64encode(bytes([kind]) + secret).decode()}\n".encode()


def _read_private(path: Path, kind: int, why_not: str) -> tuple[str, str, bytes]:
    """Name, id and secret of the key in a file; NoteError where it is none of this kind."""
    prefix, found, rest = path.read_text(encoding="ascii").strip().partition(f"{_PREFIX}+")
    name, _, rest = rest.partition("+")
    key_id, _, written = rest.partition("+")
    raw = from_base64(written)
    if prefix or not found or len(raw) != 1 + _SECRET_BYTES or raw[0] != kind:
        raise NoteError(why_not)
    return name, key_id, raw[1:]
