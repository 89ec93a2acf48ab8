"""Both languages are complete, and every word of the law has a name on the page."""

import re
import tomllib
from enum import StrEnum
from pathlib import Path

import pytest
from django.utils import translation

from scripts.catalogue import read
from songda.core import words as core_words
from songda.core.access import Act, Role
from songda.core.delivery.states import State
from songda.core.identity import Assurance
from songda.core.law import Ground, Status, profile_of
from songda.core.law.facts import (
    AddressClass,
    Branch,
    Channel,
    ConsentGround,
    Procedure,
    RebuttalGround,
    Ruling,
    Stage,
)
from songda.web.console.shared import words
from tests.rows import all_rows

ROOM = Path(words.__file__).parent.parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SHOWN_AS_TYPED = "（2022）晋1181民初123号"  # the example of a case number


def test_pages_and_code_carry_no_chinese_of_their_own() -> None:
    files = [*ROOM.rglob("*.html"), *ROOM.rglob("*.py")]
    texts = {file.name: file.read_text(encoding="utf-8").replace(SHOWN_AS_TYPED, "") for file in files}
    assert [name for name, text in texts.items() if CHINESE.search(text)] == []


UNSPOKEN = re.compile(r"{% blocktranslate.*?endblocktranslate %}|{#.*?#}|<(style|script|code|svg)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}|<[^<>]*>|&\w+;", re.DOTALL)


def test_pages_leave_commas_colons_and_stops_to_the_words() -> None:
    """Those of English and of Chinese differ: what stands between two values is said like everything else."""
    own = {
        str(path.relative_to(ROOM.parent)): words
        for path in ROOM.parent.rglob("*.html")
        if path.name != "500.html"  # leans on nothing, and says everything twice
        if (words := re.findall(r"[^\s]*[.,;:!?]", TAG.sub("·", UNSPOKEN.sub("", path.read_text(encoding="utf-8")))))
    }
    assert own == {}


def test_code_puts_no_brackets_of_its_own_round_what_a_page_shows() -> None:
    own = re.compile(r"""f"[^"\n]*\} ?\(\{""")
    texts = {path: path.read_text(encoding="utf-8") for path in ROOM.rglob("*.py")}
    assert {path.name: found for path, text in texts.items() if (found := own.findall(text))} == {}


def test_rooms_say_the_same_word_in_the_same_way() -> None:
    """Catalogues of all rooms are one to Django: a word with two meanings needs a context."""
    here = read(ROOM, "zh_Hans")
    clashes = []
    for room in ("look", "portal", "public"):
        there = read(ROOM.parent / room, "zh_Hans")
        for message in there:
            own = here.get(message.id, message.context) if message.id else None
            if own and own.string != message.string:
                clashes.append((room, message.id, own.string, message.string))
    assert clashes == []


@all_rows(
    ("table", "known"),
    [
        ("branch", Branch),
        ("procedure", Procedure),
        ("stage", Stage),
        ("address_class", AddressClass),
        ("consent_ground", ConsentGround),
        ("channel", Channel),
        ("objection", RebuttalGround),
        ("ruling", Ruling),
        ("status", Status),
        ("ground", Ground),
        ("attempt_state", State),
        ("office", Role),
        ("act", Act),
    ],
)
def test_every_word_of_the_records_has_a_name(table: str, known: type[StrEnum]) -> None:
    assert set(words.TABLES[table]) >= {word.value for word in known}


def test_every_period_and_every_level_of_assurance_has_a_name() -> None:
    started = {row.kind for row in profile_of("cn").rows.period if not row.only_on_request}
    assert set(words.PERIOD) >= started, "these start from a service and are shown beside it"
    assert set(words.ASSURANCE) == {str(level.value) for level in Assurance}


def test_a_word_is_said_in_the_language_of_the_reader() -> None:
    with translation.override("zh-hans"):
        assert words.word("defendant", "role") == "被告"
    with translation.override("en"):
        assert words.word("defendant", "role") == "Defendant"


@pytest.mark.parametrize("reader", ["zh-hans", "en"])
def test_what_forms_say_below_their_fields_is_said_in_the_language_of_the_reader(reader: str) -> None:
    language = reader.partition("-")[0]
    file = Path(core_words.__file__).parent / language / "circumstances.toml"
    hints = tomllib.loads(file.read_text(encoding="utf-8"))["hint"]
    with translation.override(reader):
        said = {field: {kind: str(words.hint(field, kind)) for kind in of_kinds} for field, of_kinds in hints.items()}
        assert said == hints
        assert str(words.hint("since", "missing")) == "", "nothing where nothing need be said"


def test_an_unknown_word_stands_for_itself() -> None:
    assert words.word("carrier_pigeon", "channel") == "carrier_pigeon"
