"""The code that counts has a version, which rises with it: it is in every definition's hash and in the day counts."""

import tomllib
from pathlib import Path

from songda.core.figures import FIGURES, Unit
from songda.core.figures.fold import versions
from songda.core.figures.fold.versions import COUNTED_BY, FOLDS, RESTS_ON, hash_of_counting
from tests.core.figures.folds import code_hash, hash_of
from tests.rows import all_rows

KEPT = tomllib.loads(Path(__file__).with_name("folds.toml").read_text(encoding="utf-8"))


@all_rows("name", FOLDS)
def test_whoever_changes_the_code_of_a_fold_raises_its_version(name):
    """A line that stands in folds.toml is never changed: raise the number in `versions.py`, and add a line."""
    assert KEPT.get(f"{name}@{FOLDS[name]}") == code_hash(name)


def test_every_module_that_folds_has_a_version():
    home = Path(versions.__file__).parent
    inside = {path.stem for path in home.glob("*.py")} - {"__init__", "versions"}
    assert inside <= set(FOLDS)
    assert {name for names in RESTS_ON.values() for name in names} == set(FOLDS)
    assert set(RESTS_ON) == set(Unit)


def test_the_hash_is_of_what_the_code_does():
    plain = "def f(x):\n    y = x + 1\n    return y\n"
    explained = (
        '"""Why."""\nimport z\ndef f(x: int) -> int:\n    """What."""\n    # so\n    sum = x  +  1\n    return sum\n'
    )
    assert hash_of(plain) == hash_of(explained)
    others = [plain.replace(*change) for change in (("1", "2"), ("+", "-"), ("return y", "return x"), ("f(", "g("))]
    for other in (*others, "A = 1\n" + plain):
        assert hash_of(other) != hash_of(plain)
    assert hash_of("A = 1\n" + plain, only_definitions=True) == hash_of(plain)


def test_another_version_of_a_fold_is_another_definition_of_what_rests_on_it(monkeypatch):
    before = {name: one.hash for name, one in FIGURES.items()}
    monkeypatch.setattr(versions, "FOLDS", {**FOLDS, "tries": FOLDS["tries"] + 1})
    changed = {name for name, one in FIGURES.items() if one.hash != before[name]}
    assert {"success", "success_per_try", "wait"} <= changed
    assert not {"consents", "calls_reached"} & changed
    assert hash_of_counting() != COUNTED_BY
