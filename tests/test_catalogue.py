"""Keeping catalogues complete: all that is said is listed, translations and places are kept, what is gone goes."""

from pathlib import Path

import pytest

from scripts import catalogue

PAGE = """{% load i18n %}
  {% if x %}
{% translate "Open" context "door" %}{% endif %}{% blocktranslate trimmed %}
  Hello {{ name }}{% endblocktranslate %}"""
CODE = '_ = str\nngettext = str\nwords = _("One thing")\n'


@pytest.fixture
def room(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "code.py").write_text(CODE, encoding="utf-8")
    return tmp_path


def test_a_new_language_lists_every_sentence_once(room: Path) -> None:
    assert catalogue.complete(room, "de") == 3
    assert sorted(catalogue.missing(room, "de")) == ["Hello %(name)s", "One thing", "Open"]


def test_what_was_translated_is_kept_and_what_is_gone_goes(room: Path) -> None:
    catalogue.complete(room, "de")
    place = room / "locale/de/LC_MESSAGES/django.po"
    text = place.read_text(encoding="utf-8").replace('msgid "One thing"\nmsgstr ""', 'msgid "One thing"\nmsgstr "Eins"')
    place.write_text(text, encoding="utf-8")
    (room / "page.html").write_text("", encoding="utf-8")
    assert catalogue.unused(room, "de") != []
    assert catalogue.complete(room, "de") == 0
    assert catalogue.unused(room, "de") == []
    assert "Eins" in place.read_text(encoding="utf-8")


def test_completing_again_changes_nothing(room: Path) -> None:
    place = room / "locale/de/LC_MESSAGES/django.po"
    catalogue.complete(room, "de")
    before = place.read_bytes()
    catalogue.complete(room, "de")
    assert place.read_bytes() == before


def test_what_stands_keeps_its_place_and_a_new_sentence_comes_behind_its_neighbour(room: Path) -> None:
    catalogue.complete(room, "de")
    place = room / "locale/de/LC_MESSAGES/django.po"
    head, *blocks = place.read_text(encoding="utf-8").rstrip().split("\n\n")
    place.write_text("\n\n".join([head, *reversed(blocks)]) + "\n", encoding="utf-8")
    before = [message.id for message in catalogue.read(room, "de") if message.id]
    (room / "code.py").write_text(CODE + 'more = _("Another thing")\n', encoding="utf-8")
    catalogue.complete(room, "de")
    after = [message.id for message in catalogue.read(room, "de") if message.id]
    behind = before.index("One thing") + 1
    assert after == [*before[:behind], "Another thing", *before[behind:]]


def test_of_the_api_nothing_is_left_out_since_its_sentences_are_put_together_elsewhere(tmp_path: Path) -> None:
    room = tmp_path / "api"
    room.mkdir()
    (room / "doors.py").write_text(CODE, encoding="utf-8")
    catalogue.complete(room, "de")
    place = room / "locale/de/LC_MESSAGES/django.po"
    place.write_text(place.read_text(encoding="utf-8") + '\nmsgid "Register a case"\nmsgstr "Fall"\n', encoding="utf-8")
    catalogue.complete(room, "de")
    assert [message.id for message in catalogue.read(room, "de") if message.id] == ["One thing", "Register a case"]
