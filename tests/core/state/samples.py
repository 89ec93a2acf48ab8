"""Events with every field that the entry of their kind has, each with a value of the declared kind."""

from collections.abc import Mapping
from typing import Any

from songda.core.events.registry import REGISTRY, Part

ONE_ID = "01a227c7-f06f-70ae-886b-e39410c64a34"
MOMENT = "2026-06-01T02:00:00.000000Z"
_VALUES: Mapping[str, Any] = {
    "text": "x",
    "id": ONE_ID,
    "hash": "ab" * 32,
    "day": "2026-06-01",
    "moment": MOMENT,
    "number": 1,
    "yes_no": True,
    "list": [],
    "map": {},
}
# What the maps of a field hold lies between who writes and who reads it.
_MAPS: Mapping[str, Any] = {
    "order.placed.envelopes": [{"id": ONE_ID, "party": ONE_ID, "services": [[ONE_ID, ONE_ID]]}],
    **{
        f"attempt.{end}.receipts": [{"part": 1, "kind": "arrived", "happened_at": MOMENT}]
        for end in ("arrived", "failed", "bounced", "reread")
    },
}


def payload(name: str, *, is_full: bool = True, **given: Any) -> dict[str, Any]:
    """The open part of an event of this kind; without what may be absent unless it `is_full`."""
    return _part(name, REGISTRY[name].data, is_full) | given


def private_part(name: str, *, is_full: bool = True) -> dict[str, Any]:
    """Its personal part."""
    return _part(name, REGISTRY[name].private, is_full)


def _part(name: str, part: Part, is_full: bool) -> dict[str, Any]:
    return {
        field: _MAPS.get(f"{name}.{field}", _value(of.declared))
        for field, of in part.fields.items()
        if is_full or not of.may_be_absent
    }


def _value(declared: str) -> Any:
    kind, *may_be = declared.split(" or ")
    if "null" in may_be:
        return None
    one = kind.removeprefix("list of ")
    return _VALUES[kind] if one == kind else [_VALUES[one]]
