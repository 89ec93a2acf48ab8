"""Asks what stands outside: the public address how it speaks TLS, the time-stamp authority what time it has.

At the public address a browser must trust it, and neither old versions nor weak suites may be taken.
"""

import socket
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from cryptography.x509 import load_der_x509_certificate

from songda.clock import ahead, now
from songda.exchange import ended_after
from songda.site.checkup.findings import Findings, advice, missing, unsafe

PATIENCE_SECONDS = 5
SOON, AT_ONCE = 14, 3  # days that the public certificate lasts
WEAK_SUITES = "aNULL:eNULL:EXPORT:DES:3DES:RC4:MD5:PSK:@SECLEVEL=0"
HOW = "Let the proxy speak TLS 1.2 and 1.3 alone, with the suites that its maker recommends."
LARGEST_DRIFT = timedelta(seconds=5)  # the answer names full seconds and took its time to come
AUTHORITY_PATIENCE_S = 5


def certificate_ends(url: str) -> datetime | None:
    """When what the public address shows ends, whoever vouches for it; None where nobody answers there encrypted."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        return None
    try:
        with (
            socket.create_connection((parts.hostname, parts.port or 443), PATIENCE_SECONDS) as plain,
            _unseeing().wrap_socket(plain, server_hostname=parts.hostname) as line,
        ):
            shown = line.getpeercert(binary_form=True)
    except OSError:
        return None
    return load_der_x509_certificate(shown).not_valid_after_utc if shown else None


def certificate_lasts(ends: datetime | None, now: datetime) -> Findings:
    """Nobody reaches a court whose certificate ended; that it is renewed in time is seen before."""
    days = (ends - now).days if ends else SOON
    if days < SOON:
        weigh = missing if days < AT_ONCE else unsafe
        cure = "Renew it, and see why that is not done by itself."
        yield weigh(f"The certificate of the public address ends in {days} days.", cure)


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


def page_reached(url: str, trusted: str | None = None) -> Findings:
    """Whoever asks there is answered by this court, and not sent round and round.

    A proxy that does not say X-Forwarded-Proto lets the court lead everybody to the very address that they came by.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        return
    line = HTTPSConnection(
        parts.hostname, parts.port, timeout=PATIENCE_SECONDS, context=ssl.create_default_context(cafile=trusted)
    )
    try:
        with ended_after(PATIENCE_SECONDS, line):
            line.request("GET", "/")
            answer = line.getresponse()
            status, leads_to = answer.status, answer.getheader("Location", "")
    except (OSError, HTTPException):  # told by `public_line_good`
        return
    finally:
        line.close()
    if leads_to.rstrip("/") == url.rstrip("/"):
        yield missing(
            f"{url} leads to itself for ever: the proxy does not say that its visitors come over HTTPS.",
            "Let it send X-Forwarded-Proto, and set SONGDA_BEHIND_PROXY: docs/howto/run.md.",
        )
    elif status >= 400:
        yield missing(f"{url} answers {status}.", "Look at the proxy, at `songda serve`, and at SONGDA_HOSTS.")


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


@dataclass(frozen=True)
class AuthorityFacts:
    """Whether it answers at all (any answer will do), and how far its clock was from ours then, if it told."""

    is_there: bool
    clock_off: timedelta = timedelta()


def ask_authority(url: str) -> AuthorityFacts | None:
    """Ask whoever answers at this address; None when no address is given."""
    parts = urlsplit(url)
    kind = {"http": HTTPConnection, "https": HTTPSConnection}.get(parts.scheme)
    if kind is None or not parts.hostname:
        return None
    line = kind(parts.hostname, parts.port, timeout=AUTHORITY_PATIENCE_S)
    try:
        with ended_after(AUTHORITY_PATIENCE_S, line):
            line.request("GET", parts.path or "/")
            date = line.getresponse().getheader("Date")
    except (OSError, HTTPException):
        return AuthorityFacts(is_there=False)
    finally:
        line.close()
    return AuthorityFacts(is_there=True, clock_off=_clock_off(date))


def authority_right(facts: AuthorityFacts | None) -> Findings:
    """It answers, and its clock and ours agree."""
    if facts is None:
        return
    if not facts.is_there:
        yield missing("The time-stamp authority does not answer now: certificates wait unstamped.", "Try again later.")
    elif abs(facts.clock_off) > LARGEST_DRIFT:
        drift = abs(facts.clock_off).total_seconds()
        yield unsafe(
            f"This machine's clock and the time-stamp authority's differ by {drift:.0f} seconds.",
            "Let this machine take its time from the network (chrony or systemd-timesyncd).",
        )


def _clock_off(date: str | None) -> timedelta:
    """Against ours at this moment: the questions before and after take as long as they like."""
    try:
        return parsedate_to_datetime(date) - (now() - ahead()) if date else timedelta()
    except (ValueError, TypeError):  # not a date, or one without a zone
        return timedelta()
