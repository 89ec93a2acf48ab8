"""Somebody who was served electronically a moment ago, and whose certificate is due."""

from datetime import timedelta

from songda.records.decisions.ask_law import ask_law
from songda.records.evidence.actions import sequence
from songda.records.orders.models import Envelope
from tests import make
from tests.records.stage import NOW, Stage, envelope

LATER = NOW + timedelta(seconds=1)


def served_on(name: str, *, sealed: bool = True) -> Envelope:
    """An envelope that arrived and whose events are sealed."""
    party = make.party(name=name)
    make.address(party)
    make.consent(party)
    served = envelope(party)
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(LATER)
    if sealed:
        sequence(LATER)
    return served
