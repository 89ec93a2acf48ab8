"""A batch gives each line the very answer that it gets alone."""

import json
from dataclasses import fields
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songda.core.law import FactsError, decide, read_facts, read_json
from songda.core.law.batch import Batch
from tests.core.law.any_facts import any_facts
from tests.core.law.given import attempt, consent, facts
from tests.rows import all_rows

TOLD: dict[str, Any] = facts(attempt("sms", "confirmed", "arrived 2022-06-02"), consents=[consent()])


def alone(line: str, language: str = "zh") -> dict[str, object]:
    """What one line gets by itself."""
    try:
        return decide(read_facts(read_json(line.encode()))).to_json(language)
    except FactsError as error:
        first, *others = [
            {"path": each.path, "reason": each.reason.sentence(language)} for each in (error, *error.others)
        ]
        return {"error": {**first, "others": others} if others else first}


@settings(max_examples=80, deadline=None)
@given(st.lists(any_facts(), min_size=1, max_size=4), st.sampled_from(["zh", "en"]), st.text(max_size=8))
def test_whatever_the_facts_the_answer_is_the_same(several: list[dict[str, Any]], language: str, name: str) -> None:
    batch = Batch(language)
    for told in several * 2:
        for names in (dict[str, str](), {"id": name}):
            case: dict[str, Any] = {**told, "paper": {**dict(told["paper"]), **names}}
            line = json.dumps(case, ensure_ascii=False)
            assert json.loads(batch.answer(line).line) == alone(line, language)


def renamed(told: dict[str, Any], *names: str) -> str:
    """The same tries under other names."""
    tries = [{**each, "id": name} for each, name in zip(told["attempts"], names, strict=True)]
    return json.dumps({**told, "attempts": tries}, ensure_ascii=False)


def test_names_are_told_again_and_break_ties_by_their_order() -> None:
    told: dict[str, Any] = facts(
        attempt("sms", "confirmed", "arrived 2022-06-02", id="x"),
        attempt("email", "confirmed", "arrived 2022-06-02", id="y"),
        consents=[consent()],
    )
    batch = Batch("zh")
    for names in (("a", "b"), ("b", "a"), ("甲", "乙"), ("c", "d"), ("1", "10")):
        line = renamed(told, *names)
        assert json.loads(batch.answer(line).line) == alone(line)
    assert len(batch.written) < 5
    twice = renamed(told, "a", "a")
    assert json.loads(batch.answer(twice).line) == alone(twice)
    assert batch.answer(twice).wrong


def shuffled(told: Any, chance: Random) -> Any:
    """The same facts with the keys in another order."""
    if isinstance(told, dict):
        keys = list(told)
        chance.shuffle(keys)
        return {key: shuffled(told[key], chance) for key in keys}
    return [shuffled(each, chance) for each in told] if isinstance(told, list) else told


@pytest.mark.parametrize("ascii_only", [True, False])
def test_lines_in_another_order_and_with_escaped_letters_are_of_one_class(ascii_only: bool) -> None:
    chance, batch = Random(7), Batch("zh")
    for number in range(40):
        told = {**TOLD, "case": {**TOLD["case"], "number": f"（2022）晋1181民初{number}号"}}
        told["attempts"] = [{**each, "id": f"送达{number}“{number}"} for each in TOLD["attempts"]]
        line = json.dumps(shuffled(told, chance), ensure_ascii=ascii_only)
        assert json.loads(batch.answer(line).line) == alone(line)
    assert len(batch.classes) == 1


def test_lines_of_one_writer_are_known_by_their_text_alone() -> None:
    batch = Batch("zh")
    for number in range(9):
        line = json.dumps(
            {**TOLD, "case": {**TOLD["case"], "number": f"（2022）晋1181民初{number}号"}}, ensure_ascii=False
        )
        assert json.loads(batch.answer(line).line) == alone(line)
    assert (len(batch.written), len(batch.classes)) == (1, 0)


@all_rows(
    "line",
    [
        json.dumps(TOLD).replace('"id": "a1"', '"id": "a\\u0022\\n1"'),
        json.dumps(TOLD).replace('"id": "a1"', '"id": "\\ue000000001\\ue001"'),
        json.dumps(TOLD).replace('"id": "a1"', '"id": "\ue000000001\ue001"'),
        json.dumps(TOLD).replace('"id": "a1"', '"\\u0069d": "a1"'),
        json.dumps(TOLD).replace('"id": "a1"', '"id": "a\\ud800"'),
        json.dumps(TOLD).replace('"id": "a1"', '"id": "a\\q"'),
        json.dumps(TOLD).replace('"sms"', '"\\u0073ms"'),
        json.dumps(TOLD)[:-1] + ', "as_of": "2022-07-01T00:00:00+08:00"}',
        "[" * 20_000,
        '{"id": "a", "colour": 1, "number": 2}',
        '{"number": 2, "colour": 1, "id": "a"}',
    ],
)
def test_however_a_line_is_written_it_gets_the_answer_that_it_gets_alone(line: str) -> None:
    batch = Batch("zh")
    batch.answer(json.dumps(TOLD))
    for _ in range(2):
        assert json.loads(batch.answer(line).line) == alone(line)


def test_a_batch_that_may_keep_one_class_forgets_the_one_before_and_answers_alike() -> None:
    batch = Batch("zh", most=1)
    other = {**TOLD, "as_of": "2022-06-01T10:00:00+08:00"}
    for told in (TOLD, other, TOLD):
        line = json.dumps(told)
        assert json.loads(batch.answer(line).line) == alone(line)
        assert len(batch.written) == 1


def test_however_the_lines_are_ordered_no_more_is_kept_of_them_than_may_be() -> None:
    chance, batch = Random(7), Batch("zh", most=3)
    for _ in range(20):
        batch.answer(json.dumps(shuffled(TOLD, chance)))
    kept = [getattr(batch, each.name) for each in fields(batch)]
    assert max(len(each) for each in kept if isinstance(each, dict | list | set)) <= 3


def test_a_line_that_begins_with_a_mark_of_the_byte_order_is_answered_like_any_other() -> None:
    line = json.dumps(TOLD)
    marked = Batch("zh").answer_bytes(b"\xef\xbb\xbf" + line.encode())
    assert json.loads(marked.line) == alone(line)
    assert Batch("zh").answer_bytes(b"\xef\xbb\xbf" * 2 + line.encode()).wrong


@pytest.mark.parametrize("before", [[], [json.dumps(shuffled(TOLD, Random(1))), json.dumps(TOLD)]])
@pytest.mark.parametrize(
    "line", [json.dumps(TOLD, ensure_ascii=False).replace("sms", "\ud800"), '{"id": "\\"", "number": "\ud800"}']
)
def test_half_a_letter_that_no_file_can_hold_is_refused_like_one_that_is_no_text(before: list[str], line: str) -> None:
    batch = Batch("zh")
    for one in before:
        batch.answer(one)
    assert "UTF-8" in batch.answer(line).wrong
