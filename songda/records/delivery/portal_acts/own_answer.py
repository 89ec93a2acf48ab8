"""The recipient's own yes or no in the portal: said once, however often the button is pressed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from songda.core.identity import Assurance
from songda.core.words import Phrase
from songda.records.delivery.portal_acts.withdrawals import withdraw
from songda.records.matter.cases.row_locks import lock_case
from songda.records.matter.parties.addresses import set_address_class
from songda.records.matter.parties.consents import STANDING, record_consent, record_refusal
from songda.records.matter.parties.drafts import ConsentDraft
from songda.records.matter.parties.models import Address, Party

HOW = "portal"
FOUND = ("found", "unknown")  # what a person may say to be their own, while they agree
IsSaid = Callable[[], bool]  # whether that is how it stands already; asked while nobody else can answer for them


@dataclass(frozen=True)
class Yes:
    """The consent, and the number or mailbox that they say to be their own."""

    draft: ConsentDraft
    own: Address | None = None


@transaction.atomic
def say_yes(party: Party, yes: Yes, is_said: IsSaid, by: str, now: datetime) -> None:
    """They agree; raises WrongField or Refused, as whenever a consent is recorded.

    Consent and number are both kept or neither is: no message goes out between them to a number of which nobody knows
    yet that it is confirmed.
    """
    lock_case(party.case_id)
    if not is_said():
        record_consent(party, yes.draft, by, now)
    if yes.own is not None and yes.own.address_class in FOUND:
        set_address_class(yes.own, "confirmed", HOW, by, now)


@transaction.atomic
def say_no(party: Party, how: str, is_said: IsSaid, by: str, now: datetime) -> None:
    """They refuse: what they agreed to until now ends with it, or nothing of both is kept."""
    lock_case(party.case_id)
    if is_said():
        return
    for consent in party.consents.filter(STANDING).select_for_update(of=("self",)).order_by("id"):
        withdraw(consent, now, by, now)
    record_refusal(party, now, how, by, now)


def how_given(level: Assurance, page_language: str) -> str:
    """What a yes on the page can be proved by, beside the events: how the person was known, and the page's language."""
    key = "recipients.yes_on_page"
    known = Phrase(f"recipients.assurance.{int(level)}")
    page = Phrase(f"recipients.page_in.{page_language}")
    return " / ".join(Phrase(key, {"known": known, "page": page}).sentence(language) for language in ("zh", "en"))
