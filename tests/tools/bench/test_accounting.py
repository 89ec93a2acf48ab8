"""Processor time and memory as the operating system counts them, for a part and all that it started."""

import os
import subprocess
import sys

from songda_tools.bench.accounting import cpu_ms, memory_mb

BUSY = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
PARENT = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BUSY!r}])\nprint('done', flush=True)\ninput()"


def test_the_time_of_an_ended_child_counts_for_its_parent() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        assert cpu_ms(parent.pid) >= 280
        assert memory_mb(parent.pid) > 1
        parent.communicate(b"\n")


def test_a_child_may_be_left_out() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert cpu_ms(os.getpid(), without=child.pid) <= cpu_ms(os.getpid())
        child.communicate(b"\n")


def test_nobody_takes_nothing() -> None:
    assert cpu_ms(0) == memory_mb(0) == 0
