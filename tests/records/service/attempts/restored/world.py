"""A court that sends with a journal outside, and is put back to an earlier moment."""

from django.db import connection, transaction

from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.epochs import current_epoch, outside_homes
from songda.records.service.attempts.outgoing import Claim
from songda.records.service.attempts.restored.recognise import recognise
from songda.trust.outside.homes import Journals
from songda.trust.outside.lines import HandOver, TakenBack, Trace
from tests.records.stage import NOW, Stage

_BACK = (
    "SET CONSTRAINTS ALL IMMEDIATE",
    "ALTER TABLE attempts_attempt DISABLE TRIGGER USER",
    "DELETE FROM attempts_part",
    "UPDATE attempts_attempt SET state = 'pending', claimed_at = NULL, claimed_by = '', code = '', submitted_at = NULL,"
    " expires_at = NULL WHERE NOT (id = ANY(%s))",
    "ALTER TABLE attempts_attempt ENABLE TRIGGER USER",
    "ALTER TABLE evidence_event DISABLE TRIGGER USER",
    "DELETE FROM evidence_event WHERE name IN ('attempt.sent', 'attempt.refused', 'attempt.unknown')"
    " AND NOT (split_part(stream, ':', 2)::bigint = ANY(%s))",
    "ALTER TABLE evidence_event ENABLE TRIGGER USER",
    "SET CONSTRAINTS ALL DEFERRED",
)


def opened() -> Stage:
    """A court with its first epoch."""
    recognise(NOW)
    return Stage()


def write_down(claims: list[Claim], *, is_taken_back: bool = False) -> None:
    """As a worker does before the first byte; and when the provider took nothing."""
    for claim in claims:
        write_line(claim.trace, is_taken_back=is_taken_back)


def write_line(trace: Trace, *, is_taken_back: bool = False) -> None:
    """One line of the journal."""
    epoch, journal = current_epoch(), Journals(outside_homes())
    assert epoch is not None
    journal.write([HandOver(NOW, epoch.database, epoch.number, trace)])
    if is_taken_back:
        journal.take_back(TakenBack(trace.ref, epoch.number))
    journal.close()


def send(stage: Stage) -> list[Claim]:
    """Plan, claim, write down, hand over, note."""
    stage.advance()
    claims = stage.claim()
    write_down(claims)
    stage.hand_over(claims)
    sequence(NOW)
    return claims


def put_back() -> None:
    """The tries as they stood in a backup from before the first hand-over."""
    put_back_but(set())


def put_back_but(claimed: set[int]) -> None:
    """The same; these were just being handed over when the backup was made."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _BACK:
            cursor.execute(statement, [list(claimed)] if "%s" in statement else None)
