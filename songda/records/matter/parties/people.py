"""Parties and representatives: entered into a case, or marked never to be served electronically."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from songda.clock import new_id
from songda.core.delivery.off_line import OF_THE_PERSON, OFFLINE_REASONS, OWN_WISH, OffLine
from songda.core.law.attempt.state_at_attempt import age_may_matter
from songda.core.party_flags import MEMBERS
from songda.core.refusal import Refused
from songda.records.court.staff.models import Court
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.vault import name_index, number_index
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.consents import age_group_of, birth_date
from songda.records.matter.parties.drafts import PartyDraft, check_party, one_of, read_person_name, read_person_number
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.notify import reconsider
from songda.records.matter.parties.offered import bring_along
from songda.records.matter.parties.queries import in_open_cases, same_person

OFF_LINE = tuple(field.name for field in fields(OffLine))


def add_party(case: Case, draft: PartyDraft, by: str, now: datetime) -> Party:
    """Enter one party or representative; raises WrongField or Refused."""
    return add_parties([(case, draft)], by, now)[0]


@transaction.atomic
def add_parties(wanted: Sequence[tuple[Case, PartyDraft]], by: str, now: datetime) -> list[Party]:
    """Enter many in a fixed number of statements; raises for the first that is wrong and enters none."""
    represented = _represented(wanted)
    parties = [party_row(case, draft, now) for case, draft in wanted]
    for party in parties:
        _check_represented(party, represented)
    marked = [mark for court, own in _by_court(parties) for mark in marked_before(court, own)]
    Party.objects.bulk_create(parties)
    entered = [registration_event(party, draft, by) for party, (_, draft) in zip(parties, wanted, strict=True)]
    record([*entered, *(marking_event(party, reason, by, party.recorded_at) for party, reason in marked)], now)
    for court, own in _by_court(parties):
        bring_along(court, own, by, now)
    represented_ids = [party.acts_for_id for party in parties if party.acts_for_id and party.may_not_receive]
    if represented_ids:
        reconsider(represented_ids)
    return parties


@transaction.atomic
def mark_offline(party: Party, reason: str, by: str, now: datetime) -> list[Party]:
    """Mark a person never to be served electronically; the reason is one of OFFLINE_REASONS.

    What is so of the person is so in their other open cases in the court too, whatever a court decided in this one.
    Their own wish and a reason of the court's stand side by side. Gives back everyone of whom this one is new.
    """
    one_of("reason", reason, OFFLINE_REASONS)
    same = same_person(party)
    same = same.filter(id=party.id) | in_open_cases(same) if reason in OF_THE_PERSON else same.filter(id=party.id)
    marked = [one for one in same.select_for_update(of=("self",), no_key=True) if _is_new_of(one, reason, now)]
    if not marked:
        raise Refused("offline_already")
    save_off_line(marked)
    record([marking_event(one, reason, by, now) for one in marked], now)
    reconsider([one.id for one in marked])
    party.refresh_from_db(fields=OFF_LINE)
    return marked


def stands_off_line(party: Party, how: OffLine) -> bool:
    """Put it into the row, not yet written; whether that changed anything."""
    is_new = how != OffLine.of(party)
    for name in OFF_LINE:
        setattr(party, name, getattr(how, name))
    return is_new


def save_off_line(parties: Sequence[Party]) -> None:
    """Write how these are served off line, as `stands_off_line` put it."""
    Party.objects.bulk_update(parties, OFF_LINE)


def _is_new_of(party: Party, reason: str, at: datetime) -> bool:
    return stands_off_line(party, OffLine.of(party).marked(reason, at))


def marked_before(court: Court, parties: Sequence[Party], at: datetime | None = None) -> list[tuple[Party, str]]:
    """Those of these parties of whom it is known in another case of the court that they are served off line, and why.

    They are marked so too, at that moment or when they were entered, before they are written; one statement.
    """
    numbers = {bytes(party.number_index) for party in parties if party.number_index}
    if not numbers:
        return []
    is_known = Q(offline_reason__in=OF_THE_PERSON) | ~Q(wants_paper_since=None)
    known: dict[bytes, list[str]] = defaultdict(list)
    for one in Party.objects.filter(is_known, case__court=court, number_index__in=numbers).order_by("id"):
        wish = [OWN_WISH] if one.wants_paper_since else []
        known[bytes(one.number_index or b"")] += [*({one.offline_reason} & {*OF_THE_PERSON}), *wish]
    return [
        (party, reason)
        for party in parties
        for reason in sorted(known.get(bytes(party.number_index or b""), ()), key=OWN_WISH.__eq__)
        if _is_new_of(party, reason, at or party.recorded_at)
    ]


def mark_as_known(party: Party, by: str, now: datetime) -> None:
    """One whose number was corrected is served off line from now on if the court knows that of the person.

    What was served on them until now is not touched by it.
    """
    if marks := marked_before(party.case.court, [party], now):
        save_off_line([party])
        record([marking_event(party, reason, by, now) for _, reason in marks], now)


def marking_event(party: Party, reason: str, by: str, at: datetime) -> NewEvent:
    """The event that says that they are served off line, and why."""
    return party_event("party.set_offline", party, by, at, {"reason": reason})


def party_row(case: Case, draft: PartyDraft, now: datetime) -> Party:
    """The row of a draft, checked and sealed, not yet written."""
    check_party(draft)
    name = read_person_name(draft.name)
    today = now.astimezone(ZoneInfo(case.court.zone)).date()
    number = read_person_number(draft, today)
    party_id = new_id()
    return Party(
        id=party_id,
        case=case,
        role=draft.role,
        kind=draft.kind,
        name_sealed=vault.seal_text(f"party.name:{party_id}", name),
        name_index=name_index(name),
        number_sealed=vault.seal_text(f"party.number:{party_id}", number) if number else None,
        number_index=number_index(number) if number else None,
        domicile=draft.domicile,
        age_may_matter=age_may_matter(birth_date(draft.kind, draft.domicile, number), today),
        acts_for_id=draft.acts_for_id,
        agent_authority=draft.agent_authority,
        recorded_at=now,
        **{name: getattr(draft, name) for name in MEMBERS},
    )


def registration_event(party: Party, draft: PartyDraft, by: str) -> NewEvent:
    """The event that says who was entered; name and number stay sealed."""
    return NewEvent(
        name="representative.appointed" if party.acts_for_id else "party.registered",
        stream=f"party:{party.id}",
        case_id=party.case_id,
        happened_at=party.recorded_at,
        actor=by,
        data={
            "role": party.role,
            "age_group": age_group_of(party, party.kind, draft.number),
            "kind": party.kind,
            "domicile": party.domicile,
            "acts_for": str(party.acts_for_id) if party.acts_for_id else None,
            "agent_authority": party.agent_authority,
            **{member: getattr(party, name) for name, member in MEMBERS.items()},
        },
        private={"name": draft.name, "number": draft.number},
    )


def party_event(name: str, party: Party, by: str, at: datetime, data: dict[str, str | None]) -> NewEvent:
    """A plain event about a party."""
    return NewEvent(name, f"party:{party.id}", party.case_id, happened_at=at, actor=by, data=dict(data))


def _by_court(parties: Sequence[Party]) -> list[tuple[Court, list[Party]]]:
    courts = {party.case.court_id: party.case.court for party in parties}
    return [(court, [party for party in parties if party.case.court_id == court.id]) for court in courts.values()]


def _represented(wanted: Sequence[tuple[Case, PartyDraft]]) -> dict[UUID, Party]:
    ids = {draft.acts_for_id for _, draft in wanted if draft.acts_for_id}
    return Party.objects.in_bulk(list(ids)) if ids else {}


def _check_represented(party: Party, represented: dict[UUID, Party]) -> None:
    """Whoever is represented is a party of the same case, and acts for nobody themselves."""
    if party.acts_for_id is None:
        return
    other = represented.get(party.acts_for_id)
    if other is None or other.case_id != party.case_id or other.acts_for_id is not None:
        raise Refused("agent_of_other_case")
    other.check_in_case()
