"""Death and bankruptcy from the clerk's form to the answer on the page of the envelope, in both languages."""

import pytest
from django.test import Client
from django.urls import reverse

from songda.clock import now
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.parties.models import Party
from songda.records.service.orders.models import Envelope
from tests import make
from tests.records.service.deeds.test_deeds import DAY, unreachable
from tests.records.stage import NOW, envelope
from tests.web.console.world import signed_in, typed

pytestmark = pytest.mark.database


def noted(client: Client, party: Party, kind: str) -> None:
    """The clerk notes it as of the day after the order."""
    door = f"{reverse('console:note_of_party', args=[party.id])}?kind={kind}"
    assert client.post(door, {"since": typed(NOW + DAY), "words": "见卷宗第12页"}).status_code == 302


def handed(client: Client, sealed: Envelope, by: str) -> str:
    """The clerk hands the papers over on the third day, to whom; gives back the page that says why it counts or not."""
    papers = [str(key) for key in sealed.services.values_list("id", flat=True)]
    typed_in = {"papers": papers, "kind": "signed", "at": typed(NOW + 2 * DAY), "by": by}
    door = f"{reverse('console:deed', args=[sealed.id])}?way=direct"
    answer = client.post(door, typed_in)
    assert answer.status_code == 302, answer.content.decode()
    ask_law(now())
    return client.get(reverse("console:service", args=[sealed.services.get().id])).content.decode()


@pytest.mark.parametrize(
    ("language", "household", "estate"),
    [
        ("zh-hans", "已经死亡", "遗产管理人"),
        ("en", "has died", "administrator of the estate"),
    ],
)
def test_death_of_a_party(language: str, household: str, estate: str) -> None:
    client, sealed = signed_in(language=language), unreachable()
    noted(client, sealed.party, "deceased")
    assert household in handed(client, sealed, "cohabitant")
    assert estate in handed(client, sealed, "estate_administrator")
    assert sealed.services.get().finding.status == "awaiting_judge"


@pytest.mark.parametrize(("language", "answer"), [("zh-hans", "破产管理人"), ("en", "bankruptcy administrator")])
def test_bankruptcy_is_served_on_the_administrator(language: str, answer: str) -> None:
    client = signed_in(language=language)
    sealed = envelope(make.party(kind="legal_person", number="", name="某公司"))
    noted(client, sealed.party, "in_bankruptcy")
    handed(client, sealed, "mail_room")
    assert sealed.services.get().finding.status == "not_effective"
    assert answer in handed(client, sealed, "bankruptcy_administrator")
    sealed.services.get().finding.refresh_from_db()
    assert sealed.services.get().finding.status == "effective"
