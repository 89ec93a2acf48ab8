"""Helpers and care over the API: a mandate is put on record and ended, an opponent refused, care told with its rows."""

from datetime import timedelta
from typing import Any

import pytest

from songda.clock import now
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from tests import make
from tests.web.api.caller import Caller

pytestmark = pytest.mark.database


def body(number: str = "", **changes: object) -> dict[str, Any]:
    return {
        "name": "王小明",
        "number": number or make.resident_id("19850101"),
        "relation": "child",
        "rights": ["see", "read_aloud"],
        "until": (now() + timedelta(days=20)).isoformat(),
        "given_how": "call",
        "identified_how": "call",
        **changes,
    }


def test_a_mandate_is_made_listed_and_ended(court: Caller) -> None:
    party = make.party()
    made = court.post(f"/parties/{party.id}/mandates", body())
    assert made.status_code == 201
    assert len(made.json()["code"]) == 8
    (listed,) = court.get(f"/parties/{party.id}/mandates").json()
    assert listed["name"] == "王小明"
    assert "code" not in listed
    ended = court.post(f"/mandates/{listed['id']}/ending", {})
    assert ended.json()["ended_at"] is not None


def test_the_opponent_is_refused_with_the_place_in_the_request(court: Caller) -> None:
    party = make.party()
    number = make.resident_id("19850101")
    make.party(party.case, "plaintiff", name="王某", number=number)
    refused = court.post(f"/parties/{party.id}/mandates", body(number))
    assert refused.status_code == 422
    assert refused.json()["code"] == "helper_is_opponent"


def test_what_asks_for_care_is_told_with_what_follows(court: Caller) -> None:
    party = make.party(number=make.resident_id("19400312"))
    note(party, CircumstanceDraft("care", now(), basis="low_literacy", words="女儿说明"), "staff:x", now())
    aged, said = court.get(f"/parties/{party.id}/care").json()
    assert (aged["need"], aged["does"], aged["since"]) == ("aged", ["large_print"], None)
    assert (said["need"], said["more_days"]) == ("low_literacy", 3)


def test_a_wish_of_another_case_is_told_here_and_ends_everywhere(court: Caller) -> None:
    first = make.party()
    note(first, CircumstanceDraft("care", now(), basis="wish_paper", words="本人来电"), "staff:x", now())
    later = court.post(f"/cases/{make.case().id}/parties", person(first.number)).json()["id"]
    assert [one["need"] for one in court.get(f"/parties/{later}/care").json()] == ["wish_paper"]
    ended = court.post(f"/parties/{later}/care/ending", {"need": "wish_paper", "until": now().isoformat()})
    assert (ended.status_code, ended.json()["care"]) == (201, [])
    assert court.get(f"/parties/{first.id}/care").json() == []


def test_paper_only_follows_the_person_until_they_take_it_back(court: Caller) -> None:
    first = make.party()
    court.post(f"/parties/{first.id}/offline", {"reason": "own_wish"})
    later = court.post(f"/cases/{make.case().id}/parties", person(first.number)).json()
    assert later["is_offline"]
    back = court.post(f"/parties/{later['id']}/offline/withdrawal", {})
    assert (back.status_code, back.json()["is_offline"]) == (201, False)
    assert court.post(f"/parties/{first.id}/offline/withdrawal", {}).json()["code"] == "no_own_wish"


def person(number: str) -> dict[str, Any]:
    return {"role": "defendant", "name": "李某", "number": number}
