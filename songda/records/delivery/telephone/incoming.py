"""A recording while it comes in: sealed piece by piece, hashed in passing, and never held whole."""

import hashlib
from collections.abc import Iterable
from typing import Self

from songda.clock import new_id
from songda.records.ground import vault
from songda.trust.sound.source import LARGEST_PART


class OverfullError(Exception):
    """More came in than may be kept."""


class Incoming:
    """One recording; it is begun, taken, ended, and then read. Whoever does not keep it throws it away."""

    def __init__(self, most: int) -> None:
        self.id, self.size, self._most = new_id(), 0, most
        self._hash, self._file = hashlib.sha256(), vault.begin_file("recordings", self.id)
        self.wrapped_key = b""

    @classmethod
    def of(cls, pieces: Iterable[bytes], most: int) -> Self:
        """All of it, ended; OverfullError where it is too large, and then nothing of it is left."""
        made = cls(most)
        try:
            for piece in pieces:
                made.take(piece)
            made.end()
        except BaseException:
            made.throw_away()
            raise
        return made

    def take(self, piece: bytes) -> None:
        """The next bytes."""
        self.size += len(piece)
        if self.size > self._most:
            raise OverfullError
        self._hash.update(piece)
        for start in range(0, len(piece), LARGEST_PART):
            self._file.write(piece[start : start + LARGEST_PART])

    def end(self) -> None:
        """That was all."""
        self.wrapped_key = vault.finish_file(self._file)

    @property
    def sha256(self) -> bytes:
        """Of the whole."""
        return self._hash.digest()

    def read(self, start: int, stop: int) -> bytes:
        """Some of it, once it was ended."""
        stop = min(stop, self.size)
        return vault.read_part("recordings", self.id, self.wrapped_key, (min(start, stop), stop))

    def throw_away(self) -> None:
        """Leave nothing of it behind."""
        self._file.abandon()
        vault.remove_file("recordings", self.id)
