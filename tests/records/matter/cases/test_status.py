"""Whether a case is about personal status follows from its cause; whoever says otherwise says why, on record."""

import pytest

from songda.core.refusal import WrongField
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.matter.cases.actions import CaseDraft, Reason, register_case
from songda.records.matter.cases.corrections import CaseChange, correct_case, draft_of
from songda.records.matter.cases.models import Case
from tests import make

pytestmark = pytest.mark.database
DIVORCE, LOAN = "离婚纠纷", "民间借贷纠纷"


def registered(serial: int, **changes: object) -> Case:
    draft = CaseDraft(f"（2026）晋1181民初{serial}号", **changes)  # type: ignore[arg-type]
    return register_case(make.court(), draft, "engine", make.NOW)


def test_it_follows_from_the_cause_unless_somebody_says_otherwise() -> None:
    assert registered(98001, cause=DIVORCE).is_status_case
    assert not registered(98002, cause=LOAN).is_status_case
    assert registered(98003, cause=LOAN, is_status_case=True).is_status_case


def test_that_a_divorce_is_no_such_case_needs_a_reason_which_lies_sealed_in_the_event() -> None:
    with pytest.raises(WrongField) as wrong:
        registered(98004, cause=DIVORCE, is_status_case=False)
    assert wrong.value.field == "status_reason"
    case = registered(98004, cause=DIVORCE, is_status_case=False, status_reason="仅处理已分割的财产")
    assert not case.is_status_case
    event = Event.objects.get(name="case.registered", stream=f"case:{case.id}")
    assert event.data["is_status_case"] is False
    assert secrets_of([event.id])[event.id].private["status_reason"] == "仅处理已分割的财产"
    assert "仅处理" not in event.leaf


def test_a_corrected_cause_takes_the_tick_along_and_a_corrected_tick_stays() -> None:
    case = registered(98005, cause=LOAN)
    why, by = Reason("案由录错"), f"staff:{make.user().id}"
    changed = correct_case(case, CaseChange(replaced(case, cause=DIVORCE)), why, by, make.NOW)
    assert changed.is_status_case
    assert Event.objects.get(name="case.corrected").data["after"] == {"cause": DIVORCE, "is_status_case": True}
    again = correct_case(changed, CaseChange(replaced(changed, is_status_case=False)), why, by, make.NOW)
    assert (again.cause, again.is_status_case) == (DIVORCE, False)


def replaced(case: Case, **changes: object) -> CaseDraft:
    return CaseDraft(**{**vars(draft_of(case)), **changes})  # type: ignore[arg-type]
