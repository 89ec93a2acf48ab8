"""Where the files of an embedded server lie is settled once, whatever becomes of the home and the folders above it."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from songda.site.embedded import files
from songda.site.embedded.files import POINTER, Owner, find_files, prepare_files
from songda.site.errors import CurableError
from songda.site.home import prepare_home


class Rights:
    """What the borrowed user may reach: everything on the shelf, and homes once they are opened."""

    def __init__(self, shelf: Path) -> None:
        self.shelf = shelf
        self.are_open = False

    def reach(self, path: Path) -> bool:
        return self.are_open or path.is_relative_to(self.shelf)


@pytest.fixture
def rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rights:
    rights = Rights(tmp_path / "shelf")
    borrowed = Owner("songda-pg", os.getuid(), os.getgid(), is_borrowed=True)
    monkeypatch.setattr(files, "SHELF", rights.shelf)
    monkeypatch.setattr(files, "choose_owner", lambda _: borrowed)
    monkeypatch.setattr(Owner, "may_reach", lambda _owner, path: rights.reach(path))
    return rights


def _made(home: Path) -> Path:
    folder = prepare_files(home).folder
    (folder / "data").mkdir()
    return folder


def test_a_database_that_lies_elsewhere_is_found_there_though_its_home_was_opened_since(
    tmp_path: Path, rights: Rights
) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    folder = _made(home)
    assert folder.is_relative_to(rights.shelf)
    assert str(folder) in find_files(home).notice

    rights.are_open = True
    assert find_files(home).folder == folder
    assert prepare_files(home).folder == folder
    assert find_files(other).folder == other / "postgres"


@pytest.mark.usefixtures("rights")
def test_a_home_that_is_made_anew_never_finds_what_the_one_before_it_left(tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = _made(home)
    shutil.rmtree(home)
    after = _made(home)
    assert after != before
    assert (before / "data").is_dir()  # nothing of anybody's is thrown away


@pytest.mark.usefixtures("rights")
def test_a_home_that_is_moved_keeps_its_database_and_a_copy_of_it_gets_none(tmp_path: Path) -> None:
    home, moved, copy = tmp_path / "home", tmp_path / "moved", tmp_path / "copy"
    folder = _made(home)
    home.rename(moved)
    assert prepare_files(moved).folder == folder

    shutil.copytree(moved, copy)
    with pytest.raises(CurableError, match=f"belongs to {moved}"):
        prepare_files(copy)
    assert prepare_files(moved).folder == folder


@pytest.mark.usefixtures("rights")
def test_a_database_that_is_gone_is_told_and_no_empty_one_put_in_its_place(tmp_path: Path) -> None:
    home = tmp_path / "home"
    folder = _made(home)
    shutil.rmtree(folder)
    with pytest.raises(CurableError, match=f"{folder}.* is not there"):
        prepare_files(home)
    assert not folder.exists()


@pytest.mark.usefixtures("rights")
def test_of_two_starts_at_once_both_find_the_folder_of_the_quicker_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    point, quicker = files._point, []

    def beaten(home: Path, folder: Path) -> bool:
        if not quicker:
            monkeypatch.setattr(files, "_point", point)
            quicker.append(_made(home))
        return point(home, folder)

    monkeypatch.setattr(files, "_point", beaten)
    assert [prepare_files(home).folder] == quicker
    assert list((tmp_path / "shelf").iterdir()) == quicker
    assert [path.name for path in home.iterdir()] == [POINTER]


@pytest.mark.usefixtures("rights")
@pytest.mark.parametrize(
    ("number", "kind", "told"),
    [
        (errno.EPERM, PermissionError, "Operation not permitted"),  # a disk without links
        (errno.EACCES, CurableError, "belongs to somebody else"),
    ],
)
def test_a_disk_that_refuses_is_told_as_such_and_nothing_half_made_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[Exception], told: str
) -> None:
    def refuse(draft: Path, _: Path) -> None:
        raise OSError(number, os.strerror(number), str(draft))

    monkeypatch.setattr(os, "link", refuse)
    for make in (prepare_files, prepare_home):
        with pytest.raises(kind, match=told):
            make(tmp_path / "home")
    assert not list((tmp_path / "shelf").iterdir())
