"""The root of a tree that grows leaf by leaf, from a handful of hashes however many leaves there were."""

from collections.abc import Sequence

from songda.core.evidence.merkle import EMPTY_ROOT, Nodes, node_hash


class GrowingTree:
    """Remembers only the complete subtrees at its right edge, the largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []

    @classmethod
    def of(cls, nodes: Nodes, size: int) -> "GrowingTree":
        """The tree of the first `size` leaves, to be continued."""
        tree, start = cls(), 0
        for height in reversed(range(size.bit_length())):
            if size >> height & 1:
                tree._peaks.append((height, nodes(height, start >> height)))
                start += 1 << height
        tree.size = size
        return tree

    @property
    def peaks(self) -> list[tuple[int, bytes]]:
        """The complete subtrees at the right edge, the largest first: height and root of each."""
        return list(self._peaks)

    @classmethod
    def of_peaks(cls, peaks: Sequence[tuple[int, bytes]]) -> "GrowingTree":
        """The tree that had these, to be continued."""
        tree = cls()
        tree._peaks = list(peaks)
        tree.size = sum(1 << height for height, _ in peaks)
        return tree

    def append(self, leaf: bytes) -> None:
        """One more leaf hash."""
        height, reached = 0, leaf
        while self._peaks and self._peaks[-1][0] == height:
            reached = node_hash(self._peaks.pop()[1], reached)
            height += 1
        self._peaks.append((height, reached))
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._peaks:
            return EMPTY_ROOT
        reached = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            reached = node_hash(left, reached)
        return reached
