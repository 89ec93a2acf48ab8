"""Which version of its code each fold has: part of every definition's hash, and of what day counts were counted by.

Whoever changes the code of one raises its number here and puts the hash of the new code beside it
(`tests/core/figures/folds.toml`). Day counts that another version made are then made anew from the log.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

from songda.core.figures.facts import DIMENSIONS, FIRST, Unit
from songda.core.figures.parts import PARTS

FOLDS: Mapping[str, int] = {
    "events": 2,
    "sorting": 1,
    "people": 1,
    "tries": 2,
    "services": 1,
    "whole": 2,
    "talks": 5,
    "story": 1,
    "waits": 1,
    "parts": 1,
    "by_people": 1,
    "proofs": 1,
}
_EVERY = ("events", "sorting", "people", "story", "parts")
_SERVED = (*_EVERY, "tries", "services", "waits")
# What the counts of each unit rest on.
RESTS_ON: Mapping[Unit, tuple[str, ...]] = {
    Unit.SERVICE: _SERVED,
    Unit.ATTEMPT: (*_SERVED, "whole"),
    Unit.RECIPIENT: (*_SERVED, "whole"),
    Unit.CASE: (*_SERVED, "whole"),
    Unit.CALL: (*_EVERY, "talks"),
    Unit.CONSENT: (*_EVERY, "talks"),
    Unit.LOOKUP: (*_EVERY, "talks"),
    Unit.OBJECTION: (*_EVERY, "talks"),
    Unit.DEED: (*_SERVED, "by_people"),
    Unit.PROOF: (*_SERVED, "proofs"),
}


def folds_of(unit: Unit) -> Mapping[str, int]:
    """The folds that a unit's counts rest on, each with its version."""
    return {name: FOLDS[name] for name in RESTS_ON[unit]}


def hash_of_counting() -> str:
    """SHA-256, in hex, of all that day counts depend on beside the log: folds, parts and dimensions."""
    counting = {
        "folds": dict(FOLDS),
        "parts": [asdict(PARTS[name]) for name in sorted(PARTS)],
        "dimensions": DIMENSIONS,
        "first": FIRST,
    }
    return hashlib.sha256(json.dumps(counting, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


COUNTED_BY = hash_of_counting()
