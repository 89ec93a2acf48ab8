"""Seals a whole file under a key of its own, piece by piece, so that a cut or changed file never opens quietly.

The file is `SDF1 | nonce prefix (7) | pieces`; each piece of 64 KiB is sealed with AES-256-GCM under the nonce
`prefix | piece number (4) | 1 for the last piece, else 0`, and with the file's name as authenticated text. Pieces
therefore cannot be swapped, dropped, repeated or cut off. Destroying the wrapped key destroys the file.
"""

from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from songda.trust.sealing.errors import SealError
from songda.trust.sealing.keyring import Keyring
from songda.trust.sealing.shape import MAGIC, PIECE_BYTES, START, TAG_BYTES, nonce
from songda.trust.sealing.writing import SealedWriter


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
