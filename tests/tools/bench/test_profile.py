"""The sampler puts processor time where it was taken, phase by phase, and the tables tell shares of it."""

import os
import subprocess
import sys
from pathlib import Path

from songda_tools.bench.profile import run as profile
from songda_tools.bench.profile.run import Share, imported, read

INSIDE = Path(profile.__file__).parent / "inside"
WORK = """
import sys, threading, time
from pathlib import Path

phase = Path(sys.argv[1])

def spin(seconds):
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass

def dear():
    spin(0.6)

def cheap():
    spin(0.2)

phase.write_text("first")
time.sleep(0.4)
one = threading.Thread(target=dear)
one.start()
one.join()
cheap()
phase.write_text("second")
time.sleep(0.4)
cheap()
"""


def sampled(tmp_path: Path) -> dict[str, dict[str, Share]]:
    """What the samplers of a small program wrote."""
    program = tmp_path / "program.py"
    program.write_text(WORK, encoding="utf-8")
    subprocess.run(
        [sys.executable, str(program), str(tmp_path / "phase")],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(INSIDE), "BENCH_SAMPLES": str(tmp_path)},
        check=True,
        timeout=60,
    )
    return read(tmp_path)


def test_time_stands_at_the_function_and_in_the_phase_that_took_it(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(profile, "OURS", ("__main__",))
    first, second = (next(iter(parts.values())) for _, parts in sorted(sampled(tmp_path).items()))
    dear, cheap = (first.steps[f"__main__:{name}"] for name in ("dear", "cheap"))
    assert 450 < dear < 750
    assert 120 < cheap < 320
    assert 120 < second.steps["__main__:cheap"] < 320
    assert second.steps["__main__:dear"] == 0
    assert first.inmost["__main__:spin"] > 0.9 * (dear + cheap)
    assert dear + cheap <= first.total


def test_a_process_without_a_folder_for_samples_is_left_alone(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, threading; print(threading.active_count(), sys.getswitchinterval())"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(INSIDE)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["1", "0.005"]


def test_statements_of_a_phase_are_what_came_since_its_beginning() -> None:
    earlier = {"statement": "SELECT 1", "calls": 4, "ms": 2.0, "rows": 4}
    now = {"statement": "SELECT 1", "calls": 10, "ms": 7.0, "rows": 10}
    assert profile._since(now, earlier) == {"statement": "SELECT 1", "calls": 6, "ms": 5.0, "rows": 6}
    assert profile._since(now, None) == now


def test_the_packages_that_a_part_imports_are_told_the_dearest_first(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    with log.open("wb") as out:
        command = [sys.executable, "-X", "importtime", "-m", "songda", "--help"]
        subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, check=True)
    packages = imported(log)
    assert {"songda", "click"} <= set(packages)
    assert list(packages.values()) == sorted(packages.values(), reverse=True)


def test_the_tables_name_functions_statements_and_starts() -> None:
    share = Share(total=200.0, collections=3, blocks=30)
    share.steps.update({"songda.records.x:work": 150.0, "songda.web.y:f.<locals>.door": 200.0})
    share.inmost.update({"songda.records.x:work": 150.0, "nobody of ours": 50.0})
    share.itself.update({"psycopg": 120.0})
    told = profile.text(
        {
            "phases": [{"name": "certificates", "items": 10}],
            "profile": {"certificates": {"worker": share}},
            "statements": {"certificates": [{"statement": "SELECT a | b", "calls": 20, "ms": 5.0, "rows": 1}]},
            "imports": {"worker": {"django": 58.3, "songda": 41.7}},
            "start_cpu_ms": {"worker": 1690.0},
        }
    )
    assert "| worker: 20.00 | records.x:work 75 | records.x:work 75, nobody of ours 25 | psycopg 60 |" in told
    assert "| `SELECT a \\| b` | 100 | 2.00 | 0.25 |" in told
    assert "| worker: 1.7 | django 58.3, songda 41.7 |" in told
    assert "door" not in told
