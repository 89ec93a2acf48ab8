"""What stands on a list is all that there is: ways in, parsers, deeds of one person, what reaches a message, doors."""

import ast
import re
import subprocess
import sys
from functools import cache

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from songda.core.access import ProposalKind
from songda.core.events.origins import Door
from songda.core.events.registry import REGISTRY
from songda.site.environment.said import OF_SECRETS, SECRETS, SETTINGS
from tests import source

PAGE = source.ROOT / "docs/reference/registers.md"


@cache
def section(title: str) -> list[list[str]]:
    """The rows of the section's tables, cell by cell, without their heads."""
    text = PAGE.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [row for row in lines if not set(row[0]) <= set("-")]


def named(title: str, column: int | None = None) -> set[str]:
    """What stands in the code marks of a section, or of one column of it."""
    cells = [cell for row in section(title) for cell in (row if column is None else row[column : column + 1])]
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def own_files() -> list[tuple[str, tuple[ast.AST, ...]]]:
    return [
        (name, source.nodes(path))
        for name, path in source.files().items()
        if not name.startswith("songda_") and "/migrations/" not in name
    ]


def test_every_test_that_the_page_names_is_there() -> None:
    tests = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE.read_text(encoding="utf-8"))
    assert len(tests) > 20
    gone = [
        (file, name) for file, name in tests if f"def {name}(" not in (source.ROOT / file).read_text(encoding="utf-8")
    ]
    assert gone == []


# Credentials

LOOKS_LIKE_ONE = re.compile(r"password$|token$|(^|_)code$|_hash$|(code|link|answer)_index$|session_key$|^session_data$")
MAKES = {"token_urlsafe", "token_hex", "token_bytes", "randbelow", "choice", "get_random_string", "compare_digest"}
MAKES |= {"set_cookie", "set_signed_cookie", "HttpBearer", "salted_hmac", "TimestampSigner"}


def test_every_column_that_could_let_somebody_in_is_on_the_list() -> None:
    columns = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if LOOKS_LIKE_ONE.search(field.column or "")
    } | {"mfa_authenticator.data", "visits_round.phone_hash"}
    assert columns == {name for name in named("Ways in") if re.fullmatch(r"[a-z_]+\.[a-z_]+", name)} - {"signing.dumps"}


def test_every_place_that_makes_or_compares_a_secret_is_on_the_list() -> None:
    found = set()
    for name, nodes in own_files():
        if name.startswith(("trust/", "site/embedded/")):
            continue
        for node in nodes:
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute | ast.Name):
                word = called.attr if isinstance(called, ast.Attribute) else called.id
                of = getattr(getattr(called, "value", None), "id", "")
                if word in MAKES or (of == "signing" and word in {"dumps", "loads"}):
                    found.add(f"songda/{name}")
            if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") in MAKES for base in node.bases):
                found.add(f"songda/{name}")
    assert found == {name for name in named("Ways in") if name.startswith("songda/")}


def test_every_setting_that_holds_or_names_a_secret_is_on_the_list() -> None:
    """A setting that may stand in a file is a secret; so is a file of keys, and an address with a password in it."""
    keys = {name for name in SETTINGS if re.search(r"(KEYS?|KEYRING|SEAL|PASSWORD)_FILE$|TOKEN$", name)}
    settings = (SECRETS | keys) - {f"{name}{OF_SECRETS}" for name in SECRETS}
    assert settings == {name for name in named("Ways in", 0) if name.startswith(("SONGDA_", "DATABASE_"))}


def test_each_way_in_says_how_long_it_lasts_and_each_end_of_it_is_played() -> None:
    ways = [row for row in section("Ways in") if len(row) == 5]
    assert len(ways) > 10
    for row in ways[1:]:
        assert all(cell.strip() for cell in row), row
        assert "::" in row[4], row


# Parsers

PARSERS = {"pikepdf", "pypdfium2", "PIL", "av", "zipfile", "csv", "xml", "email", "pyhanko", "asn1crypto", "tarfile"}
PARSERS |= {
    "pyhanko_certvalidator",
    "lxml",
    "bs4",
    "openpyxl",
    "html.parser",
    "plistlib",
    "pickle",
    "yaml",
    "fido2",
    "gzip",
}
NATIVE = ("pikepdf", "pypdfium2", "av", "PIL")  # read hostile bytes in C


def imports_of(nodes: tuple[ast.AST, ...]) -> set[str]:
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return {name for name in found if name in PARSERS or name.partition(".")[0] in PARSERS}


def test_every_parser_of_foreign_bytes_is_on_the_list() -> None:
    found = {f"songda/{name}" for name, nodes in own_files() if imports_of(nodes)}
    listed = {name for row in section("Parsers")[1:] for name in re.findall(r"`(songda/[^`]+)`", row[0])}
    assert found == listed


def test_what_reads_hostile_bytes_in_c_is_loaded_by_no_web_process() -> None:
    """Only a child opens PDFs, pictures and sound: in a process that serves pages none of it is there."""
    program = (
        "import sys; from tests.surroundings import environment; environment.prepare(); import django; django.setup();"
        "from django.urls import get_resolver; get_resolver().url_patterns; import songda.site.wsgi;"
        f"print(sorted(set({NATIVE!r}) & sys.modules.keys()))"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=source.ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip().splitlines()[-1] == "[]"


# Deeds

PEOPLE = {Door.CONSOLE, Door.API, Door.PORTAL, Door.COMMAND}
# They bear no fact of the law by themselves, and open the way to some.
OPENING = {"malfunction.noted", "malfunction.ended", "malfunction.struck", "malfunction.weighed", "visits.ruled"}
OPENING |= {"notice.published", "notice.gap_weighed", "guard.overridden", "visit.accepted", "carriage.ruled"}


def test_every_deed_with_legal_effect_needs_two_people_or_says_why_one_is_enough() -> None:
    bearing = {name for name, entry in REGISTRY.items() if entry.bears and entry.doors & PEOPLE}
    by_two = {name for name, entry in REGISTRY.items() if "approved_by" in entry.data.fields}
    listed = {name for row in section("Deeds of one person")[1:] for name in re.findall(r"`([a-z_.]+)`", row[0])}
    assert listed == (bearing | OPENING & REGISTRY.keys()) - by_two
    assert all(len(row[1]) > 20 for row in section("Deeds of one person")[1:])


# Messages

LANGUAGES = ("zh", "en")
MADE_OUT = {"MESSAGE_WORDS", "PARTICULARS"}


def test_whatever_a_message_says_stands_with_who_could_change_it() -> None:
    texts = [source.ROOT / f"songda/core/words/{language}/messages.toml" for language in LANGUAGES]
    said = {word for text in texts for word in re.findall(r"\{([a-z_]+)\}", text.read_text(encoding="utf-8"))}
    assert said == {word for row in section("Messages")[1:] for word in re.findall("`([a-z_]+)`", row[0])}


def test_what_the_court_itself_puts_into_a_message_takes_two_people() -> None:
    assert {kind.name for kind in ProposalKind} >= MADE_OUT
    assert {f"ProposalKind.{kind}" for kind in MADE_OUT} <= named("Messages", 2)
    assert all("approved_by" in REGISTRY[name].data.fields for name in ("court.corrected", "court.message_worded"))


# Doors


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        whole = before + str(pattern.pattern).lstrip("^")
        found += addresses(pattern.url_patterns, whole) if isinstance(pattern, URLResolver) else [whole]
    return found


def test_every_address_lies_behind_a_door_with_a_bound_of_size_and_of_number() -> None:
    doors = section("Doors")[1:]
    prefixes = [next(iter(re.findall("`/([^`]*)`", row[0]))) for row in doors if "`/" in row[0]]
    assert all(cell.strip() for row in doors for cell in row)
    for address in addresses(get_resolver().url_patterns):
        of = max((prefix for prefix in prefixes if address.startswith(prefix)), key=len, default=None)
        assert of is not None, address
    at_the_root = {one for one in get_resolver().url_patterns if not str(one.pattern)}
    public = {one.urlconf_name.__name__ for one in at_the_root if isinstance(one, URLResolver)}
    assert public == {"songda.web.look.urls", "songda.web.public.urls"}, "another room has a door of its own"


@pytest.mark.parametrize("row", [row for row in section("Doors")[1:] if "`/" not in row[0]], ids=lambda row: row[0])
def test_a_door_that_is_no_address_names_a_test_of_its_bound(row: list[str]) -> None:
    assert "tests/" in row[-1]
