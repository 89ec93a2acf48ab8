"""A party withdraws its consent: it ends at once, to be on the safe side, and the judge looks at why and when.

Online Litigation Rules, article 5 paragraph 2: the court examines whether it was raised in reasonable time and not to
delay. A withdrawal that the judge rejects ends nothing, for what comes after too.
"""

from datetime import datetime

from django.db import transaction

from songda.records.delivery.tasks.actions import TaskDraft, open_tasks
from songda.records.matter.parties.consents import withdraw_consent
from songda.records.matter.parties.models import Consent


@transaction.atomic
def withdraw(consent: Consent, at: datetime, by: str, now: datetime) -> None:
    """End a consent and put the withdrawal before the judge."""
    withdraw_consent(consent, at, by, now)
    party = consent.party
    open_tasks([TaskDraft("rule_withdrawal", "withdrawn", party.case, party=party)], now)
