"""Turns rows into the facts that decide the next step of an envelope."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from songda.channels.registry import route_of, routes_to, telephone_kinds
from songda.core.delivery.deeds import WAYS
from songda.core.delivery.overtaken import Overtaken
from songda.core.delivery.plan import AddressFact, AttemptFact, EnvelopeFacts
from songda.core.delivery.routes import Route
from songda.core.delivery.states import State
from songda.core.law import ConsentAnswer, open_methods
from songda.core.law.facts import AddressClass, Channel
from songda.records.court.staff.models import Court
from songda.records.law.facts.dossier import DeedOnRecord, Dossier
from songda.records.law.facts.law_facts import case_facts, consent_to_papers, paper_facts
from songda.records.matter.parties.models import BY_CODE, Address, AddressFinding
from songda.records.service.attempts.models import Attempt
from songda.records.service.orders.models import Service


def plan_facts(dossier: Dossier, now: datetime) -> EnvelopeFacts:
    """Everything that decides the next step for this envelope."""
    found_ones = {a.id for a in to_call_first(dossier.envelope.case.court, _usable(dossier), dossier.called)}
    usable_ones = [a for a in _usable(dossier) if a.id not in found_ones]
    addresses = tuple(AddressFact(str(a.id), a.kind, a.address_class) for a in usable_ones)
    usable = routes_to({address.kind for address in addresses})
    consent = consent_of(dossier, now)
    has_consent = consent is not None and consent.is_given
    # The addresses for whose sake what went there while nothing was known of them is sent once more.
    known = {a.id for a in usable_ones if a.address_class not in {AddressClass.UNKNOWN, AddressClass.REJECTED}}
    if not has_consent:
        known -= _asked_by_code(dossier, usable_ones)
    closed_reason = _closed_reason(dossier, consent)
    opened = () if closed_reason else _open_routes(dossier, usable, now)
    closed_reason = closed_reason or ("" if opened else "not_open")
    # Nothing is left to send to, because whoever holds the number said that they are somebody else.
    is_only_denied = not usable_ones and any(address.is_disowned for address in dossier.addresses)
    return EnvelopeFacts(
        addresses=addresses,
        routes=opened,
        attempts=tuple(
            _attempt_fact(dossier, a, known)
            for a in dossier.attempts
            if a.address_id not in dossier.mistyped  # as if it had never been made
        ),
        is_served=is_served(dossier),
        is_said_dead=dossier.is_said_dead,
        overtaken=overtaken_of(dossier),
        is_open=not closed_reason,
        closed_reason=closed_reason,
        has_consent=has_consent,
        is_disowned=dossier.envelope.disowned_at is not None or is_only_denied,
        has_new_address=has_new_address(dossier),
        is_ordered_anew=dossier.is_ordered_anew,
        spoken_at=dossier.spoken_at,
        unread_window=timedelta(seconds=settings.UNREAD_WINDOW_S),
        is_called_first=bool(found_ones),
        deeds_until=max((_patience_ends_at(each) for each in dossier.deeds if each.is_under_way), default=None),
    )


def _asked_by_code(dossier: Dossier, usable: Iterable[Address]) -> set[UUID]:
    """The addresses that became known by a code that was read there, of somebody who has not agreed yet.

    Whoever just read it is asked whether they agree, and whether it is theirs: what goes out before they answer would
    serve nobody (Online Litigation Rules, article 29), and stand in the way of what then does (article 31 paragraph 1).
    """
    found = {a.id for a in usable if a.address_class == AddressClass.FOUND}
    tried = {a.address_id for a in dossier.attempts if a.address_class == AddressClass.UNKNOWN}
    if not (asked := found & tried):
        return set()
    by_code = AddressFinding.objects.filter(address__in=asked, address_class=AddressClass.FOUND, how=BY_CODE)
    return set(by_code.values_list("address_id", flat=True))


def to_call_first(court: Court, addresses: Iterable[Address], called: Collection[UUID]) -> list[Address]:
    """The numbers that a look-up found and at which nobody has spoken with them, where the court calls such ones first.

    `called`: the addresses at which they themselves were spoken with.
    """
    if not court.calls_found_first:
        return []
    found = (a for a in addresses if a.address_class == AddressClass.FOUND and a.kind in telephone_kinds())
    return [address for address in found if address.id not in called]


def _attempt_fact(dossier: Dossier, a: Attempt, known: Collection[UUID]) -> AttemptFact:
    """`known`: the addresses of which enough is known by now to send there once more."""
    route = route_of(a.channel)
    return AttemptFact(
        address_id=str(a.address_id),
        channel=a.channel,
        state=State(a.state),
        arrived_at=a.arrived_at,
        expires_at=a.expires_at,
        is_ruled_out=is_ruled_out(dossier, a),
        is_denied=a.id in dossier.denied,
        is_outgrown=a.address_class == AddressClass.UNKNOWN and a.address_id in known,
        unread_window=route.unread_window if route else None,
    )


def _usable(dossier: Dossier) -> list[Address]:
    return [a for a in dossier.addresses if a.id not in dossier.shared and not a.is_disowned]


def has_new_address(dossier: Dossier) -> bool:
    """Whether, since whoever holds the link said "not me", an address came on record or was found to be theirs."""
    said_at = dossier.envelope.disowned_at
    known = [a for a in _usable(dossier) if a.address_class != AddressClass.REJECTED]
    return said_at is not None and any(max(a.recorded_at, a.class_since) > said_at for a in known)


def _patience_ends_at(on_record: DeedOnRecord) -> datetime:
    """Until when people may be left alone with what they sent off or published."""
    return max(step.at for step in on_record.steps) + WAYS[on_record.deed.way].patience


def has_running_notice(dossier: Dossier) -> bool:
    """Whether a public notice was published whose days pass without any further event."""
    return any(each.deed.way == "public_notice" and each.steps for each in dossier.deeds)


def is_ruled_out(dossier: Dossier, attempt: Attempt) -> bool:
    """Whether a judge took the attempt away: they found that it does not count, or upheld an objection against it."""
    newest = {d.service_id: d.outcome for d in dossier.determinations if d.attempt_id == attempt.id}
    upheld = [o for o in dossier.objections if o.attempt_id == attempt.id and o.ruling == "accepted"]
    return "does_not_count" in newest.values() or any(o.ground != "other_arrival_date" for o in upheld)


def is_served(dossier: Dossier) -> bool:
    """Whether every paper in the envelope is effectively served."""
    findings = [getattr(service, "finding", None) for service in dossier.services]
    return bool(findings) and all(f is not None and f.status == "effective" for f in findings)


def overtaken_of(dossier: Dossier) -> Overtaken | None:
    """Why nothing that is not effectively served may go on; None while anything may. As `orders.overtaken` says it."""
    if dossier.is_dead:
        return Overtaken.DIED
    if not (dossier.corrected or dossier.calling_in_vain):
        return None
    findings = {service.id: getattr(service, "finding", None) for service in dossier.services}
    left = {service for service, finding in findings.items() if finding is None or finding.status != "effective"}
    if not left or not left <= dossier.corrected | dossier.calling_in_vain:
        return None
    return Overtaken.OLD_HEARING if left & dossier.calling_in_vain else Overtaken.CORRECTED


def consent_of(dossier: Dossier, now: datetime) -> ConsentAnswer | None:
    """The law's answer for all papers in the envelope."""
    return consent_to_papers(dossier.envelope.case, (service.paper for service in dossier.services), dossier.party, now)


def _closed_reason(dossier: Dossier, consent: ConsentAnswer | None) -> str:
    """What is on record against sending anything electronically; an empty text when there is nothing."""
    if dossier.envelope.party.removed_at is not None:
        return "representative_left"
    if dossier.envelope.party.offline_since is not None:
        return "offline"
    if consent is not None and consent.is_refused:
        return "withdrawn" if consent.reason.code == "consent_withdrawn" else "refused"
    return ""


def _open_routes(dossier: Dossier, usable: Collection[Route], now: datetime) -> tuple[Route, ...]:
    """Those that the law opens for every paper."""
    ways = {route.counts_as for route in usable}
    for service in dossier.services:
        ways &= _open_ways(dossier, service, ways, now)
    return tuple(route for route in usable if route.counts_as in ways)


def _open_ways(dossier: Dossier, service: Service, ways: Collection[Channel], now: datetime) -> set[Channel]:
    zone = ZoneInfo(dossier.envelope.case.court.zone)
    methods = open_methods(
        case_facts(dossier.envelope.case, dossier.party.circumstances),
        paper_facts(service.paper),
        dossier.party.recipient,
        at=now.astimezone(zone),
        channels=ways,
    )
    return {method.channel for method in methods if method.allowed}
