"""What each channel can do: one row a channel, read by planner, matcher, masks, forms and pages.

A row is pure data beside the channel's transport, in the channel's own folder; nothing else in the house asks for a
channel by its name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from songda.core.delivery.address_kinds import AddressKind
from songda.core.delivery.wording import MessageFacts, service_subject, service_text
from songda.core.law.facts import Channel

# Why a message did not arrive, in a word that every language has a sentence for (`attempts.failure` of the words).
# Each channel reads the codes of its own providers; a code that it does not know is told as it came.
UNTOLD = "untold"  # the provider gave no reason, or one that nobody here knows
NO_REPORT = "no_report"


def untold(_code: str) -> str:
    """The answer of a channel that knows no reasons."""
    return UNTOLD


def by_beginning(table: Mapping[str, str], code: str) -> str:
    """The word of the longest entry with which the code begins."""
    found = [entry for entry in table if code.startswith(entry)]
    return table[max(found, key=len)] if found else UNTOLD


@dataclass(frozen=True)
class Quote:
    """What a message will cost in parts, shown to the clerk before sending."""

    parts: int
    characters: int
    part_texts: tuple[str, ...] = ()
    has_cut_link: bool = False  # a link lies across two parts


@dataclass(frozen=True)
class Route:
    """One channel, as the rules see it.

    `name` is the channel's word in tables and events and the name of its queue. `counts_as` is the way of service that
    the law sees in it. Of the routes to addresses that are known equally well, the lowest `rank` is tried first.
    A window that is None is the court's own, from its settings. Its name is `routes.channel` in the words.
    """

    name: str
    counts_as: Channel
    reaches: tuple[AddressKind, ...]
    rank: int
    reports_arrival: bool = True  # without it, silence is all that is ever heard
    may_carry_code: bool = True  # a one-time code may go there: only the addressee reads it
    silence_window: timedelta | None = None  # silence this long after submission is an outcome
    unread_window: timedelta | None = None  # unread this long after arrival, a person calls
    quote: Callable[[str], Quote] | None = None  # None: messages are never cut, and nobody counts parts
    why_failed: Callable[[str], str] = untold  # a provider's code, as a word of failures
    text: Callable[[MessageFacts], str] = service_text
    subject: Callable[[MessageFacts], str] = service_subject

    def parts_of(self, text: str) -> int:
        """How many parts the message takes, each of which must arrive."""
        return self.quote(text).parts if self.quote else 1

    def reaches_kind(self, word: str) -> bool:
        """Whether it goes to addresses of this kind."""
        return any(kind.word == word for kind in self.reaches)


def by_rank(routes: Iterable[Route]) -> tuple[Route, ...]:
    """The routes in the order in which they are tried."""
    return tuple(sorted(routes, key=lambda route: (route.rank, route.name)))
