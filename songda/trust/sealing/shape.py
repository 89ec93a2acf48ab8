"""The shape of a sealed file: what it begins with, how large its pieces are, how each is numbered."""

PIECE_BYTES = 64 * 1024
TAG_BYTES = 16
MAGIC = b"SDF1"
PREFIX_BYTES = 7
START = len(MAGIC) + PREFIX_BYTES


def nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    """What makes each piece's sealing its own; the last piece is known as the last."""
    return prefix + number.to_bytes(4) + (b"\x01" if last else b"\x00")
