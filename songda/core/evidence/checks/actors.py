"""Checks whom the events of a bundle name: nobody whom none of the court's doors lets in for such an event.

By which door an event came its mark tells, and marks stay with the court: an audit checks them, a bundle cannot.
"""

from collections.abc import Iterator

from songda.core.evidence.bundle import Bundle
from songda.core.evidence.checks.event import read_leaf
from songda.core.evidence.doors import may_name
from songda.core.evidence.findings import Finding, failed, passed, unchecked


def check_actors(bundle: Bundle) -> Iterator[Finding]:
    """One finding for each event that logged somebody it may not name, or that is unknown here; else one for all."""
    problems, read = list[Finding](), 0
    for event in bundle.events:
        try:
            logged = read_leaf(event.leaf)
        except (ValueError, RecursionError):
            continue  # named by the check of the event itself
        read += 1
        actor = str(logged["actor"])
        allowed = may_name(str(logged["name"]), actor)
        if allowed is None:
            problems.append(unchecked("actor.unknown_event", event=event.label))
        elif not allowed:
            problems.append(failed("actor.strange", event=event.label, kind=actor.partition(":")[0]))
    yield from problems
    if read and not problems:
        yield passed("actor.right")
