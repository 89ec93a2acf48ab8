"""Compares every service with the log: what its rows say now, and whether what was logged still has its rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, TextField, Value
from django.db.models.functions import Cast, Concat

from songda.core.delivery.states import Purpose, derive
from songda.core.evidence.flaws import Flaw, flaw
from songda.core.evidence.leaf import moment_text
from songda.core.state import delivery, entities
from songda.core.state.entities import receipt
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import leaves_among, leaves_of_cases, sealed_leaves
from songda.records.ground.tables import Among, Contradiction, compared, compared_among
from songda.records.matter.cases.models import Case
from songda.records.proof.certificates.comparing import state_of, unread
from songda.records.proof.certificates.contradictions import (
    OF_CERTIFICATES,
    OfServices,
    compare_cases,
    compare_offices,
    lasting,
)
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.conclusions_audit import LAW, misled_messages, not_drawn_again, ungrounded_findings
from songda.records.proof.offices_audit import acts_without_office, is_abridged
from songda.records.service.attempts.models import Attempt, Receipt
from songda.records.service.attempts.reports import is_intact
from songda.records.service.calls.queries import receipts_in_force
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import RecipientAct

CHUNK = 200  # envelopes
CASES = 50
AUDITED_EVENTS = sorted(name for name in delivery.STEPS if not name.startswith(("call.", "deed.")))


@dataclass(frozen=True)
class RowsPosition:
    """How far the rows were compared: `part` is one of `_PARTS`, `after` the last envelope or case of it."""

    part: str = "envelopes"
    after: UUID | None = None

    def __str__(self) -> str:
        return f"{self.part} behind {self.after}" if self.after else self.part

    def to_json(self) -> dict[str, str | None]:
        return {"part": self.part, "after": str(self.after) if self.after else None}

    @classmethod
    def from_json(cls, kept: Mapping[str, str | None]) -> "RowsPosition":
        after = kept["after"]
        return cls(kept["part"] or "envelopes", UUID(after) if after else None)


Progress = Callable[[RowsPosition, int, int], None]
"""`progress(standing, done, all)`: up to where, how many of how many."""
_BEGINNING = RowsPosition()


def audit_rows(
    begin: RowsPosition = _BEGINNING, progress: Progress = lambda _standing, _done, _all: None
) -> Iterator[Flaw]:
    """Every row that the log contradicts, and every one that is gone: of services first, then of files and offices.

    Last whatever was done by somebody who had no office for it, and what does not follow from what it names.

    What is written meanwhile, and has no place in the log yet, is no flaw.
    """
    parts = list(_PARTS)
    for part in parts[parts.index(begin.part) :]:
        model, size, looks = _PARTS[part]
        ids = _ids(model, begin.after if part == begin.part else None)
        for start in range(0, len(ids), size):
            chunk = ids[start : start + size]
            for look in looks:
                yield from map(_flaw, lasting(partial(look, chunk)))
            progress(RowsPosition(part, chunk[-1]), min(start + size, len(ids)), len(ids))
    yield from map(_flaw, lasting(compare_offices))
    yield from map(_flaw, lasting(_gone_whole))
    yield from acts_without_office()
    yield from not_drawn_again()


def _ids(model: type[Model], after: UUID | None) -> list[UUID]:
    rows = model._default_manager.order_by("id")
    return list((rows.filter(id__gt=after) if after else rows).values_list("id", flat=True))


def _files_of(cases: Sequence[UUID]) -> Iterator[Contradiction]:
    """Whatever stands in the files of these cases."""
    return compare_cases(cases)


def _audit_call_receipts(ids: Sequence[UUID]) -> Iterator[Contradiction]:
    """What findings, messages and acts say differently; also those of which no facts of the law can be made."""
    findings = Finding.objects.filter(service__envelope_id__in=ids).order_by("service_id")
    tried = Attempt.objects.filter(envelope_id__in=ids, purpose=Purpose.SERVICE).order_by("id")
    services = Service.objects.filter(envelope_id__in=ids, recalled_at=None)
    of_service = {service.id: service for service in services.select_related("envelope")}
    acts = RecipientAct.objects.filter(service_id__in=of_service).order_by("at")
    rows = OfServices(
        list(findings),
        list(tried),
        [(act, of_service[act.service_id].envelope_id) for act in acts],
        [(one, of_service[one.service_id].envelope.party_id) for one in receipts_in_force(of_service)],
    )
    state = state_of(sealed_leaves(rows.streams, OF_CERTIFICATES))
    yield from unread(state)
    yield from rows.compare(state)


def _missing_rows(ids: Sequence[UUID]) -> Iterator[Contradiction]:
    """What the log tells of these envelopes and no row holds any more, and certificates that are not as it says."""
    envelopes = {str(one) for one in ids}
    cases = set(Envelope.objects.filter(id__in=ids).values_list("case_id", flat=True))
    state = state_of(leaves_of_cases(cases, AUDITED_EVENTS))  # before the rows: what comes in between has its row
    state.services = {one: each for one, each in state.services.items() if each.envelope_id in envelopes}
    state.attempts = {one: each for one, each in state.attempts.items() if each.envelope_id in envelopes}
    state.certificates = {one: each for one, each in state.certificates.items() if each.service_id in state.services}
    of_these = Service.objects.filter(envelope_id__in=ids)
    services = {str(one) for one in of_these.values_list("id", flat=True)}
    state.acts = {one: each for one, each in state.acts.items() if one[0] in services}
    state.findings = {one: each for one, each in state.findings.items() if one in services}
    yield from compared(Service).missing(services, state)
    attempts = Attempt.objects.filter(envelope_id__in=ids, purpose=Purpose.SERVICE)
    yield from compared(Attempt).missing({str(one) for one in attempts.values_list("id", flat=True)}, state)
    acts = RecipientAct.objects.filter(service__envelope_id__in=ids).values_list("service_id", "kind")
    yield from compared(RecipientAct).missing({(str(service), kind) for service, kind in acts}, state)
    found = {str(one) for one in Finding.objects.filter(service__in=of_these).values_list("pk", flat=True)}
    for service, finding in state.findings.items():
        if service not in found:
            event = finding.event
            yield Contradiction(f"findings_finding:{service}", "", "", event.name, event.id, (event.stream,))
    made = Certificate.objects.filter(service__envelope_id__in=ids)
    streams = tuple(f"certificate:{one}" for one in state.certificates)
    yield from compared(Certificate).compare(list(made), state, streams)


def _gone_whole() -> Iterator[Contradiction]:
    """Whatever the log tells of from its beginning on, and of which not even the row is there by which it is found.

    All else is looked for in the streams of what there is: who takes a case away with all its rows leaves none.
    """
    for table, (kind, begun) in [(each, each.root) for each in compared_among(*Among) if each.root]:
        begins = Value(f"{kind}:", output_field=TextField())
        there = table.rows.annotate(named=Concat(begins, Cast("pk", TextField())))
        gone = Event.objects.on_record().filter(name=begun).exclude(Exists(there.filter(named=OuterRef("stream"))))
        for leaf in (one for one in leaves_among(gone) if not is_abridged(one)):
            row = f"{table.name}:{leaf['stream'].partition(':')[2]}"
            yield Contradiction(row, "", "", begun, leaf["id"], (leaf["stream"],))


def _reports(ids: Sequence[UUID]) -> Iterator[Contradiction]:
    """Receipts, and the reports that they were read from.

    Those that an end was derived from are all there and sealed as they came; what was put beside them changes no end.
    """
    attempts = list(Attempt.objects.filter(envelope_id__in=ids, purpose=Purpose.SERVICE).values_list("id", flat=True))
    state = state_of(sealed_leaves([f"attempt:{one}" for one in attempts], sorted(delivery.STEPS)))
    rows: dict[str, list[Receipt]] = {}
    for row in Receipt.objects.filter(attempt__in=attempts).select_related("report").order_by("id"):
        rows.setdefault(str(row.attempt_id), []).append(row)
    for attempt in state.attempts.values():
        own = rows.get(attempt.id, [])
        yield from (_unsealed(row) for row in own if not is_intact(row.report))
        if attempt.receipts:
            yield from _receipts(attempt, own)


def _receipts(attempt: entities.Attempt, rows: Sequence[Receipt]) -> Iterator[Contradiction]:
    end, stream = attempt.source_event("receipts"), (f"attempt:{attempt.id}",)
    kept, known = {_key_of(row) for row in rows}, {_key_in(receipt_logged) for receipt_logged in attempt.receipts}
    for receipt_logged in attempt.receipts:
        if _key_in(receipt_logged) not in kept:
            row = f"attempts_receipt:{attempt.id} {receipt_logged['part']} {receipt_logged['kind']}"
            yield Contradiction(row, "", "", end.name, end.id, stream)
    derived = derive(attempt.parts_total, [receipt(receipt_logged) for receipt_logged in attempt.receipts])
    if derive(attempt.parts_total, [row.of_part for row in rows]) != derived:
        for other in (row for row in rows if _key_of(row) not in known):
            yield Contradiction(f"attempts_receipt:{other.pk}", "kind", other.kind, "", about=stream)


def _unsealed(row: Receipt) -> Contradiction:
    name, stream = f"attempts_rawreport:{row.report_id}", (f"attempt:{row.attempt_id}",)
    return Contradiction(name, "sha256", bytes(row.report.sha256).hex(), "", about=stream)


def _key_of(row: Receipt) -> tuple[object, ...]:
    return row.part, row.kind, moment_text(row.happened_at), bytes(row.report.sha256).hex()


def _key_in(receipt_logged: Mapping[str, Any]) -> tuple[object, ...]:
    at = moment_text(datetime.fromisoformat(receipt_logged["happened_at"]))
    return receipt_logged["part"], receipt_logged["kind"], at, receipt_logged["report_sha256"]


_PARTS: Mapping[str, tuple[type[Model], int, tuple[Callable[[Sequence[UUID]], Iterator[Contradiction]], ...]]] = {
    "envelopes": (
        Envelope,
        CHUNK,
        (_audit_call_receipts, _missing_rows, _reports, ungrounded_findings, misled_messages),
    ),
    "cases": (Case, CASES, (_files_of,)),
}


def _flaw(one: Contradiction) -> Flaw:
    if not one.column:
        return flaw("row", one.row, "row_gone", event=one.event, name=one.logged)
    if one.event == LAW:
        return flaw("row", one.row, "row_ungrounded", column=one.column, found=one.found, follows=one.logged)
    if not one.event:
        return flaw("row", one.row, "row_untold", column=one.column, found=one.found)
    return flaw("row", one.row, "row_differs", column=one.column, found=one.found, logged=one.logged, event=one.event)
