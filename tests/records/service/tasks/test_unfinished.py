"""Work that is put off or given up: what is open is told first and kept, and nothing comes again after it is needed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.hearings import cancel_hearing, set_hearing
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.models import Paper
from songda.records.overview.boards.board import board
from songda.records.overview.boards.print_set import print_sets
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.by_hand import close_by_hand, extend
from songda.records.service.tasks.models import Task
from songda.records.service.tasks.unfinished import close, unfinished
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope, paper
from tests.surroundings.ready import ready_made
from tests.web.portal.scene import arrived

pytestmark = pytest.mark.database
DAY = timedelta(days=1)
WHY = Reason("暂缓")
HEARING = NOW + 6 * DAY
HEARING_IN_WORDS = f"{HEARING:%Y年%-m月%-d日}10:00"


@ready_made
def called() -> tuple[Envelope, Task]:
    """Papers that nobody can be sent, with the task to find an address, and a hearing in six days."""
    party = defendant(make.case(), None)
    sealed = envelope(party)
    Stage().advance()
    set_hearing(party.case, HEARING, "第三审判庭", "engine", NOW)
    return sealed, Task.objects.select_related("case__court", "envelope__party", "party", "court").get()


def refusal(act: object) -> str:
    with pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    return refused.value.code


def test_what_is_open_is_told_in_both_languages() -> None:
    sealed, _ = called()
    left = unfinished(sealed.case, NOW)
    assert [line.sentence("zh") for line in left.lines] == ["《summons》尚有1人未送达", f"下次开庭：{HEARING_IN_WORDS}"]
    assert f"the next hearing is on {HEARING:%-d %B %Y} at 10:00" in [line.sentence("en") for line in left.lines]


def test_a_paper_whose_correction_was_ordered_is_not_left_and_two_of_one_title_are_not_one() -> None:
    sealed, _ = called()
    case, other = sealed.case, defendant(sealed.case, None)
    old = sealed.services.get().paper
    envelope(other, old)
    new = paper(case)
    Paper.objects.filter(id=new.id).update(replaces=old)
    said = [line.sentence("zh") for line in unfinished(case, NOW).lines]
    assert said[0] == "《summons》尚有2人未送达"  # nobody has the correction yet
    envelope(sealed.party, Paper.objects.get(id=new.id))
    said = [line.sentence("zh") for line in unfinished(case, NOW).lines]
    assert said[:2] == ["《summons》尚有1人未送达"] * 2  # the old one for the other person, the new one for this
    seen = board(case)
    assert [(one.party, list(one.papers)) for one in print_sets(seen)] == [(sealed.party, [new]), (other, [old])]
    assert seen.is_corrected(old, sealed.party)
    assert not seen.is_corrected(old, other)


@pytest.mark.parametrize(("days", "comes_again"), [(5, True), (6, False), (20, False)])
def test_a_task_never_comes_again_after_the_hearing(days: int, *, comes_again: bool) -> None:
    _, task = called()
    if comes_again:
        close_by_hand(task, WHY, NOW + days * DAY, "engine", NOW)
        assert Task.objects.get(closed_at=None).named_at == NOW + days * DAY
        event = Event.objects.get(name="task.closed")
        assert len(event.data["unserved"]) == 1
        assert event.data["hearing_at"]
    else:
        assert refusal(lambda: close_by_hand(task, WHY, NOW + days * DAY, "engine", NOW)) == "beyond_hearing"
        assert Task.objects.get().closed_at is None


def test_a_term_is_not_extended_beyond_the_hearing() -> None:
    _, task = called()
    assert refusal(lambda: extend(task, 20, WHY, "engine", NOW)) == "beyond_hearing"
    task.refresh_from_db()
    assert (task.term, task.entries.count()) == (1, 0)
    extend(task, 1, WHY, "engine", NOW)
    assert Event.objects.get(name="task.extended").data["hearing_at"]


def test_a_hearing_that_was_cancelled_holds_nothing_up() -> None:
    sealed, task = called()
    cancel_hearing(sealed.case.hearings.get(), WHY, "engine", NOW)
    extend(task, 20, WHY, "engine", NOW)


@pytest.mark.usual_day
def test_a_wish_for_paper_is_not_put_off_beyond_the_last_day_that_runs() -> None:
    served = arrived(None, "complaint_copy")  # the time to answer runs until 16 June
    open_tasks([TaskDraft("print_paper", "asked_for_paper", served.case, served)], NOW)
    task = Task.objects.select_related("case__court", "envelope__party", "party").get(kind="print_paper")
    assert refusal(lambda: close_by_hand(task, WHY, NOW + 16 * DAY, "engine", NOW)) == "beyond_last_day"
    close_by_hand(task, WHY, NOW + 15 * DAY, "engine", NOW)


def test_a_case_is_closed_over_papers_that_are_not_served_only_knowingly() -> None:
    sealed, _ = called()
    with pytest.raises(Refused) as refused:
        close(sealed.case, WHY, "engine", NOW)
    assert refused.value.code == "unserved_in_case"
    assert "《summons》尚有1人未送达" in refused.value.sentence("zh")
    assert Case.objects.get(id=sealed.case_id).closed_at is None
    close(sealed.case, WHY, "engine", NOW, is_known=True)
    told = Event.objects.get(name="case.closed").data
    assert told["unserved"] == [str(sealed.services.get().id)]


def test_a_case_in_which_all_is_served_is_closed_without_a_question() -> None:
    close(arrived(None, "notice_to_respond").case, WHY, "engine", NOW + DAY)


def test_what_a_task_must_not_be_put_off_beyond_is_a_field_of_its_own() -> None:
    _, task = called()
    with pytest.raises(WrongField) as wrong:
        close_by_hand(task, WHY, NOW + 9 * DAY, "engine", NOW)
    assert (wrong.value.field, wrong.value.sentence("zh")) == (
        "again_at",
        f"此前{HEARING_IN_WORDS}开庭，请选择更早的时间。",
    )
    assert paper(task.case)  # the case goes on


def test_nobody_is_called_again_after_the_hearing() -> None:
    sealed, _ = called()
    clerk = f"staff:{make.user().id}"
    late = CallDraft(NOW, "call_again", minutes=0, again_at=NOW + 6 * DAY)
    assert refusal(lambda: record_call(sealed.party, late, clerk, NOW)) == "beyond_hearing"
    record_call(sealed.party, replace(late, again_at=NOW + 5 * DAY), clerk, NOW)
