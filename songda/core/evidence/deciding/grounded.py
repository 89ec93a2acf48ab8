"""Compares the facts that a certificate rests on with the events of its bundle: nobody may make up a fact."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from songda.core.evidence.bundle import Bundle, BundledEvent, fact_of
from songda.core.evidence.canonical import Json
from songda.core.evidence.findings import Finding, failed
from songda.core.evidence.leaf import moment_text
from songda.core.law import Facts

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


def check_grounded(bundle: Bundle, ruling: BundledEvent, facts: Facts) -> Iterator[Finding]:
    """The law was asked when it was decided, about this paper, with moments that events of the bundle tell of."""
    decided = ruling.row.get("recorded_at")
    if moment_text(facts.as_of) != decided:
        yield failed("law.fact_differs", path="$.as_of", found=moment_text(facts.as_of), logged=decided)
    papers = {str(fact_of(event, "sha256")) for event in _in_stream(bundle, f"paper:{facts.paper.id}")}
    if facts.paper.sha256 not in papers:
        yield failed("law.fact_untold", path="$.paper.sha256", found=facts.paper.sha256)
    told = {moment for event in bundle.events if not _is_answer(event) for moment in _moments(event)}
    for path, at in _asked(facts):
        if moment_text(at) not in told:
            yield failed("law.fact_untold", path=path, found=moment_text(at))


def _is_answer(event: BundledEvent) -> bool:
    """What the court concluded grounds no fact: an answer would prove itself."""
    return str(event.row.get("stream")).startswith(("service:", "certificate:"))


def _in_stream(bundle: Bundle, stream: str) -> Iterator[BundledEvent]:
    return (event for event in bundle.events if event.row.get("stream") == stream)


def _asked(facts: Facts) -> Iterator[tuple[str, datetime]]:
    """What happened to the tries for this very paper, and when it was agreed to electronic service."""
    for place, attempt in enumerate(facts.attempts):
        for number, event in enumerate(attempt.events):
            yield f"$.attempts[{place}].events[{number}].at", event.at
    for place, consent in enumerate(facts.consents):
        yield f"$.consents[{place}].at", consent.at


def _moments(event: BundledEvent) -> Iterator[str]:
    """Every moment that the open part of an event names, in the form of the log."""
    for text in _texts([event.row.get("happened_at"), event.row.get("data")]):
        if _MOMENT.match(text):
            try:
                yield moment_text(datetime.fromisoformat(text))
            except ValueError:  # no moment after all, or one without its offset
                continue


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, Sequence):
        for each in value:
            yield from _texts(each)
