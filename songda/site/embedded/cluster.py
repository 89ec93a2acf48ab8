"""Makes the data folder, once: PostgreSQL's files, the password, the roles and the database."""

import os
import secrets
import shutil
from pathlib import Path
from urllib.parse import quote

from songda.site.curable import CurableError
from songda.site.embedded.binaries import Binaries
from songda.site.embedded.files import ServerFiles
from songda.site.embedded.running import Running

SUPERUSER = "postgres"
OWNER_ROLE = "songda_owner"  # owns the tables and changes their shape
APP_ROLE = "songda"  # what the web is: may write what its pages write, and nothing of the log but events
WORKER_ROLE = "songda_worker"  # what workers and commands are: it gives events their places and signs
DATABASE = "songda"


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
