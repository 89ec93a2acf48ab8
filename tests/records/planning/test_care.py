"""What a person said they need is seen to with the first message, and gives them time."""

from datetime import datetime, timedelta

import pytest

from songda.records.circumstances.actions import CircumstanceDraft, end, note
from songda.records.circumstances.models import Circumstance
from songda.records.evidence.models import Event
from songda.records.parties.models import Party
from songda.records.planning.advance import advance
from songda.records.planning.care import more_time_of_each
from songda.records.tasks.models import Task
from tests import make
from tests.records.stage import defendant, envelope

pytestmark = pytest.mark.database

NOW = make.NOW


def said(party: Party, need: str, at: datetime = NOW) -> Circumstance:
    draft = CircumstanceDraft("care", at, basis=need, words="本人在电话中说明")
    return note(party, draft, "staff:x", at)


def tasks() -> set[tuple[str, str]]:
    return set(Task.objects.filter(closed_at=None).values_list("kind", "reason"))


def test_who_wishes_for_paper_and_a_call_gets_both_with_the_first_message() -> None:
    party = defendant(make.case())
    said(party, "wish_paper")
    said(party, "wish_call")
    envelope(party)
    advance(NOW)
    assert tasks() == {("print_paper", "care"), ("call", "care")}


def test_of_somebody_without_a_wish_nobody_is_asked_to_print() -> None:
    party = defendant(make.case())
    said(party, "no_smartphone")
    envelope(party)
    advance(NOW)
    assert tasks() == set()


def test_who_reads_with_difficulty_is_given_three_days_more_until_it_ends() -> None:
    party = defendant(make.case())
    sent = envelope(party)
    assert more_time_of_each([sent], NOW) == {sent.id: timedelta()}
    entry = said(party, "low_literacy")
    assert more_time_of_each([sent], NOW) == {sent.id: timedelta(days=3)}
    end(entry, NOW, "staff:x", NOW)
    assert more_time_of_each([sent], NOW) == {sent.id: timedelta()}


def test_it_is_on_record_who_said_so_and_the_words_lie_sealed() -> None:
    said(defendant(make.case()), "disabled")
    told = Event.objects.get(name="care.noted")
    assert told.data["basis"] == "disabled"
    assert "本人在电话中" not in told.leaf
