"""Where the files of an embedded server lie is settled once, whatever becomes of the rights of the folders above."""

from pathlib import Path

import pytest

from songda.site.embedded import files
from songda.site.embedded.files import Owner, find_files


def test_a_database_that_lies_elsewhere_is_found_there_though_its_home_was_opened_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_reach = [False]
    borrowed = Owner("songda-pg", 1, 1, is_borrowed=True)
    monkeypatch.setattr(files, "SHELF", tmp_path / "shelf")
    monkeypatch.setattr(files, "choose_owner", lambda _: borrowed)
    monkeypatch.setattr(Owner, "may_reach", lambda _owner, _path: may_reach[0])
    home, other = tmp_path / "home", tmp_path / "other"

    elsewhere = find_files(home)
    assert elsewhere.folder.is_relative_to(tmp_path / "shelf")
    assert str(elsewhere.folder) in elsewhere.notice
    elsewhere.data.mkdir(parents=True)

    may_reach[0] = True
    assert find_files(home).folder == elsewhere.folder
    assert find_files(other).folder == other / "postgres"
