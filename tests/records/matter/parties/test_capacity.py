"""Whose yes and whose signature count: the law is told of age, capacity and agents, and of no more than it needs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from songda.core.law.facts import Person
from songda.core.refusal import Refused, WrongField
from songda.records.ground import vault
from songda.records.law.facts.persons import PartyFacts, party_facts
from songda.records.matter.parties.actions import PartyDraft, Reason, add_party, correct_party, remove_representative
from songda.records.matter.parties.corrections import draft_of
from songda.records.matter.parties.models import Consent, Party
from tests import make

pytestmark = pytest.mark.database
NOW = make.NOW
LATER = NOW + timedelta(hours=1)
WHY = Reason("登记有误")
SIXTEEN = "20100101"


def facts(party: Party) -> PartyFacts:
    return party_facts([party.id])[party.id]


def agent(of: Party, role: str = "agent", agent_authority: str = "special", **more: object) -> Party:
    given = {"role": role, "name": "王某", "acts_for_id": of.id, "agent_authority": agent_authority, **more}
    return add_party(of.case, PartyDraft(**given), "engine", NOW)  # type: ignore[arg-type]


def corrected(party: Party, **changed: object) -> Party:
    correct_party(party, replace(draft_of(party), **changed), WHY, "engine", LATER)  # type: ignore[arg-type]
    return Party.objects.get(id=party.id)


def test_the_day_of_birth_of_the_young_is_told_to_the_law_and_of_nobody_else() -> None:
    child, adult = make.party(number=make.resident_id(SIXTEEN)), make.party()
    assert facts(child).recipient.born_on == date(2010, 1, 1)
    assert facts(adult).recipient.born_on is None


def test_no_number_is_opened_for_grown_people(monkeypatch: pytest.MonkeyPatch) -> None:
    adult = make.party()
    opened: list[str] = []
    monkeypatch.setattr(vault, "open_text", lambda cell, _sealed: opened.append(cell))
    facts(adult)
    assert opened == []


@pytest.mark.parametrize("mark", ["own_labour", "lacks_capacity"])
def test_what_is_said_of_capacity_reaches_the_law_and_can_be_corrected(mark: str) -> None:
    party = make.party(**{mark: True})
    assert getattr(facts(party).recipient, mark) is True
    assert getattr(facts(corrected(party, **{mark: False})).recipient, mark) is False


@pytest.mark.parametrize("mark", ["own_labour", "lacks_capacity"])
def test_a_company_has_no_capacity_to_lack(mark: str) -> None:
    with pytest.raises(WrongField, match="not_a_person"):
        make.party(kind="legal_person", number="", **{mark: True})


@pytest.mark.usual_day
def test_sixteen_and_living_on_his_own_work_he_agrees_himself() -> None:
    with pytest.raises(Refused, match="minor_needs_agent"):
        make.consent(make.party(number=make.resident_id(SIXTEEN)))
    working = make.party(number=make.resident_id(SIXTEEN), own_labour=True)
    assert make.consent(working)
    corrected(working, own_labour=False)
    assert Consent.objects.get(party=working).ended_at is not None


def test_nobody_without_capacity_agrees_himself() -> None:
    with pytest.raises(Refused, match="minor_needs_agent"):
        make.consent(make.party(lacks_capacity=True))


def test_the_statutory_agent_agrees_for_a_child_and_the_law_is_told_so() -> None:
    child = make.party(number=make.resident_id(SIXTEEN))
    parent = agent(child, "statutory_agent", "")
    make.consent(child, given_by_id=parent.id)
    assert facts(child).consents[0].by is Person.STATUTORY_AGENT


def test_an_agent_in_the_suit_needs_authority_on_record() -> None:
    party = make.party()
    with pytest.raises(Refused, match="giver_without_authority"):
        make.consent(party, given_by_id=agent(party, agent_authority="").id)
    made = make.consent(party, given_by_id=agent(party, agent_authority="general").id)
    assert facts(party).consents[0].by is Person.REPRESENTATIVE
    corrected(Party.objects.get(id=made.given_by_id), agent_authority="")
    assert facts(party).consents[0].by is Person.STRANGER


@pytest.mark.parametrize("role", ["designated_receiver", "cohabitant", "mail_receiver"])
def test_whoever_only_takes_papers_agrees_for_nobody(role: str) -> None:
    party = make.party()
    with pytest.raises(Refused, match="giver_without_authority"):
        make.consent(party, given_by_id=agent(party, role, "").id)


def test_an_agent_of_another_party_or_one_who_left_agrees_for_nobody() -> None:
    party = make.party()
    left = agent(party)
    remove_representative(left, WHY, "engine", NOW)
    for giver in (left, agent(make.party())):
        with pytest.raises(Refused, match="giver_without_authority"):
            make.consent(party, given_by_id=giver.id)


def test_an_agent_who_may_not_receive_is_told_of_him_and_of_the_one_he_acts_for() -> None:
    party = make.party(domicile="hk", number="H1234567")
    assert not facts(party).recipient.agent_excluded
    shut_out = agent(party, may_not_receive=True)
    assert facts(party).recipient.agent_excluded
    his = facts(shut_out).recipient
    assert (his.agent_excluded, his.domicile) == (True, "hk")
    remove_representative(shut_out, WHY, "engine", NOW)
    assert not facts(party).recipient.agent_excluded


def test_only_who_acts_for_somebody_can_be_kept_from_receiving() -> None:
    with pytest.raises(WrongField, match="acts_for_nobody"):
        make.party(may_not_receive=True)
