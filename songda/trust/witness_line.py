"""The line to a witness: one checkpoint shown, one answer, and a clear word when it is away."""

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

from songda.core.evidence.succession.following import ShownSuccessor
from songda.core.evidence.witnesses.witnessing import Answer, Shown
from songda.trust.patience import ended_after

_LONGEST_ANSWER = 64 * 1024
_WHOLE = 3  # so many times as long as one piece may the whole answer take


class WitnessAway(Exception):  # noqa: N818 - it tells what is so; the log goes on without the cosignature
    """The witness gave no usable answer just now; ask again later."""


@dataclass(frozen=True)
class Answered:
    """What a witness answered: the number, and the text with it."""

    answer: Answer
    text: str


def show(url: str, shown: Shown | ShownSuccessor, *, seconds: float = 10) -> Answered:
    """Show a checkpoint, or who follows on the log's key, to the witness at an address. Raises `WitnessAway`."""
    parts = urlsplit(url)
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    if parts.scheme not in kinds or not parts.hostname:
        raise WitnessAway(f"{url} is no http or https address")
    line = kinds[parts.scheme](parts.hostname, parts.port, timeout=seconds)
    try:
        with ended_after(_WHOLE * seconds, line):
            line.request("POST", f"{parts.path.rstrip('/')}{shown.path}", str(shown).encode())
            answer = line.getresponse()
            return Answered(Answer(answer.status), answer.read(_LONGEST_ANSWER).decode())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise WitnessAway(f"{parts.hostname}: {error}") from error
    finally:
        line.close()
