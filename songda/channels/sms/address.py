"""Reads the address of an SMS centre: smpps://system:password@host:port?source=1068...&ca=/path&window=100.

What was agreed with it, too: how it writes the ids of messages, and how the end of our own reference stands in the
sender's number, so that a receipt finds its message.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from songda.channels.contract import ChannelError
from songda.channels.entry import duration, positive


class IdForm(StrEnum):
    """How a provider writes the ids of messages."""

    SAME = "same"  # the same text in answer and report
    HEX_THEN_DECIMAL = "hex-decimal"  # hexadecimal in the answer, decimal in the report's text


def id_from_answer(text: str, form: IdForm) -> str:
    """The id in a submit answer or in the report's own tag, in the form in which we keep it."""
    if form is IdForm.HEX_THEN_DECIMAL:
        return _decimal(text, base=16)
    return text


def id_from_text(text: str, form: IdForm) -> str:
    """The id in the text of a report, in the form in which we keep it."""
    if form is IdForm.HEX_THEN_DECIMAL:
        return _decimal(text, base=10)
    return text


def _decimal(text: str, base: int) -> str:
    try:
        return str(int(text, base))
    except ValueError:
        return text


LONGEST_ADDRESS = 20


@dataclass(frozen=True)
class SourceNumbers:
    """The court's sender number, and how many digits of the reference follow it.

    All parts of a message bear the same number: a phone joins parts only if they come from the same sender.
    """

    prefix: str
    digits: int

    def __post_init__(self) -> None:
        if not (self.prefix.isascii() and self.prefix.isdigit()):
            raise ValueError("the sender's number must be digits")
        if not 0 <= self.digits <= most_digits(self.prefix):
            raise ValueError(f"sender's number and reference must fit {LONGEST_ADDRESS} digits")

    def write(self, ref: str) -> str:
        """The sender's number for a message: prefix, then the end of its reference (zeros before a short one)."""
        return self.prefix + (ref.zfill(self.digits)[-self.digits :] if self.digits else "")

    def read(self, address: str) -> str | None:
        """The end of the reference, or None if the number is not one of ours."""
        bare = address.removeprefix("+")
        tail = bare.removeprefix(self.prefix)
        is_ours = bare.startswith(self.prefix) and len(tail) == self.digits and tail.isascii() and tail.isdigit()
        return tail if is_ours and tail else None


def most_digits(prefix: str) -> int:
    """How many digits of a reference fit behind a sender's number."""
    return max(0, min(18, LONGEST_ADDRESS - len(prefix)))


OF_TLS = frozenset({"ca", "cert", "key"})
KNOWN = OF_TLS | {
    "source",
    "digits",
    "window",
    "per_second",
    "ids",
    "validity_hours",
    "answer_s",
    "idle_s",
    "part_tags",
}
PORTS = {"smpp": 2775, "smpps": 3550}


@dataclass(frozen=True)
class SmppAddress:
    """Where the SMS centre is, who we are there, and what was agreed with it."""

    host: str
    port: int
    system_id: str
    password: str
    numbers: SourceNumbers
    window: int = 100
    per_second: float = 0.0
    id_form: IdForm = IdForm.SAME
    validity_hours: int = 48  # below the 72 hours after which silence is an outcome
    tags_parts: bool = True  # parts of a long text bear a number that reports give back (SMPP 3.4, 5.3.2.17)
    answer_s: float = 30.0  # no answer to a submit within this: the outcome is unknown
    idle_s: float = 30.0  # after this long without a word we ask whether the line is alive
    is_encrypted: bool = False  # from the first byte (smpps); never given up for a plain line
    ca_file: str | None = None  # who may vouch for the centre, instead of those whom this machine trusts
    cert_file: str | None = None  # by which we show who we are, where the centre asks
    key_file: str | None = None


def read_address(url: str) -> SmppAddress:
    """The address in a URL; ChannelError says what is wrong with it (never quoting the password)."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    unknown = options.keys() - KNOWN
    if unknown:
        raise ChannelError(f"SMS centre's address: unknown option {min(unknown)}", permanent=True)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ChannelError("SMS centre's address must look like smpps://name:word@host:port", permanent=True)
    if why := _wrong_encryption(parts.scheme, options):
        raise ChannelError(f"SMS centre's address: {why}", permanent=True)
    try:
        plain = SmppAddress(
            host=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            system_id=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            numbers=_numbers(options),
            is_encrypted=parts.scheme == "smpps",
        )
        return replace(plain, **_agreements(options))
    except ValueError as wrong:
        raise ChannelError(f"SMS centre's address: {wrong}", permanent=True) from wrong


def _wrong_encryption(scheme: str, options: Mapping[str, str]) -> str:
    """What contradicts itself; an empty text where nothing does."""
    if scheme == "smpp" and options.keys() & OF_TLS:
        return f"{min(options.keys() & OF_TLS)}= is for smpps://, and smpp:// is plain"
    if ("cert" in options) != ("key" in options):
        return "cert= and key= go together"
    return ""


def _numbers(options: Mapping[str, str]) -> SourceNumbers:
    source = options.get("source", "")
    digits = int(options["digits"]) if "digits" in options else most_digits(source)
    return SourceNumbers(source, digits)


def _agreements(options: Mapping[str, str]) -> dict[str, Any]:
    readers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "window": ("window", positive),
        "per_second": ("per_second", _speed),
        "ids": ("id_form", IdForm),
        "validity_hours": ("validity_hours", positive),
        "part_tags": ("tags_parts", _yes_or_no),
        "answer_s": ("answer_s", duration),
        "idle_s": ("idle_s", duration),
        "ca": ("ca_file", str),
        "cert": ("cert_file", str),
        "key": ("key_file", str),
    }
    return {name: read(options[key]) for key, (name, read) in readers.items() if key in options}


def _speed(text: str) -> float:
    return 0.0 if text == "0" else duration(text)  # 0: none was agreed


def _yes_or_no(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError("part_tags is yes or no")
    return text == "yes"
