"""Custody and military service of a party: noted, ended, struck where it was a mistake."""

from uuid import UUID

from django.http import HttpResponse

from songda.clock import now
from songda.core.circumstances import STATUSES
from songda.records.circumstances import actions
from songda.records.circumstances.entries import entry_of
from songda.records.circumstances.models import Circumstance
from songda.records.parties.models import Party
from songda.web.api.once import Deeds, created
from songda.web.api.shapes.corrections import ReasonIn
from songda.web.api.shapes.spells import SpellEndIn, SpellIn, SpellOut
from songda.web.api.tokens import ApiRequest, actor_of, court_of

router = Deeds(tags=["parties"])


@router.creates("/parties/{uuid:party_id}/spells", SpellOut, "Note custody or military service")
def note(request: ApiRequest, party_id: UUID, body: SpellIn) -> HttpResponse:
    """Notes since when a party is in custody or a serving soldier: papers go by transfer from then on."""
    party = Party.objects.select_related("case__court").get(id=party_id, case__court=court_of(request))
    by = actor_of(request)
    return created(request, body, lambda: SpellOut.of(actions.note_spell(party, body.draft(), by, now())))


@router.creates("/spells/{uuid:spell_id}/ending", SpellOut, "Note the end of custody or military service")
def end(request: ApiRequest, spell_id: UUID, body: SpellEndIn) -> HttpResponse:
    """Notes since when it is so no longer; what was tried meanwhile is judged as it was then."""
    spell = _spell(request, spell_id)

    def act() -> SpellOut:
        actions.end_spell(spell, body.until, actor_of(request), now())
        return SpellOut.of(spell)

    return created(request, body, act)


@router.creates("/spells/{uuid:spell_id}/removal", SpellOut, "Strike custody or military service noted by mistake")
def strike(request: ApiRequest, spell_id: UUID, body: ReasonIn) -> HttpResponse:
    """Takes back what was noted by mistake; everything is decided as if it had not been noted."""
    spell = _spell(request, spell_id)

    def act() -> SpellOut:
        actions.strike_spell(spell, body.why(), actor_of(request), now())
        return SpellOut.of(spell)

    return created(request, body, act)


def _spell(request: ApiRequest, spell_id: UUID) -> Circumstance:
    return entry_of(court_of(request), spell_id, STATUSES)
