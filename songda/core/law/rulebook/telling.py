"""Tells one row as a rule to read: a sentence, its conditions, what exactly it says, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from songda.core.law.citation import Standing
from songda.core.law.profile import Profile
from songda.core.law.profile.rows import Row
from songda.core.law.rulebook.chapters import chapter_of
from songda.core.law.rulebook.conditions import tell_condition
from songda.core.law.rulebook.particulars import blanks, particulars
from songda.core.law.rulebook.terms import Terms, terms_of
from songda.core.law.rulebook.wording_of_law import cited_text


@dataclass(frozen=True, slots=True)
class Rule:
    """One row in words. `until` (the first day no longer) is None where no day bounds it.

    `anchor` is its place on a page: the article's id for the first row that cites it, with a number for the next ones.
    """

    id: str
    anchor: str
    kind: str
    chapter: str
    sentence: str
    cite: str
    conditions: tuple[str, ...]
    particulars: tuple[tuple[str, str], ...]
    since: date
    until: date | None
    standing: Standing
    standing_name: str
    standing_means: str
    allowed_by: str  # of an analogy, the article that allows it
    row: Row
    has_text: bool  # whether the statute's own words are kept

    def speaks_of(self, circumstances: Mapping[str, str]) -> bool:
        """Whether the rule may matter where the circumstances are these; what is not named may be anything."""
        return all(c.holds(circumstances) for c in self.row.conditions if c.subject in circumstances)

    def is_in_force(self, day: date) -> bool:
        """Whether it is law on that day."""
        return self.row.is_in_force(day)


def tell(kind: str, row: Row, profile: Profile, language: str) -> Rule:
    """The row in this language; UntoldError where a word for it is missing."""
    terms = terms_of(profile, language)
    return Rule(
        id=row.rule.id,
        anchor=row.rule.id,
        kind=kind,
        chapter=chapter_of(kind, row),
        sentence=_sentence(row, terms),
        cite=profile.wording.place(row.rule.id, language),
        conditions=tuple(tell_condition(condition, terms) for condition in row.conditions),
        particulars=tuple(particulars(row, terms)),
        since=row.since,
        until=None if row.until == date.max else row.until,
        standing=row.rule.standing,
        standing_name=terms.word("standing", row.rule.standing),
        standing_means=terms.word("standing_means", row.rule.standing),
        allowed_by=profile.wording.place(row.rule.allowed_by, language) if row.rule.allowed_by else "",
        row=row,
        has_text=cited_text(row.rule.id, profile, language) is not None,
    )


def _sentence(row: Row, terms: Terms) -> str:
    sentence = terms.word("rules", row.say).format_map(blanks(row, terms))
    return sentence[:1].upper() + sentence[1:]
