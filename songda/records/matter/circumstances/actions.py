"""Notes what holds of a person or of a case, its end, that it was a mistake, and what was right instead.

Of every kind alike: the rows of `core.circumstances` say what is asked and how the log tells it. One way of writing
keeps, ends or strikes an entry, tells it in one event, and has the law asked again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from songda.core.care import STATED
from songda.core.circumstances import ROWS, Field, HowOften, Kind
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.matter.cases.actions import Reason, lock_case
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.entries import (
    CircumstanceDraft,
    Subject,
    cell_of,
    newest,
    same_wish_elsewhere,
    subject_of,
    version_of,
    words_of,
)
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.circumstances.reading import Reading, check_end, read, read_again
from songda.records.matter.parties.drafts import one_of
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.notify import reconsider
from songda.records.matter.parties.queries import in_open_cases, same_person


@dataclass(frozen=True)
class _By:
    """Who writes, and when."""

    actor: str
    now: datetime


@transaction.atomic
def note(subject: Subject, draft: CircumstanceDraft, by: str, now: datetime) -> Circumstance:
    """Note since when it is so; raises WrongField or Refused (in the future, noted already …)."""
    locked = _lock(subject)
    if isinstance(locked, Party):
        locked.check_in_case()
    reading = read(locked, draft, now)
    _not_noted_before(locked, reading)
    return _write(locked, reading, _By(by, now))


@transaction.atomic
def end(entry: Circumstance, until: datetime, by: str, now: datetime) -> None:
    """Note since when it is so no longer; what was done meanwhile is judged as it was then.

    A wish ends wherever the person had said it: they need not go from case to case.
    """
    others = same_wish_elsewhere(entry, until)
    _end(entry, until, _By(by, now))
    for other in others:
        _end(other, until, _By(by, now))


@transaction.atomic
def end_wish(party: Party, need: str, until: datetime, by: str, now: datetime) -> None:
    """Note that the person no longer needs or wishes this, in whichever case of the court they had said it."""
    one_of("need", need, STATED)
    stated = Circumstance.objects.filter(party__in=same_person(party), kind=Kind.CARE.value, basis=need)
    entry = stated.filter(until=None, struck_at=None).select_related("party__case__court").order_by("id").first()
    if entry is None:
        raise Refused("circumstance_over_already")
    end(entry, until, by, now)


def _end(entry: Circumstance, until: datetime, by: _By) -> None:
    row = ROWS[Kind(entry.kind)]
    since = check_end(row, entry.since, until, by.now)
    _end_row(entry, since, until)
    _record(entry, [_event_of(entry, row.ended, until, by.actor)], by.now)


@transaction.atomic
def strike(entry: Circumstance, why: Reason, by: str, now: datetime) -> None:
    """Take back what was noted by mistake: it never was so, and everything is decided as if it had not been noted."""
    _strike(entry, why.read(), _By(by, now))


@transaction.atomic
def correct(entry: Circumstance, draft: CircumstanceDraft, why: Reason, by: str, now: datetime) -> Circumstance:
    """Strike an entry and put the right one in its place; raises WrongField or Refused (changed meanwhile …)."""
    reason = why.read()
    locked, old = _lock(subject_of(entry)), _lock_entry(entry)
    if old.struck_at is not None:
        raise Refused("circumstance_struck_already")
    if why.seen and why.seen != version_of(old):
        raise Refused("changed_meanwhile")
    before = Reading(Kind(old.kind), old.since, old.until, old.basis, words_of(old), old.details)
    after = read_again(locked, draft, before, now)
    if after == before:
        raise Refused("nothing_changed")
    _strike(old, reason, _By(by, now))
    _not_noted_before(locked, after)
    return _write(locked, after, _By(by, now), {"instead_of": str(old.id)})


def _lock(subject: Subject) -> Subject:
    """The subject, held until the transaction ends, so that what is said of it follows one after the other."""
    if isinstance(subject, Case):
        return lock_case(subject.id)
    rows = Party.objects.select_for_update(of=("self",), no_key=True).select_related("case__court")
    return rows.get(id=subject.id)


def _lock_entry(entry: Circumstance) -> Circumstance:
    rows = Circumstance.objects.select_for_update(of=("self",)).select_related("party__case", "case")
    return rows.get(id=entry.id)


def _not_noted_before(locked: Subject, reading: Reading) -> None:
    """Where a kind may stand there once at a time, the database sees to it."""
    match ROWS[reading.kind].often:
        case HowOften.SEVERAL:
            same = locked.circumstances.filter(kind=reading.kind, since=reading.since, basis=reading.basis)
            if same.filter(struck_at=None, details=reading.details).exists():
                raise Refused("circumstance_exists")
        case HowOften.ONLY_ONCE:
            before = newest(locked, reading.kind)
            if before is not None:
                raise Refused("circumstance_noted_once" if before.until else "circumstance_holds_already")


def _write(locked: Subject, reading: Reading, by: _By, more_data: Mapping[str, Json] | None = None) -> Circumstance:
    entry = Circumstance(
        party=locked if isinstance(locked, Party) else None,
        case=locked if isinstance(locked, Case) else None,
        kind=reading.kind.value,
        basis=reading.basis,
        since=reading.since,
        until=reading.until,
        details=reading.details,
        recorded_at=by.now,
        recorded_by=by.actor,
    )
    _keep_row(entry, reading.words)
    first, *rest = _beginning_and_end(entry, reading.words, by)
    _record(entry, [replace(first, data={**first.data, **(more_data or {})}), *rest], by.now)
    return entry


def _beginning_and_end(entry: Circumstance, words: str, by: _By) -> Iterator[NewEvent]:
    """Its beginning, unless nobody asked for it and its end is known; and its end, if it has one."""
    row = ROWS[Kind(entry.kind)]
    if entry.until is None or Field.SINCE in row.asks:
        private = {"words": words} if words else {}
        yield _event_of(entry, row.noted, entry.since, by.actor, **private)
    if entry.until is not None:
        yield _event_of(entry, row.ended, entry.until, by.actor)


def _strike(entry: Circumstance, reason: str, by: _By) -> None:
    _strike_row(entry, by.now)
    event = _event_of(entry, ROWS[Kind(entry.kind)].struck, by.now, by.actor, reason=reason)
    _record(entry, [event], by.now)


def _keep_row(entry: Circumstance, words: str) -> None:
    """Inside the caller's transaction; Refused where the same is noted already and still holds."""
    entry.words_sealed = vault.seal_text(cell_of(entry.id), words) if words else None
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:  # of two clerks at once the second one
        raise Refused("circumstance_holds_already") from None


def _end_row(entry: Circumstance, since: datetime, until: datetime) -> None:
    """It holds no longer; Refused where it ended or was struck already."""
    rows = Circumstance.objects.filter(id=entry.id)
    if not rows.filter(until=None, struck_at=None).update(since=since, until=until):
        is_struck = rows.exclude(struck_at=None).exists()
        raise Refused("circumstance_struck_already" if is_struck else "circumstance_over_already")
    entry.since, entry.until = since, until


def _strike_row(entry: Circumstance, now: datetime) -> None:
    """It never was so: the entry stays on record, and the law no longer looks at it; Refused where that was done."""
    if not Circumstance.objects.filter(id=entry.id, struck_at=None).update(struck_at=now):
        raise Refused("circumstance_struck_already")
    entry.struck_at = now


def _event_of(entry: Circumstance, name: str, at: datetime, by: str, **private: Json) -> NewEvent:
    """What happened to the entry, in the stream of whom or what it is about; what is personal lies sealed."""
    data: dict[str, Json] = {"circumstance": str(entry.id), "kind": entry.kind, **entry.details}
    if entry.basis:
        data["basis"] = entry.basis
    subject = subject_of(entry)
    if isinstance(subject, Party):
        return NewEvent(name, f"party:{subject.id}", subject.case_id, at, by, data, private)
    return NewEvent(name, f"case:{subject.id}", subject.id, at, by, data, private)


def _record(entry: Circumstance, events: list[NewEvent], now: datetime) -> None:
    """The events; every service that hangs on it is put to the law again, and the clerk is told what changed."""
    record(events, now)
    if entry.party is not None:
        reconsider(_whom_it_concerns(entry.party, Kind(entry.kind)))
    else:
        ask("planning.reconsider", case_ids=[str(entry.case_id)])


def _whom_it_concerns(party: Party, kind: Kind) -> list[UUID]:
    """What somebody says of themselves holds in every case of theirs, what holds in a case in that one alone.

    On whose signature a mediation document waits, and whose counts as theirs, concerns everybody in the case.
    """
    if kind in {Kind.NOT_BOUND, Kind.IN_BANKRUPTCY}:
        return list(Party.objects.filter(case=party.case_id).values_list("id", flat=True))
    if kind is not Kind.CARE:
        return [party.id]
    return list(in_open_cases(same_person(party)).values_list("id", flat=True))
