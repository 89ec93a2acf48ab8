"""How long the phone with a round is let in: no longer than its person, and not for ever."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from songda.records.court.staff.models import User
from songda.records.court.staff.signing_in import give_password, note_own_password
from songda.records.delivery.visits.rounds import release_phones, round_of_phone, take_along
from tests import make
from tests.records.delivery.visits.stage import Phone, at_home, out
from tests.records.stage import NOW

pytestmark = pytest.mark.database
CLERK = "staff:clerk"


def chooses_a_password(phone: Phone) -> None:
    person = User.objects.get(id=phone.person.id)
    person.set_password("another-long-password-1")
    person.save()
    note_own_password(person, NOW)


def is_given_a_password(phone: Phone) -> None:
    give_password(User.objects.get(id=phone.person.id), CLERK, NOW, approved_by=str(make.user().id))


def signs_out(phone: Phone) -> None:
    release_phones(phone.person, phone.by, NOW)


def leaves(phone: Phone) -> None:
    User.objects.filter(id=phone.person.id).update(is_active=False)


@pytest.mark.parametrize("ends", [chooses_a_password, is_given_a_password, signs_out, leaves])
def test_a_phone_is_let_in_no_longer_than_its_person(ends: Callable[[Phone], None]) -> None:
    phone = out(at_home())
    assert round_of_phone(phone.taken.phone, NOW) is not None
    ends(phone)
    assert round_of_phone(phone.taken.phone, NOW) is None
    if ends is not leaves:
        person = User.objects.get(id=phone.person.id)
        again = take_along(phone.round, person, NOW)
        assert again.key == phone.taken.key, "what lies on the phone is not lost"
        assert round_of_phone(again.phone, NOW) is not None


def test_a_phone_is_let_in_for_a_week_after_its_round() -> None:
    phone = out(at_home())
    last = phone.round.ends_at + timedelta(days=7)
    assert round_of_phone(phone.taken.phone, last - timedelta(seconds=1)) is not None
    assert round_of_phone(phone.taken.phone, last) is None


@pytest.mark.parametrize("shown", ["", ".", "x", "x.y", "0" * 32 + ".y", "\0.y", "é.y", "a" * 10_000])
def test_what_no_round_was_handed_lets_nobody_in(shown: str) -> None:
    out(at_home())
    assert round_of_phone(shown, NOW) is None
