"""What was tried is told truly, and a notice that rests on nothing serves nobody."""

from datetime import timedelta

import pytest

from songda.core.law.facts import Channel
from songda.records.delivery.handed import HandedDraft, StepDraft, add_step, record_handed
from songda.records.delivery.ladder import tried
from songda.records.delivery.models import Attempt
from songda.records.delivery.reconsider import reconsider
from songda.records.delivery.settle import settle
from songda.records.orders.models import Envelope, Finding
from songda.records.parties.actions import CallDraft, MissingDraft, note_missing, record_call
from tests import make
from tests.records.delivery.stage import NOW, Stage, defendant, envelope

pytestmark = pytest.mark.database
DAY = timedelta(days=1)
END = NOW + 60 * DAY


def unserved() -> Envelope:
    return envelope(defendant(make.case(), address_class=None, consents=False))


def hand(sealed: Envelope, way: str, kind: str, day: int, *, by: str = "", words: str = "") -> Attempt:
    services = tuple(sealed.services.values_list("id", flat=True))
    step = StepDraft(kind, NOW + day * DAY, by=by, words=words)
    return record_handed(sealed, HandedDraft(way, services, step), "engine", END)


def published(sealed: Envelope, day: int) -> Finding:
    hand(sealed, "public_notice", "published", day, words="人民法院报")
    settle(END)
    return Finding.objects.get(service__envelope=sealed)


def test_a_notice_of_somebody_who_was_never_looked_for_serves_nobody() -> None:
    found = published(unserved(), 1)
    assert found.status == "not_effective"
    assert any("不发生送达效力" in reason for reason in found.answer("zh")["reasons"])
    assert any("serves nobody" in reason for reason in found.answer("en")["reasons"])


def test_a_letter_that_came_back_before_is_a_ground_and_one_still_on_its_way_is_not() -> None:
    sealed = unserved()
    letter = hand(sealed, "mail", "sent", 1)
    assert not tried(sealed, NOW + 2 * DAY).has_ground
    add_step(letter, StepDraft("returned", NOW + 5 * DAY, words="原址查无此人"), "engine", END)
    assert tried(sealed, NOW + 6 * DAY).has_ground
    assert published(sealed, 6).status == "effective"


def test_a_letter_that_came_back_only_after_the_notice_is_none() -> None:
    sealed = unserved()
    hand(sealed, "mail", "returned", 7)
    assert published(sealed, 6).status == "not_effective"


def test_whoever_is_missing_may_be_served_by_notice_at_once() -> None:
    sealed = unserved()
    note_missing(sealed.party, MissingDraft("police", NOW, "派出所证明"), "engine", NOW)
    stands = tried(sealed, NOW + DAY)
    assert (stands.has_ground, stands.steps) == (True, ())
    assert published(sealed, 1).status == "effective"


def test_noting_him_as_missing_afterwards_lets_the_law_look_again() -> None:
    sealed = unserved()
    assert published(sealed, 1).status == "not_effective"
    note_missing(sealed.party, MissingDraft("police", NOW, "派出所证明"), "engine", END)
    reconsider([sealed.party_id], [], END + DAY)
    settle(END + DAY)
    assert Finding.objects.get(service__envelope=sealed).status == "effective"


def test_every_try_is_told_with_day_way_and_outcome() -> None:
    sealed = envelope(defendant(make.case()))
    stage = Stage()
    stage.send()
    stage.apply()
    party, number = sealed.party, sealed.party.addresses.get()
    clerk = f"staff:{make.user(party.case.court).id}"
    record_call(party, CallDraft(NOW + DAY, "unreachable", number.id), clerk, NOW + DAY)
    hand(sealed, "direct", "signed", 3, by="stranger", words="邻居")
    hand(sealed, "mail", "returned", 2, words="原址查无此人")
    stands = tried(sealed, END)
    lines = [(step.way, step.outcome, step.by, step.words) for step in stands.steps]
    assert ("sms", "arrived", "", "") in lines
    told = [line for line in lines if line[0] != "sms"]  # the scripted channel tells the time of the machine
    assert told == [
        ("phone", "unreachable", "", ""),
        ("mail", "returned", "", "原址查无此人"),
        ("direct", "signed", "stranger", "邻居"),
    ]
    assert stands.untried == (Channel.LEFT, Channel.ENTRUSTED)


def test_a_struck_step_is_not_told() -> None:
    sealed = unserved()
    attempt = hand(sealed, "mail", "returned", 2)
    attempt.steps.update(struck_at=END)
    stands = tried(sealed, END)
    assert (stands.steps, stands.has_ground) == ((), False)


def test_two_tries_or_ten_take_the_same_statements(django_assert_max_num_queries: object) -> None:
    sealed = unserved()
    for day in range(1, 9):
        hand(sealed, "mail", "returned", day)
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        assert len(tried(sealed, END).steps) == 8
