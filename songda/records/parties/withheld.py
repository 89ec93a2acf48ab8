"""A party who gives the court no address: a place on file stands for it then (court mail provisions, art. 5)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from songda.clock import new_id
from songda.core.evidence.canonical import Json
from songda.core.law.facts import Withholding
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase
from songda.records import vault
from songda.records.cases.reason import Reason
from songda.records.evidence.actions import NewEvent, record
from songda.records.parties.drafts import WithheldDraft
from songda.records.parties.models import Party, WithheldAddress
from songda.records.parties.notify import look_again
from songda.records.parties.reading import one_of

HOW = tuple(way.value for way in Withholding)
_LONGEST = 400


@transaction.atomic
def note_withheld(party: Party, draft: WithheldDraft, by: str, now: datetime) -> WithheldAddress:
    """Note that a party gives no address; raises WrongField or Refused (in the future, noted already)."""
    evidence = _check(draft, now)
    entry_id = new_id()
    sealed = vault.seal_text(f"withheld_address.evidence:{entry_id}", evidence)
    row = WithheldAddress(id=entry_id, party=party, how=draft.how, at=draft.at, evidence_sealed=sealed, recorded_at=now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused("address_withheld_already") from None
    _tell(
        party,
        NewEvent(
            "address.withheld", _stream(party), party.case_id, draft.at, by, {"how": draft.how}, {"evidence": evidence}
        ),
        now,
    )
    return row


@transaction.atomic
def note_address_given(party: Party, at: datetime, by: str, now: datetime) -> None:
    """Note that the party gave an address after all; what was done until then keeps what it brought about."""
    if at > now:
        raise Refused("dated_in_future")
    row = _standing(party)
    if at < row.at:
        raise WrongField("at", "given_before_withheld")
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    _tell(party, NewEvent("address.given", _stream(party), party.case_id, at, by, {}), now)


@transaction.atomic
def strike_withheld(party: Party, reason: Reason, by: str, now: datetime) -> None:
    """Take back what was noted by mistake; it stays in the log."""
    words = reason.read()
    row = _standing(party)
    row.struck_at = now
    row.save(update_fields=["struck_at"])
    told: dict[str, Json] = {"entry": str(row.id)}
    _tell(
        party, NewEvent("address.withheld_struck", _stream(party), party.case_id, now, by, told, {"reason": words}), now
    )


def standing_withheld(party: Party) -> WithheldAddress | None:
    """The entry that holds now, if there is one."""
    return party.withheld_addresses.filter(ended_at=None, struck_at=None).first()


def evidence_of_withheld(row: WithheldAddress) -> str:
    """How they were told, or how they evade, in clear; for the staff, never for logs."""
    return vault.open_text(f"withheld_address.evidence:{row.id}", row.evidence_sealed)


def _standing(party: Party) -> WithheldAddress:
    entries = WithheldAddress.objects.select_for_update().filter(party=party, ended_at=None, struck_at=None)
    row = entries.first()
    if row is None:
        raise Refused("address_not_withheld")
    return row


def _check(draft: WithheldDraft, now: datetime) -> str:
    one_of("how", draft.how, HOW)
    if draft.at > now:
        raise Refused("dated_in_future")
    evidence = " ".join(draft.evidence.split())
    if not evidence or len(evidence) > _LONGEST:
        raise WrongField("evidence", "wrong_evidence", why=Phrase("fields.withheld_evidence"))
    return evidence


def _stream(party: Party) -> str:
    return f"party:{party.id}"


def _tell(party: Party, event: NewEvent, now: datetime) -> None:
    """One event; every service of the party is put to the law again."""
    record([event], now)
    look_again([party.id])
