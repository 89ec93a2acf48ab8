"""Calls, consents, look-ups and objections of a case."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from songda.core.delivery.line import SIGHTS, seen_anew
from songda.core.figures.facts import NONE, Fact, Unit
from songda.core.figures.fold.people import Person
from songda.core.figures.fold.sorting import Sorted, text

People = dict[str, Person]
_REACHED = frozenset({"agrees", "received", "refuses", "wants_paper", "has_lawyer", "wants_helper"})
_NOBODY_ANSWERED = frozenset({"unreachable", NONE})


def calls_of(events: Sorted, people: People) -> Iterator[Fact]:
    """What the line did, beside what the person said: a call that was dialled and one that was told are one call."""
    struck = {one.data.get("call") for one in events.named("call.struck")}
    recorded = [one for one in events.named("call.recorded") if one.data.get("call") not in struck]
    calls = {one.data.get("dial") or str(one.data.get("call")): one for one in recorded}
    dialled = {one.data["dial"]: one for one in events.named("call.dialled")}
    seen = _lines(events)
    for name in dict.fromkeys((*dialled, *calls)):
        first = dialled.get(name) or calls[name]
        line, answered_at = text(seen[name]["line"]), seen[name]["answered_at"]
        outcome = text(calls[name].data.get("outcome")) if name in calls else NONE
        moments = {"called": first.at}
        if answered_at is not None:
            moments["answered"] = answered_at
        elif outcome not in _NOBODY_ANSWERED:
            moments["answered"] = calls[name].at  # by no line of ours: whoever spoke with somebody was answered
        if outcome in _REACHED:
            moments["reached"] = calls[name].at
        if outcome == "agrees":
            moments["agreed"] = calls[name].at
        keys = {"line": line, "outcome": outcome, "line_and_person": f"{line} {outcome}", "in_charge": first.actor}
        yield Fact(Unit.CALL, name, moments, {**keys, **_who(people, first.about, first.at, "role", "age")})


def _lines(events: Sorted) -> Mapping[str, Mapping[str, Any]]:
    """Of each dial what is known of its line, whatever the order in which it was told."""
    lines: defaultdict[str, dict[str, Any]] = defaultdict(lambda: dict.fromkeys(chain(*SIGHTS.values())))
    for one in events.named("call.answered", "call.ended"):
        line = lines[one.data["dial"]]
        line.update(seen_anew(one.name, line, one.at, one.data))
    return lines


def consents_of(events: Sorted, people: People) -> Iterator[Fact]:
    """Each answer that somebody gave when asked; what was entered by mistake was none."""
    for name, answer, strike in (("consent.given", "given", "consent"), ("consent.refused", "refused", "refusal")):
        struck = {one.data.get(strike) for one in events.named(f"{strike}.struck")}
        for one in events.named(name):
            key = str(one.data.get(strike) or one.number)
            if key not in struck:
                keys = {
                    "asked_by": text(one.data.get("how")),
                    "consent_ground": text(one.data.get("ground")),
                    "in_charge": one.actor,
                    **_who(people, one.about, one.at, "role", "age", "care"),
                }
                yield Fact(Unit.CONSENT, key, {"asked": one.at, answer: one.at}, keys)


def lookups_of(events: Sorted, people: People) -> Iterator[Fact]:
    """Each look-up of a person: whether the operators answered, named a number, and the person confirmed one."""
    confirmed = [one for one in events.named("address.confirmed") if one.data.get("before") == "found"]
    for requested in events.named("lookup.requested"):
        party = str(requested.data.get("party"))
        moments = {"asked": requested.at}
        for one in events.of(requested.stream):
            if one.name == "lookup.answered":
                moments["answered"] = one.at
            elif one.name == "inquiry.answered" and int(one.data.get("numbers") or 0):
                moments["found"] = min(moments.get("found", one.at), one.at)
        confirmed_at = [one.at for one in confirmed if one.about == party and one.at >= requested.at]
        if confirmed_at and "found" in moments:
            moments["confirmed"] = min(confirmed_at)
        keys = {"in_charge": requested.actor, **_who(people, party, requested.at, "role", "age")}
        yield Fact(Unit.LOOKUP, requested.about, moments, keys)


def objections_of(events: Sorted, people: People) -> Iterator[Fact]:
    """Each objection, and how the judge ruled on it last."""
    ruled = {one.data.get("objection"): one for one in events.named("objection.decided")}
    for raised in events.named("objection.raised"):
        name = str(raised.data.get("objection"))
        moments, ruling = {"raised": raised.at}, NONE
        if name in ruled:
            ruling = text(ruled[name].data.get("ruling"))
            moments["decided"] = ruled[name].at
            if ruling == "accepted":
                moments["accepted"] = ruled[name].at
        party = raised.actor.partition(":")[2]
        keys = {"objection_ground": text(raised.data.get("ground")), "ruling": ruling}
        yield Fact(Unit.OBJECTION, name, moments, {**keys, **_who(people, party, raised.at, "role", "age")})


def _who(people: People, party: str, at: datetime, *names: str) -> dict[str, str]:
    keys = people.get(party, Person()).keys(at)
    return {name: keys[name] for name in names}
