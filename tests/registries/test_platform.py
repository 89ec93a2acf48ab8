"""The line to the national platform, over real HTTP to the sandbox's registry and its scripted people."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
import requests

from songda.clock import new_id, now
from songda.core.lookups import NumberState
from songda.exchange import new_stamp
from songda.registries.contract import Inquiry, RegistryError, ReplyCode, Trouble, WrongNumber
from songda.registries.platform import Platform, person_mark, read_batch, sign_request
from songda_demo.sandbox.registry import CLIENT, SECRET
from tests.registries.sandbox_line import Town, inquiry, running_registry
from tests.rows import all_rows


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with running_registry() as town:
        yield town


def said(town: Town, *asked: Inquiry) -> list[ReplyCode | None]:
    replies = {reply.inquiry_id: reply.code for reply in town.line().ask(asked).replies}
    return [replies.get(one.id) for one in asked]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (1, ReplyCode.NUMBERS),
        (902, ReplyCode.NONE),
        (903, ReplyCode.NUMBERS),
        (905, ReplyCode.REFUSED),
        (906, ReplyCode.TIME_OUT),
        (907, None),
        (909, ReplyCode.NUMBERS),
        (910, ReplyCode.OTHER_PERSON),
    ],
)
def test_what_is_said_of_each_scripted_person(town: Town, order: int, expected: ReplyCode | None) -> None:
    assert said(town, inquiry(order)) == [expected]


def test_several_numbers_come_from_several_operators_and_each_has_its_state(town: Town) -> None:
    asked = [inquiry(901, operator) for operator in ("mobile", "telecom", "unicom")]
    replies = {reply.inquiry_id: reply for reply in town.line().ask(asked).replies}
    assert [len(replies[one.id].numbers) for one in asked] == [2, 1, 0]
    assert replies[asked[2].id].code is ReplyCode.NONE
    inactive = town.line().ask([inquiry(904)]).replies[0]
    assert [held.state for held in inactive.numbers] == [NumberState.INACTIVE]


def test_an_answer_that_comes_twice_is_one_answer(town: Town) -> None:
    assert len(town.line().ask([inquiry(909)]).replies) == 1


def test_a_late_answer_is_had_by_asking_again_with_the_same_id(town: Town) -> None:
    late = inquiry(908)
    assert [said(town, late)[0] for _ in range(3)] == [ReplyCode.LATER, ReplyCode.LATER, ReplyCode.NUMBERS]


def test_part_of_a_batch_missing_leaves_the_others_answered(town: Town) -> None:
    asked = [inquiry(1), inquiry(907), inquiry(902)]
    assert said(town, *asked) == [ReplyCode.NUMBERS, None, ReplyCode.NONE]


def test_the_same_id_is_counted_once_by_the_provider(town: Town) -> None:
    one = inquiry(1)
    before = town.state.used["service"]
    for _ in range(3):
        town.line().ask([one])
    assert town.state.used["service"] == before + 1


def test_a_silent_line_ends_in_a_time_out_and_not_in_an_answer(town: Town) -> None:
    with pytest.raises(RegistryError) as failure:
        town.line(seconds=0.3).ask([inquiry(912), inquiry(1)])
    assert failure.value.trouble is Trouble.TIME_OUT


def test_the_quota_and_its_change_without_notice_are_told(town: Town) -> None:
    used = town.state.used["service"]
    town.switch({"limits": {"service": used + 1}})
    reply = town.line().ask([inquiry(1)])
    quota = next(one for one in reply.quotas if one.purpose == "service")
    assert (quota.limit, quota.used) == (used + 1, used + 1)
    with pytest.raises(RegistryError) as failure:
        town.line().ask([inquiry(1)])
    assert failure.value.trouble is Trouble.QUOTA
    assert failure.value.quotas[0].limit == used + 1
    town.switch({"limits": {"service": 5000}})


def test_a_wrong_secret_is_refused(town: Town) -> None:
    with pytest.raises(RegistryError) as failure:
        town.line(secret="another-secret-of-16").ask([inquiry(1)])
    assert failure.value.trouble is Trouble.REFUSED


def test_a_request_that_was_heard_before_is_refused(town: Town) -> None:
    body, path = json.dumps({"inquiries": []}).encode(), "/registry/v1/inquiries"
    stamp = new_stamp(now())
    headers = {
        "X-Client": CLIENT,
        "X-At": stamp.at,
        "X-Nonce": stamp.nonce,
        "X-Signature": sign_request(SECRET, path, stamp, body),
    }
    sent = [requests.post(f"http://127.0.0.1:{town.port}{path}", body, headers=headers, timeout=5) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [422, 401]


def test_a_number_found_wrong_is_told_to_the_source_once(town: Town) -> None:
    wrong = WrongNumber(new_id(), new_id(), "13900000061")
    assert [town.line().report_wrong([wrong]) for _ in range(2)] == [frozenset({wrong.id})] * 2
    assert town.state.corrections[str(wrong.id)] == wrong.value


def test_nobody_listening_is_unreachable_and_nothing_of_the_address_is_told() -> None:
    nowhere = Platform("http://songda:a-secret-of-length@127.0.0.1:9/", lambda: new_stamp(now()))
    with pytest.raises(RegistryError) as failure:
        nowhere.ask([inquiry(1)])
    assert failure.value.trouble is Trouble.UNREACHABLE
    assert "secret" not in str(failure.value)


@pytest.mark.parametrize("url", ["ftp://a:b@c", "https://registry.example/", "https://songda:short@registry.example/"])
def test_an_address_that_makes_no_sense_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="registry"):
        Platform(url, lambda: new_stamp(now()))


def test_a_batch_is_never_larger_than_a_hundred(town: Town) -> None:
    with pytest.raises(ValueError, match="1 to 100"):
        town.line().ask([inquiry(1)] * 101)


def answered(one: Inquiry, **changes: object) -> bytes:
    mark = person_mark(str(one.id), one.name, one.number)
    told = {"id": str(one.id), "operator": one.operator, "person": mark, "status": "none", **changes}
    return json.dumps({"answers": [told]}).encode()


@all_rows(
    ("changes", "expected"),
    [
        ({}, ReplyCode.NONE),
        ({"status": "no idea"}, ReplyCode.LATER),
        ({"status": "numbers", "numbers": []}, ReplyCode.LATER),
        ({"status": "numbers", "numbers": [{"number": "12", "state": "in_use"}]}, ReplyCode.LATER),
        ({"status": "numbers", "numbers": [{"number": "13800138000", "state": ["in_use"]}]}, ReplyCode.LATER),
        ({"status": ["numbers"], "numbers": {"number": []}}, ReplyCode.LATER),
        ({"operator": "telecom"}, ReplyCode.OTHER_PERSON),
        ({"person": None}, ReplyCode.OTHER_PERSON),
    ],
)
def test_what_is_not_clearly_an_answer_is_never_taken_for_no_number(
    changes: dict[str, object], expected: ReplyCode
) -> None:
    one = inquiry(1)
    assert read_batch(answered(one, **changes), [one]).replies[0].code is expected


def test_an_answer_to_a_question_that_was_not_asked_is_left_out() -> None:
    one = inquiry(1)
    body = answered(replace(one, id=new_id()))
    reply = read_batch(body, [one])
    assert (reply.replies, reply.digest) == ((), hashlib.sha256(body).digest())


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'"answers"', b"[" * 100_000, b'{"a":' * 100_000])
def test_nonsense_is_refused_as_a_whole(body: bytes) -> None:
    with pytest.raises(RegistryError):
        read_batch(body, [inquiry(1)])


def test_no_name_and_no_number_is_ever_printed() -> None:
    one = inquiry(1)
    assert one.name not in repr(one)
    assert one.number not in repr(one)
