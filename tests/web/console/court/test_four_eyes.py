"""What nobody does alone: accounts of weight, tokens, taking factors away; and proving once more who sits here."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from songda.clock import now
from songda.core.access import ProposalKind, Role, Scope
from songda.core.refusal import Refused
from songda.records.court.staff.actions import (
    ClientDraft,
    UserDraft,
    make_api_client,
    make_user,
    readmit_user,
    remove_user,
    revoke_api_client,
    set_role,
)
from songda.records.court.staff.models import ApiClient, Court, Proposal, User
from songda.records.court.staff.office import ProposalDraft, propose, waiting_in
from songda.records.court.staff.queries import client_by_token
from songda.records.court.staff.signing_in import (
    drop_second_factors,
    give_password,
    has_second_factor,
    make_codes,
    note_own_password,
)
from songda.records.ground.evidence.models import Event
from tests import make
from tests.web.console.court.test_court import secret_in
from tests.web.console.world import proved_in, signed_in
from tests.web.test_nothing_typed_is_lost import form_at

pytestmark = pytest.mark.database
JUDGE = {"display_name": "林法官", "username": "linfg", "role": "judge"}


def token_form() -> dict[str, Any]:
    until = now().date() + timedelta(days=30)
    return {"name": "办案系统", "scopes": ["read_cases", "change_cases"], "ends_on": str(until)}


@pytest.fixture
def qian() -> User:
    return make.user(role=Role.ADMINISTRATOR, name="钱管理员")


@pytest.fixture
def zhao() -> User:
    return make.user(role=Role.SUPERVISOR, name="赵主任")


def approve(by: User) -> Any:
    return _answer(by, "console:approve_proposal")


def decline(by: User) -> Any:
    return _answer(by, "console:decline_proposal")


def _answer(by: User, door: str) -> Any:
    newest = Proposal.objects.order_by("-asked_at").first()
    assert newest is not None
    return proved_in(by, language="en").post(reverse(door, args=[newest.id]), follow=True)


def test_one_administrator_alone_opens_no_account_of_weight(qian: User) -> None:
    browser = proved_in(qian, language="en")
    for number, role in enumerate(("judge", "administrator", "supervisor", "clerk", "service_officer")):
        told = browser.post(reverse("console:admit"), JUDGE | {"username": f"lin{number}", "role": role}, follow=True)
        assert "waits for another person" in told.content.decode()
    assert "lin" not in {user.username[:3] for user in User.objects.all()}
    assert "cannot approve it" in approve(qian).content.decode()
    assert not User.objects.filter(username__startswith="lin").exists()


def test_a_second_person_opens_it_and_is_shown_the_password(qian: User, zhao: User) -> None:
    proved_in(qian).post(reverse("console:admit"), JUDGE)
    page = approve(zhao)
    lin = User.objects.get(username="linfg")
    assert lin.check_password(secret_in(page.content))
    assert (lin.role, lin.must_change_password) == ("judge", True)
    admitted = Event.objects.get(name="staff.admitted", stream=f"staff:{lin.id}")
    assert (admitted.actor, admitted.data["approved_by"]) == (f"staff:{qian.id}", f"staff:{zhao.id}")
    assert "over" in approve(zhao).content.decode()  # twice is once


def test_whoever_sees_no_names_is_still_admitted_by_one(qian: User) -> None:
    answer = proved_in(qian).post(reverse("console:admit"), JUDGE | {"role": "auditor"})
    assert answer.status_code == 201


def test_the_rule_on_factors_is_lowered_by_two_and_raised_by_one(qian: User, zhao: User) -> None:
    browser, rule = proved_in(qian, language="en"), reverse("console:factor_rule")
    assert "waits for another person" in browser.post(rule, {"asks": "some"}, follow=True).content.decode()
    assert make.court().asks_all_for_factor
    assert "clerks and service officers for no second factor" in browser.get(reverse("console:court")).content.decode()
    assert "asked for already" in browser.post(rule, {"asks": "some"}, follow=True).content.decode()
    assert "cannot approve it" in approve(qian).content.decode()
    approve(zhao)
    assert not Court.objects.get(id=make.court().id).asks_all_for_factor
    told = Event.objects.get(name="court.factor_left_open")
    assert (told.actor, told.data["approved_by"]) == (f"staff:{qian.id}", f"staff:{zhao.id}")
    browser.post(rule, {"asks": "all"})
    assert Court.objects.get(id=make.court().id).asks_all_for_factor


def test_nobody_makes_a_token_alone_and_the_approver_is_shown_it(qian: User, zhao: User) -> None:
    proved_in(qian).post(reverse("console:admit_system"), token_form())
    assert not ApiClient.objects.exists()
    token = secret_in(approve(zhao).content)
    client = client_by_token(token)
    assert client is not None
    assert client.scopes == ["change_cases", "read_cases"]
    assert token not in str(ApiClient.objects.values()) + str(Proposal.objects.values())
    revoke_api_client(client, "engine", now())
    assert client_by_token(token) is None


def test_factors_are_taken_away_by_two_and_never_by_whom_it_concerns(qian: User, zhao: User) -> None:
    lin = make.user(role=Role.SUPERVISOR)
    make_codes(lin, now())
    proved_in(qian).post(reverse("console:drop_factors", args=[lin.id]))
    approve(lin)
    assert has_second_factor(lin)
    approve(zhao)
    assert not has_second_factor(lin)
    names = Event.objects.filter(stream=f"staff:{lin.id}").order_by("number").values_list("name", flat=True)
    told = ["staff.admitted", "staff.codes_made", "proposal.made", "proposal.approved", "staff.factors_dropped"]
    assert [name for name in names if name != "staff.stepped_up"] == told
    page = signed_in(lin, language="en").get(reverse("console:account")).content.decode()
    assert "were taken away" in page
    assert "Something of weight was asked for" in page


def test_an_office_of_weight_is_given_by_two(qian: User, zhao: User) -> None:
    chen = make.user()
    proved_in(qian).post(reverse("console:member", args=[chen.id]), {"role": "administrator"})
    chen.refresh_from_db()
    assert chen.role == "clerk"
    approve(zhao)
    chen.refresh_from_db()
    assert chen.role == "administrator"


def test_whoever_gave_a_password_does_not_see_it_open_an_office_of_weight(qian: User, zhao: User) -> None:
    chen, browser = make.user(), proved_in(qian)
    browser.post(reverse("console:new_password", args=[chen.id]))
    given = secret_in(approve(zhao).content)
    browser.post(reverse("console:member", args=[chen.id]), {"role": "administrator"})
    assert "chooses their own first" in approve(zhao).content.decode()
    chen.refresh_from_db()
    assert (chen.role, chen.check_password(given)) == ("clerk", True)
    note_own_password(chen, now())
    approve(zhao)
    chen.refresh_from_db()
    assert chen.role == "administrator"


def test_what_was_asked_for_by_somebody_who_runs_the_court_no_more_is_over(qian: User, zhao: User) -> None:
    proved_in(qian).post(reverse("console:admit"), JUDGE)
    set_role(qian, Role.AUDITOR, f"staff:{zhao.id}", now())
    assert "over" in approve(zhao).content.decode()
    assert not User.objects.filter(username="linfg").exists()


def test_a_judge_without_a_factor_gets_no_new_password_by_one_alone(qian: User, zhao: User) -> None:
    judge = make.user(role=Role.JUDGE)
    before = judge.password
    proved_in(qian).post(reverse("console:new_password", args=[judge.id]))
    judge.refresh_from_db()
    assert judge.password == before
    secret = secret_in(approve(zhao).content)
    judge.refresh_from_db()
    assert judge.check_password(secret)


def test_a_closed_account_of_weight_is_opened_again_by_two(qian: User, zhao: User) -> None:
    judge = make.user(role=Role.JUDGE)
    remove_user(judge, "engine", now())
    proved_in(qian).post(reverse("console:readmit", args=[judge.id]))
    judge.refresh_from_db()
    assert not judge.is_active
    approve(zhao)
    judge.refresh_from_db()
    assert judge.is_active


def test_what_waited_too_long_is_over(qian: User, zhao: User) -> None:
    proved_in(qian).post(reverse("console:admit"), JUDGE)
    Proposal.objects.update(ends_at=now() - timedelta(seconds=1))
    assert "its time is over" in approve(zhao).content.decode()
    assert not User.objects.filter(username="linfg").exists()
    assert waiting_in(qian.court or make.court(), now()) == []


def test_it_is_declined_by_another_and_taken_back_by_whoever_asked(qian: User, zhao: User) -> None:
    for by, state in ((zhao, "declined"), (qian, "withdrawn")):
        propose(make.court(), ProposalDraft(ProposalKind.TOKEN, draft={"name": state}), qian, now())
        decline(by)
        assert Proposal.objects.get(draft__name=state).state == state
    assert "over" in approve(zhao).content.decode()


def test_another_court_sees_and_approves_nothing(qian: User) -> None:
    proved_in(qian).post(reverse("console:admit"), JUDGE)
    assert approve(make.user(make.other_court(), Role.SUPERVISOR)).status_code == 404


def test_the_same_waits_once(qian: User) -> None:
    propose(make.court(), ProposalDraft(ProposalKind.TOKEN, draft={"name": "a"}), qian, now())
    with pytest.raises(Refused, match="proposal_waits_already"):
        propose(make.court(), ProposalDraft(ProposalKind.TOKEN, draft={"name": "a"}), qian, now())


def test_past_the_page_nobody_does_it_alone_either(qian: User) -> None:
    by, chen, judge = f"staff:{qian.id}", make.user(), make.user(role=Role.JUDGE)
    closed = make.user(role=Role.JUDGE)
    remove_user(closed, "engine", now())
    draft = UserDraft("x", "x", Role.JUDGE, "correct horse battery")
    alone = (
        lambda: make_user(draft, make.court(), by, now()),
        lambda: make_user(draft, make.court(), by, now(), approved_by=by),
        lambda: set_role(chen, Role.JUDGE, by, now()),
        lambda: readmit_user(closed, by, now()),
        lambda: make_api_client(make.court(), ClientDraft("x", tuple(Scope)), by, now()),
        lambda: drop_second_factors(chen, by, now()),
        lambda: give_password(judge, by, now()),
    )
    for act in alone:
        with pytest.raises(Refused, match="needs_second_person"):
            act()


def test_the_database_itself_takes_no_approval_by_whoever_asked(qian: User) -> None:
    made = propose(make.court(), ProposalDraft(ProposalKind.TOKEN, draft={"name": "a"}), qian, now())
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        Proposal.objects.filter(id=made.id).update(state="approved", decided_by=qian, decided_at=now())


@pytest.mark.parametrize("name", ["admit", "admit_system", "new_password", "drop_factors", "readmit", "member"])
def test_a_session_left_open_changes_nothing_about_accounts(qian: User, name: str) -> None:
    lin = make.user(name="林书记员")
    left_open = signed_in(qian)
    place = reverse(f"console:{name}", args=[] if name.startswith("admit") else [lin.id])
    answer = left_open.post(place, JUDGE | token_form() | {"role": "auditor"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    lin.refresh_from_db()
    assert (lin.role, lin.check_password(make.PASSWORD)) == ("clerk", True)
    assert not Proposal.objects.exists()


def test_what_was_typed_waits_while_they_prove_it(qian: User, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, page = proved_in(qian), reverse("console:admit")
    typed = form_at(browser, page).filled(JUDGE)
    later = now() + timedelta(minutes=10)
    with monkeypatch.context() as passed:
        passed.setattr("songda.web.console.shared.stepping_up.now", lambda: later)
        assert browser.post(page, typed).status_code == 302
        assert browser.get(page)["Location"].startswith(reverse("account_reauthenticate"))
    assert JUDGE["display_name"] in browser.get(page).content.decode()
    assert not Proposal.objects.exists()
