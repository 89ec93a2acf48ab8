"""Runs the demo: PostgreSQL, the outside world, pages and worker are started in order, watched, and stopped.

What crashes is started again with a word; what crashes again and again ends the demo.
"""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path
from types import FrameType

from rich.console import Console

from songda.site import embedded
from songda.site.environment import addresses_of
from songda.site.errors import CurableError
from songda.site.home import prepare_home
from songda.trust.log_keys import NoteKey
from songda.trust.witness import Witness
from songda_demo.child import GRACE_SECONDS, Child, newest_worker, sandbox_is_ready, wait_for, web_is_ready
from songda_demo.home import DemoNote, hold
from songda_demo.screen import Screen
from songda_demo.settings import HOST, WITNESS_POLICY, Ports, answers, demo_settings, require_free

WITNESS_NAME = "witness.example/demo"
LOOK_SECONDS = 0.5
MOST_RESTARTS = 5
WITHIN_SECONDS = 60.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(home: Path, port: int, console: Console, ahead: timedelta | None = None) -> None:
    """Start everything, stay until Ctrl-C (or a request to end), stop everything.

    `ahead`: how far the demo's clock is ahead of the machine's; where nothing is said, as far as the home's last was.
    Raises CurableError when it cannot start, or when a part cannot be kept alive.
    """
    require_demo()
    screen = Screen(console)
    screen.title()
    prepare_home(home)
    with hold(home, port, ahead) as note:
        require_free(Ports(port))
        processes = Processes(home, port, note)
        for number in STOP_SIGNALS:
            signal.signal(number, _stop)
        try:
            processes.start(screen)
            screen.welcome(port)
            watch(processes, screen)
        except KeyboardInterrupt:
            pass
        finally:
            _leave(processes, screen)


def require_demo() -> None:
    """Refuse where the settings of a real court are in force."""
    if os.environ.get("SONGDA_ENV") == "production":
        raise CurableError(
            "SONGDA_ENV is `production`: the demo has accounts that everybody knows and never runs there.",
            "Unset SONGDA_ENV to see the demo; `songda serve` and `songda worker` run a real court.",
        )


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


class Processes:
    """All that runs while the demo runs."""

    def __init__(self, home: Path, port: int, note: DemoNote) -> None:
        self.home = home
        self.ports = Ports(port)
        self.note = note
        self.address: embedded.Address | None = None
        web = ["serve", "--host", HOST, "--port", str(port)]
        self.setup = self._child("setup", ["migrate", "--sample"])
        self.sandbox = self._child("sandbox", ["sandbox"])
        self.web = self._child("web", web)
        self.worker = self._child("worker", ["worker"])
        self.replay = self._child("replay", ["figures", "--replay"])
        self.witness = self._child("witness", [])
        self.lasting = (self.sandbox, self.witness, self.web, self.worker)

    def start(self, screen: Screen) -> None:
        """Start everything, each step shown; raises CurableError with the last words of what fails."""
        with screen.step("PostgreSQL"):
            self.start_database()
        for line in self._database_notes():
            screen.note(line)
        with screen.step("tables and the sample court"):
            self._set_up()
        self.start_child(self.sandbox)  # not before: a home of another version stays as it is
        with screen.step("SMS centre, mail server, time stamps"):
            wait_for(self.sandbox, lambda: sandbox_is_ready(self.ports))
        self.witness.words = witness_words(self.home, self.ports)
        self.start_child(self.witness)
        with screen.step("witness of the log"):
            wait_for(self.witness, lambda: answers(self.ports.witness))
        last = newest_worker(self._url)
        self.start_child(self.worker)
        self.start_child(self.web)
        with screen.step("web pages"):
            wait_for(self.web, lambda: web_is_ready(self.ports))
        with screen.step("worker"):
            wait_for(self.worker, lambda: newest_worker(self._url) > last)
        self._load_replay(screen)

    def _load_replay(self, screen: Screen) -> None:
        """Published figures, replayed in the background; whoever sets SONGDA_REPLAY=off does without."""
        if os.environ.get("SONGDA_REPLAY") != "off":
            self.start_child(self.replay)
            screen.note("A replay of published figures is being loaded; logs/replay.log tells how far it is.")

    def start_database(self) -> bool:
        """Start PostgreSQL; says whether its address is another than before."""
        before = self.address
        self.address = embedded.start(self.home)
        return before is not None and before.url != self.address.url

    def start_child(self, child: Child) -> None:
        """Start one process and note it."""
        child.start(self._environment())
        self.note.note_children([one.pid for one in (self.setup, self.replay, *self.lasting) if one.pid])

    def stop(self) -> None:
        """Stop everything in good order: first what works, then what it leans on."""
        for group in ((self.setup, self.replay, self.web, self.worker), (self.sandbox, self.witness)):
            for child in group:
                child.ask_to_stop()
            deadline = time.monotonic() + GRACE_SECONDS
            for child in group:
                child.end(deadline)
        embedded.stop(self.home)

    def _child(self, name: str, words: list[str]) -> Child:
        return Child(name, words, self.home / "logs" / f"{name}.log")

    @property
    def _url(self) -> str:
        return self.address.owner_url if self.address else ""

    def _environment(self) -> dict[str, str]:
        addresses = self.address
        kept = {name: text for name, text in os.environ.items() if not name.startswith("SONGDA_")}
        database = addresses_of(addresses) if addresses else {}
        return {
            **kept,
            **demo_settings(self.home, self.ports.web, self.note.ahead()),
            **database,
            "PYTHONUNBUFFERED": "1",
        }

    def _database_notes(self) -> list[str]:
        if self.address is None:
            return []
        taken_over = ["It was running already and is taken over."] if self.address.was_running else []
        return taken_over + ([self.address.notice] if self.address.notice else [])

    def _set_up(self) -> None:
        self.start_child(self.setup)
        while self.setup.exit_code is None:
            time.sleep(0.05)
        if self.setup.exit_code == 2:  # it said what is wrong and what cures it
            raise CurableError(self.setup.last_words())
        if self.setup.exit_code != 0:
            wrong = f"The database could not be brought into shape.\n{self.setup.last_words()}"
            raise CurableError(wrong, f"All that was said is in {self.setup.log}.")


def _leave(processes: Processes, screen: Screen) -> None:
    """Stop everything; a second Ctrl-C is not needed and not heard."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    screen.note("")
    with screen.step("stopping everything", done="everything is stopped"):
        processes.stop()
    processes.note.note_children([])


def witness_words(home: Path, ports: Ports) -> list[str]:
    """The command and its options; makes its key and the court's policy where they are missing.

    Not before the court has the key of its log.
    """
    folder, log = home / "witness", NoteKey.load(home / "keys" / "log.key").verifier
    key = Witness.open(folder, WITNESS_NAME, {}).key
    lines = (
        f"log {log}",
        f"witness demo {key} http://{HOST}:{ports.witness}",
        "group outside 1 demo",
        "quorum outside",
    )
    (home / WITNESS_POLICY).write_text("\n".join([*lines, ""]), encoding="utf-8")
    return ["witness", "--folder", str(folder), "--name", WITNESS_NAME, "--log", str(log), "--port", str(ports.witness)]


class RestartCount:
    """How often a part was started again of late."""

    def __init__(self) -> None:
        self._moments: list[float] = []

    def count_restart(self, now: float) -> int:
        """Count one more restart; gives how many there were of late, this one included."""
        self._moments = [moment for moment in self._moments if now - moment < WITHIN_SECONDS] + [now]
        return len(self._moments)


def watch(processes: Processes, screen: Screen) -> None:
    """Look after the parts until interrupted; raises CurableError when one cannot be kept alive."""
    restarts = {child.name: RestartCount() for child in processes.lasting} | {"PostgreSQL": RestartCount()}
    is_there = embedded.watch(processes.home)
    while True:
        time.sleep(LOOK_SECONDS)
        if not is_there():
            _revive_database(processes, screen, restarts["PostgreSQL"])
        for child in processes.lasting:
            if child.exit_code is not None:
                _revive(child, processes, screen, restarts[child.name])


def _revive(child: Child, processes: Processes, screen: Screen, restarts: RestartCount) -> None:
    ended = _how_it_ended(child.exit_code or 0)
    _require_few_restarts(child.name, restarts, f"{child.last_words()}\nAll that it said is in {child.log}.")
    screen.alarm(f"The {child.name} ended ({ended}) and is started again; nothing is lost.")
    child.end(time.monotonic())
    processes.start_child(child)


def _revive_database(processes: Processes, screen: Screen, restarts: RestartCount) -> None:
    _require_few_restarts("PostgreSQL", restarts, "Its own words are in the folder postgres/run of the home.")
    screen.alarm("PostgreSQL ended and is started again; what was committed is there.")
    if processes.start_database():
        for child in (processes.web, processes.worker):
            child.ask_to_stop()


def _require_few_restarts(name: str, restarts: RestartCount, words: str) -> None:
    if restarts.count_restart(time.monotonic()) > MOST_RESTARTS:
        raise CurableError(f"{name} ended {MOST_RESTARTS + 1} times within a minute; the demo gives up.", words)


def _how_it_ended(exit_code: int) -> str:
    return f"signal {-exit_code}" if exit_code < 0 else f"exit code {exit_code}"
