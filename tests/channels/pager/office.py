"""A paging office over loopback: takes pages, shows them on the pagers, and reports until the report is kept."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from songda import clock
from songda.channels.intake import stop_letting_in
from tests.channels.pager.protocol import Said, line_of, read_line

NO_SUCH_PAGER = "0000000"
OUT_OF_REACH = "9999999"
HANGS_UP = "4444444"  # a page to this one makes the office hang up without an answer
AGAIN_S = 0.1


class Office:
    """The office and all its pagers."""

    def __init__(self) -> None:
        self.shown: dict[str, list[str]] = defaultdict(list)
        self.port = 0
        self._pages = 0
        self._server: asyncio.Server | None = None
        self._calls: set[asyncio.Task[None]] = set()
        self._lines: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        await stop_letting_in(self._server)
        for writer in self._lines:
            writer.transport.abort()
        await asyncio.gather(*self._calls)

    @property
    def url(self) -> str:
        return f"pager://127.0.0.1:{self.port}?caller=12368"

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = asyncio.current_task()
        assert call is not None
        self._calls.add(call)
        self._lines.add(writer)
        reports: dict[str, bytes] = {}
        try:
            while line := await reader.readline():
                await self._answer(read_line(line), writer, reports)
        except OSError:
            pass
        self._lines.discard(writer)
        self._calls.discard(call)
        writer.close()

    async def _answer(self, said: Said, writer: asyncio.StreamWriter, reports: dict[str, bytes]) -> None:
        if said["word"] == "page":
            self._page(said, writer, reports)
        elif said["word"] == "kept":
            del reports[said["id"]]
        else:
            await asyncio.sleep(AGAIN_S)
            writer.write(reports[said["id"]])

    def _page(self, said: Said, writer: asyncio.StreamWriter, reports: dict[str, bytes]) -> None:
        number, ref = said["number"], said["ref"]
        if number == HANGS_UP:
            writer.close()
            return
        if number == NO_SUCH_PAGER:
            writer.write(line_of("refused", ref=ref, why="no such pager"))
            return
        self._pages += 1
        ids = [f"p{self._pages}-{part}" for part, _ in enumerate(said["parts"], 1)]
        writer.write(line_of("taken", ref=ref, ids=ids))
        if number != OUT_OF_REACH:
            self.shown[number].append("".join(said["parts"]))
        state = "lost" if number == OUT_OF_REACH else "shown"
        for part, each in enumerate(ids, 1):
            about = {"id": each, "ref": ref, "number": number, "part": part, "state": state}
            reports[each] = line_of("report", **about, at=clock.now().isoformat())
            writer.write(reports[each])


@contextmanager
def running_office() -> Iterator[Office]:
    """An office that works in a thread of its own, for courts in other processes."""
    office, loop = Office(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(office.start(), loop).result(10)
        yield office
        asyncio.run_coroutine_threadsafe(office.stop(), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
