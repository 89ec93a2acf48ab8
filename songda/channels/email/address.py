"""Reads the address of a mail server: smtp://name:word@host:port?from=court@example&bounce=host:port."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from songda.channels.contract import ChannelError
from songda.channels.entry import duration, port, positive

KNOWN = frozenset({"from", "name", "bounce", "secret", "relay", "window", "answer_s", "tls", "ca"})
SHORTEST_SECRET = 16
GREETING = "songda"  # stands in the first line of our letter box, whatever it says: by this it is recognised
Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class MailAddress:
    """Where mail is submitted, who we are, and where reports about it come back to."""

    host: str
    port: int
    username: str | None
    password: str | None
    is_encrypted: bool  # from the first byte (smtps)
    sender: str
    sender_name: str = ""
    bounce: tuple[str, int] | None = None  # we listen here for reports; None: somebody else brings them
    secret: str = ""  # makes our marks unguessable, so that nobody invents reports
    relay: tuple[Network, ...] = ()  # the court's own mail servers: nobody else brings reports; empty: anybody may
    is_tls_demanded: bool = False  # nothing is said to a server that offers no STARTTLS; always so with a password
    ca_file: str | None = None  # who may vouch for the server, instead of those whom this machine trusts
    window: int = 4
    answer_s: float = 60.0

    @property
    def domain(self) -> str:
        """The domain that we send from."""
        return self.sender.partition("@")[2]


def read_mail_address(url: str) -> MailAddress:
    """The address in a URL; ChannelError says what is wrong with it (never quoting the password)."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    unknown = options.keys() - KNOWN
    if unknown:
        raise ChannelError(f"mail server's address: unknown option {min(unknown)}", permanent=True)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or "@" not in options.get("from", ""):
        raise ChannelError("mail server's address must look like smtp://host:port?from=court@x", permanent=True)
    try:
        plain = MailAddress(
            host=parts.hostname,
            port=parts.port or (465 if parts.scheme == "smtps" else 25),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            is_encrypted=parts.scheme == "smtps",
            sender=options["from"],
        )
        address = replace(plain, **_agreements(options))
    except ValueError as wrong:
        raise ChannelError(f"mail server's address: {wrong}", permanent=True) from wrong
    if address.username and not address.is_encrypted and options.get("tls", "demanded") != "demanded":
        raise ChannelError("mail server's address: a password never leaves without TLS", permanent=True)
    if address.bounce is not None and len(address.secret) < SHORTEST_SECRET:
        why = f"bounce= needs secret=… of at least {SHORTEST_SECRET} random characters"
        raise ChannelError(f"mail server's address: {why}, else anybody could invent a report", permanent=True)
    return address


def _agreements(options: Mapping[str, str]) -> dict[str, Any]:
    readers: dict[str, tuple[str, Any]] = {
        "name": ("sender_name", str),
        "bounce": ("bounce", _host_and_port),
        "secret": ("secret", str),
        "relay": ("relay", _networks),
        "tls": ("is_tls_demanded", _is_demanded),
        "ca": ("ca_file", str),
        "window": ("window", positive),
        "answer_s": ("answer_s", duration),
    }
    return {name: read(options[key]) for key, (name, read) in readers.items() if key in options}


def _host_and_port(text: str) -> tuple[str, int]:
    host, _, number = text.rpartition(":")
    return host.strip("[]"), port(number)


def _is_demanded(text: str) -> bool:
    if text not in {"demanded", "offered"}:
        raise ValueError("tls is demanded or offered")
    return text == "demanded"


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(ip_network(each.strip()) for each in text.split(","))
