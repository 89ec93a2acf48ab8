"""What happens to a letter, as its address says it: `@sequence.5s-HANDED.1d-TRY1.1d-RETURNED(moved_untold).1d-SCAN`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

from songda.core.delivery.carriage import Kind


class Deed(StrEnum):
    """What a step does besides reporting a kind of the protocol."""

    NONSENSE = "NONSENSE"
    STRANGER = "STRANGER"
    FORGED = "FORGED"
    TWICE = "TWICE"
    SILENCE = "SILENCE"


SCANS: Final = frozenset({"", "missing", "other", "blank", "torn", "bomb"})
_KINDS: Final[Mapping[str, Kind]] = {
    **{kind.name: kind for kind in Kind if kind not in {Kind.TRIED, Kind.SCANNED}},
    "TRY": Kind.TRIED,
    "SCAN": Kind.SCANNED,
}
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
# An address that is typed in its parts keeps no @.
_WHOLE: Final = re.compile(r"@?sequence((?:\.(?:ask|[0-9]{1,5}[smhd])-[A-Z]+[0-9]?(?:\([^()]{0,80}\))?)+)")
_STEP: Final = re.compile(r"\.(ask|[0-9]{1,5}[smhd])-([A-Z]+)[0-9]?(?:\(([^()]{0,80})\))?")
_OPTIONS: Final = frozenset({"at", "number", "product", "sender"})
_SHIFT: Final = re.compile(r"([+-])([0-9]{1,5})([smhd])")


@dataclass(frozen=True)
class Step:
    """One thing that happens `after` the one before; None: when the court enquires."""

    after: timedelta | None
    word: str
    value: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> Kind | None:
        """What it reports, if it reports in the protocol."""
        return _KINDS.get(self.word)

    @property
    def shift(self) -> timedelta:
        """By how much its date is told wrongly."""
        found = _SHIFT.fullmatch(self.options.get("at", ""))
        if found is None:
            return timedelta()
        by = timedelta(seconds=int(found[2]) * _SECONDS[found[3]])
        return by if found[1] == "+" else -by


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
ORDINARY: Final = (
    Step(_HOUR, "HANDED"),
    Step(_DAY, "DELIVERED", "recipient"),
    Step(_HOUR, "SCAN"),
    Step(_HOUR, "CLOSED"),
)


def script_in(place: str) -> Sequence[Step]:
    """The steps of a letter to this place: those of its script, else the ordinary ones."""
    found = _WHOLE.search(place)
    if found is None:
        return ORDINARY
    steps = [_step(*groups) for groups in _STEP.findall(found[1])]
    known = [step for step in steps if step.kind is not None or step.word in set(Deed)]
    if not {"CLOSED", Deed.SILENCE} & {step.word for step in known}:
        known.append(Step(_HOUR, "CLOSED"))
    return known


def _step(wait: str, word: str, said: str) -> Step:
    after = None if wait == "ask" else timedelta(seconds=int(wait[:-1]) * _SECONDS[wait[-1]])
    # An address that is typed in its parts keeps no underscore within a word either.
    parts = ["_".join(part.split()) for part in said.split(",") if part.strip()]
    pairs = [part.partition("=") for part in parts if "=" in part]
    options = {name.strip(): value.strip() for name, _, value in pairs if name.strip() in _OPTIONS}
    value = next((part for part in parts if "=" not in part), "")
    return Step(after, word, value, options)
