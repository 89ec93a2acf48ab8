"""What the log tells of service by people, for the certificates and statements of services; rows only give names."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from songda.channels.registry import mask_address
from songda.core.certificates import CertifiedLine
from songda.core.certificates.by_people import Looks, WayFacts, lines_of
from songda.core.law.facts import RecipientKind
from songda.core.state import CaseState
from songda.core.state.fold import STEPS
from songda.records.court.staff.models import User
from songda.records.ground.evidence.queries import sealed_leaves
from songda.records.law.facts.dossier import Dossier
from songda.records.matter.parties.models import Address
from songda.records.proof.certificates.comparing import PersonalParts, state_of
from songda.records.proof.certificates.streams import streams_of_ways
from songda.records.service.findings.models import Finding
from songda.records.ways.entrustments.actions import name_of_hand
from songda.records.ways.entrustments.models import Entrustment

BODIES = frozenset({RecipientKind.LEGAL_PERSON, RecipientKind.ORGANISATION})
REPORTED, RECORDED = "visit.reported", "deed.recorded"
WATCHED = ("notice.watched", "notice.looks_added")  # of a day that was told anew the last stands
_OF_WAYS = ("deed.", "letter.", "carrier.", "carriage.", "visit.", "entrustment.", "notice.")
_NAMES = [*sorted(name for name in STEPS if name.startswith(_OF_WAYS)), *WATCHED]


def lines_by_people(dossier: Dossier, finding: Finding) -> tuple[CertifiedLine, ...]:
    """What people did to serve this paper, as sealed events tell it; empty where nobody but the engine did anything."""
    own = [each.deed for each in dossier.deeds if finding.service_id in each.service_ids]
    if not own:
        return ()
    leaves = sealed_leaves(streams_of_ways(dossier.envelope.id, [deed.id for deed in own]), _NAMES)
    state = state_of(leaves)
    facts = WayFacts(
        state=state,
        zone=ZoneInfo(dossier.envelope.case.court.zone),
        staff=_staff(state),
        hands=_hands([deed.id for deed in own]),
        witnesses=_witnesses(leaves, state),
        places=_places(stop.address_id for stop in state.stops.values()),
        looks=_looks(leaves),
        notes=_notes(leaves),
        winning=finding.winning_attempt or "",
        ground=finding.ground or "",
        is_body=dossier.envelope.party.kind in BODIES,
    )
    return lines_of(facts)


def _staff(state: CaseState) -> Mapping[str, str]:
    """The names of those who went, and of those who put it on record."""
    actors = {visit.reported_by for visit in state.visits.values()}
    actors |= {step.recorded_by for step in state.deed_steps.values()}
    ids = [actor.removeprefix("staff:") for actor in actors if actor.startswith("staff:")]
    return {f"staff:{user.id}": user.display_name for user in User.objects.filter(id__in=ids)}


def _hands(deeds: Sequence[UUID]) -> Mapping[str, str]:
    rows = Entrustment.objects.filter(deed__in=deeds).select_related("court")
    return {str(made.deed_id): name_of_hand(made) for made in rows}


def _witnesses(leaves: Sequence[Mapping[str, Any]], state: CaseState) -> Mapping[str, tuple[str, str]]:
    """By visit who witnessed it, from the personal part of what the phone reported; nothing where that was erased."""
    opened, found = PersonalParts(leaves, {REPORTED}), {}
    for visit in state.visits.values():
        private = opened(visit.event.id) if visit.event.name == REPORTED else None
        report = private.get("told", {}) if isinstance(private, Mapping) else {}
        if report.get("witness"):
            found[visit.id] = (str(report["witness"]), str(report.get("witness_office") or ""))
    return found


def _notes(leaves: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    """By step what was noted of it, from the personal part of its event; nothing once erased."""
    opened = PersonalParts(leaves, {RECORDED})
    found: dict[str, str] = {}
    for leaf in leaves:
        private = opened(leaf["id"]) if leaf["name"] == RECORDED else None
        if isinstance(private, Mapping) and private.get("words"):
            found[leaf["data"]["step"]] = str(private["words"])
    return found


def _places(ids: Iterable[str]) -> Mapping[str, str]:
    rows = Address.objects.filter(id__in=set(ids))
    return {str(address.id): mask_address(address.kind, address.value) for address in rows}


def _looks(leaves: Sequence[Mapping[str, Any]]) -> Mapping[str, Looks]:
    """By notice the looks of all days that are on record."""
    told: dict[str, dict[str, Mapping[str, Any]]] = {}
    for leaf in leaves:
        if leaf["name"] in WATCHED:
            told.setdefault(leaf["data"]["notice"], {})[leaf["data"]["day"]] = leaf["data"]
    days = {notice: list(own.values()) for notice, own in told.items()}
    return {
        notice: Looks(
            outside=sum(day["outside"] for day in own),
            inside=sum(day["inside"] for day in own),
            failed=sum(day["failed"] for day in own),
            failed_outside=_failed_outside(own),
            until=max(str(day["day"]) for day in own),
        )
        for notice, own in days.items()
    }


def _failed_outside(days: Sequence[Mapping[str, Any]]) -> int | None:
    """None where a day was put on record before it was said from where looks had failed."""
    known = [day.get("failed_outside") for day in days]
    return None if None in known else sum(count for count in known if count is not None)
