"""One example: a sentence, the article that it proves, the facts, and the answer in one line."""

from collections.abc import Callable
from typing import NamedTuple

from tests.core.law.given import Json, attempt, consent, facts

YEARS = (2020, 2022, 2024)


class Example(NamedTuple):
    """`told` are the facts; `expected` is the answer as `told.summary` gives it."""

    sentence: str
    article: str
    service: Json
    expected: str


class StartedPeriods(NamedTuple):
    """A paper served on a day, and the period that it starts: `12 days`, or none."""

    sentence: str
    article: str
    service: Json
    kind: str
    days: int


class Advice(NamedTuple):
    """What is said of a way before anything is sent."""

    sentence: str
    article: str
    service: Json
    channel: str
    code: str


def in_year(year: int, *attempts: Json, **changes: object) -> Json:
    """Facts known at the end of that year, with a consent from its beginning."""
    plain = {
        "as_of": f"{year}-12-31T00:00:00+08:00",
        "hearing_at": f"{year}-12-20T09:00:00+08:00",
        "consents": [consent(f"{year}-01-01")],
    }
    return facts(*attempts, **(plain | changes))


def handed(year: int, event: str, *, channel: str = "direct", **changes: object) -> Json:
    """A paper that was handed over on 3 June of that year; the event is `kind` or `kind by`."""
    kind, *by = event.split()
    return in_year(year, attempt(channel, None, " ".join([kind, f"{year}-06-03", *by])), **changes)


def in_each_law(
    sentence: str, articles: tuple[str, str, str], service: Callable[[int], Json], expected: str
) -> list[Example]:
    """The same service under the laws of 2017, 2021 and 2023; `{year}` in the answer is the year of the service."""
    return [
        Example(f"{sentence}, in {year}", article, service(year), expected.format(year=year))
        for year, article in zip(YEARS, articles, strict=True)
    ]
