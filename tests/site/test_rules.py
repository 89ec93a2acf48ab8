"""`songda rules` lists the law of a day for people and for programs, and refuses what makes no sense."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from songda.core.law import profile_of
from songda.site.cli.rules import rules as command


def rules(*words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(command, list(words))


def test_the_rules_of_a_day_with_articles_days_and_marks() -> None:
    result = rules("--on", "2022-06-02")
    assert result.exit_code == 0
    assert "2022-06-02" in result.stdout.splitlines()[0]
    assert profile_of("cn").version in result.stdout
    assert "人民法院在线诉讼规则 第三十一条第一款 [cn.olr.31.1] · 2021-08-01起 · 已核对" in result.stdout
    assert "2022-01-01至2024-01-01前" in result.stdout
    assert "2022-01-01：新增" in result.stdout


def test_the_same_in_english() -> None:
    told = rules("--on", "2022-06-02", "--language", "en").stdout
    assert "[cn.cpl2021.90.1] · 2022-01-01 until 2024-01-01 · confirmed" in told
    assert "Read from the top" in told
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in told)


def test_as_json_every_rule_has_all_its_fields() -> None:
    told = json.loads(rules("--on", "2022-06-02", "--json", "-l", "en").stdout)
    assert (told["on"], told["jurisdiction"], told["version"]) == ("2022-06-02", "cn", profile_of("cn").version)
    every = [rule for chapter in told["chapters"] for rule in chapter["rules"]]
    assert all(rule["says"] and rule["cite"] and rule["standing_means"] for rule in every)
    assert next(rule for rule in every if rule["id"] == "cn.cpl2021.95.1")["until"] == "2024-01-01"
    assert [rule["id"] for rule in told["off"]] == [
        "cn.crpl.292",
        "cn.cpli.549",
        "cn.foreign06.3",
        "cn.foreign06.12",
        "cn.cpl2023.283.2",
    ]
    assert {"from": "cn.cpl2017.164.1", "to": "cn.cpl2021.171.1"}.items() <= next(
        pair for change in told["changes"] for pair in change["moved"] if pair["from"] == "cn.cpl2017.164.1"
    ).items()


def test_only_what_may_matter_for_a_kind_of_case_and_paper() -> None:
    wishes = ("--branch", "civil", "--procedure", "simplified", "--paper", "summons", "--channel", "sms")
    some, every = (json.loads(rules("--on", "2022-06-02", "--json", *more).stdout) for more in (wishes, ()))
    few, many = ({r["id"] for c in told["chapters"] for r in c["rules"]} for told in (some, every))
    assert few < many
    assert "cn.cpli.261.2" in few
    assert "cn.crpl.107" not in few


def test_without_a_day_it_is_today() -> None:
    assert rules("--json").exit_code == 0


def test_another_jurisdiction() -> None:
    assert "LexNET" in rules("--jurisdiction", "es", "-l", "en").stdout


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--on", "2022-02-30"), "2022-02-30"),
        (("--on", "yesterday"), "yesterday"),
        (("--jurisdiction", "atlantis"), "atlantis"),
        (("--branch", "maritime"), "maritime"),
        (("--language", "la"), "la"),
        (("--colour", "red"), "--colour"),
    ],
)
def test_bad_input_is_refused_with_exit_code_2_and_named(words: tuple[str, ...], complaint: str) -> None:
    result = rules(*words)
    assert result.exit_code == 2
    assert complaint in result.stderr


def test_the_law_needs_neither_database_nor_django() -> None:
    code = "import sys; from songda.site.cli.rules import rules as command; print('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_word_is_searched_in_the_rules_and_in_the_statutes() -> None:
    told = rules("--search", "同住成年家属", "--on", "2026-01-01").stdout
    assert "条文原文中的相关内容" in told
    assert "[cn.cpl2023.88]" in told
    found = json.loads(rules("--search", "留置", "--on", "2026-01-01", "--json").stdout)
    assert "cn.cpli.133" in {each["id"] for each in found["in_texts"]}
    assert all(rule["id"] != "cn.crpl.107.1" for c in found["chapters"] for rule in c["rules"])


def test_every_confirmed_rule_has_the_hash_of_its_words() -> None:
    told = json.loads(rules("--on", "2026-01-01", "--json").stdout)
    every = [rule for chapter in told["chapters"] for rule in chapter["rules"]]
    assert all(rule["sha256"] or rule["standing"] != "confirmed" for rule in every)


def test_texts_that_were_not_checked_for_ninety_days_are_named() -> None:
    result = rules("--watch", "--on", "2026-08-15", "-l", "en")
    assert result.exit_code == 1
    assert "Online Litigation Rules of the People's Courts: last checked on 2026-05-16, 91 days ago." in result.stdout
    assert "Strengthening Civil Service: no text of it is kept" in result.stdout


def test_where_every_text_is_fresh_all_is_well() -> None:
    result = rules("--watch", "--jurisdiction", "cn", "--on", "1980-01-01", "-l", "en")
    assert (result.exit_code, result.stdout) == (0, "Every text in force was checked within the last 90 days.\n")
