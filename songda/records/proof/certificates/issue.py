"""Makes certificates: claim what is due, render, sign and stamp outside any transaction, then write them at once."""

import errno
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, prefetch_related_objects

from songda.clock import new_id
from songda.core.delivery.incidents import IncidentKind
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.law.facts import write_facts
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.epochs import epoch_number
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import covered_events, waiting_streams
from songda.records.ground.evidence.signed import newest_checkpoint
from songda.records.ground.incidents.actions import Trouble, begin_incident, end_incident, has_incident
from songda.records.ground.queue import Failed, isolate_failures
from songda.records.law.facts.dossier import Dossier, load_dossiers
from songda.records.proof.certificates.contradictions import (
    ContradictedError,
    MovedMeanwhileError,
    compare_offices,
    lasting,
    require_agreement,
)
from songda.records.proof.certificates.draft import (
    Draft,
    ImpossibleOrderError,
    StaleAnswerError,
    current_print_marks,
    digest_of,
    print_mark,
    require_current,
    require_possible_order,
    substance_mark,
    waits_for_law,
)
from songda.records.proof.certificates.making import SignedFile, make_pdf, stamper
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.numbers import (
    SerialLostError,
    code_of,
    give_back_serials,
    number_of,
    take_serials,
    use_serials,
)
from songda.records.proof.certificates.says.certified import lines_of
from songda.records.proof.certificates.says.content import content_of
from songda.records.proof.certificates.streams import sealed_places
from songda.records.service.attempts.models import Attempt
from songda.records.service.deeds.models import Deed
from songda.records.service.findings.models import Finding
from songda.records.service.findings.write import finding_summary
from songda.records.service.mandates.queries import helped_with
from songda.records.service.orders.due import mark_for_law
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.records.ways.post.letters.models import Letter
from songda.trust.places import FilesAwayError
from songda.trust.typesetting import MissingGlyphError

BATCH = 20
LEASE = timedelta(minutes=2)  # a claim older than this belongs to a worker that died
STAMP_AGAIN = timedelta(seconds=10)


def issue_due(now: datetime) -> int:
    """Make the certificates that are due, at most one batch; gives back how many findings were looked at.

    One that cannot be made is put in quarantine and holds no other up.
    """
    ready = _only_covered(_claim(now), now)
    groups, unreadable = isolate_failures(ready, partial(_drafts, now=now))
    drafts = [draft for group in groups for draft in group]
    made, unmade, full, unchanged = _make(drafts, now)
    _leave_as_they_are(unchanged)
    kept, unwritten = isolate_failures(made, partial(_write, now=now))
    failed = [*unreadable, *unmade, *(Failed(one.row[0].finding, one.wrong) for one in unwritten)]
    if failed:
        quarantine_findings(failed, now)
    written = {draft.certificate_id for draft in chain.from_iterable(kept)}
    for court, serials in _by_court([draft for draft in drafts if draft.certificate_id not in written]).items():
        give_back_serials(court, serials, now)  # whatever was drafted and not written gives its serial to others
    if full is not None:
        done = {draft.finding.pk for draft, _ in made} | {one.row.pk for one in failed}
        done |= {draft.finding.pk for draft in unchanged}
        wait_for_room([draft.finding.pk for draft in drafts if draft.finding.pk not in done], full, now)
        return 0  # the next look is half a minute away
    if made:
        note_room(now)
    if ready and has_incident(IncidentKind.ACCOUNT_DIFFERS) and not lasting(compare_offices):
        end_incident(IncidentKind.ACCOUNT_DIFFERS, now)
    return len(ready)


def is_due(now: datetime) -> bool:
    """Whether a certificate waits to be made."""
    return Finding.objects.filter(certificate_due_at__lte=now).exists()


class _Made(NamedTuple):
    """What became of a batch of drafts; `full`: files cannot be kept, and the rest was not tried."""

    made: list[tuple[Draft, SignedFile]]
    failed: list[Failed[Finding]]
    full: Exception | None
    unchanged: list[Draft]  # the certificate that stands says the same, line by line


def _make(drafts: Sequence[Draft], now: datetime) -> _Made:
    """Render and sign. Once the authority fails to answer, the rest of the batch does not wait for it."""
    authority, newest = stamper(), newest_checkpoint()
    made: list[tuple[Draft, SignedFile]] = []
    failed: list[Failed[Finding]] = []
    unchanged: list[Draft] = []
    for draft in drafts:
        try:
            content = content_of(draft, newest, now)
            substance = substance_mark(content)
            if _says_the_same(draft, substance):
                unchanged.append(draft)
                continue
            pdf = replace(make_pdf(content, authority), lines=lines_of(draft, content), substance=substance)
        except Exception as wrong:  # noqa: BLE001 - one that cannot be made must not hold up the others
            if is_of_the_store(wrong):
                return _Made(made, failed, wrong, unchanged)
            failed.append(Failed(draft.finding, wrong))
            continue
        authority = authority if pdf.is_stamped else None
        made.append((draft, pdf))
    return _Made(made, failed, None, unchanged)


def _says_the_same(draft: Draft, substance: bytes) -> bool:
    """Whether the certificate that stands names the same person and case, and says the same of the service."""
    stands = draft.replaces
    if stands is None or bytes(stands.substance or b"") != substance:
        return False
    return bytes(stands.printed or b"") == print_mark(draft.dossier.envelope, draft.dossier.receipts)


def _leave_as_they_are(drafts: Sequence[Draft]) -> None:
    """They are due no more, unless the law was asked again meanwhile."""
    for draft in drafts:
        same = Finding.objects.filter(pk=draft.finding.pk, decided_at=draft.finding.decided_at)
        same.update(certificate_due_at=None)


def _by_court(drafts: Sequence[Draft]) -> dict[UUID, list[int]]:
    """The serials of these drafts, by court, in the order of courts in which all lock them."""
    found: dict[UUID, list[int]] = {}
    for draft in sorted(drafts, key=lambda one: one.dossier.envelope.case.court_id):
        found.setdefault(draft.dossier.envelope.case.court_id, []).append(draft.serial)
    return found


@transaction.atomic
def _claim(now: datetime) -> list[Finding]:
    """Take due findings for two minutes; whoever dies meanwhile leaves them due again."""
    due = Finding.objects.filter(certificate_due_at__lte=now).order_by("certificate_due_at")
    findings = list(due.select_related("service__envelope").select_for_update(skip_locked=True, of=("self",))[:BATCH])
    Finding.objects.filter(pk__in=[f.pk for f in findings]).update(certificate_due_at=now + LEASE)
    return findings


def _only_covered(findings: Sequence[Finding], now: datetime) -> list[Finding]:
    """Those of which every event is under a signed checkpoint, and the law was asked since facts changed.

    The others stay due until the log is sealed, or the law asked, again.
    """
    newest = newest_rulings([finding.service_id for finding in findings])
    sealed, unsealed = covered_events(newest.values()), _with_unsealed_events([f.service.envelope for f in findings])
    ready = [
        f
        for f in findings
        if newest.get(f.service_id) in sealed
        and f.service.envelope_id not in unsealed
        and not waits_for_law(f.service.envelope, now)
    ]
    late = [f.pk for f in findings if f not in ready]
    Finding.objects.filter(pk__in=late).update(certificate_due_at=now)
    return ready


def _with_unsealed_events(envelopes: Sequence[Envelope]) -> set[UUID]:
    """Of these envelopes those that an event tells of which still waits for its place in the log."""
    if not (waiting := waiting_streams()):
        return set()
    tries = Attempt.objects.filter(envelope__in=envelopes).values_list("id", "envelope_id")
    about = {f"attempt:{attempt}": envelope for attempt, envelope in tries}
    deeds = Deed.objects.filter(envelope__in=envelopes).values_list("id", "envelope_id")
    about |= {f"deed:{deed}": envelope for deed, envelope in deeds}
    letters = Letter.objects.filter(envelope__in=envelopes).values_list("id", "envelope_id")
    about |= {f"letter:{letter}": envelope for letter, envelope in letters}
    unsealed = {about[stream] for stream in waiting if stream in about}
    for one in envelopes:
        if waiting.intersection((f"envelope:{one.id}", f"party:{one.party_id}", f"case:{one.case_id}")):
            unsealed.add(one.id)
    return unsealed


def _drafts(findings: Sequence[Finding], now: datetime) -> list[Draft]:
    """The drafts of those answers that no current certificate states already, naming whom the record names."""
    current = Certificate.objects.filter(service_id__in=[f.service_id for f in findings]).exclude(state="replaced")
    known = {certificate.service_id: certificate for certificate in current}
    printed = current_print_marks([f.service.envelope_id for f in findings])
    fresh = [f for f in findings if not _states(known.get(f.service_id), f, printed[f.service.envelope_id])]
    stale = [f.pk for f in findings if f not in fresh]
    Finding.objects.filter(pk__in=stale).update(certificate_due_at=None)
    if not fresh:
        return []
    places = sealed_places([f.service for f in fresh])
    dossiers = _rows(fresh)
    if beside := require_agreement(fresh, list(dossiers.values())):
        detail = "; ".join(f"{one.row}.{one.column}" for one in beside)
        begin_incident(Trouble(IncidentKind.ACCOUNT_DIFFERS, detail=detail), len(beside), now)
    courts = [dossiers[finding.service.envelope_id].envelope.case.court_id for finding in fresh]
    serials = {court: iter(take_serials(court, courts.count(court), now)) for court in sorted(set(courts))}
    helped, epoch = helped_with([f.service_id for f in fresh]), epoch_number()
    drafts = []
    for finding, court in zip(fresh, courts, strict=True):
        dossier, serial, one = dossiers[finding.service.envelope_id], next(serials[court]), finding.service_id
        draft = _draft(finding, dossier, number_of(dossier.envelope.case.court.code, serial, epoch, now), serial)
        drafts.append(replace(draft, replaces=known.get(one), places=places[one], helped=helped[one]))
    require_possible_order(drafts)
    require_current(drafts, now)
    return drafts


def _rows(findings: Sequence[Finding]) -> dict[UUID, Dossier]:
    envelopes = Envelope.objects.filter(id__in={f.service.envelope_id for f in findings})
    related = envelopes.select_related("case__court", "case__judge", "party", "order")
    dossiers = load_dossiers(list(related.prefetch_related("party__consents", "party__acts_for", "case__parties")))
    used = [attempt.address for dossier in dossiers for attempt in dossier.attempts]
    used += [each.deed.address for dossier in dossiers for each in dossier.deeds if each.deed.address]
    prefetch_related_objects(used, "findings")
    return {dossier.envelope.id: dossier for dossier in dossiers}


def _draft(finding: Finding, dossier: Dossier, number: str, serial: int) -> Draft:
    certificate_id = new_id()
    code = code_of(str(certificate_id))
    return Draft(certificate_id, finding, dossier, number, code, None, serial)


def _states(certificate: Certificate | None, finding: Finding, printed: bytes) -> bool:
    if certificate is None or bytes(certificate.finding_digest) != digest_of(finding):
        return False
    return bytes(certificate.printed or b"") == printed


def _write(made: Sequence[tuple[Draft, SignedFile]], now: datetime) -> list[Draft]:
    """Insert the certificates whose answer and names still stand; what changed meanwhile comes again by itself.

    Gives those that were inserted.
    """
    current = _standing([draft for draft, _ in made], now)
    printed = current_print_marks([draft.dossier.envelope.id for draft, _ in made])
    kept = [
        (draft, pdf)
        for draft, pdf in made
        if draft.finding.pk in current
        and print_mark(draft.dossier.envelope, draft.dossier.receipts) == printed[draft.dossier.envelope.id]
    ]
    outdated = [draft.replaces.id for draft, _ in kept if draft.replaces]
    Certificate.objects.filter(id__in=outdated).update(state="replaced", stamp_due_at=None)
    rulings = newest_rulings([draft.finding.service_id for draft, _ in kept])
    events = record([issue_event(draft, pdf, rulings[draft.finding.service_id], now) for draft, pdf in kept], now)
    Certificate.objects.bulk_create(
        _certificate(draft, pdf, event, now) for (draft, pdf), event in zip(kept, events, strict=True)
    )
    for court, serials in _by_court([draft for draft, _ in kept]).items():
        use_serials(court, serials, now)
    record([replacement_event(draft, now) for draft, _ in kept if draft.replaces], now)
    stated = Finding.objects.filter(pk__in=[draft.finding.pk for draft, _ in kept])
    stated.update(certificate_due_at=None, is_stated=True)
    note_made([draft.dossier.envelope.id for draft, _ in kept], now)
    return [draft for draft, _ in kept]


def _standing(drafts: Sequence[Draft], now: datetime) -> set[UUID]:
    """The findings, held, that are as they were, and of which no fact changed since; the latter wait for the law."""
    locked = Finding.objects.filter(pk__in=[draft.finding.pk for draft in drafts]).select_for_update(of=("self",))
    marked = locked.only("decided_at").annotate(marked_at=F("service__envelope__ask_law_at"))
    found = {finding.pk: (finding.decided_at, finding.marked_at) for finding in marked}
    same = [draft for draft in drafts if found.get(draft.finding.pk, (None,))[0] == draft.finding.decided_at]
    up_to_date = {d.finding.pk for d in same if found[d.finding.pk][1] == d.dossier.envelope.ask_law_at}
    if len(up_to_date) < len(same):
        waiting = [draft.finding.pk for draft in same if draft.finding.pk not in up_to_date]
        Finding.objects.filter(pk__in=waiting).update(certificate_due_at=now)
    return up_to_date


def _certificate(draft: Draft, pdf: SignedFile, event_id: UUID, now: datetime) -> Certificate:
    return Certificate(
        id=draft.certificate_id,
        service_id=draft.finding.service_id,
        number=draft.number,
        code=draft.code,
        finding_digest=digest_of(draft.finding),
        printed=print_mark(draft.dossier.envelope, draft.dossier.receipts),
        substance=pdf.substance,
        state="issued" if pdf.is_stamped else "stamp_pending",
        replaces=draft.replaces,
        sha256=pdf.sha256,
        file_id=pdf.file_id,
        wrapped_key=pdf.wrapped_key,
        made_at=now,
        stamped_at=now if pdf.is_stamped else None,
        stamp_due_at=None if pdf.is_stamped else now + STAMP_AGAIN,
        event_id=event_id,
    )


def newest_rulings(service_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Of each service the newest event that tells what the law said of it."""
    streams = {f"service:{service_id}": service_id for service_id in service_ids}
    events = Event.objects.on_record().filter(stream__in=streams, name__startswith="service.").order_by("number")
    return {streams[stream]: event_id for stream, event_id in events.values_list("stream", "id")}


def issue_event(draft: Draft, pdf: SignedFile, ruling: UUID, now: datetime) -> NewEvent:
    """A certificate was issued; `ruling` is the event whose finding it certifies.

    It names all that was sealed of the service until its facts were read: whoever leaves one of these events out of
    the proof, or out of the facts, is found out. The facts come along, so that anybody can ask the law again; and
    every line of it, persons masked, so that a text that was put under its code is told from it.
    """
    data: dict[str, Json] = {
        "number": draft.number,
        "service": str(draft.finding.service_id),
        "sha256": pdf.sha256.hex(),
        "states": digest_of(draft.finding).hex(),
        "certifies": {"event": str(ruling), **finding_summary(draft.finding.decision)},
        "rests_on": list(draft.places),
        "stamped": pdf.is_stamped,
        "seal": pdf.seal,
        "replaces": str(draft.replaces.id) if draft.replaces else None,
    }
    stream = f"certificate:{draft.certificate_id}"
    private = {"facts": write_facts(draft.facts), "lines": pdf.lines}
    return NewEvent("certificate.issued", stream, draft.dossier.envelope.case_id, now, "engine", data, private)


def replacement_event(draft: Draft, now: datetime) -> NewEvent:
    """An earlier certificate was replaced by this one."""
    assert draft.replaces is not None  # noqa: S101 - the caller chose those that replace another
    data: dict[str, Json] = {"number": draft.replaces.number, "by": draft.number}
    stream = f"certificate:{draft.replaces.id}"
    return NewEvent("certificate.replaced", stream, draft.dossier.envelope.case_id, now, "engine", data)


log = logging.getLogger(__name__)

FAILED_AGAIN = timedelta(hours=1)
_REASONS: Mapping[type[Exception], str] = {
    MissingGlyphError: "missing_glyph",
    ContradictedError: "record_contradicts_log",
    ImpossibleOrderError: "impossible_order",
}


@transaction.atomic
def quarantine_findings(failed: Sequence[Failed[Finding]], now: datetime) -> None:
    """Try these again later, and let people know that they wait; what is logged is the kind of error."""
    stale = [one.row.pk for one in failed if isinstance(one.wrong, StaleAnswerError)]
    if stale:  # envelopes are locked before findings and tasks
        mark_for_law(list(Envelope.objects.filter(services__in=stale).distinct().values_list("id", flat=True)), now)
    for one in failed:
        if isinstance(one.wrong, MovedMeanwhileError | SerialLostError | StaleAnswerError):
            Finding.objects.filter(pk=one.row.pk).update(certificate_due_at=now)
            continue
        why = str(one.wrong) if isinstance(one.wrong, ContradictedError) else one.kind
        log.error("the certificate of service %s cannot be made (%s)", one.row.pk, why)
        Finding.objects.filter(pk=one.row.pk).update(certificate_due_at=now + FAILED_AGAIN)
        reason = _REASONS.get(type(one.wrong), "certificate_failed")
        envelope = Envelope.objects.select_related("case__court").get(services=one.row.pk)
        open_tasks([TaskDraft("mend_certificate", reason, envelope.case, envelope)], now)


def note_made(envelope_ids: Sequence[UUID], now: datetime) -> None:
    """Where no certificate waits any more nobody has to see to it."""
    waiting = Finding.objects.filter(service__envelope=OuterRef("envelope")).exclude(certificate_due_at=None)
    end_by_fact(Fact.CERTIFICATE_MADE, Q(~Exists(waiting), envelope_id__in=envelope_ids), "engine", now)


AGAIN: Final = timedelta(seconds=30)


def is_of_the_store(wrong: Exception) -> bool:
    """Whether the machine could not keep or read a file: no room, no leave, no folder."""
    return isinstance(wrong, OSError)


def wait_for_room(finding_ids: Collection[UUID], wrong: Exception, now: datetime) -> None:
    """These are due again in half a minute; nobody has to do anything about a single one of them."""
    Finding.objects.filter(pk__in=finding_ids).update(certificate_due_at=now + AGAIN)
    if isinstance(wrong, FilesAwayError):  # the worker's own look at the store tells that it is back
        begin_incident(Trouble(IncidentKind.STORE_AWAY, detail=str(wrong)), _waiting(), now)
        return
    code = errno.errorcode.get(getattr(wrong, "errno", 0) or 0, type(wrong).__name__)
    begin_incident(Trouble(IncidentKind.STORE_FULL, detail=code), _waiting(), now)


def _waiting() -> int:
    return Finding.objects.exclude(certificate_due_at=None).count()


def note_room(now: datetime) -> None:
    """A file was kept."""
    end_incident(IncidentKind.STORE_FULL, now)
