"""Entries as they stand on record: what is noted of a person or of a case, what each says, and what was struck."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from songda.core.circumstances import ROWS, Kind
from songda.records.court.staff.models import Court
from songda.records.ground import vault
from songda.records.ground.evidence.queries import events_of, secrets_of
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.queries import same_person

Subject = Party | Case
_STRUCK = {row.struck: "circumstance" for row in ROWS.values()}


def newest(subject: Subject, kind: Kind) -> Circumstance | None:
    """What is on record last of this kind and not struck, whether it still holds or not."""
    entries = [each for each in subject.circumstances.all() if each.kind == kind and each.struck_at is None]
    return max(entries, key=lambda each: each.id, default=None)


def entry_in_force(subject: Subject, kind: Kind) -> Circumstance | None:
    """What is on record of this kind and still holds."""
    entry = newest(subject, kind)
    return entry if entry is not None and entry.until is None else None


def words_of(entry: Circumstance) -> str:
    """What was noted in words, in clear; for the staff, never for logs."""
    return vault.open_text(cell_of(entry.id), entry.words_sealed) if entry.words_sealed else ""


@dataclass(frozen=True)
class CircumstanceDraft:
    """A kind and what its row asks for; what it does not ask for is left empty."""

    kind: str
    since: datetime | None = None
    until: datetime | None = None
    basis: str = ""
    words: str = ""
    ways: tuple[str, ...] = ()
    papers: tuple[UUID, ...] = ()
    party_id: UUID | None = None


def draft_of(entry: Circumstance) -> CircumstanceDraft:
    """The entry as somebody would note it today; what is not asked of its kind is left empty."""
    party = entry.details.get("party")
    return CircumstanceDraft(
        kind=entry.kind,
        since=entry.since,
        until=entry.until,
        basis=entry.basis,
        words=words_of(entry),
        ways=tuple(entry.details.get("ways", ())),
        papers=tuple(UUID(paper) for paper in entry.details.get("papers", ())),
        party_id=UUID(party) if party else None,
    )


def version_of(entry: Circumstance) -> str:
    """A mark that changes with an entry; only its end is ever written to it."""
    state = json.dumps({"id": str(entry.id), "until": str(entry.until), "struck": str(entry.struck_at)})
    return vault.mark("circumstance.version", state).hex()


def entry_of(court: Court, entry_id: UUID) -> Circumstance:
    """One entry about a case of this court or somebody in one; Circumstance.DoesNotExist for any other."""
    rows = Circumstance.objects.select_related("party__case__court", "case__court")
    return rows.get(Q(party__case__court=court) | Q(case__court=court), id=entry_id)


def same_wish_elsewhere(entry: Circumstance, until: datetime) -> list[Circumstance]:
    """The same wish of the same person in other entries that began by then and still hold; of other kinds none."""
    if entry.kind != Kind.CARE or entry.party is None:
        return []
    rows = Circumstance.objects.filter(party__in=same_person(entry.party), kind=entry.kind, basis=entry.basis)
    others = rows.filter(until=None, struck_at=None, since__lte=until).exclude(id=entry.id)
    return list(others.select_related("party__case__court").order_by("id").select_for_update(of=("self",)))


def of_case(case: Case) -> list[Circumstance]:
    """Everything that was noted of a case and of the people in it, in the order in which it was noted."""
    return list(Circumstance.objects.filter(Q(case=case) | Q(party__case=case)).order_by("id"))


def subject_of(entry: Circumstance) -> Subject:
    """The person or the case that it is about."""
    subject = entry.party or entry.case
    assert subject is not None  # noqa: S101 - the table's own rule
    return subject


def case_of(entry: Circumstance) -> Case:
    """The case that it is about, or in which the person is."""
    subject = subject_of(entry)
    return subject.case if isinstance(subject, Party) else subject


def cell_of(key: UUID) -> str:
    """Under which name the words of an entry are sealed."""
    return f"circumstance.words:{key}"


@dataclass(frozen=True)
class Ending:
    """How one entry ended; without `reason` where none was asked for, or once its personal part was erased."""

    at: datetime
    actor: str
    reason: str


def strikes_of(subject: Subject) -> dict[UUID, Ending]:
    """The strikes among what was noted of a person or of a case, by the entry that was struck."""
    return endings_in(f"party:{subject.id}" if isinstance(subject, Party) else f"case:{subject.id}", _STRUCK)


def endings_in(stream: str, ends: Mapping[str, str]) -> dict[UUID, Ending]:
    """How entries ended that one stream tells of; `ends`: by the event the name under which it keeps which entry."""
    events = [event for event in events_of([stream]) if event.name in ends]
    secrets = secrets_of([event.id for event in events])
    reasons = {key: str(secret.private.get("reason", "")) for key, secret in secrets.items()}
    return {
        UUID(str(event.data[ends[event.name]])): Ending(event.happened_at, event.actor, reasons.get(event.id, ""))
        for event in events
    }
