"""Which system user runs the embedded server: PostgreSQL refuses root, so root borrows a user made for it."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from songda.site.curable import CurableError

SYSTEM_USER = "songda-pg"


@dataclass(frozen=True)
class Owner:
    """The system user that runs the server; `is_borrowed` when root starts it in that user's name."""

    name: str
    uid: int
    gid: int
    is_borrowed: bool

    def run(self, *command: str | Path, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a program as this user and give back its exit code and words (kept in order in `stdout`)."""
        borrowed = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_borrowed else {}
        return subprocess.run(  # type: ignore[call-overload, no-any-return]  # the three keys are spread
            [str(part) for part in command],
            **borrowed,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )

    def may_reach(self, path: Path) -> bool:
        """Whether this user can enter the folder (or execute the file)."""
        return not self.is_borrowed or self.run("test", "-x", path).returncode == 0

    def own(self, path: Path, mode: int) -> None:
        """Make the folder this user's own, closed to everybody else; parents stay as they are."""
        path.mkdir(exist_ok=True)
        path.chmod(mode)
        if self.is_borrowed:
            os.chown(path, self.uid, self.gid)

    def admit(self, path: Path) -> None:
        """Let this user, and nobody else but the folder's owner, pass through one of our own folders."""
        path.mkdir(exist_ok=True)
        path.chmod(0o710 if self.is_borrowed else 0o700)
        if self.is_borrowed:
            os.chown(path, -1, self.gid)


def choose_owner(data: Path) -> Owner:
    """Who runs the server on this data folder: its present owner, else ourselves, else a borrowed user."""
    if os.geteuid() != 0:
        return _named(os.geteuid(), is_borrowed=False)
    if data.exists() and data.stat().st_uid != 0:
        return _named(data.stat().st_uid, is_borrowed=True)
    return _system_user()


def _named(uid: int, *, is_borrowed: bool) -> Owner:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:  # containers often run under a number without a name
        return Owner(f"user {uid}", uid, os.getegid() or uid, is_borrowed)
    return Owner(entry.pw_name, entry.pw_uid, entry.pw_gid, is_borrowed)


def _system_user() -> Owner:
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _create_system_user()
        entry = pwd.getpwnam(SYSTEM_USER)
    return Owner(entry.pw_name, entry.pw_uid, entry.pw_gid, is_borrowed=True)


def _create_system_user() -> None:
    cure = f"Start it as an ordinary user, or create the system user {SYSTEM_USER} yourself."
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd is None:
        raise CurableError("PostgreSQL does not run as root, and `useradd` is not there to make a user for it.", cure)
    made = subprocess.run(
        [
            useradd,
            "--system",
            "--user-group",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            SYSTEM_USER,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode not in {0, 9}:  # 9: somebody else made the user in this moment
        raise CurableError(f"The system user {SYSTEM_USER} could not be created: {made.stderr.strip()}", cure)
