"""Asks the time-stamp authority whether it is there and what time it has."""

import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime

from songda.clock import ahead, now
from songda.site.checkup.findings import Findings, advice, unsafe

LARGEST_DRIFT = timedelta(seconds=5)  # the answer names full seconds and took its time to come
PATIENCE_SECONDS = 5


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Whoever sends us on has answered; where they would send us is nothing that the settings name."""

    def redirect_request(self, *_asked: object) -> None:
        """Go nowhere: the answer stands as it came."""


_OPENER = urllib.request.build_opener(_StayHere)


@dataclass(frozen=True)
class AuthorityFacts:
    """Whether it answers at all (any answer will do), and how far its clock was from ours then, if it told."""

    is_there: bool
    clock_off: timedelta = timedelta()


def ask_authority(url: str) -> AuthorityFacts | None:
    """Ask whoever answers at this address; None when no address is given."""
    if not url.startswith(("http://", "https://")):
        return None
    try:
        with _OPENER.open(url, timeout=PATIENCE_SECONDS) as answer:
            return AuthorityFacts(is_there=True, clock_off=_clock_off(answer.headers.get("Date")))
    except urllib.error.HTTPError as answer:  # it refuses to be asked like this, but it is there
        return AuthorityFacts(is_there=True, clock_off=_clock_off(answer.headers.get("Date")))
    except OSError:
        return AuthorityFacts(is_there=False)


def authority_right(facts: AuthorityFacts | None) -> Findings:
    """It answers, and its clock and ours agree."""
    if facts is None:
        return
    if not facts.is_there:
        yield advice("The time-stamp authority does not answer now: certificates wait unstamped.", "Try again later.")
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
