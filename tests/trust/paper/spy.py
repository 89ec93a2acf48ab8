"""A child that was taken over: it tries to reach what is not its own, and tells what came of it."""

import ctypes
import json
import os
import platform
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from songda.trust.paper.jobs import take_limits

# By name: the number on x86-64, and on ARM.
SIGNALLING = {
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
}


def _tried(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return type(error).__name__
    return "done"


def _trace(process: int) -> None:
    """Look into the memory of another process as a debugger does."""
    libc, seize = ctypes.CDLL(None, use_errno=True), 0x4206
    if libc.ptrace(seize, process, None, None) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def _call(name: str, *numbers: int) -> None:
    """A call by its number on this machine, as whoever took the child over makes it; signal 0 harms nobody."""
    libc = ctypes.CDLL(None, use_errno=True)
    value = ctypes.create_string_buffer(128)
    arguments = [ctypes.c_long(each) for each in numbers]
    if libc.syscall(SIGNALLING[name][platform.machine() == "aarch64"], *arguments, value) < 0:
        raise OSError(ctypes.get_errno(), name)


def main(arguments: list[str]) -> None:
    processor, memory, answer, _job, key, parent = arguments
    take_limits(int(processor), int(memory), int(answer))
    attempts: dict[str, Callable[[], object]] = {
        "key": Path(key).read_bytes,
        "folder": lambda: list(Path(key).parent.iterdir()),
        "write": lambda: Path(key).with_name("new").write_text("x"),
        "temporary": lambda: Path(f"/tmp/spy-{os.getpid()}").write_text("x"),
        "remove": Path(key).unlink,
        "passwords": Path("/etc/passwd").read_bytes,
        "environment": Path(f"/proc/{parent}/environ").read_bytes,
        "memory": lambda: Path(f"/proc/{parent}/mem").open("rb").close(),
        "socket": socket.socket,
        "local socket": lambda: socket.socket(socket.AF_UNIX),
        "signal": lambda: os.kill(int(parent), 0),
        "signal to a thread": lambda: _call("tkill", int(parent), 0),
        "signal to a thread of it": lambda: _call("tgkill", int(parent), int(parent), 0),
        "signal with a value": lambda: _call("rt_sigqueueinfo", int(parent), 0),
        "both": lambda: _call("rt_tgsigqueueinfo", int(parent), int(parent), 0),
        "trace": lambda: _trace(int(parent)),
        "program": lambda: subprocess.run(["/bin/true"], check=True),
    }
    sys.stdout.write(json.dumps({what: _tried(attempt) for what, attempt in attempts.items()}))


if __name__ == "__main__":
    main(sys.argv[1:])
