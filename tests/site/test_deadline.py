"""`songda deadline` gives the last day, the rule and how it was counted."""

import json

import pytest
from click.testing import CliRunner, Result

from songda.core.law import jurisdictions, period_kinds
from songda.site.cli.deadline import deadline as command
from tests.rows import all_rows


def deadline(*words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(command, list(words))


def test_by_name() -> None:
    result = deadline("--served", "2022-09-22", "--period", "answer")
    assert result.exit_code == 0
    first, rule, *steps = result.stdout.splitlines()
    assert first == "2022-10-08"
    assert rule == "中华人民共和国民事诉讼法（2021年修正） 第一百二十八条第一款〔条文明定〕 [cn.cpl2021.128.1]"
    assert len(steps) == 4


def test_by_length_as_json() -> None:
    told = json.loads(deadline("--served", "2022-09-22", "--days", "15", "--json", "--language", "en").stdout)
    assert (told["last_day"], told["provisional"], told["rule"]) == ("2022-10-08", False, "cn.cpl2021.85.3")
    assert told["reasons"][0] == "From the day after 2022-09-22, 15 days run to 2022-10-07."


def test_by_months() -> None:
    assert deadline("--served", "2022-03-15", "--months", "3").stdout.startswith("2022-06-15")


@pytest.mark.parametrize(("language", "word"), [("zh", "（暂定）"), ("en", "(provisional)")])
def test_beyond_the_published_calendar_the_day_is_provisional(language: str, word: str) -> None:
    assert word in deadline("--served", "2027-03-01", "--days", "15", "--language", language).stdout


def test_the_kind_of_case_is_asked_for() -> None:
    words = (
        "--served",
        "2022-09-22",
        "--period",
        "appeal",
        "--branch",
        "criminal",
        "--paper",
        "judgment",
        "--in-custody",
    )
    assert deadline(*words).stdout.startswith("2022-10-02")


def test_an_objection_to_jurisdiction_stops_the_time_for_evidence() -> None:
    words = ("--served", "2022-05-09", "--period", "evidence", "--days", "20", "--objection", "2022-05-20")
    assert deadline(*words, "--dismissed", "2022-06-21").stdout.startswith("2022-07-01\n")
    still = deadline(*words)
    assert (still.exit_code, still.stdout) == (2, "")
    assert "自2022年5月20日起中止" in still.stderr


def test_hours_end_at_a_moment() -> None:
    words = ("--served", "2022-09-30T10:20+08:00", "--period", "urgent_preservation_ruling")
    assert deadline(*words).stdout.startswith("2022-10-02T11:00:00+08:00\n")
    told = json.loads(deadline("--served", "2022-09-30T10:20:00+08:00", "--hours", "48", "--json").stdout)
    assert (told["ends_at"], told["served"]) == ("2022-10-02T11:00:00+08:00", "2022-09-30T10:20:00+08:00")
    assert "ends_at" not in json.loads(deadline("--served", "2022-09-30", "--days", "2", "--json").stdout)


def test_what_is_wrong_is_told_in_english_too() -> None:
    assert " / Give exactly one of --period" in deadline("--served", "2022-09-30").stderr
    unknown = deadline("--served", "2022-09-30", "--period", "colour").stderr
    assert "没有“colour”期间" in unknown
    assert "There is no period 'colour'" in unknown
    assert "没有" not in deadline("--served", "2022-09-30", "--period", "colour", "-l", "en").stderr


def test_the_periods_are_listed_by_their_names() -> None:
    listed = json.loads(deadline("--words").stdout)
    assert listed["cn"]["answer"] == {"en": "period to answer", "zh": "答辩期"}
    assert {*listed["cn_arbitration"]} == {*period_kinds("cn_arbitration")}


def test_the_help_names_every_period_of_every_jurisdiction() -> None:
    shown = "".join(deadline("--help").stdout.split())
    assert all(kind in shown for jurisdiction in jurisdictions() for kind in period_kinds(jurisdiction))


@pytest.mark.parametrize(
    ("jurisdiction", "period", "served", "end", "rule"),
    [
        ("cn_arbitration", "set_aside", "2025-06-03", "2025-12-03", "cn_arbitration.al2017.59"),
        ("cn_arbitration", "set_aside", "2026-06-03", "2026-09-03", "cn_arbitration.al.72"),
        ("cn_reconsideration", "reconsideration_application", "2024-05-09", "2024-07-08", "cn_reconsideration.rl.20.1"),
        ("cn_reconsideration", "answer", "2024-05-09", "2024-05-22", "cn_reconsideration.rl.48"),
    ],
)
def test_other_authorities_have_periods_of_their_own(
    jurisdiction: str, period: str, served: str, end: str, rule: str
) -> None:
    told = json.loads(deadline("--served", served, "--period", period, "--jurisdiction", jurisdiction, "--json").stdout)
    assert (told["last_day"], told["rule"]) == (end, rule)


def test_an_award_has_no_appeal() -> None:
    result = deadline("--served", "2026-06-03", "--period", "appeal", "--jurisdiction", "cn_arbitration", "-l", "en")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "An award is final: there is no period of appeal." in result.stderr


def test_an_appeal_is_told_of_each_paper_where_none_is_named() -> None:
    """Law of 2023, art. 171: fifteen days from a judgment, ten from a ruling."""
    asked = ("--served", "2024-05-09", "--period", "appeal", "-l", "en", "--json")
    told = json.loads(deadline(*asked).stdout)
    assert (told["last_day"], told["papers"]) == ("2024-05-24", ["judgment"])
    assert any("appealable ruling" in each and "2024-05-20" in each for each in told["reasons"])
    named = json.loads(deadline(*asked, "--paper", "ruling_appealable").stdout)
    assert (named["last_day"], named["papers"]) == ("2024-05-20", ["ruling_appealable"])
    assert not any("another paper" in each for each in named["reasons"])


EVIDENCE = ("--served", "2022-05-09", "--period", "evidence")


@all_rows(
    ("words", "complaint"),
    [
        (("--served", "2022-02-30", "--days", "15"), "2022-02-30"),
        (("--served", "2022-09-22"), "exactly one"),
        (("--served", "2022-09-22", "--days", "15", "--period", "answer"), "exactly one"),
        (("--served", "2022-09-22", "--days", "0"), "0 is not in the range"),
        (("--served", "2022-09-22", "--period", "coffee"), "没有“coffee”期间"),
        (("--served", "2022-09-22", "--period", "coffee", "--language", "en"), "There is no period 'coffee'"),
        (("--served", "2022-09-22", "--period", "appeal", "--procedure", "small_claims"), "一审终审"),
        (("--days", "15"), "--served"),
        (("--served", "2022-09-22T10:00", "--hours", "48"), "2022-09-22T10:00"),
        (("--served", "2022-09-22", "--hours", "48"), "时刻"),
        (("--served", "2022-09-22", "--hours", "48", "--days", "2"), "exactly one"),
        (EVIDENCE, "由通知书指定"),
        ((*EVIDENCE, "--months", "1"), "exactly one"),
        ((*EVIDENCE, "--days", "20", "--dismissed", "2022-06-21"), "--objection"),
        ((*EVIDENCE, "--days", "20", "--objection", "2022-06-21", "--dismissed", "2022-06-20"), "before --objection"),
        (("--served", "2022-05-09", "--period", "answer", "--objection", "2022-05-20"), "--period evidence"),
        (("--served", "9999-12-30", "--days", "15"), "9999"),
    ],
)
def test_what_cannot_be_answered_is_refused(words: tuple[str, ...], complaint: str) -> None:
    result = deadline(*words)
    assert result.exit_code == 2
    assert complaint in result.stderr
