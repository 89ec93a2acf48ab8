"""How long the phone with a round is let in: no longer than its person, and not for ever."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner

from songda.core.access import Role
from songda.records.court.staff.models import User
from songda.records.court.staff.signing_in import drop_second_factors, give_password, note_own_password
from songda.records.matter.cases.actions import Reason
from songda.records.service.tasks.handing import change_office
from songda.records.ways.visits.models import Round
from songda.records.ways.visits.rounds import release_phones, round_of_phone, shut_out, take_along
from songda.site.cli.court import signout
from tests import make
from tests.records.stage import NOW
from tests.records.ways.visits.stage import Phone, at_home, out

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


def loses_a_factor(phone: Phone) -> None:
    drop_second_factors(phone.person, CLERK, NOW, approved_by=str(make.user().id))


def gets_another_office(phone: Phone) -> None:
    change_office(phone.person, Role.AUDITOR, CLERK, NOW, approved_by=str(make.user().id))


def is_signed_out_by_the_machine(phone: Phone) -> None:
    assert CliRunner().invoke(signout, [phone.person.username]).exit_code == 0


def is_signed_out_with_everybody(phone: Phone) -> None:
    assert CliRunner().invoke(signout, ["--everybody"]).exit_code == 0


def loses_another_phone(phone: Phone) -> None:
    other = out(at_home())
    tomorrow = other.round.day + timedelta(days=1)
    Round.objects.filter(id=other.round.id).update(person=phone.person, day=tomorrow)
    shut_out(Round.objects.get(id=other.round.id), Reason("丢失"), CLERK, NOW)


ENDS = [chooses_a_password, is_given_a_password, signs_out, leaves, loses_a_factor, gets_another_office]
ENDS += [is_signed_out_by_the_machine, is_signed_out_with_everybody, loses_another_phone]


@pytest.mark.parametrize("ends", ENDS)
def test_a_phone_is_let_in_no_longer_than_its_person(ends: Callable[[Phone], None]) -> None:
    phone = out(at_home())
    User.objects.filter(id=phone.person.id).update(must_change_password=False)
    taken = phone.taken.phone
    if ends is loses_a_factor:
        Authenticator.objects.create(user=phone.person, type="totp", data={"secret": "x"})
        taken = take_along(phone.round, phone.person, NOW).phone
    assert round_of_phone(taken, NOW) is not None
    ends(phone)
    assert round_of_phone(taken, NOW) is None
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
