"""The fake way of reaching a person: in memory, without chance, by script."""

import json
from collections.abc import Iterator, Mapping, Sequence

from songda import clock
from songda.channels.contract import (
    GIVEN_BACK,
    NO_SLIP,
    Message,
    Outcome,
    Part,
    RawReport,
    Receipt,
    ReportKind,
    Sent,
    Sink,
    Slip,
)
from tests.channels.fake.script import ARRIVES, Script

TAKEN = frozenset({Outcome.ACCEPTED, Outcome.UNKNOWN})


class FakeChannel:
    """Keeps what it was given in `taken`; `scripts` by address, a list of scripts for one try after another."""

    name = "fake"

    def __init__(
        self, scripts: Mapping[str, Script | Sequence[Script]] | None = None, default: Script = ARRIVES
    ) -> None:
        self.taken: list[Message] = []
        self._scripts = {address: _several(script) for address, script in (scripts or {}).items()}
        self._default = default
        self._tries: dict[str, int] = {}
        self._held: list[RawReport] = []
        self._unkept: list[RawReport] = []
        self._sink: Sink | None = None

    async def open(self, sink: Sink) -> None:
        """Reports go to this sink; those that the last one did not keep come again."""
        self._sink = sink
        again, self._unkept = self._unkept, []
        await self._report(again)

    @property
    def trouble(self) -> str | None:
        """Why nothing can go out now."""
        return None if self._sink else "not open"

    def share(self, workers: int) -> None:
        """No speed was agreed."""

    async def submit(self, messages: Sequence[Message], slip: Slip = NO_SLIP) -> list[Sent]:
        """Does with each message what its script says."""
        if self._sink is None:
            return _told([_sent(each, Script(Outcome.NOT_SENT, "not-connected")) for each in messages], slip)
        given_back = Script(Outcome.NOT_SENT, GIVEN_BACK)
        scripts = [self._next_script(each) if slip.may_write(each.ref) else given_back for each in messages]
        pairs = list(zip(messages, scripts, strict=True))
        self.taken += [message for message, script in pairs if script.outcome in TAKEN]
        await self._report([each for pair in pairs for each in _reports(*pair, pair[1].before)])
        sents = _told([_sent(message, script) for message, script in pairs], slip)
        self._held += [each for pair in pairs for each in _reports(*pair, pair[1].later)]
        await self._report([each for pair in pairs for each in _reports(*pair, pair[1].after)])
        return sents

    async def release(self) -> None:
        """Lets the reports come that were to come later."""
        held, self._held = self._held, []
        await self._report(held)

    async def close(self) -> None:
        """Takes no more messages."""
        self._sink = None

    def read_report(self, body: bytes) -> list[Receipt]:
        """What a report says; ValueError if it is not one of ours."""
        try:
            said = json.loads(body)
            kind = ReportKind(said["kind"])
            return [Receipt(kind, said["code"], said["id"], said["ref"], said["to"], said["part"])]
        except (KeyError, TypeError) as wrong:
            raise ValueError("not a report of the fake channel") from wrong

    def _next_script(self, message: Message) -> Script:
        scripts = self._scripts.get(message.to, (self._default,))
        turn = self._tries.get(message.to, 0)
        self._tries[message.to] = turn + 1
        return scripts[min(turn, len(scripts) - 1)]

    async def _report(self, reports: Sequence[RawReport]) -> None:
        if not reports:
            return
        if self._sink is None:
            self._unkept += reports
            return
        try:
            await self._sink(reports)
        except Exception:
            self._unkept += reports
            raise


def _told(sents: list[Sent], slip: Slip) -> list[Sent]:
    for sent in sents:
        slip.note(sent)
    return sents


def _several(script: Script | Sequence[Script]) -> tuple[Script, ...]:
    return (script,) if isinstance(script, Script) else tuple(script)


def _provider_id(message: Message, part: int) -> str:
    return f"fake-{message.ref}-{part}"


def _reports(message: Message, script: Script, kinds: Sequence[ReportKind]) -> Iterator[RawReport]:
    for kind in kinds:
        for part in range(1, script.parts + 1):
            said = {
                "kind": kind,
                "code": kind.upper(),
                "id": _provider_id(message, part),
                "ref": message.ref.zfill(18),
                "to": message.to,
                "part": part,
            }
            yield RawReport("fake", "fake", json.dumps(said).encode(), clock.now())


def _sent(message: Message, script: Script) -> Sent:
    at = clock.now()
    is_taken = script.outcome is Outcome.ACCEPTED
    numbers = range(1, script.parts + 1) if is_taken else ()
    return Sent(
        ref=message.ref,
        outcome=script.outcome,
        code=script.code,
        detail="" if is_taken else "as the script says",
        started_at=at,
        ended_at=at,
        parts=tuple(Part(number, _provider_id(message, number)) for number in numbers),
        parts_total=script.parts,
    )
