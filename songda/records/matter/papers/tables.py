"""What the tables of papers are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import FILE_KEY, Among, Compared, Shelf, marked
from songda.records.matter.papers.models import Paper

TABLES = (
    Compared(
        Paper,
        among=Among.GROUNDS,
        log="papers",
        web="I",
        changes="kind title filed_by_id days_set_in_paper issued_at carried_out_at struck_at replaces_id",
        case="case",
        aside={"wrapped_key": FILE_KEY},
        reads={"title": marked("title")},
        shelves=(Shelf("papers"),),
        stays={"wrapped_key": "the papers of the case"},
        free_text={"title"},
    ),
)
