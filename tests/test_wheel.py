"""The wheel carries everything, whatever lies compiled in the checkout; `make wheel` installs it and asks it."""

import gettext
import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from scripts.wheel.asking import lacking
from scripts.wheel.making import ROOT, build

LOOK = "songda/web/look/locale/zh_Hans/LC_MESSAGES/django.mo"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"))


def test_every_file_of_the_package_is_in_the_wheel_and_every_language_compiled(wheel: Path) -> None:
    assert lacking(wheel) == []


def test_its_languages_say_what_the_catalogues_say(wheel: Path) -> None:
    with ZipFile(wheel) as packed:
        compiled = [name for name in packed.namelist() if name.endswith(".mo")]
        for name in compiled:
            words = gettext.GNUTranslations(io.BytesIO(packed.read(name)))
            with (ROOT / name).with_suffix(".po").open("rb") as file:
                said = [one for one in read_po(file) if one.id and isinstance(one.id, str)]
            assert [one.id for one in said if _told(words, one) != one.string] == []
    assert LOOK in compiled


def _told(words: gettext.GNUTranslations, one: Message) -> str:
    return words.pgettext(one.context, one.id) if one.context else words.gettext(one.id)


def test_a_wheel_from_which_a_file_was_left_out_is_found_out(wheel: Path, tmp_path: Path) -> None:
    poorer = tmp_path / wheel.name
    with ZipFile(wheel) as packed, ZipFile(poorer, "w") as copy:
        for name in packed.namelist():
            if name != LOOK:
                copy.writestr(name, packed.read(name))
    assert lacking(poorer) == [LOOK]
