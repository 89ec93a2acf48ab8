"""What a channel's folder offers to the house: its row, how its transport is opened, and what its address may say."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import isfinite
from urllib.parse import parse_qs, urlsplit

from songda.channels.contract import Channel
from songda.core.delivery.routes import Route


@dataclass(frozen=True)
class Weakness:
    """Something about a provider's address that is unsafe for a real court, and how to mend it."""

    what: str
    remedy: str


def no_weaknesses(_url: str) -> Iterator[Weakness]:
    """Of an address with which nothing can be wrong."""
    yield from ()


def never(_url: str) -> timedelta:
    """Of a provider that sends a message as often as it is handed over."""
    return timedelta()


@dataclass(frozen=True)
class Entry:
    """Each channel's folder has one, named ENTRY, in its module `entry`.

    `setting` is the environment variable that holds the provider's address; without one the channel is not there.
    `open_channel` makes the channel from that address and loads the transport only then; ChannelError for an address
    that makes no sense. `sender` is who the messages come from, as certificates print it. `missing` tells whoever
    looks over the configuration what cannot be done without an address, and is empty where a court may do without;
    `lacks` looks whether what the channel needs of this machine, such as an open port, is there just now. `invite`, of
    a channel whose addresses nobody can type, asks the provider for what a person scans to connect their own: from the
    address, a word and how many seconds it is good, to the text of a QR code; ChannelError where none can be had now.
    `sends_once_for` is how long the provider knows a message by its reference, and sends it once however often it is
    handed over; what is in doubt is then asked for by handing it over again. Most providers know no such thing.
    `sign_in` shows name and password there and leaves: ChannelError, OSError or TimeoutError where that does not do.
    """

    route: Route
    setting: str
    open_channel: Callable[[str], Channel]
    sender: Callable[[str], str]
    missing: str
    weaknesses: Callable[[str], Iterator[Weakness]] = no_weaknesses
    lacks: Callable[[str], Iterator[Weakness]] = no_weaknesses
    invite: Callable[[str, str, int], str] | None = None
    sends_once_for: Callable[[str], timedelta] = never
    sign_in: Callable[[str], Awaitable[None]] | None = None


# Single options out of a provider's address, and numbers that can be meant.
_LAST_PORT = 65_535


def option_of(name: str, default: str = "—") -> Callable[[str], str]:
    """A reader of this option: its value in the address, or the default where it says nothing."""
    return lambda url: parse_qs(urlsplit(url).query).get(name, [default])[0]


def positive(text: str) -> int:
    """A number of things, one at least; ValueError for none."""
    number = int(text)
    if number < 1:
        raise ValueError(f"{text} is no number of things: one is the least")
    return number


def duration(text: str) -> float:
    """Seconds, or so many in a second; ValueError for nothing, and for what is no number (nan, inf)."""
    number = float(text)
    if not isfinite(number) or number <= 0:
        raise ValueError(f"{text} is no amount: it is more than 0, and has an end")
    return number


def port(text: str) -> int:
    """A port of this machine; ValueError for another number."""
    number = int(text)
    if not 0 <= number <= _LAST_PORT:
        raise ValueError(f"{text} is no port: the last one is {_LAST_PORT}")
    return number
