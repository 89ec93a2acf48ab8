"""Columns that hold a word of a closed list: the database itself refuses any other, and finds those of some words."""

from collections.abc import Iterable

from django.db.models import BooleanField, CheckConstraint, F, Func, Q


def one_of_words(name: str, column: str, words: Iterable[str], *, may_be_empty: bool = False) -> CheckConstraint:
    """The column holds one of these words; NULL passes where the column allows it."""
    known = sorted({str(word) for word in words} | ({""} if may_be_empty else set()))
    return CheckConstraint(name=name, condition=Q(**{f"{column}__in": known}))


def is_one_of(column: str, *words: str) -> Func:
    """The column holds one of these words, which stand in the statement itself and are no values beside it.

    A prepared statement may get one plan for whatever its values are, and that plan finds no index of some words alone.
    """
    listed = ", ".join(f"'{word}'" for word in sorted(words))
    return Func(F(column), template=f"%(expressions)s IN ({listed})", output_field=BooleanField())


def only_words(name: str, column: str, words: Iterable[str]) -> CheckConstraint:
    """The array holds nothing but these words, each any number of times."""
    return CheckConstraint(name=name, condition=Q(**{f"{column}__contained_by": sorted(str(word) for word in words)}))
