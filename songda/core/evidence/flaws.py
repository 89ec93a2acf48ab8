"""What an audit of the whole log can find, each flaw in one sentence that names exactly where it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from songda.core.words import Phrase, languages, say


@dataclass(frozen=True)
class Flaw:
    """One contradiction: the kind of place and which one, what is wrong with it (a code), and the particulars."""

    kind: str
    which: str
    code: str
    about: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence("en")

    def sentence(self, language: str) -> str:
        place, found = Phrase(f"flaws.place.{self.kind}"), Phrase(f"flaws.found.{self.code}", self.about)
        return say("flaws.whole", language, place=place, which=self.which, found=found)

    def to_json(self) -> dict[str, object]:
        """The flaw for other programs; `flaw_of` reads it again."""
        about = dict(self.about)
        named = {"kind": self.kind, "which": self.which, "code": self.code, "about": about}
        return {**named, **{language: self.sentence(language) for language in languages()}}


def flaw(kind: str, which: object, code: str, **about: object) -> Flaw:
    """One flaw; its particulars become texts."""
    return Flaw(kind, str(which), code, MappingProxyType({key: str(value) for key, value in about.items()}))
