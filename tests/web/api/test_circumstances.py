"""Over the API too: capacity, who agreed, and every circumstance through one door."""

import pytest

from songda.records.ground.evidence.models import Event
from songda.records.law.facts.persons import party_facts
from songda.records.matter.parties.actions import PartyDraft, add_party
from songda.records.matter.parties.models import Consent, Party
from tests import make
from tests.web.api.caller import Caller

pytestmark = pytest.mark.database
AT = "2026-06-01T10:00:00+08:00"
LATER = "2099-06-01T10:00:00+08:00"


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


def test_a_party_is_missing_until_they_are_found(court: Caller) -> None:
    party = make.party()
    told = {"kind": "missing", "basis": "police", "since": AT, "words": "派出所证明"}
    door = f"/parties/{party.id}/circumstances"
    noted = court.post(door, told, key="m1")
    assert noted.status_code == 201
    assert "派出所证明" not in noted.content.decode()
    assert court.post(door, told, key="m1").content == noted.content
    assert court.post(door, told).json()["code"] == "circumstance_holds_already"
    listed = court.get(f"/cases/{party.case_id}/parties").json()
    assert listed[0]["missing_since"] is not None
    found = court.post(f"/circumstances/{noted.json()['id']}/ending", {"until": AT})
    assert (found.status_code, found.json()["until"]) == (201, noted.json()["since"])
    assert court.get(f"/cases/{party.case_id}/parties").json()[0]["missing_since"] is None
    assert Event.objects.get(name="party.found").actor.startswith("client:")


def test_an_address_is_withheld_given_withheld_again_and_struck(court: Caller) -> None:
    party = make.party()
    door = f"/parties/{party.id}/circumstances"
    told = {"kind": "address_withheld", "basis": "refuses", "since": AT, "words": "当面告知后果，见笔录第3页"}
    first = court.post(door, told)
    assert first.status_code == 201
    assert court.post(door, told).json()["code"] == "circumstance_holds_already"
    ending = f"/circumstances/{first.json()['id']}/ending"
    assert court.post(ending, {"until": AT}).status_code == 201
    again = court.post(ending, {"until": AT})
    assert (again.status_code, again.json()["code"]) == (409, "circumstance_over_already")
    second = court.post(door, told | {"basis": "evades"}).json()
    assert court.post(f"/circumstances/{second['id']}/removal", {"reason": ""}).json()["path"] == "$.reason"
    assert court.post(f"/circumstances/{second['id']}/removal", {"reason": "误登"}).json()["struck_at"] is not None
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
    told = {"kind": "jurisdiction_contested", "party_id": str(party.id), "since": AT}
    raised = court.post(f"/cases/{party.case_id}/circumstances", told)
    assert (raised.status_code, raised.json()["objector_id"]) == (201, str(party.id))
    door = f"/circumstances/{raised.json()['id']}"
    assert court.post(f"{door}/ending", {"until": AT}).status_code == 201
    assert court.get(f"/cases/{party.case_id}").json()["jurisdiction_dismissed_at"] is not None
    assert court.post(f"{door}/removal", {"reason": "误登"}).status_code == 201
    assert court.get(f"/cases/{party.case_id}").json()["jurisdiction_objected_at"] is None
    twice = court.post(f"{door}/removal", {"reason": "误登"})
    assert (twice.status_code, twice.json()["code"]) == (409, "circumstance_struck_already")
    assert court.post(f"{door}/ending", {"until": AT}).json()["code"] == "circumstance_struck_already"


def test_the_procuratorate_takes_part_and_agrees(court: Caller) -> None:
    case = make.case()
    door = f"/cases/{case.id}/circumstances"
    joined = court.post(door, {"kind": "procuratorate"})
    assert (joined.status_code, joined.json()["until"]) == (201, None)
    assert court.post(door, {"kind": "procuratorate"}).json()["code"] == "circumstance_holds_already"
    assert court.post(f"/circumstances/{joined.json()['id']}/ending", {"until": AT}).status_code == 201
    assert court.get(f"/cases/{case.id}").json()["procuratorate_agreed_at"] is not None
    assert court.post(door, {"kind": "procuratorate"}).json()["code"] == "circumstance_noted_once"
    court.post(f"/circumstances/{joined.json()['id']}/removal", {"reason": "误登"})
    agreed = court.post(door, {"kind": "procuratorate", "until": AT}).json()
    assert agreed["since"] == agreed["until"]


def test_custody_begins_ends_and_may_have_been_a_mistake(court: Caller) -> None:
    party = make.party()
    wish = {"kind": "in_custody", "since": AT, "words": "晋中监狱"}
    noted = court.post(f"/parties/{party.id}/circumstances", wish, key="s-1")
    assert (noted.status_code, noted.json()["until"]) == (201, None)
    assert court.post(f"/parties/{party.id}/circumstances", wish).status_code == 409
    door = f"/circumstances/{noted.json()['id']}"
    early = court.post(f"{door}/ending", {"until": "2026-05-31T10:00:00+08:00"}).json()
    assert (early["code"], early["path"]) == ("ends_before_it_began", "$.until")
    assert court.post(f"{door}/ending", {"until": "2026-06-01T11:00:00+08:00"}).status_code == 201
    assert court.post(f"{door}/removal", {"reason": "同名他人"}).json()["struck_at"] is not None
    assert party_facts([party.id])[party.id].recipient.status_periods == ()


def test_a_way_is_ruled_out_over_the_api_too(court: Caller) -> None:
    party = make.party()
    wish = {
        "kind": "ways_ruled_out", "ways": ["entrusted", "mail"], "basis": "address_does_not_exist", "since": AT,
        "words": "社区称该楼已拆除",
    }  # fmt: skip
    noted = court.post(f"/parties/{party.id}/circumstances", wish)
    assert (noted.status_code, noted.json()["ways"]) == (201, ["mail", "entrusted"])
    assert court.post(f"/parties/{party.id}/circumstances", wish).json()["code"] == "circumstance_exists"
    ending = court.post(f"/circumstances/{noted.json()['id']}/ending", {"until": AT}).json()
    assert ending["code"] == "circumstance_never_ends"


def test_what_was_noted_wrongly_is_corrected_and_what_is_left_out_stays(court: Caller) -> None:
    party = make.party()
    wish = {"kind": "missing", "basis": "police", "since": AT, "words": "派出所证明"}
    noted = court.post(f"/parties/{party.id}/circumstances", wish).json()
    door = f"/circumstances/{noted['id']}/correction"
    earlier = "2026-05-30T10:00:00+08:00"
    assert court.post(door, {"since": AT, "reason": "误登"}).json()["code"] == "nothing_changed"
    assert court.post(door, {"until": AT, "reason": "误登"}).json()["path"] == "$.until"  # it has not ended: end it
    stale = court.post(door, {"since": earlier, "reason": "误登", "version": "0" * 64})
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_meanwhile")
    right = court.post(door, {"since": earlier, "reason": "误登", "version": noted["version"]}).json()
    assert (right["basis"], right["struck_at"]) == ("police", None)
    listed = court.get(f"/cases/{party.case_id}/circumstances").json()
    assert [(one["id"], one["struck_at"] is None) for one in listed] == [(noted["id"], False), (right["id"], True)]
    (period,) = party_facts([party.id])[party.id].recipient.status_periods
    assert period.since.isoformat() == "2026-05-30T02:00:00+00:00"
    assert Event.objects.filter(name="party.reported_missing").latest("number").data["instead_of"] == noted["id"]
    court.post(f"/circumstances/{right['id']}/ending", {"until": AT})
    holds = court.post(f"/circumstances/{right['id']}/correction", {"until": None, "reason": "仍无下落"}).json()
    assert holds["until"] is None


@pytest.mark.parametrize(
    ("wish", "path", "code"),
    [
        ({"kind": "ill"}, "$.kind", "wrong_kind"),
        ({"kind": "procuratorate"}, "$.kind", "wrong_kind"),  # of a case, not of a party
        ({"kind": "missing", "basis": "police", "words": "证明"}, "$.since", "needed"),
        ({"kind": "missing", "basis": "rumour", "words": "证明", "since": AT}, "$.basis", "wrong_basis"),
        ({"kind": "missing", "basis": "evades", "words": "证明", "since": AT}, "$.basis", "wrong_basis"),
        ({"kind": "missing", "basis": "police", "since": AT}, "$.words", "wrong_words"),
        ({"kind": "missing", "basis": "police", "words": "证明", "since": LATER}, "$.since", "dated_in_future"),
        ({"kind": "missing", "basis": "police", "words": "证明", "since": AT, "ways": ["mail"]}, "$.ways", "not_asked"),
        ({"kind": "soldier", "since": AT, "words": "长" * 101}, "$.words", "wrong_words"),
        ({"kind": "soldier", "since": AT, "words": "某部队", "until": AT}, "$.until", "not_asked"),
        ({"kind": "ways_ruled_out", "since": AT, "words": "证明", "basis": "closed_by_law"}, "$.ways", "unknown_way"),
    ],
)
def test_whatever_is_wrong_is_told_with_its_field(court: Caller, wish: dict[str, object], path: str, code: str) -> None:
    answer = court.post(f"/parties/{make.party().id}/circumstances", wish)
    assert (answer.status_code, answer.json()["path"], answer.json()["code"]) == (422, path, code)
    assert answer.json()["sentence_zh"] != code


def test_an_objection_is_of_a_party_of_the_case(court: Caller) -> None:
    case = make.case()
    told = {"kind": "jurisdiction_contested", "party_id": str(make.party().id), "since": AT}
    answer = court.post(f"/cases/{case.id}/circumstances", told).json()
    assert (answer["path"], answer["code"]) == ("$.party_id", "unknown_party")


def test_what_belongs_to_another_court_is_not_there(court: Caller, outsider: Caller) -> None:
    party = make.party()
    told = {"kind": "missing", "basis": "police", "since": AT, "words": "派出所证明"}
    noted = court.post(f"/parties/{party.id}/circumstances", told).json()
    door = f"/circumstances/{noted['id']}"
    for where, body in (
        (f"/parties/{party.id}/circumstances", told),
        (f"/cases/{party.case_id}/circumstances", {"kind": "procuratorate"}),
        (f"{door}/ending", {"until": AT}),
        (f"{door}/correction", {"since": AT, "reason": "误登"}),
        (f"{door}/removal", {"reason": "误登"}),
    ):
        assert outsider.post(where, body).status_code == 404
    assert outsider.get(f"/cases/{party.case_id}/circumstances").status_code == 404


def test_evidence_of_receipt_names_its_papers_and_is_corrected(court: Caller) -> None:
    party = make.party()
    papers = [make.paper(party.case), make.paper(party.case, "rights_notice")]
    ids = sorted(str(paper.id) for paper in papers)
    told = {"kind": "content_known", "basis": "recipient", "since": AT, "words": "笔录第2页", "papers": ids}
    noted = court.post(f"/parties/{party.id}/circumstances", told)
    assert (noted.status_code, noted.json()["papers"]) == (201, ids)
    wish = {"papers": ids[:1], "reason": "仅收悉传票"}
    corrected = court.post(f"/circumstances/{noted.json()['id']}/correction", wish)
    assert (corrected.status_code, corrected.json()["papers"]) == (201, ids[:1])
    elsewhere = court.post(f"/parties/{make.party().id}/circumstances", told)
    assert elsewhere.json()["path"] == "$.papers"
