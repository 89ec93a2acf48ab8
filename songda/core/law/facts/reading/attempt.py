"""Reads what was tried, and ways that cannot be used."""

from songda.core.law.facts import fields
from songda.core.law.facts.attempt import AttemptFacts, EventFact, JudgeRuling, RebuttalFact, RuledOutFact
from songda.core.law.facts.event_words import EventKind, Leaving, Posting, ReturnCause
from songda.core.law.facts.words import (
    AddressClass,
    AddressSource,
    Channel,
    Person,
    RebuttalGround,
    RuledOutGround,
    Ruling,
)

_SOURCES = fields.vocabulary(AddressSource)
_PERSONS = fields.vocabulary(Person)
_CHANNELS = fields.vocabulary(Channel)
_CLASSES = fields.vocabulary(AddressClass)
_EVENTS = fields.vocabulary(EventKind)
_CAUSES = fields.vocabulary(ReturnCause)
_LEAVINGS = fields.vocabulary(Leaving)
_POSTINGS = fields.vocabulary(Posting)
_REBUTTALS = fields.vocabulary(RebuttalGround)
_RULINGS = fields.vocabulary(Ruling)
_RULED_OUT_GROUNDS = fields.vocabulary(RuledOutGround)
_EVENT_KEYS = frozenset(EventFact.__slots__)
_REBUTTAL_KEYS = frozenset(RebuttalFact.__slots__)
_JUDGE_RULING_KEYS = frozenset(JudgeRuling.__slots__)
_ATTEMPT_KEYS = frozenset(AttemptFacts.__slots__)
_RULED_OUT_KEYS = frozenset(RuledOutFact.__slots__)


def read_attempt(given: object, path: str) -> AttemptFacts:
    """One try with all that happened to it."""
    attempt = fields.object_at(given, path, _ATTEMPT_KEYS)
    return AttemptFacts(
        id=fields.text(attempt, "id", path),
        channel=fields.word(attempt, "channel", path, _CHANNELS),
        paper_sha256=fields.text(attempt, "paper_sha256", path),
        address_class=None
        if attempt.get("address_class") is None
        else fields.word(attempt, "address_class", path, _CLASSES),
        to=fields.word(attempt, "to", path, _PERSONS) if "to" in attempt else Person.RECIPIENT,
        shared_with_opponent=fields.flag(attempt, "shared_with_opponent", path),
        events=fields.items(attempt, "events", path, _event),
        rebuttals=fields.items(attempt, "rebuttals", path, _rebuttal),
        rulings=fields.items(attempt, "rulings", path, _judge_ruling),
        address_source=None
        if attempt.get("address_source") is None
        else fields.word(attempt, "address_source", path, _SOURCES),
        address_last_used_on=fields.day_or_none(attempt, "address_last_used_on", path),
        disowned_at=fields.moment_or_none(attempt, "disowned_at", path),
    )


def _event(given: object, path: str) -> EventFact:
    event = fields.object_at(given, path, _EVENT_KEYS)
    return EventFact(
        kind=fields.word(event, "kind", path, _EVENTS),
        at=fields.moment(event, "at", path),
        by=fields.word(event, "by", path, _PERSONS) if event.get("by") is not None else None,
        how=fields.word(event, "how", path, _LEAVINGS) if event.get("how") is not None else Leaving.UNTOLD,
        cause=fields.word(event, "cause", path, _CAUSES) if event.get("cause") is not None else ReturnCause.UNTOLD,
        where=fields.word(event, "where", path, _POSTINGS) if event.get("where") is not None else Posting.UNTOLD,
    )


def _rebuttal(given: object, path: str) -> RebuttalFact:
    rebuttal = fields.object_at(given, path, _REBUTTAL_KEYS)
    ground = fields.word(rebuttal, "ground", path, _REBUTTALS)
    ruling = fields.word(rebuttal, "ruling", path, _RULINGS)
    when = fields.moment if ruling is Ruling.ACCEPTED else fields.moment_or_none
    return RebuttalFact(ground=ground, proved_at=when(rebuttal, "proved_at", path), ruling=ruling)


def read_ruled_out(given: object, path: str) -> RuledOutFact:
    """One way that cannot be used."""
    ruled_out = fields.object_at(given, path, _RULED_OUT_KEYS)
    return RuledOutFact(
        channel=fields.word(ruled_out, "channel", path, _CHANNELS),
        at=fields.moment(ruled_out, "at", path),
        ground=fields.word(ruled_out, "ground", path, _RULED_OUT_GROUNDS),
    )


def _judge_ruling(given: object, path: str) -> JudgeRuling:
    ruling = fields.object_at(given, path, _JUDGE_RULING_KEYS)
    return JudgeRuling(at=fields.moment(ruling, "at", path), counts=fields.flag_told(ruling, "counts", path))
