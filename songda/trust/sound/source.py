"""Where the bytes of a sound file come from: read in parts, so that a large one is never held whole."""

import hashlib
from dataclasses import dataclass, field
from typing import Protocol

LARGEST_PART = 256 * 1024


class Source(Protocol):
    """A file of known size whose parts can be read."""

    @property
    def size(self) -> int:
        """Bytes in all."""

    @property
    def sha256(self) -> bytes:
        """Of the whole."""

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from `start` up to `stop`, or up to its end."""


@dataclass(frozen=True)
class Held:
    """A small file that is held whole."""

    body: bytes = field(repr=False)

    @property
    def size(self) -> int:
        """Bytes in all."""
        return len(self.body)

    @property
    def sha256(self) -> bytes:
        """Of the whole."""
        return hashlib.sha256(self.body).digest()

    def read(self, start: int, stop: int) -> bytes:
        """Those bytes."""
        return self.body[start:stop]
