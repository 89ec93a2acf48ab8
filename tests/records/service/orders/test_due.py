"""Envelopes are made due in one place, and whoever makes one due asks for the job."""

import ast
from collections.abc import Callable
from datetime import timedelta
from functools import cache

import pytest
from django.db import connection

from songda.records.ground.queue import CHUNK
from songda.records.service.attempts.submissions import expire_silence
from songda.records.service.orders import due
from songda.records.service.orders.models import Envelope
from tests import make, source
from tests.channels.fake.script import NEVER_REPORTS, REJECTED
from tests.records.stage import WINDOW, Stage, defendant, envelope

COLUMNS = {"next_step_at", "ask_law_at", "law_first_asked_at"}
# Rows of tables say which columns are compared with the log, one fills a database of the bench's own.
APART = ("records/proof/certificates/compar", "songda_tools/bench/pages/")
READS = {"filter", "exclude", "get", "Q", "order_by"}
LATER = make.NOW + timedelta(hours=1)


@cache
def written_elsewhere() -> tuple[str, ...]:
    """Every place in the package, but for the one that may, which gives one of the columns a value."""
    found = []
    for place, path in source.files().items():
        if path.name in {"due.py", "tables.py"} or "migrations" in path.parts or place.startswith(APART):
            continue
        for node in source.nodes(path) if source.holds(path, COLUMNS) else ():
            found += [f"{place}:{node.lineno}" for _ in _writes(node)]  # type: ignore[attr-defined]
    return tuple(found)


def _writes(node: ast.AST) -> list[ast.AST]:
    match node:
        case ast.Call():
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [keyword for keyword in node.keywords if keyword.arg in COLUMNS and called not in READS]
            named = [k for k in node.keywords if k.arg == "update_fields" and COLUMNS & set(_words(k.value))]
            return [*given, *named]
        case ast.Attribute(ctx=ast.Store()):
            return [node] if node.attr in COLUMNS else []
        case ast.Constant(value=str() as text):
            return [node] if "UPDATE" in text and any(column in text for column in COLUMNS) else []
        case ast.Dict():
            return [key for key in node.keys if isinstance(key, ast.Constant) and key.value in COLUMNS]
    return []


def _words(node: ast.AST) -> list[str]:
    return [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def test_no_other_place_gives_these_columns_a_value() -> None:
    assert written_elsewhere() == ()


@pytest.mark.parametrize(
    "text",
    [
        "Envelope.objects.filter(id=1).update(next_step_at=now)",
        "Envelope(ask_law_at=now)",
        "envelope.ask_law_at = now",
        "envelope.save(update_fields=['ask_law_at'])",
        "cursor.execute('UPDATE orders_envelope SET next_step_at = now()')",
        "rows.update(**{'ask_law_at': None})",
    ],
)
def test_every_way_of_giving_a_value_is_noticed(text: str) -> None:
    assert [one for node in ast.walk(ast.parse(text)) for one in _writes(node)]


@pytest.mark.parametrize("text", ["rows.filter(ask_law_at=None)", "Q(next_step_at=None)", "row.ask_law_at is None"])
def test_reading_is_not_taken_for_it(text: str) -> None:
    assert not [one for node in ast.walk(ast.parse(text)) for one in _writes(node)]


def jobs() -> list[str]:
    """The names of the jobs that were asked for since this was asked last."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs RETURNING task_name")
        return sorted(name for (name,) in cursor.fetchall())


def marks(of: Envelope) -> tuple[bool, bool]:
    """Whether it is due for a step, and for the law."""
    of.refresh_from_db()
    return of.next_step_at == LATER, of.ask_law_at == LATER


STEP, LAW = "planning.advance", "decisions.ask_law"
DEEDS: list[tuple[str, Callable[[Envelope], object], tuple[bool, bool], list[str]]] = [
    ("marked for a step", lambda e: due.mark_for_step([e.id], LATER), (True, False), [STEP]),
    ("marked for the law", lambda e: due.mark_for_law([e.id], LATER), (False, True), [LAW]),
    ("opened again", lambda e: due.reopen([e.id], LATER), (True, False), [STEP]),
    ("left to the clock", lambda e: due.wait_for_step([e.id], LATER), (True, False), []),
    ("left to the clock for the law", lambda e: due.wait_for_law([e.id], LATER), (False, True), []),
    ("asked about", lambda e: due.note_law_answered([e.id], [], LATER), (False, False), []),
    ("served", lambda e: due.end_served([e.id], LATER), (False, False), []),
    ("taken back", lambda e: due.end_recalled([e.id], LATER), (False, False), []),
    ("disowned", lambda e: due.stop_disowned(e.id, LATER), (False, False), []),
    ("nobody", lambda _: (due.mark_for_step([], LATER), due.mark_for_law([], LATER)), (False, False), []),
]


@pytest.mark.database
@pytest.mark.parametrize(("deed", "marked", "asked"), [row[1:] for row in DEEDS], ids=[row[0] for row in DEEDS])
def test_who_marks_asks(deed: Callable[[Envelope], object], marked: tuple[bool, bool], asked: list[str]) -> None:
    of = envelope(defendant(make.case()))
    assert STEP in jobs()
    deed(of)
    assert (marks(of), jobs()) == (marked, asked)


@pytest.mark.database
def test_what_is_closed_is_not_made_due_for_a_step() -> None:
    of = envelope(defendant(make.case()))
    due.end_served([of.id], LATER)
    jobs()
    due.mark_for_step([of.id], LATER)
    assert (marks(of), jobs()) == ((False, False), [])


@pytest.mark.database
def test_an_answer_closes_those_alone_whom_it_serves_and_once() -> None:
    served, other = (envelope(defendant(make.case())) for _ in range(2))
    waits = other.next_step_at
    due.note_law_answered([served.id, other.id], [served.id], LATER)
    due.note_law_answered([served.id, other.id], [served.id], LATER + timedelta(days=1))
    told = {of.id: (of.closed_at, of.next_step_at, of.law_first_asked_at) for of in Envelope.objects.all()}
    assert told == {served.id: (LATER, None, LATER), other.id: (None, waits, LATER)}


@pytest.mark.database
def test_what_ended_loses_both_marks_or_the_one_for_its_step() -> None:
    ended = [envelope(defendant(make.case())) for _ in range(3)]
    for of in ended:
        due.mark_for_law([of.id], LATER)
    due.end_served([ended[0].id], LATER)
    due.end_recalled([ended[1].id], LATER)
    assert due.stop_disowned(ended[2].id, LATER)
    assert not due.stop_disowned(ended[2].id, LATER)
    told = [(of.next_step_at, of.ask_law_at) for of in Envelope.objects.order_by("id")]
    assert told == [(None, LATER), (None, None), (None, LATER)]


@pytest.mark.database
def test_a_report_asks_the_law_at_once() -> None:
    envelope(defendant(make.case()))
    stage = Stage()
    stage.send()
    jobs()
    stage.apply()
    assert LAW in jobs()


@pytest.mark.database
def test_a_refusal_by_the_provider_asks_for_the_next_step_at_once() -> None:
    of = envelope(defendant(make.case()))
    stage = Stage(REJECTED)
    stage.advance()
    claims = stage.claim()
    jobs()
    stage.hand_over(claims)
    assert STEP in jobs()
    of.refresh_from_db()
    assert of.next_step_at == stage.now


@pytest.mark.database
def test_silence_asks_for_the_next_step_at_once() -> None:
    of = envelope(defendant(make.case()))
    Stage(NEVER_REPORTS).send()
    jobs()
    assert expire_silence(WINDOW, make.NOW + timedelta(days=4)) == 1
    assert jobs() == [STEP]
    of.refresh_from_db()
    assert of.next_step_at == make.NOW + timedelta(days=4)


@pytest.mark.database
def test_a_job_for_each_chunk_so_that_workers_share(monkeypatch: pytest.MonkeyPatch) -> None:
    for count, asked in ((0, 0), (1, 1), (CHUNK, 1), (CHUNK + 1, 2), (1000, 5)):
        due.ask_for(STEP, count)
        assert len(jobs()) == asked
