"""Other evidence that the recipient received a paper, as something that happened to the try that brought it.

Online Litigation Rules, article 31(2)(2): what the system reports, or other evidence.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from songda.core.circumstances import Kind
from songda.core.law.facts import EventFact, EventKind, Person
from songda.records.decision.facts.dossier import Dossier
from songda.records.decision.facts.persons import StandingCircumstance
from songda.records.delivery.orders.models import Service


def evidence_of(dossier: Dossier, service: Service) -> Iterator[StandingCircumstance]:
    """What is on record and shows that they received this paper, by when."""
    for noted in dossier.party.circumstances:
        if noted.kind is Kind.CONTENT_KNOWN and str(service.paper_id) in noted.details["papers"]:
            yield noted


def known_by(
    dossier: Dossier, service: Service, tried: Mapping[str, datetime], zone: ZoneInfo
) -> Mapping[str, tuple[EventFact, ...]]:
    """The evidence, by the id of the last try that was on its way by then; `tried` tells since when each was.

    What was known before anything was on its way is no receipt of it.
    """
    found: dict[str, tuple[EventFact, ...]] = {}
    for noted in evidence_of(dossier, service):
        before = [key for key, at in tried.items() if at <= noted.since]
        if before:
            event = EventFact(EventKind.KNOWN, noted.since.astimezone(zone), Person(noted.basis))
            found[before[-1]] = (*found.get(before[-1], ()), event)
    return found
