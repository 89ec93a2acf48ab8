"""The inside of the child process that listens: takes its limits first, then hears one file and tells what it heard."""

import io
import json
import sys
from typing import IO, Any

from songda.trust.paper.confinement import take_limits
from songda.trust.sound.sources import LARGEST_PART, LENGTH, QUESTION


class RemoteFile(io.RawIOBase):
    """A file whose parts are asked for from whoever started this process."""

    def __init__(self, size: int, into: IO[bytes], out: IO[bytes]) -> None:
        super().__init__()
        self._size, self._into, self._out, self._at = size, into, out, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, room: Any) -> int:
        """Fill the room with what comes next; 0 at the end."""
        wanted = min(len(room), LARGEST_PART, max(0, self._size - self._at))
        if wanted == 0:
            return 0
        self._out.write(QUESTION.pack(self._at, wanted))
        self._out.flush()
        (length,) = LENGTH.unpack(self._into.read(LENGTH.size))
        part = self._into.read(length)
        room[:length] = part
        self._at += length
        return int(length)


def listen(file: IO[bytes], reader: str, longest_seconds: int) -> dict[str, Any]:
    """What can be heard in a file; where the decoder itself is missing that is said, and not blamed on the file."""
    try:
        from songda.trust.sound.loudness import measure
    except ImportError as missing:
        return {"refusal": "no_decoder", "detail": missing.name or "PyAV"}
    return measure(file, reader, longest_seconds)


def main(arguments: list[str]) -> None:
    """Limits, size, what the decoder is called, and how long a recording may be."""
    processor, memory, answer, size, reader, longest_seconds = arguments
    take_limits(int(processor), int(memory), int(answer))
    out = sys.stdout.buffer
    file = io.BufferedReader(RemoteFile(int(size), sys.stdin.buffer, out), 64 * 1024)
    measured = listen(file, reader, int(longest_seconds))
    out.write(QUESTION.pack(0, 0) + json.dumps(measured).encode())
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
