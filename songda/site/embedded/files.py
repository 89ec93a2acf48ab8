"""Where the embedded server's files lie, and which system user runs it: PostgreSQL refuses root.

Root borrows a user made for it. The files lie in the home, or elsewhere when that user cannot get there.
"""

import os
import pwd
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from songda.site.errors import CurableError
from songda.site.home import telling_whose_home

SHELF = Path("/var/lib/songda")
POINTER = "postgres.elsewhere"  # in a home whose database lies on the shelf: the folder there
SOCKET_PORT = 5432
LONGEST_SOCKET_PATH = 103  # bytes that the strictest system grants to a socket's address
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


@dataclass(frozen=True)
class ServerFiles:
    """The folders and files of one embedded server."""

    folder: Path
    owner: Owner
    notice: str = ""

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.folder / "data"

    @property
    def run(self) -> Path:
        """The folder of the socket and of the server's log."""
        return self.folder / "run"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.run / "server.log"

    @property
    def password(self) -> Path:
        """The password of the two database roles."""
        return self.folder / "password"

    @property
    def making(self) -> Path:
        """Exists only while the data folder is being made: found at a start, the folder is half-made."""
        return self.folder / "making"

    @property
    def lock(self) -> Path:
        """Held while somebody starts or stops the server."""
        return self.folder / "lock"

    @property
    def has_short_socket(self) -> bool:
        """Whether the socket's path is short enough for the system; if not, the server listens on loopback."""
        return len(os.fsencode(self.run / f".s.PGSQL.{SOCKET_PORT}")) <= LONGEST_SOCKET_PATH


def find_files(home: Path) -> ServerFiles:
    """Where the server of this home is or would be; nothing is made.

    CurableError where the home says that its database lies elsewhere, and it does not, or belongs to another home.
    """
    inside = home.absolute() / "postgres"
    if inside.exists():
        return ServerFiles(inside, choose_owner(inside / "data"))
    if (home / POINTER).exists():  # it stays there, though the home may be open to that user by now
        return _on_the_shelf(home, _pointed_to(home))
    owner = choose_owner(inside / "data")
    if not owner.is_borrowed or owner.may_reach(_nearest_existing(home.absolute().parent)):
        return ServerFiles(inside, owner)
    return _on_the_shelf(home, SHELF / secrets.token_hex(8))  # a home made anew never finds what another one left


def _on_the_shelf(home: Path, folder: Path) -> ServerFiles:
    owner = choose_owner(folder / "data")
    notice = f"The system user {owner.name} cannot reach {home}; the database lies in {folder}."
    return ServerFiles(folder, owner, notice)


def _pointed_to(home: Path) -> Path:
    """The folder that the home names, if it is there and no other home that still stands has it too."""
    folder = Path((home / POINTER).read_text(encoding="utf-8").strip())
    if not folder.is_dir():
        cure = "Bring the folder back, or restore a backup into another home."
        raise CurableError(
            f"The database of {home} lies in {folder}, as {home / POINTER} says, and is not there.", cure
        )
    other = Path((folder / "home").read_text(encoding="utf-8")) if (folder / "home").exists() else home
    if other.absolute() != home.absolute() and _names(other, folder):
        cure = f"If {home} is a copy of {other}, begin with an empty home; two homes cannot share one database."
        raise CurableError(f"The database that {home} names belongs to {other}.", cure)
    return folder


def _names(home: Path, folder: Path) -> bool:
    pointer = home / POINTER
    return pointer.exists() and pointer.read_text(encoding="utf-8").strip() == str(folder)


def prepare_files(home: Path) -> ServerFiles:
    """Find where the server's files lie and make the folders; the rights of what is not ours stay as they are."""
    with telling_whose_home(home):
        files = find_files(home)
        home.mkdir(parents=True, exist_ok=True)
        if files.folder.is_relative_to(home.absolute()):
            files.owner.admit(home)
        else:
            SHELF.mkdir(parents=True, exist_ok=True, mode=0o755)
        files.owner.admit(files.folder)
        if not files.folder.is_relative_to(home.absolute()) and not _point(home, files.folder):
            return prepare_files(home)  # another start was quicker
        files.owner.own(files.run, 0o700)
    if not files.owner.may_reach(files.run):
        cure = "Choose another folder with SONGDA_HOME."
        raise CurableError(f"The system user {files.owner.name} can no longer reach {files.folder}.", cure)
    return files


def _point(home: Path, folder: Path) -> bool:
    """Let home and folder name each other; False when the home names another by now, and the folder is gone again."""
    (folder / "home").write_text(str(home.absolute()), encoding="utf-8")
    draft = home / f"{POINTER}.{os.getpid()}"
    draft.write_text(f"{folder}\n", encoding="utf-8")
    try:
        os.link(draft, home / POINTER)
    except FileExistsError:
        if _names(home, folder):
            return True
        shutil.rmtree(folder)
        return False
    except OSError:
        shutil.rmtree(folder)
        raise
    finally:
        draft.unlink()
    return True


def _nearest_existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())
