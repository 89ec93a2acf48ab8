"""Shuts a process in: from here on it reads programs and fonts only, writes nothing anew, and talks to nobody.

Landlock and seccomp of Linux, which need no rights; where there is no Landlock, a view of the disk without anything of
ours. Hostile files are opened behind them: whoever breaks out of the program that reads a PDF stands in a process that
reaches no key, no paper, no other process and no network.
"""

import ctypes
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

from songda.trust.paper.own_view import see_only

_MOST_FILES = 128  # open at once: each pipe takes memory that is not counted as the child's own
_CREATE, _ADD, _RESTRICT = 444, 445, 446  # Landlock's calls have the same numbers everywhere
_ASK_VERSION, _PATH_BENEATH = 1, 1
_EXECUTE, _READ_FILE, _READ_FOLDER = 1 << 0, 1 << 2, 1 << 3
_KINDS_OF_ACCESS = {1: 13, 2: 14, 3: 15, 4: 15}  # what each version of Landlock can forbid on files; later ones: 16
_NET_SINCE, _SCOPE_SINCE = 4, 6
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM
_OTHER_CALLS = 0x40000000  # x86-64's second table of calls
_NO_SUCH_CALL = 0x00050000 | 38  # ENOSYS: whoever hears it goes the older way
_MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# The number of each call on x86-64 and on ARM; None where there is none. Calls that have the same number everywhere are
# above 423.
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    # the network, and other programs
    "socket": (41, 198), "socketpair": (53, 199), "execve": (59, 221), "execveat": (322, 281), "fork": (57, None),
    "vfork": (58, None), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    # other processes: their memory, signals by process, thread or value, their order, place, limits and groups
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "kill": (62, 129), "tgkill": (234, 131), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_send_signal": (424, 424), "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438), "process_madvise": (440, 440), "process_mrelease": (448, 448),
    "setpriority": (141, 140), "sched_setparam": (142, 118), "sched_setscheduler": (144, 119),
    "sched_setaffinity": (203, 122), "sched_setattr": (314, 274), "ioprio_set": (251, 30), "migrate_pages": (256, 238),
    "move_pages": (279, 239), "setpgid": (109, 154), "setsid": (112, 157),
    # what lies in common: memory, counters and messages of System V and of POSIX, the ring of keys
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190), "semop": (65, 193),
    "semctl": (66, 191), "semtimedop": (220, 192), "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188),
    "msgctl": (71, 187), "mq_open": (240, 180), "mq_unlink": (241, 181), "mq_timedsend": (242, 182),
    "mq_timedreceive": (243, 183), "mq_notify": (244, 184), "mq_getsetattr": (245, 185), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219),
    # views of the system: namespaces, mounts, roots, events
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "fanotify_init": (300, 262),
    "inotify_init": (253, None), "inotify_init1": (294, 26), "quotactl": (179, 60), "swapon": (167, 224),
    "swapoff": (168, 225),
    # rights, owners and times of files, which Landlock lets everybody change who may
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, None),
    "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None),
    "futimesat": (261, None), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16), "truncate": (76, 45),
    # who it is: were it started as root it could become anybody, or take more than its limits
    "setuid": (105, 146), "setgid": (106, 144), "setreuid": (113, 145), "setregid": (114, 143),
    "setresuid": (117, 147), "setresgid": (119, 149), "setgroups": (116, 159), "setfsuid": (122, 151),
    "setfsgid": (123, 152), "capset": (126, 91), "setrlimit": (160, 164),
    # memory that is not counted as its own, and what all processes share of the machine
    "memfd_create": (319, 279), "io_setup": (206, 0), "io_submit": (209, 2), "sync": (162, 81), "syncfs": (306, 267),
    "vhangup": (153, 58), "get_robust_list": (274, 100),
    # the kernel itself, and the whole machine
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "reboot": (169, 142), "sethostname": (170, 161), "setdomainname": (171, 162), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "clock_adjtime": (305, 266), "adjtimex": (159, 171), "acct": (163, 89),
    "syslog": (103, 116), "personality": (135, 92), "iopl": (172, None), "ioperm": (173, None),
    "modify_ldt": (154, None),
}  # fmt: skip
_SAME_EVERYWHERE = 424  # the first number that means the same call on all machines; each later call is a newer one
# Of those a reader of files may have: close_range, openat2, faccessat2, epoll_pwait2, futex_waitv, map_shadow_stack,
# futex_wake, futex_wait, futex_requeue, mseal. Any other, of this kernel or a later one, is as if there were none.
_NEW_AND_HARMLESS = (436, 437, 439, 441, 449, 453, 454, 455, 456, 462)
_CLONE, _CLONE_3, _PRLIMIT, _FCNTL = (56, 220), 435, (302, 261), (72, 25)
_TO_OTHERS = (8, 10, 15, 1024, 1026)  # of fcntl: whom to signal and how, a lease of a file, word of a folder's changes
_THREAD = 0x10000  # of clone: within this process, with which it ends
_CALLS = {
    machine: (mark, tuple(numbers[place] or 0 for numbers in _REFUSED.values() if numbers[place] is not None))
    for place, (machine, mark) in enumerate(_MACHINES.items())
}
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _END = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _MACHINE = 0, 4  # where they stand in what the filter is shown
_FIRST, _SECOND, _THIRD, _HALF = 16, 24, 32, 4  # its arguments: the low half, and how far the high half is from it
Step = tuple[int, int, int, int]
_PACKAGE = Path(__file__).parents[2]
_FILES = (Path("/etc/ld.so.cache"), Path("/dev/urandom"), Path("/dev/null"))  # without these libraries do not start
_libc = ctypes.CDLL(None, use_errno=True)


class ConfinementError(OSError):
    """The system offers to shut a process in and then did not do so."""


def version() -> int:
    """Which version of Landlock this system offers; 0 when none."""
    return max(0, int(_libc.syscall(_CREATE, None, 0, _ASK_VERSION)))


def confine() -> None:
    """Shut this process in for good, as far as the system offers it; `songda check --deploy` says where it does not."""
    offered = version()
    if _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        raise ConfinementError(ctypes.get_errno(), "no_new_privs")
    if offered:
        _only_read(offered, _programs())
    else:
        see_only(_programs(), filter(Path.exists, _FILES))
    if platform.machine() in _CALLS:
        _know_no_newer_calls(_MACHINES[platform.machine()])
        _refuse_calls(*_CALLS[platform.machine()])
        _refuse_what_reaches_others(platform.machine())


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
    folder_fd = os.open(place, os.O_PATH | os.O_CLOEXEC)
    try:
        _called(_ADD, ruleset, _PATH_BENEATH, struct.pack("=Qi", access, folder_fd), 0)
    finally:
        os.close(folder_fd)


def _called(number: int, *arguments: int | bytes) -> int:
    result = int(_libc.syscall(number, *arguments))
    if result < 0:
        raise ConfinementError(ctypes.get_errno(), f"Landlock, call {number}")
    return result


def _refuse_calls(machine: int, calls: tuple[int, ...]) -> None:
    """A filter in the kernel's own small language: calls of another machine or of the list are refused."""
    steps = [*_of_this(machine), (_AT_LEAST, 0, 1, _OTHER_CALLS), (_END, 0, 0, _REFUSE)]
    for call in calls:
        steps += [(_EQUAL, 0, 1, call), (_END, 0, 0, _REFUSE)]
    _filter([*steps, (_END, 0, 0, _ALLOW)])


def _know_no_newer_calls(machine: int) -> None:
    steps = [*_of_this(machine), (_AT_LEAST, 1, 0, _SAME_EVERYWHERE), (_END, 0, 0, _ALLOW)]
    for call in _NEW_AND_HARMLESS:
        steps += [(_EQUAL, 0, 1, call), (_END, 0, 0, _ALLOW)]
    _filter([*steps, (_END, 0, 0, _NO_SUCH_CALL)])


def _refuse_what_reaches_others(machine: str) -> None:
    """No process comes of this one, which could outlive it; threads may. Limits it may read, and only its own; and no
    signal is sent by way of a file that names somebody else as its owner.
    """
    place = list(_MACHINES).index(machine)
    clone = [(_LOAD, 0, 0, _FIRST), (_ANY_BIT, 1, 0, _THREAD), (_END, 0, 0, _REFUSE)]
    limits = [(_LOAD, 0, 0, _FIRST), (_EQUAL, 1, 0, 0), (_END, 0, 0, _REFUSE)]
    for half in (_THIRD, _THIRD + _HALF):
        limits += [(_LOAD, 0, 0, half), (_EQUAL, 1, 0, 0), (_END, 0, 0, _REFUSE)]
    files: list[Step] = [(_LOAD, 0, 0, _SECOND)]
    for order in _TO_OTHERS:
        files += [(_EQUAL, 0, 1, order), (_END, 0, 0, _REFUSE)]
    steps = [*_of_this(_MACHINES[machine]), (_EQUAL, 0, 1, _CLONE_3), (_END, 0, 0, _NO_SUCH_CALL)]
    for call, looked_at in ((_CLONE, clone), (_PRLIMIT, limits), (_FCNTL, files)):
        steps += [(_EQUAL, 0, len(looked_at) + 1, call[place]), *looked_at, (_END, 0, 0, _ALLOW)]
    _filter([*steps, (_END, 0, 0, _ALLOW)])


def _of_this(machine: int) -> list[Step]:
    """Calls that are made as another machine makes them are refused; then the number is looked at."""
    return [
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 1, 0, machine),
        (_END, 0, 0, _REFUSE),
        (_LOAD, 0, 0, _NUMBER),
    ]


def _filter(steps: list[Step]) -> None:
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    if _libc.prctl(_SECCOMP, _FILTER, program, 0, 0) != 0:
        raise ConfinementError(ctypes.get_errno(), "seccomp")


def take_limits(processor: int, memory: int, answer: int) -> None:
    """From here on this process dies when it uses more than its allowance, and reaches nothing of ours."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (answer, answer))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_MOST_FILES, _MOST_FILES))
    confine()  # the last step: from here on no limit can be changed
