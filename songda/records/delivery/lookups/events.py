"""The events of look-ups: which request, which question, which number; whatever is personal is sealed."""

from collections.abc import Mapping
from datetime import datetime

from songda.core.evidence.canonical import Json
from songda.records.delivery.lookups.models import Inquiry, Lookup
from songda.records.ground.evidence.actions import NewEvent


def lookup_event(name: str, lookup: Lookup, by: str, now: datetime, *parts: Mapping[str, Json]) -> NewEvent:
    """An event of a request: what everybody may read of it, and after that what is sealed."""
    data, private = (*parts, {}, {})[:2]
    stream = f"lookup:{lookup.id}"
    return NewEvent(name, stream, lookup.case_id, now, by, {"party": str(lookup.party_id), **data}, private)


def inquiry_event(name: str, inquiry: Inquiry, now: datetime, **data: Json) -> NewEvent:
    """An event of the question to one operator."""
    which: dict[str, Json] = {"inquiry": str(inquiry.id), "operator": inquiry.operator, **data}
    return lookup_event(name, inquiry.lookup, "engine", now, which)
