"""A case moves on to second instance: the address stays confirmed, the consent does not reach there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from songda.core.law.facts import Channel
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.corrections import CaseChange, correct_case, draft_of
from songda.records.overview.boards.preview import preview
from tests import make
from tests.records.stage import defendant, paper

pytestmark = pytest.mark.database
LATER = make.NOW + timedelta(days=90)


def test_the_address_is_carried_over_and_the_consent_is_not() -> None:
    party = defendant(make.case())
    on_appeal = replace(draft_of(party.case), stage="second_instance")
    case = correct_case(party.case, CaseChange(on_appeal, LATER), Reason("上诉"), "engine", LATER)
    party.refresh_from_db()
    assert party.addresses.get().address_class == "confirmed"
    (row,) = preview(case, [paper(case)], [party], LATER)
    (by_text,) = [method for method in row.methods if method.channel == Channel.SMS]
    codes = [reason.code for reason in by_text.why]
    assert "consent_for_other_stage" in codes
    assert "address_of_first_instance" in codes
    assert by_text.needs_consent
