"""What the program must never do, looked for in its own text: run what was typed, trust blindly, use broken sums."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests import source

ROOT = Path(__file__).parent.parent

RUNS_TEXT = {"eval", "exec", "compile", "__import__", "execfile"}
RUNS_A_SHELL = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput", "commands.getoutput"}
MADE_FROM_TEXT = {"Template", "from_string", "mark_safe"}
DRAWN = {  # charts of escaped words (tests/core/charts), cells that a template rendered
    "songda/web/public/figures.py",
    "songda/web/console/figures/work.py",
    "songda/web/console/figures/report.py",
    "songda/web/console/templatetags/listing.py",
    "songda/web/public/home.py",  # this and the next two: squares of a code
    "songda/web/portal/addresses/new_address.py",
    "songda/web/console/counter/counter.py",
    "songda/web/look/templatetags/pages.py",  # the sheets of the house
}
OF_THE_HOUSE = "<style>{% first_styles %}</style>"  # allowed by their hash, and no other style is
FOREIGN_TONGUES = {"xml", "lxml", "ldap", "ldap3", "memcache", "pymemcache", "jinja2", "markdown", "bs4", "yaml"}
KEYRING = "songda/trust/sealing/keyring.py"
WECHAT = "songda/channels/wechat/callbacks.py"  # speaks as WeChat speaks: XML without a document type, sums by SHA-1
KUAIDI = "songda/carriers/kuaidi100/carrier.py"  # that platform signs by MD5; nothing that it signs has an effect alone
BROKEN = {"md5", "md4", "DES", "TripleDES", "ARC4", "Blowfish", "IDEA", "RC2", "ECB", "PKCS1v15Encryption"}
PLAYED = (
    "songda_demo/sandbox/",
    "songda_tools/bench/",
    "songda_tools/storm/",
    "songda_demo/story/",
    "songda_demo/sample/",
)
BY_CHANCE = {
    "songda/records/overview/figures/recounting.py",
    "songda/site/cli/figures.py",
}  # which month is counted anew


def own(path: Path) -> str:
    return str(path.relative_to(ROOT))


def files(ending: str) -> list[Path]:
    return list(source.files(ending).values())


SCRIPTS = [path for path in files(".js") if "htmx" not in path.name]


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    paths = [path for path in files(".py") if "migrations" not in path.parts]
    return [(name, node) for path in paths for name in [own(path)] for node in source.nodes(path)]


def called() -> Iterator[tuple[str, str, ast.Call]]:
    for path, node in nodes():
        if isinstance(node, ast.Call):
            yield path, _name(node.func), node


def _name(called: ast.expr) -> str:
    """As it is written where it is a name of names; of anything else what it ends with."""
    if isinstance(called, ast.Attribute):
        return f"{_name(called.value)}.{called.attr}"
    return called.id if isinstance(called, ast.Name) else ""


def imported() -> Iterator[tuple[str, str]]:
    for path, node in nodes():
        if isinstance(node, ast.Import):
            yield from ((path, one.name) for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((path, f"{node.module}.{one.name}") for one in node.names)


def test_nothing_that_was_typed_is_ever_run() -> None:
    found = {(path, name) for path, name, _ in called() if name in RUNS_TEXT | RUNS_A_SHELL}
    through_a_shell = {
        (path, name)
        for path, name, call in called()
        for word in call.keywords
        if word.arg == "shell" and not (isinstance(word.value, ast.Constant) and word.value.value is False)
    }
    assert (found, through_a_shell) == (set(), set())


def test_no_template_and_no_markup_is_made_of_what_was_typed() -> None:
    found = {(path, name) for path, name, _ in called() if name.rpartition(".")[2] in MADE_FROM_TEXT}
    assert {one for one in found if one[0] not in DRAWN and not one[0].startswith(PLAYED)} == set()


def test_no_language_is_read_that_can_reach_out_of_its_text() -> None:
    found = {(path, name) for path, name in imported() if name.partition(".")[0] in FOREIGN_TONGUES}
    # A page of our own is read once more to fill in what was typed: by Python's reader of HTML, which follows nothing.
    found = {one for one in found if not one[0].startswith((*PLAYED, "songda/web/look/refilling.py"))}
    assert found == {(WECHAT, "xml.parsers.expat")}  # it refuses every document type, and so every entity


def test_no_broken_cipher_or_sum_is_used() -> None:
    words = {(path, node.attr) for path, node in nodes() if isinstance(node, ast.Attribute) and node.attr in BROKEN}
    words |= {(path, name) for path, name in imported() if name.rpartition(".")[2] in BROKEN}
    assert {one for one in words if not one[0].startswith(PLAYED)} <= {(KUAIDI, "md5")}
    weak = {path for path, name, _ in called() if name.rpartition(".")[2] == "sha1"}
    weak = {path for path in weak if not path.startswith(PLAYED)}
    assert weak == {
        "songda/web/console/account/password_rules.py",
        WECHAT,
    }  # lists of stolen passwords are given out so


def test_one_cipher_alone_seals_and_it_finds_every_changed_byte() -> None:
    used = {(path, name) for path, name in imported() if "primitives.ciphers" in name and not path.startswith(PLAYED)}
    # What WeChat sends comes in a cipher of its own choice, signed besides. A name in a store must come out the same
    # each time, which AES-SIV (RFC 5297) is made for; it finds every changed byte too.
    assert {(path, name.rpartition(".")[2]) for path, name in used if path != WECHAT and "AESGCM" not in name} == {
        (KEYRING, "AESSIV")
    }


def test_every_secret_comes_from_the_systems_own_chance() -> None:
    found = {
        (path, name) for path, name in imported() if name.partition(".")[0] == "random" and not path.startswith(PLAYED)
    }
    assert {path for path, _ in found} == BY_CHANCE


def test_no_certificate_is_taken_unseen() -> None:
    blind = {
        (path, ast.unparse(node))
        for path, node in nodes()
        if (isinstance(node, ast.Attribute) and node.attr in {"CERT_NONE", "_create_unverified_context"})
        or (
            isinstance(node, ast.keyword)
            and node.arg in {"verify", "verify_ssl", "ssl", "check_hostname", "validate_certs"}
            and isinstance(node.value, ast.Constant)
            and node.value.value is False
        )
    }
    assert {path for path, _ in blind} == {"songda/site/checkup/outside.py"}  # it only asks what would be taken


FIELD = "songda/web/console/static/console/field.js"  # works without network; what it keeps is sealed (decision 55)


def test_scripts_write_text_keep_nothing_and_listen_to_nobody() -> None:
    assert SCRIPTS
    hazards = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|localStorage|sessionStorage"
        r"|indexedDB|document\.cookie|postMessage|[\"']message[\"']|__proto__|prototype|\[\w+\]\s*\[\w+\]\s*="
    )
    found = {own(path): set(hazards.findall(path.read_text(encoding="utf-8"))) for path in SCRIPTS}
    assert found.pop(FIELD) == {"indexedDB"}
    assert {path: words for path, words in found.items() if words} == {}


def test_every_script_and_style_is_our_own_or_lies_with_us() -> None:
    """No page names a file on another host."""
    pages = [*files(".html"), *files(".page")]
    foreign = re.compile(
        r"<(?:script|link|img|iframe|audio|video|source|object|embed)[^>]*(?:src|href|data)=\"(?:https?:)?//"
    )
    assert [own(page) for page in pages if foreign.search(page.read_text(encoding="utf-8"))] == []


def test_no_page_carries_a_script_or_style_within_it() -> None:
    pages = files(".html")
    within = re.compile(
        r"<script(?![^>]*\b(?:src=|type=\"application/json\"))|<style|\son\w+=\"|\sstyle=\"|javascript:"
    )
    read = {own(page): page.read_text(encoding="utf-8").replace(OF_THE_HOUSE, "") for page in pages}
    assert [page for page, words in read.items() if within.search(words)] == []
