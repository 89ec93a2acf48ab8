"""What is entered about a party, what a correction changes in it, and what was corrected before.

Everything that hangs on a corrected party is looked at again. Each correction is on record: when, by whom, why, from
what to what.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from songda.core.evidence.canonical import Json
from songda.core.law.attempt.state_at_attempt import age_may_matter
from songda.core.refusal import Refused
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.queries import events_of, secrets_of
from songda.records.ground.queue import ask
from songda.records.ground.vault import name_index, number_index
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.addresses import refuse_shared
from songda.records.matter.parties.consents import STANDING, age_group_of, birth_date, can_act
from songda.records.matter.parties.drafts import PartyDraft, check_party, read_person_name, read_person_number
from songda.records.matter.parties.models import OWN_CLASSES, Address, Consent, Party
from songda.records.matter.parties.notify import reconsider
from songda.records.matter.parties.offered import bring_along
from songda.records.matter.parties.people import mark_as_known

FIELDS = tuple(field.name for field in fields(PartyDraft))
WHO_THEY_ARE = frozenset({"name", "number"})  # what they must type in the portal
SIDE = frozenset({"role", "acts_for_id"})  # what decides whose opponent they are

Value = str | bool | UUID | None
_PLAIN_COLUMNS = tuple(name for name in FIELDS if name not in WHO_THEY_ARE)


@dataclass(frozen=True)
class Change:
    """One field that a correction changes; `before` and `after` may be personal."""

    field: str
    before: Value
    after: Value


def draft_of(party: Party) -> PartyDraft:
    """The party as somebody would enter it today."""
    return PartyDraft(**{name: getattr(party, name) for name in FIELDS})


def read_draft(party: Party, draft: PartyDraft, now: datetime) -> PartyDraft:
    """The draft in the form in which it is kept, checked as at registration; raises WrongField."""
    check_party(draft)
    today = now.astimezone(ZoneInfo(party.case.court.zone)).date()
    return replace(draft, name=read_person_name(draft.name), number=read_person_number(draft, today))


def changes(before: PartyDraft, after: PartyDraft) -> list[Change]:
    """The fields that differ, in the order in which they are entered."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in FIELDS)
    return [Change(name, old, new) for name, old, new in pairs if old != new]


def version_of(party: Party) -> str:
    """A mark that changes with anything entered about the party; it tells nothing of what is entered."""
    entered = {name: _plain(value) for name, value in vars(draft_of(party)).items()}
    return vault.mark("party.version", json.dumps({"id": str(party.id), **entered}, sort_keys=True)).hex()


@dataclass(frozen=True)
class Correction:
    """One correction; without `reason` and values once its personal part was erased."""

    at: datetime
    actor: str
    fields: tuple[str, ...]
    reason: str
    changes: tuple[Change, ...]


def corrections_of(party: Party) -> list[Correction]:
    """The corrections of a party, newest first."""
    events = [event for event in events_of([f"party:{party.id}"]) if event.name == "party.corrected"]
    secrets = secrets_of([event.id for event in events])
    oldest_first = [
        _correction_of(
            event.happened_at, event.actor, event.data, secrets[event.id].private if event.id in secrets else {}
        )
        for event in events
    ]
    return oldest_first[::-1]


def _correction_of(at: datetime, actor: str, data: Mapping[str, Json], private: Mapping[str, Json]) -> Correction:
    fields = tuple(str(name) for name in _list(data.get("fields")))
    before, after = _table(private.get("before")), _table(private.get("after"))
    made = tuple(Change(name, _value(before[name]), _value(after[name])) for name in fields if name in before)
    return Correction(at, actor, fields, str(private.get("reason", "")), made)


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _table(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _value(value: Json) -> str | bool | None:
    return value if isinstance(value, str | bool) else None


def plan_correction(party: Party, draft: PartyDraft, now: datetime) -> list[Change]:
    """What would change; raises what the correction itself would raise. Writes nothing."""
    with transaction.atomic():
        planned = _correct(_lock_party(party), draft, now)
        transaction.set_rollback(True)
    return planned


@transaction.atomic
def correct_party(party: Party, draft: PartyDraft, reason: Reason, by: str, now: datetime) -> list[Change]:
    """Correct the record of a party; raises WrongField or Refused (changed meanwhile, nothing to change …).

    It counts from the very beginning: what was served is decided anew with the corrected facts, certificates that name
    the party are replaced, and a link that the mistake locked is opened again.
    """
    words = reason.read()
    locked = _lock_party(party)
    if reason.seen and reason.seen != version_of(locked):
        raise Refused("changed_meanwhile")
    made = _correct(locked, draft, now)
    record([_correction_event(locked, made, words, by, now)], now)
    if "number" in {change.field for change in made}:  # what the court knows of the person comes along, as when entered
        mark_as_known(locked, by, now)
        bring_along(locked.case.court, [locked], by, now)
    _void_consents_of_minor(locked, by, now)
    _follow(locked, {change.field for change in made})
    return made


def _lock_party(party: Party) -> Party:
    """The party, with its case locked first, so that two clerks correct one after the other."""
    Case.objects.select_for_update(no_key=True).only("id").get(id=party.case_id)
    rows = Party.objects.select_related("case__court", "acts_for").select_for_update(of=("self",), no_key=True)
    return rows.get(id=party.id)


def _correct(locked: Party, draft: PartyDraft, now: datetime) -> list[Change]:
    after = read_draft(locked, draft, now)
    made = changes(draft_of(locked), after)
    if not made:
        raise Refused("nothing_changed")
    _check_represented(locked, after.acts_for_id)
    _write(locked, after)
    if SIDE & {change.field for change in made}:
        _refuse_shared(locked)
    return made


def _check_represented(locked: Party, acts_for_id: UUID | None) -> None:
    """Whoever is represented is another party of the same case; whoever is represented themselves acts for nobody."""
    if acts_for_id is None:
        return
    represented = Party.objects.filter(id=acts_for_id, case_id=locked.case_id, acts_for=None).exclude(id=locked.id)
    if not represented.exists():
        raise Refused("agent_of_other_case")
    if locked.representatives.exists():
        raise Refused("represented_cannot_act")


def _write(locked: Party, after: PartyDraft) -> None:
    for column in _PLAIN_COLUMNS:
        setattr(locked, column, getattr(after, column))
    day = locked.recorded_at.astimezone(ZoneInfo(locked.case.court.zone)).date()
    locked.age_may_matter = age_may_matter(birth_date(after.kind, after.domicile, after.number), day)
    locked.name_sealed = vault.seal_text(f"party.name:{locked.id}", after.name)
    locked.name_index = name_index(after.name)
    locked.number_sealed = vault.seal_text(f"party.number:{locked.id}", after.number) if after.number else None
    locked.number_index = number_index(after.number) if after.number else None
    locked.named_at = Now()  # by the database's clock, as for every other name
    own = ("age_may_matter", "name_sealed", "name_index", "number_sealed", "number_index", "named_at")
    locked.save(update_fields=[*_PLAIN_COLUMNS, *own])


def _refuse_shared(locked: Party) -> None:
    """On the side where they stand now, no own address of theirs, or of who acts for them, may be an opponent's own."""
    own_side = Q(party=locked) | Q(party__acts_for=locked)
    own = Address.objects.filter(own_side, retired_at=None, address_class__in=OWN_CLASSES)
    for address in own.select_related("party__acts_for"):
        refuse_shared(address.party, address.kind, bytes(address.value_index), address.address_class)


def _for_figures(party: Party, made: Sequence[Change]) -> dict[str, Json]:
    """What the registration told openly and the correction changed: the role, the coarse age group."""
    before = {change.field: change.before for change in made}
    details: dict[str, Json] = {"role": party.role} if "role" in before else {}
    now = age_group_of(party, party.kind, party.number)
    if now != age_group_of(party, str(before.get("kind", party.kind)), str(before.get("number", party.number) or "")):
        details["age_group"] = now
    return details


def _correction_event(locked: Party, made: Sequence[Change], words: str, by: str, now: datetime) -> NewEvent:
    """Which fields, for everybody; from what to what and why, sealed."""
    names: list[Json] = [change.field for change in made]
    return NewEvent(
        name="party.corrected",
        stream=f"party:{locked.id}",
        case_id=locked.case_id,
        happened_at=now,
        actor=by,
        data={"fields": names, **_for_figures(locked, made)},
        private={
            "reason": words,
            "before": {change.field: _plain(change.before) for change in made},
            "after": {change.field: _plain(change.after) for change in made},
        },
    )


def _plain(value: Value) -> str | bool | None:
    return str(value) if isinstance(value, UUID) else value


def _void_consents_of_minor(locked: Party, by: str, now: datetime) -> None:
    """A yes that, by the corrected record, somebody without capacity gave themselves never stood."""
    own = locked.consents.filter(STANDING, given_by=None)
    kept_consents = [consent for consent in own if not can_act(locked, consent.at)]
    Consent.objects.filter(id__in=[consent.id for consent in kept_consents]).update(withdrawn_at=F("at"), withdrawal="")
    record([_voiding_event(locked, consent, by, now) for consent in kept_consents], now)


def _voiding_event(locked: Party, consent: Consent, by: str, now: datetime) -> NewEvent:
    data: dict[str, Json] = {"consent": str(consent.id), "ground": "minor"}
    return NewEvent("consent.withdrawn", f"party:{locked.id}", locked.case_id, happened_at=now, actor=by, data=data)


def _follow(locked: Party, corrected: set[str]) -> None:
    """Let everything that hangs on the party be looked at again."""
    if corrected & SIDE:
        ask("planning.reconsider", case_ids=[str(locked.case_id)])  # others' addresses may be an opponent's now
    else:
        reconsider([locked.id, *([locked.acts_for_id] if locked.acts_for_id else [])])  # their authority is theirs
    if corrected & WHO_THEY_ARE:
        ask("portal_acts.reopen", party_ids=[str(locked.id)])
        ask("lookups.ask")  # what was approved of whom they were taken for ends
    ask("certificates.review", queue="certificates", party_ids=[str(locked.id)])
