"""How far the bench's services have come, by the database and the sandbox's phones, and whether anything was lost."""

import json
import time
import urllib.request
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from songda.site.errors import CurableError
from songda_demo.settings import HOST
from songda_tools.bench.files import NUMBERS

LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 120.0  # without any progress
QUIET_SECONDS = 30.0
# Envelopes that the bench's own client ordered; the sample court has some of its own.
_OURS = """
CREATE TEMPORARY VIEW ours AS SELECT e.id, e.closed_at FROM orders_envelope e JOIN orders_order o ON o.id = e.order_id
WHERE o.placed_by LIKE 'client:%'
"""
_STANDING = """
SELECT (SELECT count(*) FROM findings_finding f JOIN orders_service s ON s.id = f.service_id
        JOIN ours ON ours.id = s.envelope_id WHERE f.status = 'effective'),
       (SELECT count(*) FROM certificates_certificate c JOIN orders_service s ON s.id = c.service_id
        JOIN ours ON ours.id = s.envelope_id WHERE c.state = 'issued'),
       (SELECT count(*) FROM evidence_unsequenced)
"""
_QUESTIONS = {
    "services": "SELECT count(*) FROM orders_service s JOIN ours ON ours.id = s.envelope_id",
    "open envelopes": "SELECT count(*) FROM ours WHERE closed_at IS NULL",
    "attempts": "SELECT count(*) FROM attempts_attempt a JOIN ours ON ours.id = a.envelope_id",
    "attempts arrived": """SELECT count(*) FROM attempts_attempt a JOIN ours ON ours.id = a.envelope_id
        WHERE a.state = 'arrived'""",
    "reports unread": "SELECT count(*) FROM attempts_rawreport WHERE read_at IS NULL",
    "jobs left": "SELECT count(*) FROM procrastinate_jobs",
    "events waiting": "SELECT count(*) FROM evidence_unsequenced",
    "events": "SELECT count(*) FROM evidence_event",
    "events sealed": "SELECT count(*) FROM evidence_entry",
    "newest checkpoint": "SELECT coalesce(max(size), 0) FROM evidence_checkpoint",
}


def open_view(connection: Connection[Any]) -> None:
    """Let this connection see the bench's own envelopes apart."""
    connection.execute(_OURS)


@dataclass(frozen=True)
class Standing:
    """How many of the bench's services took effect, have a certificate, and how many events wait for the tree."""

    effective: int
    certified: int
    unsealed: int


def standing(connection: Connection[Any]) -> Standing:
    """Where things stand now."""
    row = connection.execute(_STANDING).fetchone()
    assert row is not None  # noqa: S101 - counts always give a row
    return Standing(*map(int, row))


def wait_for(connection: Connection[Any], *, effective: int = 0, certified: int = 0) -> None:
    """Wait until so many services are effective or certified and every event is sealed; raise when nothing moves."""
    last, moved = standing(connection), time.monotonic()
    while last.effective < effective or last.certified < certified or last.unsealed:
        time.sleep(LOOK_SECONDS)
        now = standing(connection)
        if now != last:
            last, moved = now, time.monotonic()
        if time.monotonic() - moved > PATIENCE_SECONDS:
            raise CurableError(f"Nothing has moved for {PATIENCE_SECONDS:.0f} seconds: {last}.")


def wait_for_quiet(connection: Connection[Any]) -> None:
    """Give reports and events that are still under way (the sample court has some too) a moment to be dealt with."""
    deadline = time.monotonic() + QUIET_SECONDS
    while time.monotonic() < deadline:
        if not _one(connection, _QUESTIONS["reports unread"]) + _one(connection, _QUESTIONS["events waiting"]):
            return
        time.sleep(LOOK_SECONDS)


def count_everything(connection: Connection[Any], sandbox_port: int) -> dict[str, int]:
    """Every count that shows whether something was lost or sent twice."""
    now = standing(connection)
    counts = {name: _one(connection, question) for name, question in _QUESTIONS.items()}
    texts = text_counts(sandbox_port)
    return {
        **counts,
        "effective": now.effective,
        "certificates": now.certified,
        "texts at the sandbox": texts["texts"],
        "numbers that got a text": texts["numbers"],
        "most texts for one number": texts["most"],
    }


def _one(connection: Connection[Any], question: str) -> int:
    row = connection.execute(question).fetchone()
    return int(row[0]) if row else 0


def newest_links(sandbox_port: int, most: int) -> list[str]:
    """The links in the newest texts; the sandbox remembers some 200 of them."""
    phones = _ask(sandbox_port, "phones")["phones"]
    numbers = [phone["number"] for phone in phones if phone["number"].startswith(NUMBERS)]
    texts = (_ask(sandbox_port, f"phones/{number}/messages")["messages"][-1] for number in numbers[:most])
    return [str(link) for text in texts for link in text["links"][:1]]


def text_counts(sandbox_port: int) -> dict[str, int]:
    """How many texts reached how many of the bench's numbers, and the most that one of them got."""
    found: dict[str, int] = _ask(sandbox_port, f"counts?prefix={NUMBERS}")
    return found


def _ask(port: int, path: str) -> Any:
    with urllib.request.urlopen(f"http://{HOST}:{port}/api/{path}", timeout=10) as answer:
        return json.loads(answer.read())
