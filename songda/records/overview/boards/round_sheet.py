"""What whoever goes on a round reads of each stop: whom, where, which papers, what may be done there, what was tried.

Who may sign, and how papers may be left, is asked of the law itself: each is put to it as if it had happened.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from songda.channels.registry import mask_address, telephone_kinds
from songda.core.delivery.visits import LEAVINGS, way_of
from songda.core.identifiers.postal import as_written
from songda.core.law import Status, decide
from songda.core.law.facts import AddressClass, AttemptFacts, Channel, EventFact, EventKind, Facts, Leaving, Person
from songda.records.law.facts.dossier import DeedOnRecord, Dossier, load_dossiers
from songda.records.law.facts.law_facts import law_facts
from songda.records.matter.circumstances.care import care_of
from songda.records.matter.parties.models import Address, Party
from songda.records.service.findings.queries import services_of
from songda.records.service.orders.models import Service
from songda.records.ways.lookups.disclosure import covered
from songda.records.ways.visits.models import Round, Stop
from songda.records.ways.visits.rounds import note_of

_BODY = (Person.RECIPIENT, Person.MAIL_ROOM)
_PERSON = (Person.RECIPIENT, Person.COHABITANT)
_EITHER = (Person.REPRESENTATIVE, Person.STATUTORY_AGENT, Person.DESIGNATED_RECEIVER)
_REFUSING = (Person.RECIPIENT, Person.COHABITANT, Person.MAIL_ROOM)


@dataclass(frozen=True)
class PaperAtStop:
    """One paper, and whether it has taken effect meanwhile."""

    service: Service
    is_served: bool


@dataclass(frozen=True)
class TriedBefore:
    """A try by people before this one."""

    at: datetime
    way: str
    outcome: str
    manner: str


@dataclass(frozen=True)
class StopSheet:
    """One stop of the round. `signers` and `leavings` are those that the law counts for every paper of it."""

    stop: Stop
    party: Party
    place: str
    papers: Sequence[PaperAtStop]
    signers: tuple[str, ...]
    leavings: tuple[str, ...]
    only_in_person: bool  # a mediation document is among them: it is handed to the party, and never left
    tried: Sequence[TriedBefore]
    note: str
    care: tuple[str, ...]
    phones: tuple[str, ...]

    @property
    def is_served(self) -> bool:
        """Whether nothing of it is left to be handed over."""
        return bool(self.papers) and all(paper.is_served for paper in self.papers)


def sheets_of(on: Round, now: datetime) -> list[StopSheet]:
    """Every stop of the round that somebody is to go to, in the order of their places.

    A number that a look-up found is masked for whoever goes, unless they uncovered it before, which is on record.
    """
    rows = on.stops.filter(dropped_at=None, envelope__recalled_at=None).order_by("place", "id")
    stops = list(rows.select_related("address", "envelope__case__court", "envelope__party"))
    dossiers = load_dossiers([stop.envelope for stop in stops])
    numbers = [one for stop in stops for one in _numbers(stop.envelope.party)]
    masked = covered(on.person, numbers)
    return [_sheet(stop, dossier, masked, now) for stop, dossier in zip(stops, dossiers, strict=True)]


def _sheet(stop: Stop, dossier: Dossier, masked: Collection[UUID], now: datetime) -> StopSheet:
    party = stop.envelope.party
    views = services_of(stop.envelope)
    papers = [PaperAtStop(view.service, _took_effect(view.finding)) for view in views]
    unserved = [law_facts(dossier, paper.service, now) for paper in papers if not paper.is_served]
    kind = AddressClass(stop.address.address_class)
    return StopSheet(
        stop=stop,
        party=party,
        place=as_written(stop.address.value),
        papers=papers,
        signers=_counting(unserved, kind, [(EventKind.SIGNED, one, "") for one in _candidates(party)]),
        leavings=_counting(unserved, kind, [(EventKind.LEFT, one, how) for how in LEAVINGS for one in _REFUSING]),
        only_in_person=any(view.paper.kind == "mediation_document" for view in views),
        tried=[_tried(deed) for deed in dossier.deeds if deed.steps],
        note=note_of(stop),
        care=tuple(line.need.value for line in care_of(party, now)),
        phones=tuple(_shown(one, masked) for one in _numbers(party)),
    )


def _took_effect(finding: object) -> bool:
    return getattr(finding, "status", "") == Status.EFFECTIVE


def _candidates(party: Party) -> tuple[Person, ...]:
    return (*(_PERSON if party.kind == "natural_person" else _BODY), *_EITHER)


def _counting(
    unserved: Sequence[Facts], kind: AddressClass, tried: Iterable[tuple[EventKind, Person, str]]
) -> tuple[str, ...]:
    """The words (who signed, or how it was left) with which the law would count every paper."""
    found: dict[str, None] = {}
    for event, person, how in tried:
        way = Channel(way_of(event.value, how))
        if unserved and all(
            _counts(_without_history(facts), way, kind, EventFact(event, facts.as_of, person, Leaving(how or "untold")))
            for facts in unserved
        ):
            found[how or person.value] = None
    return tuple(found)


def _without_history(facts: Facts) -> Facts:
    """The same without what was tried before, and at one moment, so that like stops are asked once."""
    return replace(facts, attempts=(), other_tries=(), ruled_out=(), as_of=facts.as_of.replace(second=0, microsecond=0))


@lru_cache(maxsize=4096)
def _counts(facts: Facts, way: Channel, kind: AddressClass, event: EventFact) -> bool:
    tried = AttemptFacts("asked", way, facts.paper.sha256, kind, events=(replace(event, at=facts.as_of),))
    answer = decide(replace(facts, attempts=(tried,), as_of=facts.as_of + timedelta(minutes=1)))
    return answer.status == Status.EFFECTIVE


def _tried(deed: DeedOnRecord) -> TriedBefore:
    newest = max(deed.steps, key=lambda step: (step.at, step.id))
    return TriedBefore(newest.at, deed.deed.way, newest.kind, newest.manner)


def _numbers(party: Party) -> list[Address]:
    """Two at most that the party may be rung at: none that is out of use, or that turned out to be somebody else's."""
    numbers = [one for one in party.addresses.all() if one.kind in telephone_kinds() and one.retired_at is None]
    return [one for one in numbers if one.address_class != "rejected" and not one.is_disowned][:2]


def _shown(number: Address, masked: Collection[UUID]) -> str:
    return mask_address(number.kind, number.value) if number.id in masked else number.value
