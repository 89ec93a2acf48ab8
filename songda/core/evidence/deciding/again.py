"""Asks the law of this program again, with the facts that the certificate rests on, and compares the answers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from songda.core.evidence.bundle import Bundle, BundledEvent, fact_of
from songda.core.evidence.canonical import Json
from songda.core.evidence.checks import CERTIFIED, event_with, issue_of, rests_on, value_text
from songda.core.evidence.deciding.conclusions import check_conclusions, state_of
from songda.core.evidence.deciding.marks import BROKEN, NEVER, WITHHELD, Mark, marks_of
from songda.core.evidence.deciding.messages import check_messages
from songda.core.evidence.findings import Finding, failed, passed, unchecked
from songda.core.evidence.leaf import moment_text
from songda.core.evidence.verify import certificate_event
from songda.core.language import FALLBACK
from songda.core.law import Decision, Facts, FactsError, decide, profile_of
from songda.core.law.facts import AttemptFacts, EventKind, read_kept_facts


def decide_again(bundle: Bundle) -> Iterator[Finding]:
    """Whether the law, asked again, says what the certificate says; what cannot be asked again does not pass.

    Rows of the law are dated, so a later version answers an old question by the law of its day.
    """
    named = certificate_event(bundle)
    issued = issue_of(bundle, named) if named else None
    certified = fact_of(issued, "certifies") if issued else None
    ruling = event_with(bundle, certified.get("event")) if isinstance(certified, Mapping) else None
    if issued is None or ruling is None or not isinstance(certified, Mapping):
        yield failed("law.nothing_to_decide")
        return
    try:
        facts = _facts_of(issued)
        if facts is None:
            yield failed("law.facts_erased" if issued.private is None else "law.no_facts", event=issued.label)
            return
        answer = decide(facts)
    except FactsError as error:
        yield failed("law.facts_refused", event=issued.label, path=error.path, reason=error.reason.sentence(FALLBACK))
        return
    yield from check_grounded(bundle, issued, ruling, facts)
    yield from check_conclusions(bundle, profile_of(facts.jurisdiction).zone)
    yield from check_messages(bundle)
    yield from _compare(certified, ruling, answer, profile_of(facts.jurisdiction).version)


def _facts_of(issued: BundledEvent) -> Facts | None:
    """Raises `FactsError`."""
    facts = (issued.private or {}).get("facts")
    return None if facts is None else read_kept_facts(facts)


def _compare(
    certified: Mapping[str, Json], ruling: BundledEvent, answer: Decision, installed: str
) -> Iterator[Finding]:
    theirs = fact_of(ruling, "law_version")
    if not theirs:
        yield unchecked("law.version_untold", event=ruling.label, installed=installed)
    elif theirs != installed:
        yield unchecked("law.other_version", event=ruling.label, version=theirs, installed=installed)
    follows = answer_fields(answer)
    stated = {field: certified.get(field) for field in CERTIFIED}
    stated |= {field: _plain(field, fact_of(ruling, field)) for field in ("rules", "periods")}
    differing = [field for field in follows if value_text(follows[field]) != value_text(stated[field])]
    code = "law.differs" if theirs == installed else "law.differs_by_another_version"
    for field in differing:
        found, own = value_text(stated[field]), value_text(follows[field])
        yield failed(code, event=ruling.label, field=field, certified=found, follows=own, installed=installed)
    if not differing:
        rules = ", ".join(f"{rule.id} ({rule.standing})" for rule in answer.rules)
        yield passed("law.same", status=answer.status.value, at=follows["effective_at"], rules=rules)


def answer_fields(answer: Decision) -> dict[str, Json]:
    """An answer as rulings and certificates tell it: by words of the law core and ids of rules."""
    at = answer.effective_at
    return {
        "status": answer.status.value,
        "effective_on": at.date().isoformat() if at else None,
        "effective_at": at.isoformat() if at else None,
        "ground": answer.ground.value if answer.ground else None,
        "winning_attempt": answer.winning_attempt,
        "rules": [rule.id for rule in answer.rules],
        "periods": [f"{period.kind} {period.last_day.isoformat()}" for period in answer.periods],
    }


def _plain(field: str, value: Json) -> Json:
    """The rules and periods of a ruling without the words in which they are cited."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return value
    rows = [one for one in value if isinstance(one, Mapping)]
    return [one.get("id") if field == "rules" else f"{one.get('kind')} {one.get('last_day')}" for one in rows]


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
    labels = {str(event.row.get("id")): event.label for event in in_order}
    in_facts = marks_in(facts)
    state, unread = state_of(in_order)
    for label in unread:
        yield failed("law.event_not_read", event=label)
    today = marks_of(state, service, facts.paper.sha256)
    then = marks_of(state_of(_known_then(in_order, issued))[0], service, facts.paper.sha256)
    for mark, event in then.items():
        if mark not in in_facts and mark in today:
            yield failed("law.event_left_out", event=labels[event.id], fact=" ".join(mark).strip())
    for mark, path in in_facts.items():
        if mark not in then and mark not in today:
            yield failed("law.fact_untold", path=path, found=" ".join(mark[1:]).strip())


def _known_then(in_order: Sequence[BundledEvent], issued: BundledEvent) -> list[BundledEvent]:
    """The events that the certificate says that it rests on; of one that names none those before it."""
    named = rests_on(issued)
    if named is None:
        return [event for event in in_order if event.index < issued.index]
    places = {place for place in named if isinstance(place, int)}
    return [event for event in in_order if event.index in places]


def _is_of_paper(event: BundledEvent, paper: str) -> bool:
    return event.row.get("stream") == f"paper:{paper}"


_ACTS = frozenset({EventKind.READ, EventKind.ACKNOWLEDGED})
_BROKEN = frozenset({EventKind.FAILED, EventKind.BOUNCED})


def marks_in(facts: Facts) -> dict[Mark, str]:
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
    for number, stated in enumerate(attempt.rebuttals):
        mark = ("rebuttal", attempt.id, stated.ground.value, stated.ruling.value, _text(stated.proved_at))
        yield f"{path}.rebuttals[{number}].ground", mark
    for number, ruling in enumerate(attempt.rulings):
        yield f"{path}.rulings[{number}].at", ("ruling", attempt.id, str(ruling.counts), _text(ruling.at))


def _text(moment: datetime | None) -> str:
    return moment_text(moment) if moment else NEVER
