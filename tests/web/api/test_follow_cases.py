"""The script of the how-to keeps a folder up to date, and may be stopped at each of its lines."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from itertools import count
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest

from songda.records.ground.evidence.actions import sequence
from songda.records.proof.certificates.issue import issue_due
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, served_on
from tests.web.api.caller import Caller, caller

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
SCRIPT = Path(__file__).parents[3] / "docs/examples/follow_cases.py"


class Stopped(BaseException):
    """As the machine is switched off: nothing catches it."""


@contextmanager
def stopped_at(line: int) -> Iterator[None]:
    """The script is stopped when it comes to its so-many-th line."""
    passed = count()

    def watch(frame: FrameType, what: str, _of: object) -> Any:
        if frame.f_code.co_filename != str(SCRIPT):
            return None
        if what == "line" and next(passed) == line:
            raise Stopped
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        yield
    finally:
        sys.settrace(before)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, whose questions this court answers in pages of two."""
    spec = spec_from_file_location("follow_cases", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module, court = module_from_spec(spec), caller()
    spec.loader.exec_module(module)

    def ask(path: str) -> bytes:
        answer = Caller(court.token).client.get(
            f"/api/v1{path.replace('limit=100', 'limit=2')}", headers={"Authorization": f"Bearer {court.token}"}
        )
        assert answer.status_code == 200, answer.content
        body: bytes = answer.content
        return body

    monkeypatch.setattr(module, "ask", ask)
    return module


def kept(folder: Path) -> dict[str, bytes]:
    """All that whoever looks into the folder takes for whole."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.suffix != ".part"]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def whole(folder: Path, follow: Callable[[Path], bool]) -> dict[str, bytes]:
    while follow(folder):
        pass
    return kept(folder)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # who is stopped closes no file
def test_it_may_be_stopped_at_each_of_its_lines_and_keeps_all_once(script: ModuleType, tmp_path: Path) -> None:
    served_on("李卫国")
    issue_due(LATER)
    sequence(LATER)
    wanted = whole(tmp_path / "unbroken", script.follow)
    assert [name for name in wanted if name.endswith(".pdf")]
    assert all(json.loads(body) for name, body in wanted.items() if name.endswith(".json"))
    broken, stops = tmp_path / "broken", 0
    for line in count():
        try:
            with stopped_at(line):
                while script.follow(broken):
                    pass
            break
        except Stopped:
            stops += 1
            assert kept(broken).items() <= {**wanted, "next": kept(broken).get("next", b"")}.items()
    assert stops > 40
    assert whole(broken, script.follow) == wanted
