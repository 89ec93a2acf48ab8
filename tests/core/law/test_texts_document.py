"""The page on the texts says what the texts say, and a hash is renewed only for the article that was read."""

from pathlib import Path
from shutil import copytree

import pytest

from scripts import texts
from songda.core.law.profile.sources import read_texts


def test_the_page_is_up_to_date() -> None:
    assert texts.page() == texts.PAGE.read_text(encoding="utf-8"), "run `python -m scripts.texts`"


def test_every_source_has_its_line_with_the_day_and_the_hash() -> None:
    lines = [line for line in texts.page().splitlines() if line.startswith("| ") and not line.startswith("| id |")]
    assert [line.split(" | ")[0][2:] for line in lines if "`" not in line] == [
        "gpl",
        "op17",
        "foreign06",
        "jy03",
        "hague",
        "pilot20",
    ]
    assert len(lines) > 20


def test_an_article_that_was_read_again_is_confirmed_again(tmp_path: Path) -> None:
    folder = tmp_path / "cn" / "texts"
    copytree(texts.PROFILES, tmp_path, dirs_exist_ok=True)
    file = folder / "olr.toml"
    file.write_text(file.read_text("utf-8").replace("即为送达", "视为送达").replace("公正高效", "公平高效"), "utf-8")
    assert [n for n, a in read_texts(folder)["olr"].articles.items() if not a.is_as_read] == ["2", "31"]
    texts.note_read("olr.31", tmp_path)
    assert [n for n, a in read_texts(folder)["olr"].articles.items() if not a.is_as_read] == ["2"]
    with pytest.raises(LookupError, match="no words of"):
        texts.note_read("olr.99", tmp_path)
    assert texts.note_read("cn_arbitration.al.41", tmp_path)
    with pytest.raises(LookupError, match="no words of"):
        texts.note_read("al.41", tmp_path)
