"""What a commit costs is held to what an earlier one cost, figure by figure, in the middle of the turns."""

from pathlib import Path

from scripts import turns
from scripts.turns import beside, dearer, unpack
from tests.tools.bench.runs import a_run

EARLIER = [a_run(1.0), a_run(1.1), a_run(0.9)]
CERTIFICATE = "CPU ms a certificate"


def test_what_is_six_percent_dearer_is_named_and_what_is_four_is_not() -> None:
    assert dearer(beside(EARLIER, [a_run(1.04)] * 3)) == []
    found = dearer(beside(EARLIER, [a_run(1.06)] * 3))
    assert CERTIFICATE in found
    assert "CPU ms, portal landing, first visit" in found
    assert not [name for name in found if not name.startswith("CPU ms")]


def test_one_turn_in_a_bad_minute_says_nothing() -> None:
    assert dearer(beside(EARLIER, [a_run(1.0), a_run(3.0), a_run(1.0)])) == []


def test_one_figure_alone_is_found() -> None:
    assert dearer(beside(EARLIER, [a_run(1.0, certificates=1.2)] * 3)) == [
        CERTIFICATE,
        "CPU ms a service with its certificate",
    ]


def test_an_earlier_commit_is_unpacked_with_its_words(tmp_path: Path) -> None:
    unpack("HEAD", tmp_path)
    assert (tmp_path / "songda_tools" / "bench" / "run.py").exists()
    sources = list(tmp_path.glob("songda/web/**/*.po"))
    assert sources
    assert all(source.with_suffix(".mo").exists() for source in sources)


def test_without_a_release_and_without_a_name_nothing_is_compared(monkeypatch, capsys) -> None:
    monkeypatch.setattr(turns, "newest_release", lambda: None)
    monkeypatch.setattr("sys.argv", ["turns"])
    assert turns.main() == 2
    assert "--against COMMIT" in capsys.readouterr().err
