"""The entries in their order against every checkpoint that was ever signed: one history, and no other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from songda.core.evidence.checkpoint import SignedRoot
from songda.core.evidence.flaws import Flaw, flaw
from songda.core.evidence.growing import GrowingTree
from songda.core.evidence.note import NoteError
from songda.records.ground.evidence.log_key import Turns
from songda.records.ground.evidence.models import Checkpoint
from songda.records.ground.evidence.signed import epoch_at
from songda.records.ground.evidence.tree import LogBrokenError, nodes

NOTHING = b"\0" * 32  # stands for the hash of an entry that is gone: no root fits any more


@dataclass(frozen=True)
class Standing:
    """Where an audit stands in the entries: the tree so far, and which signed roots did not fit it."""

    peaks: tuple[tuple[int, bytes], ...]
    last_right: int = 0
    wrong: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """How many entries were read."""
        return sum(1 << height for height, _ in self.peaks)

    def to_json(self) -> dict[str, Any]:
        """Fit for JSON."""
        peaks = [[height, root.hex()] for height, root in self.peaks]
        return {"peaks": peaks, "last_right": self.last_right, "wrong": list(self.wrong)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Standing":
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
    def of(cls, standing: Standing) -> "History":
        """The history as it stood when an audit stopped."""
        return cls(GrowingTree.of_peaks(standing.peaks), {}, standing.last_right, list(standing.wrong))

    @property
    def standing(self) -> Standing:
        """How it stands, to be gone on with later."""
        return Standing(tuple(self.tree.peaks), self.last_right, tuple(self.wrong))

    def read_checkpoints(self, start: int, end: int) -> Iterator[Flaw]:
        """Open the checkpoints of the sizes after `start` up to `end`; the flaws of those that do not hold."""
        self.signed, turns = {}, Turns()
        for row in Checkpoint.objects.filter(size__gt=start, size__lte=end).order_by("size").iterator():
            try:
                opened = turns.open(row.note, row.size, epoch_at(row.size))
            except NoteError as error:
                yield flaw("checkpoint", row.size, "checkpoint_refused", reason=error)
                continue
            if _differs(row, opened):
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


def _differs(row: Checkpoint, opened: SignedRoot) -> bool:
    return (opened.size, opened.root) != (row.size, bytes(row.root))
