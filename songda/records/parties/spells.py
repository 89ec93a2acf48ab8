"""What began for a party on a day and may end: custody, military service. Before and after it was not so.

Papers go to such a person through the place where they are (Civil Procedure Law, articles 92 to 94).
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from songda.core.law.facts import PersonStatus as Word
from songda.core.law.facts import RecipientKind
from songda.core.refusal import Refused, WrongField
from songda.records import vault
from songda.records.cases.reason import Reason
from songda.records.evidence.actions import NewEvent, record
from songda.records.parties.drafts import SpellDraft
from songda.records.parties.models import Party, Spell
from songda.records.parties.notify import look_again
from songda.records.parties.reading import one_of

WORDS = (Word.IN_CUSTODY.value, Word.SOLDIER.value)
_LONGEST = 100


@transaction.atomic
def note_spell(party: Party, draft: SpellDraft, by: str, now: datetime) -> Spell:
    """Note since when it is so; raises WrongField or Refused (a body, in the future, noted already)."""
    what, place = one_of("what", draft.what, WORDS), _place(draft.place)
    if party.kind != RecipientKind.NATURAL_PERSON:
        raise Refused("only_of_people")
    if draft.since > now:
        raise Refused("dated_in_future")
    spell = _created(Spell(party=party, what=what, since=draft.since, recorded_at=now), place)
    record([_event("spell.noted", spell, spell.since, by, {"place": place})], now)
    look_again([party.id])
    return spell


@transaction.atomic
def end_spell(spell: Spell, until: datetime, by: str, now: datetime) -> None:
    """Note since when it is so no longer; what was tried meanwhile is judged as it was then."""
    if until > now:
        raise Refused("dated_in_future")
    if until < spell.since:
        raise Refused("ends_before_it_began")
    _end(spell, until)
    record([_event("spell.ended", spell, until, by, {})], now)
    look_again([spell.party_id])


@transaction.atomic
def strike_spell(spell: Spell, why: Reason, by: str, now: datetime) -> None:
    """Take back what was noted by mistake: it never was so."""
    reason = why.read()
    _end(spell, spell.since)
    record([_event("spell.struck", spell, now, by, {"reason": reason})], now)
    look_again([spell.party_id])


def place_of(spell: Spell) -> str:
    """The prison or the unit, in clear; for the staff, never for logs."""
    return vault.open_text(f"spell.place:{spell.id}", spell.place_sealed) if spell.place_sealed else ""


def _created(spell: Spell, place: str) -> Spell:
    spell.place_sealed = vault.seal_text(f"spell.place:{spell.id}", place)
    try:
        with transaction.atomic():
            spell.save(force_insert=True)
    except IntegrityError:  # of two clerks at once the second one
        raise Refused("spell_already") from None
    return spell


def _end(spell: Spell, until: datetime) -> None:
    if not Spell.objects.filter(id=spell.id, until=None).update(until=until):
        raise Refused("spell_over_already")
    spell.until = until


def _place(typed: str) -> str:
    place = " ".join(typed.split())
    if place and len(place) <= _LONGEST:
        return place
    raise WrongField("place", "wrong_place")


def _event(name: str, spell: Spell, at: datetime, by: str, private: dict[str, str]) -> NewEvent:
    told = {"spell": str(spell.id), "what": spell.what}
    return NewEvent(name, f"party:{spell.party_id}", spell.party.case_id, at, by, told, private)
