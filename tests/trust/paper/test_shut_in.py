"""Whoever breaks out of the program that reads a PDF reaches no key, no file, no process and no network."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from songda.trust.paper.child import Allowance, read_frames, run, surroundings
from songda.trust.paper.confinement import _CALLS, version
from tests import make

FILES = ("key", "folder", "write", "temporary", "remove", "passwords", "environment", "memory")
SIGNALS = ("signal", "signal to a thread", "signal to a thread of it", "signal with a value", "both")
OTHERS = ("limits of another", "limits of another, set", "its order", "memory of another", "handle of another")
COMMON = ("common memory", "counters", "messages", "messages of POSIX", "key ring", "key ring, asked")
SYSTEM = ("namespace", "namespace of another", "program of the kernel", "events of the machine", "calls by themselves")
OF_FILES = ("rights of a file", "owner of a file", "times of a file", "marks of a file")
SHARED = ("memory that is nobody's", "faults of memory", "all disks", "queues of the machine", "locks of another")
ITSELF = (
    *("another user", "another group", "groups", "rights of its own"),
    *("more than its limits", "limits the old way", "limits the new way"),
)
CHILDREN = ("child", "child by its number")
CALLS = (
    *("socket", "local socket", *SIGNALS, "trace", "program"),
    *(*OTHERS, *COMMON, *SYSTEM, *OF_FILES, *CHILDREN, *SHARED, *ITSELF, "signal by a file"),
)
WITHOUT = "tests.trust.paper.without_landlock"


def can_have_a_view() -> bool:
    tried = [sys.executable, "-s", "-P", "-m", "songda.trust.paper.own_view"]
    return subprocess.run(tried, env=surroundings(), check=False).returncode == 0


def test_a_child_that_was_taken_over_reaches_nothing(tmp_path: Path) -> None:
    key = tmp_path / "keyring.json"
    key.write_text("secret")
    told = json.loads(run("spy", b"", [str(key), str(os.getpid())], Allowance(), jobs="tests.trust.paper.spy"))
    if platform.machine() in _CALLS:
        assert {what: told[what] for what in CALLS} == dict.fromkeys(CALLS, "PermissionError")
        # as where a call is unknown: whoever hears it goes the older way
        assert told["child the new way"] == "OSError"
        assert told["new calls"] == []
    if version():  # else a view of the disk of its own keeps it from files, where the system lets it have one
        assert {what: told[what] for what in FILES} == dict.fromkeys(FILES, "PermissionError")
        assert key.read_text() == "secret"
        assert sorted(tmp_path.iterdir()) == [key]


@pytest.mark.skipif(platform.machine() not in _CALLS, reason="the filter that takes Landlock away knows other machines")
def test_without_landlock_it_sees_a_disk_on_which_nothing_of_ours_is(tmp_path: Path) -> None:
    key = tmp_path / "keyring.json"
    key.write_text("secret")
    told = json.loads(run("spy", b"", [str(key), str(os.getpid())], Allowance(), jobs=WITHOUT))
    assert {what: told[what] for what in CALLS} == dict.fromkeys(CALLS, "PermissionError")
    is_open = "done" in {told[what] for what in FILES}
    assert is_open != can_have_a_view()  # where nobody may make a namespace, `songda check --deploy` says so
    if not is_open:
        assert key.read_text() == "secret"
        assert sorted(tmp_path.iterdir()) == [key]


@pytest.mark.skipif(platform.machine() not in _CALLS, reason="the filter that takes Landlock away knows other machines")
def test_without_landlock_papers_are_still_read_and_drawn() -> None:
    drawn = run("images", make.pdf("传票"), ["40", "10", "1", "2"], Allowance(), jobs=WITHOUT)
    assert [len(picture) > 0 for _, picture in read_frames(drawn)] == [True]
