"""Shuts a process in: from here on it reads programs and fonts only, writes nothing anew, and talks to nobody.

Landlock and seccomp of Linux, which need no rights; where there is no Landlock, a view of the disk without anything of
ours. Hostile files are opened behind them: whoever breaks out of the program that reads a PDF stands in a process that
reaches no key, no paper, no other process and no network.
"""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

from songda.trust.paper.own_view import see_only

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # Landlock's calls have the same numbers everywhere
_ASK_VERSION, _PATH_BENEATH = 1, 1
_EXECUTE, _READ_FILE, _READ_FOLDER = 1 << 0, 1 << 2, 1 << 3
_KINDS_OF_ACCESS = {1: 13, 2: 14, 3: 15, 4: 15}  # what each version of Landlock can forbid on files; later ones: 16
_NET_SINCE, _SCOPE_SINCE = 4, 6
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM
_OTHER_CALLS = 0x40000000  # x86-64's second table of calls
# By machine: its mark, and socket, execve, execveat, io_uring_setup, which opens and connects by itself; then what
# reaches other processes: ptrace, process_vm_readv, process_vm_writev, kill, pidfd_send_signal, and what signals by
# the number of a thread or with a value: tgkill, tkill, rt_sigqueueinfo, rt_tgsigqueueinfo.
_CALLS = {
    "x86_64": (0xC000003E, (41, 59, 322, 425, 101, 310, 311, 62, 424, 234, 200, 129, 297)),
    "aarch64": (0xC00000B7, (198, 221, 281, 425, 117, 270, 271, 129, 424, 131, 130, 138, 240)),
}
_PACKAGE = Path(__file__).parents[2]
_FILES = (Path("/etc/ld.so.cache"), Path("/dev/urandom"), Path("/dev/null"))  # without these libraries do not start
_libc = ctypes.CDLL(None, use_errno=True)


class ShutInError(OSError):
    """The system offers to shut a process in and then did not do so."""


def version() -> int:
    """Which version of Landlock this system offers; 0 when none."""
    return max(0, int(_libc.syscall(_CREATE, None, 0, _ASK_VERSION)))


def shut_in() -> None:
    """Shut this process in for good, as far as the system offers it; `songda check --deploy` says where it does not."""
    offered = version()
    if _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        raise ShutInError(ctypes.get_errno(), "no_new_privs")
    if offered:
        _only_read(offered, _programs())
    else:
        see_only(_programs(), filter(Path.exists, _FILES))
    if platform.machine() in _CALLS:
        _refuse_calls(*_CALLS[platform.machine()])


def _programs() -> Iterable[Path]:
    """Where Python, its libraries, our package and fonts lie: no more is ever read. No folder above the package."""
    known = {Path("/usr"), Path("/lib"), Path("/lib64"), Path(sys.prefix), Path(sys.base_prefix), _PACKAGE}
    found = {Path(place) for place in sys.path} - set(_PACKAGE.parents)
    return sorted(place for place in known | found if place.is_dir())


def _only_read(offered: int, places: Iterable[Path]) -> None:
    files = (1 << _KINDS_OF_ACCESS.get(offered, 16)) - 1
    parts = [files, *([0b11] if offered >= _NET_SINCE else []), *([0b11] if offered >= _SCOPE_SINCE else [])]
    rules = struct.pack(f"{len(parts)}Q", *parts)
    ruleset = _called(_CREATE, rules, len(rules), 0)
    for place in places:
        _allow_reading(ruleset, place, _EXECUTE | _READ_FILE | _READ_FOLDER)
    for file in filter(Path.exists, _FILES):
        _allow_reading(ruleset, file, _READ_FILE)
    _called(_RESTRICT, ruleset, 0)
    os.close(ruleset)


def _allow_reading(ruleset: int, place: Path, access: int) -> None:
    held = os.open(place, os.O_PATH | os.O_CLOEXEC)
    try:
        _called(_ADD, ruleset, _PATH_BENEATH, struct.pack("=Qi", access, held), 0)
    finally:
        os.close(held)


def _called(number: int, *arguments: int | bytes) -> int:
    result = int(_libc.syscall(number, *arguments))
    if result < 0:
        raise ShutInError(ctypes.get_errno(), f"Landlock, call {number}")
    return result


def _refuse_calls(machine: int, calls: tuple[int, ...]) -> None:
    """A filter in the kernel's own small language: calls of another machine or of the list are refused."""
    load, equal, at_least, end = 0x20, 0x15, 0x35, 0x06
    steps = [
        (load, 0, 0, 4),
        (equal, 0, len(calls) + 2, machine),
        (load, 0, 0, 0),
        (at_least, len(calls), 0, _OTHER_CALLS),
    ]
    steps += [(equal, len(calls) - place, 0, call) for place, call in enumerate(calls, 1)]
    steps = [*steps[:-1], (equal, 0, 1, calls[-1]), (end, 0, 0, _REFUSE), (end, 0, 0, _ALLOW)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    if _libc.prctl(_SECCOMP, _FILTER, program, 0, 0) != 0:
        raise ShutInError(ctypes.get_errno(), "seccomp")
