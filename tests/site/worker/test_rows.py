"""Chunked work is repeated while whole chunks are found, and no longer."""

from collections.abc import Callable
from datetime import datetime

import pytest

from songda.site.worker.rows import Rows


def chunks_of(*sizes: int) -> tuple[Callable[[datetime], int], list[datetime]]:
    left, looks = list(sizes), list[datetime]()

    def work(now: datetime) -> int:
        looks.append(now)
        return left.pop(0)

    return work, looks


@pytest.mark.parametrize(("sizes", "looks"), [((200, 200, 3), 3), ((3,), 1), ((0,), 1), ((200, 0), 2)])
async def test_a_part_of_a_chunk_is_the_last_one(sizes: tuple[int, ...], looks: int) -> None:
    rows = Rows(1)
    work, looked = chunks_of(*sizes)
    assert await rows.drain(work, chunk=200) == sum(sizes)
    assert len(looked) == looks
    rows.close()


async def test_without_a_chunk_it_goes_on_until_nothing_is_found() -> None:
    rows = Rows(1)
    work, looked = chunks_of(20, 3, 0)
    assert await rows.drain(work) == 23
    assert len(looked) == 3
    rows.close()
