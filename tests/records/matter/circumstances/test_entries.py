"""One table for all that holds for a time: the database takes no nonsense, and the law reads it in one statement."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from songda.core.circumstances import Kind
from songda.core.law.facts import JurisdictionObjection, PersonStatus, StatusPeriod
from songda.core.refusal import WrongField
from songda.records.law.facts.law_facts import case_facts
from songda.records.law.facts.persons import party_facts
from songda.records.matter.cases.actions import Reason
from songda.records.matter.circumstances.actions import end, note, strike
from songda.records.matter.circumstances.entries import CircumstanceDraft, entry_in_force, entry_of
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties.models import Party
from tests import make
from tests.make import NOW
from tests.records.noted import noted

pytestmark = pytest.mark.database
DAY = timedelta(days=1)
LATER = NOW + 30 * DAY
CLERK = "staff:chen"


def entry(**changes: Any) -> Circumstance:
    own = {"kind": "soldier", "since": NOW, "recorded_at": NOW, "recorded_by": CLERK}
    return Circumstance.objects.create(**own | changes)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"kind": "ill"}, "circumstance_"),
        ({"basis": "police"}, "circumstance_basis"),
        ({"kind": "missing"}, "circumstance_basis"),
        ({"until": NOW - DAY}, "circumstance_ends_after_it_began"),
        ({"details": {"ways": ["mail"]}}, "circumstance_details"),
        ({"details": {"party": "1"}}, "circumstance_details"),
        ({"kind": "ways_ruled_out", "basis": "closed_by_law"}, "circumstance_details"),
        ({"kind": "procuratorate"}, "circumstance_of_one_subject"),
    ],
)
def test_an_entry_of_a_party_that_makes_no_sense_is_refused(changes: dict[str, Any], rule: str) -> None:
    party = make.party()
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        entry(party=party, **changes)


def test_an_entry_is_about_a_party_or_about_a_case_as_its_kind_asks() -> None:
    party = make.party()
    for changes in ({}, {"case": party.case}, {"case": party.case, "party": party}):
        with pytest.raises(IntegrityError, match="circumstance_of_one_subject"), transaction.atomic():
            entry(**changes)
    assert entry(kind="procuratorate", case=party.case).party_id is None


def test_two_of_a_kind_do_not_hold_at_once_and_one_that_was_struck_is_in_nobodys_way() -> None:
    party = make.party()
    entry(party=party, struck_at=NOW)
    entry(party=party, until=NOW)
    entry(party=party)
    with pytest.raises(IntegrityError, match="circumstance_of_party_once"), transaction.atomic():
        entry(party=party)


def test_everything_that_holds_of_a_person_and_of_the_case_is_read_in_one_statement() -> None:
    party = make.party()
    noted_in_full(party)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        facts = party_facts([party.id])[party.id]
    assert sum("circumstances_circumstance" in query["sql"] for query in asked) == 1
    told = facts.recipient
    assert told.status_periods == (
        StatusPeriod(PersonStatus.IN_CUSTODY, NOW, NOW + 2 * DAY),
        StatusPeriod(PersonStatus.MISSING, NOW + 3 * DAY, NOW + 4 * DAY),
        StatusPeriod(PersonStatus.MISSING, NOW + 5 * DAY, None),
    )
    assert [(each.how, each.at, each.ended_at) for each in told.address_withheld] == [("evades", NOW + DAY, None)]
    case = case_facts(party.case, facts.circumstances)
    assert case.jurisdiction_objection == JurisdictionObjection(NOW, NOW + DAY)
    assert (case.procuratorate_takes_part, case.procuratorate_agreed_at) == (True, NOW + 2 * DAY)


def noted_in_full(party: Party) -> None:
    """Every kind that the law asks about, some over, one struck."""
    end(note(party, CircumstanceDraft("in_custody", NOW, words="晋中监狱"), CLERK, LATER), NOW + 2 * DAY, CLERK, LATER)
    mistaken = note(party, CircumstanceDraft("soldier", NOW, words="某部队"), CLERK, LATER)
    strike(mistaken, Reason("误登"), CLERK, LATER)
    note(party, CircumstanceDraft("missing", NOW + 3 * DAY, basis="police", words="派出所证明"), CLERK, LATER)
    end(noted(party, Kind.MISSING), NOW + 4 * DAY, CLERK, LATER)
    note(party, CircumstanceDraft("missing", NOW + 5 * DAY, basis="relatives", words="其父陈述"), CLERK, LATER)
    note(party, CircumstanceDraft("address_withheld", NOW + DAY, basis="evades", words="多次躲避"), CLERK, LATER)
    note(party.case, CircumstanceDraft("jurisdiction_contested", NOW, party_id=party.id), CLERK, LATER)
    end(noted(party.case, Kind.JURISDICTION_CONTESTED), NOW + DAY, CLERK, LATER)
    note(party.case, CircumstanceDraft("procuratorate"), CLERK, LATER)
    end(noted(party.case, Kind.PROCURATORATE), NOW + 2 * DAY, CLERK, LATER)


def test_whoever_was_found_before_they_were_missing_never_was_and_the_entry_is_struck_with_a_reason() -> None:
    party = make.party()
    note(party, CircumstanceDraft("missing", NOW + DAY, basis="police", words="派出所证明"), CLERK, LATER)
    with pytest.raises(WrongField, match="ends_before_it_began"):
        end(noted(party, Kind.MISSING), NOW, CLERK, LATER)
    strike(noted(party, Kind.MISSING), Reason("一直在家"), CLERK, LATER)
    assert Circumstance.objects.get().struck_at == LATER
    assert party_facts([party.id])[party.id].recipient.status_periods == ()


def test_where_the_last_objection_was_a_mistake_the_one_before_it_stands() -> None:
    party = make.party()
    note(party.case, CircumstanceDraft("jurisdiction_contested", NOW, party_id=party.id), CLERK, LATER)
    end(noted(party.case, Kind.JURISDICTION_CONTESTED), NOW + DAY, CLERK, LATER)
    note(party.case, CircumstanceDraft("jurisdiction_contested", NOW + 2 * DAY, party_id=party.id), CLERK, LATER)
    strike(noted(party.case, Kind.JURISDICTION_CONTESTED), Reason("误登"), CLERK, LATER)
    facts = party_facts([party.id])[party.id]
    assert case_facts(party.case, facts.circumstances).jurisdiction_objection == JurisdictionObjection(NOW, NOW + DAY)


def test_an_entry_of_another_court_is_not_found() -> None:
    party = make.party()
    missing = note(party, CircumstanceDraft("missing", NOW, basis="police", words="派出所证明"), CLERK, NOW)
    assert entry_in_force(party, Kind.MISSING) == missing
    of_case = note(party.case, CircumstanceDraft("procuratorate"), CLERK, NOW)
    for each in (missing, of_case):
        assert entry_of(party.case.court, each.id) == each
        with pytest.raises(Circumstance.DoesNotExist):
            entry_of(make.other_court(), each.id)
