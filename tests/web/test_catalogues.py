"""Every room speaks every language in full, with one voice, and no page holds words that cannot be translated."""

import re
from collections import Counter
from pathlib import Path

import pytest

from scripts import catalogue

ROOMS = [room for room in sorted(Path("songda/web").iterdir()) if (room / "locale").is_dir()]
NAMES = [room.name for room in ROOMS]
HAN = re.compile(r"[\u4e00-\u9fff]")
PAGES = [room for room in ROOMS if room.name != "api"]  # its sentences are summaries in a document for programs
SPEAKS_BOTH = {"500.html"}  # shown when nothing can be relied on, so it holds both languages itself


@pytest.mark.parametrize("room", ROOMS, ids=NAMES)
def test_every_sentence_has_its_chinese(room: Path) -> None:
    assert catalogue.missing(room, "zh_Hans") == [], f"python -m scripts.catalogue {room} lists them in django.po"


@pytest.mark.parametrize("room", PAGES, ids=[room.name for room in PAGES])
def test_no_translation_is_left_over(room: Path) -> None:
    assert catalogue.unused(room, "zh_Hans") == []


@pytest.mark.parametrize("room", ROOMS, ids=NAMES)
def test_no_sentence_is_translated_twice(room: Path) -> None:
    written = (room / "locale/zh_Hans/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    keys = re.findall(r'^(?:msgctxt (".*")\n)?msgid ((?:".*"\n)+)', written, re.MULTILINE)
    assert [key for key, times in Counter(keys).items() if times > 1] == []


@pytest.mark.parametrize("room", ROOMS, ids=NAMES)
def test_no_page_holds_chinese_that_cannot_be_translated(room: Path) -> None:
    pages = [page for page in room.rglob("*.html") if page.name not in SPEAKS_BOTH]
    assert [page.name for page in pages if HAN.search(page.read_text(encoding="utf-8"))] == []


def test_no_button_that_does_something_bears_the_name_of_the_one_that_leaves() -> None:
    said = [message for room in ROOMS for message in catalogue.read(room, "zh_Hans") if message.string == "取消"]
    assert {message.id for message in said} == {"Cancel"}


def test_two_rooms_never_translate_the_same_sentence_differently() -> None:
    """Catalogues are laid over one another, so a room would speak with another's words."""
    heard: dict[object, dict[str, str]] = {}
    for room in ROOMS:
        for message in catalogue.read(room, "zh_Hans"):
            if message.id:
                words = message.id if isinstance(message.id, str) else tuple(message.id)
                heard.setdefault((words, message.context), {})[room.name] = str(message.string)
    assert {str(words): said for words, said in heard.items() if len(set(said.values())) > 1} == {}
