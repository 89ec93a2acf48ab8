"""What the book has no words for is refused, not shown as it is stored."""

from dataclasses import dataclass
from datetime import date

import pytest

from songda.core.law import Citation, profile_of
from songda.core.law.profile.rows import Row
from songda.core.law.rulebook.particulars import particulars
from songda.core.law.rulebook.terms import UntoldError, terms_of


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Odd(Row):
    """A row whose field has a label, but a word of no known vocabulary in it."""

    by: str = ""


def test_a_word_of_no_known_vocabulary_is_refused_by_name() -> None:
    odd = Odd(rule=Citation("cn.olr.31.1"), since=date.min, until=date.max, by="somebody")
    with pytest.raises(UntoldError, match="knows no words for by = 'somebody'"):
        list(particulars(odd, terms_of(profile_of("cn"), "en")))
