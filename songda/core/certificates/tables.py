"""The lists of a certificate: the course of the service, every electronic try, and mere notifications."""

from songda.core.certificates import dates
from songda.core.certificates.content import Table
from songda.core.certificates.course import in_causal_order
from songda.core.certificates.facts import CertificateFacts, CertifiedMoment
from songda.core.certificates.statement import shown_by
from songda.core.certificates.words import Words, same, tell, word_of


def write_tables(facts: CertificateFacts) -> tuple[Table, ...]:
    """Only the lists that have lines."""
    tables = (_course(facts), _attempts(facts), _notifications(facts))
    return tuple(table for table in tables if table.lines)


def _heads(*names: str) -> tuple[Words, ...]:
    return tuple([tell(f"table.{name}") for name in names])


def _course(facts: CertificateFacts) -> Table:
    course, counting = in_causal_order(facts.moments), shown_by(facts)
    lines = [
        (dates.stamp(moment.at, facts.zone), word_of("moment_kind", moment.kind), _source(moment)) for moment in course
    ]
    place = None if counting is None else course.index(counting)
    heads = _heads("time", "what", "source")
    return Table(tell("table.course"), heads, tuple(lines), tell("table.course_note"), place)


def _source(moment: CertifiedMoment) -> Words:
    """Who says so, and by whose clock."""
    source = word_of("source", moment.source)
    if moment.source_name:
        source = tell("table.source_named", source=source, name=moment.source_name)
    return tell("table.source_clock", source=source, clock=word_of("clock", moment.clock)) if moment.clock else source


def _attempts(facts: CertificateFacts) -> Table:
    lines = []
    for attempt in facts.attempts:
        outcome = word_of("outcome", attempt.outcome)
        if attempt.is_winning and facts.effect.result in {"effective", "presumed"}:
            outcome = tell("table.winning", outcome=outcome)
        channel = word_of("channel", attempt.channel)
        lines.append((dates.stamp(attempt.at, facts.zone), channel, same(attempt.masked), outcome))
    heads = _heads("time", "channel", "address", "result")
    counting = next((place for place, attempt in enumerate(facts.attempts) if attempt.is_winning), None)
    return Table(tell("table.attempts"), heads, tuple(lines), tell("table.attempts_note"), counting)


def _notifications(facts: CertificateFacts) -> Table:
    lines = [
        (
            dates.stamp(notice.at, facts.zone),
            word_of("channel", notice.channel),
            same(notice.masked),
            word_of("outcome", notice.outcome),
        )
        for notice in facts.notifications
    ]
    heads = _heads("time", "channel", "address", "result")
    return Table(tell("table.notifications"), heads, tuple(lines), tell("table.notifications_note"))
