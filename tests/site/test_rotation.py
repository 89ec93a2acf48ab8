"""`songda keys rotate`: a new key seals, older ones open, and nothing is lost whoever is killed or comes between."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings

from songda.records.ground import vault
from songda.site.cli import main
from songda.site.home import DEMO_MARK
from songda.site.keys import strange_keys
from songda.trust.sealing import Keyring, SealError
from tests import make

pytestmark = pytest.mark.database
CELL = "party.name:1"
ADD_AND_DIE = """
import os, signal, sys
from pathlib import Path
from songda.trust.sealing import Keyring
if sys.argv[2] == "before":
    Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
else:
    os.fsync = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
Keyring.add_key(sys.argv[1])
"""
ADD_TEN = """
import sys, time
from songda.trust.sealing import Keyring, SealError
added = 0
while added < 10:
    try:
        Keyring.add_key(sys.argv[1])
        added += 1
    except SealError as error:
        assert "at this moment" in str(error), error
        time.sleep(0.001)
"""


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The court's ring, with something sealed by it."""
    path = tmp_path / "keyring.json"
    Keyring.create(path)
    monkeypatch.setattr(settings, "KEYRING_FILE", path)
    vault.keyring.cache_clear()
    make.party(name="李卫国")
    yield path
    vault.keyring.cache_clear()


def rotate(*, code: int = 0) -> str:
    answer = CliRunner().invoke(main, ["keys", "rotate"])
    assert answer.exit_code == code, answer.output
    return answer.output


def keys(ring: Path) -> list[str]:
    return list(json.loads(ring.read_text())["keys"])


def test_the_new_key_seals_and_the_old_one_still_opens(ring: Path) -> None:
    old, before = vault.keyring().current, vault.seal_text(CELL, "李卫国")
    told = rotate()
    (kept, new) = keys(ring)
    assert kept == old
    assert vault.keyring().current == new
    assert f"key {new} seals from now on" in told
    assert f"Key {old} stays" in told
    assert "Restart web and workers" in told
    assert vault.open_text(CELL, before) == "李卫国"
    assert vault.keyring().key_of(vault.seal_text(CELL, "李卫国")) == new
    assert strange_keys() == []


def test_searches_and_links_stay(ring: Path) -> None:
    index, code = vault.blind_index("party.name", "李卫国"), vault.keyring().code("portal-link", "1", 10)
    rotate()
    assert (vault.blind_index("party.name", "李卫国"), vault.keyring().code("portal-link", "1", 10)) == (index, code)


def test_a_process_that_runs_on_opens_what_the_new_key_seals(ring: Path) -> None:
    """It read the ring before: a value of a key that it does not know makes it read again."""
    running = vault.keyring()
    fresh = Keyring.add_key(ring)
    assert vault.keyring() is running
    assert vault.open_text(CELL, fresh.seal("李".encode(), CELL)) == "李"
    assert vault.keyring().current == fresh.current


def test_a_value_of_a_key_that_is_nowhere_stays_closed(ring: Path, tmp_path: Path) -> None:
    stranger = Keyring.create(tmp_path / "other.json")
    with pytest.raises(SealError, match="not on the key ring"):
        vault.open_text(CELL, stranger.seal(b"x", CELL))


def test_files_open_too(ring: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "FILES", tmp_path / "files")
    first = make.paper()
    rotate()
    second = make.paper(first.case)
    for paper in (first, second):
        assert vault.read_file("papers", paper.id, paper.wrapped_key).startswith(b"%PDF")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o400])
def test_the_mode_of_the_file_is_kept(ring: Path, mode: int) -> None:
    ring.chmod(mode)
    rotate()
    assert ring.stat().st_mode & 0o777 == mode
    assert len(keys(ring)) == 2


def test_the_file_still_belongs_to_the_user_who_serves(ring: Path) -> None:
    """Only root can give a file away; whoever else rotates keeps their own."""
    owner = (65534, 65534) if os.getuid() == 0 else (os.getuid(), os.getgid())
    os.chown(ring, *owner)
    rotate()
    assert (ring.stat().st_uid, ring.stat().st_gid) == owner


def test_behind_a_link_the_file_changes_and_the_link_stays(
    ring: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "etc").mkdir()
    link = tmp_path / "etc" / "ring"
    link.symlink_to(ring)
    monkeypatch.setattr(settings, "KEYRING_FILE", link)
    rotate()
    assert link.is_symlink()
    assert len(keys(ring)) == 2


@pytest.mark.parametrize("when", ["before", "while writing"])
def test_killed_in_the_middle_the_old_ring_stays_and_the_next_time_it_is_done(ring: Path, when: str) -> None:
    before = ring.read_bytes()
    killed = subprocess.run([sys.executable, "-c", ADD_AND_DIE, str(ring), when], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert ring.read_bytes() == before
    rotate()
    assert len(keys(ring)) == 2
    assert [path.name for path in ring.parent.iterdir()] == [ring.name]


def test_of_many_at_once_no_key_is_lost(ring: Path) -> None:
    all_at_once = [subprocess.Popen([sys.executable, "-c", ADD_TEN, str(ring)]) for _ in range(3)]
    assert [one.wait(timeout=60) for one in all_at_once] == [0, 0, 0]
    assert len(keys(ring)) == 31


def test_while_somebody_else_changes_the_ring_nothing_happens(ring: Path) -> None:
    before = ring.read_bytes()
    folder = os.open(ring.parent, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    try:
        assert "at this moment" in rotate(code=2)
    finally:
        os.close(folder)
    assert ring.read_bytes() == before


def test_without_a_ring_none_is_made(ring: Path) -> None:
    ring.unlink()
    told = rotate(code=2)
    assert "There is no key ring" in told
    assert "back-up.md" in told
    assert not ring.exists()


def test_a_ring_that_does_not_belong_to_the_database_is_left_alone(ring: Path) -> None:
    ring.unlink()
    Keyring.create(ring)
    vault.keyring.cache_clear()
    before = ring.read_bytes()
    assert "not written with the key in" in rotate(code=2)
    assert ring.read_bytes() == before


def test_a_broken_ring_is_left_alone(ring: Path) -> None:
    ring.write_text("{}")
    assert "not a key ring" in rotate(code=2)
    assert ring.read_text() == "{}"


def test_keys_of_a_demo_are_not_carried_on_in_a_real_court(ring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (ring.parent / DEMO_MARK).touch()
    rotate()
    monkeypatch.setattr(settings, "IS_DEMO", False)
    assert "made for a demo" in rotate(code=2)
    assert len(keys(ring)) == 2


def test_a_folder_that_cannot_be_written_to_is_told(ring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def refuse(one: Path, other: Path) -> None:
        if other.parent == ring.parent:
            raise PermissionError(1, "Operation not permitted")
        link(one, other)

    monkeypatch.setattr(os, "link", refuse)
    told = rotate(code=2)
    assert "cannot be written: Operation not permitted" in told
    assert "Run the command as the user" in told
    assert len(keys(ring)) == 1


def test_making_keys_still_asks_for_the_logs_name() -> None:
    answer = CliRunner().invoke(main, ["keys"])
    assert answer.exit_code == 2
    assert "--log-name" in answer.output
