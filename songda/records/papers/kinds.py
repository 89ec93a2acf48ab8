"""The kinds of papers: what people call them, and what the house itself does on its own with papers of a kind.

What the law makes of a kind stands in the law's rows.
"""

from dataclasses import dataclass

from songda.core.law.facts import PaperKind
from songda.core.words import name_of

KINDS = tuple(kind.value for kind in PaperKind)


@dataclass(frozen=True)
class KindRow:
    """A kind of paper; what is not said of it holds for any ordinary paper."""

    sets_a_period: bool = False  # the paper itself says how many days there are for evidence
    is_carried_out: bool = False  # serving it warns somebody until it was carried out
    is_told_by_its_name: bool = True  # a file whose name holds the kind's name is taken for one; else a person chooses


_ORDINARY = KindRow()
_ROWS = {
    PaperKind.EVIDENCE_NOTICE: KindRow(sets_a_period=True),
    # Rulings differ in law and hardly by name, and "other" is no name.
    PaperKind.RULING: KindRow(is_told_by_its_name=False),
    PaperKind.RULING_APPEALABLE: KindRow(is_told_by_its_name=False),
    PaperKind.PRESERVATION_RULING: KindRow(is_carried_out=True, is_told_by_its_name=False),
    PaperKind.STAY_RULING: KindRow(is_told_by_its_name=False),
    PaperKind.CORRECTION_RULING: KindRow(is_told_by_its_name=False),
    PaperKind.OTHER: KindRow(is_told_by_its_name=False),
}


def row_of_kind(kind: str) -> KindRow:
    """The row of a kind; that of an ordinary paper for a word that is no kind."""
    return _ROWS.get(PaperKind(kind), _ORDINARY) if kind in KINDS else _ORDINARY


def kind_name(kind: str, language: str) -> str:
    """What a kind of paper is called; the word itself when it is not known."""
    return name_of("papers.kind", kind, language)
