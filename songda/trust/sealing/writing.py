"""Writes a sealed file while its bytes come in, so that a large one is never held whole; complete or not at all."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from songda.trust.sealing.keyring import Keyring
from songda.trust.sealing.shape import MAGIC, PIECE_BYTES, PREFIX_BYTES, nonce


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
            settle(self._target.parent)
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
        settle(folder.parent)


def settle(folder: Path) -> None:
    """Have the disk keep the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
