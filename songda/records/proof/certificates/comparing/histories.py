"""Rows without an id of their own in the log: the history of an address, the phases of a case."""

from collections.abc import Iterator, Mapping, Sequence

from songda.records.matter.cases.models import EarlierPhase
from songda.records.matter.parties.models import AddressFinding
from songda.records.proof.certificates.comparing.contradiction import Contradiction, Leaf, written, written_moment

_STEPS = frozenset({"address.recorded", "address.classed", "address.confirmed", "address.rejected"})
_COURSE = ("branch", "procedure", "stage", "is_status_case")
_OF_ITS_NATURE = frozenset({"branch", "is_status_case"})


def compare_address_findings(
    rows: Sequence[AddressFinding], leaves: Sequence[Leaf], about: tuple[str, ...]
) -> Iterator[Contradiction]:
    """Each step of an address's history stands in an event, and each event in a step."""
    told = {_step_of(leaf): leaf for leaf in leaves if leaf["name"] in _STEPS}
    for row in rows:
        step = (str(row.address_id), written(row.address_class), written(row.at), row.how)
        if told.pop(step, None) is None and step not in {_step_of(leaf) for leaf in leaves if leaf["name"] in _STEPS}:
            yield Contradiction(f"parties_addressfinding:{row.pk}", "how", f"{row.how} {step[2]}", "", about=about)
    for step, leaf in told.items():
        yield Contradiction(f"parties_addressfinding:{step[0]}", "", "", leaf["name"], leaf["id"], about)


def _step_of(leaf: Leaf) -> tuple[str, str, str, str]:
    data = leaf["data"]
    at = written_moment(data["since"]) if data.get("since") else leaf["happened_at"]
    return data["address"], data["class"], at, str(data.get("how", "bar"))[:60]


def compare_phases(
    rows: Sequence[EarlierPhase], leaves: Sequence[Leaf], about: tuple[str, ...]
) -> Iterator[Contradiction]:
    """What a case was until it moved on, played again from its registration and corrections."""
    told = _phases(leaves)
    for row in rows:
        until, label = written(row.until), f"cases_earlierphase:{row.pk}"
        phase = told.pop(until, None)
        if phase is None:
            yield Contradiction(label, "until", until, "", about=about)
            continue
        said, event = phase
        for column in _COURSE:
            if (found := written(getattr(row, column))) != said[column]:
                yield Contradiction(label, column, found, said[column], event, about)
    for until, (_, event) in told.items():
        yield Contradiction(f"cases_earlierphase:{until}", "", "", "case.corrected", event, about)


def _phases(leaves: Sequence[Leaf]) -> dict[str, tuple[dict[str, str], str]]:
    """By its end: what the case was until then, and the event that ended it."""
    now: dict[str, str] = {}
    phases: dict[str, tuple[dict[str, str], str]] = {}
    for leaf in leaves:
        if leaf["name"] == "case.registered":
            now = {column: written(leaf["data"][column]) for column in _COURSE}
        if leaf["name"] != "case.corrected":
            continue
        changed = _course_in(leaf["data"]["after"])
        if leaf["data"]["since"]:
            phases[written_moment(leaf["data"]["since"])] = (dict(now), leaf["id"])
        elif changed and changed.keys() <= _OF_ITS_NATURE:
            phases = {until: ({**said, **changed}, leaf["id"]) for until, (said, _) in phases.items()}
        now |= changed
    return phases


def _course_in(after: Mapping[str, object]) -> dict[str, str]:
    return {column: written(after[column]) for column in _COURSE if column in after}
