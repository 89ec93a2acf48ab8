"""Reads the address of a telephone system: aris://name:word@host:8089?app=songda&desk=…&trunk=…"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from songda.telephony.contract import TelephoneError

_READERS: Mapping[str, Callable[[str], Any]] = {
    "app": str,
    "desk": str,
    "trunk": str,
    "caller": str,
    "ca": Path,
    "sounds": Path,
    "ring_s": float,
    "answer_s": float,
    "press_s": float,
}


@dataclass(frozen=True)
class TelephoneAddress:
    """Where the telephone system is, who we are there, and what was agreed with it."""

    host: str
    port: int
    is_encrypted: bool
    username: str
    password: str = field(repr=False)
    app: str = "songda"
    desk: str = "PJSIP/{extension}"  # how a clerk's telephone is reached
    trunk: str = "PJSIP/{number}@trunk"  # how a number outside is reached
    caller: str = ""  # the number that the party sees
    ca: Path | None = None  # the authority of the system's certificate, where it is the court's own
    sounds: Path | None = None  # a folder that the system plays from; without one there are no notice calls
    ring_s: float = 45.0
    answer_s: float = 10.0
    press_s: float = 8.0  # how long a digit is waited for when a notice has been played

    @property
    def base(self) -> str:
        """The beginning of every address there."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.is_encrypted else 'http'}://{host}:{self.port}/ari"

    @property
    def credentials(self) -> bytes:
        """Name and word, as HTTP takes them before it packs them."""
        return f"{self.username}:{self.password}".encode()


def read_telephone_address(url: str) -> TelephoneAddress:
    """The address in a URL; TelephoneError says what is wrong with it (never quoting the password)."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if unknown := options.keys() - _READERS.keys():
        raise _wrong(f"unknown option {min(unknown)}")
    if parts.scheme not in {"ari", "aris"} or not parts.hostname or not parts.username:
        raise _wrong("it must look like aris://name:word@host:8089")
    if parts.scheme == "ari" and not _is_this_machine(parts.hostname):
        raise _wrong("ari:// is not encrypted and goes to this machine only; write aris:// for any other")
    try:
        plain = TelephoneAddress(
            parts.hostname,
            parts.port or (8089 if parts.scheme == "aris" else 8088),
            parts.scheme == "aris",
            unquote(parts.username),
            unquote(parts.password or ""),
        )
        read = replace(plain, **{name: _READERS[name](text) for name, text in options.items()})
    except ValueError as wrong:
        raise _wrong(str(wrong)) from wrong
    for name, place in (("desk", "{extension}"), ("trunk", "{number}")):
        if place not in getattr(read, name):
            raise _wrong(f"{name} must say where the digits go, as in PJSIP/{place}")
    return read


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _wrong(detail: str) -> TelephoneError:
    return TelephoneError(f"telephone system's address: {detail}", permanent=True)
