"""The kinds of papers by the names that people use for them."""

from songda.core.law.facts import PaperKind
from songda.core.words import name_of

KINDS = tuple(kind.value for kind in PaperKind)


def kind_name(kind: str, language: str) -> str:
    """What a kind of paper is called; the word itself when it is not known."""
    return name_of("papers.kind", kind, language)
