"""One table for all that holds for a time: the database takes no nonsense, and the law reads it in one statement."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from songda.core.circumstances import Kind
from songda.core.law.facts import JurisdictionObjection, PersonStatus, StatusPeriod
from songda.records.cases.reason import Reason
from songda.records.circumstances.actions import (
    MissingDraft,
    StatusPeriodDraft,
    WithheldDraft,
    end_status_period,
    note_dismissal,
    note_found,
    note_jurisdiction_objection,
    note_missing,
    note_procuratorate,
    note_status_period,
    note_withheld,
    strike_jurisdiction_objection,
    strike_status_period,
)
from songda.records.circumstances.entries import entry_of, standing
from songda.records.circumstances.models import Circumstance
from songda.records.facts.law_facts import case_facts
from songda.records.facts.persons import party_facts
from songda.records.parties.models import Party
from tests import make
from tests.make import NOW

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
    end_status_period(
        note_status_period(party, StatusPeriodDraft("in_custody", NOW, "晋中监狱"), CLERK, LATER),
        NOW + 2 * DAY,
        CLERK,
        LATER,
    )
    mistaken = note_status_period(party, StatusPeriodDraft("soldier", NOW, "某部队"), CLERK, LATER)
    strike_status_period(mistaken, Reason("误登"), CLERK, LATER)
    note_missing(party, MissingDraft("police", NOW + 3 * DAY, "派出所证明"), CLERK, LATER)
    note_found(party, NOW + 4 * DAY, CLERK, LATER)
    note_missing(party, MissingDraft("relatives", NOW + 5 * DAY, "其父陈述"), CLERK, LATER)
    note_withheld(party, WithheldDraft("evades", NOW + DAY, "多次躲避"), CLERK, LATER)
    note_jurisdiction_objection(party.case, party.id, NOW, CLERK, LATER)
    note_dismissal(party.case, NOW + DAY, CLERK, LATER)
    note_procuratorate(party.case, None, CLERK, LATER)
    note_procuratorate(party.case, NOW + 2 * DAY, CLERK, LATER)


def test_whoever_was_found_before_they_were_missing_never_was() -> None:
    party = make.party()
    note_missing(party, MissingDraft("police", NOW + DAY, "派出所证明"), CLERK, LATER)
    note_found(party, NOW, CLERK, LATER)
    assert Circumstance.objects.get().struck_at == LATER
    assert party_facts([party.id])[party.id].recipient.status_periods == ()


def test_where_the_last_objection_was_a_mistake_the_one_before_it_stands() -> None:
    party = make.party()
    note_jurisdiction_objection(party.case, party.id, NOW, CLERK, LATER)
    note_dismissal(party.case, NOW + DAY, CLERK, LATER)
    note_jurisdiction_objection(party.case, party.id, NOW + 2 * DAY, CLERK, LATER)
    strike_jurisdiction_objection(party.case, Reason("误登"), CLERK, LATER)
    facts = party_facts([party.id])[party.id]
    assert case_facts(party.case, facts.circumstances).jurisdiction_objection == JurisdictionObjection(NOW, NOW + DAY)


def test_an_entry_of_another_kind_or_another_court_is_not_found() -> None:
    noted = note_missing(make.party(), MissingDraft("police", NOW, "派出所证明"), CLERK, NOW)
    assert noted.party is not None
    assert standing(noted.party, Kind.MISSING) == noted
    court = noted.party.case.court
    assert entry_of(court, noted.id, [Kind.MISSING]) == noted
    for where, kinds in ((court, [Kind.SOLDIER]), (make.other_court(), [Kind.MISSING])):
        with pytest.raises(Circumstance.DoesNotExist):
            entry_of(where, noted.id, kinds)
