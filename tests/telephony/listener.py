"""A sink that remembers what was seen, and can be waited for."""

import asyncio

from songda.telephony import LineEvent, SeenEvent


class Listener:
    """Keeps what it is told; the first `failures` times it cannot."""

    def __init__(self, failures: int = 0) -> None:
        self.seen: list[SeenEvent] = []
        self.failures = failures
        self.news = asyncio.Condition()

    async def __call__(self, seen: SeenEvent) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("the database is away")
        async with self.news:
            self.seen.append(seen)
            self.news.notify_all()

    def of(self, ref: str) -> list[LineEvent]:
        return [each.what for each in self.seen if each.ref == ref]

    def one(self, ref: str, what: LineEvent) -> SeenEvent:
        return next(each for each in self.seen if (each.ref, each.what) == (ref, what))

    async def until(self, ref: str, *what: LineEvent, within_s: float = 15) -> None:
        """Wait until everything of `what` was seen of this call."""
        async with asyncio.timeout(within_s), self.news:
            await self.news.wait_for(lambda: set(what) <= set(self.of(ref)))
