"""Whoever asks whether a party has consented gets one answer: the engine, the portal, the board, the preview."""

from datetime import timedelta
from itertools import product
from typing import NamedTuple

import pytest
from django.db.models import prefetch_related_objects
from django.http import HttpRequest

from songda.core.identity import Assurance
from songda.core.law import ConsentStatus
from songda.core.law.facts import ConsentGround
from songda.records.ground import vault
from songda.records.law.facts.dossier import Dossier
from songda.records.law.facts.law_facts import consents_at_stage
from songda.records.law.facts.persons import party_facts
from songda.records.law.facts.plan_facts import consent_of, plan_facts
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Consent, Party
from songda.records.overview.boards.preview import preview
from songda.records.service.findings.queries import ServiceView
from songda.records.service.orders.models import Envelope, Service
from songda.web.portal.answer import consent_state_of
from songda.web.portal.visit import Visit
from tests import make
from tests.make import NOW

pytestmark = [
    pytest.mark.database,
    pytest.mark.night("every consent at every door"),
    pytest.mark.timeout(400),
]
GIVEN_AT = NOW - timedelta(days=20)
BEFORE, AFTER = NOW - timedelta(days=5), NOW + timedelta(days=5)

STAGES = {"all": ["*"], "this": ["first_instance"], "other": ["second_instance"]}
KINDS = {"all": ["*"], "this": ["summons"], "other": ["judgment"]}
WITHDRAWALS = {
    "none": (None, ""),
    "pending": (BEFORE, "pending"),
    "pending, dated later": (AFTER, "pending"),
    "accepted": (BEFORE, "accepted"),
    "accepted, dated later": (AFTER, "accepted"),
    "rejected": (BEFORE, "rejected"),
    "never stood": (GIVEN_AT, ""),
}
CAPACITIES = ("of age", "minor", "without capacity")
GIVERS = {
    "themselves": {},
    "agent with authority": {"role": "agent", "agent_authority": "special"},
    "agent without authority": {"role": "agent", "agent_authority": ""},
    "agent who had left": {"role": "agent", "agent_authority": "special", "removed_at": GIVEN_AT - timedelta(days=1)},
    "statutory agent": {"role": "statutory_agent"},
}


class Combination(NamedTuple):
    """One way in which a consent may have been given and ended."""

    ground: str
    stage: str
    kind: str
    withdrawal: str
    capacity: str
    giver: str

    @property
    def counts(self) -> bool:
        """What is to be expected, in a few words."""
        is_in_scope = self.stage != "other" and self.kind != "other"
        is_standing = self.withdrawal in {"none", "rejected"} or self.withdrawal.endswith("later")
        may_agree = {"themselves": self.capacity == "of age", "agent with authority": True, "statutory agent": True}
        return is_in_scope and is_standing and may_agree.get(self.giver, False)


ALL = [Combination(*each) for each in product(map(str, ConsentGround), STAGES, KINDS, WITHDRAWALS, CAPACITIES, GIVERS)]


def given(case: Case) -> dict[Combination, Party]:
    """A party for each combination, with the consent; written as rows, since the actions would refuse many of them."""
    parties = {each: _party(case, each.capacity) for each in ALL}
    agents = {each: _agent(parties[each], each.giver) for each in ALL if GIVERS[each.giver]}
    Party.objects.bulk_create(parties.values(), batch_size=500)
    Party.objects.bulk_create(agents.values(), batch_size=500)
    Consent.objects.bulk_create((_consent(each, parties[each], agents.get(each)) for each in ALL), batch_size=500)
    return parties


def _party(case: Case, capacity: str) -> Party:
    made = Party(case=case, role="defendant", recorded_at=NOW, name_index=b"0", lacks_capacity="without" in capacity)
    made.age_may_matter = capacity == "minor"
    made.name_sealed = vault.seal_text(f"party.name:{made.id}", "李某")
    number = make.resident_id("20120101" if made.age_may_matter else "19800101")
    made.number_sealed = vault.seal_text(f"party.number:{made.id}", number)
    return made


def _agent(party: Party, giver: str) -> Party:
    made = Party(case=party.case, acts_for=party, recorded_at=NOW, name_index=b"0", **GIVERS[giver])
    made.name_sealed = vault.seal_text(f"party.name:{made.id}", "赵某")
    return made


def _consent(each: Combination, party: Party, giver: Party | None) -> Consent:
    withdrawn_at, ruling = WITHDRAWALS[each.withdrawal]
    return Consent(
        party=party,
        ground=each.ground,
        at=GIVEN_AT,
        stages=STAGES[each.stage],
        paper_kinds=KINDS[each.kind],
        how="form",
        given_by=giver,
        recorded_at=NOW,
        withdrawn_at=withdrawn_at,
        withdrawal=ruling,
    )


def visited(envelope: Envelope) -> Visit:
    return Visit(HttpRequest(), "token", envelope, Assurance.NONE, NOW)


def test_engine_portal_preview_and_board_give_one_answer_with_one_reason() -> None:
    case = make.case()
    paper = make.paper(case)
    parties = given(case)
    prefetch_related_objects(list(parties.values()), "addresses")
    facts = party_facts(party.id for party in parties.values())
    on_board = consents_at_stage(case, facts, NOW)
    in_preview = {row.party.id: row.electronic.consent for row in preview(case, [paper], list(parties.values()), NOW)}
    for each, party in parties.items():
        row = envelope_with(paper, party, facts)
        answer = consent_of(row, NOW)
        assert answer is not None
        assert answer.is_given is each.counts, each
        assert in_preview[party.id] == answer, each
        step = plan_facts(row, NOW)
        assert (step.has_consent, bool(step.closed_reason)) == (answer.is_given, answer.is_refused), each
        shown = consent_state_of(row.party, visited(row.envelope), [ServiceView(row.services[0], paper, None)])
        assert (shown.consent, shown.is_open) == (answer, answer.is_given), each
        stage = on_board[party.id]
        if each.kind == "all":
            assert stage == answer, each
        else:
            named = each._replace(kind="this").counts
            assert stage.status is (ConsentStatus.FOR_SOME_PAPERS if named else stage.status), each
            assert stage.is_given is False, each


def envelope_with(paper: Paper, party: Party, facts: object) -> Dossier:
    envelope = Envelope(case=party.case, party=party)
    return Dossier(envelope, facts[party.id], services=[Service(envelope=envelope, paper=paper)])  # type: ignore[index]
