"""What is noted of a party reaches the law: who must appear, whose country closes the post, who receives for them."""

import pytest

from songda.core.circumstances import Kind
from songda.core.refusal import Refused
from songda.records.law.facts.persons import party_facts
from songda.records.matter.cases.actions import Reason
from songda.records.matter.circumstances.actions import note, strike
from songda.records.matter.circumstances.entries import CircumstanceDraft
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.database
FACTS = [
    (CircumstanceDraft("must_appear", NOW, basis="owes_support", words="赡养费"), "must_appear"),
    (CircumstanceDraft("must_appear", NOW, basis="facts_unclear", words="借款经过"), "must_appear"),
    (CircumstanceDraft("post_forbidden", NOW, words="公约保留"), "home_law_forbids_post"),
    (CircumstanceDraft("receiver_in_china", NOW, basis="branch", words="上海分公司"), "branch_may_receive"),
    (CircumstanceDraft("receiver_in_china", NOW, basis="business_agent", words="代办人"), "business_agent_may_receive"),
    (CircumstanceDraft("first_notice", NOW, words="卷二第3页"), "notice_at_first_instance"),
]


@pytest.mark.parametrize(("draft", "fact"), FACTS)
def test_it_is_a_fact_while_it_stands_and_none_once_struck(draft: CircumstanceDraft, fact: str) -> None:
    party = make.party(domicile="sg")
    assert getattr(party_facts([party.id])[party.id].recipient, fact) is False
    entry = note(party, draft, "engine", NOW)
    assert getattr(party_facts([party.id])[party.id].recipient, fact) is True
    strike(entry, Reason("录入有误"), "engine", NOW)
    assert getattr(party_facts([party.id])[party.id].recipient, fact) is False


@pytest.mark.parametrize("draft", [draft for draft, _ in FACTS if draft.kind != Kind.MUST_APPEAR])
def test_what_turns_no_answer_at_home_is_not_noted_there(draft: CircumstanceDraft) -> None:
    with pytest.raises(Refused, match="only_of_abroad"):
        note(make.party(), draft, "engine", NOW)
