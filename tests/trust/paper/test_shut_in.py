"""Whoever breaks out of the program that reads a PDF reaches no key, no file, no process and no network."""

import json
import os
import platform
from pathlib import Path

import pytest

from songda.trust.paper.child import Allowance, run
from songda.trust.paper.shut_in import _CALLS, version

FILES = ("key", "folder", "write", "temporary", "remove", "passwords", "environment", "memory")
CALLS = ("socket", "local socket", "program")


def test_a_child_that_was_taken_over_reaches_nothing(tmp_path: Path) -> None:
    key = tmp_path / "keyring.json"
    key.write_text("secret")
    told = json.loads(run("spy", b"", [str(key), str(os.getpid())], Allowance(), jobs="tests.trust.paper.spy"))
    if version():
        assert {what: told[what] for what in FILES} == dict.fromkeys(FILES, "PermissionError")
    else:
        pytest.skip("this system has no Landlock; `songda check --deploy` says so")
    if platform.machine() in _CALLS:
        assert {what: told[what] for what in CALLS} == dict.fromkeys(CALLS, "PermissionError")
    assert key.read_text() == "secret"
    assert sorted(tmp_path.iterdir()) == [key]
