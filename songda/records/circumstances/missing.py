"""A person whose whereabouts nobody knows, and the evidence for it: before a public notice the file must show both."""

from datetime import datetime

from django.db import transaction

from songda.core.circumstances import MISSING_SOURCES as SOURCES
from songda.core.circumstances import Kind
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase
from songda.records.circumstances.drafts import MissingDraft
from songda.records.circumstances.entries import about, end, note, strike, tell, to_end
from songda.records.circumstances.models import Circumstance
from songda.records.evidence.actions import NewEvent
from songda.records.parties.models import Party
from songda.records.parties.reading import one_of

_LONGEST = 400


@transaction.atomic
def note_missing(party: Party, draft: MissingDraft, by: str, now: datetime) -> Circumstance:
    """Note that a person is missing; raises WrongField or Refused (in the future, noted already)."""
    evidence = _check(draft, now)
    entry = Circumstance(
        party=party, kind=Kind.MISSING, basis=draft.source, since=draft.since, recorded_at=now, recorded_by=by
    )
    note(entry, evidence, "missing_already")
    private = {"evidence": evidence}
    tell(
        entry,
        NewEvent("party.reported_missing", *about(party), draft.since, by, {"source": draft.source}, private),
        now,
    )
    return entry


@transaction.atomic
def note_found(party: Party, at: datetime, by: str, now: datetime) -> None:
    """Note that the person is missing no longer; what was published meanwhile keeps its ground.

    Found before they were missing, they never were: then the entry is struck.
    """
    if at > now:
        raise Refused("dated_in_future")
    entry = to_end(party, Kind.MISSING, "not_missing")
    if at > entry.since:
        end(entry, at, "not_missing")
    else:
        strike(entry, now, "not_missing")
    tell(entry, NewEvent("party.found", *about(party), at, by, {}), now)


def _check(draft: MissingDraft, now: datetime) -> str:
    one_of("source", draft.source, SOURCES)
    if draft.since > now:
        raise Refused("dated_in_future")
    evidence = " ".join(draft.evidence.split())
    if not evidence or len(evidence) > _LONGEST:
        raise WrongField("evidence", "wrong_evidence", why=Phrase("fields.missing_evidence"))
    return evidence
