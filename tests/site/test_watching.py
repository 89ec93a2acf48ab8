"""What is watched: probes that need no name and no encryption, figures that move with what they count, and no names."""

import re
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
from songda.records.ground.incidents.actions import Trouble, begin_incident
from songda.records.ground.incidents.models import StuckRow
from songda.records.ground.queue import ask
from songda.records.law.planning.advance import advance
from songda.records.service.attempts.leases import begin_lease, renew_lease
from songda.records.service.attempts.models import Attempt
from songda.site.cli.watch import watch
from songda.site.watching import standing
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
    assert 'songda_web_seconds_count{door="console"} 6.0' in said


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


def test_every_alert_asks_about_figures_that_there_are() -> None:
    asked = set(re.findall(r"songda_(\w+)", ALERTS))
    told_of = {figure.name for figure in figures()} | {"audit_age_seconds", "audit_flaws", "backup_age_seconds"}
    assert asked <= told_of | {"web_answers_total", "web_seconds_bucket"}


def test_every_alert_has_its_page_and_no_page_is_left_over() -> None:
    page = (Path(__file__).parents[2] / "docs/howto/watch.md").read_text(encoding="utf-8")
    assert re.findall(r"^### (\w+)$", page, re.MULTILINE) == NAMED
    assert len(NAMED) == len(set(NAMED)) > 10
