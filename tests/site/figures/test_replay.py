"""The published figures come out of the replay exactly: by the command, as JSON, from the log alone."""

import json
import time

import pytest
from click.testing import CliRunner

from songda.records.evidence.models import Event
from songda.records.figures.models import Revision
from songda.records.staff.models import Court
from songda.site.cli.figures import command
from songda.site.sample.replay import is_loaded, load_replay
from tests import make

pytestmark = [pytest.mark.database, pytest.mark.slow, pytest.mark.timeout(900)]
PERIODS = {
    ("2020-08-01", "2022-06-30"): (4682, 8640, 54.19),
    ("2021-01-01", "2021-12-31"): (1977, 3903, 50.65),
    ("2022-01-01", "2022-06-30"): (1956, 1992, 98.19),
}
LOOKED_UP = {("2021-01-01", "2021-12-31"): (72, 86, 83.72), ("2022-01-01", "2022-06-30"): (40, 172, 23.26)}


def told(*words: str) -> dict:
    """What the command prints as JSON, by figure, for the one court of the replay."""
    done = CliRunner().invoke(command, [*words, "--json"])
    assert done.exit_code == 0, done.output
    (answer,) = json.loads(done.output)["answers"]
    assert answer["courts"][0]["code"] == "晋1190"
    return {one["figure"]: one for one in answer["figures"]} | {"": answer}


def shares(one: dict) -> tuple:
    return one["numerator"], one["denominator"], one["percent"]


def test_the_article_is_reproduced_by_command_json_and_log_alike():
    make.court()  # the demo's own court has no part in it
    lines: list[str] = []
    begun = time.process_time()
    assert load_replay(lines.append) == 8640
    assert time.process_time() - begun < 60
    assert len(lines) == 23
    assert is_loaded()
    assert load_replay(lines.append) == 0
    assert not Revision.objects.exists()
    for period, published in PERIODS.items():
        days = ("--from", period[0], "--to", period[1])
        kept = told(*days)
        assert shares(kept["success@1.0"]) == published
        if period in LOOKED_UP:
            assert shares(kept["lookups_found@1.0"]) == LOOKED_UP[period]
    days = ("--from", "2021-01-01", "--to", "2021-12-31")
    kept, log = told(*days), told(*days, "--from-log")
    assert (kept[""]["source"], log[""]["source"]) == ("day_counts", "log")
    assert [kept[name] for name in kept if name] == [log[name] for name in log if name]
    text = CliRunner().invoke(command, [*days, "-l", "en"]).output
    assert "50.65 % (1977/3903)" in text
    by_month = told("--from", "2020-08-01", "--to", "2022-06-30", "--by", "month", "--figure", "success")
    assert [row["denominator"] for row in by_month["success@1.0"]["rows"]][4:6] == [549, 326]
    assert Court.objects.get(code="晋1190").figures_public_since
    assert Event.objects.filter(name="case.registered", data__synthetic=True).count() > 4000
