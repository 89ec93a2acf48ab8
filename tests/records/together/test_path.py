"""How much of the house one service passes, from the order over the API to its certificate: no more than is written."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from scripts.path import Step, step, totals, write
from songda import clock
from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.service.orders.models import Envelope
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.stage import Stage
from tests.web.api.caller import Caller, caller
from tests.web.portal.scene import Visitor

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
MOST = {"files": 189, "functions": 1088, "statements": 220, "rooms": 29}  # it may only become less


@pytest.mark.usual_day  # in a year whose holidays are not published yet it passes more
def test_a_service_passes_no_more_of_the_house_than_is_written() -> None:
    _played(caller())  # what a process does once
    steps = _played(caller())  # by another system: whether a token is still remembered depends on the machine's speed
    write(steps)
    assert Certificate.objects.count() == 2
    assert {name: number for name, number in totals(steps).items() if number > MOST[name]} == {}


def _played(court: Caller) -> list[Step]:
    court.client.handler.load_middleware()  # once a process, not once a caller
    party = make.party(make.case())
    make.address(party)
    make.consent(party)
    paper = make.paper(party.case)
    stage = Stage(now=clock.now())
    steps = [
        _passed("the order is placed", lambda: _place(court, party, paper)),
        _passed("the next step is planned", stage.advance),
        _passed("the message is claimed, and sent", lambda: stage.hand_over(stage.claim())),
        _passed("the provider's report is applied", stage.apply),
        _passed("the law is asked", lambda: ask_law(_soon())),
    ]
    recipient = Visitor(Envelope.objects.select_related("case__court", "party").get(party=party))
    recipient.client.handler.load_middleware()
    return [
        *steps,
        _passed("the recipient proves who they are", lambda: _prove(recipient, stage)),
        _passed("they open the paper", lambda: recipient.get(f"papers/{recipient.open()}")),
        _passed("the law is asked once more", lambda: ask_law(_soon())),
        _passed("the events get their places", lambda: sequence(_soon())),
        _passed("the certificate is made", lambda: issue_due(_soon())),
    ]


def _passed(name: str, act: Callable[[], object]) -> Step:
    with step(name) as done:
        act()
    return done


def _place(court: Caller, party: Party, paper: Paper) -> None:
    placed = {"case_id": str(party.case_id), "paper_ids": [str(paper.id)], "party_ids": [str(party.id)]}
    assert court.post("/orders", placed).status_code == 201


def _prove(recipient: Visitor, stage: Stage) -> None:
    """Both steps; their code goes out between them."""
    recipient.get()
    assert recipient.name_himself().status_code == 302
    stage.now = clock.now()
    stage.hand_over(stage.claim())
    assert recipient.type_code().status_code == 302


def _soon() -> datetime:
    return clock.now() + timedelta(seconds=1)
