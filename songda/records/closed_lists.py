"""Columns that hold a word of a closed list: the database itself refuses any other."""

from collections.abc import Iterable

from django.db.models import CheckConstraint, Q


def one_of_words(name: str, column: str, words: Iterable[str], *, may_be_empty: bool = False) -> CheckConstraint:
    """The column holds one of these words; NULL passes where the column allows it."""
    known = sorted({str(word) for word in words} | ({""} if may_be_empty else set()))
    return CheckConstraint(name=name, condition=Q(**{f"{column}__in": known}))


def only_words(name: str, column: str, words: Iterable[str]) -> CheckConstraint:
    """The array holds nothing but these words, each any number of times."""
    return CheckConstraint(name=name, condition=Q(**{f"{column}__contained_by": sorted(str(word) for word in words)}))
