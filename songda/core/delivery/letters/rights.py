"""Which sentences the sheet of a letter bears: only those that hold for this case, these papers and this person.

That a refused letter counts as served on the day on which it came back is a rule of the civil provisions on court mail
(2004, article 11), which hold in administrative cases and enforcement too. Criminal procedure knows no such day
(interpretation, articles 204 and 207), and asks nobody to agree to electronic service; a payment order and a mediation
document wait for the person, and whoever is abroad or in bankruptcy is served by other rules.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from songda.core.law.facts import Branch, PaperKind

NEVER_BY_RETURN = frozenset({PaperKind.MEDIATION_DOCUMENT, PaperKind.PAYMENT_ORDER})


@dataclass(frozen=True)
class LetterKind:
    """What the sentences turn on: the branch, the kinds of the papers inside, and what is known of the person.

    `is_inland`: they live where the provisions on court mail hold.
    """

    branch: str
    papers: Collection[str]
    is_inland: bool = True
    is_bankrupt: bool = False
    may_agree: bool = True

    @property
    def is_criminal(self) -> bool:
        """Whether the law of criminal procedure holds."""
        return self.branch == Branch.CRIMINAL

    @property
    def is_court_mail(self) -> bool:
        """Whether the provisions on court mail hold."""
        return not self.is_criminal and self.is_inland


def sentences_of(kind: LetterKind) -> Iterator[str]:
    """The sentences about the papers of a letter that serves them, in the order in which they stand."""
    yield "right_check" if kind.is_court_mail else "right_check_plain"
    if set(kind.papers) != {PaperKind.MEDIATION_DOCUMENT}:
        yield "right_date_criminal" if kind.is_criminal else "right_date"
        yield "right_posting_criminal" if kind.is_criminal else "right_posting"
    if PaperKind.MEDIATION_DOCUMENT in kind.papers:
        yield "right_mediation"
    if _may_return_serve(kind):
        yield "right_refuse_but" if NEVER_BY_RETURN & set(kind.papers) else "right_refuse"
    yield from sentences_of_copy(kind)
    yield law_of(kind)


def sentences_of_copy(kind: LetterKind) -> Iterator[str]:
    """Those about what comes later, which a copy on paper bears too."""
    yield "right_change"
    if kind.may_agree and not kind.is_criminal:
        yield "right_electronic"


def law_of(kind: LetterKind) -> str:
    """The articles that say so."""
    law = kind.branch if kind.branch in {Branch.CRIMINAL, Branch.ADMINISTRATIVE} else Branch.CIVIL
    if not kind.is_court_mail:
        return f"right_law_{law}"
    return f"right_law_{law}_{'return' if _may_return_serve(kind) else 'mail'}"


def _may_return_serve(kind: LetterKind) -> bool:
    return kind.is_court_mail and not kind.is_bankrupt and not set(kind.papers) <= NEVER_BY_RETURN
