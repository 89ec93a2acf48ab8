"""Scenes that tests begin with are built once: whatever else is in force, a plain test gets them from memory."""

import pytest

from songda.records.matter.cases.models import Case
from tests import make
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
