"""What visits and entrusted papers come to, in whichever order it is told and however often: what stands is the same.

A phone without a line tells late and again; the other court answers while its papers are called back. Whoever is
refused because what they speak of has not come yet tries once more, as phones and people do.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from songda.core.refusal import Refused
from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.actions import Reason
from songda.records.proof.certificates.contradictions import compare_cases
from songda.records.service.deeds.models import DeedStep
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from songda.records.ways.entrustments.actions import call_back_overtaken, receive, record_outcome, take_back
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.visits.looks import accept, choose_rule, look_at, settle
from songda.records.ways.visits.models import Stop, Visit
from songda.records.ways.visits.reports import report_visit
from tests import make
from tests.records.stage import NOW
from tests.records.ways.entrustments.test_entrustments import CLERK, THEIRS, entrusted
from tests.records.ways.visits.stage import AT, BACK, Phone, at_home, out, photo, picture, send
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
END = NOW + 20 * DAY
Move = Callable[[datetime], object]
WHITE, GREY = picture("white"), picture("grey")


@pytest.fixture
@ready_made
def phone() -> Phone:
    return out(at_home())


@pytest.fixture
@ready_made
def sent() -> Entrustment:
    return entrusted()


def visit_of(draft_id: object) -> Visit:
    return Visit.objects.select_related("stop__envelope__case__court", "stop__round").get(id=draft_id)


def look_and_accept(visit: Visit, now: datetime) -> None:
    accept(visit, look_at(visit).times.corrected, CLERK, now)


def told(phone: Phone, outcome: str, after: timedelta, body: bytes, **more: object) -> list[Move]:
    """A report, its photograph, and that somebody looks at it."""
    draft = replace(phone.draft(Stop.objects.get(), outcome, at=AT + after, **more), photos=(photo(body),))

    def report(now: datetime) -> None:
        report_visit(phone.round, replace(draft, phone_now=now), phone.by, now)

    def photograph(now: datetime) -> None:
        send(phone.round, draft.photos[0].id, body, now)
        settle(visit_of(draft.id), now)

    return [report, photograph, lambda now: look_and_accept(visit_of(draft.id), now)]


VISITS: dict[str, tuple[tuple[str, dict[str, object]], tuple[str, dict[str, object]]]] = {
    "nobody met, then signed for": (("failed", {}), ("signed", {})),
    "signed for twice": (("signed", {}), ("signed", {"signer": "cohabitant"})),
    "left, then signed for": (("left", {"manner": "photographed"}), ("signed", {})),
    "refused, then nobody met": (("left", {"manner": "witnessed"}), ("failed", {})),
}


@pytest.mark.rows_by_day(4, "tells of each pair of visits in every order")
@pytest.mark.parametrize("by_itself", [False, True])
@pytest.mark.parametrize("name", VISITS)
def test_the_order_in_which_visits_are_told_decides_nothing(phone: Phone, name: str, *, by_itself: bool) -> None:
    if by_itself:
        choose_rule(make.court(), "engine", NOW, by_itself=True)
    (first, its), (second, theirs) = VISITS[name]
    moves = [*told(phone, first, timedelta(), WHITE, **its), *told(phone, second, HOUR, GREY, **theirs)]

    def at_last(now: datetime) -> None:
        for visit in Visit.objects.filter(deed=None).values_list("id", flat=True):
            look_and_accept(visit_of(visit), now)

    compare(moves, Stop.objects.get().envelope, at_last)


def of_entrusted(made: Entrustment) -> dict[str, list[Move]]:
    services = tuple(made.deed.envelope.services.values_list("id", flat=True))

    def answer(kind: str, after: timedelta, by: str = "") -> Move:
        return lambda now: record_outcome(made, StepDraft(kind, NOW + after, by, "李某某"), THEIRS, now)

    def by_ourselves(now: datetime) -> None:
        if not DeedStep.objects.filter(recorded_by=CLERK, kind="signed").exists():
            signed = StepDraft("signed", NOW + 2 * DAY, "recipient")
            record_deed(made.deed.envelope, DeedDraft("direct", services, signed), CLERK, now)

    opened: Move = lambda now: receive(made, THEIRS, now)  # noqa: E731
    back: Move = lambda now: take_back(made, Reason("不必送了"), CLERK, now)  # noqa: E731
    signed = answer("signed", 3 * DAY, "recipient")
    return {
        "opened and signed for": [opened, signed],
        "signed for, and taken back": [opened, signed, back],
        "signed for there, and here before": [opened, signed, by_ourselves, call_back_overtaken],
        "signed for there earlier than here": [answer("signed", DAY, "recipient"), by_ourselves, call_back_overtaken],
        "given back, and signed for here": [answer("returned", DAY), by_ourselves, call_back_overtaken],
    }


NAMES = (
    "opened and signed for",
    "signed for, and taken back",
    "signed for there, and here before",
    "signed for there earlier than here",
    "given back, and signed for here",
)


@pytest.mark.rows_by_day(2, "tells of each pair of answers in every order")
@pytest.mark.parametrize("name", NAMES)
def test_the_order_in_which_entrusted_papers_are_told_of_decides_nothing(sent: Entrustment, name: str) -> None:
    compare(of_entrusted(sent)[name], sent.deed.envelope, call_back_overtaken)


def outcome(moves: Sequence[Move], served: Envelope, at_last: Move) -> object:
    waiting = list(moves)
    for place in range(4 * len(moves)):
        if not waiting:
            break
        move, now = waiting.pop(0), BACK + 4 * DAY + place * MINUTE
        try:
            with transaction.atomic():
                move(now)
        except (Refused, ObjectDoesNotExist):
            waiting.append(move)
        ask_law(now)
    with suppress(Refused):
        at_last(END)
    ask_law(END)
    sequence(END)
    law = sorted(Finding.objects.values_list("status", "effective_on", "effective_at", "ground"))
    there = DeedStep.objects.filter(struck_at=None).exclude(kind="sent")
    steps = sorted(there.values_list("kind", "at"))  # who put it on record, a person or the court's rule, may differ
    # That somebody is told of an earlier answer that they may have seen is no part of it.
    asked = sorted(Task.objects.filter(closed_at=None).exclude(kind="note_change").values_list("kind", "reason"))
    wrong = {str(each) for each in compare_cases([served.case_id])}
    return law, steps, asked, wrong


def compare(moves: Sequence[Move], served: Envelope, at_last: Move) -> None:
    random = Random(7)
    repeated = [*moves, *moves[:2]]
    orders = [moves, moves[::-1], *(random.sample(repeated, len(repeated)) for _ in range(2))]
    found: dict[str, list[int]] = {}
    for order in orders:
        with transaction.atomic():
            found.setdefault(repr(outcome(order, served, at_last)), [moves.index(move) for move in order])
            transaction.set_rollback(True)
    assert len(found) == 1, "\n".join(f"{order}: {each}" for each, order in found.items())
    assert next(iter(found)).endswith("set())"), "rows and log differ"
