"""What the tables of portal acts are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import GUESSES, Among, Compared, Table, words
from songda.records.service.portal_acts.models import (
    MOST_WORDS_LOGGED,
    Invitation,
    Objection,
    OneTimeCode,
    RecipientAct,
)

TABLES = (
    Compared(
        RecipientAct,
        among=Among.SERVICES,
        log="acts",
        web="I",
        aside={"recorded_at": "the event says when it was recorded"},
        key=lambda row: (str(row.service_id), row.kind),
        column_if_unlogged="kind",
    ),
    Compared(
        Objection,
        among=Among.GROUNDS,
        log="objections",
        web="I",
        changes="ruling ruled_at ruled_by_id",
        case="envelope__case",
        reads={"words_sealed": words(lambda row: row.words[:MOST_WORDS_LOGGED], "words")},
        stays={"words_sealed": "what was objected, on which a judge ruled"},
    ),
    Table(
        OneTimeCode,
        why="open a door for minutes; what comes of it is an event",
        web="I",
        changes="tries used_at",
    ),
    Table(
        Invitation,
        why="open a door for minutes; what comes of it is an event",
        web="I",
        changes="used_at address_id outcome expires_at link_sealed",
        untold={"link_sealed": "where WeChat leads; opens nothing", "expires_at": GUESSES},
        case="party__case",
        emptied={"link_sealed": None},
        free_text={"channel", "made_by", "outcome"},
    ),
)
