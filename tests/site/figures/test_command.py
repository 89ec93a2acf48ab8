"""`songda figures`: what is asked wrongly is told where and why; tables are safe; a recount finds what was planted."""

import csv
import json

import pytest
from click.testing import CliRunner

from songda.records.overview.figures.models import DayCount
from songda.site.cli.figures import figures as command
from tests import make
from tests.records.overview.figures.log import count_all
from tests.records.stage import NOW, Stage, defendant, order

pytestmark = pytest.mark.database
DAYS = ("--from", "2026-01-01", "--to", "2026-06-30")


def run(*words: str):
    return CliRunner().invoke(command, list(words))


@pytest.fixture
def counted(monkeypatch):
    """One service of a case whose cause looks like a formula, counted; the day of asking is in July."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: NOW.date().replace(month=7))
    order(defendant(make.case(cause='=HYPERLINK("x")')))
    stage = Stage()
    stage.send()
    stage.apply()
    count_all()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "2026-06-30", "--to", "2026-01-01"), "--to: the period ends before it begins"),
        (("--from", "2026-06-01", "--to", "2026-12-31"), "--to: this day is still to come"),
        (("--from", "2027-06-01", "--to", "2027-12-31"), "--from: this day is still to come"),
        (("--from", "1976-01-01", "--to", "2026-06-01"), "--from: the period is longer than twenty years"),
        (("--from", "1.1.2026", "--to", "2026-06-01"), "--from: “1.1.2026” is no day"),
        (("--from", "2026-01-01"), "--to: “” is no day"),
        ((*DAYS, "--by", "colour"), "--by: “colour” splits none of these figures"),
        ((*DAYS, "--by", "line", "--figure", "success"), "--by: “line” splits none of these figures"),
        ((*DAYS, "--figure", "sucess"), "--figure: there is no figure “sucess”"),
        ((*DAYS, "--court", "沪0105"), "--court: there is no court “沪0105” here"),
        ((*DAYS, "--court", "晋1181", "--court", "晋1182"), "--court: “晋1182” stands in another tree"),
        ((*DAYS, "--compare-from", "2026-02-01"), "--compare-to: “” is no day"),
    ],
)
def test_what_has_no_answer_is_told_where_and_why(counted, words, told):
    make.other_court()
    done = run(*words, "-l", "en")
    assert done.exit_code == 2
    assert told in done.output
    chinese = run(*words)
    assert (chinese.exit_code, chinese.output != done.output) == (2, True)


def test_nothing_counted_is_said():
    done = run("--from", "2020-01-01", "--to", "2020-02-01", "-l", "en")
    assert (done.exit_code, "nothing is counted yet" in done.output) == (2, True)


def test_json_carries_definition_hash_and_checkpoint_and_the_log_says_the_same(counted):
    kept, log = (json.loads(run(*DAYS, "--json", *more).output)["answers"][0] for more in ((), ("--from-log",)))
    assert kept["figures"] == log["figures"]
    (launched,) = [one for one in kept["figures"] if one["figure"] == "launched@1.1"]
    assert launched["numerator"] == 1
    assert len(launched["hash"]) == 64
    assert kept["checkpoint"]["size"] == kept["entries"]


def test_a_cause_that_is_a_formula_is_none_in_the_table(counted):
    rows = list(csv.reader(run(*DAYS, "--csv", "--by", "cause", "--figure", "launched").output.splitlines()))
    assert rows[0][:4] == ["court", "figure", "by", "key"]
    assert [row[3] for row in rows[1:]] == ["", '\'=HYPERLINK("x")']


def test_text_is_told_in_both_languages_with_its_definition(counted):
    chinese, english = run(*DAYS).output, run(*DAYS, "-l", "en").output
    assert "送达成功率（按发起数） [success@1.1]" in chinese
    assert "success rate (of services ordered) [success@1.1]" in english
    assert "by the day of the order" in english
    assert "20" in english.splitlines()[-3]


def test_a_comparison_says_whether_it_differs_for_more_than_chance(counted):
    done = json.loads(run(*DAYS, "--json", "--compare-from", "2025-01-01", "--compare-to", "2025-06-30").output)
    (success,) = [one for one in done["answers"][0]["figures"] if one["figure"] == "success@1.1"]
    assert success["before"] == {"numerator": 0, "denominator": 0, "percent": None}
    assert success["different"] is None


def test_a_recount_tells_the_planted_count_and_mends_it(counted):
    DayCount.objects.filter(part="service.launched", dimension="").update(n=7)
    found = run("--recount", "-l", "en")
    assert found.exit_code == 1
    assert "kept 7, the log says 1" in found.output
    assert run("--recount").exit_code == 0
