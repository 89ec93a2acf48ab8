"""What the tables of telephone are: rights, comparison with the log, erasure, files."""

from songda.core.state.entities_of_work import work_entities
from songda.records.ground.tables import SUBJECT, WORK_ONLY, Among, Compared, Shelf
from songda.records.service.telephone.models import TOLD_AS_MISSING, Dial, Recording

TABLES = (
    Compared(
        Dial,
        among=Among.FILES,
        kind=work_entities.Dial,
        things=lambda state: state.dials,
        web="IU",
        untold={"hang_up_at": "that the line is to be ended; proves nothing"},
        case="party__case",
        aside={
            "id": SUBJECT,
            "sent_at": WORK_ONLY,
            "hang_up_at": WORK_ONLY,
            "hung_up_at": WORK_ONLY,
            "taped_at": "that a recording is there; its hash is compared",
            "copy_since": WORK_ONLY,
        },
        fits=lambda column, found, said: column == "no_recording" and found == "" and said in TOLD_AS_MISSING,
        free_text={"cause", "digit", "extension", "language"},
    ),
    Compared(
        Recording,
        among=Among.FILES,
        kind=work_entities.Recording,
        things=lambda state: state.recordings,
        web="I",
        case="party__case",
        aside={"id": SUBJECT, "wrapped_key": "opens the sealed sound; what it opens is compared with the hash"},
        shelves=(Shelf("recordings"),),
        free_text={"kept_by"},
    ),
)
