"""The demo: one command that starts everything, minds it, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from rich.console import Console

from songda.site import embedded
from songda.site.demo import ACCOUNTS, DEMO_NOTE, PASSWORD
from songda.site.errors import CurableError
from songda_demo.home import DemoNote, birth_of, hold
from songda_demo.run import MOST_RESTARTS, RestartCount
from songda_demo.screen import Screen
from songda_demo.settings import Ports, is_free, require_free
from tests.demo.demos import PATIENCE_SECONDS, Demo, free_ports, start_demo


@pytest.fixture
def start(lasting_home: Path) -> Iterator[Callable[..., Demo]]:
    """Starts demos that end with the test, whatever becomes of it: in one home for all tests where none is named."""
    started: list[Demo] = []

    def begin(home: Path | None = None, port: int | None = None) -> Demo:
        demo = start_demo(home or lasting_home, port or free_ports())
        started.append(demo)
        return demo

    yield begin
    for demo in started:
        demo.stop(signal.SIGTERM)
        DemoNote(demo.home / DEMO_NOTE).end_leftovers()


def what_was_made(demo: Demo) -> dict[str, list[tuple[str, ...]]]:
    """The rows that setting up makes, by table, each with the number of the transaction that wrote it last."""
    tables = ("django_migrations", "staff_court", "staff_apiclient", "cases_case", "parties_party", "orders_service")
    address = embedded.start(demo.home).owner_url
    with psycopg.connect(address) as database:
        return {
            table: database.execute(
                SQL("SELECT id::text, xmin::text FROM {} ORDER BY 1").format(Identifier(table))
            ).fetchall()
            for table in tables
        }


def children(demo: Demo) -> list[int]:
    noted = json.loads((demo.home / "demo.json").read_text(encoding="utf-8"))
    return [pid for pid in map(int, noted["children"]) if Path(f"/proc/{pid}").exists()]


def is_well(demo: Demo) -> bool:
    with urllib.request.urlopen(f"http://127.0.0.1:{demo.port}/readyz", timeout=5) as answer:
        return bool(answer.status == 200)


def watched(demo: Demo) -> set[str]:
    """The lines of figures that `songda watch` shows in this home."""
    port = free_ports()
    words = [sys.executable, "-m", "songda", "watch", "--port", str(port)]
    with subprocess.Popen(words, env={**os.environ, "SONGDA_HOME": str(demo.home)}, stdout=subprocess.PIPE) as program:
        try:
            assert program.stdout is not None
            assert b"/metrics" in program.stdout.readline()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
                lines = answer.read().decode().splitlines()
        finally:
            program.terminate()
    assert any(line.startswith("songda_web_answers_total{") for line in lines)
    return set(lines)


@pytest.mark.night("starts whole demos, and kills them")
@pytest.mark.timeout(400)
def test_it_starts_shows_where_to_go_stops_and_starts_again_making_nothing_twice(start: Callable[..., Demo]) -> None:
    demo = start()
    demo.wait_for("Ctrl-C")
    made = what_was_made(demo)
    assert all(made.values()), made
    assert is_well(demo)
    assert watched(demo) >= {"songda_workers 1.0", "songda_database_up 1.0", "songda_unread_figures 0.0"}
    for words in (f"http://127.0.0.1:{demo.port}/", f"http://127.0.0.1:{demo.port + 1}/", PASSWORD):
        assert words in demo.printed
    assert all(account.username in demo.printed for account in ACCOUNTS)
    assert demo.stop() == 0
    assert "everything is stopped" in demo.printed
    assert embedded.status(demo.home).pid is None
    assert children(demo) == []
    assert all(is_free(port) for port in Ports(demo.port).named().values())
    again = start(demo.home, demo.port)
    again.wait_for("Ctrl-C")
    assert what_was_made(again) == made
    assert again.stop() == 0


@pytest.mark.night("starts whole demos, and kills them")
def test_what_crashes_is_started_again_with_a_word(start: Callable[..., Demo]) -> None:
    demo = start()
    demo.wait_for("Ctrl-C")
    web, worker = children(demo)[-2:]
    os.kill(worker, signal.SIGKILL)
    os.kill(web, signal.SIGKILL)
    demo.wait_for("The worker ended .signal 9. and is started again")
    demo.wait_for("The web ended .signal 9. and is started again")
    database = embedded.status(demo.home).pid
    assert database is not None
    os.kill(database, signal.SIGKILL)
    demo.wait_for("PostgreSQL ended and is started again")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _is_well_soon(demo):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert demo.stop() == 0


def _is_well_soon(demo: Demo) -> bool:
    try:
        return is_well(demo)
    except OSError:
        return False


@pytest.mark.night("starts whole demos, and kills them")
def test_what_a_killed_demo_left_running_is_ended_by_the_next_start(start: Callable[..., Demo]) -> None:
    demo = start()
    demo.wait_for("Ctrl-C")
    demo.stop(signal.SIGKILL)
    left = children(demo)
    assert left
    assert embedded.status(demo.home).pid is not None
    again = start(demo.home, demo.port)
    again.wait_for("Ctrl-C")
    assert "It was running already and is taken over." in again.printed
    assert not any(Path(f"/proc/{pid}").exists() for pid in left)


@pytest.mark.night("starts whole demos, and kills them")
def test_a_web_server_killed_together_with_the_demo_leaves_nobody_on_its_port(start: Callable[..., Demo]) -> None:
    demo = start()
    demo.wait_for("Ctrl-C")
    web = children(demo)[-2]
    demo.stop(signal.SIGKILL)
    os.kill(web, signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_free(demo.port):
        assert time.monotonic() < deadline, "somebody still holds the port"
        time.sleep(0.05)
    again = start(demo.home, demo.port)
    again.wait_for("Ctrl-C")


@pytest.mark.night("starts whole demos, and kills them")
def test_two_demos_stand_side_by_side_but_never_in_one_home(
    start: Callable[..., Demo], new_home: Callable[..., Path]
) -> None:
    one, two = start(), start(new_home())
    one.wait_for("Ctrl-C")
    two.wait_for("Ctrl-C")
    assert is_well(one)
    assert is_well(two)
    third = start(one.home, free_ports())
    assert third.process.wait(PATIENCE_SECONDS) == 2
    assert f"http://127.0.0.1:{one.port}/" in third.printed.replace("\n", "")
    assert one.stop(signal.SIGTERM) == 0
    assert is_well(two)


def test_a_busy_port_is_named_with_its_use_and_another_one(start: Callable[..., Demo]) -> None:
    base = free_ports()
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", base + 2))
        busy.listen()
        demo = start(port=base)
        assert demo.process.wait(PATIENCE_SECONDS) == 2
    assert f"Port {base + 2}, meant for the SMS centre, is in use" in demo.printed
    assert "--port" in demo.printed
    assert embedded.status(demo.home).pid is None


def test_when_nobody_reads_the_screen_any_more_the_work_goes_on() -> None:
    reader, writer = os.pipe()
    with os.fdopen(writer, "w", encoding="utf-8") as gone:
        screen = Screen(Console(file=gone, force_terminal=True))
        os.close(reader)
        screen.title()
        with screen.step("stopping everything"):
            screen.alarm("the reader is gone")
        with pytest.raises(CurableError), screen.step("starting"):
            raise CurableError("This is told.")
        screen.welcome(8000)
        os.dup2(os.open(os.devnull, os.O_WRONLY), gone.fileno())


def test_free_ports_pass() -> None:
    require_free(Ports(free_ports()))


def test_one_home_is_held_once(tmp_path: Path) -> None:
    with (
        hold(tmp_path, 8000, None),
        pytest.raises(CurableError, match=r"A demo runs from .* already: http://127\.0\.0\.1:8000/"),
        hold(tmp_path, 8100, None),
    ):
        pass
    with hold(tmp_path, 8100, None) as note:
        assert note.read()["port"] == 8100


def test_strangers_with_the_number_of_an_old_child_are_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    with hold(tmp_path, 8000, None) as note:
        note.note_children([stranger.pid])
        text = note.path.read_text(encoding="utf-8")
        note.path.write_text(text.replace(str(birth_of(stranger.pid)), "1"), encoding="utf-8")
    with hold(tmp_path, 8000, None):
        assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_patience_ends_when_a_part_crashes_again_and_again() -> None:
    patience = RestartCount()
    assert [patience.count_restart(float(second)) for second in range(MOST_RESTARTS + 1)][-1] == MOST_RESTARTS + 1
    assert patience.count_restart(1000.0) == 1
