"""The print room is killed in mid-batch, at any step: whoever goes on finds everything, and nothing is there twice."""

from collections.abc import Callable
from typing import Any

import pytest

from songda.core.delivery.letters import Product
from songda.records.ground import vault
from songda.records.ground.evidence.models import Event
from songda.records.service.deeds.models import Deed
from songda.records.ways.post.letters import batches, setting
from songda.records.ways.post.letters.batches import close_batch, make_batch, scan, seal_letters
from songda.records.ways.post.letters.models import Batch, Letter, NumberRange
from songda.records.ways.post.letters.setting import batch_file, bind_batches, letter_file, set_letters
from tests.records.stage import NOW
from tests.records.ways.post.letters.post import CLERK, numbers, planned, sealed_envelope

pytestmark = pytest.mark.database


class Killed(BaseException):
    """No handler of the program catches it, as none catches a kill: what was not committed is gone."""


@pytest.fixture
def kill(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str, int], None]:
    """Let the process die at a call of this function, after it was done: the first, the second …"""

    def prepare(home: Any, name: str, at: int) -> None:
        real, calls = getattr(home, name), iter(range(1, 1000))

        def dying(*given: Any, **named: Any) -> Any:
            done = real(*given, **named)
            if next(calls) == at:
                monkeypatch.setattr(home, name, real)
                raise Killed
            return done

        monkeypatch.setattr(home, name, dying)

    return prepare


def until_done(work: Callable[[], int]) -> int:
    """Begin again after each kill; how often it died."""
    deaths = 0
    while True:
        try:
            if not work():
                return deaths
        except Killed:
            deaths += 1


STEPS: list[tuple[Any, str]] = [(setting, "make_letters"), (vault, "store_file"), (setting, "record")]


@pytest.mark.parametrize(("home", "name"), STEPS, ids=[name for _, name in STEPS])
def test_letters_that_were_being_set_are_set_once(home: Any, name: str, kill: Callable[[Any, str, int], None]) -> None:
    sealed = sealed_envelope()
    numbers(sealed.case.court)
    planned(sealed)
    kill(home, name, 1)

    assert until_done(lambda: set_letters(NOW)) == 1

    (letter,) = Letter.objects.exclude(state="withdrawn")  # a proposal that the plan took the place of
    assert letter.state == "ready"
    assert letter_file(letter).startswith(b"%PDF")
    assert Event.objects.filter(name="letter.set").count() == 1
    given = NumberRange.objects.get()
    assert given.next - given.first == 1, "its number is the one that it was given first"


def test_a_batch_that_was_being_bound_and_sealed_is_bound_and_sealed_once(
    kill: Callable[[Any, str, int], None],
) -> None:
    sealed = sealed_envelope()
    court = sealed.case.court
    numbers(court)
    letter = planned(sealed)
    until_done(lambda: set_letters(NOW))
    batch = make_batch(court, Product.COURT_POST.value, CLERK, NOW)
    kill(vault, "store_file", 2)
    assert until_done(lambda: bind_batches(NOW)) == 1
    assert batch_file(Batch.objects.get()).startswith(b"%PDF")

    letter.refresh_from_db()
    scan(batch, letter.number, CLERK, NOW)
    kill(batches, "record", 2)
    close_batch(batch, CLERK, NOW)
    assert until_done(lambda: seal_letters(NOW)) == 1

    letter.refresh_from_db()
    assert letter.state == "sealed"
    assert Deed.objects.filter(envelope=sealed).count() == 1
    assert Event.objects.filter(name="letter.sealed").count() == 1
    assert Event.objects.filter(name="batch.sealed").count() == 1
