"""Death, the end of a body, bankruptcy and a mandate that is over: once noted they turn the answer from their day on.

General Provisions of the Civil Law, articles 13 and 59 (Civil Code, the same); Enterprise Bankruptcy Law, article 25;
Civil Procedure Law, article 63 on the end of a mandate.
"""

import pytest

from songda.core.circumstances import Kind
from songda.core.law.facts import PersonStatus
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.facts.persons import party_facts
from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.matter.circumstances.actions import end, note, strike
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.actions import PartyDraft, add_party, remove_representative
from songda.records.matter.parties.consents import can_act
from songda.records.matter.parties.models import Party
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.ways.deeds import StepDraft
from tests import make
from tests.records.noted import noted
from tests.records.service.deeds.test_deeds import DAY, hand, unreachable
from tests.records.stage import NOW, envelope

pytestmark = pytest.mark.database
PROOF = "见卷宗第12页"


def body() -> Party:
    return make.party(kind="legal_person", number="", name="某公司")


def holds(kind: Kind, party: Party, since: int = 0) -> None:
    """Noted as so since that many days after the order."""
    note(party, CircumstanceDraft(kind, NOW + since * DAY, words=PROOF), "engine", NOW + since * DAY)


def signed(sealed: Envelope, by: str, day: int = 2) -> Finding:
    hand(sealed, "direct", StepDraft("signed", NOW + day * DAY, by=by))
    return Finding.objects.get(service__envelope=sealed)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Kind.DECEASED, PersonStatus.DECEASED),
        (Kind.DISSOLVED, PersonStatus.DISSOLVED),
        (Kind.IN_BANKRUPTCY, PersonStatus.IN_BANKRUPTCY),
        (Kind.LACKS_CAPACITY, PersonStatus.LACKS_CAPACITY),
    ],
)
def test_it_is_a_fact_since_its_day_and_none_once_struck(kind: Kind, status: PersonStatus) -> None:
    party = make.party() if kind in {Kind.DECEASED, Kind.LACKS_CAPACITY} else body()
    holds(kind, party)
    (period,) = party_facts([party.id])[party.id].recipient.status_periods
    assert (period.status, period.since, period.until) == (status, NOW, None)
    strike(noted(party, kind), Reason("另有其人"), "engine", NOW)
    assert not party_facts([party.id])[party.id].recipient.status_periods


def test_nobody_in_the_household_signs_for_whoever_has_died() -> None:
    sealed = unreachable()
    holds(Kind.DECEASED, sealed.party, since=1)
    assert signed(sealed, "cohabitant").status == "not_allowed"


def test_what_the_administrator_of_an_estate_signs_is_for_the_judge() -> None:
    sealed = unreachable()
    holds(Kind.DECEASED, sealed.party, since=1)
    assert signed(sealed, "estate_administrator").status == "awaiting_judge"


def test_what_was_signed_for_before_they_died_keeps_its_effect() -> None:
    sealed = unreachable()
    assert signed(sealed, "cohabitant").status == "effective"
    holds(Kind.DECEASED, sealed.party, since=3)
    reconsider([sealed.party_id], [], NOW + 60 * DAY)
    ask_law(NOW + 61 * DAY)
    assert Finding.objects.get().status == "effective"


# From the second day to the tenth: a petition for bankruptcy is accepted, or a person cannot act for themselves.
MEANWHILE = [
    (Kind.IN_BANKRUPTCY, "mail_room", 1, "effective"),
    (Kind.IN_BANKRUPTCY, "mail_room", 3, "not_effective"),
    (Kind.IN_BANKRUPTCY, "bankruptcy_administrator", 3, "effective"),
    (Kind.IN_BANKRUPTCY, "mail_room", 11, "effective"),
    (Kind.LACKS_CAPACITY, "recipient", 1, "effective"),
    (Kind.LACKS_CAPACITY, "recipient", 3, "not_effective"),
    (Kind.LACKS_CAPACITY, "statutory_agent", 3, "effective"),
    (Kind.LACKS_CAPACITY, "recipient", 11, "effective"),
]


@pytest.mark.parametrize(("kind", "by", "day", "status"), MEANWHILE)
def test_meanwhile_another_receives_in_their_place(kind: Kind, by: str, day: int, status: str) -> None:
    sealed = envelope(body()) if kind is Kind.IN_BANKRUPTCY else unreachable()
    if kind is Kind.LACKS_CAPACITY:
        agent_of(sealed.party, "statutory_agent")
    holds(kind, sealed.party, since=2)
    end(noted(sealed.party, kind), NOW + 10 * DAY, "engine", NOW + 10 * DAY)
    assert signed(sealed, by, day).status == status
    if kind is Kind.LACKS_CAPACITY:
        assert can_act(sealed.party, NOW + day * DAY) == (day != 3)


def test_a_body_that_ended_is_not_served_any_more() -> None:
    sealed = envelope(body())
    holds(Kind.DISSOLVED, sealed.party, since=1)
    assert signed(sealed, "mail_room").status == "not_allowed"


def agent_of(party: Party, role: str = "agent") -> Party:
    given = {"agent_authority": "general"} if role == "agent" else {}
    return add_party(party.case, PartyDraft(role, "王某", acts_for_id=party.id, **given), "engine", NOW)


@pytest.mark.parametrize(("day", "status"), [(1, "effective"), (3, "not_effective")])
def test_what_an_agent_signs_after_their_mandate_is_over_counts_for_nothing(day: int, status: str) -> None:
    sealed = unreachable()
    agent = agent_of(sealed.party)
    remove_representative(agent, Reason("解除委托"), "engine", NOW + 2 * DAY)
    assert signed(sealed, "representative", day).status == status


def test_a_mandate_is_over_when_nobody_acts_by_one_any_more() -> None:
    party = make.party()
    first = agent_of(party)
    remove_representative(first, Reason("解除委托"), "engine", NOW + DAY)
    assert party_facts([party.id])[party.id].recipient.mandate_ended_at == NOW + DAY
    agent_of(party)
    assert party_facts([party.id])[party.id].recipient.mandate_ended_at is None
    guardian = agent_of(make.party(), "statutory_agent")
    remove_representative(guardian, Reason("已成年"), "engine", NOW + DAY)
    assert party_facts([guardian.acts_for_id])[guardian.acts_for_id].recipient.mandate_ended_at is None


def test_what_is_handed_to_an_agent_after_their_mandate_is_over_serves_nobody() -> None:
    agent = agent_of(make.party())
    sealed = envelope(agent)
    remove_representative(agent, Reason("解除委托"), "engine", NOW + 2 * DAY)
    hand(sealed, "direct", StepDraft("signed", NOW + 3 * DAY, by="recipient"))
    assert not Finding.objects.filter(status="effective").exists()
