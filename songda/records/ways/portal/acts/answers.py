"""What a recipient says in the portal: yes or no, consent withdrawn, paper wished for, a service objected to.

A yes or no is said once, however often the button is pressed. A wish holds for all their cases in the court, and is
taken back as easily. After an objection the law is asked again, and a judge will rule.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from songda.clock import new_id
from songda.core.care import Need
from songda.core.evidence.canonical import Json
from songda.core.identity import Assurance
from songda.core.language import COURT_LANGUAGE
from songda.core.refusal import Refused
from songda.core.words import Phrase, say
from songda.records.ground import vault
from songda.records.ground.evidence.actions import record
from songda.records.matter.cases.actions import lock_case
from songda.records.matter.circumstances.actions import end_wish, note
from songda.records.matter.circumstances.care import stated_needs
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.addresses import set_address_class
from songda.records.matter.parties.consents import STANDING, record_consent, record_refusal, withdraw_consent
from songda.records.matter.parties.drafts import ConsentDraft
from songda.records.matter.parties.models import Address, Consent, Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.deeds.try_ids import columns_of, try_in_event
from songda.records.service.orders.due import lock_envelopes, mark_for_law
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import MOST_WORDS_LOGGED, Objection
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.ways.portal.acts.visits import visitor_event

HOW = "portal"
FOUND = ("found", "unknown")  # what a person may say to be their own, while they agree
IsOnRecord = Callable[[], bool]  # whether that is how it stands already; asked while nobody else can answer for them


@dataclass(frozen=True)
class Yes:
    """The consent, and the number or mailbox that they say to be their own."""

    draft: ConsentDraft
    own: Address | None = None


@transaction.atomic
def say_yes(party: Party, yes: Yes, is_on_record: IsOnRecord, by: str, now: datetime) -> None:
    """They agree; raises WrongField or Refused, as whenever a consent is recorded.

    Consent and number are both kept or neither is: no message goes out between them to a number of which nobody knows
    yet that it is confirmed.
    """
    lock_case(party.case_id)
    if not is_on_record():
        record_consent(party, yes.draft, by, now)
    if yes.own is not None and yes.own.address_class in FOUND:
        set_address_class(yes.own, "confirmed", HOW, by, now)


@transaction.atomic
def say_no(party: Party, how: str, is_on_record: IsOnRecord, by: str, now: datetime) -> None:
    """They refuse: what they agreed to until now ends with it, or nothing of both is kept."""
    lock_case(party.case_id)
    if is_on_record():
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


@transaction.atomic
def withdraw(consent: Consent, at: datetime, by: str, now: datetime) -> None:
    """End a consent at once, to be on the safe side, and put the withdrawal before the judge.

    Online Litigation Rules, article 5 paragraph 2: the court examines whether it was raised in reasonable time and not
    to delay. A withdrawal that the judge rejects ends nothing, for what comes after too.
    """
    withdraw_consent(consent, at, by, now)
    party = consent.party
    open_tasks([TaskDraft("rule_withdrawal", "withdrawn", party.case, party=party)], now)


def wishes_since(envelope: Envelope, wish: Need) -> datetime | None:
    """Since when they wish this in all their cases; None: they do not."""
    needs = stated_needs([envelope.party_id]).get(envelope.party_id, ())
    return next((since for need, since in needs if need is wish), None)


def say_wish(envelope: Envelope, wish: Need, level: Assurance, now: datetime) -> None:
    """They wish it from now on, in every case of theirs; saying so again changes nothing."""
    _require_proof(level)
    if wishes_since(envelope, wish) is None:
        words = say("care.said_on_portal", COURT_LANGUAGE)
        draft = CircumstanceDraft("care", now, basis=wish.value, words=words)
        note(envelope.party, draft, f"recipient:{envelope.party_id}", now)


def take_wish_back(envelope: Envelope, wish: Need, level: Assurance, now: datetime) -> None:
    """They no longer do; where no such wish stands nothing changes."""
    _require_proof(level)
    if wishes_since(envelope, wish) is not None:
        end_wish(envelope.party, wish.value, now, f"recipient:{envelope.party_id}", now)


def _require_proof(level: Assurance) -> None:
    if level < Assurance.NUMBER_AND_CODE:
        raise PermissionError("identity not proved")


@transaction.atomic
def raise_objection(service: Service, ground: str, words: str, proved_at: datetime | None, now: datetime) -> Objection:
    """The proven recipient objects to how this paper reached them; a judge will rule. Said twice it is one."""
    envelope = service.envelope
    lock_envelopes([envelope.id])
    against = _try_of(service)
    if not against:
        raise Refused("nothing_to_object")
    columns = {**columns_of(against), "service": service, "ground": ground, "proved_at": proved_at}
    pending = Objection.objects.filter(**columns, ruling="pending")
    if earlier := next((one for one in pending if one.words == words), None):
        return earlier
    objection_id = new_id()
    objection = Objection.objects.create(
        id=objection_id,
        envelope=envelope,
        **columns,
        words_sealed=vault.seal_text(f"objection.words:{objection_id}", words) if words else None,
        raised_at=now,
    )
    details: dict[str, Json] = {"objection": str(objection_id), **try_in_event(objection), "ground": ground}
    details |= {"service": str(service.id), "paper": str(service.paper_id)}
    if proved_at is not None:
        details["proved_at"] = proved_at.isoformat()
    private: dict[str, Json] = {"words": words[:MOST_WORDS_LOGGED]} if words else {}
    record([visitor_event("objection.raised", envelope, now, details, private)], now)
    task_kinds = (
        "rule_objection",
        "note_change",
    )  # to the judge, and to the clerk, who prepares what rests on the service
    open_tasks([TaskDraft(task, "objection", envelope.case, envelope) for task in task_kinds], now)
    mark_for_law([envelope.id], now)
    return objection


def _try_of(service: Service) -> str:
    """The try that made the service count, else the last attempt that reached anybody; empty where there is none."""
    finding = getattr(service, "finding", None)
    if finding and finding.winning_attempt:
        return str(finding.winning_attempt)
    sent = Attempt.objects.filter(envelope_id=service.envelope_id, purpose="service").exclude(submitted_at=None)
    last = sent.order_by("-id").values_list("id", flat=True).first()
    return "" if last is None else str(last)
