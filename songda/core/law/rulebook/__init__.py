"""The rules of a jurisdiction as a book to read: which rows are law on a day, what each says, and where it stands."""

from songda.core.law.rulebook.article_page import ArticlePage, article_page, find_in_texts
from songda.core.law.rulebook.book import Chapter, Rulebook, rulebook
from songda.core.law.rulebook.changes import Change
from songda.core.law.rulebook.chapters import CHAPTERS, chapter_of
from songda.core.law.rulebook.locations import RuleLocation, locate_citation
from songda.core.law.rulebook.page import RulebookPage, rulebook_page
from songda.core.law.rulebook.telling import Rule
from songda.core.law.rulebook.terms import UntoldError

__all__ = [
    "CHAPTERS",
    "ArticlePage",
    "Change",
    "Chapter",
    "Rule",
    "RuleLocation",
    "Rulebook",
    "RulebookPage",
    "UntoldError",
    "article_page",
    "chapter_of",
    "find_in_texts",
    "locate_citation",
    "rulebook",
    "rulebook_page",
]
