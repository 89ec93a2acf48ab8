"""Looks at chunks in several processes at once, a few ahead of whoever reads the results."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

from songda.site.environment import prepare_django

A = TypeVar("A")
B = TypeVar("B")
AHEAD = 2  # chunks for each process: none waits, and none runs far ahead


class Processes:
    """So many processes, each with a connection of its own to the database; to be used in a `with`."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=prepare_django)

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *_why: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def look(self, work: Callable[[A], B], given: Iterable[A]) -> Iterator[B]:
        """As `map`: the results in their order."""
        waiting, left = deque[Future[B]](), iter(given)
        waiting.extend(self._pool.submit(work, each) for each in islice(left, self._count * AHEAD))
        while waiting:
            result = waiting.popleft().result()
            waiting.extend(self._pool.submit(work, each) for each in islice(left, 1))
            yield result
