"""What is watched: probes that need no name and no encryption, figures that move with what they count, and no names."""

import json
import re
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client

from songda.clock import new_id, now
from songda.core.delivery.incidents import IncidentKind, Work
from songda.core.evidence.doors import Writer
from songda.records.ground.incidents.actions import Trouble, begin_incident
from songda.records.ground.incidents.models import StuckRow
from songda.records.ground.processes.registry import say_that_it_runs
from songda.records.ground.queue import ask
from songda.records.law.planning.advance import advance
from songda.records.service.attempts.leases import begin_lease, renew_lease
from songda.records.service.attempts.models import Attempt
from songda.site.cli.watch import watch
from songda.site.upgrading.making import this_process
from songda.site.watching import standing
from songda.site.watching.board import board
from songda.site.watching.pages import SHARED, counted, folder_of, share_counts
from songda.site.watching.port import Standing, metrics, open_port, what_hinders
from songda.site.watching.standing import figures
from tests import make
from tests.records.stage import NOW, defendant, envelope, paper

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.database


def told() -> dict[tuple[str, str], float]:
    """Every value by figure and label."""
    return {(figure.name, label): value for figure in figures() for label, value in figure.values}


@pytest.mark.parametrize("place", ["/livez", "/readyz"])
def test_whoever_supervises_needs_no_name_and_no_encryption(place: str, settings: object) -> None:
    settings.IS_HTTPS = True  # type: ignore[attr-defined]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # type: ignore[attr-defined]
    answer = Client().get(place, headers={"host": "10.1.2.3:8000"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert Client().post(place).status_code == 405


def test_a_web_without_its_database_lives_and_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(connection, "cursor", away)
    assert [Client().get(place).status_code for place in ("/livez", "/readyz")] == [200, 503]


def a_step() -> None:
    """An order whose next step nobody has taken since it was placed."""
    party = defendant(make.case())
    envelope(party, paper(party.case), at=NOW)


def in_doubt() -> None:
    """Handed over by a worker that is heard of no more."""
    begin_lease("gone:1")
    message = Attempt.objects.filter(id=a_message().id)
    message.update(state="submitting", claimed_at=now(), claimed_by="gone:1")
    message.update(state="unknown")


def a_message() -> Attempt:
    """Planned, and due for an hour."""
    party = defendant(make.case())
    sealed = envelope(party, paper(party.case), at=NOW)
    advance(NOW)
    Attempt.objects.filter(envelope=sealed).update(send_after=now() - HOUR)
    return Attempt.objects.get(envelope=sealed)


def stuck() -> StuckRow:
    return StuckRow.objects.create(work=Work.STAMP, row=new_id(), wrong="ValueError", since=now(), again_at=now())


MOVES: dict[str, Callable[[], object]] = {
    "workers": lambda: begin_lease("here:1"),
    "channel_senders": lambda: (begin_lease("here:1"), renew_lease("here:1", ["sms"])),
    "incidents": lambda: begin_incident(Trouble(IncidentKind.STORE_FULL), 0, now()),
    "stuck_rows": stuck,
    "events_unsealed": lambda: paper(make.case()),
    "message_waits_seconds": a_message,
    "messages_in_doubt": in_doubt,
    "due_seconds": a_step,
    "due_rows": a_step,
    "processes": lambda: say_that_it_runs(this_process(Writer.WORKER)),
    "jobs_waiting": lambda: ask("certificates.issue", queue="certificates"),
}
STILL = {  # what no row moves, or what another test moves with much ado
    "database_up",
    "unread_figures",
    "events_set_aside",  # tests/records/ground/evidence
    "quarantine",
    "audit_age_seconds",
    "audit_flaws",
    "seal_days",
    "public_certificate_days",
    "backup_made",
    "backup_age_seconds",
    "free_bytes",
}


def test_no_figure_is_left_out_and_every_one_is_looked_at() -> None:
    assert told()["unread_figures", ""] == 0
    assert {name for name, _ in told()} <= {*MOVES, *STILL}


@pytest.mark.parametrize("name", MOVES)
def test_a_figure_moves_with_what_it_counts(name: str) -> None:
    def total() -> float:
        return sum(value for (figure, _), value in told().items() if figure == name)

    before = total()
    MOVES[name]()
    assert total() > before


def test_a_group_that_cannot_be_read_is_counted_and_the_others_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> list[object]:
        raise ValueError("this row cannot be read")

    monkeypatch.setattr(standing, "open_incidents", broken)
    values = told()
    assert values["unread_figures", ""] == 1
    assert ("workers", "") in values


def test_where_the_database_is_away_what_ends_is_told_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "_answers", lambda: False)
    names = {name for name, _ in told()}
    assert {"database_up", "seal_days", "free_bytes"} <= names
    assert "workers" not in names
    assert what_hinders(list(figures())) == ["the database does not answer"]


def test_no_figure_names_a_person_a_number_or_a_case() -> None:
    attempt = a_message()
    said = metrics(Standing(), Path(settings.HOME)).decode()
    party = attempt.envelope.party
    for secret in (party.name, party.case.number, attempt.address.value, str(party.id)):  # type: ignore[union-attr]
        assert secret not in said


@pytest.fixture
def port() -> Iterator[str]:
    """The address of a port that is open for the test; its questions are answered by the test's own connection."""
    server = open_port(0, Path(settings.HOME))
    asked = threading.Thread(target=server.serve_forever, daemon=True)
    asked.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    asked.join()


@pytest.mark.database(transaction=True)
def test_the_port_says_why_the_court_cannot_work_and_that_it_can(port: str) -> None:
    assert fetch(f"{port}/livez") == (200, "ok\n")
    assert fetch(f"{port}/readyz") == (503, "no worker lives\n")
    assert fetch(f"{port}/nowhere")[0] == 404
    assert "songda_database_up 1.0" in fetch(f"{port}/metrics")[1]


def test_a_worker_makes_it_ready() -> None:
    begin_lease("here:1")
    assert what_hinders(list(figures())) == []


def fetch(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 - our own port
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


COUNT = """
from django.conf import settings
settings.configure()
from types import SimpleNamespace
from django.http import HttpRequest, HttpResponse
from songda.site.watching.pages import counted
def answer(request):
    request.resolver_match = SimpleNamespace(view_name="console:today", route="")
    return HttpResponse("no", status=500)
for _ in range(3):
    counted.middleware = getattr(counted, "middleware", None) or counted(answer)
    counted.middleware(HttpRequest())
"""


def test_the_answers_of_all_processes_are_added_up(tmp_path: Path) -> None:
    share = folder_of(tmp_path)
    share.mkdir()
    for _ in range(2):
        subprocess.run([sys.executable, "-c", COUNT], env={"PATH": "", SHARED: str(share)}, check=True)
    said = metrics(Standing(), tmp_path).decode()
    assert 'songda_web_answers_total{kind="5xx",page="console:today"} 6.0' in said
    assert 'songda_web_seconds_count{page="console:today"} 6.0' in said


def test_counts_begin_anew_with_the_web_and_belong_to_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SHARED, raising=False)
    share_counts(tmp_path)
    old = folder_of(tmp_path) / "counter_1.db"
    old.write_bytes(b"old")
    share_counts(tmp_path)
    assert not old.exists()
    assert folder_of(tmp_path).stat().st_mode & 0o777 == 0o700


def test_where_nothing_is_shared_nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SHARED, raising=False)
    with pytest.raises(MiddlewareNotUsed):
        counted(lambda _: HttpResponse())


ALERTS = CliRunner().invoke(watch, ["--alerts"]).output
NAMED = re.findall(r"alert: (\w+)", ALERTS)


TOLD_ELSEWHERE = {"audit_age_seconds", "audit_flaws", "backup_age_seconds", "public_certificate_days"}
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(PROMTOOL is None, reason="no Prometheus here (Debian: prometheus)")
ASKED_BY_BOARD = [panel["targets"][0]["expr"] for panel in json.loads(board())["panels"]]


@pytest.mark.parametrize("asking", [ALERTS, "\n".join(ASKED_BY_BOARD)], ids=["alerts", "board"])
def test_nothing_is_asked_about_that_is_no_figure(asking: str) -> None:
    asked = set(re.findall(r"songda_(\w+)", asking))
    told_of = {figure.name for figure in figures()} | TOLD_ELSEWHERE
    assert asked <= told_of | {"web_answers_total", "web_seconds_bucket"}


def test_no_panel_of_the_board_lies_on_another() -> None:
    places = [panel["gridPos"] for panel in json.loads(board())["panels"]]
    fields = [
        (place["x"] + dx, place["y"] + dy) for place in places for dx in range(place["w"]) for dy in range(place["h"])
    ]
    assert len(fields) == len(set(fields))
    assert max(x for x, _ in fields) < 24


# For each alert a court of which it speaks: series and their value.
TROUBLED: dict[str, tuple[str, ...]] = {
    "CourtNotWatched": (),
    "DatabaseAway": ("songda_database_up 0",),
    "NoWorker": ("songda_workers 0",),
    "NobodySends": ('songda_channel_senders{channel="sms"} 0',),
    "NothingGoesOut": ("songda_quarantine 1",),
    "JournalAway": ('songda_incidents{kind="journal_away"} 1',),
    "HomeAway": ('songda_incidents{kind="home_away"} 1',),
    "FilesAway": ('songda_incidents{kind="store_away"} 1',),
    "WorkOverdue": ('songda_due_seconds{work="ADVANCE"} 121',),
    "MessagesWait": ('songda_message_waits_seconds{channel="sms"} 901',),
    "MessagesInDoubt": ("songda_messages_in_doubt 1",),
    "LogUnsealed": ("songda_events_unsealed 1",),
    "StrangeEvents": ("songda_audit_flaws 1",),
    "NotAudited": ("songda_audit_age_seconds 172801",),
    "RowsStuck": ("songda_stuck_rows 1",),
    "SealEnds": ("songda_seal_days 29",),
    "CertificateEnds": ("songda_public_certificate_days 13",),
    "VersionsMixed": ('songda_processes{version="0.1.0"} 1', 'songda_processes{version="0.2.0"} 1'),
    "NoBackup": ("songda_backup_made 0",),
    "LittleRoom": ('songda_free_bytes{folder="home"} 4000000000',),
    "PagesFail": ('songda_web_answers_total{page="console:today",kind="5xx"} 0+2x2000',),
    "PagesSlow": (
        'songda_web_seconds_bucket{page="console:today",le="1.0"} 0+1x2000',
        'songda_web_seconds_bucket{page="console:today",le="2.0"} 0+9x2000',
        'songda_web_seconds_bucket{page="console:today",le="+Inf"} 0+9x2000',
    ),
    "FiguresUnread": ("songda_unread_figures 1",),
}
WELL = ("songda_database_up 1", "songda_workers 1", "songda_quarantine 0", "songda_messages_in_doubt 0",
        "songda_events_unsealed 0", "songda_audit_flaws 0", "songda_audit_age_seconds 90000", "songda_stuck_rows 0",
        "songda_seal_days 31", "songda_backup_made 1", "songda_backup_age_seconds 80000", "songda_unread_figures 0",
        "songda_public_certificate_days 15", 'songda_processes{version="0.1.0"} 4',
        'songda_free_bytes{folder="home"} 6000000000', 'songda_channel_senders{channel="sms"} 1')  # fmt: skip


def in_court(series: tuple[str, ...]) -> dict[str, object]:
    """A day and a minute in which these stood as they do."""
    split = [one.rpartition(" ") for one in series]
    return {
        "interval": "1m",
        "input_series": [
            {"series": name, "values": value if "x" in value else f"{value}x2000"} for name, _, value in split
        ],
    }


def tried(folder: Path, courts: list[dict[str, object]]) -> subprocess.CompletedProcess[str]:
    """What Prometheus itself says to these courts, by the rules as they are printed."""
    (folder / "songda.yml").write_text(ALERTS, encoding="utf-8")
    (folder / "tests.yml").write_text(json.dumps({"rule_files": ["songda.yml"], "tests": courts}), encoding="utf-8")
    return subprocess.run([str(PROMTOOL), "test", "rules", "tests.yml"], cwd=folder, text=True, capture_output=True)  # noqa: PLW1510


@needs_promtool
def test_every_alert_is_raised_by_the_court_that_it_speaks_of(tmp_path: Path) -> None:
    assert TROUBLED.keys() == set(NAMED)
    none = {"eval_time": "25h", "exp_alerts": []}
    courts = [in_court(series) | {"alert_rule_test": [{"alertname": name} | none]} for name, series in TROUBLED.items()]
    said = tried(tmp_path, courts)
    assert re.findall(r"alertname: (\w+), time: 1d1h", said.stdout + said.stderr) == list(TROUBLED)


@needs_promtool
def test_no_alert_is_raised_where_all_is_well(tmp_path: Path) -> None:
    none = [{"alertname": name, "eval_time": "25h", "exp_alerts": []} for name in NAMED]
    said = tried(tmp_path, [in_court(WELL) | {"alert_rule_test": none}])
    assert said.returncode == 0, said.stderr + said.stdout


@needs_promtool
def test_prometheus_understands_what_the_board_asks(tmp_path: Path) -> None:
    rules = [{"record": f"asked:{number}", "expr": asked} for number, asked in enumerate(ASKED_BY_BOARD)]
    (tmp_path / "board.yml").write_text(json.dumps({"groups": [{"name": "board", "rules": rules}]}), encoding="utf-8")
    words = [str(PROMTOOL), "check", "rules", "--lint=none", str(tmp_path / "board.yml")]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr


def test_every_alert_has_its_page_and_no_page_is_left_over() -> None:
    page = (Path(__file__).parents[2] / "docs/howto/watch.md").read_text(encoding="utf-8")
    assert re.findall(r"^### (\w+)$", page, re.MULTILINE) == NAMED
    assert len(NAMED) == len(set(NAMED)) > 10
