"""One history and no other: entries against every checkpoint ever signed, tiles, stamps, and the order of times."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from django.db.models import Min

from songda.core.evidence.flaws import Flaw, flaw
from songda.core.evidence.merkle import root_of
from songda.core.evidence.note import NoteError
from songda.core.evidence.tiles import TILE_WIDTH, GrowingTree, split_hashes
from songda.records.ground.evidence.audit.events import named
from songda.records.ground.evidence.log_key import SigningKeys
from songda.records.ground.evidence.models import Checkpoint, CheckpointStamp, Entry, Event, Tile
from songda.records.ground.evidence.signed import epoch_at, flaw_of, is_made_good, newest_size, stamp_flaw
from songda.records.ground.evidence.tree import LogBrokenError, nodes
from songda.trust.offline.pdf_seal import stamped_moment
from songda.trust.timestamps import CLOCKS_DIFFER

NOTHING = b"\0" * 32  # stands for the hash of an entry that is gone: no root fits any more


@dataclass(frozen=True)
class AuditPosition:
    """Where an audit stands in the entries: the tree so far, and which signed roots did not fit it."""

    peaks: tuple[tuple[int, bytes], ...]
    last_right: int = 0
    wrong: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """How many entries were read."""
        return sum(1 << height for height, _ in self.peaks)

    def to_json(self) -> dict[str, Any]:
        peaks = [[height, root.hex()] for height, root in self.peaks]
        return {"peaks": peaks, "last_right": self.last_right, "wrong": list(self.wrong)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "AuditPosition":
        """What `to_json` wrote."""
        peaks = tuple((height, bytes.fromhex(root)) for height, root in kept["peaks"])
        return cls(peaks, kept["last_right"], tuple(kept["wrong"]))


@dataclass
class History:
    """Grows the tree entry by entry and compares it with what was signed at each size."""

    tree: GrowingTree
    signed: dict[int, bytes] = field(default_factory=dict)  # roots by size, of the chunk in hand
    last_right: int = 0
    wrong: list[int] = field(default_factory=list)  # sizes whose root did not fit since `last_right`

    @classmethod
    def from_size(cls, first: int) -> tuple["History", list[Flaw]]:
        """The history from entry `first` on; what was before it comes from the tiles and must be what was signed."""
        try:
            history = cls(GrowingTree.of(nodes(first), first))
        except LogBrokenError as error:
            return cls(GrowingTree()), [flaw("checkpoint", first, "tree_unreadable", reason=error)]
        flaws = list(history.read_checkpoints(first - 1, first))
        return history, [*flaws, *history.compare()]

    @classmethod
    def of(cls, standing: AuditPosition) -> "History":
        """The history as it stood when an audit stopped."""
        return cls(GrowingTree.of_peaks(standing.peaks), {}, standing.last_right, list(standing.wrong))

    @property
    def standing(self) -> AuditPosition:
        """How it stands, to be gone on with later."""
        return AuditPosition(tuple(self.tree.peaks), self.last_right, tuple(self.wrong))

    def read_checkpoints(self, start: int, end: int) -> Iterator[Flaw]:
        """Open the checkpoints of the sizes after `start` up to `end`; the flaws of those that do not hold."""
        self.signed, turns = {}, SigningKeys()
        for row in Checkpoint.objects.filter(size__gt=start, size__lte=end).order_by("size").iterator():
            try:
                opened = turns.open(row.note, row.size, epoch_at(row.size))
            except NoteError as error:
                yield flaw("checkpoint", row.size, "checkpoint_refused", reason=error)
                continue
            if (opened.size, opened.root) != (row.size, bytes(row.root)):
                yield flaw("checkpoint", row.size, "columns_differ", size=opened.size)
            else:
                self.signed[row.size] = opened.root

    def append(self, leaf_hash: bytes | None) -> Iterator[Flaw]:
        """One more entry; None for one that is missing."""
        self.tree.append(leaf_hash or NOTHING)
        yield from self.compare()

    def compare(self) -> Iterator[Flaw]:
        """The tree as it stands against the checkpoint of this size, if there is one."""
        size = self.tree.size
        if size not in self.signed:
            return
        if self.signed[size] != self.tree.root:
            self.wrong.append(size)
            return
        yield from (flaw("checkpoint", other, "other_tree") for other in self.wrong)
        self.wrong, self.last_right = [], size

    def end(self) -> Iterator[Flaw]:
        """Once roots stopped to fit for good, the first of them tells between which entries the change lies."""
        if self.wrong:
            size = self.wrong[0]
            yield flaw("checkpoint", size, "tree_changed", first=self.last_right, last=size - 1)


# Events against the time stamps around them: when they say that they were recorded must fit where they stand.
#
# The stamps come from outside: whoever sets this machine's clock back, or slips in an event with an older date, cannot
# have the authority's time set back too.
LONGEST_ACT = timedelta(hours=1)  # an act is recorded with the moment at which it began


class StampedSize:
    """When the log was seen, from outside, to hold how many entries."""

    def __init__(self, moments: Mapping[int, datetime]) -> None:
        self._sizes = sorted(moments)
        in_order = [moments[size] for size in self._sizes]
        self._after = list(accumulate(in_order, max))
        self._before = list(accumulate(reversed(in_order), min))[::-1]

    def within(self, start: int, end: int) -> "StampedSize":
        """What the stamps say of the entries from `start` up to `end`: those between, and one on either side."""
        part = StampedSize({})
        wanted = slice(max(0, bisect_right(self._sizes, start) - 1), bisect_right(self._sizes, end) + 1)
        part._sizes, part._after, part._before = self._sizes[wanted], self._after[wanted], self._before[wanted]
        return part

    def look_at(self, events: Iterable[tuple[int, Event]]) -> Iterator[Flaw]:
        """The flaws of these events, each with its index in the log."""
        for index, event in events:
            place = bisect_right(self._sizes, index)
            if place and event.recorded_at < self._after[place - 1] - LONGEST_ACT:
                yield _flaw("recorded_early", event, self._after[place - 1])
            if place < len(self._sizes) and event.recorded_at > self._before[place] + CLOCKS_DIFFER:
                yield _flaw("recorded_late", event, self._before[place])


def _flaw(code: str, event: Event, stamped: datetime) -> Flaw:
    return flaw("event", named(event), code, recorded=event.recorded_at.isoformat(), stamped=stamped.isoformat())


CHUNK = 200


def audit_tiles(first: int, size: int) -> Iterator[Flaw]:
    """The tiles over entries from `first` on, and all higher ones, of a log of `size` entries."""
    level, full = 0, size // TILE_WIDTH
    start = first // TILE_WIDTH
    while full:
        yield from _audit_level(level, start, full)
        level, full, start = level + 1, full // TILE_WIDTH, 0
    yield from _beyond()


def _audit_level(level: int, start: int, full: int) -> Iterator[Flaw]:
    expected = start
    tiles = Tile.objects.filter(level=level, number__gte=start, number__lt=full).order_by("number")
    for tile in tiles.iterator(CHUNK):
        yield from (_missing(level, number) for number in range(expected, tile.number))
        yield from _audit_tile(tile)
        expected = tile.number + 1
    yield from (_missing(level, number) for number in range(expected, full))


def _missing(level: int, number: int) -> Flaw:
    return flaw("tile", f"{level}/{number}", "tile_missing")


def _beyond() -> Iterator[Flaw]:
    """Tiles that cannot be full yet; asked after all others, so that the log may have grown meanwhile."""
    tiles = list(Tile.objects.order_by("-level", "-number").values_list("level", "number")[:CHUNK])
    newest = newest_size()
    for level, number in tiles:
        if number >= newest // TILE_WIDTH ** (level + 1):
            yield flaw("tile", f"{level}/{number}", "tile_beyond")


def _audit_tile(tile: Tile) -> Iterator[Flaw]:
    which, hashes = f"{tile.level}/{tile.number}", split_hashes(bytes(tile.hashes)[: TILE_WIDTH * 32])
    if len(tile.hashes) != TILE_WIDTH * 32 or root_of(hashes) != bytes(tile.root):
        yield flaw("tile", which, "tile_root")
    below = _below(tile)
    if len(below) != TILE_WIDTH:
        yield flaw("tile", which, "tile_gap")
        return
    for place, (kept, found) in enumerate(zip(hashes, below, strict=False)):
        if kept != found:
            number = tile.number * TILE_WIDTH + place
            lower = f"entry {number}" if tile.level == 0 else f"the root of tile {tile.level - 1}/{number}"
            yield flaw("tile", which, "tile_differs", below=lower)


def _below(tile: Tile) -> Sequence[bytes]:
    start, end = tile.number * TILE_WIDTH, (tile.number + 1) * TILE_WIDTH
    if tile.level == 0:
        entries = Entry.objects.filter(index__gte=start, index__lt=end).order_by("index")
        return [bytes(one) for one in entries.values_list("leaf_hash", flat=True)]
    tiles = Tile.objects.filter(level=tile.level - 1, number__gte=start, number__lt=end).order_by("number")
    return [bytes(one) for one in tiles.values_list("root", flat=True)]


def audit_stamps(first: int, moments: dict[int, datetime]) -> Iterator[Flaw]:
    """The stamps of checkpoints over at least `first` entries; those that hold are noted in `moments`."""
    sizes = CheckpointStamp.objects.filter(size__gte=first).order_by("size", "number")
    chunk: list[CheckpointStamp] = []
    for stamp in sizes.iterator(CHUNK):
        chunk.append(stamp)
        if len(chunk) == CHUNK:
            yield from _audit_chunk(chunk, moments)
            chunk = []
    yield from _audit_chunk(chunk, moments)


def _audit_chunk(stamps: list[CheckpointStamp], moments: dict[int, datetime]) -> Iterator[Flaw]:
    turns, rows = SigningKeys(), Checkpoint.objects.filter(size__in=[stamp.size for stamp in stamps])
    checkpoints = {row.size: row for row in rows if not flaw_of(row, turns)}
    of_sizes = CheckpointStamp.objects.filter(size__in=[stamp.size for stamp in stamps]).values("size")
    firsts = set(of_sizes.annotate(first=Min("number")).values_list("first", flat=True))
    for stamp in stamps:
        checkpoint = checkpoints.get(stamp.size)
        if checkpoint is None:
            yield flaw("stamp", stamp.size, "stamp_orphan")
        else:
            yield from _audit_stamp(stamp, checkpoint, moments if stamp.number in firsts else {})


def _audit_stamp(stamp: CheckpointStamp, checkpoint: Checkpoint, moments: dict[int, datetime]) -> Iterator[Flaw]:
    """One in the place of another came later than its size tells: its moment says nothing of the entries after it."""
    code, about = stamp_flaw(checkpoint, stamp)
    if code and is_made_good(checkpoint, stamp):
        return
    if code:
        yield flaw("stamp", stamp.size, code, **about)
    if code != "stamp_broken":
        moments[stamp.size] = stamped_moment(bytes(stamp.token), checkpoint.note.encode())
