"""One way of writing: an entry is noted, ended or struck, told in one event, and the law is asked again."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from songda.core.circumstances import STATUSES, Kind
from songda.core.refusal import Refused
from songda.records import vault
from songda.records.cases.models import Case
from songda.records.circumstances.models import Circumstance
from songda.records.evidence.actions import NewEvent, record
from songda.records.parties.models import Party
from songda.records.parties.notify import reconsider
from songda.records.queue import ask
from songda.records.staff.models import Court

_OPEN = Q(until=None, struck_at=None)


def note(entry: Circumstance, words: str, refusal: str) -> Circumstance:
    """Inside the caller's transaction; Refused by this name where the same is noted already and still holds."""
    entry.words_sealed = vault.seal_text(_cell(entry.id), words) if words else None
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:  # of two clerks at once the second one
        raise Refused(refusal) from None
    return entry


def end(entry: Circumstance, until: datetime, refusal: str) -> None:
    """It holds no longer; Refused where it ended or was struck already."""
    if not Circumstance.objects.filter(_OPEN, id=entry.id).update(until=until):
        raise Refused(refusal)
    entry.until = until


def strike(entry: Circumstance, now: datetime, refusal: str) -> None:
    """It never was so: the entry stays on record, and the law no longer looks at it; Refused where that was done."""
    if not Circumstance.objects.filter(id=entry.id, struck_at=None).update(struck_at=now):
        raise Refused(refusal)
    entry.struck_at = now


def newest(subject: Party | Case, kind: Kind) -> Circumstance | None:
    """What is on record last of this kind and not struck, whether it still holds or not."""
    entries = [each for each in subject.circumstances.all() if each.kind == kind and each.struck_at is None]
    return max(entries, key=lambda each: each.id, default=None)


def standing(subject: Party | Case, kind: Kind) -> Circumstance | None:
    """What is on record of this kind and still holds."""
    entry = newest(subject, kind)
    return entry if entry is not None and entry.until is None else None


def to_end(party: Party, kind: Kind, refusal: str) -> Circumstance:
    """The entry that still holds, held until the transaction ends; Refused by this name where there is none."""
    entry = Circumstance.objects.select_for_update().filter(_OPEN, party=party, kind=kind).first()
    if entry is None:
        raise Refused(refusal)
    return entry


def statuses_of(party: Party) -> list[Circumstance]:
    """Custody and military service, and when the person was missing once, in the order in which they began."""
    over = [each for each in party.circumstances.all() if each.kind == Kind.MISSING and each.until is not None]
    entries = [*over, *(each for each in party.circumstances.all() if each.kind in STATUSES)]
    return sorted((each for each in entries if each.struck_at is None), key=lambda each: (each.since, each.id))


def words_of(entry: Circumstance) -> str:
    """What was noted in words, in clear; for the staff, never for logs."""
    return vault.open_text(_cell(entry.id), entry.words_sealed) if entry.words_sealed else ""


def entry_of(court: Court, entry_id: UUID, kinds: Collection[Kind]) -> Circumstance:
    """One entry of these kinds about a party of this court; Circumstance.DoesNotExist for any other."""
    rows = Circumstance.objects.select_related("party__case__court").filter(kind__in=kinds)
    return rows.get(id=entry_id, party__case__court=court)


def tell(entry: Circumstance, event: NewEvent, now: datetime) -> None:
    """One event; every service that hangs on it is put to the law again, and the clerk is told what changed."""
    record([event], now)
    if entry.party_id is not None:
        reconsider([entry.party_id])
    else:
        ask("planning.reconsider", case_ids=[str(event.case_id)])


def about(subject: Party | Case) -> tuple[str, UUID]:
    """The stream and the case of an event about a person or about a case."""
    if isinstance(subject, Party):
        return f"party:{subject.id}", subject.case_id
    return f"case:{subject.id}", subject.id


def _cell(key: UUID) -> str:
    return f"circumstance.words:{key}"
