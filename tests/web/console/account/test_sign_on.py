"""The way in by the court's own single sign-on: it says who; an administrator's entry and a second factor let in."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from songda.clock import now
from songda.core.access import ProposalKind, Role
from songda.core.refusal import Refused
from songda.records.court.staff.actions import remove_user
from songda.records.court.staff.models import Proposal, User
from songda.records.court.staff.signing_in import name_for_sign_on, strike_sign_on
from songda.records.ground.evidence.models import Event
from songda.trust.sign_on import Trouble, forget
from songda.web.console.account import sign_on
from tests import make
from tests.trust.played_provider import OTHER_KEY, Played, played
from tests.web.console.account.test_sign_in import PASSWORD, digits, switch_on_app
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
Answer = Any


@pytest.fixture(autouse=True)
def box(settings: Any) -> Iterator[Played]:
    """The court's sign-on, as the settings name it."""
    with played() as open_box:
        settings.SIGN_ON = open_box.provider
        yield open_box


@pytest.fixture
def clerk(box: Played) -> User:
    """A clerk whom the sign-on may let in."""
    made = make.user()
    name_for_sign_on(made, box.person, "engine", make.NOW)
    return made


def computer(**headers: str) -> Client:
    """A browser in which somebody presses the link of our own page."""
    return Client(headers={"sec-fetch-site": "same-origin"} | headers)


def go(box: Played, browser: Client, **asked: str) -> Answer:
    """Out, in over there, and back in the same browser."""
    return browser.get(_path(box.signs_in(browser.get(reverse("sign_on"), asked).headers["Location"])))


def _path(address: str) -> str:
    return address.removeprefix("http://127.0.0.1:8000")


def told_of(user: User) -> list[str]:
    return list(Event.objects.filter(stream=f"staff:{user.id}").order_by("number").values_list("name", flat=True))


def test_whoever_the_sign_on_names_is_in_and_it_is_on_record(box: Played, clerk: User) -> None:
    browser = computer()
    answer = go(box, browser)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/console/")
    assert browser.get("/console/").status_code == 200
    assert told_of(clerk) == ["staff.admitted", "staff.sign_on_named", "staff.signed_in"]
    assert Event.objects.get(name="staff.signed_in").data["how"] == "sign_on"


def test_nobody_is_sent_out_by_a_page_of_others(box: Played, clerk: User) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"referer": "https://elsewhere.example/"}, {}):
        answer = Client(headers=headers).get(reverse("sign_on"))
        assert (answer.headers["Location"], answer.cookies) == (reverse("account_login"), {})
    by_its_name = Client(headers={"referer": "http://127.0.0.1:8000/accounts/login/"})
    assert by_its_name.get(reverse("sign_on")).headers["Location"].startswith(box.issuer)


def test_no_token_reaches_the_browser_or_is_kept(box: Played, clerk: User) -> None:
    browser = computer()
    answer = go(box, browser)
    assert dict(browser.session)["_auth_user_id"] == str(clerk.id)
    told = f"{dict(browser.session)}{answer.headers}{answer.content!r}"
    assert not [secret for secret in ("eyJ", "code-0") if secret in told]


def test_they_come_where_they_wanted_and_nowhere_else(box: Played, clerk: User) -> None:
    assert go(box, computer(), next=reverse("console:cases")).headers["Location"] == reverse("console:cases")
    assert go(box, computer(), next="https://elsewhere.example/").headers["Location"] == "/console/"


def test_the_second_factor_is_asked_here_whatever_was_shown_over_there(box: Played, clerk: User) -> None:
    _, secret = switch_on_app(clerk)
    cache.clear()  # the same half minute, whose digits are used once
    browser = computer()
    box.wrong = {"acr": "high", "amr": ["pwd", "otp", "mfa"]}
    assert go(box, browser).headers["Location"] == reverse("mfa_authenticate")
    assert browser.get("/console/").status_code == 302
    assert "staff.signed_in" not in told_of(clerk)
    browser.post(reverse("mfa_authenticate"), {"code": digits(secret)})
    assert browser.get("/console/").status_code == 200
    assert Event.objects.get(name="staff.signed_in").data["how"] == "sign_on totp"


def test_whoever_must_have_a_second_factor_and_has_none_comes_no_further(
    box: Played, clerk: User, settings: Any
) -> None:
    settings.DEMANDS_SECOND_FACTOR = True
    browser = computer()
    go(box, browser)
    assert browser.get("/console/").headers["Location"] == reverse("mfa_index")


def test_nobody_gets_an_account_by_it_and_an_address_of_mail_opens_none(box: Played, clerk: User) -> None:
    User.objects.filter(id=clerk.id).update(email="chen@court.example")
    box.person, box.wrong = "somebody", {"email": "chen@court.example", "preferred_username": clerk.username}
    before = User.objects.count()
    page = go(box, computer())
    assert (page.status_code, User.objects.count()) == (403, before)
    assert "somebody" in page.content.decode()  # what is to be entered, should they belong here
    assert Event.objects.filter(name__in=["staff.signed_in", "staff.refused"]).count() == 0


def test_a_name_is_theirs_letter_by_letter(box: Played) -> None:
    name_for_sign_on(make.user(), "Chen", "engine", make.NOW)
    box.person = "chen"
    assert go(box, computer()).status_code == 403


def test_a_closed_account_stays_closed_and_that_is_on_record(box: Played, clerk: User) -> None:
    remove_user(clerk, "engine", now())
    browser = computer()
    assert go(box, browser).status_code == 403
    assert browser.get("/console/").status_code == 302
    assert Event.objects.get(name="staff.refused", stream=f"staff:{clerk.id}").data == {"way": "sign_on"}


def test_an_answer_counts_once_and_in_the_browser_that_asked(box: Played, clerk: User) -> None:
    browser = computer()
    back = _path(box.signs_in(browser.get(reverse("sign_on")).headers["Location"]))
    assert Client().get(back).status_code == 403  # whoever has somebody else follow such an address
    of_another = re.sub("state=[^&]+", "state=of-another-window", back)
    assert browser.get(of_another).status_code == 403  # though this browser was sent out too
    assert browser.get(back).status_code == 302
    browser.post(reverse("account_logout"))
    assert browser.get(back).status_code == 403
    assert told_of(clerk).count("staff.signed_in") == 1


def test_a_state_is_used_up_by_whatever_comes_of_it(box: Played, clerk: User) -> None:
    browser = computer()
    back = _path(box.signs_in(browser.get(reverse("sign_on")).headers["Location"]))
    box.wrong = {"aud": "another"}
    assert browser.get(back).status_code == 403
    box.wrong = {}
    assert browser.get(back).context["what"] == sign_on.WORDS[Trouble.STALE][0]


def test_whoever_takes_too_long_begins_again(box: Played, clerk: User) -> None:
    browser = computer()
    back = _path(box.signs_in(browser.get(reverse("sign_on")).headers["Location"]))
    session = browser.session
    (asked,) = session["sign_on_asked"].values()
    asked["at"] = (now() - sign_on.LASTS - timedelta(seconds=1)).isoformat()
    session.save()
    assert browser.get(back).context["what"] == sign_on.WORDS[Trouble.STALE][0]


def test_the_newest_windows_are_known_and_no_session_grows_without_end(box: Played, clerk: User) -> None:
    browser = computer()
    ways = [browser.get(reverse("sign_on")).headers["Location"] for _ in range(7)]
    assert len(browser.session["sign_on_asked"]) == 5
    assert browser.get(_path(box.signs_in(ways[0]))).status_code == 403
    assert browser.get(_path(box.signs_in(ways[-2]))).status_code == 302


def _says(**claims: object) -> Callable[[Played], None]:
    return lambda box: box.wrong.update(claims)


WRONG: dict[Trouble, Callable[[Played], Any]] = {
    Trouble.AWAY: lambda box: setattr(box, "describes_itself", None),
    Trouble.UNREADABLE: _says(exp="soon"),
    Trouble.CODE: lambda box: setattr(box, "secret", "changed"),
    Trouble.SIGNATURE: lambda box: setattr(box, "signs_with", OTHER_KEY),
    Trouble.ISSUER: _says(iss="https://elsewhere.example"),
    Trouble.AUDIENCE: _says(aud="another"),
    Trouble.NONCE: _says(nonce="another"),
    Trouble.EXPIRED: _says(iat=1_000_000_000, exp=1_000_000_300),
    Trouble.NAMELESS: _says(sub=""),
    Trouble.UNKNOWN: _says(sub="nobody here"),
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("trouble", Trouble)
def test_each_trouble_has_a_page_that_says_what_and_what_to_do(
    box: Played, clerk: User, settings: Any, trouble: Trouble, language: str
) -> None:
    browser = computer(**{"accept-language": language})
    if trouble is Trouble.AWAY:
        settings.SIGN_ON = type(box.provider)("http://127.0.0.1:9", "songda", "between us")
        page = browser.get(reverse("sign_on"))
    elif trouble in {Trouble.STALE, Trouble.CANCELLED}:
        asked = {"error": "access_denied"} if trouble is Trouble.CANCELLED else {"code": "-", "state": "another"}
        page = browser.get(reverse("sign_on_back"), asked)
    else:
        WRONG[trouble](box)
        page = go(box, browser)
    said = page.content.decode()
    assert page.status_code == (503 if trouble is Trouble.AWAY else 403)
    with translation.override(language):
        assert str(sign_on.WORDS[trouble][0]) in page.context["what"]
        assert all(str(words) in said.replace("&#x27;", "'") for words in sign_on.WORDS[trouble])
    assert reverse("account_login") in said
    assert browser.get("/console/").status_code == 302
    assert "staff.signed_in" not in told_of(clerk)


def test_an_answer_that_says_it_is_of_another_provider_is_none(box: Played, clerk: User) -> None:
    browser = computer()
    back = _path(box.signs_in(browser.get(reverse("sign_on")).headers["Location"]))
    assert browser.get(f"{back}&iss=https://elsewhere.example").status_code == 403


def test_whoever_leaves_is_told_that_they_may_still_be_in_over_there(box: Played, clerk: User) -> None:
    browser = computer()
    go(box, browser)
    left = browser.post(reverse("account_logout")).headers["Location"]
    assert left == reverse("sign_on_left")
    page = browser.get(left).content.decode()
    assert f"{box.issuer}/leave?client_id=songda" in page
    assert told_of(clerk)[-1] == "staff.signed_out"
    box.said_of_itself = {"end_session_endpoint": "javascript:alert(1)"}
    forget()
    assert "javascript" not in Client().get(left).content.decode()


def test_whoever_came_in_by_password_leaves_as_ever(clerk: User) -> None:
    browser = computer()
    browser.post(reverse("account_login"), {"login": clerk.username, "password": PASSWORD})
    assert browser.post(reverse("account_logout")).headers["Location"] == "/"


def test_a_court_without_a_sign_on_has_no_such_pages(settings: Any) -> None:
    settings.SIGN_ON = None
    for name in ("sign_on", "sign_on_back", "sign_on_left"):
        assert Client().get(reverse(name)).status_code == 404
    assert reverse("sign_on") not in Client().get(reverse("account_login")).content.decode()


def test_the_way_is_offered_where_people_sign_in_and_keeps_where_they_wanted(box: Played) -> None:
    way_in = Client().get(reverse("console:cases")).headers["Location"]
    assert f"{reverse('sign_on')}?next=/console/cases/" in Client().get(way_in).content.decode()


def test_two_people_enter_what_the_sign_on_calls_somebody_and_one_strikes_it(box: Played) -> None:
    clerk, one, other = make.user(), *(make.user(role=Role.SUPERVISOR) for _ in range(2))
    asking, approving = (_proved(each) for each in (one, other))
    asking.post(reverse("console:name_for_sign_on", args=[clerk.id]), {"sign_on_name": f" {box.person} "})
    wish = Proposal.objects.get(kind=ProposalKind.SIGN_ON)
    assert box.person in approving.get(reverse("console:court")).content.decode()
    assert go(box, computer()).status_code == 403
    asking.post(reverse("console:approve_proposal", args=[wish.id]))
    assert go(box, computer()).status_code == 403
    approving.post(reverse("console:approve_proposal", args=[wish.id]))
    browser = computer()
    assert go(box, browser).status_code == 302
    asking.post(reverse("console:strike_sign_on", args=[clerk.id]))
    assert browser.get("/console/").status_code == 302
    assert go(box, computer()).status_code == 403
    named = ["staff.sign_on_named", "staff.sign_on_struck"]
    assert [each for each in told_of(clerk) if each in named] == named


def _proved(user: User) -> Client:
    client = signed_in(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_one_name_opens_one_account(box: Played, clerk: User) -> None:
    with pytest.raises(Refused, match="sign_on_name_taken"):
        name_for_sign_on(make.user(), box.person, "engine", now())
    head = make.user(role=Role.SUPERVISOR)
    with pytest.raises(Refused, match="needs_second_person"):
        name_for_sign_on(make.user(), "another", f"staff:{head.id}", now())
    page = _proved(head).post(reverse("console:name_for_sign_on", args=[make.user().id]), {"sign_on_name": box.person})
    assert page.status_code == 422
    strike_sign_on(clerk, "engine", now())
    name_for_sign_on(make.user(), box.person, "engine", now())


def test_sessions_are_not_made_for_whoever_only_looks_at_the_way_in() -> None:
    before = Session.objects.count()
    Client().get(reverse("account_login"))
    assert Session.objects.count() == before
