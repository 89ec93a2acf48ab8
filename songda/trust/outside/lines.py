"""One line of the journal of hand-overs: enough to recognise a message again, and nothing that names a person."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

Key: TypeAlias = tuple[int, int | UUID]


@dataclass(frozen=True)
class Trace:
    """What tells one message from every other, also when it is planned anew under another number.

    `to` is the keyed hash of number or address, `order` the keyed hash of the idempotency key of its order, empty where
    the order had none.
    """

    ref: int
    channel: str
    envelope: UUID
    purpose: str
    n: int
    to: bytes
    order: bytes = b""


@dataclass(frozen=True)
class HandOver:
    """A message that was about to be handed over: by whom is of no interest, under which database and epoch is."""

    at: datetime
    database: str
    epoch: int
    trace: Trace

    @property
    def key(self) -> Key:
        """By which it is taken back."""
        return self.epoch, self.trace.ref


@dataclass(frozen=True)
class NoticeCall:
    """A number that was about to be rung so that a notice is spoken; `to` is the keyed hash of the number."""

    at: datetime
    database: str
    epoch: int
    dial: UUID
    to: bytes

    @property
    def key(self) -> Key:
        """By which it is taken back."""
        return self.epoch, self.dial


@dataclass(frozen=True)
class TakenBack:
    """A message (by its number) or a notice call (by its id) that never left: whom we asked took nothing of it."""

    ref: int | UUID
    epoch: int

    @property
    def key(self) -> Key:
        """What it takes back."""
        return self.epoch, self.ref


@dataclass(frozen=True)
class Begun:
    """The first byte of a message goes out now; written without waiting for the disk, so a power cut may lose it."""

    ref: int
    epoch: int

    @property
    def key(self) -> Key:
        """Of which message."""
        return self.epoch, self.ref


@dataclass(frozen=True)
class OpeningLine:
    """The first line of a file: since which start of the machine it is written to."""

    boot: str


Line: TypeAlias = HandOver | NoticeCall | TakenBack | Begun | OpeningLine


def line_of(one: Line) -> str:
    """The line, with its line break."""
    match one:
        case HandOver():
            return hand_over_line(one)
        case NoticeCall():
            return notice_call_line(one)
        case TakenBack():
            return taken_back_line(one)
        case Begun():
            return _line({"begun": one.ref, "epoch": one.epoch})
        case OpeningLine():
            return _line({"boot": one.boot})


def hand_over_line(one: HandOver) -> str:
    """The line, with its line break."""
    trace = one.trace
    return _line(
        {
            "at": one.at.isoformat(),
            "db": one.database,
            "epoch": one.epoch,
            "ref": trace.ref,
            "channel": trace.channel,
            "envelope": str(trace.envelope),
            "purpose": trace.purpose,
            "n": trace.n,
            "to": trace.to.hex(),
            "order": trace.order.hex(),
        }
    )


def notice_call_line(one: NoticeCall) -> str:
    """The line, with its line break."""
    return _line(
        {
            "at": one.at.isoformat(),
            "db": one.database,
            "epoch": one.epoch,
            "dial": str(one.dial),
            "to": one.to.hex(),
        }
    )


def taken_back_line(one: TakenBack) -> str:
    """The line, with its line break."""
    return _line({"back": one.ref if isinstance(one.ref, int) else str(one.ref), "epoch": one.epoch})


def read_line(line: str) -> Line:
    """The line again. Raises ValueError for one that is none of ours."""
    try:
        members = json.loads(line)
        if "begun" in members:
            return Begun(int(members["begun"]), int(members["epoch"]))
        if "boot" in members:
            return OpeningLine(str(members["boot"]))
        if "back" in members:
            back = members["back"]
            return TakenBack(back if isinstance(back, int) else UUID(back), int(members["epoch"]))
        at, database, epoch = datetime.fromisoformat(members["at"]), str(members["db"]), int(members["epoch"])
        if "dial" in members:
            return NoticeCall(at, database, epoch, UUID(members["dial"]), bytes.fromhex(members["to"]))
        trace = Trace(
            ref=int(members["ref"]),
            channel=str(members["channel"]),
            envelope=UUID(members["envelope"]),
            purpose=str(members["purpose"]),
            n=int(members["n"]),
            to=bytes.fromhex(members["to"]),
            order=bytes.fromhex(members["order"]),
        )
        return HandOver(at, database, epoch, trace)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a line of the journal") from error


def _line(members: dict[str, object]) -> str:
    return json.dumps(members, separators=(",", ":")) + "\n"
