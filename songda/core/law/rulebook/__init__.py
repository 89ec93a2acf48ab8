"""The rules of a jurisdiction as a book to read: which rows are law on a day, what each says, and where it stands."""

from songda.core.law.rulebook.asking import Reading, read
from songda.core.law.rulebook.book import Chapter, Rulebook, rulebook
from songda.core.law.rulebook.changes import Change
from songda.core.law.rulebook.chapters import CHAPTERS, chapter_of
from songda.core.law.rulebook.places import Place, place_in
from songda.core.law.rulebook.telling import Rule
from songda.core.law.rulebook.terms import UntoldError

__all__ = [
    "CHAPTERS",
    "Change",
    "Chapter",
    "Place",
    "Reading",
    "Rule",
    "Rulebook",
    "UntoldError",
    "chapter_of",
    "place_in",
    "read",
    "rulebook",
]
