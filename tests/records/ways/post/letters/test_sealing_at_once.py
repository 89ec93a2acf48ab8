"""A batch that is sealed while its people are met, or by two clerks: one answer each, nothing twice, nothing lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from songda.core.delivery.letters import LetterState
from songda.core.refusal import Refused
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import advance
from songda.records.service.deeds.models import Deed
from songda.records.service.orders.models import Envelope
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from songda.records.ways.post.letters.batches import seal_batch
from songda.records.ways.post.letters.models import Letter
from tests import make
from tests.records.ways.post.letters.post import (
    CLERK,
    NOW,
    SECOND,
    count_all,
    numbers,
    planned,
    sealed_envelope,
    set_and_batched,
)

pytestmark = pytest.mark.database(transaction=True)
PEOPLE = 3


def at_once(*acts: Callable[[], object]) -> None:
    start = Barrier(len(acts))

    def do(act: Callable[[], object]) -> None:
        try:
            start.wait(20)
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(do, acts))


def meet(envelope: Envelope) -> None:
    services = tuple(envelope.services.values_list("id", flat=True))
    step = StepDraft("signed", NOW, by="recipient")
    record_deed(envelope, DeedDraft("direct", services, step), CLERK, NOW + SECOND)


def test_whoever_is_met_while_the_batch_is_sealed_is_served_once_and_their_letter_is_in_or_out() -> None:
    numbers(make.court())
    envelopes = [sealed_envelope() for _ in range(PEOPLE)]
    letters = [planned(envelope) for envelope in envelopes]
    batch = set_and_batched(make.court())
    count_all(batch)
    visits = [lambda e=envelope: meet(e) for envelope in envelopes]
    at_once(lambda: seal_batch(batch, CLERK, NOW + SECOND), *visits)
    ask_law(NOW + 2 * SECOND)
    advance(NOW + 2 * SECOND)
    for letter in letters:
        letter.refresh_from_db()
        by_mail = Deed.objects.filter(envelope=letter.envelope_id, way="mail").count()
        if letter.state == LetterState.WITHDRAWN:
            assert (letter.withdrawal, by_mail) == ("served", 0)
        else:
            assert (letter.state, letter.overtaken, by_mail) == ("sealed", "served", 1)
    assert not Letter.objects.filter(state=LetterState.READY).exists()
    assert Event.objects.filter(name="service.effective").count() == PEOPLE


def test_two_clerks_who_seal_one_batch_seal_it_once() -> None:
    numbers(make.court())
    for _ in range(PEOPLE):
        planned(sealed_envelope())
    batch = set_and_batched(make.court())
    count_all(batch)
    at_once(*(lambda who=who: seal_batch(batch, f"staff:{who}", NOW + SECOND) for who in ("one", "other")))
    assert Deed.objects.filter(way="mail").count() == PEOPLE
    assert Event.objects.filter(name="batch.sealed").count() == 1
    assert Event.objects.filter(name="letter.sealed").count() == PEOPLE


def test_two_clerks_who_send_the_same_papers_by_post_plan_one_letter() -> None:
    envelope = sealed_envelope()

    def plan() -> None:
        try:
            planned(envelope)
        except Refused as refused:
            assert refused.code == "letter_waits_already"  # noqa: PT017 - in a thread of its own

    at_once(plan, plan)
    assert Letter.objects.filter(state=LetterState.PLANNED).count() == 1
