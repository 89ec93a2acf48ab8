"""Look-ups in numbers: whoever asks for many or approves many proves once more who they are, and it is on record."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from songda import clock
from songda.core.access import Role
from songda.core.lookups import BULK_FROM
from songda.records.court.staff.models import User
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Party
from songda.records.ways.lookups.models import Lookup
from tests import make
from tests.records.ways.lookups.stage import WHY, requested
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
TYPED = {"purpose": "service", "ground": "no_address", "why": WHY, "operators": ["mobile"], "days": "7"}
AGAIN = reverse("account_reauthenticate")
PASSWORD = "correct horse battery"


def ask(client: Client, party: Party) -> HttpResponse:
    return client.post(reverse("console:new_lookup", args=[party.id]), TYPED)


def busy_clerk() -> tuple[User, Client]:
    """A clerk who asked for as many as nobody wonders at."""
    clerk = make.user()
    client = signed_in(clerk)
    for _ in range(BULK_FROM):
        assert AGAIN not in ask(client, make.party())["Location"]
    assert Lookup.objects.count() == BULK_FROM
    return clerk, client


def prove(client: Client, password: str = PASSWORD) -> None:
    client.post(AGAIN, {"password": password})


def test_one_of_many_is_asked_for_only_by_whoever_proved_who_they_are() -> None:
    clerk, client = busy_clerk()
    party = make.party()
    page = reverse("console:new_lookup", args=[party.id])
    assert client.get(page)["Location"] == f"{AGAIN}?{urlencode({'next': page})}"
    assert ask(client, party)["Location"].startswith(AGAIN)
    prove(client, "not the password")
    assert ask(client, party)["Location"].startswith(AGAIN)
    assert Lookup.objects.count() == BULK_FROM
    prove(client)
    assert client.get(page).status_code == 200
    ask(client, party)
    ask(client, make.party())
    assert Lookup.objects.count() == BULK_FROM + 2
    told = Event.objects.get(name="staff.stepped_up")
    assert (told.actor, told.data) == (f"staff:{clerk.id}", {"door": "lookups_in_numbers", "how": "password"})


def test_a_proof_holds_for_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    _, client = busy_clerk()
    prove(client)
    later = clock.now() + timedelta(minutes=10)
    monkeypatch.setattr("songda.web.console.shared.stepping_up.now", lambda: later)
    assert ask(client, make.party())["Location"].startswith(AGAIN)
    assert Lookup.objects.count() == BULK_FROM


def test_whoever_signed_in_has_not_proved_it_once_more() -> None:
    clerk, _ = busy_clerk()
    client = Client()
    client.post(reverse("account_login"), {"login": clerk.username, "password": PASSWORD})
    assert ask(client, make.party())["Location"].startswith(AGAIN)


def test_the_proof_of_one_is_none_of_another_at_the_same_computer() -> None:
    clerk, client = busy_clerk()
    client.force_login(make.user())
    prove(client)
    client.force_login(clerk)
    assert ask(client, make.party())["Location"].startswith(AGAIN)


def test_many_that_systems_asked_for_are_approved_only_after_a_proof() -> None:
    """What comes over the API is asked of nobody before a person approved it: there the proof is given."""
    chief = make.user(role=Role.SUPERVISOR)
    client = signed_in(chief)
    waiting = [requested() for _ in range(BULK_FROM + 1)]
    Lookup.objects.update(valid_until=clock.now() + timedelta(days=7))
    for one in waiting:
        client.post(reverse("console:approve_lookup", args=[one.id]))
    last = reverse("console:lookup", args=[waiting[-1].id])
    assert Lookup.objects.filter(state="approved").count() == BULK_FROM
    turned = client.post(reverse("console:approve_lookup", args=[waiting[-1].id]))
    assert turned["Location"] == f"{AGAIN}?{urlencode({'next': last})}"
    assert client.post(turned["Location"], {"password": PASSWORD, "next": last})["Location"] == last
    assert "尚未批准" in client.get(last).content.decode()
    client.post(reverse("console:approve_lookup", args=[waiting[-1].id]))
    assert Lookup.objects.filter(state="approved").count() == BULK_FROM + 1
