"""Work dies before each statement to the database that it makes, one death after another.

After each death what is on record is whole; whoever comes through at last has done it once. Files that a death left are
the matter of walks that kill processes (tests/site/worker).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection, transaction

from songda import clock
from songda.core.delivery.entrustments import State
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.tasks.models import Task
from songda.records.service.telephone.models import Dial, Recording
from songda.records.service.telephone.recordings import Incoming, keep_fetched
from songda.records.ways.entrustments.actions import entrust, record_outcome
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.public_notices.models import PublicNotice
from songda.records.ways.public_notices.queries import page_by_token
from songda.site.keeping.sealed_files import compare
from tests import sounds
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, comes_back, served_on
from tests.records.service.telephone.test_dialling import system
from tests.records.service.telephone.test_recordings import taped
from tests.records.stage import NOW
from tests.records.ways.entrustments.test_entrustments import CLERK, THEIRS, draft, signed_at
from tests.records.ways.public_notices.scene import clerk_of, drafted, exhausted
from tests.records.ways.visits.stage import at_home
from tests.site.worker.dying import publish

__all__ = ["keys", "system"]
pytestmark = [pytest.mark.database(transaction=True), pytest.mark.usefixtures("keys")]
SOON = LATER + timedelta(hours=2)
CLAIMED = timedelta(minutes=3)  # after a death a finding stays claimed for two
SOME = 9  # with each change a death before every ninth statement; at night before every one


@dataclass(frozen=True)
class Walk:
    """What is done, whether all on record is whole (at any time), and that in the end it was done once."""

    act: Callable[[int], object]  # is told before which statement it dies
    is_whole: Callable[[], bool]
    done_once: Callable[[], bool]


def told(name: str) -> int:
    return Event.objects.filter(name=name).count()


def a_recording_is_fetched() -> Walk:
    dial, body = taped(), sounds.wav(2.0)

    def is_whole() -> bool:
        copies = Dial.objects.exclude(copy_since=None).count()
        return Recording.objects.count() == told("recording.kept") == copies

    return Walk(
        lambda _: keep_fetched(Dial.objects.get(id=dial.id), Incoming.of([body], 10**7), NOW),
        is_whole,
        lambda: Recording.objects.get().read(0, len(body)) == body,
    )


def papers_are_entrusted_and_served() -> Walk:
    of, _place = at_home()
    asked = draft(of)

    def act(_: int) -> None:
        made = Entrustment.objects.first() or entrust(of, asked, CLERK, NOW)
        if made.state != State.DONE:
            record_outcome(made, signed_at(NOW), THEIRS, NOW)

    def is_whole() -> bool:
        done = Entrustment.objects.filter(state=State.DONE).count()
        sent = Entrustment.objects.count()
        steps = DeedStep.objects.count()
        waiting = Task.objects.filter(kind__in=("await_entrusted", "serve_entrusted"), closed_at=None).count()
        return (
            sent == told("entrustment.sent") == Deed.objects.count()
            and done == told("entrustment.done")
            and steps == sent + done == told("deed.recorded")
            and waiting == 2 * (sent - done)
        )

    return Walk(act, is_whole, lambda: Entrustment.objects.get().state == State.DONE)


def a_notice_is_published() -> Walk:
    of = exhausted()
    notice, by = drafted(of), clerk_of(of)

    def is_whole() -> bool:
        stands = PublicNotice.objects.exclude(published_at=None).count()
        deeds = Deed.objects.filter(way="public_notice").count()
        return stands == told("notice.published") == deeds == int(page_by_token(notice.token) is not None)

    return Walk(lambda _: publish(str(notice.id), by), is_whole, lambda: told("notice.published") == 1)


def a_certificate_is_made_anew() -> Walk:
    served = served_on("李某某")
    issue_due(LATER)
    with transaction.atomic():
        comes_back(served)
    while ask_law(SOON):
        pass
    sequence(SOON)

    def is_whole() -> bool:
        replaced = Certificate.objects.filter(state="replaced").count()
        new = Certificate.objects.exclude(replaces=None).count()
        return (
            replaced == new == told("certificate.replaced")
            and Certificate.objects.exclude(state="replaced").count() == 1
            and Certificate.objects.count() == told("certificate.issued")
        )

    return Walk(lambda nth: issue_due(SOON + nth * CLAIMED), is_whole, lambda: Certificate.objects.count() == 2)


WALKS = [
    a_recording_is_fetched,
    papers_are_entrusted_and_served,
    a_notice_is_published,
    a_certificate_is_made_anew,
]


class Killed(BaseException):
    """No handler of the program catches it for good: what was not committed is gone."""


def dies_before(nth: int, act: Callable[[int], object]) -> bool:
    """Whether it died before its so-many-th statement; else it came through."""
    number = count(1)

    def kill(execute: Callable[..., object], *given: object) -> object:
        if next(number) == nth:
            raise Killed
        return execute(*given)

    try:
        with connection.execute_wrapper(kill):
            act(nth)
    except Killed:
        return True
    return False


def walk(prepare: Callable[[], Walk], stride: int) -> int:
    """How often it died until it came through."""
    played = prepare()
    assert played.is_whole()
    for deaths, nth in enumerate(count(1, stride)):
        came_through = not dies_before(nth, played.act)
        assert played.is_whole(), f"half done before statement {nth}"
        assert compare(clock.now(), reads=True).missing == []
        if came_through:
            assert played.done_once()
            return deaths
    raise AssertionError


@pytest.mark.parametrize("prepare", WALKS)
def test_whoever_is_killed_at_some_statements_leaves_nothing_half_done(prepare: Callable[[], Walk]) -> None:
    assert walk(prepare, SOME)


@pytest.mark.night("dies before each of some hundred statements")
@pytest.mark.parametrize("prepare", WALKS)
def test_whoever_is_killed_at_any_statement_leaves_nothing_half_done(prepare: Callable[[], Walk]) -> None:
    deaths = walk(prepare, 1)
    print(f"{prepare.__name__}: {deaths} deaths")  # noqa: T201 - for docs/reference/faults.md, with -s
