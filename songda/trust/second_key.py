"""The key with which the evidence log signs its checkpoints a second time (ML-DSA-44)."""

import base64
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from songda.core.evidence.note import NoteError, from_base64, require_key_name
from songda.core.evidence.witnesses.lasting import LASTING, LastingKey, cosign_lasting
from songda.trust.secret_file import write_secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

_PRIVATE = "PRIVATE+KEY"
_SEED_BYTES = 32


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
        seed = base64.b64encode(bytes([LASTING]) + key.private.private_bytes_raw()).decode()
        write_secret(path, f"{_PRIVATE}+{name}+{key.public.key_id.hex()}+{seed}\n".encode())
        return key

    @classmethod
    def load(cls, path: Path) -> "SecondKey":
        """Read the key from its file (`PRIVATE+KEY+name+id+base64`). Raises `NoteError`."""
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

        prefix, found, rest = path.read_text(encoding="ascii").strip().partition(f"{_PRIVATE}+")
        name, _, rest = rest.partition("+")
        key_id, _, written = rest.partition("+")
        raw = from_base64(written)
        if prefix or not found or len(raw) != 1 + _SEED_BYTES or raw[0] != LASTING:
            raise NoteError("not a signing key of ML-DSA-44")
        key = cls(require_key_name(name), MLDSA44PrivateKey.from_seed_bytes(raw[1:]))
        if key.public.key_id.hex() != key_id:
            raise NoteError("the id of the key does not fit the key")
        return key

    @property
    def public(self) -> LastingKey:
        """The public half."""
        return LastingKey(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: str, at: int) -> str:
        """The line with its signature over this text of a checkpoint."""
        return cosign_lasting(text, self.public, self.private.sign, at)
