"""What the tables of sent forms are: rights, comparison with the log, erasure, files."""

from songda.records.ground.sent_forms.models import Draft, SentFile, SentForm
from songda.records.ground.tables import ALL, Table

TABLES = (
    Table(
        SentForm,
        why="what is being typed and sent, for minutes or days",
        web="ID",
        changes="leads_to_sealed given_sealed",
        untold={ALL: "what is being typed and sent; what comes of it is told"},
        stays={
            "leads_to_sealed given_sealed": "goes by itself, whatever becomes of the case",
        },
    ),
    Table(
        SentFile,
        why="what is being typed and sent, for minutes or days",
        web="ID",
        changes="writer form about_sealed key_sealed at",
        untold={ALL: "what is being typed and sent; what comes of it is told"},
        stays={
            "about_sealed key_sealed": "goes by itself, whatever becomes of the case",
        },
    ),
    Table(
        Draft,
        why="what is being typed and sent, for minutes or days",
        web="ID",
        changes="typed_sealed at form",
        untold={ALL: "what is being typed and sent; what comes of it is told"},
        stays={"typed_sealed": "goes by itself, whatever becomes of the case"},
    ),
)
