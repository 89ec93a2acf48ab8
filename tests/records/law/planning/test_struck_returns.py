"""After a judge found that what is on record of a letter does not stand, somebody has a next step."""

from datetime import datetime

import pytest

from songda.core.delivery.ladder.person import PersonPlan
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import advance
from songda.records.law.plans import plans_of
from songda.records.matter.cases.actions import Reason
from songda.records.overview.loose_ends.look import forgotten, not_shown
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.ways.post.carriage.deciding import rule
from songda.records.ways.post.carriage.station import ReturnDraft, note_return
from songda.records.ways.post.letters.models import Letter
from tests.records.ways.post.carriage.parcels import (
    CLERK,
    DAY,
    HOUR,
    SEALED,
    came_back,
    heard,
    posted,
    report,
    signed_for,
    work,
)

pytestmark = pytest.mark.database
LATER = SEALED + 5 * DAY
WHY = Reason("询问投递员后查明")


def looked_at(at: datetime) -> None:
    work(at)
    ask_law(at)
    while advance(at):
        pass


def station(letter: Letter) -> None:
    note_return(letter, ReturnDraft("wrong_address"), CLERK, LATER)
    heard(letter, [report(letter, "handed", HOUR), report(letter, "delivered", 2 * DAY, signer="recipient")], LATER)


def carrier(letter: Letter) -> None:
    heard(letter, signed_for(letter), LATER)
    heard(letter, [report(letter, "returned", 4 * DAY, cause="refused")], LATER + HOUR)


def refused(letter: Letter) -> None:
    heard(letter, came_back(letter), LATER)
    heard(letter, [report(letter, "delivered", 4 * DAY, signer="recipient")], LATER + HOUR)


def somebody_has_the_next_step(letter: Letter, at: datetime) -> PersonPlan:
    (envelope,) = Envelope.objects.filter(id=letter.envelope_id).select_related("case__court", "party")
    plan = plans_of([envelope], at)[envelope.id]
    assert ([*forgotten()], [*not_shown(at)]) == ([], [])
    assert plan.work is not None, plan.sentence("en")
    return plan


def test_a_record_that_does_not_stand_leaves_somebody_with_the_next_step() -> None:
    letter = posted()
    station(letter)
    looked_at(LATER + 2 * HOUR)
    assert Task.objects.filter(kind="decide_carriage", closed_at=None).exists()
    rule(letter.id, stands=False, why=WHY, by=CLERK, now=LATER + DAY)
    for days in (1, 40):
        looked_at(LATER + days * DAY + HOUR)
        assert somebody_has_the_next_step(letter, LATER + days * DAY + HOUR).going == ()


@pytest.mark.parametrize("contradicts", [carrier, refused])
def test_a_carrier_that_contradicts_itself_proves_nothing_and_leaves_somebody_to_look(contradicts) -> None:  # type: ignore[no-untyped-def]
    letter = posted()
    contradicts(letter)
    for days in (0, 40):
        looked_at(LATER + days * DAY + 2 * HOUR)
        assert Task.objects.filter(kind="check_carriage", closed_at=None).exists()
        somebody_has_the_next_step(letter, LATER + days * DAY + 2 * HOUR)
