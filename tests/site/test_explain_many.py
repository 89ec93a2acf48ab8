"""Many answers at once are the very answers that each line gets alone."""

import json
from dataclasses import fields
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.same_answers import differing
from songda.core.law import FactsError, decide, read_facts, read_json
from songda.core.law.batch import AnsweredLine, Batch
from songda.site.cli.explain import explain as command
from tests.core.law.any_facts import any_facts
from tests.core.law.given import attempt, consent, facts

TOLD: dict[str, Any] = facts(attempt("sms", "confirmed", "arrived 2022-06-02"), consents=[consent()])


def alone(line: str, language: str = "zh") -> dict[str, object]:
    """What one line gets by itself."""
    try:
        return decide(read_facts(read_json(line.encode()))).to_json(language)
    except FactsError as error:
        return {"error": {"path": error.path, "reason": error.reason.sentence(language)}}


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


@pytest.mark.parametrize(
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


def explain(*words: str) -> Result:
    return CliRunner().invoke(command, list(words))


def test_a_file_is_answered_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text(f"{json.dumps(TOLD)}\n\n{json.dumps(TOLD)}\n", "utf-8")
    result = explain("--many", str(path))
    assert result.exit_code == 0
    answers = result.stdout.split("\n")
    assert [bool(line) for line in answers] == [True, False, True, False]
    assert json.loads(answers[0]) == alone(json.dumps(TOLD))


def test_bad_lines_are_named_with_place_and_reason_and_the_others_are_answered(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    good = json.dumps(TOLD).encode()
    path.write_bytes(b"\n".join([good, b"{", b"\xff\xfe", json.dumps(TOLD | {"colour": 1}).encode(), good]))
    result = explain("--many", str(path), "--language", "en")
    assert result.exit_code == 2
    assert f"{path}:2: $: not JSON, line 1 column 2" in result.stderr
    assert f"{path}:3: $: not UTF-8" in result.stderr
    assert f"{path}:4: $.colour: unknown key" in result.stderr
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each.get("status", "wrong") for each in answers] == ["effective", "wrong", "wrong", "wrong", "effective"]


def test_a_line_that_is_too_long_costs_no_memory_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_bytes(b'{"a": "' + b"x" * 9_000_000 + b'"}\n' + json.dumps(TOLD).encode())
    result = explain("--many", str(path), "--language", "en")
    assert f"{path}:1: $: is longer than 4 MB" in result.stderr
    assert json.loads(result.stdout.splitlines()[1])["status"] == "effective"


@pytest.mark.parametrize("cut", [0, 1, 300, -1])
def test_what_was_stopped_goes_on_where_it_stood(tmp_path: Path, cut: int) -> None:
    path, out = tmp_path / "many.jsonl", tmp_path / "out.jsonl"
    lines = [renamed(TOLD, f"try{number}") for number in range(9)]
    path.write_text("\n".join(lines), "utf-8")
    assert explain("--many", str(path), "--out", str(out)).exit_code == 0
    whole = out.read_bytes()
    out.write_bytes(whole[:cut])
    assert explain("--many", str(path), "--out", str(out), "--resume").exit_code == 0
    assert out.read_bytes() == whole


def test_answers_that_are_there_are_never_overwritten(tmp_path: Path) -> None:
    path, out = tmp_path / "many.jsonl", tmp_path / "out.jsonl"
    path.write_text(json.dumps(TOLD), "utf-8")
    out.write_text("mine\n", "utf-8")
    refused = explain("--many", str(path), "--out", str(out), "-l", "en")
    assert (refused.exit_code, out.read_text("utf-8")) == (1, "mine\n")
    assert f"{out} exists" in refused.stderr
    assert "--resume" in refused.stderr


def test_either_one_file_or_many() -> None:
    assert explain().exit_code == 2
    assert explain("facts.json", "--many", "many.jsonl").exit_code == 2
    assert explain("--many", "no-such-file.jsonl").exit_code == 2


def test_the_missing_fact_is_told_beside_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(TOLD | {"consents": []}), "utf-8")
    told = json.loads(explain(str(path), "--next", "-l", "en").stdout)
    assert told["next"]["missing"] == "consent"
    assert "next" not in json.loads(explain(str(path)).stdout)


def test_a_sample_of_random_cases_is_answered_alike() -> None:
    assert list(differing(3000)) == []


def test_a_difference_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Batch, "answer", lambda _self, _line: AnsweredLine("{}"))
    assert len(list(differing(10))) == 10


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
