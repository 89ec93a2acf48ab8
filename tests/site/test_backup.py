"""A court is copied whole, for its user alone, and a trial tells whether it can be put back."""

import errno
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from songda.clock import new_id, now
from songda.records.ground import vault
from songda.site.errors import CurableError
from songda.site.keeping.backup import Kept, back_up, forget_old, newest_backup, restore_for_trial
from tests.surroundings.s3 import Gateway, gateway

pytestmark = pytest.mark.database
ROOT = Path(__file__).parents[2]


@pytest.fixture
def databases(server_url: str) -> Iterator[Callable[[str], str]]:
    """Databases of this test's own: `court` with tables, every other empty."""
    place, template = server_url.rpartition("/")[0], server_url.rpartition("/")[2].rpartition("_")[0]
    made: list[str] = []

    def make(kind: str) -> str:
        name = f"kept_{kind}_{os.getpid()}"
        source = template if kind == "court" else "template0"
        with psycopg.connect(f"{place}/postgres", autocommit=True) as server:
            server.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(source)))
        made.append(name)
        return f"{place}/{name}"

    yield make
    with psycopg.connect(f"{place}/postgres", autocommit=True) as server:
        for name in made:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home" / "files" / "papers").mkdir(parents=True)
    (tmp_path / "home" / "files" / "papers" / "one").write_bytes(b"sealed")
    (tmp_path / "home" / "outside").mkdir()
    (tmp_path / "home" / "outside" / "journal").write_bytes(b"a line\n")
    return tmp_path / "home"


def save(url: str, home: Path, folder: Path) -> dict[str, object]:
    return dict(back_up(url, Kept(home, [home / "outside"]), folder, now()))


def test_a_backup_is_readable_for_its_user_alone_and_copies_what_is_new(
    databases: Callable[[str], str], home: Path, tmp_path: Path
) -> None:
    url, folder = databases("court"), tmp_path / "backups"
    first = save(url, home, folder)
    (home / "files" / "papers" / "two").write_bytes(b"sealed too")
    with (home / "outside" / "journal").open("ab") as journal:
        journal.write(b"another\n")
    second = save(url, home, folder)
    assert (first["files_copied"], second["files_copied"], second["files"]) == (1, 1, 2)
    assert (folder / "outside" / "journal").read_bytes() == b"a line\nanother\n"
    open_to_others = [path for path in [folder, *folder.rglob("*")] if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert open_to_others == []


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_copied(
    databases: Callable[[str], str], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "files" / "papers" / "two").write_bytes(b"sealed too")
    copyfile = shutil.copyfile

    def copied(source: Path, target: Path) -> object:
        if source.name == "one":
            raise OSError(errno.EIO, "a sector is gone")
        return copyfile(source, target)

    monkeypatch.setattr(shutil, "copyfile", copied)
    folder = tmp_path / "backups"
    with pytest.raises(CurableError, match="papers/one"):
        save(databases("court"), home, folder)
    _, note = newest_backup(folder)
    assert (note["unread"], note["files"]) == (["files/papers/one"], 1)
    assert (folder / "outside" / "journal").read_bytes() == b"a line\n"


def test_a_dump_that_was_cut_is_no_backup(databases: Callable[[str], str], home: Path, tmp_path: Path) -> None:
    save(databases("court"), home, tmp_path / "backups")
    dump, _ = newest_backup(tmp_path / "backups")
    dump.write_bytes(dump.read_bytes()[:-1])
    with pytest.raises(CurableError, match="not as it was made"):
        newest_backup(tmp_path / "backups")


def test_a_dump_that_failed_leaves_no_dump_and_no_note(home: Path, tmp_path: Path) -> None:
    with pytest.raises(CurableError, match="pg_dump failed"):
        save("postgresql://nobody@127.0.0.1:1/nothing", home, tmp_path / "backups")
    assert list((tmp_path / "backups").glob("court-*")) == []


def test_the_oldest_dumps_go_with_their_notes(tmp_path: Path) -> None:
    for day in (1, 2, 3):
        (tmp_path / f"court-2026070{day}T000000Z.dump").touch()
        (tmp_path / f"court-2026070{day}T000000Z.json").touch()
    assert forget_old(tmp_path, 2) == 1
    assert min(path.name for path in tmp_path.iterdir()) == "court-20260702T000000Z.dump"


def test_a_court_is_backed_up_and_put_back_in_a_trial_by_commands_alone(
    databases: Callable[[str], str], tmp_path: Path
) -> None:
    surroundings = os.environ | {
        "DATABASE_URL": databases("court"),
        "SONGDA_ENV": "test",
        "SONGDA_OUTSIDE": str(tmp_path / "outside"),
        "PYTHONPATH": str(ROOT),
    }

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "songda", *words]
        return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False, cwd=tmp_path)

    saved = run("backup", "backups")
    assert saved.returncode == 0, saved.stderr
    assert (tmp_path / "outside" / "backed-up").exists()
    own = run("drill", "restore", "backups", "--into", surroundings["DATABASE_URL"])
    assert (own.returncode, "the court's own database" in own.stderr) == (2, True)
    empty = databases("drill")
    tried = run("drill", "restore", "backups", "--into", empty)
    assert tried.returncode == 0, tried.stdout + tried.stderr
    (report,) = (tmp_path / "backups").glob("drill-*.json")
    assert json.loads(report.read_text("utf-8"))["tried"]["audit"]["exit_code"] == 0
    assert (tmp_path / "outside" / "drilled").exists()
    again = run("drill", "restore", "backups", "--into", empty)
    assert (again.returncode, "not empty" in again.stderr) == (2, True)


@pytest.fixture(scope="module")
def server() -> Iterator[Gateway]:
    with gateway() as running:
        yield running


def test_files_of_a_store_are_saved_and_a_trial_opens_them_without_it(
    databases: Callable[[str], str], tmp_path: Path, server: Gateway, settings: Any
) -> None:
    settings.FILES, settings.FILES_URL, settings.FILES_IN = tmp_path / "none", server.url(), "s3"
    paper = new_id()
    key = vault.store_file("papers", paper, b"%PDF of the store")
    kept = Kept(tmp_path, [], vault.file_place(), ["papers"])
    court, folder = databases("court"), tmp_path / "backups"
    first = back_up(court, kept, folder, now())
    assert (first["files_copied"], first["with_store"]) == (1, True)
    assert back_up(court, kept, folder, now())["files_copied"] == 0
    server.stop()
    try:
        with pytest.raises(CurableError, match="cannot be reached: not all files are saved"):
            back_up(court, kept, folder, now() + timedelta(minutes=1))
        report = restore_for_trial(folder, databases("drill"), {"SONGDA_FILES_URL": server.url(), "SONGDA_ENV": "test"})
    finally:
        server.start()
    assert report["tried"]["files"]["exit_code"] == 0, report
    settings.FILES, settings.FILES_URL = folder / "files", ""
    assert vault.read_file("papers", paper, key) == b"%PDF of the store"


@pytest.mark.parametrize("leaves", [False, True])
def test_whoever_copies_the_store_by_its_own_means_says_so(
    leaves: bool, databases: Callable[[str], str], tmp_path: Path, server: Gateway
) -> None:
    surroundings = os.environ | {
        "DATABASE_URL": databases("court"),
        "SONGDA_ENV": "test",
        "SONGDA_OUTSIDE": str(tmp_path / "outside"),
        "SONGDA_FILES_URL": server.url(),
        "PYTHONPATH": str(ROOT),
    }
    words = [sys.executable, "-m", "songda", "backup", "backups", *(["--without-store"] if leaves else [])]
    done = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert newest_backup(tmp_path / "backups")[1]["with_store"] is not leaves
