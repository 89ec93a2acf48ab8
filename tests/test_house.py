"""The house rules that a machine can hold: sizes, names, migrations, words, and who knows whom."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from django.conf import settings

from songda.core.events.registry import EVENT_NAMES
from songda.records.ground.queue import JOBS
from songda.site.commands import COMMANDS, main
from tests import source

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 500
LONGEST_TABLE_OF_TESTS = 600  # tests of rules are tables of sentences, which belong together
LONGEST_FUNCTION = 60
LONGEST_TEST = 60  # an answer that is compared whole, a world that is built whole
FULLEST_FOLDER = 25  # files
LONGEST_FOLDER = 2500  # lines of all its files
PACKAGES = tuple(f"{package}/" for package in source.PACKAGES)  # what is installed: the product, its demo, its tools
UNWANTED_WORDS = {"manager", "helper", "helpers", "util", "utils", "handler", "handlers", "info", "misc"}
# Written with brackets, so that the rule does not break itself and this file is looked at like any other.
FORBIDDEN = re.compile(
    r"[/]work/|[/]root/|[/]home/[a-z]|py[p]i\.org|python[h]osted|np[m]js|deb\.[d]ebian|index-[u]rl|extra-[i]ndex",
    re.IGNORECASE,
)
TEXTS = {".py", ".md", ".toml", ".txt", ".in", ".html", ".css", ".js", ".po", ".sh", ".json", ".typ", ""}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@cache
def kept_files() -> tuple[Path, ...]:
    """Every file of the project that is or would be committed."""
    words = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(path for name in sorted(set(listed)) if (path := ROOT / name).is_file())


@cache
def trees() -> dict[Path, ast.Module]:
    """Every Python file of the package and its tests, read."""
    return {path: source.tree(path) for path in kept_files() if path.suffix == ".py" and path.is_relative_to(ROOT)}


@cache
def own(path: Path) -> str:
    return str(path.relative_to(ROOT))


def is_migration(path: Path) -> bool:
    return path.parent.name == "migrations"


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in source.nodes(path) if isinstance(node, FUNCTIONS))


def test_no_file_is_too_long_to_have_one_subject() -> None:
    lengths = {own(path): len(source.text(path).splitlines()) for path in trees()}
    longest = {name: LONGEST_TABLE_OF_TESTS if name.startswith("tests/") else LONGEST_FILE for name in lengths}
    assert {name: length for name, length in lengths.items() if length > longest[name]} == {}


def test_no_folder_has_more_rooms_than_somebody_can_remember() -> None:
    folders: dict[str, list[int]] = {}
    for path in trees():
        if own(path).startswith(PACKAGES) and not is_migration(path):
            folders.setdefault(own(path.parent), []).append(len(source.text(path).splitlines()))
    full = {name: (len(files), sum(files)) for name, files in folders.items()}
    assert {name: size for name, size in full.items() if size[0] > FULLEST_FOLDER or size[1] > LONGEST_FOLDER} == {}


def test_no_function_is_too_long_to_be_seen_at_once() -> None:
    found = {
        f"{own(path)}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in trees()
        for function in functions(path)
    }
    longest = {name: LONGEST_TEST if name.startswith("tests/") else LONGEST_FUNCTION for name in found}
    assert {name: length for name, length in found.items() if length > longest[name]} == {}


def test_every_module_says_in_a_sentence_what_it_is_for() -> None:
    silent = []
    for path, tree in trees().items():
        if not tree.body or is_migration(path):
            continue
        first = (ast.get_docstring(tree) or "").split("\n\n")[0]
        if not re.search(r"[.:;?…]$|^.{0,400}\.", first, re.DOTALL):
            silent.append(own(path))
    assert silent == []


def test_nothing_is_defined_behind_the_line_that_begins_a_program() -> None:
    """It would not be there yet when the program runs, and be there whenever it is imported to be tested."""
    begins = {
        own(path): next((at for at, node in enumerate(tree.body) if _begins_a_program(node)), None)
        for path, tree in trees().items()
    }
    late = {name for name, at in begins.items() if at is not None and trees()[ROOT / name].body[at + 1 :]}
    assert late == set()


def _begins_a_program(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and "'__main__'" in ast.unparse(node.test)


def test_nothing_is_named_with_an_empty_word() -> None:
    named = [(own(path), path.stem) for path in trees()]
    for path in trees():
        nodes = [node for node in source.nodes(path) if isinstance(node, (*FUNCTIONS, ast.ClassDef))]
        named += [(f"{own(path)}:{node.name}", node.name) for node in nodes]
    words = {place: set(re.findall(r"[a-z]+|[A-Z][a-z]*", name)) for place, name in named}
    assert [place for place, parts in words.items() if {part.lower() for part in parts} & UNWANTED_WORDS] == []


def test_migrations_are_named_and_follow_one_another() -> None:
    folders = {path.parent for path in kept_files() if is_migration(path) and path.name != "__init__.py"}
    for folder in folders:
        steps = sorted(path.stem for path in folder.glob("[0-9]*.py"))
        assert [step[:4] for step in steps] == [f"{number + 1:04}" for number in range(len(steps))], own(folder)
        assert not [step for step in steps if re.search(r"auto_|initial$|^\d+$|alter_.*_and_more", step)], own(folder)


def test_every_event_is_written_somewhere() -> None:
    told = {
        node.value
        for path in trees()
        if own(path).startswith("songda/")
        for node in source.nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert [event for event in EVENT_NAMES if event not in told] == []


def test_every_event_that_is_written_has_an_entry() -> None:
    named = {
        node.args[0].value: own(path)
        for path in trees()
        if own(path).startswith("songda/")
        for node in source.nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "NewEvent"
        if node.args and isinstance(node.args[0], ast.Constant)
    }
    assert len(named) > 20
    missing = {name: where for name, where in named.items() if name not in EVENT_NAMES}
    assert missing == {}, "docs/howto/add-an-event.md tells how an entry is written"


def test_the_path_names_only_events_that_there_are() -> None:
    path = (ROOT / "docs/reference/path.md").read_text(encoding="utf-8")
    nouns = {name.split(".")[0] for name in EVENT_NAMES}
    named = {word for word in re.findall(r"`([a-z_]+\.[a-z_]+)`", path) if word.split(".")[0] in nouns}
    assert named
    assert named - set(EVENT_NAMES) == set()


def asked_jobs() -> Iterator[tuple[str, str]]:
    """Every job that some place in the package asks for by a written name."""
    for path in trees():
        for node in source.nodes(path):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in {"ask", "ask_for"} and isinstance(node.args[0].value, str):
                    yield own(path), node.args[0].value


def test_every_job_that_is_asked_for_has_a_name_and_an_answer() -> None:
    from songda.site.worker import Worker

    assert [job for job in asked_jobs() if job[0].startswith(PACKAGES) and job[1] not in JOBS] == []
    assert set(JOBS) <= set(Worker().app.tasks)


def test_every_command_is_found_by_its_name() -> None:
    found = {name: main.get_command(click.Context(main), name) for name in COMMANDS}
    assert {name: command.name for name, command in found.items() if command} == {name: name for name in COMMANDS}


def test_nothing_tells_of_the_machine_or_the_place_it_was_made_on() -> None:
    found = []
    for path in kept_files():
        if path.suffix in TEXTS and path.stat().st_size < 2_000_000:
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{own(path)}: {match.group()}" for match in FORBIDDEN.finditer(text)]
    assert found == []


def test_requirements_hold_hashes_and_no_addresses() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, own(path)
        pinned = re.findall(r"^([a-z0-9][^\s=]*)==", text, re.MULTILINE)
        assert len(pinned) > 20, own(path)
        assert text.count("--hash=sha256:") >= len(pinned), own(path)


def contracts() -> list[dict[str, object]]:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, object]] = pyproject["tool"]["importlinter"]["contracts"]
    return found


def test_contracts_leave_nobody_out() -> None:
    layered = [contract for contract in contracts() if contract["type"] == "layers"]
    assert {str(contract["containers"]) for contract in layered} >= {
        "['songda']",
        "['songda.records']",
        "['songda.core']",
    }
    assert [contract["name"] for contract in layered if not contract.get("exhaustive")] == []


@pytest.mark.parametrize("kind", ["channels", "carriers"])
def test_every_way_of_reaching_a_person_is_a_stranger_to_the_others(kind: str) -> None:
    ways = {
        f"songda.{kind}.{folder.name}"
        for folder in (ROOT / "songda" / kind).iterdir()
        if (folder / "__init__.py").exists()
    }
    apart = {str(contract["modules"]): contract for contract in contracts() if contract["type"] == "independence"}
    assert apart.keys() == {  # whatever is there, and will be there
        "['songda.web.*']",
        "['songda.channels.*']",
        "['songda.carriers.*']",
        "['songda.records.ways.*']",
    }
    allowed = apart[f"['songda.{kind}.*']"]["ignore_imports"]
    shared = {pair.partition(" -> ")[2] for pair in allowed}  # type: ignore[attr-defined]
    assert len(ways) >= 2
    assert ways & shared == set()


def test_the_clock_is_read_in_one_place() -> None:
    asked = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time|timezone\.now)\(")
    readers = {own(path) for path in trees() if own(path).startswith(PACKAGES) and asked.search(source.text(path))}
    assert readers == {"songda/clock.py"}


def test_no_time_is_told_in_the_zone_of_the_machine() -> None:
    """`astimezone()` without a zone is another hour on a machine that stands in another zone than the court."""
    told = {own(path) for path in trees() if re.search(r"\.astimezone\(\s*\)", source.text(path))}
    assert told - {"tests/test_house.py"} == set()


# Made-up people and their cases: what they are called and say is no wording of the product.
MADE_UP = ("songda_demo/sample/", "songda_demo/story/", "songda_demo/sandbox/", "songda/site/demo.py")
HAN = re.compile("[\u3400-\u9fff、。，；：？！]")


def literals(path: Path) -> Iterator[ast.Constant]:
    """Every text of a file that is not a docstring."""
    said = {id(node.value) for node in source.nodes(path) if isinstance(node, ast.Expr)}
    return (node for node in source.nodes(path) if isinstance(node, ast.Constant) and id(node) not in said)


def test_code_has_no_words_of_its_own_in_any_language_but_its_own() -> None:
    """Words and sentences for people stand in songda/core/words, catalogues and data files, never in code."""
    found = [
        f"{own(path)}:{literal.lineno}: {literal.value}"
        for path in trees()
        if own(path).startswith(PACKAGES) and not own(path).startswith(MADE_UP)
        for literal in literals(path)
        if isinstance(literal.value, str) and HAN.search(literal.value)
    ]
    assert found == []


def test_nothing_that_is_stored_can_be_code() -> None:
    """Reading a pickled object runs what it says; Django's own shared stores and one of its serializers do that."""
    forbidden = {"pickle", "_pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "joblib"}
    found = {
        (own(path), name)
        for path in trees()
        if own(path).startswith(PACKAGES)
        for node in source.nodes(path)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [*(each.name for each in node.names), getattr(node, "module", None) or ""]
        if name.partition(".")[0] in forbidden
    }
    assert found == set()
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert {each["BACKEND"] for each in settings.CACHES.values()} == {
        "songda.records.ground.limits.kept_values.KeptValues"
    }


@pytest.mark.parametrize(
    ("title", "is_well"),
    [
        ("letters: set two to a page", True),
        ("portal, law: say when a hearing moved", True),
        ('Revert "letters: set two to a page"', True),
        ("Set two letters to a page", False),
        ("letters: Set two to a page.", False),
        (f"letters: {'x' * 64}", False),
    ],
)
def test_the_title_of_a_commit_says_where_and_what(title: str, is_well: bool, tmp_path: Path) -> None:
    (message := tmp_path / "message").write_text(f"{title}\n\nWhy.\n", encoding="utf-8")
    done = subprocess.run(
        ["/bin/sh", ROOT / "scripts/hooks/commit-msg", message], capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) == is_well, done.stderr
