"""What of the papers that are to be served no longer fits the case as it is: the one place where that is asked.

Every way asks here, when something changed and once more at the moment at which a thing would leave the house.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from songda.core.circumstances import Kind
from songda.core.delivery.overtaken import Overtaken, first_of
from songda.core.law import Status
from songda.core.refusal import Refused
from songda.core.words import Phrase
from songda.records.ground.evidence.premises import UntoldError, told_events
from songda.records.matter.cases.models import Hearing
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.papers.models import Paper
from songda.records.service.orders.models import Service
from songda.records.service.orders.queries import corrected
from songda.records.service.orders.summoned import CALLING, CHANGED, summoned_by

log = logging.getLogger(__name__)


def is_dead(party: str = "pk") -> Exists:
    """Whether it is noted of the party that a row names that they died."""
    noted = Circumstance.objects.filter(kind=Kind.DECEASED.value, until=None, struck_at=None)
    return Exists(noted.filter(party=OuterRef(party)))


def may_be_overtaken(envelope: str = "envelope") -> Q:
    """Whether it is worth asking `left_over` about the envelope that a row names: few are, and an index finds them."""
    case, party = OuterRef(f"{envelope}__case"), f"{envelope}__party"
    changed = Exists(Hearing.objects.filter(CHANGED, case=case))
    replaced = Exists(Paper.objects.filter(case=case, replaces__isnull=False))
    return Q(is_dead(party)) | Q(**{f"{party}__removed_at__isnull": False}) | Q(changed) | Q(replaced)


def the_dead(party_ids: Collection[UUID]) -> set[UUID]:
    """Those of these people of whom it is noted that they died."""
    noted = Circumstance.objects.filter(kind=Kind.DECEASED.value, until=None, struck_at=None)
    return {party for party in noted.filter(party__in=party_ids).values_list("party_id", flat=True) if party}


def overtaken(services: Collection[Service]) -> dict[UUID, Overtaken]:
    """Of these services those that must not go on, and why; two to seven statements for any number.

    They come with paper, and envelope with party. Whether they took effect before is not asked. Where rows say so and
    no event does, nothing is called off: what would go out is held (`untold_of`), and people's acts are refused.
    """
    found = _by_rows(services)
    return _told(found, services) if found else {}


def untold_of(envelope_ids: Collection[UUID]) -> dict[UUID, UntoldError]:
    """The envelopes of which rows say that something was overtaken, and no event does: nothing of them goes out."""
    services = list(_to_serve(envelope_ids))
    found = _by_rows(services)
    untold = found.keys() - _told(found, services).keys() if found else set()
    return {one.envelope_id: UntoldError(one, [found[one.id].value]) for one in services if one.id in untold}


def _by_rows(services: Collection[Service]) -> dict[UUID, Overtaken]:
    dead = the_dead({service.envelope.party_id for service in services})
    corrections, old = corrected(services), _calling_in_vain(services)
    found: dict[UUID, Overtaken] = {}
    for service in services:
        if service.envelope.party_id in dead:
            found[service.id] = Overtaken.DIED
        elif service.envelope.party.removed_at is not None:
            found[service.id] = Overtaken.PARTY_LEFT
        elif service.recalled_at is not None or service.envelope.recalled_at is not None:
            found[service.id] = Overtaken.RECALLED
        elif service.id in old:
            found[service.id] = Overtaken.OLD_HEARING
        elif service.id in corrections:
            found[service.id] = Overtaken.CORRECTED
    return found


# In whose stream which events tell that it came about; nothing stops for a row of which none does.
_TOLD_BY: Final[Mapping[Overtaken, tuple[Callable[[Service], str], tuple[str, ...]]]] = {
    Overtaken.DIED: (lambda one: f"party:{one.envelope.party_id}", ("party.died",)),
    Overtaken.PARTY_LEFT: (lambda one: f"party:{one.envelope.party_id}", ("party.removed", "representative.removed")),
    Overtaken.RECALLED: (lambda one: f"service:{one.id}", ("service.recalled",)),
    Overtaken.OLD_HEARING: (lambda one: f"case:{one.envelope.case_id}", ("hearing.moved", "hearing.cancelled")),
    Overtaken.CORRECTED: (lambda one: f"paper:{one.paper_id}", ("paper.replaced",)),
}


def _told(found: Mapping[UUID, Overtaken], services: Iterable[Service]) -> dict[UUID, Overtaken]:
    streams = {one.id: _TOLD_BY[found[one.id]][0](one) for one in services if one.id in found}
    told = {(one.stream, one.name) for one in told_events(set(streams.values()), _TELLING)}
    true = {one: why for one, why in found.items() if any((streams[one], name) in told for name in _TOLD_BY[why][1])}
    for one in found.keys() - true.keys():
        log.error("service %s is not called off: no event tells that it was overtaken (%s)", one, found[one].value)
    return true


_TELLING: Final = sorted(name for _, names in _TOLD_BY.values() for name in names)


def _calling_in_vain(services: Iterable[Service]) -> set[UUID]:
    """The summonses to a time at which no hearing takes place for which they count."""
    calling = [service for service in services if service.paper.kind == CALLING]
    cases = {service.envelope.case_id for service in calling}
    if not cases:
        return set()
    changed = set(Hearing.objects.filter(CHANGED, case__in=cases).values_list("case_id", flat=True))
    called = summoned_by([service for service in calling if service.envelope.case_id in changed]) if changed else {}
    return {service_id for service_id, summoned in called.items() if summoned.calls_in_vain}


def left_over(envelope_ids: Collection[UUID]) -> dict[UUID, Overtaken]:
    """Of these envelopes those of which nothing is left to serve, because all that is not served was overtaken.

    Where everything took effect there is no word for it: nothing was overtaken.
    """
    services = list(_to_serve(envelope_ids))
    why = overtaken(services)
    left: Mapping[UUID, list[Service]] = defaultdict(list)
    for service in services:
        left[service.envelope_id].append(service)
    return {
        envelope: first_of(why[service.id] for service in own)
        for envelope, own in left.items()
        if all(service.id in why for service in own)
    }


def _to_serve(envelope_ids: Collection[UUID]) -> QuerySet[Service]:
    rows = Service.objects.filter(envelope__in=envelope_ids).exclude(finding__status=Status.EFFECTIVE)
    return rows.select_related("paper", "envelope__party")


def refuse_overtaken(services: Collection[Service], code: str) -> None:
    """Raises Refused with this code, and why, where one of these papers no longer fits the case."""
    if why := _by_rows(services):
        raise Refused(code, why=Phrase(f"services.overtaken.{first_of(why.values())}"))
