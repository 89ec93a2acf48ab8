"""Which legal question a row answers: the chapter of the book that it stands in."""

from collections.abc import Mapping

from songda.core.law.facts import Channel
from songda.core.law.profile.rows import Row
from songda.core.law.rulebook.terms import UntoldError

CHAPTERS = (
    "ways", "consent", "effect", "void", "rebuttal", "fallback", "abroad", "tried", "period", "guard", "caution",
)  # fmt: skip
_ELECTRONIC = frozenset({Channel.SMS, Channel.EMAIL, Channel.WECHAT, Channel.INBOX, Channel.FAX})
_ABROAD = frozenset({"foreign", "hkmo", "tw"})  # zones with provisions of their own on every way

# Every kind of row has its chapter; an effect stands where its ways of service stand.
CHAPTER_OF: Mapping[str, str] = {
    "way": "ways",
    "cross_reference": "ways",
    "consent": "consent",
    "capacity": "consent",
    "conduct": "consent",
    "waiver": "consent",
    "effect": "effect",
    "lapse": "void",
    "first_way_wins": "rebuttal",
    "rebuttal": "rebuttal",
    "ruling": "rebuttal",
    "no_way": "ways",
    "block": "void",
    "excluded": "void",
    "no_effect": "void",
    "defect": "void",
    "exhaustion": "tried",
    "substitute_address": "tried",
    "counting": "period",
    "period": "period",
    "no_period": "period",
    "limit": "period",
    "suspension": "period",
    "hours": "period",
    "guard": "guard",
    "caution": "caution",
}


def chapter_of(kind: str, row: Row) -> str:
    """The chapter of a row; UntoldError for a kind of row that nobody gave a chapter yet."""
    if kind not in CHAPTER_OF:
        raise UntoldError(f"rows of the kind {kind!r} have no chapter: add one to CHAPTER_OF in rulebook/chapters.py")
    if kind != "effect" or _is_electronic(row):
        return CHAPTER_OF[kind]
    return "abroad" if _is_of_abroad(row) else "fallback"


def _is_of_abroad(row: Row) -> bool:
    return any(c.subject == "zone" and c.wanted and c.values <= _ABROAD for c in row.conditions)


def _is_electronic(row: Row) -> bool:
    named = next((c.values for c in row.conditions if c.subject == "channel" and c.wanted), _ELECTRONIC)
    return not named.isdisjoint(_ELECTRONIC)
