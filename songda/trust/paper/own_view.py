"""Where there is no Landlock: gives this process a view of the disk in which programs and fonts are all that there is.

A namespace of Linux, which needs no rights either: the places that may be read are bound into an empty disk in memory,
read-only, and everything else is let go of, the system's own list of processes too.
"""

import ctypes
import errno
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

_NEW_USER, _NEW_MOUNTS = 0x10000000, 0x00020000
_NO_SUID, _NO_DEVICES, _BIND, _DEEP, _PRIVATE = 1 << 1, 1 << 2, 1 << 12, 1 << 14, 1 << 18
_SET_ATTRIBUTES, _HERE = 442, -100  # the call has the same number everywhere
_BELOW, _READ_ONLY, _AT_ONCE = 0x8000, 1, 2
_PIVOT = {"x86_64": 155, "aarch64": 41}
_CAPABILITIES_3, _CAPSET = 0x20080522, {"x86_64": 126, "aarch64": 91}
_STAGE = Path("/tmp")  # noqa: S108 - covered by an empty disk of our own, nothing is written there
_libc = ctypes.CDLL(None, use_errno=True)


class ViewError(OSError):
    """The view was begun and could not be finished."""


def see_only(folders: Iterable[Path], files: Iterable[Path]) -> bool:
    """See nothing but these from here on; False, and nothing is changed, where this system does not let us."""
    machine = os.uname().machine
    if machine not in _PIVOT or _answer(_libc.syscall(_SET_ATTRIBUTES, -1, b"", 0, None, 0)) == errno.ENOSYS:
        return False
    if not _begin() or _mount("none", Path("/"), _DEEP | _PRIVATE):
        return False
    with ExitStack() as open_files:
        places = {place: _hold(place, open_files) for place in [*_outermost(folders), *files]}
        if _mount("tmpfs", _STAGE, _NO_SUID | _NO_DEVICES, "tmpfs"):
            return False
        _bind_all(places)
    os.chdir(_STAGE)
    _must(_libc.syscall(_PIVOT[machine], b".", b"."), "pivot_root")
    _must(_libc.umount2(b".", _AT_ONCE), "umount")
    os.chdir("/")
    header, nothing = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0), (ctypes.c_uint32 * 6)()
    _must(_libc.syscall(_CAPSET[machine], header, nothing), "capset")
    return True


def _begin() -> bool:
    """A namespace in which we are who we were; without that no folder could be made in it."""
    user, group = os.geteuid(), os.getegid()
    if _answer(_libc.unshare(_NEW_USER | _NEW_MOUNTS)):
        return False
    try:
        for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            Path("/proc/self", name).write_text(line, encoding="ascii")
    except OSError:  # some systems give the namespace and no rights in it
        return False
    return True


def _outermost(folders: Iterable[Path]) -> list[Path]:
    """Those that lie in none of the others."""
    found = sorted({place for place in folders if place.is_absolute()})
    return [place for place in found if not any(other in place.parents for other in found)]


def _hold(place: Path, open_files: ExitStack) -> int:
    """Kept open, since it may be out of sight once the view is being built."""
    handle = os.open(place, os.O_PATH | os.O_CLOEXEC)
    open_files.callback(os.close, handle)
    return handle


def _bind_all(places: Mapping[Path, int]) -> None:
    for place, handle in places.items():
        target = _STAGE / place.relative_to("/")
        if Path(f"/proc/self/fd/{handle}").is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        _must(-_mount(f"/proc/self/fd/{handle}", target, _BIND | _DEEP), f"bind {place}")
    attributes = (ctypes.c_uint64 * 4)(_READ_ONLY, 0, 0, 0)
    path = os.fsencode(_STAGE)
    _must(_libc.syscall(_SET_ATTRIBUTES, _HERE, path, _BELOW, attributes, ctypes.sizeof(attributes)), "read-only")


def _mount(source: str, target: Path, flags: int, kind: str | None = None) -> int:
    """0, or why not."""
    type_ = None if kind is None else kind.encode()
    return _answer(_libc.mount(source.encode(), os.fsencode(target), type_, ctypes.c_ulong(flags), None))


def _answer(result: int) -> int:
    return ctypes.get_errno() if result < 0 else 0


def _must(result: int, what: str) -> None:
    if result < 0:
        raise ViewError(ctypes.get_errno(), what)


if __name__ == "__main__":
    sys.exit(0 if see_only([Path("/usr")], []) else 1)
