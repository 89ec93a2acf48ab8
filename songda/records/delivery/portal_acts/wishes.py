"""A wish that a proven recipient states for all their cases in the court, and takes back as easily: paper as well."""

from datetime import datetime

from songda.core.care import Need
from songda.core.identity import Assurance
from songda.core.language import COURT_LANGUAGE
from songda.core.words import say
from songda.records.delivery.orders.models import Envelope
from songda.records.matter.circumstances.actions import CircumstanceDraft, end_wish, note
from songda.records.matter.circumstances.care import said_of_each


def wants_paper_always(envelope: Envelope) -> datetime | None:
    """Since when they want paper as well in all their cases; None: they do not."""
    said = said_of_each([envelope.party_id]).get(envelope.party_id, ())
    return next((since for need, since in said if need is Need.WISH_PAPER), None)


def want_paper_always(envelope: Envelope, level: Assurance, now: datetime) -> None:
    """Paper as well from now on, in every case of theirs; saying so again changes nothing."""
    _require_proof(level)
    if wants_paper_always(envelope) is None:
        words = say("care.said_on_portal", COURT_LANGUAGE)
        draft = CircumstanceDraft("care", now, basis=Need.WISH_PAPER.value, words=words)
        note(envelope.party, draft, f"recipient:{envelope.party_id}", now)


def want_paper_no_longer(envelope: Envelope, level: Assurance, now: datetime) -> None:
    """Taken back; where no such wish stands nothing changes."""
    _require_proof(level)
    if wants_paper_always(envelope) is not None:
        end_wish(envelope.party, Need.WISH_PAPER.value, now, f"recipient:{envelope.party_id}", now)


def _require_proof(level: Assurance) -> None:
    if level < Assurance.NUMBER_AND_CODE:
        raise PermissionError("identity not proved")
