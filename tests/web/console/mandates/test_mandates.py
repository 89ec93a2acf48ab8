"""A clerk puts a mandate for a helper on record; the code is shown once, and the opponent is refused by name."""

import re
from datetime import timedelta
from typing import Any

import pytest

from songda import clock
from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Party
from songda.records.service.mandates.models import Mandate
from tests import make
from tests.web.console.world import signed_in, typed

pytestmark = pytest.mark.database


def told(number: str, **changes: object) -> dict[str, Any]:
    return {
        "name": "王小明",
        "number": number,
        "relation": "child",
        "rights": ["see", "read_aloud"],
        "until": typed(clock.now() + timedelta(days=30)),
        "given_how": "counter",
        "identified_how": "card",
        **changes,
    }


def place(party: Party) -> str:
    return f"/console/parties/{party.id}/mandates/new/"


def test_the_code_is_shown_once_and_the_mandate_stands_on_the_page_of_the_person() -> None:
    party, client = make.party(), signed_in()
    page = client.post(place(party), told(make.resident_id("19850101")))
    assert page.status_code == 201
    code = re.findall(r"<code>(\d{8})</code>", page.content.decode())[0]
    shown = client.get(f"/console/parties/{party.id}/").content.decode()
    assert "王小明" in shown
    assert "查看文书页面" in shown
    assert code not in shown


def test_an_opponent_is_refused_beside_the_number() -> None:
    party = make.party()
    number = make.resident_id("19850101")
    make.party(party.case, "plaintiff", name="王某", number=number)
    page = signed_in().post(place(party), told(number))
    assert page.status_code == 422
    assert "不能作为协助人" in page.content.decode()
    assert not Mandate.objects.exists()


def test_it_is_ended_with_a_press() -> None:
    party, client = make.party(), signed_in()
    client.post(place(party), told(make.resident_id("19850101")))
    mandate = Mandate.objects.get()
    client.post(f"/console/mandates/{mandate.id}/end/")
    assert Event.objects.filter(name="mandate.ended").exists()
    assert "终止" in client.get(f"/console/parties/{party.id}/").content.decode()


def test_an_auditor_sees_no_name_of_a_assistant() -> None:
    party = make.party()
    signed_in().post(place(party), told(make.resident_id("19850101")))
    assert "王小明" not in signed_in(role=Role.AUDITOR).get(f"/console/parties/{party.id}/").content.decode()


def test_one_whose_time_is_over_is_not_offered_to_be_ended() -> None:
    party, client = make.party(), signed_in()
    client.post(place(party), told(make.resident_id("19850101")))
    mandate = Mandate.objects.get()
    page = f"/console/parties/{party.id}/"
    assert f"/mandates/{mandate.id}/end/" in client.get(page).content.decode()
    now = clock.now()
    Mandate.objects.update(since=now - timedelta(days=2), until=now - timedelta(days=1))
    over = client.get(page).content.decode()
    assert "已到期" in over
    assert f"/mandates/{mandate.id}/end/" not in over
