"""Puts tries by people on record; a public notice only where it has its ground."""

from datetime import datetime

from songda.records.decision.notices.ground import require_ground
from songda.records.delivery.deeds import actions
from songda.records.delivery.deeds.actions import DeedDraft, StepDraft
from songda.records.delivery.deeds.models import Deed, DeedStep
from songda.records.delivery.orders.models import Envelope


def record_deed(envelope: Envelope, draft: DeedDraft, by: str, now: datetime) -> Deed:
    """Put a try by people on record; raises WrongField or Refused, and then nothing is kept."""
    return actions.record_deed(envelope, draft, by, now, require_ground)


def add_step(deed: Deed, step: StepDraft, by: str, now: datetime) -> DeedStep:
    """Add what became of a try that is on record already; raises WrongField or Refused."""
    return actions.add_step(deed, step, by, now, require_ground)
