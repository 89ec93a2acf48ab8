"""Looks at every thread of this process a few hundred times a second and counts the processor time that each took.

Python imports it in each process of a measured stack (its folder stands first in `PYTHONPATH`), before anything of
ours. It needs the standard library alone and does nothing without `BENCH_SAMPLES`, the folder into which it writes.
The file `phase` in that folder names the phase; at its change and at the end a line goes into `<pid>.jsonl`:
`{"phase", "part", "blocks", "collections", "stacks": [[CPU milliseconds, ["module:function", …, innermost last]]]}`.
"""

import atexit
import gc
import json
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path

STEP_SECONDS = 0.004
SWITCH_SECONDS = 0.0002  # so soon a thread at work lets the sampler look; else it would be seen where it waits
LOOK_SECONDS = 0.1  # how often the name of the phase is read
DEEPEST = 120

Stack = tuple[str, ...]


class Sampler(threading.Thread):
    """One process's counts since the phase began."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds the name of the phase and takes the counts."""
        super().__init__(name="samples", daemon=True)
        self.folder = folder
        self.phase = ""
        self.counts: Counter[Stack] = Counter()  # nanoseconds
        self.seen: dict[int, int] = {}  # thread → its processor time, nanoseconds
        self.begun = _state()
        self.writing = threading.Lock()

    def run(self) -> None:
        """Until the process ends."""
        looked = 0.0
        while True:
            if (now := time.monotonic()) - looked > LOOK_SECONDS:
                looked = now
                self._look()
            self._sample()
            time.sleep(STEP_SECONDS)

    def write(self) -> None:
        """Add what was counted in this phase to the file, and begin anew."""
        with self.writing:
            counts, self.counts = self.counts, Counter()
            blocks, collections = (now - then for now, then in zip(_state(), self.begun, strict=True))
            self.begun = _state()
            if not counts:
                return
            told = {
                "phase": self.phase,
                "part": " ".join(sys.argv[1:3]) or Path(sys.argv[0]).name,
                "blocks": blocks,
                "collections": collections,
                "stacks": [[round(spent / 1e6, 3), stack] for stack, spent in counts.items()],
            }
            with (self.folder / f"{os.getpid()}.jsonl").open("a", encoding="utf-8") as out:
                out.write(json.dumps(told) + "\n")

    def _look(self) -> None:
        try:
            phase = (self.folder / "phase").read_text(encoding="utf-8")
        except OSError:
            return
        if phase != self.phase:
            self.write()
            self.phase = phase

    def _sample(self) -> None:
        frames = sys._current_frames()
        for thread in threading.enumerate():
            if thread is self or thread.ident not in frames or not thread.native_id:
                continue
            spent = _spent(thread.native_id)
            if (new := spent - self.seen.get(thread.native_id, 0)) > 0:
                self.seen[thread.native_id] = spent
                self.counts[_stack(frames[thread.ident])] += new


def _spent(thread: int) -> int:
    """Processor time of a thread since its beginning, nanoseconds; 0 for one that ended meanwhile."""
    try:
        return int(Path(f"/proc/self/task/{thread}/schedstat").read_bytes().split()[0])
    except OSError:
        return 0


def _state() -> tuple[int, int]:
    """Blocks of memory in use, and how often memory was tidied."""
    return sys.getallocatedblocks(), sum(each["collections"] for each in gc.get_stats())


def _stack(frame: object) -> Stack:
    names: list[str] = []
    while frame is not None and len(names) < DEEPEST:
        names.append(f"{frame.f_globals.get('__name__', '?')}:{frame.f_code.co_qualname}")  # type: ignore[attr-defined]
        frame = frame.f_back  # type: ignore[attr-defined]
    return tuple(reversed(names))


def _begin() -> None:
    sys.setswitchinterval(SWITCH_SECONDS)
    sampler = Sampler(Path(os.environ["BENCH_SAMPLES"]))
    sampler.start()
    atexit.register(sampler.write)


if os.environ.get("BENCH_SAMPLES"):
    _begin()
    os.register_at_fork(after_in_child=_begin)
