"""Nobody does work for somebody who left the case, whether it was asked for before or after."""

from datetime import timedelta

import pytest

from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.actions import remove_representative
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.models import Task
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make
from tests.records.stage import NOW

pytestmark = pytest.mark.database


def test_a_call_that_an_agent_agreed_to_ends_with_their_mandate_and_none_is_opened_after_it() -> None:
    party = make.party()
    agent = make.party(party.case, "agent", name="王律师", acts_for_id=party.id, agent_authority="general")
    mobile = make.address(agent)
    again, clerk = NOW + timedelta(days=3), f"staff:{make.user(party.case.court).id}"
    draft = CallDraft(NOW, "call_again", mobile.id, no_recording="not_wanted", note="改日", again_at=again)
    record_call(agent, draft, clerk, NOW)
    assert Task.objects.get(closed_at=None).named_at == again
    remove_representative(agent, Reason("解除委托"), clerk, NOW)
    reconsider([agent.id], [], NOW)
    assert Task.objects.get().ended_by == "struck"
    open_tasks([TaskDraft("call", "unread", party.case, party=agent)], NOW)
    assert not Task.objects.filter(closed_at=None).exists()
    open_tasks([TaskDraft("call", "unread", party.case, party=party)], NOW)
    assert Task.objects.filter(closed_at=None).exists()
