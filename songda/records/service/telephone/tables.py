"""What the tables of telephone are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import WORK_ONLY, Among, Compared, Shelf
from songda.records.service.telephone.models import TOLD_AS_MISSING, Dial, Recording

TABLES = (
    Compared(
        Dial,
        among=Among.FILES,
        log="dials",
        web="I",
        changes="hang_up_at no_recording",
        untold={"hang_up_at": "that the line is to be ended; proves nothing"},
        case="party__case",
        aside={
            "sent_at hang_up_at hung_up_at copy_since": WORK_ONLY,
            "taped_at": "that a recording is there; its hash is compared",
        },
        fits=lambda column, found, said: column == "no_recording" and found == "" and said in TOLD_AS_MISSING,
        free_text={"cause", "digit", "extension", "language"},
    ),
    Compared(
        Recording,
        among=Among.FILES,
        log="recordings",
        web="I",
        case="party__case",
        aside={"wrapped_key": "opens the sealed sound; what it opens is compared with the hash"},
        shelves=(Shelf("recordings"),),
        free_text={"kept_by"},
    ),
)
