"""The published figures come out of the replay exactly: as JSON, from the log alone, on the page, in files."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from songda.core.figures.definitions import figure
from songda.records.court.staff.models import Court, User
from songda.records.ground.evidence.models import Event
from songda.records.overview.figures.models import Revision
from songda.records.proof.certificates import making
from songda.site.cli.figures import figures as command
from songda.trust.signing import Seal
from songda_demo.sample.replay import load_replay
from tests import make
from tests.records.overview.figure_reports.test_reports import numbers_of_csv, numbers_of_xlsx, text_of
from tests.web.console.figures.test_pages import sealed_report
from tests.web.console.world import signed_in

pytestmark = [pytest.mark.database, pytest.mark.night("replays 8,640 services"), pytest.mark.timeout(900)]
FILES = ("xlsx", "csv")
PERIODS = {
    ("2020-08-01", "2022-06-30"): (4682, 8640, 54.19),
    ("2021-01-01", "2021-12-31"): (1977, 3903, 50.65),
    ("2022-01-01", "2022-06-30"): (1956, 1992, 98.19),
}
LOOKED_UP = {("2021-01-01", "2021-12-31"): (72, 86, 83.72), ("2022-01-01", "2022-06-30"): (40, 172, 23.26)}


@pytest.fixture
def seal(tmp_path: Path, settings) -> Iterator[None]:
    """What signs the printed report, in this test's folder."""
    Seal.create_demo(tmp_path, make.NOW)
    settings.SEAL_FILE, settings.SEAL_PASSWORD_FILE = tmp_path / "seal.p12", str(tmp_path / "seal.password")
    making.opened_seal.cache_clear()
    yield
    making.opened_seal.cache_clear()


def told(*words: str) -> dict:
    """What the command prints as JSON, by the name of the figure, for the one court of the replay."""
    done = CliRunner().invoke(command, [*words, "--json"])
    assert done.exit_code == 0, done.output
    (answer,) = json.loads(done.output)["answers"]
    assert answer["courts"][0]["code"] == "晋1190"
    return {figure(one["figure"]).name: one for one in answer["figures"]} | {"": answer}


def shares(one: dict) -> tuple:
    return one["numerator"], one["denominator"], one["percent"]


def in_every_form(client: Client) -> None:
    """The same on the page, in the workbook, in the CSV and on the signed sheet, period by period."""
    for period, published in PERIODS.items():
        in_every_form_of(client, {"since": period[0], "until": period[1]}, published)


def in_every_form_of(client: Client, asked: dict[str, str], published: tuple[int, int, float]) -> None:
    """The same of one period."""
    counted, of, percent = published
    page = client.get(reverse("console:figures"), asked).content.decode()
    assert f"{counted:,} of {of:,}" in page
    assert f"{percent}" in page
    files = {kind: client.get(reverse("console:figures_file"), {**asked, "as": kind}).content for kind in FILES}
    files["pdf"] = sealed_report(client, asked)
    assert any({counted, of} <= set(map(whole, row)) for row in numbers_of_csv(files["csv"]))
    assert any({counted, of} <= set(map(whole, row)) for row in numbers_of_xlsx(files["xlsx"]))
    assert f"{counted:,} {of:,}" in " ".join(text_of(files["pdf"]).split())


def whole(cell: str) -> int:
    plain = cell.replace(",", "")
    return int(plain) if plain.isdigit() else -1


@pytest.mark.usefixtures("seal")
def test_the_article_is_reproduced_by_command_json_log_page_and_files_alike():
    make.court()  # the demo's own court has no part in it
    lines: list[str] = []
    begun = time.process_time()
    assert load_replay(lines.append) == 8640
    assert time.process_time() - begun < 60
    assert len(lines) == 23
    assert load_replay(lines.append) == 0
    assert not Revision.objects.exists()
    for period, published in PERIODS.items():
        days = ("--from", period[0], "--to", period[1])
        kept = told(*days)
        assert shares(kept["success"]) == published
        if period in LOOKED_UP:
            assert shares(kept["lookups_found"]) == LOOKED_UP[period]
    days = ("--from", "2021-01-01", "--to", "2021-12-31")
    kept, log = told(*days), told(*days, "--from-log")
    assert (kept[""]["source"], log[""]["source"]) == ("day_counts", "log")
    assert [kept[name] for name in kept if name] == [log[name] for name in log if name]
    text = CliRunner().invoke(command, [*days, "-l", "en"]).output
    assert "50.65 % (1977/3903)" in text
    by_month = told("--from", "2020-08-01", "--to", "2022-06-30", "--by", "month", "--figure", "success")
    assert [row["denominator"] for row in by_month["success"]["rows"]][4:6] == [549, 326]
    assert Court.objects.get(code="晋1190").figures_public_since
    assert Event.objects.filter(name="case.registered", data__synthetic=True).count() > 4000
    in_every_form(signed_in(User.objects.get(username="replay"), language="en"))
