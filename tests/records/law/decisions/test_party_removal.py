"""A party entered by mistake is taken out while nothing was served on them; what hangs on them goes with them."""

from datetime import timedelta

import pytest

from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.decisions.recall import dependents_of, remove_party
from songda.records.law.planning.advance import advance
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.actions import PartyDraft, add_party
from songda.records.matter.parties.models import Party
from songda.records.overview.boards.board import board
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.models import Task
from tests import make
from tests.channels.fake.script import ARRIVES
from tests.records.stage import Stage, defendant, envelope

pytestmark = pytest.mark.database
NOW, BY, WHY = make.NOW, "staff:x", Reason("录入时看错案卷")


def test_they_are_gone_with_their_agent_and_everything_that_was_on_its_way() -> None:
    wrong = defendant(make.case(), "found")
    agent = add_party(wrong.case, PartyDraft("agent", "王律师", acts_for_id=wrong.id), "engine", NOW)
    envelope(wrong)
    advance(NOW)
    told = dependents_of(wrong)
    assert (list(told.representatives), len(told.services), told.refusal) == ([agent], 1, None)
    remove_party(wrong, WHY, BY, NOW + timedelta(minutes=1))
    assert set(Party.objects.exclude(removed_at=None)) == {wrong, agent}
    assert Service.objects.get().recalled_at is not None
    assert Envelope.objects.get().closed_at is not None
    assert not Task.objects.filter(closed_at=None).exists()
    assert list(board(wrong.case).parties) == []
    assert set(Event.objects.filter(name__endswith=".removed").values_list("name", flat=True)) == {
        "party.removed",
        "representative.removed",
    }
    with pytest.raises(Refused, match="party_removed_already"):
        remove_party(wrong, WHY, BY, NOW + timedelta(minutes=2))


def test_their_number_keeps_nobody_else_from_using_it() -> None:
    wrong = make.party(role="plaintiff")
    number = make.address(wrong, "confirmed").value
    right = make.party(wrong.case)
    with pytest.raises(Refused, match="shared_with_opponent"):
        make.address(right, "confirmed", value=number)
    remove_party(wrong, WHY, BY, NOW)
    assert make.address(right, "confirmed", value=number).party == right


def test_on_whom_something_was_served_stays() -> None:
    party = defendant(make.case())
    envelope(party)
    stage = Stage(ARRIVES)
    stage.send()
    stage.apply()
    ask_law(NOW + timedelta(seconds=5))
    with pytest.raises(Refused, match="served_already"):
        remove_party(party, WHY, BY, stage.now + timedelta(minutes=1))
    assert Party.objects.get().removed_at is None


def test_whose_paper_is_on_file_or_who_acts_for_another_is_not_taken_out_so() -> None:
    filer = make.party(role="plaintiff")
    make.paper(filer.case, "complaint_copy", filed_by=filer)
    with pytest.raises(Refused, match="party_filed_papers"):
        remove_party(filer, WHY, BY, NOW)
    agent = add_party(filer.case, PartyDraft("agent", "王律师", acts_for_id=filer.id), "engine", NOW)
    with pytest.raises(Refused, match="removed_as_agent"):
        remove_party(agent, WHY, BY, NOW)
    with pytest.raises(WrongField):
        remove_party(make.party(), Reason(""), BY, NOW)
