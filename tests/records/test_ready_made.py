"""Scenes that tests begin with are built once: whatever else is in force, a plain test gets them from memory."""

import pytest

from songda.records.matter.cases.models import Case
from songda.records.matter.papers.models import Paper
from tests import make
from tests.lying import file_of
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database
built: list[str] = []


@ready_made
def scene(name: str) -> Case:
    built.append(name)
    return make.case()


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_it_is_built_for_the_first_and_copied_for_the_others(turn: int) -> None:
    case = scene("copied")

    assert built.count("copied") == 1
    assert Case.objects.get() == case


@pytest.mark.parametrize("turn", [1, 2])
def test_whoever_changes_the_program_builds_anew(turn: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before = built.count("changed")

    scene("changed")

    assert built.count("changed") == before + 1


def test_after_something_was_written_it_is_built_beside_it() -> None:
    other = make.case(make.other_court())

    assert scene("beside") != other
    assert built.count("beside") == 1
    assert Case.objects.count() == 2


@ready_made
def scene_with_a_file() -> Paper:
    return make.paper(make.case())


@pytest.mark.parametrize("turn", [1, 2])
def test_a_file_that_a_test_spoiled_is_whole_for_the_next(turn: int) -> None:
    paper = scene_with_a_file()

    assert paper.read().startswith(b"%PDF")
    file_of("papers", paper.id).write_bytes(b"")
