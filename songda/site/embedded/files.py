"""Where the embedded server's files lie: in the home, or elsewhere when its user cannot get there."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from songda.site.curable import CurableError
from songda.site.embedded.owner import Owner, choose_owner

SHELF = Path("/var/lib/songda")
SOCKET_PORT = 5432
LONGEST_SOCKET_PATH = 103  # bytes that the strictest system grants to a socket's address


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
    """Where the server of this home is or would be; nothing is made."""
    inside = home.absolute() / "postgres"
    owner = choose_owner(inside / "data")
    if inside.exists() or not owner.is_borrowed or owner.may_reach(_nearest_existing(home.absolute().parent)):
        return ServerFiles(inside, owner)
    outside = SHELF / hashlib.sha256(os.fsencode(home.absolute())).hexdigest()[:16]
    notice = f"The system user {owner.name} cannot reach {home}; the database lies in {outside}."
    return ServerFiles(outside, choose_owner(outside / "data"), notice)


def prepare_files(home: Path) -> ServerFiles:
    """Find where the server's files lie and make the folders; the rights of what is not ours stay as they are."""
    files = find_files(home)
    try:
        home.mkdir(parents=True, exist_ok=True)
        if files.folder.is_relative_to(home.absolute()):
            files.owner.admit(home)
        else:
            SHELF.mkdir(parents=True, exist_ok=True, mode=0o755)
        files.owner.admit(files.folder)
        files.owner.own(files.run, 0o700)
    except PermissionError as error:
        cure = "Choose another folder with SONGDA_HOME, or give this one to yourself."
        raise CurableError(f"The folder {error.filename} belongs to somebody else.", cure) from error
    if not files.owner.may_reach(files.run):
        cure = "Choose another folder with SONGDA_HOME."
        raise CurableError(f"The system user {files.owner.name} can no longer reach {files.folder}.", cure)
    return files


def _nearest_existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())
