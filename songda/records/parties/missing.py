"""A person whose whereabouts nobody knows, and the evidence for it: before a public notice the file must show both."""

from datetime import datetime

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase
from songda.records import vault
from songda.records.evidence.actions import NewEvent, record
from songda.records.parties.drafts import MissingDraft
from songda.records.parties.models import Party, Spell
from songda.records.parties.notify import look_again
from songda.records.parties.reading import one_of

SOURCES = (
    "police",
    "committee",
    "relatives",
    "employer",
    "inquiry",
    "judgment",
)
_LONGEST = 400


@transaction.atomic
def note_missing(party: Party, draft: MissingDraft, by: str, now: datetime) -> None:
    """Note that a person is missing; raises WrongField or Refused (in the future, noted already)."""
    evidence = _check(draft, now)
    sealed = vault.seal_text(f"party.missing_evidence:{party.id}", evidence)
    found = Party.objects.filter(id=party.id, missing_since=None)
    if not found.update(missing_since=draft.since, missing_source=draft.source, missing_evidence_sealed=sealed):
        raise Refused("missing_already")
    party.missing_since, party.missing_source, party.missing_evidence_sealed = draft.since, draft.source, sealed
    told: dict[str, Json] = {"source": draft.source}
    stream, private = f"party:{party.id}", {"evidence": evidence}
    record([NewEvent("party.reported_missing", stream, party.case_id, draft.since, by, told, private)], now)
    look_again([party.id])


@transaction.atomic
def note_found(party: Party, at: datetime, by: str, now: datetime) -> None:
    """Note that the person is missing no longer; what was published meanwhile keeps its ground.

    Found before they were missing, they never were: then nothing of it is left but the log.
    """
    if at > now:
        raise Refused("dated_in_future")
    locked = Party.objects.select_for_update().get(id=party.id)
    if locked.missing_since is None:
        raise Refused("not_missing")
    if at > locked.missing_since:
        Spell.objects.create(party=locked, what="missing", since=locked.missing_since, until=at, recorded_at=now)
    Party.objects.filter(id=party.id).update(missing_since=None, missing_source="", missing_evidence_sealed=None)
    party.missing_since, party.missing_source, party.missing_evidence_sealed = None, "", None
    record([NewEvent("party.found", f"party:{party.id}", party.case_id, at, by, {})], now)
    look_again([party.id])


def evidence_of(party: Party) -> str:
    """The evidence in clear; for the staff, never for logs."""
    sealed = party.missing_evidence_sealed
    return vault.open_text(f"party.missing_evidence:{party.id}", sealed) if sealed else ""


def _check(draft: MissingDraft, now: datetime) -> str:
    one_of("source", draft.source, SOURCES)
    if draft.since > now:
        raise Refused("dated_in_future")
    evidence = " ".join(draft.evidence.split())
    if not evidence or len(evidence) > _LONGEST:
        raise WrongField("evidence", "wrong_evidence", why=Phrase("fields.missing_evidence"))
    return evidence
