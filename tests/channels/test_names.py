"""Nothing asks for a channel, or for a kind of address, by its name: what it must know stands in the row."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from songda.channels.registry import address_kinds, entries
from tests import source

HOUSE = Path(__file__).parents[2] / "songda"
# Each file that may say such a name, and why.
MAY = {
    "core/address_form.py": "the lines of the address confirmation form, in its own order, and its telephone number",
    "records/ways/portal/address_forms/actions.py": "the place that the form is about, and its empty field",
    "web/portal/addresses/address_form.py": "the fields of the form",
    "core/lookups.py": "the operator China Mobile",
    "records/ways/telephone/calls/contents.py": "the number that was called",
    "records/ways/lookups/migrations/0001_tables.py": "the operator China Mobile",
    "records/ways/lookups/inquiries.py": "operators know mobile numbers and no others",
    "songda_demo/sandbox/pages/wechats.py": "the page that shows one",
    "songda_demo/sandbox/wechat/callbacks.py": "a word of the provider's own protocol",
    "songda_demo/sandbox/wechat/platform.py": "the key under which the application keeps the provider",
    "songda_demo/sandbox/registry.py": "the operator China Mobile",
    "web/api/delivery/lookups.py": "operators know mobile numbers and no others",
    "core/delivery/address_kinds.py": "the kinds themselves",
    "core/delivery/deeds.py": "the ladder before a public notice, in the law's own words",
    "trust/sign_on.py": "words of OpenID Connect, for what it does not go by",
    "core/figures/savings.py": "what is paid by the message, beside the costs of the ways of people",
    "core/law/facts/words.py": "the law's ways of service",
    "records/ways/lookups/tables.py": "operators know mobile numbers and no others",
    "records/court/staff/migrations/0001_tables.py": "the mailbox column of Django's accounts",
    "records/service/attempts/migrations/0001_tables.py": "the law's ways of service, as the database holds them",
    "songda_tools/bench/files.py": "made-up people and their numbers",
    "songda_tools/bench/pages/things.py": "made-up people and their addresses",
    "songda_tools/bench/quarter/town.py": "made-up people and their addresses",
    "songda_demo/sample/replay.py": "the published figures are of one court's short messages and of operators",
    "songda_demo/sample/cases.py": "made-up people and their addresses",
    "songda_demo/commands.py": "the name of a scenario",
    "songda_demo/story/scenarios.py": "the name of a scenario",
    "songda_demo/story/clerk.py": "what the clerk of the story types",
    "songda_demo/story/ladder.py": "what the clerk of the story types",
    "songda_demo/story/visits.py": "what the clerk of the story types",
}


@cache
def names() -> set[str]:
    return {*entries(), *address_kinds()}


def said(file: Path) -> Iterator[str]:
    """The names that stand in this file as texts of their own."""
    if source.holds(file, names()):
        texts = (node.value for node in source.nodes(file) if isinstance(node, ast.Constant))
        yield from (text for text in texts if isinstance(text, str) and text in names())


def law_s_ways(file: Path) -> Iterator[str]:
    """The law's ways that stand in this file by name and that a channel counts as."""
    ways = {entry.route.counts_as.name for entry in entries().values()}
    if source.holds(file, ("Channel",)):
        named = (n for n in source.nodes(file) if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name))
        yield from (node.attr for node in named if ast.unparse(node.value) == "Channel" and node.attr in ways)


def files() -> dict[str, Path]:
    own = tuple(f"channels/{name}/" for name in entries())
    return {name: path for name, path in source.files().items() if not name.startswith(own)}


def test_no_code_asks_for_a_channel_by_its_name() -> None:
    found = {name: sorted(set(said(path))) for name, path in files().items()}
    assert {name: words for name, words in found.items() if words and name not in MAY} == {}


def test_every_exception_is_still_needed() -> None:
    every = files()
    assert [name for name in MAY if name not in every or not set(said(every[name]))] == []


def test_outside_the_law_no_code_asks_for_the_way_that_a_channel_counts_as() -> None:
    assert any(set(law_s_ways(path)) for name, path in files().items() if name.startswith("core/law/"))
    outside = {name: path for name, path in files().items() if not name.startswith("core/law/")}
    found = {name: sorted(set(law_s_ways(path))) for name, path in outside.items()}
    assert {name: ways for name, ways in found.items() if ways} == {}


def test_no_page_asks_for_a_channel_by_its_name() -> None:
    asked = [
        f"{path.relative_to(HOUSE)}: {name}"
        for path in HOUSE.rglob("*.html")
        for name in names()
        if f'== "{name}"' in path.read_text(encoding="utf-8") or f'!= "{name}"' in path.read_text(encoding="utf-8")
    ]
    assert asked == []
