"""Public notices from draft to end: what they need, what they leave on record, and what a time without them brings."""

from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from songda.core.access import Role
from songda.core.delivery.ladder.public_notice import Board, Element, GapOutcome, LookFrom, LookResult
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import Reason
from songda.records.proof.certificates.contradictions import compare_cases
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import StepDraft, add_step
from songda.records.ways.public_notices.actions import (
    PostingProof,
    order_board,
    prove_board,
    publish_notice,
    put_back,
    remove_notice,
    take_down,
    weigh_gap,
    words_of_notice,
)
from songda.records.ways.public_notices.looks import (
    SeenPage,
    Visit,
    end_those_that_have_run,
    keep_looks,
    note_days,
    to_look_at,
)
from songda.records.ways.public_notices.models import NoticeGap, NoticeLook
from tests import make
from tests.records.stage import NOW
from tests.records.ways.public_notices.scene import (
    HOUR,
    PUBLISHED,
    clerk_of,
    drafted,
    exhausted,
    finding,
    look,
    published,
)
from tests.records.ways.public_notices.test_ladder import DAY, unserved
from tests.web.console.outreach.things import picture

pytestmark = pytest.mark.database


def told(name: str) -> list[Event]:
    return list(Event.objects.filter(name=name).order_by("number"))


def test_without_the_ladder_nothing_is_published_and_nothing_stays() -> None:
    sealed = unserved()
    notice = drafted(sealed)
    with pytest.raises(Refused, match="notice_needs_the_ladder"):
        publish_notice(notice, bytes(notice.text_sha256), "engine", PUBLISHED)
    notice.refresh_from_db()
    assert (notice.published_at, Deed.objects.count(), told("notice.published")) == (None, 0, [])


@pytest.mark.parametrize("element", [Element.WHY, Element.HEARING, Element.ABSENCE])
def test_a_text_without_what_the_law_asks_for_is_refused_beside_its_field(element: Element) -> None:
    with pytest.raises(WrongField) as wrong:
        drafted(exhausted(), left=element)
    assert wrong.value.field == element.value


@pytest.mark.parametrize("procedure", ["simplified", "small_claims"])
def test_simplified_procedure_and_small_claims_know_no_notice(procedure: str) -> None:
    sealed = exhausted()
    type(sealed.case).objects.filter(id=sealed.case_id).update(procedure=procedure)
    with pytest.raises(Refused, match="notice_not_open"):
        drafted(Envelope.objects.select_related("case__court", "party").get(id=sealed.id))


def test_it_is_published_once_and_the_law_counts_thirty_days_from_then() -> None:
    sealed = exhausted()
    notice = published(sealed)
    again = publish_notice(notice, bytes(notice.text_sha256), "engine", PUBLISHED)
    assert again.sha256 is not None
    assert bytes(again.sha256) == b"\1" * 32
    step = DeedStep.objects.get(deed__way="public_notice")
    assert (step.kind, step.manner, step.at) == ("published", "online", PUBLISHED)
    assert len(told("notice.published")) == 1
    assert finding(sealed, 1).status == "not_effective"
    done = finding(sealed, 31)
    assert (done.status, done.ground) == ("effective", "public_notice")
    assert done.effective_on == (PUBLISHED + 30 * DAY).date()
    assert done.effective_at == notice.runs_until


def test_a_text_that_changed_since_the_document_was_made_is_not_published() -> None:
    sealed = exhausted()
    notice = drafted(sealed)
    with pytest.raises(Refused, match="notice_text_changed"):
        publish_notice(notice, b"\0" * 32, "engine", PUBLISHED)


def test_a_published_text_stays_as_it_is() -> None:
    sealed = exhausted()
    published(sealed)
    with pytest.raises(Refused, match="notice_published"):
        drafted(sealed)


def test_the_last_publication_counts_and_a_posting_at_home_needs_its_photograph() -> None:
    sealed = exhausted()
    notice = published(sealed)
    posting = order_board(notice, Board.RESIDENCE, "府前街18号", clerk_of(sealed), PUBLISHED + HOUR)
    at = PUBLISHED + 3 * DAY
    with pytest.raises(WrongField) as wrong:
        prove_board(posting, PostingProof(at, "府前街18号院门"), clerk_of(sealed), at)
    assert wrong.value.field == "photo"
    proved = partial(prove_board, posting, PostingProof(at, "府前街18号院门", photo=picture()), clerk_of(sealed), at)
    proved()
    proved()
    assert DeedStep.objects.filter(deed__way="public_notice").count() == 2
    assert len(told("notice.board_proved")) == 1
    assert finding(sealed, 31).status == "not_effective"
    assert finding(sealed, 34).effective_on == (at + 30 * DAY).date()


def test_once_it_has_run_no_later_publication_takes_its_effect_back() -> None:
    """The last publication counts (interpretation, article 138); one of after the effect is told to be too late."""
    sealed = exhausted()
    notice = published(sealed)
    boards = [
        order_board(notice, board, "府前街18号", clerk_of(sealed), PUBLISHED)
        for board in (Board.COURT_BOARD, Board.NEWSPAPER)
    ]
    effect = finding(sealed, 31)
    assert effect.status == "effective"
    late = PUBLISHED + 40 * DAY
    too_late = PostingProof(late, "府前街18号", photo=picture(), scan=make.pdf("an issue"))
    with pytest.raises(Refused, match="notice_has_run") as refused:
        prove_board(boards[0], too_late, clerk_of(sealed), late)
    assert effect.effective_at is not None
    assert f"{effect.effective_at.astimezone(ZoneInfo('Asia/Shanghai')).year}年" in refused.value.sentence("zh")
    with pytest.raises(Refused, match="notice_has_run"):
        add_step(
            Deed.objects.get(public_notice=notice),
            StepDraft("published", late, words="人民法院报"),
            clerk_of(sealed),
            late,
        )
    in_time = replace(too_late, at=PUBLISHED + 5 * DAY)
    prove_board(boards[1], in_time, clerk_of(sealed), late)  # it stood there while the notice ran: that moves its end
    assert finding(sealed, 41).effective_on == (PUBLISHED + 35 * DAY).date()


def test_an_issue_of_a_newspaper_is_proved_by_its_scan() -> None:
    sealed = exhausted()
    posting = order_board(published(sealed), Board.NEWSPAPER, "人民法院报", clerk_of(sealed), PUBLISHED)
    at = PUBLISHED + DAY
    with pytest.raises(WrongField) as wrong:
        prove_board(posting, PostingProof(at, "人民法院报 第4版"), clerk_of(sealed), at)
    assert wrong.value.field == "scan"
    prove_board(posting, PostingProof(at, "人民法院报 第4版", scan=make.pdf("issue")), clerk_of(sealed), at)
    assert DeedStep.objects.get(manner="newspaper").scan_sha256 is not None


def test_a_page_that_is_gone_is_told_at_once_and_its_time_goes_to_the_judge() -> None:
    sealed = exhausted()
    notice = published(sealed)
    look(notice, 1)
    look(notice, 2, LookResult.ABSENT)
    look(notice, 3, LookResult.ABSENT)
    gap = NoticeGap.objects.get()
    assert (gap.since, gap.until, gap.kind) == (PUBLISHED + HOUR, None, "absent")
    kinds = set(Task.objects.filter(closed_at=None).values_list("kind", flat=True))
    assert {"restore_notice", "weigh_gap"} <= kinds
    look(notice, 4)
    gap.refresh_from_db()
    assert gap.until == PUBLISHED + 4 * HOUR
    assert not Task.objects.filter(kind="restore_notice", closed_at=None).exists()
    judge = make.user(sealed.case.court, role=Role.JUDGE)
    weigh_gap(gap.id, GapOutcome.STANDS, Reason("中断两小时，不影响公告"), judge, PUBLISHED + 5 * HOUR)
    assert not Task.objects.filter(kind="weigh_gap", closed_at=None).exists()
    assert [event.name for event in (*told("notice.gone"), *told("notice.back"))] == ["notice.gone", "notice.back"]
    assert finding(sealed, 31).status == "effective"


def test_nobody_but_a_judge_weighs_it_and_not_while_it_is_still_gone() -> None:
    sealed = exhausted()
    notice = published(sealed)
    look(notice, 2, LookResult.OTHER)
    gap = NoticeGap.objects.get()
    with pytest.raises(Refused, match="not_your_office"):
        weigh_gap(gap.id, GapOutcome.STANDS, Reason("无碍"), make.user(sealed.case.court), PUBLISHED + 3 * HOUR)
    judge = make.user(sealed.case.court, role=Role.JUDGE)
    with pytest.raises(Refused, match="notice_still_gone"):
        weigh_gap(gap.id, GapOutcome.STANDS, Reason("无碍"), judge, PUBLISHED + 3 * HOUR)


def test_published_anew_strikes_what_was_published_and_another_can_be_drafted() -> None:
    sealed = exhausted()
    notice = published(sealed)
    look(notice, 2, LookResult.ABSENT)
    judge = make.user(sealed.case.court, role=Role.JUDGE)
    weigh_gap(NoticeGap.objects.get().id, GapOutcome.ANEW, Reason("中断过久，重新公告"), judge, PUBLISHED + 3 * DAY)
    assert not DeedStep.objects.filter(deed__way="public_notice", struck_at=None).exists()
    assert finding(sealed, 31).status != "effective"
    assert drafted(sealed).id != notice.id


def test_taken_down_by_mistake_it_comes_back_and_the_time_between_stays_on_record() -> None:
    sealed = exhausted()
    notice, by = published(sealed), clerk_of(sealed)
    take_down(notice.id, Reason("误操作"), by, PUBLISHED + HOUR)
    take_down(notice.id, Reason("误操作"), by, PUBLISHED + HOUR)
    assert to_look_at(PUBLISHED + 2 * HOUR) == []
    assert Task.objects.filter(kind="weigh_gap", closed_at=None).exists()
    put_back(notice.id, by, PUBLISHED + 2 * HOUR)
    put_back(notice.id, by, PUBLISHED + 3 * HOUR)
    gap = NoticeGap.objects.get()
    assert (gap.kind, gap.since, gap.until) == ("taken_down", PUBLISHED + HOUR, PUBLISHED + 2 * HOUR)
    assert to_look_at(PUBLISHED + 2 * HOUR) == [(notice.token, bytes(notice.text_sha256))]
    assert (len(told("notice.taken_down")), len(told("notice.put_back"))) == (1, 1)


def test_taken_away_for_good_its_days_count_for_nothing() -> None:
    sealed = exhausted()
    remove_notice(published(sealed).id, Reason("姓名有误"), clerk_of(sealed), PUBLISHED + DAY)
    assert finding(sealed, 31).status != "effective"


def test_every_day_is_put_on_record_once_and_the_end_says_what_the_looks_prove() -> None:
    sealed = exhausted()
    notice = published(sealed)
    for hour in (1, 2, 25):
        look(notice, hour)
    assert note_days(PUBLISHED + 2 * DAY) == 2
    assert note_days(PUBLISHED + 2 * DAY) == 0
    assert [event.data["outside"] for event in told("notice.watched")] == [2, 1]
    assert end_those_that_have_run(PUBLISHED + 29 * DAY) == 0
    finding(sealed, 31)
    assert end_those_that_have_run(PUBLISHED + 31 * DAY) == 1
    assert end_those_that_have_run(PUBLISHED + 32 * DAY) == 0
    (ended,) = told("notice.ended")
    assert (ended.data["outside"], ended.data["gaps"], ended.data["unwatched"]) == (3, 0, 2)


def test_looks_that_failed_are_told_by_who_looked() -> None:
    notice = published(exhausted())
    for hour, seen, source in (
        (1, LookResult.STOOD, LookFrom.OUTSIDE),
        (2, LookResult.SILENT, LookFrom.OUTSIDE),
        (3, LookResult.SILENT, LookFrom.INSIDE),
        (4, LookResult.SILENT, LookFrom.INSIDE),
    ):
        look(notice, hour, seen, source)
    note_days(PUBLISHED + DAY)
    (day,) = told("notice.watched")
    names = ("inside", "outside", "failed", "failed_inside", "failed_outside")
    assert [day.data[name] for name in names] == [0, 1, 3, 2, 1]


def test_the_same_look_twice_is_one_and_strange_pages_are_left_out() -> None:
    notice = published(exhausted())
    look(notice, 1)
    look(notice, 1)
    assert keep_looks([SeenPage("strange", LookResult.STOOD, b"\0" * 32)], Visit(NOW, LookFrom.OUTSIDE, "x"), NOW) == 0
    assert NoticeLook.objects.count() == 1


def test_no_log_holds_a_name_in_the_open_and_rows_are_what_events_tell() -> None:
    sealed = exhausted()
    notice = published(sealed)
    look(notice, 1, LookResult.ABSENT)
    look(notice, 2)
    take_down(notice.id, Reason("误操作"), clerk_of(sealed), PUBLISHED + 3 * HOUR)
    put_back(notice.id, clerk_of(sealed), PUBLISHED + 4 * HOUR)
    assert "李某" in words_of_notice(notice).text
    assert not any("李某" in event.leaf for event in Event.objects.filter(name__startswith="notice."))
    from songda.records.ground.evidence.actions import sequence

    sequence(PUBLISHED + 5 * HOUR)
    wrong = [one for one in compare_cases([sealed.case_id]) if "public_notices" in one.row]
    assert wrong == []
