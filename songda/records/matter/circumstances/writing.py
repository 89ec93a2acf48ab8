"""One way of writing: an entry is kept, ended or struck, told in one event, and the law is asked again."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from songda.core.circumstances import Kind
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.matter.circumstances.entries import cell_of, subject_of
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.notify import reconsider
from songda.records.matter.parties.queries import in_open_cases, same_person


def keep(entry: Circumstance, words: str) -> None:
    """Inside the caller's transaction; Refused where the same is noted already and still holds."""
    entry.words_sealed = vault.seal_text(cell_of(entry.id), words) if words else None
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:  # of two clerks at once the second one
        raise Refused("circumstance_holds_already") from None


def end(entry: Circumstance, since: datetime, until: datetime) -> None:
    """It holds no longer; Refused where it ended or was struck already."""
    rows = Circumstance.objects.filter(id=entry.id)
    if not rows.filter(until=None, struck_at=None).update(since=since, until=until):
        is_struck = rows.exclude(struck_at=None).exists()
        raise Refused("circumstance_struck_already" if is_struck else "circumstance_over_already")
    entry.since, entry.until = since, until


def strike(entry: Circumstance, now: datetime) -> None:
    """It never was so: the entry stays on record, and the law no longer looks at it; Refused where that was done."""
    if not Circumstance.objects.filter(id=entry.id, struck_at=None).update(struck_at=now):
        raise Refused("circumstance_struck_already")
    entry.struck_at = now


def event_of(entry: Circumstance, name: str, at: datetime, by: str, **private: Json) -> NewEvent:
    """What happened to the entry, in the stream of whom or what it is about; what is personal lies sealed."""
    data: dict[str, Json] = {"circumstance": str(entry.id), "kind": entry.kind, **entry.details}
    if entry.basis:
        data["basis"] = entry.basis
    subject = subject_of(entry)
    if isinstance(subject, Party):
        return NewEvent(name, f"party:{subject.id}", subject.case_id, at, by, data, private)
    return NewEvent(name, f"case:{subject.id}", subject.id, at, by, data, private)


def tell(entry: Circumstance, events: list[NewEvent], now: datetime) -> None:
    """The events; every service that hangs on it is put to the law again, and the clerk is told what changed."""
    record(events, now)
    if entry.party is not None:
        reconsider(_whom_it_concerns(entry.party, Kind(entry.kind)))
    else:
        ask("planning.reconsider", case_ids=[str(entry.case_id)])


def _whom_it_concerns(party: Party, kind: Kind) -> list[UUID]:
    """What somebody says of themselves holds in every case of theirs, what holds in a case in that one alone."""
    if kind is not Kind.CARE:
        return [party.id]
    return list(in_open_cases(same_person(party)).values_list("id", flat=True))
