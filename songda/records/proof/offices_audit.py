"""Whoever did something of weight had an office that may, by what the log tells of offices.

An office that somebody gives themselves in a row, and takes away again before the night, leaves the row as it was. What
was done meanwhile stands on record; of the office no event tells.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from songda.core.access import Act, may
from songda.core.events.registry import REGISTRY
from songda.core.evidence.flaws import Flaw, flaw
from songda.core.state.logged import moment_in
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import leaves_among, leaves_of_cases

NEEDED: Mapping[str, Act] = {name: Act(entry.takes) for name, entry in REGISTRY.items() if entry.takes}
"""By the name of an event what whoever of the staff it names must be allowed to do."""
SLACK = timedelta(minutes=10)  # who acts while their office changes has both
_CHANGES = ("staff.admitted", "staff.reassigned", "staff.removed")
Offices = Sequence[tuple[datetime, str]]  # since when which office; an empty one: none


def acts_without_office() -> Iterator[Flaw]:
    """Every such event whose actor had no office at that moment that may do it, by the log alone.

    Who did what is counted first; single events are looked at only of somebody who once had another office.
    """
    done = Event.objects.filter(name__in=list(NEEDED), actor__startswith="staff:")
    pairs = sorted(set(done.order_by().values_list("actor", "name").distinct()))
    offices = offices_by_log({actor for actor, _ in pairs})
    for actor, name in pairs:
        known = offices.get(actor, ())
        if known and all(may(office, NEEDED[name]) for _, office in known):
            continue
        leaves = leaves_among(Event.objects.on_record().filter(actor=actor, name=name))
        played = _played_cases(leaves) if not known else frozenset()
        for leaf in (one for one in leaves if one["case"] not in played and not is_abridged(one)):
            now_known = offices_by_log({actor}).get(actor, ())  # of what came meanwhile too
            if any(may(office, NEEDED[name]) for office in _around(now_known, moment_in(leaf["recorded_at"]))):
                continue
            yield flaw("event", leaf["id"], "no_office", name=name, actor=actor)
            if not now_known:  # no account of ours: one event says it of all
                break


def is_abridged(leaf: Mapping[str, Any]) -> bool:
    """Whether it bears only what figures read of it: of a court that is played from its figures, without rows.

    Nobody without the key of a process that plays one writes such an event.
    """
    return any(REGISTRY[leaf["name"]].data.wrong_in(leaf["data"]))


def _played_cases(leaves: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Those of their cases that are only played."""
    begun = leaves_of_cases({UUID(leaf["case"]) for leaf in leaves if leaf["case"]}, ["case.registered"])
    return frozenset(leaf["case"] for leaf in begun if is_abridged(leaf))


def offices_by_log(actors: Collection[str]) -> Mapping[str, Offices]:
    """Of each actor whom an event admitted: their offices, the oldest first."""
    changes = Event.objects.on_record().filter(stream__in=list(actors), name__in=_CHANGES)
    found: dict[str, list[tuple[datetime, str]]] = {}
    for leaf in leaves_among(changes):
        since = moment_in(leaf["recorded_at"])
        found.setdefault(leaf["stream"], []).append((since, leaf["data"].get("role", "")))
    return {actor: sorted(own) for actor, own in found.items()}


def _around(offices: Offices, at: datetime) -> Iterator[str]:
    """What they were about that moment; before anything is told of them, what they were first."""
    for place, (since, office) in enumerate(offices):
        is_last = place + 1 == len(offices)
        if (place == 0 or since <= at + SLACK) and (is_last or offices[place + 1][0] >= at - SLACK):
            yield office
