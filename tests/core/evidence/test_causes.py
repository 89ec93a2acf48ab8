"""Events are told in the order in which one led to the next, though a report may have been written first."""

from typing import NamedTuple

import pytest

from songda.core.evidence.causes import in_causal_order


class Told(NamedTuple):
    name: str
    stream: str = "attempt:1"


ORDERED, SENT, ARRIVED = Told("order.placed", "order:1"), Told("attempt.sent"), Told("attempt.arrived")
PLANNED, BOUNCED, OTHER = Told("attempt.planned"), Told("attempt.bounced"), Told("attempt.arrived", "attempt:2")

ROWS = [
    ("as it was written", [ORDERED, PLANNED, SENT, ARRIVED], [ORDERED, PLANNED, SENT, ARRIVED]),
    ("the report came first", [ORDERED, PLANNED, ARRIVED, SENT], [ORDERED, PLANNED, SENT, ARRIVED]),
    ("what lies between stays where it is", [PLANNED, ARRIVED, OTHER, SENT], [PLANNED, SENT, OTHER, ARRIVED]),
    ("what came back came back last", [ARRIVED, BOUNCED, SENT], [SENT, ARRIVED, BOUNCED]),
    ("another try is another matter", [OTHER, SENT], [OTHER, SENT]),
    ("nothing", [], []),
]


@pytest.mark.parametrize(("sentence", "written", "told"), ROWS, ids=[row[0] for row in ROWS])
def test_nothing_arrives_before_it_was_sent(sentence: str, written: list[Told], told: list[Told]) -> None:
    assert in_causal_order(written) == told, sentence
