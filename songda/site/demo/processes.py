"""The demo's parts: PostgreSQL, the outside world, the web pages and the worker, started and stopped in order."""

import os
import time
from pathlib import Path

from songda.site import embedded
from songda.site.curable import CurableError
from songda.site.demo import health
from songda.site.demo.child import GRACE_SECONDS, Child
from songda.site.demo.lock import DemoNote
from songda.site.demo.ports import answers
from songda.site.demo.words import Screen
from songda.site.environment import addresses_of
from songda.site.playground import HOST, WITNESS_POLICY, Ports, demo_settings
from songda.trust.notes import NoteKey
from songda.trust.witness import Witness


class Processes:
    """All that runs while the demo runs."""

    def __init__(self, home: Path, port: int, note: DemoNote) -> None:
        """Nothing is started yet."""
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
            health.wait_for(self.sandbox, lambda: health.sandbox_is_ready(self.ports))
        self.witness.words = witness_words(self.home, self.ports)
        self.start_child(self.witness)
        with screen.step("witness of the log"):
            health.wait_for(self.witness, lambda: answers(self.ports.witness))
        last = health.newest_worker(self._url)
        self.start_child(self.worker)
        self.start_child(self.web)
        with screen.step("web pages"):
            health.wait_for(self.web, lambda: health.web_is_ready(self.ports))
        with screen.step("worker"):
            health.wait_for(self.worker, lambda: health.newest_worker(self._url) > last)
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


NAME = "witness.example/demo"


def witness_words(home: Path, ports: Ports) -> list[str]:
    """The command and its options; makes its key and the court's policy where they are missing.

    Not before the court has the key of its log.
    """
    folder, log = home / "witness", NoteKey.load(home / "keys" / "log.key").verifier
    key = Witness.open(folder, NAME, {}).key
    lines = (
        f"log {log}",
        f"witness demo {key} http://{HOST}:{ports.witness}",
        "group outside 1 demo",
        "quorum outside",
    )
    (home / WITNESS_POLICY).write_text("\n".join([*lines, ""]), encoding="utf-8")
    return ["witness", "--folder", str(folder), "--name", NAME, "--log", str(log), "--port", str(ports.witness)]
