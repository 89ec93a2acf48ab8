"""Ways that cannot be used are put on record and struck; a judge approves a notice before which others are left."""

from datetime import timedelta

import pytest

from songda.core.access import Role
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import User
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.facts.dossier import load_dossier_for_notice
from songda.records.law.notice_ground import ask_judge, question_of
from songda.records.law.planning.advance import reconsider
from songda.records.law.rulings.service_rulings import decide_notice, determine
from songda.records.matter.cases.actions import Reason
from songda.records.matter.circumstances.actions import note, strike
from songda.records.matter.circumstances.entries import CircumstanceDraft, entry_of, words_of
from songda.records.matter.circumstances.models import Circumstance
from songda.records.service.determinations.actions import Verdict
from songda.records.service.determinations.models import Determination
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import strike_kept
from tests import make
from tests.records.stage import NOW
from tests.records.ways.public_notices.test_ladder import DAY, END, finding, hand, publish, tries_so_far, unserved

pytestmark = pytest.mark.database
BY_POST = CircumstanceDraft(
    "ways_ruled_out",
    NOW + DAY,
    ways=("mail", "entrusted"),
    basis="address_does_not_exist",
    words="社区工作人员称该楼已拆除",
)


def judge(sealed: Envelope) -> User:
    return make.user(sealed.case.court, role=Role.JUDGE)


def verdict(by: User, outcome: str = "approved", seen: str | None = None) -> Verdict:
    return Verdict(by, outcome, "居委会出具证明，邮寄亦无从投递。", seen)


def test_what_is_ruled_out_exhausts_its_tier_and_is_an_event_of_its_own() -> None:
    sealed = unserved()
    hand(sealed, "direct", "failed", 1)
    entry = note(sealed.party, BY_POST, "staff:clerk", END)
    stands = tries_so_far(sealed, NOW + 2 * DAY)
    assert (stands.has_ground, [tier.state for tier in stands.tiers]) == (True, ["tried", "ruled_out", "closed"])
    assert words_of(entry) == "社区工作人员称该楼已拆除"
    event = Event.objects.get(name="way.ruled_out")
    assert (event.data["ways"], event.data["basis"], event.happened_at) == (
        ["mail", "entrusted"],
        "address_does_not_exist",
        NOW + DAY,
    )
    assert "拆除" not in str(event.data)
    publish(sealed, 3)
    assert finding(sealed).status == "effective"


def test_it_does_not_reach_back_before_its_own_day() -> None:
    sealed = unserved()
    hand(sealed, "direct", "failed", 0)
    note(sealed.party, BY_POST, "staff:clerk", END)
    with pytest.raises(Refused):
        publish(sealed, 0)


def test_a_mistaken_entry_is_struck_stays_on_record_and_the_law_is_asked_again() -> None:
    sealed = unserved()
    hand(sealed, "direct", "failed", 1)
    entry = note(sealed.party, BY_POST, "staff:clerk", END)
    publish(sealed, 3)
    assert finding(sealed).status == "effective"
    with pytest.raises(WrongField, match="wrong_reason"):
        strike(entry, Reason(" "), "staff:clerk", END)
    strike(entry, Reason("查的是另一栋楼"), "staff:clerk", END)
    with pytest.raises(Refused, match="circumstance_struck_already"):
        strike(entry, Reason("查的是另一栋楼"), "staff:clerk", END)
    reconsider([sealed.party_id], [], END)
    assert finding(sealed).status == "awaiting_judge"
    assert Circumstance.objects.get().struck_at == END
    event = Event.objects.get(name="way.struck")
    assert "另一栋楼" not in event.leaf
    assert secrets_of([event.id])[event.id].private == {"reason": "查的是另一栋楼"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ways": ()}, "ways"),
        ({"ways": ("phone",)}, "ways"),
        ({"ways": ("public_notice",)}, "ways"),
        ({"basis": "found_by_judge"}, "basis"),
        ({"words": "  "}, "words"),
        ({"words": "长" * 401}, "words"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_beside_its_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(WrongField) as wrong:
        note(unserved().party, CircumstanceDraft(**{**vars(BY_POST), **changes}), "staff:clerk", END)  # type: ignore[arg-type]
    assert wrong.value.field == field
    assert not Circumstance.objects.exists()


def test_the_same_entry_twice_and_one_in_the_future_are_refused() -> None:
    party = unserved().party
    note(party, BY_POST, "staff:clerk", END)
    with pytest.raises(Refused, match="circumstance_exists"):
        note(party, BY_POST, "staff:clerk", END)
    with pytest.raises(Refused, match="dated_in_future"):
        note(party, BY_POST, "staff:clerk", NOW)


def test_an_entry_belongs_to_its_court() -> None:
    entry = note(unserved().party, BY_POST, "staff:clerk", END)
    assert entry_of(entry.party.case.court, entry.id) == entry  # type: ignore[union-attr]
    with pytest.raises(Circumstance.DoesNotExist):
        entry_of(make.other_court(), entry.id)


def test_the_judge_is_asked_approves_and_the_clerk_is_told() -> None:
    sealed = unserved()
    hand(sealed, "direct", "failed", 1)
    ask_judge(sealed.id, NOW + 2 * DAY)
    asked = Task.objects.get(kind="decide_notice", closed_at=None)
    decide_notice(sealed.id, verdict(judge(sealed)), NOW + 3 * DAY)
    asked.refresh_from_db()
    assert asked.closed_at is not None
    assert Task.objects.get(kind="note_notice", closed_at=None).reason == "notice_approved"
    event = Event.objects.get(name="notice.decided")
    assert (event.data["ways"], event.data["outcome"]) == (["mail", "entrusted"], "approved")
    stands = tries_so_far(sealed, NOW + 4 * DAY)
    assert (stands.has_ground, [tier.is_approved for tier in stands.tiers]) == (True, [False, True, False])
    publish(sealed, 4)
    assert not Task.objects.filter(kind="note_notice", closed_at=None).exists()
    assert finding(sealed).status == "effective"
    assert any("法官认定无法送达" in reason for reason in finding(sealed).answer("zh")["reasons"])


def test_an_approval_reaches_no_notice_before_it_and_no_way_that_opens_after_it() -> None:
    sealed = unserved()
    hand(sealed, "direct", "failed", 1)
    decide_notice(sealed.id, verdict(judge(sealed)), NOW + 3 * DAY)
    with pytest.raises(Refused):
        publish(sealed, 2)
    make.consent(sealed.party)
    with pytest.raises(Refused) as refused:
        publish(sealed, 4)
    assert "电子送达没有未能送达的记录" in refused.value.sentence("zh")


def test_a_later_decision_takes_the_place_of_an_earlier_one_and_the_clerk_is_told_again() -> None:
    sealed = unserved()
    hand(sealed, "direct", "failed", 1)
    by = judge(sealed)
    decide_notice(sealed.id, verdict(by), NOW + 2 * DAY)
    decide_notice(sealed.id, verdict(by, "declined"), NOW + 3 * DAY)
    assert Task.objects.get(kind="note_notice", closed_at=None).reason == "notice_declined"
    assert not tries_so_far(sealed, NOW + 4 * DAY).has_ground
    assert Determination.objects.filter(kind="notice").count() == 2


def test_a_second_click_decides_nothing_twice() -> None:
    sealed = unserved()
    hand(sealed, "direct", "failed", 1)
    by, seen = judge(sealed), question_of(load_dossier_for_notice(sealed), NOW + 2 * DAY).mark()
    decide_notice(sealed.id, verdict(by, seen=seen), NOW + 2 * DAY)
    decide_notice(sealed.id, verdict(by, seen=seen), NOW + 2 * DAY)
    assert Determination.objects.filter(kind="notice").count() == 1


def test_what_was_tried_while_he_looked_is_shown_to_the_judge_first() -> None:
    sealed = unserved()
    hand(sealed, "direct", "failed", 1)
    seen = question_of(load_dossier_for_notice(sealed), NOW + 2 * DAY).mark()
    make.consent(sealed.party)
    with pytest.raises(Refused, match="decided_meanwhile"):
        decide_notice(sealed.id, verdict(judge(sealed), seen=seen), NOW + 2 * DAY)


def test_only_the_judge_of_the_case_approves() -> None:
    sealed = unserved()
    hand(sealed, "direct", "failed", 1)
    type(sealed.case).objects.filter(id=sealed.case_id).update(judge=judge(sealed))
    with pytest.raises(Refused, match="not_your_case"):
        decide_notice(sealed.id, verdict(judge(sealed)), NOW + 2 * DAY)
    with pytest.raises(ValueError, match="perhaps"):
        decide_notice(sealed.id, verdict(judge(sealed), "perhaps"), NOW + 2 * DAY)


def test_where_nothing_was_tried_or_everything_there_is_nothing_to_approve() -> None:
    sealed = unserved()
    with pytest.raises(Refused, match="nothing_tried_yet"):
        ask_judge(sealed.id, NOW)
    hand(sealed, "direct", "failed", 1)
    hand(sealed, "mail", "returned", 2)
    with pytest.raises(Refused, match="notice_needs_no_judge"):
        ask_judge(sealed.id, NOW + 3 * DAY)
    publish(sealed, 3)
    with pytest.raises(Refused, match="notice_published"):
        ask_judge(sealed.id, NOW + 4 * DAY)


def test_a_notice_that_awaits_the_judge_is_confirmed_by_his_finding_on_its_own_day() -> None:
    sealed = unserved()
    hand(sealed, "direct", "failed", 1)
    letter = hand(sealed, "mail", "returned", 2)
    publish(sealed, 3)
    strike_kept(letter.steps.get(), Reason("误登"), "engine", END)
    found = finding(sealed)
    assert Task.objects.get(kind="decide_finding", closed_at=None).reason == "awaiting_judge"
    determine([found.service], verdict(judge(sealed), "counts"), END + timedelta(hours=1))
    ask_law(END + DAY)
    found.refresh_from_db()
    assert (found.status, found.ground) == ("effective", "public_notice")
    assert found.effective_at is not None
    assert found.effective_at.date() == (NOW + 33 * DAY).date()
