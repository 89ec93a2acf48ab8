"""Whoever holds a link can lock it; the person whose papers these are opens it by a code, whatever others do."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from songda.clock import now
from songda.core.identifiers.postal import PostalAddress
from songda.core.identity import MAX_TRIES, OPENING_CODES_PER_HOUR, OPENINGS_A_DAY, Assurance
from songda.core.refusal import Refused
from songda.records.ground.evidence.models import Event
from songda.records.ground.limits.actions import LIMITS, LimitedInput, count_try
from songda.records.service.attempts.models import Attempt
from songda.records.service.orders.models import Envelope
from songda.records.service.portal_acts.models import OneTimeCode
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.identity import count_wrong_answer, is_envelope_locked, lock_envelope_row
from songda.records.ways.portal.acts.new_address import give_place
from songda.records.ways.portal.acts.opening import TypedProof, may_be_opened, open_by_code, send_opening_code
from tests.web.portal.scene import STRANGER, Visitor, arrived, code_on_the_phone

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def forget_tries() -> None:
    cache.clear()


@pytest.fixture
def locked() -> Envelope:
    """Somebody with the link has typed what was wrong until it locked."""
    envelope = arrived()
    stranger = Visitor(envelope)
    for _ in range(MAX_TRIES):
        stranger.name_himself(number=STRANGER)
    envelope.refresh_from_db()
    assert envelope.locked_at is not None
    return envelope


def opens(visitor: Visitor, code: str, **changes: str) -> bool:
    party = visitor.envelope.party
    typed = {"code": code, "name": party.name, "number": party.number} | changes
    visitor.post("open", typed)
    return "文书1" in visitor.get("papers").content.decode()


def test_the_recipient_is_let_in_at_once_by_a_code_name_and_number(locked: Envelope) -> None:
    visitor = Visitor(locked)
    assert "发送验证码" in visitor.get("who").content.decode()
    visitor.post("open/code")
    assert opens(visitor, code_on_the_phone(locked))
    locked.refresh_from_db()
    assert (locked.locked_at, locked.wrong_tries) == (None, 0)
    assert not Task.objects.filter(kind="unlock", closed_at=None).exists()
    assert Event.objects.filter(name="identity.proved", stream=f"envelope:{locked.id}").count() == 1


def test_what_others_type_meanwhile_does_not_touch_it(locked: Envelope) -> None:
    visitor, stranger = Visitor(locked), Visitor(locked)
    visitor.post("open/code")
    code = code_on_the_phone(locked)
    cache.clear()
    stranger.post("open/code")  # asks for one too, which goes to the recipient
    for _ in range(MAX_TRIES + 2):
        assert not opens(stranger, "00000 00000")
        stranger.name_himself(number=STRANGER)
    assert opens(visitor, code)


@pytest.mark.parametrize("spaced_minutes", [0, 7])
def test_whoever_asks_for_all_codes_of_an_hour_has_them_sent_to_the_person(
    locked: Envelope, spaced_minutes: int
) -> None:
    """Whatever the stranger's place on the network: no more are sent then, and those that were sent are good."""
    at = locked.locked_at
    assert at is not None
    for number in range(OPENING_CODES_PER_HOUR):
        send_opening_code(locked, at + timedelta(minutes=spaced_minutes * number))
    sent, late = OneTimeCode.objects.count(), at + timedelta(minutes=59)
    told = send_opening_code(locked, late)
    assert OneTimeCode.objects.count() == sent == OPENING_CODES_PER_HOUR
    assert told.expires_at > late
    typed = TypedProof(code_on_the_phone(locked), locked.party.name, locked.party.number)
    assert open_by_code(locked, typed, late).ok


def test_a_code_that_a_stranger_asked_for_opens_it_to_the_person_alone(locked: Envelope) -> None:
    visitor, stranger = Visitor(locked), Visitor(locked)
    stranger.post("open/code")
    code = code_on_the_phone(locked)
    cache.clear()
    visitor.post("open/code")
    assert code != code_on_the_phone(locked)
    assert not opens(stranger, code, number=STRANGER)
    assert opens(visitor, code)


def test_a_code_of_six_digits_opens_no_locked_link() -> None:
    """One that was sent before is short enough to be guessed, and none is counted here."""
    envelope = arrived()
    visitor = Visitor(envelope)
    visitor.name_himself()
    code = code_on_the_phone(envelope)
    for _ in range(MAX_TRIES):
        visitor.name_himself(number=STRANGER)
    visitor.post("open/code")
    assert not opens(visitor, code)


def test_whoever_named_themselves_goes_on_with_a_code_that_others_had_sent() -> None:
    envelope = arrived()
    stranger, visitor = Visitor(envelope), Visitor(envelope)
    stranger.name_himself()  # knows name and number, and has no telephone
    for _ in range(3):
        stranger.post("code/another")
    assert visitor.name_himself()["Location"].endswith("/code")
    visitor.type_code(code_on_the_phone(envelope))
    assert "文书1" in visitor.get("papers").content.decode()


def test_it_opens_once(locked: Envelope) -> None:
    visitor = Visitor(locked)
    visitor.post("open/code")
    code = code_on_the_phone(locked)
    copy = Visitor(locked)
    copy.client.cookies.update(visitor.client.cookies)
    assert opens(visitor, code)
    assert not opens(copy, code)


def test_who_has_the_code_and_does_not_know_the_person_ends_it(locked: Envelope) -> None:
    visitor = Visitor(locked)
    visitor.post("open/code")
    code = code_on_the_phone(locked)
    for _ in range(MAX_TRIES):
        assert not opens(visitor, code, number=STRANGER)
    assert not opens(visitor, code)
    assert OneTimeCode.objects.get().tries == MAX_TRIES


def test_wrong_codes_are_counted_where_they_come_from(locked: Envelope) -> None:
    visitor = Visitor(locked)
    visitor.post("open/code")
    for _ in range(LIMITS[LimitedInput.IDENTITY].count - MAX_TRIES - 1):
        count_try(LimitedInput.IDENTITY, "127.0.0.1", now())
    assert not opens(visitor, "00000 00000")
    typed = {"code": code_on_the_phone(locked), "name": locked.party.name, "number": locked.party.number}
    assert visitor.post("open", typed).status_code == 429


def test_whoever_reads_the_codes_and_is_not_the_person_comes_no_farther() -> None:
    """The telephone is in other hands: some codes a day, and then it is for a clerk."""
    envelope = arrived()
    at = envelope.placed_at + timedelta(hours=1)
    Envelope.objects.filter(id=envelope.id).update(wrong_tries=MAX_TRIES, locked_at=at)
    envelope.refresh_from_db()
    for number in range(OPENINGS_A_DAY):
        assert may_be_opened(envelope, at)
        send_opening_code(envelope, at + timedelta(minutes=number))
        typed = TypedProof(code_on_the_phone(envelope), envelope.party.name, STRANGER)
        assert not open_by_code(envelope, typed, at + timedelta(minutes=number)).ok
    assert not may_be_opened(envelope, at + timedelta(hours=1))
    with pytest.raises(Refused, match="locked"):
        send_opening_code(envelope, at + timedelta(hours=1))


def test_whoever_proved_who_they_are_is_not_stopped_by_others(locked: Envelope) -> None:
    """What the proven recipient does asks whether they are proved, not whether somebody else typed wrong things."""
    assert locked.locked_at is not None
    place = PostalAddress("山西省", "吕梁市", "孝义市", "府前街18号", "032300")
    assert give_place(locked, place, Assurance.NUMBER_AND_CODE, locked.locked_at).kind == "postal"


def test_wrong_answers_are_not_forgotten_by_reading_the_code_again() -> None:
    envelope = arrived()
    at = envelope.placed_at + timedelta(hours=1)
    for _ in range(MAX_TRIES - 1):
        count_wrong_answer(lock_envelope_row(envelope, at), "question", at)
    Visitor(envelope).prove()
    held = lock_envelope_row(envelope, at)
    assert held.wrong_answers == MAX_TRIES - 1
    count_wrong_answer(held, "question", at)
    envelope.refresh_from_db()
    assert envelope.answers_locked_at == at
    assert not is_envelope_locked(envelope, at)


def test_a_page_that_waits_for_a_code_says_how_many_digits_it_has(locked: Envelope) -> None:
    usual, stranger, opening = Visitor(arrived()), Visitor(arrived()), Visitor(locked)
    usual.name_himself()
    stranger.post("not-me")
    opening.post("open/code")
    for visitor, page in ((usual, "code"), (stranger, "not-me/code"), (opening, "open")):
        newest = Attempt.objects.filter(envelope=visitor.envelope).exclude(purpose="service").latest("id")
        digits = len(code_on_the_phone(visitor.envelope, newest.purpose).replace(" ", ""))
        assert f"{digits}位数字" in visitor.get(page).content.decode(), page
