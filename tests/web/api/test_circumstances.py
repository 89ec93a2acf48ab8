"""Over the API too: capacity, who agreed, who is missing, and objections to jurisdiction."""

import pytest

from songda.records.evidence.models import Event
from songda.records.facts.persons import party_facts
from songda.records.parties.actions import PartyDraft, add_party
from songda.records.parties.models import Consent, Party
from tests import make
from tests.web.api.caller import Caller

pytestmark = pytest.mark.database
AT = "2026-06-01T10:00:00+08:00"


def test_capacity_and_authority_are_entered_and_corrected(court: Caller) -> None:
    case = make.case()
    person = {"role": "defendant", "name": "李某", "lacks_capacity": True, "own_labour": False}
    entered = court.post(f"/cases/{case.id}/parties", person)
    assert entered.status_code == 201
    party = Party.objects.get()
    assert party.lacks_capacity
    wish = {"lacks_capacity": False, "own_labour": True, "reason": "登记有误"}
    assert court.patch(f"/parties/{party.id}", wish).status_code == 200
    facts = party_facts([party.id])[party.id].recipient
    assert (facts.lacks_capacity, facts.own_labour) == (False, True)


def test_a_consent_names_the_agent_who_gave_it(court: Caller) -> None:
    child = make.party(number=make.resident_id("20150101"))
    parent = add_party(child.case, PartyDraft("statutory_agent", "王某", acts_for_id=child.id), "engine", make.NOW)
    wish = {"ground": "express", "at": AT, "stages": ["first_instance"]}
    own = court.post(f"/parties/{child.id}/consents", wish)
    assert (own.status_code, own.json()["code"]) == (422, "minor_needs_agent")
    given = court.post(f"/parties/{child.id}/consents", {**wish, "given_by_id": str(parent.id)})
    assert given.json()["given_by_id"] == str(parent.id)
    assert Consent.objects.get().given_by == parent


def test_a_party_is_missing_until_he_is_found(court: Caller) -> None:
    party = make.party()
    told = {"source": "police", "since": AT, "evidence": "派出所证明"}
    noted = court.post(f"/parties/{party.id}/missing", told, key="m1")
    assert noted.status_code == 201
    assert noted.json()["missing_since"] is not None
    assert court.post(f"/parties/{party.id}/missing", told, key="m1").content == noted.content
    assert court.post(f"/parties/{party.id}/missing", told).json()["code"] == "missing_already"
    assert court.post(f"/parties/{party.id}/found", {"at": AT}).json()["missing_since"] is None
    assert Event.objects.get(name="party.found").actor.startswith("client:")


def test_an_address_is_withheld_given_withheld_again_and_struck(court: Caller) -> None:
    party = make.party()
    door = f"/parties/{party.id}/withheld-address"
    told = {"how": "refuses", "at": AT, "evidence": "当面告知后果，见笔录第3页"}
    assert court.post(door, told).status_code == 201
    assert court.post(door, told).json()["code"] == "address_withheld_already"
    assert court.post(f"{door}/given", {"at": AT}).status_code == 201
    assert court.post(f"{door}/given", {"at": AT}).json()["code"] == "address_not_withheld"
    assert court.post(door, told | {"how": "evades"}).status_code == 201
    assert court.post(f"{door}/removal", {"reason": "误登"}).status_code == 201
    assert [each.how for each in party_facts([party.id])[party.id].recipient.address_withheld] == ["refuses"]


def test_a_place_on_file_says_where_it_was_taken_from(court: Caller) -> None:
    party = make.party()
    place = {"kind": "postal", "value": "孝义市迎宾路8号院5号楼", "address_class": "found", "source": "civil_act"}
    undated = court.post(f"/parties/{party.id}/addresses", place)
    assert (undated.status_code, undated.json()["code"]) == (422, "use_not_dated")
    entered = court.post(f"/parties/{party.id}/addresses", place | {"last_used_on": "2026-01-31"})
    assert (entered.json()["source"], entered.json()["last_used_on"]) == ("civil_act", "2026-01-31")
    other = {"value": "孝义市迎宾路8号院6号楼", "source": "register"}
    door = f"/addresses/{entered.json()['id']}/replacement"
    assert court.post(door, other).json()["source"] == "register"


def test_an_objection_to_jurisdiction_its_dismissal_and_its_mistake(court: Caller) -> None:
    party = make.party()
    door = f"/cases/{party.case_id}/jurisdiction-objection"
    raised = court.post(door, {"party_id": str(party.id), "at": AT})
    assert (raised.status_code, raised.json()["jurisdiction_dismissed_at"]) == (201, None)
    assert court.post(f"{door}/dismissal", {"at": AT}).json()["jurisdiction_dismissed_at"] is not None
    assert court.post(f"{door}/removal", {"reason": "误登"}).json()["jurisdiction_objected_at"] is None
    assert court.post(f"{door}/dismissal", {"at": AT}).json()["code"] == "jurisdiction_not_objected"


def test_the_procuratorate_takes_part_and_agrees(court: Caller) -> None:
    case = make.case()
    door = f"/cases/{case.id}/procuratorate"
    joined = court.post(door, {})
    assert (joined.status_code, joined.json()["procuratorate_takes_part"]) == (201, True)
    assert court.post(door, {}).json()["code"] == "procuratorate_noted_already"
    assert court.post(door, {"agreed_at": AT}).json()["procuratorate_agreed_at"] is not None
    assert court.post(f"{door}/removal", {"reason": "误登"}).json()["procuratorate_takes_part"] is False
    assert court.post(f"{door}/removal", {"reason": "误登"}).json()["code"] == "procuratorate_not_noted"


def test_what_belongs_to_another_court_is_not_there(court: Caller) -> None:
    party = make.party(make.case(make.other_court()))
    told = {"source": "police", "since": AT, "evidence": "派出所证明"}
    assert court.post(f"/parties/{party.id}/missing", told).status_code == 404
    assert court.post(f"/parties/{party.id}/found", {"at": AT}).status_code == 404
    door = f"/parties/{party.id}/withheld-address"
    assert court.post(door, {"how": "evades", "at": AT, "evidence": "避而不见"}).status_code == 404
    assert court.post(f"{door}/given", {"at": AT}).status_code == 404
    assert court.post(f"{door}/removal", {"reason": "误登"}).status_code == 404
    door = f"/cases/{party.case_id}/jurisdiction-objection"
    assert court.post(door, {"party_id": str(party.id), "at": AT}).status_code == 404
    assert court.post(f"{door}/dismissal", {"at": AT}).status_code == 404
    assert court.post(f"{door}/removal", {"reason": "误登"}).status_code == 404
    door = f"/cases/{party.case_id}/procuratorate"
    assert court.post(door, {}).status_code == 404
    assert court.post(f"{door}/removal", {"reason": "误登"}).status_code == 404


def test_custody_begins_ends_and_may_have_been_a_mistake(court: Caller, outsider: Caller) -> None:
    party = make.party()
    wish = {"what": "in_custody", "since": AT, "place": "晋中监狱"}
    assert outsider.post(f"/parties/{party.id}/status-periods", wish).status_code == 404
    noted = court.post(f"/parties/{party.id}/status-periods", wish, key="s-1")
    assert (noted.status_code, noted.json()["until"]) == (201, None)
    assert "晋中监狱" not in noted.content.decode()
    assert court.post(f"/parties/{party.id}/status-periods", wish).status_code == 409
    door = f"/status-periods/{noted.json()['id']}"
    assert outsider.post(f"{door}/ending", {"until": AT}).status_code == 404
    assert court.post(f"{door}/ending", {"until": "2026-05-31T10:00:00+08:00"}).json()["code"] == "ends_before_it_began"
    assert court.post(f"{door}/ending", {"until": "2026-06-01T11:00:00+08:00"}).status_code == 201
    assert court.post(f"{door}/removal", {"reason": "误登"}).status_code == 409
    again = court.post(f"/parties/{party.id}/status-periods", wish).json()
    struck = court.post(f"/status-periods/{again['id']}/removal", {"reason": "同名他人"}).json()
    assert struck["until"] == struck["since"]
