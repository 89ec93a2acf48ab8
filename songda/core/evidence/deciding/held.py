"""What the facts of a certificate hold, as marks that can be compared with what events tell."""

from collections.abc import Iterator
from datetime import datetime

from songda.core.evidence.deciding.told import BROKEN, NEVER, WITHHELD, Mark
from songda.core.evidence.leaf import moment_text
from songda.core.law import Facts
from songda.core.law.facts import AttemptFacts, EventKind

_ACTS = frozenset({EventKind.READ, EventKind.ACKNOWLEDGED})
_BROKEN = frozenset({EventKind.FAILED, EventKind.BOUNCED})


def held_in(facts: Facts) -> dict[Mark, str]:
    """Every fact that must be told by an event of the bundle, with its place in the facts."""
    return {mark: path for path, mark in _marks(facts)}


def _marks(facts: Facts) -> Iterator[tuple[str, Mark]]:
    for place, attempt in enumerate(facts.attempts):
        yield from _of_try(f"$.attempts[{place}]", attempt)
    for place, consent in enumerate(facts.consents):
        ended = _text(consent.withdrawn_at)
        yield f"$.consents[{place}].at", ("consent", consent.ground.value, _text(consent.at), ended)
    for place, refusal in enumerate(facts.refusals):
        yield f"$.refusals[{place}].at", ("refusal", _text(refusal.at))
    for place, period in enumerate(facts.recipient.status_periods):
        path = f"$.recipient.status_periods[{place}].since"
        yield path, ("status", period.status.value, _text(period.since), _text(period.until))
    for place, withheld in enumerate(facts.recipient.address_withheld):
        path = f"$.recipient.address_withheld[{place}].at"
        yield path, (WITHHELD, withheld.how.value, _text(withheld.at), _text(withheld.ended_at))


def _of_try(path: str, attempt: AttemptFacts) -> Iterator[tuple[str, Mark]]:
    known = attempt.address_class.value if attempt.address_class else ""
    yield f"{path}.address_class", ("try", attempt.id, attempt.channel.value, known)
    for number, event in enumerate(attempt.events):
        at = _text(event.at)
        if event.kind in _ACTS and attempt.id.isdecimal():  # whichever message brought them
            mark: Mark = ("act", event.kind.value, at)
        else:
            mark = ("event", attempt.id, BROKEN if event.kind in _BROKEN else event.kind.value, at)
        yield f"{path}.events[{number}].at", mark
    for number, said in enumerate(attempt.rebuttals):
        mark = ("rebuttal", attempt.id, said.ground.value, said.ruling.value, _text(said.proved_at))
        yield f"{path}.rebuttals[{number}].ground", mark
    for number, ruling in enumerate(attempt.rulings):
        yield f"{path}.rulings[{number}].at", ("ruling", attempt.id, str(ruling.counts), _text(ruling.at))


def _text(moment: datetime | None) -> str:
    return moment_text(moment) if moment else NEVER
