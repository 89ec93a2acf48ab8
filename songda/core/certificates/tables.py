"""The lists of a certificate: the course of the service, every electronic try, and mere notifications."""

from collections.abc import Sequence
from datetime import datetime

from songda.core.certificates import words
from songda.core.certificates.content import Table
from songda.core.certificates.facts import TYPED, CertificateFacts, CertifiedLine, CertifiedMoment
from songda.core.certificates.statement import shown_by
from songda.core.certificates.words import Words, phrase, same, word_of


def write_tables(facts: CertificateFacts) -> tuple[Table, ...]:
    """Only the lists that have lines."""
    tables = (_course(facts), _attempts(facts), _by_people(facts), _notifications(facts))
    return tuple(table for table in tables if table.lines)


def _heads(*names: str) -> tuple[Words, ...]:
    return tuple([phrase(f"table.{name}") for name in names])


def _course(facts: CertificateFacts) -> Table:
    course, counting = in_causal_order(facts.moments), shown_by(facts)
    lines = [(_when(moment, facts), word_of("moment_kind", moment.kind), _source(moment)) for moment in course]
    place = None if counting is None else course.index(counting)
    note = phrase("table.course_note_of_people" if facts.is_by_people else "table.course_note")
    return Table(phrase("table.course"), _heads("time", "what", "source"), tuple(lines), note, place)


def _when(moment: CertifiedMoment, facts: CertificateFacts) -> Words:
    return (words.minute if moment.clock == TYPED else words.stamp)(moment.at, facts.zone)


def _source(moment: CertifiedMoment) -> Words:
    """Who says so, and by whose clock."""
    source = word_of("source", moment.source)
    if moment.source_name:
        source = phrase("table.source_named", source=source, name=moment.source_name)
    return phrase("table.source_clock", source=source, clock=word_of("clock", moment.clock)) if moment.clock else source


def _attempts(facts: CertificateFacts) -> Table:
    lines = []
    for attempt in facts.attempts:
        outcome = word_of("outcome", attempt.outcome)
        if attempt.is_winning and facts.effect.result in {"effective", "presumed"}:
            key = "table.presumed" if facts.effect.result == "presumed" else "table.winning"
            outcome = phrase(key, outcome=outcome)
        channel = word_of("channel", attempt.channel)
        lines.append((words.stamp(attempt.at, facts.zone), channel, same(attempt.masked), outcome))
    heads = _heads("time", "channel", "address", "result")
    counting = next((place for place, attempt in enumerate(facts.attempts) if attempt.is_winning), None)
    return Table(phrase("table.attempts"), heads, tuple(lines), phrase("table.attempts_note"), counting)


def _by_people(facts: CertificateFacts) -> Table:
    lines = [
        (words.minute(line.at, facts.zone), word_of("channel", line.way), _counting(facts, line), line.source)
        for line in facts.by_people
    ]
    place = next((number for number, line in enumerate(facts.by_people) if line.is_counting), None)
    heads = _heads("time", "channel", "what", "source")
    return Table(phrase("table.by_people"), heads, tuple(lines), phrase("table.by_people_note"), place)


def _counting(facts: CertificateFacts, line: CertifiedLine) -> Words:
    """What happened, marked where the answer rests on it."""
    if not line.is_counting or facts.effect.effective_at is None:
        return line.what
    return phrase("table.presumed" if facts.effect.result == "presumed" else "table.winning", outcome=line.what)


def _notifications(facts: CertificateFacts) -> Table:
    lines = [
        (
            words.stamp(notice.at, facts.zone),
            word_of("channel", notice.channel),
            same(notice.masked),
            word_of("outcome", notice.outcome),
        )
        for notice in facts.notifications
    ]
    heads = _heads("time", "channel", "address", "result")
    return Table(phrase("table.notifications"), heads, tuple(lines), phrase("table.notifications_note"))


# Each step comes after those before it, because it could not happen without them.
_WAY_OF_A_MESSAGE = ("ordered", "sent", "accepted", "arrived", "bounced")
_CONFIRMED = ("acknowledged", "acknowledged_in_call")
_BY_PEOPLE = ("denied", "identified", "consented", "read", "downloaded", *_CONFIRMED, "acted", "known")
_ORDER = ("ordered", "sent", "accepted", "arrived", "failed", "bounced", *_BY_PEOPLE)
_RANK = {kind: rank for rank, kind in enumerate(_ORDER)}


def in_causal_order(moments: Sequence[CertifiedMoment]) -> list[CertifiedMoment]:
    """By the second that is printed, and within one second by what led to what; the times themselves stay as told.

    A provider whose clock goes slow, or tells the minute only, may have a message arrive before it was handed over.
    """
    ranks = [_RANK.get(moment.kind, len(_RANK)) for moment in moments]
    line = sorted(zip(_sort_moments(moments), ranks, range(len(moments)), strict=True))
    return [moments[place] for _moment, _rank, place in line]


def _sort_moments(moments: Sequence[CertifiedMoment]) -> list[datetime]:
    """When it is each one's turn: at its own second, but no earlier than what the message went through before."""
    earliest: dict[str, datetime] = {}
    for kind in _WAY_OF_A_MESSAGE:
        own = [_second(moment.at) for moment in moments if moment.kind == kind]
        reached = max(earliest.values(), default=None)
        if own:
            earliest[kind] = min(own) if reached is None else max(min(own), reached)
    return [max(_second(moment.at), earliest.get(moment.kind, _second(moment.at))) for moment in moments]


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
