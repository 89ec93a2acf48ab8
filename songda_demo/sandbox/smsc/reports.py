"""The centre's reports on each part: planned, written as an SMS centre writes them, on the shelf when due."""

import asyncio
import base64
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Final, Protocol

from songda import clock
from songda.channels.sms import smpp
from songda.channels.sms.smpp import (
    LAYOUTS,
    TLV_MESSAGE_STATE,
    TLV_RECEIPTED_MESSAGE_ID,
    TLV_USER_MESSAGE_REFERENCE,
    encode_body,
)
from songda_demo.sandbox.smsc.fates import Moment
from songda_demo.sandbox.store import Memory

BEIJING: Final = timezone(timedelta(hours=8))
STATES: Final = {"DELIVRD": 2, "EXPIRED": 3, "UNDELIV": 5, "ACCEPTD": 6, "REJECTD": 8}
IS_RECEIPT: Final = 0x04
SLOT_S: Final = 0.02  # reports due within one slot share a timer


@dataclass(frozen=True, slots=True)
class PartTaken:
    """One part that the centre took."""

    message_id: str
    sender: bytes
    number: bytes
    at: datetime
    reference: bytes = b""  # what the sender called it, given back as it came


def report_body(part: PartTaken, state: str, error: str, done_at: datetime) -> bytes:
    """The body of the deliver_sm that reports on a part."""
    delivered = 1 if state == "DELIVRD" else 0
    text = (
        f"id:{part.message_id} sub:001 dlvrd:{delivered:03} submit date:{_minute(part.at)}"
        f" done date:{_minute(done_at)} stat:{state} err:{error} text:"
    )
    fields: dict[str, smpp.Value] = {
        "source_addr_ton": 1,
        "source_addr_npi": 1,
        "source_addr": part.number,
        "dest_addr_ton": 3,
        "dest_addr_npi": 1,
        "destination_addr": part.sender,
        "esm_class": IS_RECEIPT,
        "short_message": text.encode("ascii"),
    }
    tlvs = {
        TLV_RECEIPTED_MESSAGE_ID: part.message_id.encode("ascii") + b"\0",
        TLV_MESSAGE_STATE: bytes((STATES[state],)),
    }
    if part.reference:
        tlvs[TLV_USER_MESSAGE_REFERENCE] = part.reference
    return encode_body(LAYOUTS[smpp.DELIVER_SM], fields, tlvs)


def _minute(at: datetime) -> str:
    return at.astimezone(BEIJING).strftime("%y%m%d%H%M")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One report, due at a moment."""

    id: int
    due_at: datetime
    body: bytes

    def to_json(self) -> dict[str, Any]:
        body = base64.b64encode(self.body).decode()
        return {"id": self.id, "due_at": self.due_at.isoformat(), "body": body}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Outgoing":
        due_at = datetime.fromisoformat(kept["due_at"])
        return cls(kept["id"], due_at, base64.b64decode(kept["body"]))


class Taker(Protocol):
    """A connection that reports can go to."""

    def room(self) -> int:
        """How many more reports it takes now."""

    def deliver(self, reports: Sequence[Outgoing]) -> None:
        """Writes reports."""


class Shelf:
    """The reports that are due and not acknowledged, oldest first, shared among the connections there are."""

    def __init__(self, on_done: Callable[[Outgoing], None]) -> None:
        self._waiting: deque[Outgoing] = deque()
        self._takers: list[Taker] = []
        self.done = on_done

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, reports: Iterable[Outgoing]) -> None:
        self._waiting.extend(reports)
        self.push()

    def attach(self, taker: Taker) -> None:
        """A connection is ready for reports."""
        self._takers.append(taker)
        self.push()

    def detach(self, taker: Taker) -> None:
        """A connection is gone."""
        if taker in self._takers:
            self._takers.remove(taker)

    def again(self, reports: Iterable[Outgoing]) -> None:
        """Reports to deliver once more, before the others."""
        self._waiting.extendleft(sorted(reports, key=lambda report: report.id, reverse=True))
        self.push()

    def push(self) -> None:
        """Gives waiting reports to whoever has room."""
        for taker in self._takers:
            count = min(taker.room(), len(self._waiting))
            if count > 0:
                taker.deliver([self._waiting.popleft() for _ in range(count)])


class Postman:
    """Keeps planned reports in the store from the moment they are planned until they are acknowledged."""

    def __init__(self, delays: dict[Moment, float], store: Memory) -> None:
        self.shelf = Shelf(self._forget)
        self._delays = delays
        self._store = store
        self._slots: dict[int, list[Outgoing]] = {}
        self._last = 0

    def restore(self) -> None:
        """Takes up the reports that were not acknowledged before the last stop."""
        now = clock.now()
        for kept in self._store.all("report"):
            report = Outgoing.from_json(kept)
            self._last = max(self._last, report.id)
            self._put(report, max(0.0, (report.due_at - now).total_seconds()))

    def plan(self, part: PartTaken, moment: Moment, state: str, error: str) -> None:
        """A report on this part, so long from now."""
        delay = self._delays[moment]
        due_at = part.at + timedelta(seconds=delay)
        self._last += 1
        report = Outgoing(self._last, due_at, report_body(part, state, error, due_at))
        self._store.put("report", report.id, report)
        self._put(report, delay)

    def delay(self, moment: Moment) -> float:
        """Seconds from the submit to such a moment."""
        return self._delays[moment]

    def _put(self, report: Outgoing, delay: float) -> None:
        loop = asyncio.get_running_loop()
        slot = int((loop.time() + delay) / SLOT_S) + 1
        if slot not in self._slots:
            self._slots[slot] = []
            loop.call_at(slot * SLOT_S, self._release, slot)
        self._slots[slot].append(report)

    def _release(self, slot: int) -> None:
        self.shelf.put(self._slots.pop(slot))

    def _forget(self, report: Outgoing) -> None:
        self._store.drop("report", report.id)


def default_delays(pace: float = 1.0) -> dict[Moment, float]:
    """How long the centre takes to report; `pace` 0.1 is ten times as fast."""
    plain = {Moment.SOON: 0.5, Moment.SLOW: 12.0, Moment.ON_EXPIRY: 30.0, Moment.LATER: 15.0}
    return {moment: seconds * pace for moment, seconds in plain.items()}
