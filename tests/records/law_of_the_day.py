"""Other rules for a while: a copy of the tables that a test may correct, as a maintainer would."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from songda.core.law.profile import jurisdictions, load, profile_of
from songda.core.law.profile.wording import to_kept
from songda.core.law.rulebook.rule_words import terms_of
from songda.records.service.findings.law_version import LawVersion

PROFILES = Path(load.__file__).parent.parent / "profiles"


@contextmanager
def corrected(folder: Path, correct: Callable[[Path], None]) -> Iterator[str]:
    """The law after this correction, and afterwards the law as it was; gives the new version."""
    copy = folder / "profiles"
    shutil.copytree(PROFILES, copy, dirs_exist_ok=True)
    correct(copy / "cn")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "_HOMES", [copy])
        _forget()
        yield profile_of("cn").version
    _forget()


def earlier(version: str = "older") -> LawVersion:
    """A version of the law under which something was decided once; it said the same in the same words."""
    words = to_kept(profile_of("cn").wording)
    return LawVersion.objects.create(version=version, words=words, first_used_at=datetime(2022, 1, 1, tzinfo=UTC))


def _forget() -> None:
    for cached in (profile_of, jurisdictions, terms_of):
        cached.cache_clear()


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    """A correction: this text in this table becomes that text."""

    def correct(rules: Path) -> None:
        file = rules / name
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        file.write_text(text.replace(old, new), encoding="utf-8")

    return correct


LONGER_ANSWER = replaced("periods.toml", 'kind = "answer"\ndays = 15', 'kind = "answer"\ndays = 20')
NO_ARRIVAL = replaced("electronic.toml", 'events = ["arrived"]', 'events = ["signed"]')
OTHER_WORDS = replaced("words.zh.toml", 'arrived_at_own_address = "', 'arrived_at_own_address = "换言之，')
A_COMMENT = replaced("guard.toml", "# ", "# That is: ")


def other_steps(rules: Path) -> None:
    """The arrival is told by a sentence of another code; the old code and its sentences are gone."""
    for language, words in {"zh": "另行表述，", "en": "Put otherwise: "}.items():
        replaced(f"words.{language}.toml", 'arrived_at_own_address = "', f'arrived_otherwise = "{words}')(rules)
    replaced("electronic.toml", 'say = "arrived_at_own_address"', 'say = "arrived_otherwise"')(rules)


OTHER_STEPS = other_steps
