"""What the tables of outreach are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import ALL, FILE_KEY, WORDS_ONLY, Among, Compared, Shelf, Table
from songda.records.service.outreach.models import Answer, Campaign, Material, Photo, Question

TABLES = (
    Compared(
        Campaign,
        among=Among.HOUSE,
        log="campaigns",
        web="I",
        changes="title aim group starts_on ends_on place speaker reached counted_how cancelled_at",
        root=("campaign", "campaign.planned"),
        free_text={"counted_how", "place", "recorded_by", "speaker", "title"},
    ),
    Table(Material, why="what was asked without names, how many copies went out; decides nothing", web="ID"),
    Compared(
        Photo,
        among=Among.HOUSE,
        log="photos",
        web="I",
        aside={"shows": WORDS_ONLY, "wrapped_key": FILE_KEY},
        shelves=(Shelf("photos"),),
        stays={"wrapped_key": "of the court itself, and of nobody's case"},
        free_text={"shows"},
    ),
    Compared(
        Answer,
        among=Among.HOUSE,
        log="answers",
        web="I",
        changes="retired_at",
        root=("answer", "answer.published"),
        free_text={"published_by", "question"},
    ),
    Table(
        Question,
        why="what was asked without names, how many copies went out; decides nothing",
        web="I",
        changes="times settled_at answer_id words",
        untold={ALL: "what was asked without names; decides nothing"},
        free_text={"words"},
    ),
)
