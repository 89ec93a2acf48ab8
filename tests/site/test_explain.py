"""`songda explain` answers from a file, and refuses unusable facts with exit code 2 and their place."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from songda.core.law.facts.reading import read_kept_facts
from songda.core.law.facts.shape import keys_of_facts
from songda.site.cli.explain import explain as command
from tests.core.law.given import Json, attempt, consent, facts
from tests.rows import all_rows

TOLD = facts(attempt("sms", "confirmed", "arrived 2022-06-02"), consents=[consent()])


def explain(*words: str, told: str | None = None) -> Result:
    """Run the command; `told` goes in as standard input."""
    return CliRunner().invoke(command, list(words), input=told)


def written(folder: Path, told: Json) -> str:
    """The path of a file with these facts."""
    path = folder / "facts.json"
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return str(path)


def test_a_file_is_answered_in_json(tmp_path: Path) -> None:
    result = explain(written(tmp_path, TOLD))
    assert result.exit_code == 0
    assert json.loads(result.stdout)["effective_on"] == "2022-06-02"
    assert "即为送达" in result.stdout


def test_the_reasons_come_in_english_when_asked(tmp_path: Path) -> None:
    result = explain(written(tmp_path, TOLD), "--language", "en", "--compact")
    assert "this counts as service" in json.loads(result.stdout)["reasons"][-1]
    assert result.stdout.count("\n") == 1


def test_facts_may_come_from_standard_input() -> None:
    assert json.loads(explain("-", told=json.dumps(TOLD)).stdout)["status"] == "effective"


def test_the_trace_goes_to_standard_error_and_leaves_the_answer_alone(tmp_path: Path) -> None:
    path = written(tmp_path, TOLD)
    result = explain(path, "--trace", "--language", "en")
    assert json.loads(result.stdout) == json.loads(explain(path, "--language", "en").stdout)
    assert (
        "+ a1 effect cn.olr.31.1 confirmed: Its conditions are met; it gives: effective, at 2022-06-02 10:00."
        in result.stderr
    )
    assert "- a1 way cn.olr.5.1 confirmed: offline is False; the rule asks for True." in result.stderr


@all_rows(
    ("told", "complaint"),
    [
        (json.dumps(TOLD | {"colour": "red"}), "$.colour: unknown key"),
        (json.dumps(TOLD | {"as_of": "2022-02-30T00:00:00+08:00"}), "$.as_of: is not a possible date and time"),
        (json.dumps(TOLD | {"as_of": "2022-07-01T00:00:00"}), "$.as_of: needs an offset"),
        (json.dumps(TOLD | {"jurisdiction": "atlantis"}), "$.jurisdiction: no rules for 'atlantis'"),
        ('{"as_of": 1, "as_of": 2}', "$..as_of: is told twice"),
        ('{"as_of": NaN}', "$: NaN is not JSON"),
        ("[]", "$: must be an object"),
        ("{", "$: not JSON, line 1 column 2"),
        ("", "$: not JSON"),
        ("[" * 100_000, "$: nested too deeply"),
        ('{"as_of": ' + "9" * 5_000 + "}", "$: a number of 5000 digits"),
        ('{"as_of": -' + "9" * 21 + "}", "$: a number of 22 digits"),
        ('{"as_of": "\\ud800"}', "$.as_of: holds half a letter"),
        ('{"attempts": [{"\\udfff": 1}]}', "$.attempts[0].\\udfff: holds half a letter"),
        ('{"a": 1' + ', "b": 2' * 200_000 + "}", "$..b: is told twice"),
        ("[" + "1," * 3_000_000 + "1]", "$: is longer than 4 MB"),
        (json.dumps(TOLD).replace("10:00:00", "10:00:00\\u0000"), "is not a possible date and time"),
    ],
)
def test_unusable_facts_are_refused_with_their_place(told: str, complaint: str) -> None:
    result = explain("-", "--language", "en", told=told)
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert result.stdout == ""


def test_the_refusal_is_in_chinese_by_default() -> None:
    assert "$.colour: 未知的键" in explain("-", told=json.dumps(TOLD | {"colour": "red"})).stderr
    assert "$: 不是 JSON，第1行第2列有误" in explain("-", told="{").stderr
    assert "现有：at、cn、" in explain("-", told=json.dumps(TOLD | {"jurisdiction": "fr"})).stderr
    assert "$: 嵌套层数过多" in explain("-", told="[" * 100_000).stderr


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = explain(str(tmp_path / "none.json"))
    assert result.exit_code == 2
    assert "none.json" in result.stderr


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_bytes(b"\xff\xfe{}")
    result = explain(str(path), "--language", "en")
    assert result.exit_code == 2
    assert "not UTF-8" in result.stderr
    assert "不是 UTF-8 编码" in explain(str(path)).stderr


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        (b"\xff\xfe{\x00}\x00", "$: not UTF-8 (byte 1)"),
        (b'{"as_of": "\xff"}', "$: not UTF-8 (byte 12)"),
        (b"\x00" * 10_000, "$: not JSON, line 1 column 1"),
        (b" " * 50_000_000, "$: is longer than 4 MB"),
    ],
)
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, told: bytes, complaint: str) -> None:
    path = tmp_path / "facts.json"
    path.write_bytes(told)
    result = explain(str(path), "--language", "en")
    assert (result.exit_code, result.stdout) == (2, "")
    assert complaint in result.stderr


def test_a_mark_of_byte_order_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(TOLD).encode())
    assert explain(str(path)).exit_code == 0


def test_the_trace_ends_with_the_words_of_the_rules_that_held(tmp_path: Path) -> None:
    told = explain(written(tmp_path, TOLD), "--trace").stderr
    assert "人民法院在线诉讼规则 第三十一条第一款 [cn.olr.31.1]\n  第三十一条" in told
    assert told.count("[cn.olr.31.1]\n") == 1
    assert "第五条　" not in told  # it did not hold


def test_all_that_is_missing_is_told_at_once_and_in_english_too() -> None:
    told = {
        "case": {"branch": "civil"},
        "paper": {"id": "p1"},
        "attempts": [{"id": "a1", "events": [{"kind": "sent"}]}],
    }
    complaints = [line.partition("（")[0] for line in explain("-", told=json.dumps(told)).stderr.splitlines()]
    missing = ["as_of", "case.procedure", "case.stage", "paper.kind", "paper.sha256", "recipient"]
    missing += ["attempts[0].channel", "attempts[0].paper_sha256", "attempts[0].events[0].at"]
    assert complaints == [f"$.{place}: 缺少此项" for place in missing]
    whole = '$.as_of: 缺少此项（据以判断的时刻，例如 "2022-06-01T09:00:00+08:00"） / is missing (the moment'
    assert whole in explain("-", told="{}").stderr
    assert explain("-", "-l", "en", told="{}").stderr.startswith("$.as_of: is missing (the moment")


def test_a_complaint_about_a_consent_shows_its_form() -> None:
    told = TOLD | {"consents": [{"ground": "express", "at": "2022-06-01T09:00:00+08:00", "stages": "all"}]}
    complaints = explain("-", told=json.dumps(told)).stderr
    assert '$.consents[0].stages: 应为数组（同意所及的审级（["*"] 为全部），例如 ["*"]）' in complaints
    assert "$.consents[0].paper_kinds: 缺少此项" in complaints


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_fixed_words_of_the_facts_are_listed_with_their_names(language: str) -> None:
    listed = json.loads(explain("--words", "--language", language).stdout)
    inbox = listed["attempts[].channel"]["words"]["inbox"]
    assert inbox == {"zh": "诉讼平台账号", "en": "the litigation platform"}[language]
    assert [*listed["consents[].ground"]["words"]] == [
        "express",
        "prior_agreement",
        "own_pleading",
        "accepted_by_conduct",
    ]
    assert {key for key, told in listed.items() if "." not in key and told["needed"]} == {
        "as_of", "case", "paper", "recipient",
    }  # fmt: skip
    names = [name for told in listed.values() for name in (told["name"], *told.get("words", {}).values())]
    assert all(name and "fact_keys" not in name for name in names)


def test_the_forms_that_are_listed_are_facts_that_can_be_read() -> None:
    """Each key alone, in the form that is shown of it, beside what must be there."""
    for place, member in keys_of_facts().items():
        told = json.loads(
            json.dumps({key: keys_of_facts()[key].form for key in ("as_of", "case", "paper", "recipient")})
        )
        holder: Json = told
        for step in place.split(".")[:-1]:
            key = step.removesuffix("[]")
            form = holder.setdefault(key, json.loads(json.dumps(keys_of_facts()[_upto(place, step)].form)))
            holder = form[0] if isinstance(form, list) else form
        holder[member.key] = member.form
        read_kept_facts(told)


def _upto(place: str, step: str) -> str:
    return place[: place.index(step) + len(step)].removesuffix("[]")


@all_rows("language", ["zh", "en"])
@all_rows(
    ("words", "complaint"),
    [
        (["--words", "-"], "--words goes alone"),
        (["--words", "--next"], "--words goes alone"),
        ([], "Give either FACTS or --many"),
        (["-", "--out", "x"], "--out goes with --many"),
        (["-", "--resume"], "--resume with --out"),
        (["--many", __file__, "--next"], "do not go with --many"),
        (["--many", __file__, "--trace"], "do not go with --many"),
        (["--many", __file__, "--idle"], "do not go with --many"),
    ],
)
def test_no_option_is_passed_over_in_silence(words: list[str], complaint: str, language: str) -> None:
    result = explain(*words, "--language", language, told="{}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert complaint in result.stderr
    assert (" / " in result.stderr) is (language == "zh")
