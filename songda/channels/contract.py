"""What every way of reaching a person offers to the delivery engine, and the words both sides use.

A channel knows no database. It is given messages, says what became of the submission to the provider, and
passes raw reports to a sink *before* it acknowledges them, so that a crash can never lose a receipt.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

GIVEN_BACK: Final = "given-back"  # the code of what was not written since its sender may not write any more


class Outcome(StrEnum):
    """What is known of one submission to a provider."""

    ACCEPTED = "accepted"  # the provider took it and gave ids
    REJECTED = "rejected"  # the provider refused it for good
    RETRY_LATER = "retry_later"  # throttled, queue full: nothing was sent, try again later
    NOT_SENT = "not_sent"  # failed before the first byte went out: safe to try again
    UNKNOWN = (
        "unknown"  # anything that failed after the write: never sent again but under a key of ours that is kept there
    )


class ReportKind(StrEnum):
    """What a provider says happened to one part of a message."""

    ACCEPTED = "accepted"  # on its way, nothing more
    RELAYED = "relayed"  # handed to a system that gives no receipts
    ARRIVED = "arrived"  # in the system where the recipient's address is
    FAILED = "failed"  # will not arrive
    SAID_FAILED = "said_failed"  # will not arrive, says somebody who does not prove it: no arrival is undone by that
    BOUNCED = "bounced"  # came back after it had seemed to arrive
    UNRECOGNISED = "unrecognised"  # a code that we do not know; the raw report is kept


@dataclass(frozen=True)
class Message:
    """One message to one address.

    `ref` is a decimal number in text form (at most 18 digits), unique among all attempts; channels send as
    much of it as the protocol echoes. `subject` is used by channels that have one. One that `is_urgent` goes out
    before all that are not: somebody sits and waits for it.
    """

    ref: str
    to: str
    text: str
    subject: str = ""
    is_urgent: bool = False


@dataclass(frozen=True)
class Part:
    """One part (SMS segment; 1 of 1 elsewhere) as the provider took it."""

    number: int
    provider_id: str  # empty where it gave none: then nothing that it reports later is known to be about this
    code: str = "0"


@dataclass(frozen=True)
class Sent:
    """The outcome of submitting one message; `parts` lists every part that the provider took."""

    ref: str
    outcome: Outcome
    code: str
    detail: str
    started_at: datetime
    ended_at: datetime
    parts: tuple[Part, ...] = ()
    parts_total: int = 1


@dataclass(frozen=True)
class Slip:
    """What goes along with a hand-over.

    `may_write` is asked with the message's reference right before each write, and not earlier: being asked, it marks
    that this message goes out now; what was never asked for is sent again after a kill. Where it says no, nothing
    (more) of that message goes out, and it is NOT_SENT with GIVEN_BACK unless some of it had gone. `note` is told each
    outcome as soon as it is known.
    """

    may_write: Callable[[str], bool] = field(default=lambda _ref: True)
    note: Callable[[Sent], None] = field(default=lambda _sent: None)


NO_SLIP: Final = Slip()


@dataclass(frozen=True)
class RawReport:
    """A provider's report exactly as it came (a PDU, a mail, an HTTP body)."""

    channel: str
    provider: str
    body: bytes
    received_at: datetime


@dataclass(frozen=True)
class Receipt:
    """A report, read. Matched to an attempt by `provider_id`, else by what came back of `ref` and by address.

    `ref_tail` is the echoed end of the reference (as many decimal digits as come back, zeros before a short one);
    `part` is given only where the provider gives it back, else parts are told apart by their `provider_id`; where it
    `is_marked`, the whole reference came back under a mark that only we can write, and no address is needed beside it;
    `happened_at` is the provider's time if it gave one (aware), else None; what `needs_person` says something that no
    program makes out. One that `ends_doubt` speaks of messages of ours alone: where its id is none that we know, it
    means the one message to that address of which nobody knows what became.
    """

    kind: ReportKind
    code: str
    provider_id: str | None = None
    ref_tail: str | None = None
    to: str | None = None
    part: int | None = None
    happened_at: datetime | None = None
    is_marked: bool = False
    needs_person: bool = False
    ends_doubt: bool = False


class ActKind(StrEnum):
    """What the owner of an address does at the provider of their own accord."""

    CONNECTED = "connected"  # showed the word with which a person was to connect an account of theirs
    LEFT = "left"  # wants no more messages there
    DENIED = "denied"  # says that the messages are for somebody else


@dataclass(frozen=True)
class OwnerAct:
    """An act of whoever holds an address; `word` is the one that they were given with an invitation, else empty."""

    kind: ActKind
    address: str
    word: str = ""
    happened_at: datetime | None = None


class ChannelError(Exception):
    """A channel cannot work at all (bad configuration, refused log-in); `permanent`: trying again won't help."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent


Sink = Callable[[Sequence[RawReport]], Awaitable[None]]


class Channel(Protocol):
    """One way of reaching a person."""

    name: str

    @property
    def trouble(self) -> str | None:
        """Why nothing can go out now, without personal data and passwords; None while all seems well."""

    async def open(self, sink: Sink) -> None:
        """Connect and keep connected; reports go to `sink`, which returns when they are durable.

        A provider that is away or refuses the log-in is no error: it is tried again, with growing pauses, for ever.
        """

    async def submit(self, messages: Sequence[Message], slip: Slip = NO_SLIP) -> list[Sent]:
        """Hand over the messages; one `Sent` each, in the same order. Never raises for a single message."""

    def share(self, workers: int) -> None:
        """So many workers share what was agreed with the provider: of its speed this one may use an equal part."""

    async def close(self) -> None:
        """Within a few seconds: give back what was not written, wait for the answers to what was, and hang up."""

    def read_report(self, body: bytes) -> Sequence[Receipt | OwnerAct]:
        """Pure: what a raw report says. Raises ValueError for bytes that are not one of ours."""
