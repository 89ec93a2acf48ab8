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

from songda.trust.sealing.errors import SealError
from songda.trust.sealing.keyring import Keyring

PIECE_BYTES = 64 * 1024
_TAG_BYTES = 16
_MAGIC = b"SDF1"
_PREFIX_BYTES = 7
_START = len(_MAGIC) + _PREFIX_BYTES


def seal_file(plain: bytes, path: Path | str, keyring: Keyring, cell: str) -> bytes:
    """Writes the file sealed (0600, complete or not at all) and returns its wrapped key, to be kept beside its row.

    When this returns, the file and its name are on the disk: a power cut leaves no row whose file is gone.
    """
    file_key, prefix = os.urandom(32), os.urandom(_PREFIX_BYTES)
    target = Path(path)
    _make_folder(target.parent)
    part = target.with_name(f".{target.name}.{os.urandom(4).hex()}.part")
    try:
        _write(part, _MAGIC + prefix, _sealed_pieces(plain, AESGCM(file_key), prefix, cell))
        part.replace(target)
        _settle(target.parent)
    finally:
        part.unlink(missing_ok=True)
    return keyring.wrap(file_key)


def open_file(path: Path | str, wrapped: bytes, keyring: Keyring, cell: str) -> bytes:
    """The file as it was before sealing; SealError names it when it is missing, cut, changed or another file."""
    cipher = AESGCM(keyring.unwrap(wrapped, cell))
    try:
        sealed = memoryview(Path(path).read_bytes())
    except OSError as error:
        raise SealError(f"The file of {cell} cannot be read: {error.strerror}.") from error
    if len(sealed) < _START + _TAG_BYTES or bytes(sealed[: len(_MAGIC)]) != _MAGIC:
        raise SealError(f"The file of {cell} is not a sealed file, or cut short.")
    prefix = bytes(sealed[len(_MAGIC) : _START])
    count = -(-(len(sealed) - _START) // (PIECE_BYTES + _TAG_BYTES))
    return b"".join(_opened_pieces(sealed[_START:], cipher, prefix, cell, (0, count)))


def open_part(path: Path | str, wrapped: bytes, keyring: Keyring, cell: str, wanted: tuple[int, int]) -> bytes:
    """The bytes from the first of `wanted` up to the second, opened alone: a player asks for a recording in parts."""
    cipher, (start, stop) = AESGCM(keyring.unwrap(wrapped, cell)), wanted
    step = PIECE_BYTES + _TAG_BYTES
    try:
        with Path(path).open("rb") as file:
            head, size = file.read(_START), Path(path).stat().st_size
            if head[: len(_MAGIC)] != _MAGIC or size < _START + _TAG_BYTES:
                raise SealError(f"The file of {cell} is not a sealed file, or cut short.")
            first, count = start // PIECE_BYTES, -(-(size - _START) // step)
            file.seek(_START + first * step)
            body = file.read((-(-stop // PIECE_BYTES) - first) * step)
    except OSError as error:
        raise SealError(f"The file of {cell} cannot be read: {error.strerror}.") from error
    opened = b"".join(_opened_pieces(memoryview(body), cipher, head[len(_MAGIC) :], cell, (first, count)))
    part = opened[start - first * PIECE_BYTES : stop - first * PIECE_BYTES]
    if len(part) != stop - start:
        raise SealError(f"The file of {cell} is cut short.")
    return part


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4) + (b"\x01" if last else b"\x00")


def _sealed_pieces(plain: bytes, cipher: AESGCM, prefix: bytes, cell: str) -> Iterator[bytes]:
    view = memoryview(plain)
    count = max(1, -(-len(view) // PIECE_BYTES))
    for number in range(count):
        piece = view[number * PIECE_BYTES : (number + 1) * PIECE_BYTES]
        yield cipher.encrypt(_nonce(prefix, number, last=number == count - 1), piece, cell.encode())


def _opened_pieces(
    body: memoryview, cipher: AESGCM, prefix: bytes, cell: str, place: tuple[int, int]
) -> Iterator[bytes]:
    """The pieces of `body`, which is the whole file or a part: `place` says which is its first, and of how many."""
    step = PIECE_BYTES + _TAG_BYTES
    first, count = place
    for at in range(-(-len(body) // step)):
        piece, number = body[at * step : (at + 1) * step], first + at
        try:
            yield cipher.decrypt(_nonce(prefix, number, last=number == count - 1), piece, cell.encode())
        except InvalidTag:
            message = f"The file of {cell} was changed or cut: piece {number + 1} of {count} does not open."
            raise SealError(message) from None


def _write(path: Path, head: bytes, pieces: Iterator[bytes]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(head)
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _settle(folder.parent)


def _settle(folder: Path) -> None:
    """Have the disk keep the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
