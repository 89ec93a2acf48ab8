"""The checkpoints that the log's own key signed: a row of the table is believed by its signature, and by nothing else.

A row without it is passed over wherever checkpoints are read. The sequencer sets it aside and signs on from the last
one that holds; time stamps are believed in the same way.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from songda.core.evidence.epochs import FIRST_EPOCH
from songda.core.evidence.note import NoteError
from songda.records.ground.evidence.log_key import SigningKeys
from songda.records.ground.evidence.models import Checkpoint, CheckpointSetAside, CheckpointStamp, LogEpoch
from songda.trust.offline.cms import SignatureError
from songda.trust.offline.pdf_seal import stamped_moment
from songda.trust.timestamps import CLOCKS_DIFFER

Row = TypeVar("Row", Checkpoint, CheckpointStamp)
ONE_LOOK = 200  # rows that are read at once while one is looked for that holds
MOST_REMEMBERED = 1_000

_good: set[tuple[object, ...]] = set()  # what was found to hold: a signature that holds once holds always


def newest_checkpoint() -> Checkpoint | None:
    """The newest signed word of the log; None while it is empty."""
    return newest_and_unsigned()[0]


def newest_and_unsigned(**columns: Subquery) -> tuple[Checkpoint | None, list[Checkpoint]]:
    """The newest signed word of the log, and the rows above it that are none; each with what is asked `beside` it."""
    unsigned = list[Checkpoint]()
    for row in _in_looks(_looked_at().annotate(**columns).order_by("-size", "-number")):
        if not flaw_of(row):
            return row, unsigned
        unsigned.append(row)
    return None, unsigned


def newest_size() -> int:
    """How many events are under a signature."""
    newest = newest_checkpoint()
    return newest.size if newest else 0


def checkpoint_of(size: int) -> Checkpoint | None:
    """The signed word of the log about its first `size` events; None where it never stopped there."""
    return _first_signed(_looked_at().filter(size=size).order_by("number"))


def signed_from(size: int) -> Checkpoint | None:
    """The smallest checkpoint that covers at least so many events."""
    return _first_signed(_looked_at().filter(size__gte=size).order_by("size", "number"))


def newest_before(moment: datetime) -> Checkpoint | None:
    """The newest that was signed before a moment."""
    return _first_signed(_looked_at().filter(at__lt=moment).order_by("-size", "-number"))


def newest_stamped(size: int = 0) -> tuple[Checkpoint, bytes] | None:
    """The newest checkpoint over at least so many events that bears a time stamp which holds, and that stamp."""
    return next(stamped_checkpoints(size), None)


def stamped_checkpoints(size: int = 0) -> Iterator[tuple[Checkpoint, bytes]]:
    """All of them, the newest first."""
    for stamp in _in_looks(CheckpointStamp.objects.filter(size__gte=size).order_by("-size", "number")):
        checkpoint = checkpoint_of(stamp.size)
        if checkpoint is not None and is_stamped(checkpoint, bytes(stamp.token)):
            yield checkpoint, bytes(stamp.token)


def is_stamped(checkpoint: Checkpoint, token: bytes) -> bool:
    """Whether this is an intact time stamp over the checkpoint's note."""
    word = (token, checkpoint.note)
    if word not in _good:
        try:
            stamped_moment(token, checkpoint.note.encode())
        except SignatureError:
            return False
        _remember(word)
    return True


def stamp_flaw(checkpoint: Checkpoint, stamp: CheckpointStamp) -> tuple[str, dict[str, str]]:
    """Why a stamp is not what it should be, as an audit names it, and particulars; empty where it is sound.

    It holds, and says a moment between that of the checkpoint and that at which it was kept, or nearly so.
    """
    try:
        moment = stamped_moment(bytes(stamp.token), checkpoint.note.encode())
    except SignatureError as error:
        return "stamp_broken", {"reason": str(error)}
    if moment < checkpoint.at - CLOCKS_DIFFER:
        return "stamp_early", {"stamped": moment.isoformat(), "signed": checkpoint.at.isoformat()}
    if moment > stamp.at + CLOCKS_DIFFER:
        return "stamp_late", {"stamped": moment.isoformat(), "kept": stamp.at.isoformat()}
    return "", {}


def is_made_good(checkpoint: Checkpoint, stamp: CheckpointStamp) -> bool:
    """Whether a sound stamp of the same checkpoint came after this one."""
    later = CheckpointStamp.objects.filter(size=stamp.size, number__gt=stamp.number)
    return any(not stamp_flaw(checkpoint, one)[0] for one in later)


def flaw_of(row: Checkpoint, turns: SigningKeys | None = None) -> str:
    """Why a row is no word of this log; empty when it is one.

    `turns`: where somebody reads many rows, so that the log is asked once how its keys followed one another.
    """
    word = _word(row)
    if word in _good:
        return ""
    try:
        signed = (turns or SigningKeys()).open(row.note, row.size, epoch_at(row.size))
    except NoteError as error:
        return str(error)
    if (signed.size, signed.root) != (row.size, bytes(row.root)):
        return f"its columns are not what was signed, {signed.size} entries"
    _remember(word)
    return ""


def note_signed(row: Checkpoint) -> None:
    """Our own key signed it just now."""
    _remember(_word(row))


def epoch_at(size: int) -> int:
    """The number of the epoch in which a checkpoint of this size was signed."""
    began = LogEpoch.objects.filter(size__lt=size).order_by("-number").values_list("number", flat=True).first()
    return began or FIRST_EPOCH


def set_checkpoints_aside(rows: list[Checkpoint], now: datetime) -> None:
    """Keep that these rows are no word of this log; they are not read again."""
    if not rows:
        return
    aside = [CheckpointSetAside(number=row.number, size=row.size, at=now) for row in rows]
    CheckpointSetAside.objects.bulk_create(aside, ignore_conflicts=True)


def _looked_at() -> QuerySet[Checkpoint]:
    return Checkpoint.objects.exclude(Exists(CheckpointSetAside.objects.filter(number=OuterRef("number"))))


def _first_signed(rows: QuerySet[Checkpoint]) -> Checkpoint | None:
    return next((row for row in _in_looks(rows) if not flaw_of(row)), None)


def _in_looks(rows: QuerySet[Row]) -> Iterator[Row]:
    """Row by row; one at first, since nearly always it holds."""
    yield from rows[:1]
    start = 1
    while some := list(rows[start : start + ONE_LOOK]):
        yield from some
        start += len(some)


def _word(row: Checkpoint) -> tuple[object, ...]:
    return str(settings.LOG_KEY_FILE), row.size, bytes(row.root), row.note


def _remember(word: tuple[object, ...]) -> None:
    if len(_good) >= MOST_REMEMBERED:
        _good.clear()
    _good.add(word)
