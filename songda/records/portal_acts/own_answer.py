"""The recipient's own yes or no in the portal: said once, however often the button is pressed."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from songda.records.cases.row_locks import lock_case
from songda.records.parties.consents import STANDING, record_consent, record_refusal
from songda.records.parties.drafts import ConsentDraft
from songda.records.parties.models import Party
from songda.records.portal_acts.withdrawals import withdraw

IsSaid = Callable[[], bool]  # whether that is how it stands already; asked while nobody else can answer for them


@transaction.atomic
def say_yes(party: Party, draft: ConsentDraft, is_said: IsSaid, by: str, now: datetime) -> None:
    """They agree; raises WrongField or Refused, as whenever a consent is recorded."""
    lock_case(party.case_id)
    if not is_said():
        record_consent(party, draft, by, now)


@transaction.atomic
def say_no(party: Party, how: str, is_said: IsSaid, by: str, now: datetime) -> None:
    """They refuse: what they agreed to until now ends with it, or nothing of both is kept."""
    lock_case(party.case_id)
    if is_said():
        return
    for consent in party.consents.filter(STANDING).select_for_update(of=("self",)).order_by("id"):
        withdraw(consent, now, by, now)
    record_refusal(party, now, how, by, now)
