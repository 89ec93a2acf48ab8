"""Ways that cannot be used for a recipient: put on record with the reason, and struck where that was a mistake.

Before a public notice the file must show that the other ways cannot serve them (Civil Procedure Law, article 95 since
2022): each was tried in vain, or is on record here.
"""

from datetime import datetime

from django.db import transaction

from songda.core.circumstances import Kind
from songda.core.delivery.deeds import LADDER_WAYS, RULED_OUT
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.records.circumstances.drafts import RuledOutDraft
from songda.records.circumstances.entries import about, note, strike, tell
from songda.records.circumstances.models import Circumstance
from songda.records.evidence.actions import NewEvent
from songda.records.parties.models import Party

LONGEST = 400


@transaction.atomic
def rule_out(party: Party, draft: RuledOutDraft, by: str, now: datetime) -> Circumstance:
    """Put on record that these ways cannot be used at this stage; raises WrongField or Refused."""
    words = _check(draft, now)
    locked = Party.objects.select_for_update(of=("self",), no_key=True).select_related("case").get(id=party.id)
    stage, ways = locked.case.stage, [way for way in LADDER_WAYS if way in draft.ways]
    entry = Circumstance(
        party=locked,
        kind=Kind.WAYS_RULED_OUT,
        basis=draft.ground,
        since=draft.at,
        details={"ways": ways, "stage": stage},
        recorded_at=now,
        recorded_by=by,
    )
    same = Circumstance.objects.filter(party=locked, kind=entry.kind, since=entry.since, basis=entry.basis)
    if same.filter(struck_at=None, details=entry.details).exists():
        raise Refused("step_exists")
    note(entry, words, "step_exists")
    tell(entry, _event("way.ruled_out", entry, draft.at, by, {"words": words}), now)
    return entry


@transaction.atomic
def strike_ruled_out(entry: Circumstance, by: str, now: datetime) -> None:
    """Strike what was entered by mistake; it stays on record, and the law no longer looks at it."""
    try:
        strike(entry, now, "struck_already")
    except Refused:
        return
    tell(entry, _event("way.struck", entry, now, by, {}), now)


def _check(draft: RuledOutDraft, now: datetime) -> str:
    if not draft.ways or not set(draft.ways) <= set(LADDER_WAYS):
        raise WrongField("ways", "unknown_way")
    if draft.ground not in RULED_OUT:
        raise WrongField("ground", "unknown_ground")
    words = draft.words.strip()
    if not words or len(words) > LONGEST:
        raise WrongField("words", "ruled_out.words", longest=LONGEST)
    if draft.at > now:
        raise Refused("dated_in_future")
    return words


def _event(name: str, entry: Circumstance, at: datetime, by: str, private: dict[str, Json]) -> NewEvent:
    assert entry.party is not None  # noqa: S101 - the table's own rule
    told: dict[str, Json] = {"note": str(entry.id), "ground": entry.basis, **entry.details}
    return NewEvent(name, *about(entry.party), at, by, told, private)
