"""The events that tell of certificates: issued, on which finding, and replaced by which other."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from songda.core.evidence.canonical import Json
from songda.core.law.facts import write_facts
from songda.records.certificates.certified import particulars_of
from songda.records.certificates.draft import Draft, digest_of
from songda.records.certificates.making import Made
from songda.records.evidence.actions import NewEvent
from songda.records.evidence.models import Event
from songda.records.findings.write import finding_summary


def newest_rulings(service_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Of each service the newest event that tells what the law said of it."""
    streams = {f"service:{service_id}": service_id for service_id in service_ids}
    events = Event.objects.on_record().filter(stream__in=streams, name__startswith="service.").order_by("number")
    return {streams[stream]: event_id for stream, event_id in events.values_list("stream", "id")}


def issue_event(draft: Draft, pdf: Made, ruling: UUID, now: datetime) -> NewEvent:
    """A certificate was issued; `ruling` is the event whose finding it certifies.

    It names all that was sealed of the service until its facts were read: whoever leaves one of these events out of
    the proof, or out of the facts, is found out. The facts come along, so that anybody can ask the law again; and what
    it names, masked, so that a text that was put under its code is told from it.
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
    private = {"facts": write_facts(draft.facts), "particulars": particulars_of(draft)}
    return NewEvent("certificate.issued", stream, draft.dossier.envelope.case_id, now, "engine", data, private)


def replacement_event(draft: Draft, now: datetime) -> NewEvent:
    """An earlier certificate was replaced by this one."""
    assert draft.replaces is not None  # noqa: S101 - the caller chose those that replace another
    data: dict[str, Json] = {"number": draft.replaces.number, "by": draft.number}
    stream = f"certificate:{draft.replaces.id}"
    return NewEvent("certificate.replaced", stream, draft.dossier.envelope.case_id, now, "engine", data)
