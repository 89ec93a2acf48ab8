"""On any court, whatever people do: nothing waits unseen, numbers are their lists, no arrival is told unreported."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

import pytest

from songda.core.delivery.tasks import FOR_JUDGES
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase
from songda.records.law.decisions.recall import recall, remove_party
from songda.records.law.planning.summonses import outdated_in
from songda.records.law.rulings.guards import guards_of
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.parties.addresses import add_address
from songda.records.matter.parties.drafts import AddressDraft
from songda.records.overview.boards.board import board
from songda.records.overview.boards.today import FIGURES, SECTIONS, View, Whose, counts, section_page
from songda.records.overview.loose_ends.look import loose_ends
from songda.records.service.attempts.models import Receipt
from songda.records.service.attempts.submissions import expire_silence
from songda.records.service.calls.models import OUTCOMES
from songda.records.service.orders.models import Order, Service
from songda.records.service.orders.summoned import summoned_to
from songda.records.service.tasks.by_hand import close_by_hand, extend, is_still_open
from songda.records.service.tasks.models import Task
from songda.records.service.tasks.running_terms import escalate
from songda.records.service.tasks.unfinished import unfinished_of
from songda.records.ways.portal.acts.visits import ask_for
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.stage import WINDOW
from tests.records.together.walk import ACTS, CLERK, WHY, Walk

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
TOLD = ("scope", "effect", "change_of_address")
ARRIVED = {f"services.board.{word}" for word in ("unread", "opened", "confirmed", "acted")}
NOT_PLAYED = {"job:attempts.send", "job:certificates.issue", "job:unplaced_event"}
STEPS = 30


class Court(Walk):
    """A walk on which people also call, give tasks up, take papers back, know numbers of nobody and ask for paper."""

    def __post_init__(self) -> None:
        self.clerk = make.user()
        super().__post_init__()

    def _work(self) -> None:
        while expire_silence(WINDOW, self.now):
            pass
        super()._work()
        while escalate(self.now):
            pass

    def step(self) -> None:
        """Somebody does something, or is told why not; then the worker does its part."""
        self.stage.now += timedelta(minutes=self.dice.choice((1, 7, 60, 60 * 24, 60 * 24 * 4)))
        name = self.dice.choice(sorted([*ACTS, *MORE]))
        try:
            MORE[name](self) if name in MORE else ACTS[name](self)
            self.done.append(name)
        except (Refused, WrongField) as refused:
            self.done.append(f"{name}: {refused}")
        self._work()

    def call(self) -> None:
        party, outcome = self._party(), self.one(*OUTCOMES)
        address = party.addresses.filter(kind="mobile", retired_at=None).order_by("id").first()
        told = () if OUTCOMES[outcome].tells_nothing else TOLD
        again = self.now + timedelta(days=self.dice.choice((1, 9))) if OUTCOMES[outcome].again else None
        draft = CallDraft(self.now, outcome, address.id if address else None, 0, told, again_at=again)
        record_call(party, draft, f"staff:{self.clerk.id}", self.now)

    def end_by_hand(self) -> None:
        task = self._any(Task, closed_at=None)
        assert isinstance(task, Task)
        again = self.now + timedelta(days=self.dice.choice((1, 5, 30))) if is_still_open(task) else None
        close_by_hand(task, WHY, again, CLERK, self.now)

    def take_back(self) -> None:
        order = self._any(Order)
        assert isinstance(order, Order)
        recall(
            order,
            list(Service.objects.filter(envelope__order=order).values_list("id", flat=True)),
            WHY,
            CLERK,
            self.now,
        )

    def know_a_number_of_nobody(self) -> None:
        add_address(self._party(), AddressDraft("mobile", make.mobile(), "unknown", ""), CLERK, self.now)

    def give_more_time(self) -> None:
        task = self._any(Task, closed_at=None)
        assert isinstance(task, Task)
        extend(task, self.dice.choice((1, 5, 30)), WHY, CLERK, self.now)

    def take_somebody_out(self) -> None:
        wrong = make.party(self.case, name="误录之人")
        envelope = self.dice.choice((True, False))
        add_address(wrong, AddressDraft("mobile", make.mobile(), "confirmed", "form"), CLERK, self.now)
        if envelope:
            self._order(wrong)
        remove_party(wrong, WHY, CLERK, self.now)

    def ask_for_paper(self) -> None:
        ask_for(self._envelope(), self.one("paper", "help"), "", self.now)


MORE: dict[str, Callable[[Court], None]] = {
    name: act for name, act in vars(Court).items() if callable(act) and not name.startswith("_") and name != "step"
}


def check_nothing_waits_unseen(walk: Court) -> None:
    """`songda check --work` finds nothing, so every service that is not served shows who does what, or until when.

    Closed cases with open tasks are for people; nobody on this stage sends by e-mail or makes certificates.
    """
    found = [(end.kind.value, end.place, end.detail) for end in loose_ends(walk.now)]
    left = [end for end in found if end[0] != "task_of_closed_case" and end[1] not in NOT_PLAYED]
    assert left == [], walk.done


def check_in_time(walk: Court) -> None:
    """No task whose clock runs is due beyond the next hearing, nor beyond a last day that runs for whom it is about."""
    rows = Task.objects.filter(closed_at=None, stands_still_since=None)
    for task in rows.select_related("case__court", "envelope__party", "party"):
        left = unfinished_of(task, walk.now)
        assert left.hearing is None or task.due_at <= left.hearing.at, (task.kind, walk.done)
        day = task.due_at.astimezone(left.zone).date()
        assert left.last_day is None or day <= left.last_day, (task.kind, walk.done)


def check_numbers(walk: Court) -> None:
    """Every number of Today is as long as its list, for whoever looks."""
    for user in (walk.clerk, walk.judge):
        for whose in Whose:
            for name, figure in {"": None, **FIGURES}.items():
                view = View(walk.case.court, user, walk.now, whose, figure=figure or View.figure)
                numbers = counts(view)
                listed = [one.task for part in SECTIONS for one in section_page(view, part, 1)]
                assert numbers.of(whose, figure=view.figure) == len(listed), (name, whose, walk.done)
                shown = {part: len(section_page(view, part, 1)) for part in SECTIONS}
                told = numbers.by_section(whose, figure=view.figure)
                assert {part: told.get(part, 0) for part in SECTIONS} == shown, (name, whose, walk.done)
    with_judge = Task.objects.filter(closed_at=None, kind__in=FOR_JUDGES).count()
    assert counts(View(walk.case.court, walk.clerk, walk.now)).of(Whose.COURT, figure=FIGURES["judge"]) == with_judge


def _keys(phrase: object) -> Iterator[str]:
    if isinstance(phrase, Phrase):
        yield phrase.key
        for value in phrase.values.values():
            yield from _keys(value)


def check_arrivals(walk: Court) -> None:
    """Where a cell tells of an arrival, a provider reported one of a message with these papers."""
    for entry in board(Case.objects.select_related("court").get(id=walk.case.id)).cells.values():
        if ARRIVED & set(_keys(entry.cell.phrase)):
            reported = Receipt.objects.filter(attempt__envelope=entry.service.envelope_id, kind="arrived")
            assert reported.exists(), walk.done


def check_old_summonses(walk: Court) -> None:
    """Nobody is safe by a summons for another time; whoever holds one is a task while the hearing is to come."""
    guards = {guard.hearing.id: guard for guard in guards_of([walk.case])}
    for hearing in Hearing.objects.filter(case=walk.case, cancelled_at=None):
        calling = {service.id for service in summoned_to(hearing)}
        for row in guards[hearing.id].rows:
            if row.service is not None and hearing.moved_at is not None:
                assert row.service.id in calling or hearing.changed_at != hearing.moved_at, walk.done
    for one in outdated_in([walk.case.id]):
        if one.is_pressing(walk.now):
            tasks = Task.objects.filter(party=one.party, kind__in=["summon_anew", "tell_of_hearing"])
            assert tasks.exclude(ended_by__in=["summoned", "hearing_changed"]).exists(), walk.done


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.night("more courts")) for n in range(1, 40))])
def test_on_any_court_nothing_is_forgotten(seed: int) -> None:
    walk = Court(Random(seed))
    for _ in range(STEPS):
        walk.step()
        check_nothing_waits_unseen(walk)
        check_arrivals(walk)
        check_in_time(walk)
    check_numbers(walk)
    check_old_summonses(walk)
