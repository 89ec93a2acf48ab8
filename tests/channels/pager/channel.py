"""The page as a way of reaching a person: one line to the paging office, kept open, for pages and their reports."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from songda import clock
from songda.channels.contract import (
    GIVEN_BACK,
    NO_SLIP,
    ChannelError,
    Message,
    Outcome,
    Part,
    Receipt,
    ReportKind,
    Sent,
    Sink,
    Slip,
)
from songda.channels.intake import Intake
from tests.channels.pager.protocol import Said, cut, line_of, read_line

ANSWER_S = 5.0
STATES = {"shown": ReportKind.ARRIVED, "lost": ReportKind.FAILED}


class PagerChannel:
    """Pages over TCP."""

    name = "pager"

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "pager" or not parts.hostname or not parts.port:
            raise ChannelError("paging office's address must look like pager://host:port", permanent=True)
        self._host, self._port = parts.hostname, parts.port
        self._intake = Intake(self.name, parts.hostname)
        self._writer: asyncio.StreamWriter | None = None
        self._listener: asyncio.Task[None] | None = None
        self._waiting: dict[str, asyncio.Future[Said]] = {}
        self._is_open = False

    async def open(self, sink: Sink) -> None:
        """The office is dialled with the first page, or now, if it is there."""
        self._intake.open(sink)
        self._is_open = True
        await self._dial()

    @property
    def trouble(self) -> str | None:
        """Why nothing can go out now."""
        return None if self._writer is not None else "no connection"

    def share(self, workers: int) -> None:
        """No speed was agreed."""

    async def submit(self, messages: Sequence[Message], slip: Slip = NO_SLIP) -> list[Sent]:
        """Submits the pages; one `Sent` each, in the same order."""
        return list(await asyncio.gather(*(self._send(each, slip) for each in messages)))

    async def close(self) -> None:
        """Keeps what was reported and hangs up."""
        self._is_open = False
        await self._intake.drain()
        if self._writer is not None:
            self._writer.close()
        if self._listener is not None:
            await self._listener

    def read_report(self, body: bytes) -> list[Receipt]:
        """What a report says."""
        said = read_line(body)
        try:
            return [
                Receipt(
                    kind=STATES.get(said["state"], ReportKind.UNRECOGNISED),
                    code=str(said["state"]),
                    provider_id=said["id"],
                    ref_tail=str(said["ref"]).zfill(18),
                    to=said["number"],
                    part=int(said["part"]),
                    happened_at=datetime.fromisoformat(said["at"]),
                )
            ]
        except (KeyError, TypeError) as wrong:
            raise ValueError(f"no report of a page: {wrong}") from wrong

    async def _dial(self) -> asyncio.StreamWriter | None:
        if self._is_open and self._writer is None:
            try:
                reader, self._writer = await asyncio.open_connection(self._host, self._port)
            except OSError:
                return None
            self._listener = asyncio.create_task(self._listen(reader, self._writer))
        return self._writer

    async def _send(self, message: Message, slip: Slip) -> Sent:
        at, pieces = clock.now(), cut(message.text)
        outcome, said = await self._page(message, pieces, slip)
        ids = said.get("ids", ()) if outcome is Outcome.ACCEPTED else ()
        sent = Sent(
            ref=message.ref,
            outcome=outcome,
            code=str(said.get("why", "0")),
            detail="",
            started_at=at,
            ended_at=clock.now(),
            parts=tuple(Part(number, each) for number, each in enumerate(ids, 1)),
            parts_total=len(pieces),
        )
        slip.note(sent)
        return sent

    async def _page(self, message: Message, pieces: Sequence[str], slip: Slip) -> tuple[Outcome, Said]:
        writer = await self._dial()
        if writer is None or not slip.may_write(message.ref):
            return Outcome.NOT_SENT, {"why": "not-connected" if writer is None else GIVEN_BACK}
        answer = self._waiting[message.ref] = asyncio.get_running_loop().create_future()
        writer.write(line_of("page", ref=message.ref, number=message.to, parts=pieces))
        try:
            async with asyncio.timeout(ANSWER_S):
                said = await answer
        except (TimeoutError, OSError):
            return Outcome.UNKNOWN, {"why": "no-answer"}  # the line was written: nobody knows
        finally:
            del self._waiting[message.ref]
        return (Outcome.ACCEPTED if said["word"] == "taken" else Outcome.REJECTED), said

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                self._take(read_line(line), line, writer)
        except OSError:
            pass
        finally:
            self._writer = None
            writer.close()
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(ConnectionError("hung up"))

    def _take(self, said: Said, line: bytes, writer: asyncio.StreamWriter) -> None:
        if said["word"] == "report":
            about = {"id": said["id"]}
            self._intake.put(line, lambda is_kept: writer.write(line_of("kept" if is_kept else "again", **about)))
        elif (answer := self._waiting.get(said["ref"])) and not answer.done():
            answer.set_result(said)
