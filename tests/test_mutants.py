"""The changes that are made to the law on purpose are real changes, each under a name of its own."""

import ast
import sys
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scripts.mutants import applying
from scripts.mutants.asvs import broken, met
from scripts.mutants.mutant import LAW, Mutant, numbered
from scripts.mutants.of_code import mutants_of_code
from scripts.mutants.of_rows import changes_of
from scripts.mutants.results import Explanation, explained
from scripts.mutants.rooms import changes_of as changes_of_a_room
from scripts.mutants.rooms import nearest_tests, put, telling
from scripts.mutants.trial import is_plain, passes
from scripts.mutants.variants import of_body, of_expression
from songda.core.law.facts import Channel, EventKind, contradictions
from tests.rows import all_rows

EXPRESSIONS = [
    ("a <= b", {"a < b"}),
    ("a is None", {"a is not None"}),
    ("a and b", {"a or b", "a", "b"}),
    ("not a", {"a"}),
    ("b if a else c", {"b", "c"}),
    ("a + b", {"a - b"}),
    ("3", {"4", "2"}),
    ("True", {"False"}),
    ("'word'", {"'word?'"}),
    ("'a sentence for people'", set()),
    ("min(a, default=None)", {"max(a, default=None)", "min(a)"}),
    ("count(a, b)", {"count(b, a)"}),
    ("count(a, a)", set()),
    ("sorted(a, key=b)", {"sorted(a)", "a"}),
    ("{a, b}", {"{a}", "{b}"}),
    ("('at', a)", set()),
]
STATEMENTS = [
    ("raise ValueError", {"pass"}),
    ("return a", {"return None"}),
    ("return None", set()),
    ("if a:\n    b()", {"if not a:\n    b()", "pass"}),
    ("for a in b:\n    c()", {"for a in ():\n    c()"}),
    ("'a docstring'", set()),
]


@all_rows(("written", "others"), EXPRESSIONS)
def test_an_expression_becomes_another(written: str, others: set[str]) -> None:
    assert {ast.unparse(new) for new in of_expression(ast.parse(written, mode="eval").body)} == others


@pytest.mark.parametrize(("written", "others"), STATEMENTS)
def test_a_statement_becomes_another(written: str, others: set[str]) -> None:
    assert {ast.unparse(new) for new in of_body(ast.parse(written).body[0])} == others


def test_a_row_loses_a_part_or_says_something_else() -> None:
    row = {"cite": "olr.31.1", "when": {"zone": "cn", "class": ["found", "provided"]}, "days": 3, "moves": True}
    assert {told for told, _ in changes_of(row, [])} == {
        "the row is gone",
        "cite: olr.31.2",
        "when zone is gone",
        "when class is gone",
        "when class without found",
        "when class without provided",
        "days: 4",
        "days: 2",
        "moves: False",
    }


def test_the_same_change_twice_gets_two_names() -> None:
    twice = [
        Mutant("code", LAW / "hours.py", "count", "1 -> 2", range(place, place + 1), "", print) for place in (1, 2)
    ]
    assert [each.key for each in numbered(twice)] == ["hours.py: count: 1 -> 2", "hours.py: count: 1 -> 2 (2)"]


def test_an_explanation_covers_what_it_names_and_a_star_anything() -> None:
    mutant = Mutant("data", LAW / "profiles/cn/ways.toml", "[[way]] a", "when zone is gone", range(1), "", print)
    assert Explanation("profiles/cn/ways.toml: [[way]] *: when zone is gone", "").covers(mutant)
    assert not Explanation("profiles/cn/ways.toml: [[way]]", "").covers(mutant)


def test_every_explanation_is_of_a_file_that_is_there_and_says_why() -> None:
    assert [
        each.name for each in explained() if not (LAW / each.name.partition(": ")[0]).exists() or not each.why
    ] == []


def test_a_constant_that_was_made_of_a_changed_one_is_made_again() -> None:
    before = vars(contradictions).copy()
    mutant = next(each for each in mutants_of_code() if each.where == "_BY_HAND")
    try:
        mutant.apply()
        assert Channel.DIRECT not in contradictions._ONLY_ON[EventKind.LEFT]
    finally:
        for name in ("_BY_HAND", "_ONLY_ON"):
            applying.rebind(contradictions, name, before[name])
    assert Channel.DIRECT in contradictions._ONLY_ON[EventKind.LEFT]


def asks_for_nothing() -> None:
    """Passes."""


def asks_for_a_fixture(tmp_path: object) -> None:
    """Passes where pytest prepares it."""
    assert tmp_path


def fails() -> None:
    """Fails as a test does that says so itself."""
    pytest.fail("it does")


@pytest.mark.parametrize(
    ("function", "plain", "good"),
    [(asks_for_nothing, True, True), (asks_for_a_fixture, False, True), (fails, True, False)],
)
def test_a_test_without_fixtures_is_called_as_it_stands(
    request: pytest.FixtureRequest, function: Callable[..., None], plain: bool, good: bool
) -> None:
    item = pytest.Function.from_parent(request.node.parent, name=function.__name__, callobj=function)
    assert is_plain(item) is plain
    if plain:
        assert passes(item) is good


def test_a_test_is_called_with_what_parametrize_gives_it(request: pytest.FixtureRequest) -> None:
    items = [each for each in request.session.items if each.name.startswith("test_an_expression_becomes_another[")]
    assert [(is_plain(each), passes(each)) for each in items] == [(True, True)] * len(items)


def test_a_change_of_a_room_stands_where_it_was_and_leaves_the_rest_as_it_is() -> None:
    source = "送达 = 1\n\n\ndef is_late(now, last):  # 期限\n    if now >= last:\n        return True\n".encode()
    changed = {each.applied(source).decode() for each in changes_of_a_room(Path("songda/late.py"), source)}
    assert "送达 = 1\n\n\ndef is_late(now, last):  # 期限\n    if (now > last):\n        return True\n" in changed
    assert all(each.startswith("送达 = 1\n\n\ndef is_late(now, last):  # 期限\n") for each in changed)
    assert source.decode() not in changed


def test_the_tests_of_a_room_are_asked_first() -> None:
    assert nearest_tests(Path("songda/core/figures/sums.py"))[0].startswith("tests/core/figures/")


PASSED_THROUGH = b'''"""Words."""


def early(now, last):
    """Whether it is."""
    if now < last:
        return True


class Late:
    @property
    def by(self): return 3
'''


def test_functions_tell_who_passes_through_them(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setitem(sys.modules, "songda_reached", SimpleNamespace(by=told.append))
    bodies = sorted({change.body for change in changes_of_a_room(Path("songda/late.py"), PASSED_THROUGH)})
    written = telling(PASSED_THROUGH, {body: number for number, body in enumerate(bodies)})
    made: dict[str, Any] = {}
    exec(compile(written, "late.py", "exec"), made)  # noqa: S102 - what stands above
    assert (made["early"](1, 2), told) == (True, [0])
    assert (made["Late"]().by, told) == (3, [0, 1])
    assert made["early"].__doc__ == "Whether it is."


def test_what_the_table_against_asvs_has_broken_is_met_and_stands_there() -> None:
    """No row names this file: where one is broken this fails, and shows nothing of its own tests."""
    assert set(broken()) <= met().keys()
    assert "tests/test_mutants.py" not in {test for tests in met().values() for test in tests}
    for change in broken().values():
        source = change.source()  # what it takes the place of is there once
        if change.file.suffix == ".py":
            compile(source, str(change.file), "exec")


def test_a_change_of_the_same_length_is_run_and_not_what_was_compiled_before(tmp_path: Path) -> None:
    (file := tmp_path / "room.py").write_bytes(b"answer = 1\n")
    for answer in (1, 2, 1):
        put(file, b"answer = %d\n" % answer)
        run = SourceFileLoader("room", str(file)).get_code("room")
        assert run is not None
        assert answer in run.co_consts
