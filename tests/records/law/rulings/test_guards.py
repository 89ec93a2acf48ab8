"""Hearings, and whether a default judgment could rest on the summons for them."""

from datetime import date, datetime, timedelta

import pytest

from songda.core.identity import Assurance
from songda.core.law import Status
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.rulings.guards import GuardRow, TimeToAnswer, guards_of, hearings_to_come, nearest_guards
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.parties.models import Party
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.acts.visits import confirm_receipt, note_opening
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope, paper
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database
MONTH = timedelta(days=30)


@ready_made
def summoned(at: datetime) -> tuple[Party, Envelope]:
    """A defendant whose summons arrived three weeks before the hearing."""
    party = defendant(make.case())
    set_hearing(party.case, at, "第三审判庭", "engine", NOW)
    sent = envelope(party, paper(party.case, "summons"))
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(stage.now + timedelta(seconds=1))
    return party, sent


def only_row(party: Party, language: str = "zh") -> GuardRow:
    (guard,) = guards_of([party.case], language)
    (row,) = guard.rows
    return row


def test_a_summons_that_arrived_in_time_is_safe_in_ordinary_procedure() -> None:
    party, _ = summoned(NOW + timedelta(days=20))
    row = only_row(party)
    assert row.safe
    assert row.service is not None


def test_the_reasons_come_in_the_language_of_the_reader() -> None:
    party, _ = summoned(NOW + timedelta(days=20))
    assert "传票" in "".join(sentence for _, sentence in only_row(party).tested)
    assert "summons" in "".join(sentence for _, sentence in only_row(party, "en").tested)


def test_a_summons_that_came_too_late_is_not_safe() -> None:
    party, _ = summoned(NOW + timedelta(days=1))
    assert only_row(party).safe is False


def test_in_a_status_case_the_person_himself_must_have_received_it() -> None:
    party = defendant(make.case(is_status_case=True))
    set_hearing(party.case, NOW + timedelta(days=20), "第三审判庭", "engine", NOW)
    sent = envelope(party, paper(party.case, "summons"))
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(stage.now + timedelta(seconds=1))
    assert only_row(party).safe is False
    confirm_receipt(sent, [sent.services.get().id], Assurance.REAL_NAME, NOW + timedelta(hours=1))
    ask_law(NOW + timedelta(hours=1, seconds=1))
    assert only_row(party).safe


def test_a_party_without_a_summons_is_not_safe() -> None:
    party = defendant(make.case())
    set_hearing(party.case, NOW + timedelta(days=20), "第三审判庭", "engine", NOW)
    assert only_row(party) == GuardRow(party, None, safe=False)


def test_while_the_message_is_on_its_way_nothing_is_decided() -> None:
    party = defendant(make.case())
    set_hearing(party.case, NOW + timedelta(days=20), "第三审判庭", "engine", NOW)
    envelope(party, paper(party.case, "summons"))
    assert only_row(party).safe is None


def test_a_summons_to_an_earlier_hearing_does_not_serve_for_a_later_one() -> None:
    party, _ = summoned(NOW + timedelta(days=20))
    set_hearing(party.case, NOW + timedelta(days=40), "第三审判庭", "engine", NOW)
    first, second = guards_of([party.case])
    assert first.is_safe
    assert second.rows[0].service is None


def test_a_summons_served_on_the_agent_counts_for_the_party() -> None:
    party = defendant(make.case(), consents=False)
    agent = make.party(party.case, "agent", name="王律师", acts_for_id=party.id)
    make.address(agent)
    make.consent(agent)
    set_hearing(party.case, NOW + timedelta(days=20), "第三审判庭", "engine", NOW)
    envelope(agent, paper(party.case, "summons"))
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(stage.now + timedelta(seconds=1))
    assert only_row(party).safe


def test_only_hearings_of_the_court_and_of_the_time_to_come_are_listed() -> None:
    party, _ = summoned(NOW + timedelta(days=20))
    summoned(NOW + timedelta(days=40))
    elsewhere = defendant(make.case(make.other_court()))
    set_hearing(elsewhere.case, NOW + timedelta(days=20), "第一审判庭", "engine", NOW)
    guards = nearest_guards(hearings_to_come(party.case.court, NOW, MONTH))
    assert [guard.hearing.case_id for guard in guards] == [party.case_id]


def test_only_so_many_hearings_are_read_the_nearest_first() -> None:
    last, middle, first = (summoned(NOW + timedelta(days=days))[0].case for days in (22, 21, 20))
    set_hearing(first, NOW + timedelta(days=23), "第三审判庭", "engine", NOW)
    hearings = hearings_to_come(first.court, NOW, MONTH)
    assert [guard.hearing.case_id for guard in nearest_guards(hearings)] == [first.id, middle.id, last.id, first.id]
    assert [guard.hearing.case_id for guard in nearest_guards(hearings, most=2)] == [first.id, middle.id]


def test_hearings_are_read_in_a_fixed_number_of_statements(django_assert_max_num_queries: object) -> None:
    cases = [summoned(NOW + timedelta(days=20))[0].case for _ in range(4)]
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        guards_of(cases)


def test_a_plaintiff_is_not_counted_as_unsafe_whether_summoned_or_not() -> None:
    party, _ = summoned(NOW + timedelta(days=20))
    make.party(party.case, "plaintiff", name="张某")
    (guard,) = guards_of([party.case], "en")
    other = next(row for row in guard.rows if row.party.role == "plaintiff")
    assert (other.safe, other.possible, other.is_in_question) == (False, False, False)
    assert "withdraw" in other.tested[0][1]
    assert guard.is_safe


def test_of_a_plaintiff_who_was_summoned_the_law_says_that_there_is_none() -> None:
    plaintiff = make.party(make.case(), "plaintiff", name="张某")
    make.address(plaintiff)
    make.consent(plaintiff)
    set_hearing(plaintiff.case, NOW + timedelta(days=20), "第三审判庭", "engine", NOW)
    envelope(plaintiff, paper(plaintiff.case, "summons"))
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(stage.now + timedelta(seconds=1))
    row = only_row(plaintiff)
    assert row.service is not None
    assert (row.safe, row.possible) == (False, False)


def answering(party: Party) -> str:
    row = only_row(party)
    assert row.answering is not None
    return row.answering.phrase.key.rpartition(".")[2]


def test_beside_the_summons_stands_whether_the_claim_was_served_and_the_time_to_answer_is_over() -> None:
    party, _ = summoned(NOW + timedelta(days=20))
    assert answering(party) == "none"
    envelope(party, paper(party.case, "complaint_copy"))
    assert answering(party) == "not_served"
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(stage.now + timedelta(seconds=1))
    assert answering(party) == "over"  # fifteen days after the first of June
    assert only_row(party).safe  # the article asks for the summons alone


@pytest.mark.usual_day  # on others the fifteenth day may be a Sunday, and the time runs on
@pytest.mark.parametrize(("days", "word"), [(15, "runs"), (16, "over")])
def test_the_time_to_answer_is_over_when_its_last_day_lies_before_the_hearing(days: int, word: str) -> None:
    party, _ = summoned(NOW + timedelta(days=days))
    envelope(party, paper(party.case, "complaint_copy"))
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(stage.now + timedelta(seconds=1))
    assert answering(party) == word


def test_nobody_is_asked_whether_a_plaintiff_may_answer() -> None:
    party, _ = summoned(NOW + timedelta(days=20))
    make.party(party.case, "plaintiff", name="张某")
    (guard,) = guards_of([party.case])
    assert [row.answering for row in guard.rows if row.party.role == "plaintiff"] == [None]


@pytest.mark.parametrize(
    ("stand", "presumed_on", "chinese"),
    [
        (Status.NOT_EFFECTIVE, None, "起诉状（上诉状）副本尚未送达。"),
        (
            Status.PRESUMED,
            NOW.date(),
            f"推定起诉状（上诉状）副本于{NOW.year}年{NOW.month}月{NOW.day}日送达，待法官认定。",
        ),
        (Status.AWAITING_JUDGE, None, "起诉状（上诉状）副本是否送达，待法官认定。"),
    ],
)
def test_a_claim_that_the_judge_decides_about_is_not_told_as_unserved(
    stand: Status, presumed_on: date | None, chinese: str
) -> None:
    _, sent = summoned(NOW + timedelta(days=20))
    told = TimeToAnswer(sent.services.get(), None, None, is_over=False, stand=stand, presumed_on=presumed_on)
    assert told.phrase.sentence("zh") == chinese


def test_a_claim_that_is_presumed_served_says_so_beside_the_summons() -> None:
    party = defendant(make.case(), "found")
    set_hearing(party.case, NOW + timedelta(days=20), "第三审判庭", "engine", NOW)
    sent = envelope(party, paper(party.case, "complaint_copy"))
    stage = Stage()
    stage.send()
    stage.apply()
    note_opening(sent.services.get(), Assurance.NUMBER_AND_CODE, stage.now)
    ask_law(stage.now + timedelta(seconds=1))
    assert answering(party) == "presumed"
