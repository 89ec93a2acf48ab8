"""What the tables of attempts are: rights, comparison with the log, erasure, files."""

from songda.core.delivery.states import State
from songda.records.ground.tables import SEALED, Among, Compared, Table
from songda.records.service.attempts.models import Attempt, ChannelTest, Lease, Part, RawReport, Receipt


def _attempt_fits(column: str, found: object, value: object) -> bool:
    """No event tells that a worker holds an attempt, or gave it back without having written anything."""
    on_the_way, may_go_out = {State.PENDING, State.SUBMITTING}, {State.PENDING, State.UNKNOWN}
    return column == "state" and found in on_the_way and value in may_go_out


TABLES = (
    Table(Lease, why="the engine's own work: what it does is an event", free_text={"channels", "name"}),
    Compared(
        Attempt,
        among=Among.SERVICES,
        log="attempts",
        web="I",
        changes="text_sealed state code expires_at",
        untold={"text_sealed": "sealed for this very row: without our keys no other text can stand there"},
        aside={
            "id": "the number that its events name it by",
            "n": "the count of tries, kept once by the database",
            "to_index": "finds the try of a report; what the report says is in the event",
            "text_sealed": SEALED,
            "wording": "which of several texts, compared ones or the court's own; what went out is sealed beside it",
            "send_after": "when it is tried; decides nothing",
            "claimed_by": "which worker held it; decides nothing",
            "code": "the provider's word; what it means is the state",
            "expires_at": "when silence counts; that it did is an event",
        },
        apart=frozenset({"receipts"}),
        column_if_unlogged="planned_at",
        fits=_attempt_fits,
        stays={"text_sealed": "the words of a message that served papers, and what the provider reported"},
        free_text={"channel", "claimed_by", "code", "wording"},
    ),
    Table(Part, why="the engine's own work: what it does is an event", free_text={"channel", "provider_id"}),
    Table(
        RawReport,
        why="compared with what ended the attempt; reports are opened",
        stays={"body_sealed": "the words of a message that served papers, and what the provider reported"},
        free_text={"channel", "provider"},
    ),
    Table(Receipt, why="compared with what ended the attempt; reports are opened", free_text={"code"}),
    Table(
        ChannelTest,
        why="messages of staff to themselves",
        web="I",
        of_nothing="a message to a telephone of the court itself: touches no case",
        stays={"to_sealed": "goes by itself, whatever becomes of the case"},
        free_text={"channel", "code", "kind", "parts_arrived", "provider_ids"},
    ),
)
