"""The inside of the child process that listens: takes its limits first, then hears one file and tells what it heard."""

import json
import sys
from collections.abc import Iterator
from typing import Any

from songda.trust.paper.framing import write_frames
from songda.trust.paper.jobs import take_limits


def listen(body: bytes, arguments: list[str]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """What can be heard in a sound file."""
    from songda.trust.sound.loudness import measure

    reader, longest_seconds = arguments[0], json.loads(arguments[1])
    yield measure(body, reader, longest_seconds), b""


def main(arguments: list[str]) -> None:
    """Limits, job, the job's own arguments."""
    processor, memory, answer, _, *rest = arguments
    take_limits(int(processor), int(memory), int(answer))
    write_frames(sys.stdout.buffer, listen(sys.stdin.buffer.read(), rest))


if __name__ == "__main__":
    main(sys.argv[1:])
