"""What a person ordered is held back for half a minute: whoever sends and whoever undoes it never both win."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from songda.core.delivery.states import HELD_BACK
from songda.core.refusal import Refused
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.recall import undo
from songda.records.law.planning.advance import advance
from songda.records.matter.cases.actions import Reason
from songda.records.service.attempts.models import Attempt
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.due import mark_for_step
from songda.records.service.orders.models import Envelope, Order
from tests import make
from tests.records.stage import NOW, Stage, defendant, paper

SECOND = timedelta(seconds=1)
WHY = Reason("发出之前即时撤销。")


def ordered(people: int = 1) -> Order:
    """Ordered by a person, who may undo it."""
    case = make.case()
    parties = [defendant(case) for _ in range(people)]
    draft = OrderDraft(case.id, (paper(case).id,), tuple(party.id for party in parties), held_back=HELD_BACK)
    return place_order(draft, case.court, "engine", NOW)


@pytest.mark.database
@pytest.mark.parametrize("people", [1, 25])
def test_nothing_is_planned_before_the_time_is_over(people: int) -> None:
    order = ordered(people)
    ids = list(order.envelopes.values_list("id", flat=True))
    mark_for_step(ids, NOW + 10 * SECOND)  # whatever else happens to them meanwhile
    assert advance(NOW + HELD_BACK - SECOND) == 0
    assert not Attempt.objects.exists()
    assert advance(NOW + HELD_BACK) == people
    assert Attempt.objects.count() == people


@pytest.mark.database
def test_what_is_undone_never_goes_out_and_can_be_ordered_anew() -> None:
    order = ordered(2)
    assert undo(order.case, [order.id], WHY, "engine", NOW + 20 * SECOND) == 1
    stage = Stage(now=NOW + 2 * HELD_BACK)
    stage.send()
    assert not Attempt.objects.exists()
    assert Event.objects.filter(name="service.recalled").count() == 2
    services = Envelope.objects.filter(order=order).values_list("services__paper_id", "party_id")
    papers, parties = {p for p, _ in services}, {p for _, p in services}
    again = OrderDraft(order.case_id, tuple(papers), tuple(parties))
    assert place_order(again, order.court, "engine", NOW + HELD_BACK) != order


@pytest.mark.database
@pytest.mark.parametrize("after", [HELD_BACK, HELD_BACK + SECOND])
def test_once_the_time_is_over_nothing_is_undone(after: timedelta) -> None:
    order = ordered()
    with pytest.raises(Refused) as refused:
        undo(order.case, [order.id], WHY, "engine", NOW + after)
    assert refused.value.code == "undo_too_late"
    assert not Envelope.objects.exclude(recalled_at=None).exists()


@pytest.mark.database
def test_an_order_of_another_case_is_not_undone() -> None:
    order = ordered()
    with pytest.raises(Refused):
        undo(make.case(), [order.id], WHY, "engine", NOW)
    assert not Envelope.objects.exclude(recalled_at=None).exists()


@pytest.mark.database
def test_undoing_twice_is_as_good_as_once() -> None:
    order = ordered()
    for _ in range(2):
        undo(order.case, [order.id], WHY, "engine", NOW + SECOND)
    assert Event.objects.filter(name="service.recalled").count() == 1


@pytest.mark.database
def test_what_was_taken_in_hand_by_a_sender_is_not_undone() -> None:
    order = ordered()
    advance(NOW + HELD_BACK)
    Attempt.objects.update(state="submitting")
    with pytest.raises(Refused):  # by a clock that is a little behind
        undo(order.case, [order.id], WHY, "engine", NOW + HELD_BACK - SECOND)
    assert Attempt.objects.get().state == "submitting"
    assert not Envelope.objects.exclude(recalled_at=None).exists()


@pytest.mark.database(transaction=True)
def test_of_the_sender_and_whoever_undoes_at_once_one_alone_wins() -> None:
    for _ in range(6):
        order, start, undone = ordered(), threading.Barrier(2), []

        def take_back(order: Order = order, start: threading.Barrier = start, undone: list[bool] = undone) -> None:
            try:
                start.wait(5)
                undo(order.case, [order.id], WHY, "engine", NOW + HELD_BACK - SECOND)
                undone.append(True)
            except Refused:
                undone.append(False)
            finally:
                connection.close()

        other = threading.Thread(target=take_back)
        other.start()
        start.wait(5)
        advance(NOW + HELD_BACK)
        other.join(10)
        going = Attempt.objects.filter(envelope__order=order).exclude(state="cancelled").exists()
        assert undone == [not going]
