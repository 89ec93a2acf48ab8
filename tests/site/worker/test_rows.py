"""Chunked work is repeated while whole chunks are found, and no longer."""

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection

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


@pytest.mark.database(transaction=True)
async def test_nobody_stays_on_the_line_once_it_is_closed() -> None:
    rows, together = Rows(3), threading.Barrier(3)
    opened = []

    def ask() -> None:
        together.wait(20)
        connection.ensure_connection()
        opened.append(connection.connection)

    async with asyncio.TaskGroup() as at_once:
        for _ in range(3):
            at_once.create_task(rows.run(ask))
    assert [each.closed for each in opened] == [False] * 3
    rows.close()
    assert [each.closed for each in opened] == [True] * 3
