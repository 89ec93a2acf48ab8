"""A public notice: what its text must say, on which boards it can stand, and how it is known that it stood.

What it must say is the law's answer for the papers in it (interpretation of the Civil Procedure Law, article 139);
here each of these things has a field, and a text is made of the fields in the form of the court's notices.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from songda.core.language import COURT_LANGUAGE
from songda.core.refusal import WrongField
from songda.core.words import say


class Element(StrEnum):
    """One thing that a notice says, in the order in which it says them."""

    WHY = "why"  # the notice is given
    CLAIM = "claim"  # the gist of the complaint or the appeal
    ANSWER = "answer"  # until when to answer, and what follows else
    HEARING = "hearing"  # when and where
    ABSENCE = "absence"  # what follows from staying away
    OUTCOME = "outcome"  # the main content of the decision
    APPEAL = "appeal"  # the right, the time and the court
    MORE = "more"  # whatever else; no law asks for it


# By the code of the law's own sentence.
ELEMENT_OF: Mapping[str, Element] = {
    "notice_tells_why": Element.WHY,
    "notice_tells_claim": Element.CLAIM,
    "notice_tells_answer": Element.ANSWER,
    "notice_tells_hearing": Element.HEARING,
    "notice_tells_absence": Element.ABSENCE,
    "notice_tells_outcome": Element.OUTCOME,
    "notice_tells_appeal": Element.APPEAL,
}
LONGEST_ELEMENT = 1_500
SHORTEST_ELEMENT = 4


class Board(StrEnum):
    """Where a notice stands."""

    PAGE = "page"  # of this court, here
    NEWSPAPER = "newspaper"
    COURT_BOARD = "court_board"
    RESIDENCE = "residence"
    ABROAD = "abroad"  # a medium that is sold at home and abroad


OTHER_BOARDS = tuple(board for board in Board if board is not Board.PAGE)
# How the law calls the place, see songda.core.law.facts.Posting.
MANNER_OF: Mapping[Board, str] = {
    Board.PAGE: "online",
    Board.NEWSPAPER: "newspaper",
    Board.COURT_BOARD: "at_court",
    Board.RESIDENCE: "at_home",
    Board.ABROAD: "sold_abroad",
}
# Interpretation of the Civil Procedure Law, article 138(2): who posts it where the recipient lives films or photographs
# how. Of the court's own board a photograph is this system's rule; of a printed issue its scan.
NEEDS_PHOTO = frozenset({Board.COURT_BOARD, Board.RESIDENCE})
NEEDS_SCAN = frozenset({Board.NEWSPAPER, Board.ABROAD})


class LookFrom(StrEnum):
    """Who looked whether the page stands."""

    INSIDE = "inside"  # this system at its own public address: it can be wrong about the way from outside
    OUTSIDE = "outside"  # another host, which signs what it saw


class LookResult(StrEnum):
    """What was seen."""

    STOOD = "stood"  # the page with the very text
    OTHER = "other"  # a page with another text
    ABSENT = "absent"  # the server says that there is no such page
    SILENT = "silent"  # nobody answered: the way or the server was away


class GapOutcome(StrEnum):
    """What a judge says of a time in which the notice was not seen."""

    STANDS = "stands"  # the publication counts all the same
    ANEW = "anew"  # it is struck and published again


LOOK_EVERY: Final = timedelta(hours=1)
UNSEEN_AFTER: Final = timedelta(hours=3)  # without any look nobody knows; told as that, and never as a gap
AFTER_SUMMONS: Final = timedelta(days=3)  # before the hearing, Civil Procedure Law, article 139


@dataclass(frozen=True)
class NoticeHead:
    """What stands around the fields: whose notice, to whom, of which papers in which case, and when it has run."""

    court: str
    recipient: str
    case_number: str
    cause: str
    papers: tuple[str, ...]
    article: str  # by which it is given
    days: str  # as the law counts them, in words


def missing_elements(needed: Iterable[Element], texts: Mapping[Element, str]) -> list[Element]:
    """Those that the law asks for and nobody has written, in the order of the text."""
    wanted = set(needed)
    return [each for each in Element if each in wanted and len(texts.get(each, "").strip()) < SHORTEST_ELEMENT]


def check_elements(needed: Iterable[Element], texts: Mapping[Element, str]) -> None:
    """Raise WrongField for the first thing that is missing or too long."""
    for each in missing_elements(needed, texts):
        raise WrongField(each.value, f"notice.{each.value}")
    for each, words in texts.items():
        if len(words) > LONGEST_ELEMENT:
            raise WrongField(each.value, "notice.too_long", longest=LONGEST_ELEMENT)


def write_notice(head: NoticeHead, texts: Mapping[Element, str]) -> str:
    """The text of the notice, paragraph by paragraph, in the language of the court."""
    papers = say("public_notices.between_papers", COURT_LANGUAGE).join(head.papers)
    opening = say(
        "public_notices.opening",
        COURT_LANGUAGE,
        number=head.case_number,
        cause=head.cause,
        why=_plain(texts.get(Element.WHY, "")),
        article=head.article,
        papers=papers,
    )
    paragraphs = [texts[each].strip() for each in Element if each is not Element.WHY and texts.get(each, "").strip()]
    closing = say("public_notices.closing", COURT_LANGUAGE, days=head.days)
    to = say("public_notices.to", COURT_LANGUAGE, recipient=head.recipient)
    return "\n".join([to, opening, *paragraphs, closing])


def day_in_words(day: date) -> str:
    """A day as a notice writes it."""
    return say("public_notices.day", COURT_LANGUAGE, year=day.year, month=day.month, day=day.day)


def moment_in_words(at: datetime) -> str:
    """A moment of the court's own zone as a notice writes it."""
    minute = f"{at.minute:02d}"
    day = {"year": at.year, "month": at.month, "day": at.day, "hour": at.hour}
    return say("public_notices.moment", COURT_LANGUAGE, minute=minute, **day)


def _plain(why: str) -> str:
    """The reason inside a sentence: without the stop that whoever typed it may have set."""
    sentence = why.strip()
    while sentence and unicodedata.category(sentence[-1]) == "Po":
        sentence = sentence[:-1].rstrip()
    return sentence


def text_hash(text: str) -> bytes:
    """By what a text is known wherever it stands: blanks and the ends of lines make no difference."""
    lines = ("".join(line.split()) for line in text.splitlines())
    return hashlib.sha256("\n".join(line for line in lines if line).encode()).digest()


@dataclass(frozen=True)
class Look:
    """One look at the page; `looker` who looked."""

    at: datetime
    source: LookFrom
    seen: LookResult
    looker: str = ""


@dataclass(frozen=True)
class Turn:
    """A person took the page down, or put it back (`stands`)."""

    at: datetime
    stands: bool
    by: str = ""


@dataclass(frozen=True)
class Gap:
    """A time in which the notice did not stand: since it was seen last, until it was seen again (None: not yet).

    `found_at`: when it was first found so; `kind`: what was found then, or that a person took it down.
    """

    kind: str
    since: datetime
    until: datetime | None
    found_at: datetime
    found_by: str


TAKEN_DOWN: Final = "taken_down"


def gaps_of(
    looks: Iterable[Look], turns: Iterable[Turn], since: datetime, until: datetime | None = None
) -> tuple[Gap, ...]:
    """The times without the notice by all looks at it and all that people did, in whatever order they became known.

    `since` it was published; `until`: when it had run, or was removed, where that is so. Nothing is seen of the page
    while a person has it down, and what nobody answered tells nothing. Of two looks at one moment the one that did not
    see it comes first.
    """
    points = sorted(
        [
            *((look.at, look.seen is LookResult.STOOD, look.looker, look.seen.value) for look in looks),
            *((turn.at, turn.stands, turn.by, TAKEN_DOWN) for turn in turns),
        ]
    )
    found: list[Gap] = []
    is_down, seen_last, gap = False, since, None
    for at, stands, by, what in points:
        if what == LookResult.SILENT or not since <= at or (until is not None and at > until):
            continue
        if what != TAKEN_DOWN and is_down:
            continue
        is_down = not stands if what == TAKEN_DOWN else is_down
        if stands:
            found += [] if gap is None else [replace(gap, until=at)]
            seen_last, gap = at, None
        elif gap is None:
            gap = Gap(what, at if what == TAKEN_DOWN else seen_last, None, at, by)
    return (*found, *(() if gap is None else (replace(gap, until=until),)))


@dataclass(frozen=True)
class UnseenTime:
    """A stretch in which the notice was not seen standing; `is_known`: somebody looked, and it was not there."""

    since: datetime
    until: datetime | None
    is_known: bool


@dataclass(frozen=True)
class PostingProof:
    """What the looks prove: how many saw it, from when to when, and in which stretches nobody did."""

    first: datetime | None
    last: datetime | None
    inside: int
    outside: int
    unseen: tuple[UnseenTime, ...]

    @property
    def gaps(self) -> tuple[UnseenTime, ...]:
        """Those in which somebody looked and it was not there."""
        return tuple(each for each in self.unseen if each.is_known)


def prove_posting(looks: Sequence[Look], since: datetime, until: datetime) -> PostingProof:
    """What these looks prove of the time between; nothing is taken for seen that nobody saw.

    Between two looks that saw it the notice is taken to have stood, where they lie no further apart than UNSEEN_AFTER.
    That nobody answered proves nothing of the page: it is a stretch in which nobody knows.
    """
    within = sorted((look for look in looks if since <= look.at <= until), key=lambda look: look.at)
    good = [look for look in within if look.seen is LookResult.STOOD]
    unseen: list[UnseenTime] = []
    for before, after in zip([None, *good], [*good, None], strict=True):
        start, end = before.at if before else since, after.at if after else until
        bad = [
            look.at for look in within if start <= look.at <= end and look.seen in {LookResult.OTHER, LookResult.ABSENT}
        ]
        if bad:
            unseen.append(UnseenTime(start, after.at if after else None, is_known=True))
        elif end - start > UNSEEN_AFTER:
            unseen.append(UnseenTime(start, after.at if after else None, is_known=False))
    return PostingProof(
        first=good[0].at if good else None,
        last=good[-1].at if good else None,
        inside=sum(look.source is LookFrom.INSIDE for look in good),
        outside=sum(look.source is LookFrom.OUTSIDE for look in good),
        unseen=tuple(unseen),
    )
