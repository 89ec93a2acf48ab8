"""The PostgreSQL that comes along starts, stops, and survives what machines and people do to it."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from songda.site import embedded
from songda.site.embedded import THROWAWAY
from songda.site.embedded.files import find_files
from songda.site.errors import CurableError

pytestmark = pytest.mark.stack


def ask(url: str, question: str) -> object:
    """The first cell of the first row of the answer."""
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None


def wait_until_gone(home: Path) -> None:
    for _ in range(100):
        if embedded.status(home).pid is None:
            return
        time.sleep(0.1)
    raise AssertionError("the server is still there")


def test_it_starts_answers_and_stops(home: Path) -> None:
    address = embedded.start(home, THROWAWAY)
    assert ask(address.url, "SELECT current_user || '/' || current_database()") == "songda/songda"
    assert embedded.status(home).pid == address.pid
    assert embedded.stop(home)
    assert embedded.status(home).pid is None
    assert not embedded.stop(home)


def test_a_server_that_was_left_running_is_taken_over(home: Path) -> None:
    first = embedded.start(home, THROWAWAY)
    second = embedded.start(home, THROWAWAY)
    assert second.was_running
    assert (second.pid, second.url) == (first.pid, first.url)


@pytest.mark.night("makes a cluster of its own")
@pytest.mark.stack
def test_committed_rows_outlive_a_killed_server(home: Path) -> None:
    address = embedded.start(home)
    with psycopg.connect(address.owner_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(address.pid, signal.SIGKILL)
    wait_until_gone(home)
    again = embedded.start(home)
    assert not again.was_running
    assert ask(again.owner_url, "SELECT number FROM kept") == 7


@pytest.mark.night("makes a cluster of its own")
def test_a_note_of_a_dead_server_whose_number_another_program_has_does_not_hinder(home: Path) -> None:
    embedded.start(home, THROWAWAY)
    embedded.stop(home)
    note = find_files(home).data / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{note.parent}\n1\n5432\n\n\n0 0\nready   \n", encoding="ascii")
    assert embedded.status(home).pid is None
    assert embedded.start(home, THROWAWAY).pid != os.getpid()


@pytest.mark.night("makes a cluster of its own")
def test_a_half_made_data_folder_is_made_anew(home: Path) -> None:
    program = f"from pathlib import Path; from songda.site import embedded; embedded.start(Path({str(home)!r}))"
    child = subprocess.Popen([sys.executable, "-c", program], start_new_session=True)
    making = find_files(home).making
    while not making.exists():
        assert child.poll() is None
        time.sleep(0.005)
    time.sleep(0.1)  # in the middle of making the data folder
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    assert making.exists()
    address = embedded.start(home, THROWAWAY)
    assert ask(address.url, "SELECT 1") == 1
    assert not making.exists()


def test_a_folder_with_strange_files_in_it_is_left_alone(home: Path) -> None:
    data = find_files(home).data
    data.mkdir(parents=True)
    (data / "diary.txt").write_text("mine", encoding="ascii")
    with pytest.raises(CurableError, match="no PostgreSQL data folder"):
        embedded.start(home)
    assert (data / "diary.txt").exists()


@pytest.mark.night("makes a cluster of its own")
def test_a_database_of_another_version_is_refused_with_a_word(home: Path) -> None:
    embedded.start(home, THROWAWAY)
    embedded.stop(home)
    (find_files(home).data / "PG_VERSION").write_text("12\n", encoding="ascii")
    with pytest.raises(CurableError, match="made by PostgreSQL 12"):
        embedded.start(home)


def test_a_home_too_deep_for_a_socket_is_served_on_loopback(new_home: Callable[..., Path]) -> None:
    home = new_home("d" * 100)
    address = embedded.start(home, THROWAWAY)
    assert "@127.0.0.1:" in address.url
    assert ask(address.url, "SELECT 1") == 1
    wrong = address.url.replace(address.url.split(":")[2].split("@")[0], "guess")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(wrong)


@pytest.mark.night("makes a cluster of its own")
def test_two_homes_have_two_servers(new_home: Callable[..., Path]) -> None:
    one, two = embedded.start(new_home(), THROWAWAY), embedded.start(new_home(), THROWAWAY)
    assert one.pid != two.pid
    assert embedded.status(Path("/nowhere/at/all")).pid is None


@pytest.mark.night("makes a cluster of its own")
def test_secrets_are_closed_and_parents_keep_their_rights(home: Path) -> None:
    before = home.parent.stat().st_mode
    embedded.start(home, THROWAWAY)
    place = find_files(home)
    assert stat.S_IMODE(place.password.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(home.stat().st_mode) & 0o007 == 0
    assert home.parent.stat().st_mode == before


@pytest.mark.night("makes a cluster of its own")
def test_an_address_is_never_shown_with_its_password(home: Path) -> None:
    address = embedded.start(home, THROWAWAY)
    assert find_files(home).password.read_text(encoding="ascii").strip() not in repr(address)


@pytest.mark.night("makes a cluster of its own")
def test_a_home_that_the_servers_user_cannot_reach_gets_its_database_elsewhere(new_home: Callable[..., Path]) -> None:
    home = new_home("closed/home")
    home.parent.mkdir(mode=0o700)
    address = embedded.start(home, THROWAWAY)
    borrows = os.geteuid() == 0  # an ordinary user runs the server himself, and reaches what is his
    assert ("cannot reach" in address.notice) is borrows
    assert (home / "postgres").exists() is not borrows
    assert ask(address.url, "SELECT 1") == 1
    assert stat.S_IMODE(home.parent.stat().st_mode) == 0o700
