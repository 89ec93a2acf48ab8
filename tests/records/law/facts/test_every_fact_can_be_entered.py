"""Every fact that the law can judge comes from some record: the few that do not are named here with the reason."""

import ast
import dataclasses
from collections import defaultdict
from pathlib import Path

import songda.records.law.facts
from songda.core.delivery.deeds import OUTCOMES
from songda.core.law import facts as law
from songda.core.law.facts import EventKind
from songda.records.service.portal_acts.models import ACTS

ROOM = Path(songda.records.law.facts.__file__).parent
# Field by field why no record fills it. What is added to the facts of the law is either filled or named here.
NOT_FILLED: dict[str, str] = {
    **dict.fromkeys(
        (f"RecipientFacts.{flag}" for flag in ("deceased", "dissolved", "in_bankruptcy")),
        "told by the status period since when they are, which the circumstance of the party has",
    ),
    **dict.fromkeys(
        ("CaseFacts.maritime_court", "CaseFacts.pilot_court", "RecipientFacts.foreign_state"),
        "told to `explain` alone so far: no such court, and no foreign State, can be registered",
    ),
    "CaseFacts.retrial_of": "no page asks whose decision a retrial tries again: the answer then says both outcomes",
    "Facts.jurisdiction": "a court has one, the default: see findings/law_version.py",
    "RecipientFacts.offline": "told by the status period since when they are, which the records have",
}


def kinds() -> dict[str, list[str]]:
    """The records of facts and their fields in order, as the law has them."""
    found = {name: getattr(law, name) for name in law.__all__}
    return {
        name: [field.name for field in dataclasses.fields(kind)]
        for name, kind in found.items()
        if dataclasses.is_dataclass(kind)
    }


def filled() -> dict[str, set[str]]:
    """The fields that the room of facts gives a value, by the record whose they are; what `replace` changes too."""
    told: dict[str, set[str]] = defaultdict(set)
    for call in _calls():
        name = ast.unparse(call.func)
        given = {keyword.arg for keyword in call.keywords if keyword.arg}
        for kind, fields in kinds().items():
            if name == kind:
                told[kind] |= given | set(fields[: len(call.args)])
            elif name == "replace":
                told[kind] |= given & set(fields)
    return told


def _calls() -> list[ast.Call]:
    trees = [ast.parse(path.read_text()) for path in sorted(ROOM.glob("*.py"))]
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_every_fact_of_the_law_is_filled_by_the_records_or_explained() -> None:
    told = filled()
    empty = {f"{kind}.{name}" for kind, names in kinds().items() for name in names if name not in told[kind]}
    assert empty == set(NOT_FILLED)


def test_it_would_notice_a_fact_that_nobody_fills() -> None:
    assert {"cause", "how", "by"} <= filled()["EventFact"]
    assert "must_appear" in filled()["RecipientFacts"]
    assert "nonsense" not in filled()["RecipientFacts"]
    assert len(kinds()) >= 14


# What can happen to a try and that no record tells, with the reason.
NOT_TOLD = {
    EventKind.ACCEPTED: "that a gateway took a message over turns no answer: what it reports later does",
}


def test_every_event_of_the_law_is_told_by_some_record_or_explained() -> None:
    by_the_engine = {EventKind.SENT, EventKind.ARRIVED, EventKind.BOUNCED, EventKind.FAILED}
    by_circumstances = {EventKind.KNOWN}  # content_known, see facts/attempt_facts.py
    assert set(EventKind) - by_the_engine - by_circumstances - set(ACTS) - {
        EventKind(word) for word in OUTCOMES
    } == set(NOT_TOLD)
