"""The sample court is made once, looks like a court, and never comes into production."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from songda.core.identifiers import read_resident_id
from songda.records.court.staff.models import ApiClient, Court, User
from songda.records.court.staff.queries import client_by_token
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from songda.records.service.orders.models import Envelope
from songda.site.demo import ACCOUNTS, PASSWORD
from songda.site.errors import CurableError
from songda_demo.sample.load import VARIABLE, demo_token, load_sample, token_file
from tests import make

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("loaded")]


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The sample court, loaded once for all tests here and taken back at the end; the token has a home of its own."""
    home = settings.HOME
    settings.HOME = tmp_path_factory.mktemp("home")
    with django_db_blocker.unblock(), transaction.atomic():
        load_sample(make.NOW)
        yield
        transaction.set_rollback(True)
    settings.HOME = home


def test_a_second_time_everything_is_there() -> None:
    tables = (Court, User, ApiClient, Case, Party, Paper, Hearing, Envelope)
    counts = [table.objects.count() for table in tables]
    load_sample(make.NOW)
    assert counts == [table.objects.count() for table in tables]
    assert counts[:4] == [2, len(ACCOUNTS), 1, 6]


def test_everybody_signs_in_with_the_known_password() -> None:
    assert all(User.objects.get(username=account.username).check_password(PASSWORD) for account in ACCOUNTS)


def test_the_outsider_works_in_another_court() -> None:
    wu, chen = User.objects.get(username="wu"), User.objects.get(username="chen")
    assert wu.court != chen.court
    assert not Case.objects.filter(court=wu.court).exists()


def test_people_are_made_up_but_right_in_form() -> None:
    people = Party.objects.filter(kind="natural_person", acts_for=None)
    assert all(read_resident_id(party.number) for party in people)


def test_papers_are_real_and_nobody_is_served_with_his_own() -> None:
    assert all(paper.read().startswith(b"%PDF") and paper.pages for paper in Paper.objects.all())
    for envelope in Envelope.objects.all():
        assert all(service.paper.filed_by_id != envelope.party_id for service in envelope.services.all())


def test_the_token_is_made_once_and_kept_closed() -> None:
    assert client_by_token(demo_token()) is not None
    assert token_file().stat().st_mode & 0o077 == 0
    assert demo_token() == token_file().read_text().strip()


def test_a_token_from_the_environment_is_admitted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, VARIABLE, "songda_" + "t" * 43)
    load_sample(make.NOW)
    assert client_by_token("songda_" + "t" * 43) is not None


def test_production_gets_no_accounts_that_everybody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "IS_DEMO", False)
    with pytest.raises(CurableError):
        load_sample(make.NOW)
