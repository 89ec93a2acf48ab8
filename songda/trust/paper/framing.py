"""How the child hands over its answer: for each item a line of JSON and then so many bytes."""

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any


def write_frames(out: IO[bytes], frames: Iterable[tuple[dict[str, Any], bytes]]) -> None:
    """Writes every item, and at last an end mark, so that a broken-off answer is noticed."""
    for head, body in frames:
        out.write(json.dumps({**head, "bytes": len(body)}).encode() + b"\n" + body)
    out.write(b"end\n")
    out.flush()


def read_frames(answer: bytes) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Reads the items back; ValueError when the answer is broken."""
    position = 0
    while True:
        line_end = answer.index(b"\n", position)
        line = answer[position:line_end]
        if line == b"end":
            return
        head = json.loads(line)
        position = line_end + 1 + int(head["bytes"])
        yield head, answer[line_end + 1 : position]
