"""The kinds of papers: what people call them, and what the house itself does on its own with papers of a kind.

What the law makes of a kind stands in the law's rows.
"""

from dataclasses import dataclass

from songda.core.law.facts import PaperKind
from songda.core.words import name_of
from songda.records.matter.parties.roles import Side

KINDS = tuple(kind.value for kind in PaperKind)


@dataclass(frozen=True)
class KindRow:
    """A kind of paper; what is not said of it holds for any ordinary paper."""

    sets_a_period: bool = False  # the paper itself says how many days there are for evidence
    is_carried_out: bool = False  # serving it warns somebody until it was carried out
    lapses: bool = False  # when it is not served in time after it was issued
    filed_by: frozenset[Side] = frozenset()  # the side whose paper it usually is; empty where any side's can be
    is_the_courts: bool = False  # made by the court itself
    is_told_by_its_name: bool = True  # a file whose name holds the kind's name is taken for one; else a person chooses


_ORDINARY = KindRow()
_THE_COURTS = KindRow(is_the_courts=True)
_RULING = KindRow(is_the_courts=True, is_told_by_its_name=False)
_CLAIM, _DEFENCE = (KindRow(filed_by=frozenset({side})) for side in (Side.CLAIMING, Side.DEFENDING))
_ROWS = {
    PaperKind.COMPLAINT_COPY: _CLAIM,
    PaperKind.INDICTMENT_COPY: _CLAIM,
    PaperKind.COUNTERCLAIM_COPY: _DEFENCE,
    PaperKind.DEFENCE_COPY: _DEFENCE,
    PaperKind.ACCEPTANCE_NOTICE: _THE_COURTS,
    PaperKind.FEE_NOTICE: _THE_COURTS,
    PaperKind.NOTICE_TO_RESPOND: _THE_COURTS,
    PaperKind.PARTICIPATION_NOTICE: _THE_COURTS,
    PaperKind.SUMMONS: _THE_COURTS,
    PaperKind.HEARING_NOTICE: _THE_COURTS,
    PaperKind.BENCH_NOTICE: _THE_COURTS,
    PaperKind.RIGHTS_NOTICE: _THE_COURTS,
    PaperKind.JUDGMENT: _THE_COURTS,
    PaperKind.DECISION: _THE_COURTS,
    PaperKind.PAYMENT_ORDER: KindRow(lapses=True, is_the_courts=True),
    PaperKind.ENFORCEMENT_NOTICE: _THE_COURTS,
    PaperKind.PROPERTY_REPORT_ORDER: _THE_COURTS,
    PaperKind.CONSUMPTION_LIMIT_ORDER: _THE_COURTS,
    PaperKind.THIRD_PARTY_DEBT_NOTICE: _THE_COURTS,
    PaperKind.AUCTION_NOTICE: _THE_COURTS,
    PaperKind.PROTECTION_ORDER: _THE_COURTS,
    PaperKind.EVIDENCE_NOTICE: KindRow(sets_a_period=True, is_the_courts=True),
    # Rulings differ in law and hardly by name, and "other" is no name.
    PaperKind.RULING: _RULING,
    PaperKind.RULING_APPEALABLE: _RULING,
    PaperKind.PRESERVATION_RULING: KindRow(is_carried_out=True, is_the_courts=True, is_told_by_its_name=False),
    PaperKind.STAY_RULING: _RULING,
    PaperKind.CORRECTION_RULING: _RULING,
    PaperKind.OTHER: KindRow(is_told_by_its_name=False),
}


def row_of_kind(kind: str) -> KindRow:
    """The row of a kind; that of an ordinary paper for a word that is no kind."""
    return _ROWS.get(PaperKind(kind), _ORDINARY) if kind in KINDS else _ORDINARY


def kind_name(kind: str, language: str) -> str:
    """What a kind of paper is called; the word itself when it is not known."""
    return name_of("papers.kind", kind, language)
