"""What the tables of circumstances are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import ACTOR, Among, Compared, words
from songda.records.matter.circumstances.entries import words_of as words_of_circumstance
from songda.records.matter.circumstances.models import Circumstance

TABLES = (
    Compared(
        Circumstance,
        among=Among.GROUNDS,
        log="circumstances",
        web="I",
        changes="since until struck_at",
        case="party__case",
        aside={"recorded_by": ACTOR},
        reads={"words_sealed": words(words_of_circumstance, "words")},
        stays={"words_sealed": "what was noted of a person, and on what evidence: the way of service rests on it"},
        free_text={"recorded_by"},
    ),
)
