"""To whom the court's people could go now: papers that wait for another way than the electronic one, place by place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from songda.channels.registry import place_kinds
from songda.core.delivery.visits import in_order_of_place
from songda.core.law import open_methods
from songda.core.law.facts import Channel
from songda.records.court.staff.models import Court
from songda.records.law.facts.dossier import Dossier, load_dossiers
from songda.records.law.facts.law_facts import case_facts, paper_facts
from songda.records.matter.parties.models import Address
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.ways.post.propose import unserved
from songda.records.ways.visits.models import Stop

ANSWERED_BY_A_VISIT = ("serve_otherwise", "find_address")  # kinds of tasks
MOST = 200  # papers that are looked at, those that are due first


@dataclass(frozen=True)
class PossibleVisit:
    """Papers and a place of their recipient, to which nobody is planned to go.

    `was_visited`: somebody went there before; `came_back`: why letters did from there, each cause once ("": not told).
    """

    envelope: Envelope
    address: Address
    was_visited: bool
    came_back: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """By what it is chosen."""
        return f"{self.envelope.id}:{self.address.id}"


def possible_visits(court: Court, now: datetime) -> list[PossibleVisit]:
    """To whom the law lets the papers be handed over or left, in the order of their places, at one the older first."""
    tasks = Task.objects.filter(court=court, kind__in=ANSWERED_BY_A_VISIT, closed_at=None)
    waiting = tasks.filter(envelope__recalled_at=None, envelope__closed_at=None).exclude(envelope=None)
    ids = list(waiting.order_by("due_at", "id").values_list("envelope", flat=True)[:MOST])
    envelopes = Envelope.objects.filter(id__in=set(ids)).select_related("case__court", "party").order_by("id")
    planned = set(
        Stop.objects.filter(envelope__in=ids, dropped_at=None, done_at=None).values_list("envelope", "address")
    )
    dossiers = [dossier for dossier in load_dossiers(list(envelopes)) if _is_open(dossier, now)]
    found = [each for dossier in dossiers for each in _places(dossier)]
    free = [each for each in found if (each.envelope.id, each.address.id) not in planned]
    return [free[number] for number in in_order_of_place(each.address.value for each in free)]


def _is_open(dossier: Dossier, now: datetime) -> bool:
    """Whether the law opens direct service, or leaving, for every paper that is not served yet."""
    services = unserved(dossier)
    at = now.astimezone(ZoneInfo(dossier.envelope.case.court.zone))
    case = case_facts(dossier.envelope.case, dossier.party.circumstances)
    ways = [Channel.DIRECT, Channel.LEFT]
    return bool(services) and all(
        any(
            method.allowed
            for method in open_methods(case, paper_facts(service.paper), dossier.party.recipient, at=at, channels=ways)
        )
        for service in services
    )


def _places(dossier: Dossier) -> Iterator[PossibleVisit]:
    visited = {each.deed.address_id for each in dossier.deeds if each.deed.way in (Channel.DIRECT, Channel.LEFT)}
    for address in dossier.addresses:
        is_usable = not address.is_mistyped and address.retired_at is None and address.address_class != "rejected"
        if address.kind in place_kinds() and is_usable:
            yield PossibleVisit(dossier.envelope, address, address.id in visited, _came_back(dossier, address))


def _came_back(dossier: Dossier, address: Address) -> tuple[str, ...]:
    letters = [each for each in dossier.deeds if each.deed.way == Channel.MAIL and each.deed.address_id == address.id]
    return tuple(dict.fromkeys(step.manner for each in letters for step in each.steps if step.kind == "returned"))
