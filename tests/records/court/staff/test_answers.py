"""Kept answers are sealed, given again, and forgotten in time."""

from datetime import timedelta

import pytest

from songda.core.access import Scope
from songda.core.refusal import Refused
from songda.records.court.staff.actions import ClientDraft, make_api_client
from songda.records.court.staff.answers import KEPT_FOR, Answer, Request, answer_once, forget_answers
from songda.records.court.staff.models import KeptAnswer
from tests import make

pytestmark = pytest.mark.database


def request(key: str = "k1", wish: bytes = b"w" * 32) -> Request:
    return Request(
        make_api_client(make.court(), ClientDraft("办案系统", tuple(Scope)), "engine", make.NOW)[0], key, wish
    )


def test_the_act_is_done_once() -> None:
    asked, acts = request(), []

    def act() -> Answer:
        acts.append(1)
        return Answer(201, '{"name": "李某"}')

    first, second = (answer_once(asked, act, make.NOW) for _ in "12")
    assert (first.is_repeated, second.is_repeated, first.body, len(acts)) == (False, True, second.body, 1)
    assert "李某".encode() not in bytes(KeptAnswer.objects.get().body_sealed)


def test_a_failure_of_the_program_keeps_nothing() -> None:
    asked = request()
    with pytest.raises(ZeroDivisionError):
        answer_once(asked, lambda: Answer(1 // 0, ""), make.NOW)
    assert not KeptAnswer.objects.exists()


def test_a_refusal_frees_the_key() -> None:
    asked = request()

    def refuse() -> Answer:
        raise Refused("case_exists", number="1")

    with pytest.raises(Refused):
        answer_once(asked, refuse, make.NOW)
    assert answer_once(asked, lambda: Answer(201, "{}"), make.NOW).is_repeated is False


def test_answers_are_forgotten_after_a_month() -> None:
    answer_once(request("old"), lambda: Answer(201, "{}"), make.NOW - KEPT_FOR - timedelta(seconds=1))
    answer_once(request("new"), lambda: Answer(201, "{}"), make.NOW)
    assert forget_answers(make.NOW) == 1
    assert KeptAnswer.objects.get().key == "new"
