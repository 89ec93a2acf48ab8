"""Whether an answer that is to be certified still follows from the facts on record: else whoever asks the law again,
with the facts that the certificate carries, hears another one.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from songda.core.evidence.deciding.again import said_by
from songda.core.law import decide
from songda.records.delivery.findings.law_version import law_version
from songda.records.delivery.orders.models import Envelope
from songda.records.proof.certificates.draft import Draft


class StaleAnswerError(Exception):
    """The facts on record give another answer than the one on record: the law has to be asked first."""


class LaterFactsError(Exception):
    """The answer is right today, but does not follow from its facts as of the day on which it was given."""


def waits_for_law(envelope: Envelope, now: datetime) -> bool:
    """Whether its facts changed, and the law has not been asked since."""
    return envelope.ask_law_at is not None and envelope.ask_law_at <= now


def require_current(drafts: Iterable[Draft], now: datetime) -> None:
    """Raise `StaleAnswerError` or `LaterFactsError` where the law, asked again, says something else.

    An answer by an earlier version of the rules names that version, and is left to whoever decides anew by this one.
    """
    installed = law_version()
    for draft in drafts:
        if draft.finding.law_version_id != installed:
            continue
        said, facts = said_by(draft.finding.decision), draft.facts
        if said_by(decide(replace(facts, as_of=now.astimezone(facts.as_of.tzinfo)))) != said:
            raise StaleAnswerError
        if said_by(decide(facts)) != said:
            raise LaterFactsError
