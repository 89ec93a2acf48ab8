"""A party who gives the court no address: a place on file stands for it then (court mail provisions, art. 5)."""

from datetime import datetime

from django.db import transaction

from songda.core.circumstances import BASES, Kind
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase
from songda.records.cases.reason import Reason
from songda.records.circumstances.drafts import WithheldDraft
from songda.records.circumstances.entries import about, end, note, strike, tell, to_end
from songda.records.circumstances.models import Circumstance
from songda.records.evidence.actions import NewEvent
from songda.records.parties.models import Party
from songda.records.parties.reading import one_of

HOW = BASES[Kind.ADDRESS_WITHHELD]
_LONGEST = 400


@transaction.atomic
def note_withheld(party: Party, draft: WithheldDraft, by: str, now: datetime) -> Circumstance:
    """Note that a party gives no address; raises WrongField or Refused (in the future, noted already)."""
    evidence = _check(draft, now)
    entry = Circumstance(
        party=party, kind=Kind.ADDRESS_WITHHELD, basis=draft.how, since=draft.at, recorded_at=now, recorded_by=by
    )
    note(entry, evidence, "address_withheld_already")
    tell(
        entry,
        NewEvent("address.withheld", *about(party), draft.at, by, {"how": draft.how}, {"evidence": evidence}),
        now,
    )
    return entry


@transaction.atomic
def note_address_given(party: Party, at: datetime, by: str, now: datetime) -> None:
    """Note that the party gave an address after all; what was done until then keeps what it brought about."""
    if at > now:
        raise Refused("dated_in_future")
    entry = to_end(party, Kind.ADDRESS_WITHHELD, "address_not_withheld")
    if at < entry.since:
        raise WrongField("at", "given_before_withheld")
    end(entry, at, "address_not_withheld")
    tell(entry, NewEvent("address.given", *about(party), at, by, {}), now)


@transaction.atomic
def strike_withheld(party: Party, reason: Reason, by: str, now: datetime) -> None:
    """Take back what was noted by mistake; it stays in the log."""
    words = reason.read()
    entry = to_end(party, Kind.ADDRESS_WITHHELD, "address_not_withheld")
    strike(entry, now, "address_not_withheld")
    told: dict[str, Json] = {"entry": str(entry.id)}
    tell(entry, NewEvent("address.withheld_struck", *about(party), now, by, told, {"reason": words}), now)


def _check(draft: WithheldDraft, now: datetime) -> str:
    one_of("how", draft.how, HOW)
    if draft.at > now:
        raise Refused("dated_in_future")
    evidence = " ".join(draft.evidence.split())
    if not evidence or len(evidence) > _LONGEST:
        raise WrongField("evidence", "wrong_evidence", why=Phrase("fields.withheld_evidence"))
    return evidence
