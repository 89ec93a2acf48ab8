"""One journal in two homes: one is enough, and each tells for itself what it knows."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from songda.trust.outside.homes import Journals, never_begun
from songda.trust.outside.journal import FOLDER, handed_over, read_journal
from songda.trust.outside.lines import Begun, TakenBack
from tests.trust.outside.test_journal import LINE, other

KEYS = {(1, ref) for ref in (7, 8)}


def _told(home: Path) -> set[int]:
    return {line.trace.ref for line in handed_over(read_journal(home))}


def _shut(home: Path) -> Callable[[], None]:
    """The home can be read and not written to; whoever is given back opens it again."""
    kept = home.with_suffix(".kept")
    if home.exists():
        home.rename(kept)
    home.write_bytes(b"a file where the folder should be")

    def open_again() -> None:
        home.unlink()
        if kept.exists():
            kept.rename(home)

    return open_again


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "one", tmp_path / "two"


def test_every_line_is_in_both(homes: tuple[Path, Path]) -> None:
    Journals(homes).write([LINE, other(8)])
    assert [_told(home) for home in homes] == [{7, 8}] * 2


@pytest.mark.parametrize("which", [0, 1])
def test_with_one_away_it_goes_on_and_says_which(homes: tuple[Path, Path], which: int) -> None:
    open_again = _shut(homes[which])
    journals = Journals(homes)
    journals.write([LINE])
    journals.begin(Begun(7, 1))
    assert _told(homes[1 - which]) == {7}
    assert list(journals.away) == [homes[which]]
    open_again()
    journals.write([])
    assert not journals.away


def test_with_both_away_nothing_may_go_out(homes: tuple[Path, Path]) -> None:
    open_again = [_shut(home) for home in homes]
    journals = Journals(homes)
    with pytest.raises(OSError, match="one"):
        journals.write([LINE])
    with pytest.raises(OSError, match="not open"):
        journals.begin(Begun(7, 1))
    open_again[1]()
    journals.write([LINE])
    assert _told(homes[1]) == {7}


def test_what_a_home_was_never_told_is_not_taken_back_there(homes: tuple[Path, Path]) -> None:
    """Else the next hand-over of the same message would count there as one that never was."""
    open_again = _shut(homes[1])
    journals = Journals(homes)
    journals.write([LINE])
    open_again()
    journals.take_back(TakenBack(7, 1))
    journals.write([LINE])
    journals.close()
    assert [_told(home) for home in homes] == [{7}] * 2


def test_what_was_begun_in_one_home_is_in_doubt_whatever_the_other_says(homes: tuple[Path, Path]) -> None:
    journals = Journals(homes)
    journals.write([LINE, other(8)])
    journals._journals[homes[0]].begin(Begun(7, 1))  # the other failed just then
    assert never_begun(homes, KEYS) == {(1, 8)}


def test_of_what_one_home_lacks_nobody_says_that_it_never_began(homes: tuple[Path, Path]) -> None:
    Journals(homes[:1]).write([LINE])
    Journals(homes).write([other(8)])
    assert never_begun(homes, KEYS) == {(1, 8)}
    shutil.rmtree(homes[1])
    assert never_begun(homes, KEYS) == set()


def test_with_a_home_that_cannot_be_read_nobody_knows_what_never_began(homes: tuple[Path, Path]) -> None:
    Journals(homes).write([LINE])
    next((homes[1] / FOLDER).glob("*.jsonl")).write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1"):
        never_begun(homes, KEYS)
