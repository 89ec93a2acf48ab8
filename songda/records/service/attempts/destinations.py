"""To whom and where messages go: nothing goes out but what events planned, to whom and where events tell that it goes.

The words of a code, or of anything else that somebody waits for, are sealed for the message and its address together.
Those of the others are written when they are claimed, from rows of which the log tells: the message itself, the papers
that it leads to, the person, the address, the case.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from songda.core.delivery.states import Purpose
from songda.core.state import CaseState, Entity, entities
from songda.core.state.fold import STEPS
from songda.core.state.logged import own_fields
from songda.records.court.staff.queries import OF_COURTS, is_known_as_told, require_told_court
from songda.records.ground.evidence.premises import UntoldError, require_told, told_of
from songda.records.matter.parties.models import Address
from songda.records.service.attempts.models import Attempt
from songda.records.service.orders.models import Envelope

# What a message carries, and by what it is led: nothing else of these stands in it.
_CARRIED: Final[Mapping[type[Entity], tuple[str, ...]]] = {
    entities.Attempt: ("envelope_id", "channel", "counts_as", "address_id", "purpose"),
    entities.Envelope: ("order_id", "case_id", "party_id"),
    entities.Address: ("party_id", "kind", "retired_at"),
    entities.Case: ("court_id", "number"),
}
_BESIDE: Final = {kind: [one for one in own_fields(kind) if one not in named] for kind, named in _CARRIED.items()}
_WRITTEN_LATE: Final = (Purpose.SERVICE, Purpose.HEARING, Purpose.NOTICE)
_NAMES: Final = (
    *("attempt.planned", "order.placed", "case.registered", "case.corrected"),
    *sorted(name for name in STEPS if name.startswith("address.")),
)


def require_told_destinations(attempts: Sequence[Attempt]) -> None:
    """Raise `UntoldError` unless each is as events tell, and goes where they say; they come with all that they need.

    The name, number and words of their courts are among it. The log is asked once for all of it.
    """
    for attempt in attempts:
        if attempt.purpose not in _WRITTEN_LATE and not attempt.text_sealed:
            raise UntoldError(attempt, ["text_sealed"])
    written = [attempt for attempt in attempts if attempt.purpose in _WRITTEN_LATE]
    courts = {attempt.envelope.case.court_id: attempt.envelope.case.court for attempt in attempts}
    unsure = [court for court in courts.values() if not is_known_as_told(court)]
    if not written and not unsure:
        return
    streams = {f"court:{court.id}" for court in unsure}
    for attempt in written:
        envelope = attempt.envelope
        streams |= {f"attempt:{attempt.id}", f"order:{envelope.order_id}", f"case:{envelope.case_id}"}
        streams |= {f"party:{attempt.address.party_id}", f"envelope:{envelope.id}"}
    told = told_of(streams, [*_NAMES, *(OF_COURTS if unsure else ())])
    for court in unsure:
        require_told_court(court, told)
    for attempt in written:
        _require_told(attempt, told)


def untold_addresses(addresses: Collection[Address]) -> dict[UUID, UntoldError]:
    """Those that are not as the log tells, and how; people may say something of them by each of their links."""
    if not addresses:
        return {}
    people = {address.party_id for address in addresses}
    links = Envelope.objects.filter(party__in=people).values_list("id", flat=True)
    streams = {*(f"party:{one}" for one in people), *(f"envelope:{one}" for one in links)}
    told = told_of(streams, [name for name in STEPS if name.startswith("address.")]).addresses
    found: dict[UUID, UntoldError] = {}
    for address in addresses:
        try:
            require_told(address, told.get(str(address.id)))
        except UntoldError as wrong:
            found[address.id] = wrong
    return found


def _require_told(attempt: Attempt, told: CaseState) -> None:
    envelope, address, case = attempt.envelope, attempt.address, attempt.envelope.case
    if attempt.purpose == Purpose.SERVICE:
        require_told(attempt, told.attempts.get(str(attempt.id)), *_BESIDE[entities.Attempt])
    require_told(envelope, told.envelopes.get(str(envelope.id)), *_BESIDE[entities.Envelope])
    require_told(address, told.addresses.get(str(address.id)), *_BESIDE[entities.Address])
    require_told(case, told.cases.get(str(case.id)), *_BESIDE[entities.Case])
    if address.party_id != envelope.party_id:
        raise UntoldError(attempt, ["address_id"])
