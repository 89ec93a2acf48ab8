"""Whatever the telephone system tells of a line, in whichever order and however often: what is known is the same."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.db import transaction

from songda.core.delivery.line import SIGHTS
from songda.core.figures.events import FigureEvent
from songda.core.figures.fold.sorting import sort
from songda.core.figures.fold.talks import calls_of
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.proof.certificates.contradictions import compare_cases
from songda.records.service.tasks.models import Task
from songda.records.service.telephone import dialling
from songda.records.service.telephone.dialling import place_dial, place_notice, tries_of
from songda.records.service.telephone.exchange import to_fetch
from songda.records.service.telephone.models import Dial
from songda.records.ways.telephone.calls.following import note_seen
from songda.telephony import LineEvent, LineState, SeenEvent
from songda.telephony.speech import Espeak
from tests import make
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database
NOW = make.NOW
Place = Callable[[], Dial]
Told = tuple[LineEvent, float, dict[str, object]]


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "TELEPHONE_URL", f"ari://songda:word@127.0.0.1?sounds={tmp_path}")
    monkeypatch.setattr(dialling, "speaker", lambda: Espeak("espeak-ng"))


def talk() -> Dial:
    return place_dial(make.address(), "801", f"staff:{make.user().id}", NOW)


def notice() -> Dial:
    return place_notice(make.address(), "zh", f"staff:{make.user().id}", NOW)


def told(what: LineEvent, after: float, **more: object) -> Told:
    return what, after, more


def end(after: float, line: LineState = LineState.ANSWERED, **more: object) -> Told:
    return told(LineEvent.ENDED, after, line=line, **more)


ASKED = {"by_enquiry": True}
DESK, RINGING, ANSWERED = (
    told(LineEvent.DESK_ANSWERED, 1),
    told(LineEvent.RINGING, 2),
    told(LineEvent.ANSWERED, 5),
)
PLAYED, DIGIT = told(LineEvent.PLAYED, 20), told(LineEvent.DIGIT, 25, digit="1")
THERE, MISSING = told(LineEvent.RECORDED, 70), told(LineEvent.NOT_RECORDED, 70)
LINES: dict[str, tuple[Place, list[Told]]] = {
    "a talk": (talk, [DESK, RINGING, ANSWERED, end(65, cause="16", heard=frozenset({"desk"}))]),
    "an answer found by asking too": (talk, [ANSWERED, told(LineEvent.ANSWERED, 30, **ASKED), end(65)]),
    "an end found by asking too": (talk, [ANSWERED, end(65, cause="16"), end(90, LineState.UNKNOWN, **ASKED)]),
    "two ends of one moment": (talk, [RINGING, end(30, LineState.BUSY, cause="17"), end(30, LineState.NO_ANSWER)]),
    "an answer after the end": (talk, [RINGING, end(4, LineState.BUSY), ANSWERED]),
    "an answer between two ends": (talk, [end(4, LineState.BUSY), ANSWERED, end(65)]),
    "a recording told both ways": (talk, [ANSWERED, end(65), MISSING, THERE]),
    "a notice that was played": (notice, [ANSWERED, PLAYED, end(40)]),
    "a notice that somebody heard": (notice, [ANSWERED, DIGIT, told(LineEvent.DIGIT, 22, digit="7"), end(40)]),
    "a notice that a machine took": (notice, [ANSWERED, told(LineEvent.MACHINE, 9), PLAYED, end(40)]),
    "a notice that nobody heard": (notice, [RINGING, ANSWERED, end(8)]),
    "a notice to no number": (notice, [RINGING, end(8, LineState.NOT_IN_SERVICE), end(6, LineState.NO_ANSWER)]),
    "a notice pressed after its end": (notice, [ANSWERED, end(21), DIGIT]),
}


@pytest.fixture
@ready_made
def dials() -> dict[Place, Dial]:
    return {place: place() for place in (talk, notice)}


def outcome(dial: Dial, order: Sequence[Told]) -> object:
    for what, after, more in order:
        note_seen(SeenEvent(dial.ref, what, dial.asked_at + timedelta(seconds=after), **more), NOW)  # type: ignore[arg-type]
    sequence(NOW + timedelta(days=1))
    dial = Dial.objects.get(id=dial.id)
    known = {column: getattr(dial, column) for columns in SIGHTS.values() for column in columns}
    tasks = Task.objects.filter(case=dial.party.case, closed_at=None).order_by("kind", "reason", "due_at")
    wrong = {str(each) for each in compare_cases([dial.party.case_id]) if each.row.startswith(("telephone", "tasks"))}
    asked = list(tasks.values_list("kind", "reason", "due_at"))
    return known, dial.no_recording, asked, tries_of(dial.address), counted(), to_fetch(), wrong


def counted() -> list[object]:
    """What the figures make of what was logged."""
    rows = Event.objects.on_record().filter(name__startswith="call.").order_by("recorded_at", "id")
    read = [
        FigureEvent(n, row.name, row.stream, row.happened_at, row.recorded_at, row.actor, row.data)
        for n, row in enumerate(rows, 1)
    ]
    return [(one.moments, one.keys["line"]) for one in calls_of(sort(read), {})]


@pytest.mark.parametrize("name", LINES)
def test_the_order_in_which_a_line_is_told_of_decides_nothing(dials: dict[Place, Dial], name: str) -> None:
    place, facts = LINES[name]
    random = Random(name)
    walks = [random.sample(walk, len(walk)) for walk in ([*facts, *random.choices(facts, k=2)] for _ in range(2))]
    found: dict[str, list[int]] = {}
    for order in (facts, facts[::-1], *walks):
        with transaction.atomic():
            found.setdefault(repr(outcome(dials[place], order)), [facts.index(each) for each in order])
            transaction.set_rollback(True)
    assert len(found) == 1, "\n".join(f"{order}: {each}" for each, order in found.items())
    assert next(iter(found)).endswith("set())"), "rows and log differ"
