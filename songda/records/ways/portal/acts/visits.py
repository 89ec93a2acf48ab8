"""What a recipient does in the portal. A link that is merely fetched is noted as that; only what they do counts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from songda.core.delivery.states import Purpose
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.identity import Assurance, needed_to_read
from songda.records.ground.evidence.actions import NewEvent, record, record_change
from songda.records.matter.parties.models import Address
from songda.records.matter.parties.notify import reconsider
from songda.records.service.attempts.models import Attempt
from songda.records.service.findings.models import Finding
from songda.records.service.orders.due import mark_for_law, stop_disowned
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import RecipientAct
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.records.ways.lookups.course import stop_clocks_under_lookup

FETCH_PAUSE = timedelta(seconds=30)
WITH_LINK = (Purpose.SERVICE, Purpose.HEARING, Purpose.NOTICE)  # messages that lead to the papers
_FETCHED = """
    UPDATE orders_envelope SET fetched_at = %s WHERE id = %s AND (fetched_at IS NULL OR fetched_at < %s)
"""
_WISHES = {
    "paper": ("paper_copy.requested", "print_paper", "asked_for_paper"),
    "help": ("help.requested", "call", "asked_for_help"),
}


def visitor_event(
    name: str, envelope: Envelope, now: datetime, data: Mapping[str, Json], private: Mapping[str, Json]
) -> NewEvent:
    """An event whose actor is the proven recipient; personal details stay in the sealed part."""
    return NewEvent(
        name=name,
        stream=f"envelope:{envelope.id}",
        case_id=envelope.case_id,
        happened_at=now,
        actor=f"recipient:{envelope.party_id}",
        data=data,
        private=private,
    )


def holder_event(
    name: str, envelope: Envelope, now: datetime, data: Mapping[str, Json], private: Mapping[str, Json]
) -> NewEvent:
    """The same of somebody who only holds the link: the number is in their hand, who they are is not proved."""
    return replace(visitor_event(name, envelope, now, data, private), actor=f"holder:{envelope.id}")


def note_fetch(envelope: Envelope, agent: str, now: datetime) -> None:
    """Something fetched the link (a person, a scanner, a preview): noted at most twice a minute, never a reading."""
    if envelope.fetched_at is not None and envelope.fetched_at >= now - FETCH_PAUSE:
        return
    event = visitor_event("link.fetched", envelope, now, {}, {"agent": agent[:200]})
    record_change(_FETCHED, [now, envelope.id, now - FETCH_PAUSE], replace(event, actor="engine"), now)


def was_written_since(envelope: Envelope, moment: datetime) -> bool:
    """Whether a message with this link was given to a provider since then."""
    return Attempt.objects.filter(envelope=envelope, purpose__in=WITH_LINK, submitted_at__gte=moment).exists()


@transaction.atomic
def note_opening(service: Service, level: Assurance, now: datetime) -> None:
    """The proven recipient opened a paper by a deliberate press of a button."""
    _note_acts(service.envelope, [service], ("read", level), now)


@transaction.atomic
def confirm_receipt(envelope: Envelope, service_ids: Sequence[UUID], level: Assurance, now: datetime) -> None:
    """The proven recipient says: I have received these papers. Saying so again changes nothing."""
    services = list(Service.objects.filter(envelope=envelope, id__in=service_ids).order_by("id"))
    _note_acts(envelope, services, ("acknowledged", level), now)


@transaction.atomic
def note_download(service: Service, now: datetime) -> None:
    """The proven recipient took the file of a paper that they had opened; it is no reading, and asks no law."""
    data: dict[str, Json] = {"service": str(service.id), "paper": str(service.paper_id)}
    record([visitor_event("paper.downloaded", service.envelope, now, data, {})], now)


EVENT_OF_ACT = {"read": "paper.opened", "acknowledged": "paper.acknowledged"}


def _note_acts(envelope: Envelope, services: Sequence[Service], act: tuple[str, Assurance], now: datetime) -> None:
    """Keep the first act of its kind for each service; only first acts are events and ask the law again."""
    kind, level = act
    if level < needed_to_read(status_case=envelope.case.is_status_case):
        raise PermissionError("identity not proved")
    Envelope.objects.select_for_update().get(id=envelope.id)
    known = RecipientAct.objects.filter(service=OuterRef("pk"), kind=kind)
    unread = Service.objects.filter(~Exists(known), id__in=[service.id for service in services], recalled_at=None)
    first = set(unread.values_list("id", flat=True))
    fresh = [service for service in services if service.id in first]
    if not fresh:
        return
    RecipientAct.objects.bulk_create(
        RecipientAct(service=s, kind=kind, at=now, assurance=level, recorded_at=now) for s in fresh
    )
    acts: list[dict[str, Json]] = [
        {"service": str(service.id), "paper": str(service.paper_id), "assurance": int(level)} for service in fresh
    ]
    record([visitor_event(EVENT_OF_ACT[kind], envelope, now, act, {}) for act in acts], now)
    mark_for_law([envelope.id], now)
    if kind == "acknowledged":
        end_by_fact(Fact.ACKNOWLEDGED, Q(envelope=envelope), "engine", now)


@transaction.atomic
def disown(envelope: Envelope, address_id: UUID, now: datetime, *, by: str = "") -> None:
    """Whoever holds this address says: not me. It stops further tries; what already counts stays for the judge.

    They say it with the link in their hand, or to the provider, which is then named in `by`.

    It is said of this address alone, so whatever else rests on it is in doubt too. Of other addresses to which the link
    had gone they know nothing; but the link is in their hand, and nothing more goes out with it.
    """
    if not stop_disowned(envelope.id, now):
        return
    Address.objects.filter(id=address_id).update(disowned_at=now)
    data: dict[str, Json] = {"addresses": [str(address_id)]}
    event = holder_event("address.disowned", envelope, now, data, {})
    record([replace(event, actor=by or event.actor)], now)
    open_tasks([TaskDraft("find_address", "not_me", envelope.case, envelope)], now)
    stop_clocks_under_lookup([envelope.party_id], now)
    mark_for_law(_resting_on(address_id), now)
    reconsider([envelope.party_id])


def _resting_on(address_id: UUID) -> list[UUID]:
    """The envelopes sent there of which the law has said something already."""
    decided = Finding.objects.filter(service__envelope__attempts__address_id=address_id)
    return sorted(set(decided.values_list("service__envelope_id", flat=True)))


@transaction.atomic
def ask_for(envelope: Envelope, what: str, words: str, now: datetime, level: Assurance = Assurance.NONE) -> None:
    """The visitor wants the paper copy ("paper") or a person to help ("help"); becomes a task for the clerk."""
    event, task, reason = _WISHES[what]
    marks_of = visitor_event if level >= Assurance.NUMBER_AND_CODE else holder_event
    record([marks_of(event, envelope, now, {}, {"words": words[:500]} if words else {})], now)
    open_tasks([TaskDraft(task, reason, envelope.case, envelope)], now)
