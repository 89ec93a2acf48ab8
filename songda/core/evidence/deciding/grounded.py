"""Compares the facts that a certificate rests on with the events of its bundle: none is made up, and none left out."""

from collections.abc import Iterator, Sequence

from songda.core.evidence.bundle import Bundle, BundledEvent, fact_of
from songda.core.evidence.deciding.held import held_in
from songda.core.evidence.deciding.told import told_by
from songda.core.evidence.findings import Finding, failed
from songda.core.evidence.leaf import moment_text
from songda.core.law import Facts


def check_grounded(bundle: Bundle, issued: BundledEvent, ruling: BundledEvent, facts: Facts) -> Iterator[Finding]:
    """The law was asked when it was decided, about this paper, and about all that events of the bundle tell of."""
    decided = ruling.row.get("recorded_at")
    if moment_text(facts.as_of) != decided:
        yield failed("law.fact_differs", path="$.as_of", found=moment_text(facts.as_of), logged=decided)
    papers = {str(fact_of(event, "sha256")) for event in bundle.events if _is_of_paper(event, facts.paper.id)}
    if facts.paper.sha256 not in papers:
        yield failed("law.fact_untold", path="$.paper.sha256", found=facts.paper.sha256)
    yield from _check_marks(bundle, issued, ruling, facts)


def _check_marks(bundle: Bundle, issued: BundledEvent, ruling: BundledEvent, facts: Facts) -> Iterator[Finding]:
    """What was sealed before the facts were read must be among them; what they hold may have been sealed later.

    Of what changed after the certificate was made the events of then tell, and those of today do not.
    """
    service = str(ruling.row.get("stream")).partition(":")[2]
    in_order = sorted(bundle.events, key=lambda event: event.index)
    then = told_by(_known_then(in_order, issued), service, facts.paper.sha256)
    today, held = told_by(in_order, service, facts.paper.sha256), held_in(facts)
    for mark, event in then.items():
        if mark not in held and mark in today:
            yield failed("law.event_left_out", event=event.label, fact=" ".join(mark).strip())
    for mark, path in held.items():
        if mark not in then and mark not in today:
            yield failed("law.fact_untold", path=path, found=" ".join(mark[1:]).strip())


def _known_then(in_order: Sequence[BundledEvent], issued: BundledEvent) -> list[BundledEvent]:
    """The events that the certificate says that it rests on; of one that names none those before it."""
    places = fact_of(issued, "rests_on")
    if not isinstance(places, list):
        return [event for event in in_order if event.index < issued.index]
    return [event for event in in_order if event.index in places]


def _is_of_paper(event: BundledEvent, paper: str) -> bool:
    return event.row.get("stream") == f"paper:{paper}"
