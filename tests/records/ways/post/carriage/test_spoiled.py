"""A push that nobody can work with is set aside for people, and holds neither another push nor a letter up."""

import json
from collections.abc import Sequence

import pytest

from songda.carriers.contract import ReadReport
from songda.core.delivery.carriage import Kind
from songda.records.ground.evidence.models import Event
from songda.records.ways.post.carriage import reading
from songda.records.ways.post.carriage.models import CarrierReport, Push
from songda.records.ways.post.carriage.queries import strays_of
from songda.records.ways.post.carriage.reading import read_next
from songda.records.ways.post.letters.models import Letter
from tests.records.ways.post.carriage.parcels import CARRIER, CARRIERS, DAY, SEALED, posted, push, report, signed_for

pytestmark = pytest.mark.database
LATER = SEALED + 5 * DAY
SPOILED = b'{"reports": "spoiled"}'


@pytest.fixture
def letter() -> Letter:
    return posted()


def saying(monkeypatch: pytest.MonkeyPatch, *said: ReadReport | Exception) -> None:
    """A carrier whose reader gives for one push what no reader should."""
    read = CARRIER.read_push

    def read_push(body: bytes) -> Sequence[ReadReport]:
        if body != SPOILED:
            return read(body)
        for each in said:
            if isinstance(each, Exception):
                raise each
        return [each for each in said if isinstance(each, ReadReport)]

    monkeypatch.setattr(CARRIER, "read_push", read_push)


@pytest.mark.parametrize(
    "said",
    [
        ReadReport("EA1", Kind.HANDED, LATER, "a\0b"),
        ReadReport("EA\0", None, LATER, "code"),
        ReadReport("EA\ud800", None, None, "code"),
        ReadReport("EA1", None, LATER, "code", words="\ud83d"),
        ReadReport("x" * 50, None, LATER, "code"),
        RuntimeError("a fault of the reader"),
    ],
    ids=["a NUL", "a NUL in the number", "half a letter", "half a letter in words", "too long", "a fault"],
)
def test_what_cannot_be_worked_with_is_set_aside_and_the_rest_is_read(
    letter: Letter, monkeypatch: pytest.MonkeyPatch, said: ReadReport | Exception
) -> None:
    saying(monkeypatch, said)
    before, *rest = signed_for(letter)
    push([before], LATER)
    push([], LATER, body=SPOILED)
    push(rest, LATER)

    assert read_next(CARRIERS, LATER) == 3
    assert read_next(CARRIERS, LATER) == 0

    assert Push.objects.filter(read_at=None).count() == 0
    assert CarrierReport.objects.filter(letter=letter).count() == 4
    assert Push.objects.get(is_nonsense=True).size == len(SPOILED)
    assert Event.objects.filter(name="push.unreadable").count() == 1
    assert strays_of(letter.court).count == 1


def test_what_a_carrier_escapes_is_read_without_what_nobody_can_keep(letter: Letter) -> None:
    told = {**report(letter, "strange\0kind", DAY), "words": "门卫\ud83d收"}
    push([], LATER, body=json.dumps({"reports": [told]}).encode())
    read_next(CARRIERS, LATER)
    assert CarrierReport.objects.get().code == "strangekind"
    assert not Push.objects.filter(is_nonsense=True).exists()


def test_a_fact_that_another_worker_notes_at_the_same_moment_spoils_no_push(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, looks = reading._known, list[int]()

    def unaware(carrier: str, pushed: Sequence[reading._PushedReport]) -> set[bytes]:
        """At the first look within the transaction the other worker's row cannot be seen yet."""
        looks.append(1)
        return set() if len(looks) == 2 else known(carrier, pushed)

    push(signed_for(letter)[:1], LATER)
    read_next(CARRIERS, LATER)
    monkeypatch.setattr(reading, "_known", unaware)
    push(signed_for(letter)[:2], LATER)
    read_next(CARRIERS, LATER)
    assert CarrierReport.objects.filter(letter=letter).count() == 2
    assert not Push.objects.filter(is_nonsense=True).exists()
