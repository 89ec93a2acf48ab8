"""Seals a whole file under a key of its own, piece by piece, so that a cut or changed file never opens quietly.

The file is `SDF1 | nonce prefix (7) | pieces`; each piece of 64 KiB is sealed with AES-256-GCM under the nonce
`prefix | piece number (4) | 1 for the last piece, else 0`, and with the file's name as authenticated text. Pieces
therefore cannot be swapped, dropped, repeated or cut off. Destroying the wrapped key destroys the file.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from songda.trust.atomic_files import sync_folder
from songda.trust.sealing.keyring import Keyring, SealError

PIECE_BYTES = 64 * 1024
TAG_BYTES = 16
MAGIC = b"SDF1"
PREFIX_BYTES = 7
START = len(MAGIC) + PREFIX_BYTES


def nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    """What makes each piece's sealing its own; the last piece is known as the last."""
    return prefix + number.to_bytes(4) + (b"\x01" if last else b"\x00")


class SealedWriter:
    """One file in the making; `cell` is what it is bound to. Whoever begins one finishes or abandons it."""

    def __init__(self, path: Path | str, cell: str) -> None:
        self._target, self._cell = Path(path), cell
        self._key, self._prefix = os.urandom(32), os.urandom(PREFIX_BYTES)
        self._rest, self._number = bytearray(), 0
        make_folder(self._target.parent)
        self._part = self._target.with_name(f".{self._target.name}.{os.urandom(4).hex()}.part")
        self._file = os.fdopen(os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._file.write(MAGIC + self._prefix)

    def write(self, some: bytes | memoryview) -> None:
        """The next bytes, as many as there are; the last piece is held back, since it is sealed as the last."""
        self._rest += some
        while len(self._rest) > PIECE_BYTES:
            self._seal(bytes(self._rest[:PIECE_BYTES]), last=False)
            del self._rest[:PIECE_BYTES]

    def finish(self, keyring: Keyring) -> bytes:
        """Put the file in its place and give back its wrapped key; then both are on the disk, or the file is not."""
        try:
            self._seal(bytes(self._rest), last=True)
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self._target)
            sync_folder(self._target.parent)
        finally:
            self.abandon()
        return keyring.wrap(self._key)

    def abandon(self) -> None:
        """Leave nothing behind of what was not finished."""
        self._file.close()
        self._part.unlink(missing_ok=True)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        cipher = AESGCM(self._key)
        self._file.write(cipher.encrypt(nonce(self._prefix, self._number, last=last), piece, self._cell.encode()))
        self._number += 1


def make_folder(folder: Path) -> None:
    """The folder, closed to others, and its name on the disk."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sync_folder(folder.parent)


def seal_file(plain: bytes, path: Path | str, keyring: Keyring, cell: str) -> bytes:
    """Writes the file sealed (0600, complete or not at all) and returns its wrapped key, to be kept beside its row.

    When this returns, the file and its name are on the disk: a power cut leaves no row whose file is gone.
    """
    made, view = SealedWriter(path, cell), memoryview(plain)
    try:
        for start in range(0, len(view), PIECE_BYTES):
            made.write(view[start : start + PIECE_BYTES])
        return made.finish(keyring)
    finally:
        made.abandon()


def open_file(path: Path | str, wrapped: bytes, keyring: Keyring, cell: str) -> bytes:
    """The file as it was before sealing; SealError names it when it is missing, cut, changed or another file."""
    cipher = AESGCM(keyring.unwrap(wrapped, cell))
    try:
        sealed = memoryview(Path(path).read_bytes())
    except OSError as error:
        raise SealError(f"The file of {cell} cannot be read: {error.strerror}.") from error
    if len(sealed) < START + TAG_BYTES or bytes(sealed[: len(MAGIC)]) != MAGIC:
        raise SealError(f"The file of {cell} is not a sealed file, or cut short.")
    prefix = bytes(sealed[len(MAGIC) : START])
    count = -(-(len(sealed) - START) // (PIECE_BYTES + TAG_BYTES))
    return b"".join(_opened_pieces(sealed[START:], cipher, prefix, cell, (0, count)))


def plain_size(path: Path | str) -> int:
    """How many bytes the file had before it was sealed; FileNotFoundError where there is none."""
    sealed = Path(path).stat().st_size - START
    pieces = -(-sealed // (PIECE_BYTES + TAG_BYTES))
    return sealed - pieces * TAG_BYTES


def open_part(path: Path | str, wrapped: bytes, keyring: Keyring, cell: str, wanted: tuple[int, int]) -> bytes:
    """The bytes from the first of `wanted` up to the second, opened alone: a player asks for a recording in parts."""
    cipher, (start, stop) = AESGCM(keyring.unwrap(wrapped, cell)), wanted
    step = PIECE_BYTES + TAG_BYTES
    try:
        with Path(path).open("rb") as file:
            head, size = file.read(START), Path(path).stat().st_size
            if head[: len(MAGIC)] != MAGIC or size < START + TAG_BYTES:
                raise SealError(f"The file of {cell} is not a sealed file, or cut short.")
            first, count = start // PIECE_BYTES, -(-(size - START) // step)
            file.seek(START + first * step)
            body = file.read((-(-stop // PIECE_BYTES) - first) * step)
    except OSError as error:
        raise SealError(f"The file of {cell} cannot be read: {error.strerror}.") from error
    opened = b"".join(_opened_pieces(memoryview(body), cipher, head[len(MAGIC) :], cell, (first, count)))
    part = opened[start - first * PIECE_BYTES : stop - first * PIECE_BYTES]
    if len(part) != stop - start:
        raise SealError(f"The file of {cell} is cut short.")
    return part


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
