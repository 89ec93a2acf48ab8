"""Ways that cannot be used for a recipient: put on record with the reason, and struck where that was a mistake.

Before a public notice the file must show that the other ways cannot serve them (Civil Procedure Law, article 95 since
2022): each was tried in vain, or is on record here.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.clock import new_id
from songda.core.delivery.deeds import LADDER_WAYS, RULED_OUT
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.records import vault
from songda.records.circumstances.models import RuledOut
from songda.records.evidence.actions import NewEvent, record
from songda.records.parties.models import Party
from songda.records.parties.notify import look_again
from songda.records.staff.models import Court

LONGEST = 400


@dataclass(frozen=True)
class RuledOutDraft:
    """Which ways, why, since when it is known, and who found it out and how."""

    ways: tuple[str, ...]
    ground: str
    at: datetime
    words: str


@transaction.atomic
def rule_out(party: Party, draft: RuledOutDraft, by: str, now: datetime) -> RuledOut:
    """Put on record that these ways cannot be used at this stage; raises WrongField or Refused."""
    words = _check(draft, now)
    locked = Party.objects.select_for_update(of=("self",), no_key=True).select_related("case").get(id=party.id)
    stage, ways = locked.case.stage, [way for way in LADDER_WAYS if way in draft.ways]
    same = RuledOut.objects.filter(party=locked, stage=stage, ways=ways, ground=draft.ground, at=draft.at)
    if same.filter(struck_at=None).exists():
        raise Refused("step_exists")
    key = new_id()
    note = RuledOut.objects.create(
        id=key,
        party=locked,
        stage=stage,
        ways=ways,
        ground=draft.ground,
        at=draft.at,
        words_sealed=vault.seal_text(_cell(key), words),
        recorded_at=now,
        recorded_by=by,
    )
    record([_event("way.ruled_out", note, draft.at, by, {"words": words})], now)
    look_again([party.id])
    return note


@transaction.atomic
def strike_ruled_out(note: RuledOut, by: str, now: datetime) -> None:
    """Strike what was entered by mistake; it stays on record, and the law no longer looks at it."""
    if not RuledOut.objects.filter(id=note.id, struck_at=None).update(struck_at=now):
        return
    record([_event("way.struck", note, now, by, {})], now)
    look_again([note.party_id])


def words_of_note(note: RuledOut) -> str:
    """Who found it out and how, in clear."""
    return vault.open_text(_cell(note.id), note.words_sealed)


def note_of(court: Court, note_id: UUID) -> RuledOut:
    """One such entry of this court; RuledOut.DoesNotExist for any other."""
    return RuledOut.objects.select_related("party__case__court").get(id=note_id, party__case__court=court)


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


def _event(name: str, note: RuledOut, at: datetime, by: str, private: dict[str, Json]) -> NewEvent:
    ways: list[Json] = list(note.ways)
    data: dict[str, Json] = {"note": str(note.id), "ways": ways, "ground": note.ground, "stage": note.stage}
    return NewEvent(name, f"party:{note.party_id}", note.party.case_id, at, by, data, private)


def _cell(key: UUID) -> str:
    return f"ruled_out.words:{key}"
