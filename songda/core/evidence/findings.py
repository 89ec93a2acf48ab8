"""What a check of evidence found, each finding in one sentence that names exactly what it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from songda.core.words.catalogue import languages
from songda.core.words.phrase import say


class Outcome(StrEnum):
    """How one check ended."""

    PASSED = "passed"
    FAILED = "failed"
    UNCHECKED = "unchecked"  # could not be checked here; the sentence says who can


@dataclass(frozen=True)
class Finding:
    """One thing that was checked: how it ended, what it was (a code of findings.toml), and the particulars."""

    outcome: Outcome
    code: str
    about: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, language: str = "zh") -> str:
        return say(f"findings.{self.code}", language, **self.about)

    def to_json(self) -> dict[str, object]:
        """The finding for other programs."""
        sentences = {language: self.sentence(language) for language in languages()}
        return {"outcome": self.outcome.value, "code": self.code, "about": dict(self.about), **sentences}


def passed(code: str, **about: object) -> Finding:
    """Something was checked and is right."""
    return Finding(Outcome.PASSED, code, _texts(about))


def failed(code: str, **about: object) -> Finding:
    """Something was checked and is wrong."""
    return Finding(Outcome.FAILED, code, _texts(about))


def unchecked(code: str, **about: object) -> Finding:
    """Something was not checked."""
    return Finding(Outcome.UNCHECKED, code, _texts(about))


def is_all_good(findings: Iterable[Finding]) -> bool:
    """Nothing failed, and something was checked at all."""
    outcomes = [finding.outcome for finding in findings]
    return Outcome.PASSED in outcomes and Outcome.FAILED not in outcomes


LONGEST_PARTICULAR = (
    2_000  # letters of one particular: what is checked may be of any length, what is said of it is to be read
)


def _texts(about: Mapping[str, object]) -> Mapping[str, str]:
    return MappingProxyType({key: _particular(value) for key, value in about.items()})


def _particular(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_PARTICULAR else f"{text[:LONGEST_PARTICULAR]}…"
