"""A planned new machine joins: journal and mark, which lie outside the database, go on in a folder of its own."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from songda.core.evidence.canonical import Json
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.epochs import current_epoch, raise_mark
from songda.records.ground.evidence.signed import newest_size
from songda.records.ground.restores.queries import open_quarantine
from songda.records.service.attempts.restored.recognise import has_company, has_worked, sign_of_restore
from songda.trust.atomic_files import replace_secret
from songda.trust.outside.homes import Homes, read_marks
from songda.trust.outside.journal import FOLDER, files

PAGE = "docs/howto/back-up.md"


def why_not(homes: Homes, brought: Path | None) -> tuple[str, str] | None:
    """What stands against it, and what to do; None where this is the database that was written to last.

    Somebody must know that: a worker that lives, or what lay outside beside the last one (`brought`). Raises
    ValueError, OSError where a folder cannot be read.
    """
    if read_marks(homes):
        return f"{homes[0]} holds a mark: a worker of this machine has joined", "Start it: songda worker."
    if open_quarantine() is not None:
        return "the court is in quarantine after a restore", f"End it first: {PAGE}."
    if brought is not None:
        return _why_not_with(brought)
    if not has_worked() or has_company():
        return None
    cure = f"Copy what SONGDA_OUTSIDE named on the machine before, and name the copy: --from. Is it lost: {PAGE}."
    return "nobody knows that this is the database that was written to last: no worker lives", cure


def _why_not_with(brought: Path) -> tuple[str, str] | None:
    if has_company():
        return "another worker lives, and still writes to its folder", "Join without --from, or stop that one first."
    if not read_marks([brought]):
        return f"{brought} holds no mark", "Name the folder that SONGDA_OUTSIDE named on the machine before."
    if seen := sign_of_restore([brought]):
        return f"the database was put back to an earlier day ({seen.detail})", f"Say so: {PAGE}."
    return None


def join(homes: Homes, brought: Path | None, machine: str, now: datetime) -> int:
    """The event first, then the files of the journal, the mark last: broken off, it is done again.

    Gives how many files came along. Only where `why_not` finds nothing. Raises OSError.
    """
    epoch = current_epoch()
    data: dict[str, Json] = {
        "machine": machine,
        "epoch": epoch.number if epoch else 0,
        "size": newest_size(),
        "is_journal_brought": brought is not None,
    }
    record([NewEvent("worker.joined", "log:workers", None, now, "engine", data)], now)
    for home in homes:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        copied = sum(1 for _place in _copied(home, brought)) if brought else 0
    raise_mark()
    return copied


def _copied(folder: Path, brought: Path) -> Iterator[Path]:
    (folder / FOLDER).mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in files(brought):
        replace_secret(folder / FOLDER / path.name, path.read_bytes())
        yield path
