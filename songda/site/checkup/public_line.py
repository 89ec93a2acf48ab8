"""Asks the public address how it speaks TLS: whom a browser trusts, and neither old versions nor weak suites."""

import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from songda.site.checkup.findings import Findings, advice, unsafe

PATIENCE_SECONDS = 5
WEAK_SUITES = "aNULL:eNULL:EXPORT:DES:3DES:RC4:MD5:PSK:@SECLEVEL=0"
HOW = "Let the proxy speak TLS 1.2 and 1.3 alone, with the suites that its maker recommends."


@dataclass(frozen=True)
class PublicLine:
    """What was found at the public address; `distrust` says why a browser would turn back."""

    is_there: bool
    distrust: str = ""
    takes_old: bool = False
    takes_weak: bool = False


def ask_public(url: str, trusted: str | None = None) -> PublicLine | None:
    """Greet whoever answers there as a browser, as a browser of long ago, and as a careless one.

    None where the address is not encrypted at all. `trusted`: a file of authorities instead of the machine's own.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        return None
    host, port = parts.hostname, parts.port or 443
    try:
        _greet(host, port, ssl.create_default_context(cafile=trusted))
    except ssl.SSLError as wrong:
        return PublicLine(is_there=True, distrust=getattr(wrong, "verify_message", "") or wrong.reason or "no TLS")
    except OSError:
        return PublicLine(is_there=False)
    return PublicLine(
        is_there=True, takes_old=_takes(host, port, _of_long_ago()), takes_weak=_takes(host, port, _careless())
    )


def public_line_good(line: PublicLine | None) -> Findings:
    """Everybody's browser trusts it, and it speaks nothing that can be broken."""
    if line is None:
        return
    if not line.is_there:
        yield advice("The public address does not answer from this machine: how it is encrypted is not known.", HOW)
    elif line.distrust:
        yield unsafe(
            f"A browser would turn back at the public address: {line.distrust}.",
            "Give the proxy a certificate of an authority that browsers trust, for this very name.",
        )
    if line.takes_old:
        yield unsafe("The public address still speaks TLS 1.1 or older.", HOW)
    if line.takes_weak:
        yield unsafe("The public address takes cipher suites that can be broken.", HOW)


def _greet(host: str, port: int, context: ssl.SSLContext) -> None:
    with (
        socket.create_connection((host, port), PATIENCE_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host),
    ):
        return


def _takes(host: str, port: int, context: ssl.SSLContext) -> bool:
    try:
        _greet(host, port, context)
    except OSError:
        return False
    return True


def _of_long_ago() -> ssl.SSLContext:
    context = _unseeing()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.options |= ssl.OP_NO_TLSv1_2 | ssl.OP_NO_TLSv1_3
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    return context


def _careless() -> ssl.SSLContext:
    context = _unseeing()
    context.set_ciphers(WEAK_SUITES)
    context.options |= ssl.OP_NO_TLSv1_3
    return context


def _unseeing() -> ssl.SSLContext:
    """Nothing is told over it, so nobody need be known by a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
