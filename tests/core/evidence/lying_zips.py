"""Zip files whose directories say of a member what is not so."""

import io
import struct
import zipfile
import zlib

LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
_LOCAL_CRC, _CENTRAL_CRC = 14, 16  # where the check sum stands in the two headers; both sizes follow it


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    return written.getvalue()


def saying(honest: bytes, name: str, size: int, crc: int | None = None) -> bytes:
    """The same zip file whose headers give another size of this member, and another check sum."""
    written = bytearray(honest)
    for place, crc_at in _headers(honest, name):
        if crc is not None:
            struct.pack_into("<L", written, place + crc_at, crc)
        struct.pack_into("<L", written, place + crc_at + 8, size)
    return bytes(written)


def only_the_beginning(entries: dict[str, bytes], name: str, shown: int) -> bytes:
    """Of this member only the beginning is told of, with a check sum that is right for it."""
    return saying(zipped(entries), name, shown, zlib.crc32(entries[name][:shown]))


def _headers(written: bytes, name: str) -> list[tuple[int, int]]:
    """Where the local and the central header of a member begin, and where in them the check sum stands."""
    local = written.index(name.encode()) - 30
    central = written.rindex(name.encode()) - 46
    assert (written[local : local + 4], written[central : central + 4]) == (LOCAL, CENTRAL)
    return [(local, _LOCAL_CRC), (central, _CENTRAL_CRC)]
