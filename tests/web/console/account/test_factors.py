"""A second factor is demanded of offices of weight, and a printed code opens once."""

import hashlib
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from songda.clock import now
from songda.core.access import Role
from songda.records.court.staff import signing_in
from songda.records.court.staff.models import Court, EntryCode, User
from songda.records.court.staff.signing_in import (
    ask_all_for_factor,
    codes_left,
    drop_second_factors,
    give_password,
    make_codes,
    spend_code,
)
from songda.records.ground.evidence.models import Event
from songda.records.ground.limits.actions import LIMITS, LimitedInput, count_try
from songda.records.ground.limits.models import KeptValue, TryCount
from tests import make
from tests.surroundings.quick import COST_IN_COURT
from tests.web.console.account.test_sign_in import PASSWORD, digits
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
OF_WEIGHT = [Role.JUDGE, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR]
SET_UP = "/accounts/2fa/"


@pytest.fixture(autouse=True)
def forget_tries() -> None:
    cache.clear()


@pytest.fixture
def demanded(settings: Any) -> None:
    settings.DEMANDS_SECOND_FACTOR = True


def with_password(user: User) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    return browser


def proved(user: User) -> Client:
    browser = with_password(user)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


@pytest.mark.usefixtures("demanded")
@pytest.mark.parametrize("role", OF_WEIGHT)
def test_a_stolen_password_of_an_office_of_weight_opens_nothing_but_the_set_up(role: Role) -> None:
    """Whatever the court asks of its other offices."""
    ask_all_for_factor(make.court(), "engine", now(), asks=False)
    thief = with_password(make.user(role=role))
    for name in ("console:account", "console:court", "console:cases", "console:judge", "console:admit"):
        for answer in (thief.get(reverse(name)), thief.post(reverse(name), {})):
            assert (answer.status_code, answer["Location"]) == (302, SET_UP), name
    assert "must not be opened by a password alone" in thief.get(SET_UP).content.decode()


@pytest.mark.usefixtures("demanded")
def test_whoever_set_up_the_app_goes_on_and_cannot_switch_the_last_one_off(
    django_capture_on_commit_callbacks: Any,
) -> None:
    judge = make.user(role=Role.JUDGE)
    browser = proved(judge)
    secret = browser.get(reverse("mfa_activate_totp")).context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("mfa_activate_totp"), {"code": digits(secret)})
    assert browser.get(reverse("console:judge")).status_code == 200
    browser.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=judge).exists()
    assert "must not be opened" not in browser.get(SET_UP).content.decode()
    assert "set up a second factor" in browser.get(reverse("console:account")).content.decode()


@pytest.mark.usefixtures("demanded")
def test_the_digits_that_switched_an_app_on_open_nothing_afterwards() -> None:
    judge = make.user(role=Role.JUDGE)
    browser = proved(judge)
    code = digits(browser.get(reverse("mfa_activate_totp")).context["form"].secret)
    browser.post(reverse("mfa_activate_totp"), {"code": code})
    assert Authenticator.objects.filter(user=judge, type=Authenticator.Type.TOTP).exists()
    other = with_password(judge)
    other.post(reverse("mfa_authenticate"), {"code": code})
    assert other.get(reverse("console:judge")).status_code == 302


@pytest.mark.usefixtures("demanded")
def test_clerks_are_asked_where_their_court_says_so() -> None:
    clerk = make.user()
    browser = with_password(clerk)
    assert browser.get(reverse("console:cases"))["Location"] == SET_UP  # so it is in a court that said nothing
    ask_all_for_factor(make.court(), "engine", now(), asks=False)
    assert browser.get(reverse("console:cases")).status_code == 200
    head = proved(make.user(role=Role.SUPERVISOR))
    make_codes(User.objects.get(role="supervisor"), now())
    head.post(reverse("console:factor_rule"), {"asks": "all"})
    assert Court.objects.get(id=clerk.court_id).asks_all_for_factor
    assert browser.get(reverse("console:cases"))["Location"] == SET_UP
    ask_all_for_factor(make.court(), "engine", now(), asks=False)
    assert browser.get(reverse("console:cases")).status_code == 200
    told = Event.objects.filter(name__startswith="court.factor").order_by("number").values_list("name", flat=True)
    assert list(told) == ["court.factor_left_open", "court.factor_demanded", "court.factor_left_open"]


@pytest.mark.usefixtures("demanded")
def test_a_first_day_without_a_telephone_is_possible_by_a_printed_sheet() -> None:
    judge = make.user(role=Role.JUDGE)
    browser = with_password(judge)
    assert reverse("account_reauthenticate") in browser.post(reverse("console:codes"))["Location"]
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = browser.post(reverse("console:codes"))
    codes = unescape(page.content.decode()).partition('class="codes">')[2].partition("</pre>")[0].split()
    assert len(codes) == 10
    assert browser.get(reverse("console:judge")).status_code == 200
    assert codes[0] not in browser.get(reverse("console:codes")).content.decode()
    for code, opens in ((codes[0].upper().replace("-", " "), True), (codes[0], False), (codes[1], True)):
        cache.clear()
        entry = with_password(judge)
        assert entry.get(reverse("console:judge")).status_code == 302
        entry.post(reverse("mfa_authenticate"), {"code": code})
        assert (entry.get(reverse("console:judge")).status_code == 200) is opens
    used = Event.objects.filter(name="staff.code_used", stream=f"staff:{judge.id}").order_by("number")
    assert [event.data["left"] for event in used] == [9, 8]
    assert "one-time code" in entry.get(reverse("console:account")).content.decode()


@pytest.mark.usefixtures("demanded")
def test_after_the_last_code_a_password_alone_does_not_become_enough_again() -> None:
    judge = make.user(role=Role.JUDGE)
    *early, last = make_codes(judge, now())
    assert all(spend_code(judge, code, now()) for code in early)
    entry = with_password(judge)
    entry.post(reverse("mfa_authenticate"), {"code": last})
    assert entry.get(reverse("console:judge"))["Location"] == SET_UP  # proved, and led to set up the next one
    assert with_password(judge).get(SET_UP).status_code == 302  # a thief of the password does not get there


def test_only_slow_hashes_of_codes_are_kept_and_those_of_others_open_nothing() -> None:
    clerk, other = make.user(), make.user()
    codes = make_codes(clerk, now())
    make_codes(other, now())
    assert not any(spend_code(other, code, now()) for code in codes[:2])
    kept = b"".join(bytes(row.code_hash) for row in EntryCode.objects.all())
    assert not any(code.replace("-", "").encode() in kept for code in codes)
    assert codes_left(clerk) == 10
    assert set(make_codes(clerk, now())).isdisjoint(codes)
    assert not spend_code(clerk, codes[0], now())


def test_a_try_at_a_copy_of_the_table_costs_a_slow_hash_of_a_code_of_59_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "HASH_COST", COST_IN_COURT)
    clerk = make.user()
    codes = make_codes(clerk, now())
    assert all(re.fullmatch(r"([a-hj-km-np-z2-9]{4}-){2}[a-hj-km-np-z2-9]{4}", code) for code in codes)
    plain = codes[0].replace("-", "").encode()
    slow = hashlib.scrypt(plain, salt=clerk.id.bytes, n=2**14, r=8, p=1, dklen=32)
    assert slow in {bytes(row.code_hash) for row in EntryCode.objects.filter(user=clerk)}


def test_of_a_day_so_many_wrong_digits_are_taken_and_their_owner_is_in_at_their_own_desk() -> None:
    """Whoever found out a password could else guess for a year, five times in five minutes."""
    owner = make.user()
    (code, *_rest), at_home = make_codes(owner, now()), with_password(owner)
    assert at_home.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    at_home.post(reverse("account_logout"))
    thief, whose = with_password(owner), f"account {owner.id}"
    for _ in range(LIMITS[LimitedInput.FACTOR].count - 1):
        count_try(LimitedInput.FACTOR, whose, now())
    assert thief.post(reverse("mfa_authenticate"), {"code": "123456"}).status_code == 200
    cache.clear()  # what allauth counted in five minutes
    right = make_codes(owner, now())[0]
    assert "Too many failed login attempts" in thief.post(reverse("mfa_authenticate"), {"code": right}).content.decode()
    at_home.post(reverse("account_login"), {"login": owner.username, "password": PASSWORD})
    assert at_home.post(reverse("mfa_authenticate"), {"code": right}).status_code == 302


def test_whoever_puts_the_counts_back_after_each_guess_is_stopped_by_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """The web's role of the database may do so: what is counted there are rows that nothing tells of."""
    monkeypatch.setattr(signing_in, "WRONG_CODES_A_DAY", 7)
    owner = make.user()
    right = make_codes(owner, now())[0]
    thief = with_password(owner)
    for _ in range(7):
        thief.post(reverse("mfa_authenticate"), {"code": "123456"})
        TryCount.objects.all().delete()
        KeptValue.objects.all().delete()
    assert "Too many failed login attempts" in thief.post(reverse("mfa_authenticate"), {"code": right}).content.decode()
    assert not signing_in.had_enough_wrong_codes(owner, now() + timedelta(days=1))


def test_wrong_codes_are_counted_as_wrong_digits_are() -> None:
    clerk = make.user()
    codes = make_codes(clerk, now())
    entry = with_password(clerk)
    for _ in range(5):
        entry.post(reverse("mfa_authenticate"), {"code": "aaaa-bbbb-cccc"})
    entry.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert entry.get(reverse("console:cases")).status_code == 302


def test_whoever_lost_their_factors_to_somebody_is_told_at_the_next_sign_in() -> None:
    clerk = make.user()
    with_password(clerk)
    make_codes(clerk, now())
    two = [f"staff:{make.user(role=Role.ADMINISTRATOR).id}" for _ in range(2)]
    drop_second_factors(clerk, two[0], now(), approved_by=two[1])
    page = with_password(clerk).get(reverse("console:cases")).content.decode()
    assert "The second factors of a member of staff were taken away" in page
    again = with_password(clerk)
    assert "were taken away" not in again.get(reverse("console:cases")).content.decode()
    account = again.get(reverse("console:account")).content.decode()
    assert "were taken away" in account
    assert "by somebody else" in account


def test_a_new_password_leaves_the_factors_alone() -> None:
    clerk = make.user()
    codes = make_codes(clerk, now())
    two = [f"staff:{make.user(role=Role.ADMINISTRATOR).id}" for _ in range(2)]
    give_password(clerk, two[0], now(), approved_by=two[1])
    assert codes_left(clerk) == len(codes)


def test_every_session_ends_when_factors_are_taken_away() -> None:
    clerk = make.user()
    code = make_codes(clerk, now())[0]
    browser = with_password(clerk)
    browser.post(reverse("mfa_authenticate"), {"code": code})
    assert browser.get(reverse("console:cases")).status_code == 200
    two = [f"staff:{make.user(role=Role.ADMINISTRATOR).id}" for _ in range(2)]
    drop_second_factors(clerk, two[0], now(), approved_by=two[1])
    assert browser.get(reverse("console:cases"))["Location"].startswith(reverse("account_login"))


def test_in_the_demo_nobody_is_asked() -> None:
    assert signed_in(role=Role.JUDGE).get(reverse("console:judge")).status_code == 200
