"""What the tables of outreach are: rights, comparison with the log, erasure, files."""

from songda.core.state.entities_of_work import work_entities
from songda.records.ground.tables import ALL, FILE_KEY, SUBJECT, WORDS_ONLY, Among, Compared, Shelf, Table
from songda.records.service.outreach.models import Answer, Campaign, Material, Photo, Question

TABLES = (
    Compared(
        Campaign,
        among=Among.HOUSE,
        kind=work_entities.Campaign,
        things=lambda state: state.campaigns,
        web="IU",
        aside={"id": SUBJECT},
        root=("campaign", "campaign.planned"),
        free_text={"counted_how", "place", "recorded_by", "speaker", "title"},
    ),
    Table(Material, why="what was asked without names, how many copies went out; decides nothing", web="ID"),
    Compared(
        Photo,
        among=Among.HOUSE,
        kind=work_entities.Photo,
        things=lambda state: state.photos,
        web="I",
        aside={"id": SUBJECT, "shows": WORDS_ONLY, "wrapped_key": FILE_KEY},
        shelves=(Shelf("photos"),),
        stays={"wrapped_key": "of the court itself, and of nobody's case"},
        free_text={"shows"},
    ),
    Compared(
        Answer,
        among=Among.HOUSE,
        kind=work_entities.Answer,
        things=lambda state: state.answers,
        web="IU",
        aside={"id": SUBJECT},
        root=("answer", "answer.published"),
        free_text={"published_by", "question"},
    ),
    Table(
        Question,
        why="what was asked without names, how many copies went out; decides nothing",
        web="IU",
        untold={ALL: "what was asked without names; decides nothing"},
        free_text={"words"},
    ),
)
