"""Journal and mark in two homes: either may be gone, broken or older; a restore shows by the other one."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from songda.records.ground.evidence.epochs import is_mark_raised, raise_mark
from songda.records.ground.restores.models import LostHandOver, Quarantine
from songda.records.service.attempts.restored.recognise import recognise, sign_of_restore
from songda.trust.outside.journal import files
from songda.trust.outside.mark import NAME, read_mark
from tests import make
from tests.records.service.attempts.restored.world import opened, put_back, send
from tests.records.stage import NOW, defendant, envelope, state_of

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def homes() -> list[Path]:
    first = Path(settings.OUTSIDE_FOLDER)
    settings.OUTSIDE_SECOND = str(first.with_name(f"{first.name}-second"))
    return [first, Path(settings.OUTSIDE_SECOND)]


def _gone(home: Path) -> None:
    shutil.rmtree(home)


def _out_of_reach(home: Path) -> None:
    shutil.rmtree(home)
    home.write_bytes(b"a file where the folder should be")


def _cut(home: Path) -> None:
    for path in files(home):
        path.write_bytes(path.read_bytes()[:-20])


def _half_written(home: Path) -> None:
    (home / NAME).write_bytes((home / NAME).read_bytes()[:30])


def _another_mark(home: Path) -> None:
    (home / NAME).write_text("{}", encoding="utf-8")


TROUBLES: list[Callable[[Path], None]] = [_gone, _out_of_reach, _cut, _half_written, _another_mark]


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_restore_shows_by_the_home_that_is_left(
    homes: list[Path], trouble: Callable[[Path], None], which: int
) -> None:
    stage, served = opened(), [envelope(defendant(make.case())) for _ in "123"]
    send(stage)
    put_back()
    trouble(homes[which])
    assert recognise(NOW).number == 2
    assert [state_of(each) for each in served] == ["unknown"] * 3
    assert LostHandOver.objects.count() == 3


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("trouble", TROUBLES)
def test_one_home_that_is_away_is_no_restore(homes: list[Path], trouble: Callable[[Path], None], which: int) -> None:
    stage = opened()
    envelope(defendant(make.case()))
    send(stage)
    raise_mark()
    trouble(homes[which])
    assert sign_of_restore() is None
    assert recognise(NOW).number == 1
    assert not Quarantine.objects.exists()


def test_an_older_home_is_no_restore_and_is_brought_up_to_date(homes: list[Path]) -> None:
    stage = opened()
    raise_mark()
    shutil.copytree(homes[1], homes[1].with_suffix(".older"))
    envelope(defendant(make.case()))
    send(stage)
    raise_mark()
    shutil.rmtree(homes[1])
    homes[1].with_suffix(".older").rename(homes[1])
    assert sign_of_restore() is None
    assert not is_mark_raised(recognise(NOW))
    assert raise_mark() == []
    assert read_mark(homes[0]) == read_mark(homes[1])


def test_an_older_home_does_not_hide_what_the_other_tells(homes: list[Path]) -> None:
    stage = opened()
    raise_mark()
    shutil.copytree(homes[0], homes[0].with_suffix(".older"))
    served = envelope(defendant(make.case()))
    send(stage)
    put_back()
    shutil.rmtree(homes[0])
    homes[0].with_suffix(".older").rename(homes[0])
    recognise(NOW)
    assert state_of(served) == "unknown"
    assert not Quarantine.objects.get().is_journal_whole  # one had a gap: whether the other had, nobody knows


def test_two_homes_that_tell_the_same_are_a_whole_journal(homes: list[Path]) -> None:
    stage = opened()
    gone = envelope(defendant(make.case()))
    send(stage)
    waits = envelope(defendant(make.case()))
    stage.advance()
    put_back()
    recognise(NOW)
    assert (state_of(gone), state_of(waits)) == ("unknown", "pending")
    assert Quarantine.objects.get().is_journal_whole


@pytest.mark.parametrize("left", [0, 1])
def test_a_home_that_cannot_be_read_beside_an_empty_one_leaves_it_open(homes: list[Path], left: int) -> None:
    stage = opened()
    envelope(defendant(make.case()))
    send(stage)
    _gone(homes[left])
    _out_of_reach(homes[1 - left])
    with pytest.raises(OSError, match=str(homes[1 - left])):
        sign_of_restore()


def test_with_both_homes_gone_it_is_as_with_the_only_one(homes: list[Path]) -> None:
    stage = opened()
    envelope(defendant(make.case()))
    send(stage)
    for home in homes:
        _gone(home)
    stage.die()
    seen = sign_of_restore()
    assert seen is not None
    assert seen.sign == "nothing_outside"
    assert all(str(home) in seen.detail for home in homes)
