"""The inside of the child process: takes its limits first, then reads one PDF and writes one answer."""

import json
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

from songda.trust.paper.framing import write_frames
from songda.trust.paper.shut_in import shut_in

_MOST_FILES = 128  # open at once: each pipe takes memory that is not counted as the child's own
Frames = Iterator[tuple[dict[str, Any], bytes]]


def take_limits(processor: int, memory: int, answer: int) -> None:
    """From here on this process dies when it uses more than its allowance, and reaches nothing of ours."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (answer, answer))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_MOST_FILES, _MOST_FILES))
    shut_in()  # the last step: from here on no limit can be changed


def limit_next_step(seconds: float) -> None:
    """Gives the next step (one page) so much processor time; the system ends the process when it is used up."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def inspect(pdf: bytes, arguments: list[str]) -> Frames:
    """The findings of an inspection."""
    from songda.trust.paper.objects import look_through

    yield look_through(pdf, **json.loads(arguments[0])), b""


def images(pdf: bytes, arguments: list[str]) -> Frames:
    """Pages as pictures."""
    from songda.trust.paper.pages import draw_pages

    dpi, seconds = int(arguments[0]), float(arguments[1])
    wanted = range(int(arguments[2]), int(arguments[3]))
    yield from draw_pages(pdf, dpi, wanted, lambda: limit_next_step(seconds))


def texts(pdf: bytes, arguments: list[str]) -> Frames:
    """Every page as text, lines as they are printed."""
    from songda.trust.paper.pages import read_pages

    seconds = float(arguments[0])
    yield from read_pages(pdf, lambda: limit_next_step(seconds))


def merge(pdfs: bytes, arguments: list[str]) -> Frames:
    """Several files, which come one behind the other, as one."""
    from songda.trust.paper.together import put_together

    yield {}, put_together(pdfs, json.loads(arguments[0]))


JOBS: dict[str, Callable[[bytes, list[str]], Frames]] = {
    "inspect": inspect,
    "images": images,
    "texts": texts,
    "merge": merge,
}


def main(arguments: list[str]) -> None:
    """Limits, job, the job's own arguments."""
    processor, memory, answer, job, *rest = arguments
    take_limits(int(processor), int(memory), int(answer))
    write_frames(sys.stdout.buffer, JOBS[job](sys.stdin.buffer.read(), rest))


if __name__ == "__main__":
    main(sys.argv[1:])
