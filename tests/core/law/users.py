"""Which examples rest on which row: asked of every table of tests, and of those of the calculator."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

import pytest

from songda.core.law import PeriodContext, PeriodError, ProfileError, decide, last_day, profile_of, read_facts
from songda.core.law.facts import Branch, FactsError, PaperKind
from songda.core.law.profile import Profile
from tests.core.law import acting
from tests.core.law.every_example import every_example
from tests.core.law.test_arbitration import ABOUT_AN_AWARD, BEFORE_2026, NONE_BEFORE_2026
from tests.core.law.test_periods import BY_NAME, UNDER_2012
from tests.core.law.test_periods_of_others import FREE_OF_TIMES, OTHERS, WITHOUT_NOTICE, WITHOUT_RETRIAL
from tests.core.law.test_reconsideration import ASKED as OF_RECONSIDERATION
from tests.core.law.test_versions import PERIODS, YEARS, ends_on_national_day

IN_CUSTODY = PeriodContext(branch=Branch.CRIMINAL, paper=PaperKind.JUDGMENT, in_custody=True)


class User(NamedTuple):
    """An example: the file of tests in which it stands, and what it says."""

    test: str
    sentence: str
    articles: frozenset[str] = frozenset()

    def names(self, article: str) -> bool:
        """Whether it says in so many words that it is about this article."""
        return not self.articles.isdisjoint({article, article.removeprefix("cn.")})


CHINA = ("cn", "cn_arbitration", "cn_reconsideration")
_ASKED: list[
    tuple[tuple[Profile, ...], Mapping[int, frozenset[User]]]
] = []  # holds the law, so that no id is given again


def users() -> Mapping[int, frozenset[User]]:
    """The rows (the id of their rule) on which some answer of the suite rests, with the examples that do.

    Asked once of the law that is loaded; anew where another test has had it loaded anew.
    """
    law = tuple(profile_of(jurisdiction) for jurisdiction in CHINA)
    for asked, found in _ASKED:
        if all(one is other for one, other in zip(asked, law, strict=True)):
            return found
    _ASKED.append((law, _found()))
    return _ASKED[-1][1]


def _found() -> Mapping[int, frozenset[User]]:
    found: defaultdict[int, set[User]] = defaultdict(set)
    for user, rows in (*_of_decisions(), *_of_the_calculator()):
        for row in rows:
            found[row].add(user)
    return {row: frozenset(its) for row, its in found.items()}


def _of_decisions() -> Iterator[tuple[User, set[int]]]:
    for example in every_example():
        try:
            facts = read_facts(example.facts)
            rows = acting.acting_in(decide(facts)) | acting.acting_before(facts)
        except (FactsError, ProfileError):
            continue  # a table of facts that are refused
        yield User(example.test, example.sentence, example.articles), rows


def _of_the_calculator() -> Iterator[tuple[User, set[int]]]:
    for kind, asked, *_ in (*BY_NAME, *PERIODS):
        assert isinstance(asked, PeriodContext)
        yield _period("test_periods", kind, date(2022, 5, 9), asked)
    for kind, asked, _ in PERIODS:
        for year in YEARS:
            yield _period("test_versions", kind, ends_on_national_day(year, kind, asked), asked)
    yield _period("test_periods", "appeal", date(2022, 9, 22), IN_CUSTODY)
    for started, kind, asked, *_ in UNDER_2012:
        yield _period("test_periods", kind, started, asked)
    for started, kind, asked, _ in OTHERS:
        yield _period("test_periods_of_others", kind, started, asked)
    for kind, asked in OF_RECONSIDERATION:
        yield _period("test_reconsideration", kind, date(2026, 9, 18), asked)
    yield _period("test_arbitration", "award_correction", date(2026, 4, 1), ABOUT_AN_AWARD)
    for kind, received, asked, *_ in BEFORE_2026:
        yield _period("test_arbitration", kind, received, asked)
    yield from _where_there_is_none()


def _where_there_is_none() -> Iterator[tuple[User, set[int]]]:
    notices = [
        ("no public notice in such a procedure", served, "public_notice", asked) for served, asked in WITHOUT_NOTICE
    ]
    retrials = [("no retrial of what was no suit", served, kind, asked) for served, kind, asked, _ in WITHOUT_RETRIAL]
    free = [("simplified procedure is free of the times for service", *each, asked) for each, asked in FREE_OF_TIMES]
    of_then = "no such period of the law of then"
    arbitrated = [(of_then, served, kind, asked) for served, kind, asked, _ in NONE_BEFORE_2026]
    for sentence, served, kind, asked in (*notices, *retrials, *free, *arbitrated):
        with pytest.raises(PeriodError) as refused:
            last_day(served, kind, asked)
        test = "test_arbitration" if asked.jurisdiction == "cn_arbitration" else "test_periods_of_others"
        yield User(test, sentence), {id(refused.value.rule)}


def _period(test: str, kind: str, started: object, asked: PeriodContext) -> tuple[User, set[int]]:
    answer = last_day(started, kind, asked)  # type: ignore[arg-type]
    return User(test, f"the period “{kind.replace('_', ' ')}”"), acting.acting_in_period(answer)
