"""Seals a whole file under a key of its own, piece by piece, so that a cut or changed file never opens quietly.

The file is `SDF1 | nonce prefix (7) | pieces`; each piece of 64 KiB is sealed with AES-256-GCM under the nonce
`prefix | piece number (4) | 1 for the last piece, else 0`, and with the file's name as authenticated text. Pieces
therefore cannot be swapped, dropped, repeated or cut off. Destroying the wrapped key destroys the file. Where sealed
files lie is no business of this module (`trust.places`).
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from songda.trust.sealing.keyring import Keyring, SealError

PIECE_BYTES = 64 * 1024
TAG_BYTES = 16
MAGIC = b"SDF1"
PREFIX_BYTES = 7
START = len(MAGIC) + PREFIX_BYTES
IN_MEMORY = 1024 * 1024  # a larger file is sealed into a nameless one on the disk


def nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    """What makes each piece's sealing its own; the last piece is known as the last."""
    return prefix + number.to_bytes(4) + (b"\x01" if last else b"\x00")


def key_mark(file_key: bytes) -> str:
    """Sixteen hexadecimal digits that belong to the key of one file, and tell nothing of it or of the file."""
    return hashlib.sha256(b"songda 1 file mark" + file_key).hexdigest()[:16]


class SealedWriter:
    """One file in the making; `cell` is what it is bound to. Whoever begins one finishes or abandons it.

    What is larger than a megabyte waits, sealed, in a file without a name below `drafts`: a writer that is killed
    leaves nothing there.
    """

    def __init__(self, cell: str, drafts: Path) -> None:
        self._cell, self._key, self._prefix = cell, os.urandom(32), os.urandom(PREFIX_BYTES)
        self._rest, self._number = bytearray(), 0
        self._file = SpooledTemporaryFile(IN_MEMORY, dir=str(drafts))  # noqa: SIM115 - closed by `abandon`
        self._file.write(MAGIC + self._prefix)

    def write(self, some: bytes | memoryview) -> None:
        """The next bytes, as many as there are; the last piece is held back, since it is sealed as the last."""
        self._rest += some
        while len(self._rest) > PIECE_BYTES:
            self._seal(bytes(self._rest[:PIECE_BYTES]), last=False)
            del self._rest[:PIECE_BYTES]

    def finish(self, keyring: Keyring, keep: Callable[[str, IO[bytes]], None]) -> bytes:
        """Hand the sealed file to `keep`, with the mark of its key; gives the wrapped key once it is kept."""
        try:
            self._seal(bytes(self._rest), last=True)
            self._file.seek(0)
            keep(key_mark(self._key), self._file)
        finally:
            self.abandon()
        return keyring.wrap(self._key)

    def abandon(self) -> None:
        """Leave nothing behind of what was not finished."""
        self._file.close()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        cipher = AESGCM(self._key)
        self._file.write(cipher.encrypt(nonce(self._prefix, self._number, last=last), piece, self._cell.encode()))
        self._number += 1


def open_file(sealed: bytes, wrapped: bytes, keyring: Keyring, cell: str) -> bytes:
    """The file as it was before sealing; SealError names it when it is cut, changed or another file."""
    cipher, view = AESGCM(keyring.unwrap(wrapped, cell)), memoryview(sealed)
    prefix = _prefix_of(bytes(view[:START]), len(view), cell)
    count = -(-(len(view) - START) // (PIECE_BYTES + TAG_BYTES))
    return b"".join(_opened_pieces(view[START:], cipher, prefix, cell, (0, count)))


def plain_size(sealed_size: int) -> int:
    """How many bytes a file had before it was sealed."""
    body = sealed_size - START
    return body - -(-body // (PIECE_BYTES + TAG_BYTES)) * TAG_BYTES


Read = Callable[[int, int], bytes]  # the bytes of a sealed file from the first place up to the second


def open_part(read: Read, size: int, key: tuple[bytes, Keyring, str], wanted: tuple[int, int]) -> bytes:
    """The bytes from the first of `wanted` up to the second, opened alone: a player asks for a recording in parts.

    `size` is that of the sealed file, `key` its wrapped key, the ring and its cell.
    """
    wrapped, keyring, cell = key
    cipher, (start, stop) = AESGCM(keyring.unwrap(wrapped, cell)), wanted
    step, prefix = PIECE_BYTES + TAG_BYTES, _prefix_of(read(0, START), size, cell)
    first, count = start // PIECE_BYTES, -(-(size - START) // step)
    body = read(START + first * step, min(size, START + -(-stop // PIECE_BYTES) * step))
    opened = b"".join(_opened_pieces(memoryview(body), cipher, prefix, cell, (first, count)))
    part = opened[start - first * PIECE_BYTES : stop - first * PIECE_BYTES]
    if len(part) != stop - start:
        raise SealError(f"The file of {cell} is cut short.")
    return part


def _prefix_of(head: bytes, size: int, cell: str) -> bytes:
    if size < START + TAG_BYTES or head[: len(MAGIC)] != MAGIC:
        raise SealError(f"The file of {cell} is not a sealed file, or cut short.")
    return head[len(MAGIC) :]


def _opened_pieces(
    body: memoryview, cipher: AESGCM, prefix: bytes, cell: str, place: tuple[int, int]
) -> Iterator[bytes]:
    """The pieces of `body`, which is the whole file or a part: `place` says which is its first, and of how many."""
    step = PIECE_BYTES + TAG_BYTES
    first, count = place
    for at in range(-(-len(body) // step)):
        piece, number = body[at * step : (at + 1) * step], first + at
        try:
            yield cipher.decrypt(nonce(prefix, number, last=number == count - 1), piece, cell.encode())
        except InvalidTag:
            message = f"The file of {cell} was changed or cut: piece {number + 1} of {count} does not open."
            raise SealError(message) from None
