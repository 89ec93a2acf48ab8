"""The SMS centre itself: takes the parts of texts, lets each meet its fate, and plans the reports."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from songda import clock
from songda.channels.sms import smpp
from songda.channels.sms import smpp as statuses
from songda_demo.sandbox.smsc.fates import Answer, Fate, Moment, fate_of
from songda_demo.sandbox.smsc.phones import Phones, Text, TextPart, read_text_part
from songda_demo.sandbox.smsc.reports import PartTaken, Postman
from songda_demo.sandbox.store import Memory

THROTTLE_S: Final = 0.5
THROTTLE_AGAIN_S: Final = 300.0
HANG_UP_S: Final = 0.05
SLOW_ANSWER_S: Final = 2.0
LATE_ANSWER_S: Final = 0.3  # after the report went out


@dataclass(frozen=True, slots=True)
class Reply:
    """What the connection does about a submit: answer after a while, or never, or hang up."""

    status: int = statuses.OK
    message_id: str = ""
    after_s: float = 0.0
    is_silent: bool = False
    hangs_up_after_s: float | None = None


@dataclass
class Centre:
    """Takes submits; knows nothing of connections."""

    postman: Postman
    phones: Phones
    store: Memory
    per_second: float = 0.0  # so many submits are answered a second, one after the other; 0: at once
    taken: int = 0
    _answers_until: float = 0.0
    _last_id: int = field(default_factory=lambda: int(clock.now().timestamp()) << 24)
    _throttled_at: dict[str, float] = field(default_factory=dict)

    def restore(self) -> None:
        """Takes up what was kept on disk."""
        for kept in self.store.all("text"):
            self.phones.restore(Text.from_json(kept))
        self.postman.restore()

    def submit(self, submit: smpp.Pdu, at: datetime) -> Reply:
        """One part comes in."""
        number = submit.text("destination_addr")
        if not number.isdigit():
            return Reply(statuses.INVALID_DESTINATION)
        fate = fate_of(number)
        if fate.answer is Answer.REFUSED:
            return Reply(statuses.INVALID_DESTINATION)
        if fate.answer is Answer.THROTTLED_FIRST and self._is_throttled(number):
            return Reply(statuses.THROTTLED)
        return self._reply(fate, self._take(submit, number, fate, at))

    def wait_s(self) -> float:
        """How long the next answer waits for those before it."""
        if not self.per_second:
            return 0.0
        now = asyncio.get_running_loop().time()
        self._answers_until = max(self._answers_until, now) + 1 / self.per_second
        return self._answers_until - now

    def _take(self, submit: smpp.Pdu, number: str, fate: Fate, at: datetime) -> str:
        self.taken += 1
        self._last_id += 1
        sender, to = submit.octets("source_addr"), submit.octets("destination_addr")
        reference = submit.tlvs.get(smpp.TLV_USER_MESSAGE_REFERENCE, b"")
        part = PartTaken(f"{self._last_id:x}", sender, to, at, reference)
        has_header = bool(submit.number("esm_class") & 0x40)
        text_part = read_text_part(submit.message(), has_header=has_header, coding=submit.number("data_coding"))
        is_lost = fate.loses_last_part and text_part.number == text_part.total
        if fate.reaches_phone and not is_lost:
            self._show(number, submit.text("source_addr"), text_part, at)
        if submit.number("registered_delivery") & 1:
            self._plan(fate, part, is_lost=is_lost)
        return part.message_id

    def _show(self, number: str, sender: str, text_part: TextPart, at: datetime) -> None:
        text = self.phones.take(number, sender, text_part, at)
        self.store.put("text", text.id, text)

    def _plan(self, fate: Fate, part: PartTaken, *, is_lost: bool) -> None:
        if is_lost:
            self.postman.plan(part, Moment.SOON, "UNDELIV", "027")
            return
        for report in fate.reports:
            self.postman.plan(part, report.moment, report.state, report.error)

    def _reply(self, fate: Fate, message_id: str) -> Reply:
        match fate.answer:
            case Answer.SLOWLY:
                return Reply(message_id=message_id, after_s=SLOW_ANSWER_S)
            case Answer.AFTER_THE_REPORT:
                return Reply(message_id=message_id, after_s=self.postman.delay(Moment.SOON) + LATE_ANSWER_S)
            case Answer.NEVER:
                return Reply(is_silent=True)
            case Answer.HANGS_UP:
                return Reply(is_silent=True, hangs_up_after_s=HANG_UP_S)
            case _:
                return Reply(message_id=message_id)

    def _is_throttled(self, number: str) -> bool:
        now = asyncio.get_running_loop().time()
        since = self._throttled_at.get(number)
        if since is None or now - since > THROTTLE_AGAIN_S:
            since = self._throttled_at[number] = now
        return now - since < THROTTLE_S
