"""Who somebody is in a case, and what the case is, as known at a moment: the keys that figures are split by."""

from dataclasses import dataclass, field
from datetime import datetime

from songda.core.figures.events import FigureEvent
from songda.core.figures.facts import NONE
from songda.core.figures.fold.sorting import Sorted, text

_CASE = ("stage", "cause", "court", "judge")


@dataclass
class Person:
    """A party: role and age group as they were entered or corrected, and since when care was noted."""

    role: str = NONE
    age: str = NONE
    care: dict[str, datetime] = field(default_factory=dict)

    def keys(self, at: datetime) -> dict[str, str]:
        """Their keys at this moment; a correction counts from the very beginning."""
        cared_for = any(since <= at for since in self.care.values())
        return {"role": self.role, "age": self.age, "care": "noted" if cared_for else NONE}


def people_of(events: Sorted) -> dict[str, Person]:
    """Everybody in the case, by party id."""
    people: dict[str, Person] = {}
    for one in events.named("party.registered", "representative.appointed"):
        people[one.about] = Person(text(one.data.get("role")), text(one.data.get("age_group")))
    for one in events.named("party.corrected"):
        if (person := people.get(one.about)) is not None:
            person.role = text(one.data.get("role") or person.role)
            person.age = text(one.data.get("age_group") or person.age)
    for one in events.named("care.noted", "care.struck"):
        if (person := people.get(one.about)) is not None:
            _note_care(person, one)
    return people


def _note_care(person: Person, one: FigureEvent) -> None:
    key = str(one.data.get("circumstance"))
    if one.name == "care.noted":
        person.care[key] = one.at
    else:
        person.care.pop(key, None)


@dataclass
class CaseKeys:
    """What the case is: its court, its cause, and the stage that it had at a moment."""

    court: str | None = None
    cause: str = NONE
    stages: list[tuple[datetime, str]] = field(default_factory=list)
    first_stage: str = NONE

    def keys(self, at: datetime) -> dict[str, str]:
        """Its keys at this moment."""
        stage = self.first_stage
        for since, word in self.stages:
            if since <= at:
                stage = word
        return {"stage": stage, "cause": self.cause}


def case_of(events: Sorted) -> CaseKeys:
    """The case as it was registered and corrected; a new stage counts from its moment, a cause from the first."""
    keys = CaseKeys()
    for one in events.named("case.registered"):
        keys.court = one.data.get("court") or keys.court
        keys.cause, keys.first_stage = text(one.data.get("cause")), text(one.data.get("stage"))
    for one in events.named("case.corrected"):
        after = one.data.get("after") or {}
        if "cause" in after:
            keys.cause = text(after["cause"])
        if "stage" in after:
            keys.stages.append((one.at, text(after["stage"])))
    keys.stages.sort(key=lambda pair: pair[0])
    return keys
