"""Machines whose clocks differ by as much as is allowed: whoever sends, hears or asks, no service is held up."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest

from songda.channels.contract import Receipt
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.decisions.redecide import Scope, findings
from songda.records.proof.certificates.contradictions import lasting_contradictions
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.reports import apply_reports
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope

pytestmark = pytest.mark.database
AHEAD, BEHIND = timedelta(seconds=1.5), timedelta(seconds=-1.5)
CLOCKS = list(product((AHEAD, BEHIND), repeat=3))
NAMES = ["/".join("ahead" if off > timedelta() else "behind" for off in three) for three in CLOCKS]


def play(served: Envelope, sender: timedelta, hearer: timedelta, *, told_at: datetime | None = None) -> None:
    """One machine plans and sends, another hears the provider; each by its own clock, all within one true second."""
    stage = Stage(now=NOW + sender)
    stage.send_at_its_moment()
    stage.held = [replace(report, received_at=NOW + hearer) for report in stage.held]
    stage.keep()
    apply_reports(
        {"sms": lambda body: [replace(read, happened_at=told_at) for read in _read(stage, body)]}, NOW + hearer
    )


def _read(stage: Stage, body: bytes) -> list[Receipt]:
    return stage.channel.read_report(body)


@pytest.mark.parametrize(("sender", "hearer", "asker"), CLOCKS, ids=NAMES)
def test_whoever_asks_the_law_too_early_asks_again_in_seconds(
    sender: timedelta, hearer: timedelta, asker: timedelta
) -> None:
    served = envelope(defendant(make.case()))
    play(served, sender, hearer, told_at=NOW)
    asked_at = []
    moment: datetime | None = NOW + asker
    while moment is not None and len(asked_at) < 5:
        asked_at.append(moment)
        ask_law(moment)
        moment = Envelope.objects.get(id=served.id).ask_law_at
    finding = Finding.objects.get(service__envelope=served)
    assert (finding.status, finding.ground) == ("effective", "arrival")
    assert asked_at[-1] - asked_at[0] <= timedelta(seconds=3)
    assert finding.effective_at is not None
    assert abs(finding.effective_at - NOW) <= AHEAD
    assert not lasting_contradictions([served.id])
    assert not findings(Scope()).exists()


@pytest.mark.parametrize("hearer", [AHEAD, BEHIND])
def test_nothing_arrives_before_it_was_handed_over(hearer: timedelta) -> None:
    """A report without a time of its own counts from when it came, by the clock of whoever heard it."""
    served = envelope(defendant(make.case()))
    play(served, AHEAD, hearer)  # the provider tells no time
    attempt = Attempt.objects.get(envelope=served)
    assert attempt.claimed_at is not None
    assert attempt.arrived_at is not None
    assert attempt.arrived_at >= attempt.claimed_at


def test_a_worker_whose_clock_went_back_an_hour_does_not_end_the_matter() -> None:
    served = envelope(defendant(make.case()))
    play(served, AHEAD, AHEAD)
    ask_law(NOW + timedelta(seconds=2))
    back = NOW - timedelta(hours=1)
    Envelope.objects.filter(id=served.id).update(ask_law_at=back)
    ask_law(back)
    again = Envelope.objects.get(id=served.id).ask_law_at
    assert again is not None
    assert Finding.objects.get(service__envelope=served).status == "not_effective"
    ask_law(NOW + timedelta(seconds=2))
    assert Finding.objects.get(service__envelope=served).status == "effective"
