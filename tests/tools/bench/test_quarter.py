"""A part of the quarter is played to its end: nothing is forgotten, nothing happens twice, every fate has its end."""

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from songda_tools.bench.quarter.town import Fate, Size


def test_the_quarter_has_as_many_as_a_county_court_and_every_fate() -> None:
    fates = Size().fates(Random(1))

    messages = sum(fate in (Fate.MESSAGE, Fate.NO_REPORT) for fate in fates)
    assert (len(fates), messages) == (6000, 3900)
    assert fates.count(Fate.NOTICED) == 70
    assert fates.count(Fate.VISITED) == 130
    assert set(Size().part(50).fates(Random(1))) == set(Fate), "however small the part"


@pytest.mark.night("plays a fiftieth of a quarter, day by day")
@pytest.mark.stack
@pytest.mark.timeout(1800)
def test_a_fiftieth_of_the_quarter_is_played_to_its_end(tmp_path: Path) -> None:
    kept = tmp_path / "quarter.json"
    command = [sys.executable, "-m", "songda", "bench", "quarter", "--share", "50", "--json", str(kept)]

    done = subprocess.run(command, capture_output=True, text=True, timeout=1700, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    outcome = json.loads(kept.read_text(encoding="utf-8"))
    assert outcome["twice"] == outcome["forgotten"] == []
    assert outcome["done"]["notices"] == 1
    assert sum(outcome["served"].values()) > 100
