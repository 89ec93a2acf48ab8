"""The court's own page: people admitted, given passwords, moved and removed; systems admitted and shut out."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from songda.core.access import Role
from songda.records.court.staff.models import Proposal, User
from songda.records.ground.evidence.models import Event
from tests import make
from tests.web.console.world import proved_in, signed_in

pytestmark = pytest.mark.database
SIGN_IN = "/accounts/login/"


def head() -> tuple[User, Client]:
    """The administrator, and the browser in which he is signed in."""
    qian = make.user(role=Role.ADMINISTRATOR, name="钱管理员")
    return qian, proved_in(qian, language="en")


def secret_in(page: bytes) -> str:
    """The password or token that the page shows this once."""
    found = re.search(r'class="once"><code>([^<]+)</code>', page.decode())
    assert found
    return found[1]


def second_approves() -> Any:
    """Another head of the court approves what was asked for last; the page that he is shown."""
    zhao = make.user(role=Role.SUPERVISOR, name="赵主任")
    newest = Proposal.objects.latest("asked_at")
    return proved_in(zhao, language="en").post(reverse("console:approve_proposal", args=[newest.id]))


def admitted(browser: Client, username: str = "lin", role: str = "clerk") -> tuple[User, str]:
    typed = {"display_name": "林书记员", "username": username, "role": role}
    assert browser.post(reverse("console:admit"), typed).status_code == 302
    answer = second_approves()
    assert answer.status_code == 201, answer.content.decode()
    assert f"user name {username}" in answer.content.decode()  # what is handed over with the password
    return User.objects.get(username=username), secret_in(answer.content)


def sign_in(username: str, password: str) -> Client:
    browser = Client()
    assert browser.post(SIGN_IN, {"login": username, "password": password}).status_code == 302
    return browser


def test_a_first_password_lets_in_only_as_far_as_the_choice_of_an_own_one() -> None:
    lin, first = admitted(head()[1])
    browser = sign_in("lin", first)
    stopped = browser.get(reverse("console:today"))
    assert (stopped.status_code, stopped["Location"]) == (302, reverse("account_change_password"))
    assert "临时密码" in browser.get(stopped["Location"]).content.decode()
    own = {"oldpassword": first, "password1": "seven wet geese 7", "password2": "seven wet geese 7"}
    browser.post(reverse("account_change_password"), own)
    assert browser.get(reverse("console:today")).status_code == 200
    names = list(Event.objects.filter(stream=f"staff:{lin.id}").order_by("number").values_list("name", flat=True))
    assert names[0] == "staff.admitted"
    assert "staff.password_chosen" in names


def test_a_given_password_cannot_be_kept_as_ones_own() -> None:
    lin, first = admitted(head()[1])
    browser = sign_in("lin", first)
    kept = {"oldpassword": first, "password1": first, "password2": first}
    answer = browser.post(reverse("account_change_password"), kept)
    assert "不能与所给的临时密码相同" in answer.content.decode()
    lin.refresh_from_db()
    assert lin.must_change_password


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"])
def test_nobody_sets_up_a_second_factor_with_a_given_password(name: str) -> None:
    _lin, first = admitted(head()[1])
    browser = sign_in("lin", first)
    for answer in (browser.get(reverse(name)), browser.post(reverse(name), {"password": first})):
        assert (answer.status_code, answer["Location"]) == (302, reverse("account_change_password"))


def test_a_new_password_ends_every_session() -> None:
    _qian, browser = head()
    lin = make.user(name="林书记员")
    open_session = signed_in(lin)
    browser.post(reverse("console:new_password", args=[lin.id]))
    answer = second_approves()
    assert open_session.get(reverse("console:today")).status_code == 302
    lin.refresh_from_db()
    assert lin.check_password(secret_in(answer.content))
    assert lin.must_change_password


def test_a_first_password_is_nowhere_but_on_the_page() -> None:
    lin, first = admitted(head()[1])
    events = " ".join(str(event.data) for event in Event.objects.all())
    assert first not in events + lin.password


def test_a_closed_account_is_out_at_once_and_can_be_opened_again() -> None:
    _qian, browser = head()
    lin = make.user(name="林书记员")
    open_session = signed_in(lin)
    browser.post(reverse("console:close_account", args=[lin.id]))
    assert open_session.get(reverse("console:today")).status_code == 302
    browser.post(reverse("console:readmit", args=[lin.id]))
    answer = second_approves()
    assert open_session.get(reverse("console:today")).status_code == 302  # what was open before stays shut
    again = sign_in(lin.username, secret_in(answer.content))
    assert again.get(reverse("console:today"))["Location"] == reverse("account_change_password")


def test_another_office_counts_from_the_next_click() -> None:
    _qian, browser = head()
    lin = make.user(role=Role.CLERK)
    session = signed_in(lin)
    browser.post(reverse("console:member", args=[lin.id]), {"role": "auditor"})
    assert session.get(reverse("console:register")).status_code == 403


def test_nobody_changes_or_closes_his_own_account() -> None:
    qian, browser = head()
    make.user(role=Role.SUPERVISOR)
    assert browser.post(reverse("console:member", args=[qian.id]), {"role": "supervisor"}).status_code == 422
    browser.post(reverse("console:close_account", args=[qian.id]))
    qian.refresh_from_db()
    assert (qian.is_active, qian.role) == (True, "administrator")


def test_an_account_of_another_court_does_not_exist() -> None:
    _qian, browser = head()
    stranger = make.user(make.other_court())
    assert browser.get(reverse("console:member", args=[stranger.id])).status_code == 404
    assert browser.post(reverse("console:close_account", args=[stranger.id])).status_code == 404


@pytest.mark.parametrize("typed", ["Lin", "l", "林", "lin chen", "lin\n", "x" * 31, ""])
def test_a_user_name_that_cannot_be_typed_everywhere_is_refused(typed: str) -> None:
    answer = head()[1].post(reverse("console:admit"), {"display_name": "林", "username": typed, "role": "clerk"})
    assert answer.status_code == (302 if typed == "lin\n" else 422)  # a form strips what surrounds a name


def test_a_name_that_is_taken_is_told_beside_its_field() -> None:
    _qian, browser = head()
    admitted(browser)
    answer = browser.post(reverse("console:admit"), {"display_name": "林", "username": "lin", "role": "auditor"})
    assert answer.status_code == 422
    assert "This user name is taken" in answer.content.decode()


def test_an_administrator_begins_at_the_court_and_is_not_told_off() -> None:
    _qian, browser = head()
    arrived = browser.get(reverse("console:today"))
    assert (arrived.status_code, arrived["Location"]) == (302, reverse("console:court"))
    assert browser.get(reverse("console:cases")).status_code == 403


def test_the_list_of_the_court_takes_the_same_statements_for_any_number_of_people(
    django_assert_max_num_queries: object,
) -> None:
    _qian, browser = head()
    for number in range(12):
        make.user(name=f"林{number}")
    with django_assert_max_num_queries(8):  # type: ignore[operator]  # pytest-django's own fixture
        assert browser.get(reverse("console:court")).status_code == 200


def test_where_no_second_factor_is_demanded_the_page_says_so_beside_the_rule(settings: Any) -> None:
    settings.DEMANDS_SECOND_FACTOR = False
    page = head()[1].get(reverse("console:court")).content.decode()
    assert "This installation demands no second factor" in page
