"""The carrier is told of sealed letters and asked after silent ones: claimed first, told once, and told again later."""

from copy import copy

import pytest
from django.db import connection

from songda.carriers.contract import CarrierError, Trouble
from songda.carriers.entry import read_account
from songda.carriers.signed.carrier import SignedCarrier
from songda.clock import new_id
from songda.core.delivery.carriage import ANSWER_WITHIN
from songda.records.service.tasks.models import Task
from songda.records.ways.post.carriage import announcements
from songda.records.ways.post.carriage.announcements import (
    begin,
    next_consignment,
    next_enquiry,
    note_announced,
    note_enquiry,
)
from songda.records.ways.post.carriage.models import Carriage, Enquiry
from songda.records.ways.post.letters.models import Letter
from tests.records.ways.post.carriage.parcels import CARRIERS, DAY, HOUR, SEALED, SECRET, heard, posted, report, work
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database


@pytest.fixture
@ready_made
def letter() -> Letter:
    return posted()


def reasons(letter: Letter) -> list[str]:
    rows = Task.objects.filter(envelope=letter.envelope, kind="check_carriage", closed_at=None)
    return list(rows.values_list("reason", flat=True))


def test_a_sealed_letter_is_told_of_once_with_its_place(letter: Letter) -> None:
    told = next_consignment(CARRIERS, SEALED)

    assert told is not None
    (parcel,) = told.consignment.parcels
    assert (parcel.number, parcel.product) == (letter.number, "court_post")
    assert "迎宾路1号" in parcel.place
    assert parcel.name == letter.envelope.party.name, "whom the envelope names, not the postcode above them"
    assert parcel.name not in parcel.place
    assert "迎宾路" not in repr(told)
    assert next_consignment(CARRIERS, SEALED) is None, "claimed: nobody else tells of it meanwhile"

    note_announced(told, frozenset({letter.number}), SEALED)
    assert next_consignment(CARRIERS, SEALED + DAY) is None
    assert begin(CARRIERS, SEALED) == 0


def test_sealing_asks_for_the_carrier_to_be_told_at_once(letter: Letter) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT queue_name FROM procrastinate_jobs WHERE task_name = 'carriage.judge'")
        assert cursor.fetchall() == [("letters",)], "in the queue whose workers speak with carriers"


def test_what_nobody_carries_keeps_nothing_waiting(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcements, "LARGEST_CONSIGNMENT", 1)
    Carriage.objects.all().delete()
    Letter.objects.filter(id=letter.id).update(product="plain", deed=None)
    later = replaced(letter, id=new_id(), number="EX100000993CN", deed=None, place_in_batch=None)
    only = {
        "signed": SignedCarrier(read_account(f"https://court:{SECRET}@carrier.example/post?products=court_post", "…"))
    }

    assert begin(only, SEALED) == 1
    assert Carriage.objects.get().letter_id == later.id


def replaced(letter: Letter, **changes: object) -> Letter:
    """Another letter that differs in these."""
    other = copy(letter)
    for name, value in changes.items():
        setattr(other, name, value)
    other.save(force_insert=True)
    return other


def test_what_the_carrier_did_not_take_is_told_of_again_with_growing_waits(letter: Letter) -> None:
    told = next_consignment(CARRIERS, SEALED)
    assert told is not None
    note_announced(told, frozenset(), SEALED)

    again = next_consignment(CARRIERS, SEALED + HOUR)
    assert again is not None
    assert again.consignment.id == told.consignment.id
    assert Carriage.objects.get().times_told == 2


def test_silence_is_asked_after_once_and_then_people_telephone(letter: Letter) -> None:
    work(SEALED)
    work(SEALED + 2 * DAY)
    work(SEALED + 2 * DAY)

    question = next_enquiry(CARRIERS, SEALED + 2 * DAY)
    assert question is not None
    assert question.number == letter.number
    assert next_enquiry(CARRIERS, SEALED + 2 * DAY) is None
    note_enquiry(question, None, SEALED + 2 * DAY)
    assert reasons(letter) == []

    work(SEALED + 2 * DAY + ANSWER_WITHIN)
    assert reasons(letter) == ["carrier_silent"]
    assert Enquiry.objects.count() == 1


def test_an_answer_ends_the_enquiry_and_the_task(letter: Letter) -> None:
    work(SEALED)
    work(SEALED + 2 * DAY)
    work(SEALED + 2 * DAY + ANSWER_WITHIN)

    heard(letter, [report(letter, "handed", HOUR)], SEALED + 6 * DAY)

    assert Enquiry.objects.get().over_at == SEALED + 6 * DAY
    assert reasons(letter) == []


@pytest.mark.parametrize(("trouble", "asked"), [(Trouble.NOT_OFFERED, True), (Trouble.TIME_OUT, False)])
def test_a_carrier_that_cannot_be_asked_is_telephoned_and_one_that_is_away_asked_again(
    letter: Letter, trouble: Trouble, asked: bool
) -> None:
    work(SEALED)
    work(SEALED + 2 * DAY)
    question = next_enquiry(CARRIERS, SEALED + 2 * DAY)
    assert question is not None

    note_enquiry(question, CarrierError(trouble, "…"), SEALED + 2 * DAY)
    work(SEALED + 2 * DAY + HOUR)

    assert (reasons(letter) == ["carrier_silent"]) is asked
    assert (next_enquiry(CARRIERS, SEALED + 2 * DAY + HOUR) is None) is asked
