"""A court is brought to a newer version while it works: older and newer web and workers side by side, nothing lost."""

import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from zipfile import ZipFile

import pytest

from scripts.wheel.making import ROOT, build, run
from songda_demo.child import Child, wait_for
from songda_demo.settings import HOST
from songda_tools.bench.stack import EVERYTHING_ELSE, Stack
from songda_tools.storm.counts import count, is_quiet
from songda_tools.storm.run import is_silent, mobile_of
from songda_tools.storm.town import Town

pytestmark = [pytest.mark.night("builds an older version, and moves a whole stack from it to a newer one"),
              pytest.mark.timeout(1800)]  # fmt: skip
WAVE, WAVES, PATIENCE_S = 6, 5, 300.0
PAGES = ("/", "/livez", "/readyz", "/accounts/login/", "/rules", "/notices", "/api/v1/openapi.json", "/s/nothing/")
NEWER = {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "tests.site.newer.busy"}
STANDING = """
SELECT 'attempts', state, count(*) FROM attempts_attempt GROUP BY state
UNION ALL SELECT 'certificates', state, count(*) FROM certificates_certificate GROUP BY state
UNION ALL SELECT 'unread', '', count(*) FROM attempts_rawreport WHERE read_at IS NULL AND unread_since IS NULL
UNION ALL SELECT 'unsequenced', '', count(*) FROM evidence_unsequenced
UNION ALL SELECT 'certificate due', '', count(*) FROM findings_finding WHERE certificate_due_at IS NOT NULL
UNION ALL SELECT 'ask law', '', count(*) FROM orders_envelope WHERE ask_law_at IS NOT NULL
UNION ALL SELECT 'next step', min(next_step_at)::text, count(*) FROM orders_envelope WHERE next_step_at IS NOT NULL
"""
EXPANDING = ("attempts.0002_expand_colour", "attempts.0003_expand_colour_index", "limits.0002_expand_colours")


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last release before this commit, or where there is none the commit that froze the first tables, installed."""
    folder = tmp_path_factory.mktemp("older")
    git = ["git", "-C", str(ROOT)]
    here = run([*git, "tag", "--points-at", "HEAD"], ROOT).split()
    tags = run([*git, "tag", "--merged", "HEAD", "--sort=-version:refname", "v[0-9]*"], ROOT).split()
    froze = run([*git, "log", "--diff-filter=A", "--format=%H", "--", "scripts/frozen.txt"], ROOT).split()
    before = [tag for tag in tags if tag not in here] or froze
    run(["git", "clone", "--quiet", "--no-checkout", str(ROOT), str(folder / "source")], ROOT)
    run(["git", "checkout", "--quiet", before[0]], folder / "source")
    with ZipFile(build(folder / "dist", folder / "source")) as packed:
        packed.extractall(folder / "installed")
    return folder / "installed"


class Visitors:
    """Look at pages one after another until they are told to go, each over a line of its own; note every answer."""

    def __init__(self, port: int) -> None:
        self._port, self._gone = port, threading.Event()
        self.answers: Counter[int] = Counter()
        self._threads = [threading.Thread(target=self._look, args=(place,)) for place in range(2)]

    def __enter__(self) -> "Visitors":
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._gone.set()
        for each in self._threads:
            each.join()

    def _look(self, place: int) -> None:
        while not self._gone.wait(0.05):
            place += 1
            try:
                status = self._ask(PAGES[place % len(PAGES)])
            except (OSError, HTTPException):  # laid before a server that ended: the proxy asks again
                status = self._ask_again(PAGES[place % len(PAGES)])
            self.answers[status] += 1

    def _ask(self, path: str) -> int:
        line = HTTPConnection(HOST, self._port, timeout=60)
        try:
            line.request("GET", path)
            return line.getresponse().status
        finally:
            line.close()

    def _ask_again(self, path: str) -> int:
        try:
            return self._ask(path)
        except (OSError, HTTPException):
            return 0


class Upgrade:
    """A town that begins with the older version, and what an administrator does to it."""

    def __init__(self, older: Path) -> None:
        self.stack = Stack(pace=0.2)
        self.older = {"PYTHONPATH": str(older), "PYTHONSAFEPATH": "1", "DJANGO_SETTINGS_MODULE": "songda.site.settings"}
        self.commit = (older / "songda" / "commit").read_text(encoding="ascii").strip()
        self.stack.instead.update(self.older)
        self.town = Town(WAVE * WAVES, self.stack, mobile_of)
        self.cases = list(self.town.wave(WAVE * WAVES).cases)
        self.ordered = 0
        self.newer: tuple[Child, ...] = ()

    def order(self) -> None:
        """One more wave."""
        self.town.order_all(self.cases[self.ordered : self.ordered + WAVE])
        self.ordered += WAVE

    def type(self, *words: str, version: Mapping[str, str] = NEWER) -> subprocess.CompletedProcess[str]:
        """A command of this version."""
        command = [sys.executable, "-m", "songda", *words]
        told = self.stack.environment() | {"PYTHONSAFEPATH": "1"} | version
        return subprocess.run(command, env=told, capture_output=True, text=True, check=False, timeout=300)

    def processes(self) -> Counter[tuple[str, bool]]:
        """What runs: its kind, and whether it is of the newer version."""
        rows = self.town.look("SELECT kind, cardinality(knows) > 0 FROM processes_process")
        return Counter((kind, is_newer) for kind, is_newer in rows)

    def older_workers(self) -> set[str]:
        """The older workers that run, by name."""
        found = self.town.look("SELECT name FROM processes_process WHERE kind = 'worker' AND cardinality(knows) = 0")
        return {name for (name,) in found}

    def until(self, is_so: Callable[[], bool], what: str) -> None:
        """Wait for it."""
        deadline = time.monotonic() + PATIENCE_S
        while not is_so():
            assert time.monotonic() < deadline, f"{what}: {self.processes()}, {self.town.look(STANDING)}"
            time.sleep(0.2)

    def start_newer(self) -> tuple[Child, Child, Child]:
        """Newer web, worker and certifier beside the older ones."""
        logs, port = self.stack.home / "logs", str(self.stack.ports.web)
        listening = self.listening()
        newer = (
            Child("newer web", ["serve", "--host", HOST, "--port", port], logs / "newer-web.log"),
            Child(
                "newer worker", ["worker", *(f"--queue={one}" for one in EVERYTHING_ELSE)], logs / "newer-worker.log"
            ),
            Child("newer certifier", ["worker", "--queue=certificates"], logs / "newer-certifier.log"),
        )
        told = self.stack.environment() | NEWER
        self.newer = newer
        for each in newer:
            each.start(told)
        wait_for(newer[0], lambda: self.listening() > listening)
        self.until(lambda: self.processes()["worker", True] == 2, "newer workers report for duty")
        return newer

    def listening(self) -> int:
        """How many processes listen at the port of the pages."""
        place = f"0100007F:{self.stack.ports.web:04X}"
        rows = (line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines())
        return sum(row[1] == place and row[3] == "0A" for row in rows)

    def end_older(self, newer: tuple[Child, Child, Child]) -> None:
        """The supervisor minds the newer ones from here on; the older ones end in good order."""
        stack = self.stack
        with self.town._lock:
            ending = (stack.web, stack.worker, stack.certifier)
            stack.web, stack.worker, stack.certifier = newer
            stack.instead.update(NEWER)
        for each in ending:
            each.ask_to_stop()
            each.end(time.monotonic() + 60)
            assert each.exit_code == 0, each.last_words()

    def counts(self) -> str:
        """What came of all orders."""
        silent = sum(map(is_silent, range(self.ordered)))
        self.until(lambda: is_quiet(self.town, silent), "nothing moves")
        found = count(self.town, self.ordered, is_silent, [])
        assert found.is_good, found
        assert not found.unknown, found
        return str(found)


@pytest.fixture
def upgrade(older: Path) -> Iterator[Upgrade]:
    court = Upgrade(older)
    yield court
    for each in court.newer:  # also where the town was not handed over to them
        each.ask_to_stop()
    court.town.close()
    for each in court.newer:
        each.end(time.monotonic() + 10)


def steps_done(told: str) -> int:
    """How many a `migrate` says that it took."""
    (done,) = re.findall(r"^(\d+) steps done\.$", told, re.MULTILINE)
    return int(done)


def expand(upgrade: Upgrade) -> int:
    """Under the load of older processes alone; how many steps are left to contract."""
    planned = upgrade.type("migrate", "--plan")
    assert all(word in planned.stdout for word in EXPANDING), planned
    ordering = threading.Thread(target=upgrade.order)
    ordering.start()
    expanded = upgrade.type("migrate", "--expand")
    ordering.join()
    assert expanded.returncode == 0, expanded.stderr
    left = len(re.findall(r"^\w+\.\d{4}_", planned.stdout, re.MULTILINE)) - steps_done(expanded.stdout)
    assert upgrade.type("migrate", "--check").stdout == f"{left} steps to be done.\n"
    return left


def work_side_by_side(upgrade: Upgrade) -> tuple[Child, Child, Child]:
    """Older and newer ones on the same tables, where nothing may be taken away yet."""
    before = upgrade.older_workers()
    upgrade.stack.worker.ask_to_stop()  # an older one that ends meanwhile is started again on the newer tables
    upgrade.until(lambda: len(upgrade.older_workers() - before) == 1, "the older worker is back")
    newer = upgrade.start_newer()
    upgrade.order()
    refused = upgrade.type("migrate", "--contract")
    assert refused.returncode == 2
    assert re.search(rf"\d processes of an older version run: .*{upgrade.commit}\)", refused.stderr), refused.stderr
    assert re.search(rf"Of another version than this one.*{upgrade.commit}\)", upgrade.type("check").stdout)
    upgrade.counts()
    return newer


def contract(upgrade: Upgrade, left: int) -> None:
    """No older one is left; whoever starts one is told."""
    upgrade.order()
    contracted = upgrade.type("migrate", "--contract")
    assert steps_done(contracted.stdout) == left, contracted.stderr
    assert upgrade.type("migrate", "--check").returncode == 0
    for words in (("check",), ("worker",), ("serve", "--port", str(upgrade.stack.ports.web + 9))):
        late = upgrade.type(*words, version=upgrade.older)
        said = late.stdout + late.stderr
        assert late.returncode == (1 if words == ("check",) else 2), said
        assert re.search(r"changed by a newer version of songda, and this one .* cannot run on it", said), said
        assert "Traceback" not in said
    upgrade.order()
    upgrade.counts()


def test_a_court_goes_over_to_a_newer_version_while_it_works_and_loses_nothing(upgrade: Upgrade) -> None:
    with Visitors(upgrade.stack.ports.web) as visitors:
        upgrade.order()
        left = expand(upgrade)
        upgrade.end_older(work_side_by_side(upgrade))
        contract(upgrade, left)
    assert upgrade.ordered == WAVE * WAVES
    assert upgrade.processes() == {("web", True): 1, ("worker", True): 2}
    assert sum(visitors.answers.values()) > 100
    assert not [status for status in visitors.answers if status >= 500 or not status], visitors.answers
    for log in (upgrade.stack.home / "logs").glob("*.log"):
        assert "Traceback" not in log.read_text(encoding="utf-8", errors="replace"), log.read_text(encoding="utf-8")
