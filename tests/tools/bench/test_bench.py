"""`songda bench`: one small run on the real stack."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from songda_demo.sandbox.smsc.fates import ORDINARY, fate_of
from songda_tools.bench.files import mobile_of
from songda_tools.bench.report import summary, text
from songda_tools.commands import bench

ENOUGH = 80  # orders in one call that cost several of the 10 ms steps in which processor time is told


def test_no_two_defendants_share_a_number_and_all_numbers_are_ordinary() -> None:
    numbers = [mobile_of(place) for place in range(10_000)]
    assert len(set(numbers)) == len(numbers)
    assert all(fate_of(number) is ORDINARY and len(number) == 11 for number in numbers)


@pytest.mark.night("measures")
@pytest.mark.timeout(400)
def test_a_small_run_measures_every_phase_and_loses_nothing(tmp_path: Path) -> None:
    told = CliRunner().invoke(bench, [str(ENOUGH), "--json", str(tmp_path / "bench.json")])
    assert told.exit_code == 0, told.output
    assert "Nothing was lost" in told.output
    result = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert result["losses"] == []
    assert result["fsync"] == "on"
    assert all(phase["total_cpu_ms_each"] > 0 for phase in result["phases"])
    assert summary(result)["SQL statements a service"] > 0
    assert "1.00 ×" in text(result, result)
