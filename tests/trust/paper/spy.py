"""A child that was taken over: it tries to reach what is not its own, and tells what came of it."""

import ctypes
import errno
import fcntl
import json
import os
import platform
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from songda.trust.paper.confinement import take_limits

# By name: the number on x86-64, and on ARM.
NUMBERS = {
    "fork": (57, 220),  # ARM has no other way than clone
    "clone3": (435, 435),
    "prlimit": (302, 261),
    "setpriority": (141, 140),
    "unshare": (272, 97),
    "setns": (308, 268),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "add_key": (248, 217),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "process_vm_readv": (310, 270),
    "pidfd_open": (434, 434),
    "io_uring_setup": (425, 425),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "userfaultfd": (323, 282),
    "io_setup": (206, 0),
    "sync": (162, 81),
    "capset": (126, 91),
    "setrlimit": (160, 164),
    "get_robust_list": (274, 100),
}
NEWEST = range(424, 600)  # calls that have the same number on all machines, and such as no kernel has yet
MAY_HAVE = {436, 437, 439, 441, 449, 453, 454, 455, 456, 462}


def _tried(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return type(error).__name__
    except ValueError:  # what Python makes of a limit that may not be changed
        return "PermissionError"
    return "done"


def _trace(process: int) -> None:
    """Look into the memory of another process as a debugger does."""
    libc, seize = ctypes.CDLL(None, use_errno=True), 0x4206
    if libc.ptrace(seize, process, None, None) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def _child() -> None:
    """A process that goes on when this one has ended."""
    if os.fork() == 0:
        os._exit(0)


def _in_another(name: str, *numbers: int) -> Callable[[], None]:
    return lambda: _call(name, *numbers)


def _call(name: str, *numbers: int) -> None:
    """A call by its number on this machine, as whoever took the child over makes it; signal 0 harms nobody."""
    libc = ctypes.CDLL(None, use_errno=True)
    value = ctypes.create_string_buffer(128)
    arguments = [ctypes.c_long(each) for each in numbers]
    if libc.syscall(NUMBERS[name][platform.machine() == "aarch64"], *arguments, value) < 0:
        raise OSError(ctypes.get_errno(), name)


def _signal_by_a_file(parent: int) -> None:
    """Whoever owns the file is signalled when something can be read from it."""
    mine, _ = os.pipe()
    fcntl.fcntl(mine, fcntl.F_SETOWN, parent)


def _new_calls() -> list[int]:
    """Which of the newest calls this process has; asked with arguments that harm nobody."""
    libc = ctypes.CDLL(None, use_errno=True)
    found = []
    for number in set(NEWEST) - MAY_HAVE:
        answer = libc.syscall(number, *[ctypes.c_long(-1)] * 6)
        if answer >= 0 or ctypes.get_errno() not in (errno.ENOSYS, errno.EPERM):
            found.append(number)
    return sorted(found)


def _at_others(key: str, parent: str) -> dict[str, Callable[[], object]]:
    """What others have: files, processes, the system."""
    return {
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
        "child": _child,
        "child by its number": _in_another("fork", 17),
        "child the new way": _in_another("clone3", 0),
        "limits of another": lambda: resource.prlimit(int(parent), resource.RLIMIT_NOFILE),
        "limits of another, set": lambda: resource.prlimit(int(parent), resource.RLIMIT_NOFILE, (64, 64)),
        "its order": _in_another("setpriority", 0, int(parent), 10),
        "namespace": _in_another("unshare", 0x10000000),
        "namespace of another": _in_another("setns", 0, 0),
        "common memory": _in_another("shmget", 0x50DA, 4096, 0o1600),
        "counters": _in_another("semget", 0x50DA, 1, 0o1600),
        "messages": _in_another("msgget", 0x50DA, 0o1600),
        "messages of POSIX": _in_another("mq_open", 0, 0),
        "key ring": _in_another("add_key", 0, 0, 0, 0),
        "key ring, asked": _in_another("keyctl", 0, 0),
        "program of the kernel": _in_another("bpf", 0, 0, 0),
        "events of the machine": _in_another("perf_event_open", 0, 0, 0, 0),
        "memory of another": _in_another("process_vm_readv", int(parent), 0, 0, 0, 0),
        "handle of another": _in_another("pidfd_open", int(parent), 0),
        "calls by themselves": _in_another("io_uring_setup", 1, 0),
    }


def _at_limits(key: str, parent: str) -> dict[str, Callable[[], object]]:
    """What is its own to change, and what all share."""
    return {
        "rights of a file": lambda: Path(key).chmod(0o777),
        "owner of a file": lambda: os.chown(key, 65534, 65534),
        "times of a file": lambda: os.utime(key, (0, 0)),
        "marks of a file": lambda: os.setxattr(key, "user.spy", b"x"),
        "signal by a file": lambda: _signal_by_a_file(int(parent)),
        "memory that is nobody's": lambda: os.memfd_create("spy"),
        "faults of memory": _in_another("userfaultfd", 0),
        "another user": lambda: os.setuid(os.getuid()),
        "another group": lambda: os.setresgid(-1, -1, -1),
        "groups": lambda: os.setgroups([]),
        "rights of its own": _in_another("capset", 0, 0),
        "more than its limits": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 40, 1 << 40)),
        "limits the old way": _in_another("setrlimit", 0),
        "limits the new way": lambda: resource.prlimit(0, resource.RLIMIT_CORE, (0, 0)),
        "all disks": _in_another("sync"),
        "queues of the machine": _in_another("io_setup", 1),
        "locks of another": _in_another("get_robust_list", int(parent)),
    }


def main(arguments: list[str]) -> None:
    processor, memory, answer, _job, key, parent = arguments
    take_limits(int(processor), int(memory), int(answer))
    attempts = _at_others(key, parent) | _at_limits(key, parent)
    own = resource.prlimit(0, resource.RLIMIT_NOFILE)
    threads = [threading.Thread(target=int) for _ in range(2)]
    for thread in threads:
        thread.start()
        thread.join()
    assert own[0] > 0  # its own limits it may know, and threads it may have
    told: dict[str, object] = {what: _tried(attempt) for what, attempt in attempts.items()}
    sys.stdout.write(json.dumps(told | {"new calls": _new_calls()}))


if __name__ == "__main__":
    main(sys.argv[1:])
