"""`songda explain --many` answers a file line by line, names what is wrong, and goes on where it was stopped."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scripts.same_answers import differing
from songda.core.law.batch import AnsweredLine, Batch
from songda.site.cli.explain import explain as command
from tests.core.law.test_batch import TOLD, alone, renamed


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
