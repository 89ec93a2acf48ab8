"""What the events of a bundle tell the law, each fact as a mark that can be compared with those of a certificate."""

from collections.abc import Iterator
from datetime import datetime

from songda.core.delivery.off_line import OffLine
from songda.core.evidence.leaf import moment_text
from songda.core.law.facts import RebuttalGround
from songda.core.state import CaseState, LoggedEvent
from songda.core.state.entities import Attempt, Circumstance, Consent, DeedStep, Determination, Objection

Mark = tuple[str, ...]
"""A fact in words: what it is about, then what is so of it, moments as the log writes them."""
NEVER = ""
BROKEN = "failed"  # that a message came back or failed is one and the same to the log, with the moment of the earlier
STATUSES = frozenset({"in_custody", "soldier", "lacks_capacity", "missing", "deceased", "dissolved", "in_bankruptcy"})
WITHHELD = "address_withheld"
MarkedBy = tuple[Mark, LoggedEvent]


def marks_of(state: CaseState, service: str, paper: str) -> dict[Mark, LoggedEvent]:
    """Every fact that is so of the service of this paper (its hash) after these events, and the event that bears it."""
    ended = [
        party.removed_at
        for party in state.parties.values()
        if party.removed_at is not None and party.source_event("removed_at").name == "representative.removed"
    ]
    end = moment_text(min(ended)) if ended else "~"
    marks = {
        mark: event
        for mark, event in _reached(state, service, paper)
        if mark[0] == "try" or mark[-1] < end  # what reaches a representative after they ceased to act serves nobody
    }
    return marks | dict(_declared(state, service))


def _reached(state: CaseState, service: str, paper: str) -> Iterator[MarkedBy]:
    """What reached them, by messages, by people, on the portal and in calls."""
    for attempt in state.attempts.values():
        if attempt.state != "cancelled":  # one that was called off never was
            yield from _of_attempt(state, attempt)
    for step in state.deed_steps.values():
        if step.struck_at is None and paper in step.event.data["papers"]:
            yield from _of_step(step)
    acts = (act for act in state.acts.values() if act.service_id == service)
    yield from ((("act", act.kind, moment_text(act.at)), act.event) for act in acts)
    calls = (call for call in state.calls.values() if call.struck_at is None and service in call.received)
    yield from ((("act", "acknowledged", moment_text(call.at)), call.event) for call in calls)


def _of_attempt(state: CaseState, attempt: Attempt) -> Iterator[MarkedBy]:
    """A message as it ended: the last of its reports counts."""
    address = state.addresses.get(attempt.address_id)
    known = "rejected" if address is not None and address.is_mistyped else attempt.address_class
    yield ("try", attempt.id, attempt.counts_as, known), attempt.event
    if attempt.submitted_at is not None:
        yield ("event", attempt.id, "sent", moment_text(attempt.submitted_at)), attempt.source_event("submitted_at")
    if (last := attempt.source_events.get("bounced_at")) is not None:  # whatever the last report said
        kind = "arrived" if last.name == "attempt.arrived" else BROKEN
        at: datetime | None = last.happened_at
        if last.name == "attempt.reread":  # its reports may prove less than they had seemed to
            kind = "arrived" if attempt.arrived_at else BROKEN
            at = attempt.arrived_at or attempt.bounced_at or attempt.failed_at
        if at is not None:
            yield ("event", attempt.id, kind, moment_text(at)), last


def _of_step(step: DeedStep) -> Iterator[MarkedBy]:
    data = step.event.data
    yield ("try", step.deed_id, data["way"], data["address_class"]), step.event
    kind = BROKEN if step.kind == "bounced" else step.kind
    yield ("event", step.deed_id, kind, moment_text(step.at)), step.event


def _declared(state: CaseState, service: str) -> Iterator[MarkedBy]:
    """What they agreed to or objected to, what holds of them, and what the judge decided."""
    rulings = (one for one in state.determinations.values() if one.kind == "finding" and one.service_id == service)
    yield from (_of_ruling(one) for one in rulings if one.attempt_id or one.deed_id)
    against = (one for one in state.objections.values() if one.attempt_id or one.deed_id)
    yield from (_of_objection(one) for one in against if _concerns(one, service))
    yield from (_of_consent(one) for one in state.consents.values() if one.struck_at is None)
    refusals = (one for one in state.refusals.values() if one.struck_at is None and not one.is_set_aside)
    yield from ((("refusal", moment_text(one.at)), one.event) for one in refusals)
    noted = (one for one in state.circumstances.values() if one.struck_at is None)
    yield from (_of_circumstance(one) for one in noted if one.kind in {*STATUSES, WITHHELD})
    for party in state.parties.values():
        if party.offline_since is not None and (since := OffLine.of(party).since) is not None:
            marks_of = "offline_since" if since == party.offline_since else "wants_paper_since"
            yield ("status", "offline", moment_text(since), NEVER), party.source_event(marks_of)


def _of_ruling(ruling: Determination) -> MarkedBy:
    made = str(ruling.attempt_id or ruling.deed_id)
    return ("ruling", made, str(ruling.outcome == "counts"), moment_text(ruling.at)), ruling.event


def _concerns(objection: Objection, service: str) -> bool:
    """One on a ground that the law does not know concerns every service: the facts have to tell of it."""
    known = next((ground for ground in RebuttalGround if ground == objection.ground), None)
    return known is None or known.concerns(objection.service_id, service)


def _of_objection(objection: Objection) -> MarkedBy:
    made, proved = str(objection.attempt_id or objection.deed_id), objection.proved_at or objection.raised_at
    mark = ("rebuttal", made, objection.ground, objection.ruling, moment_text(proved))
    return mark, objection.source_event("ruling")


def _of_consent(consent: Consent) -> MarkedBy:
    """A withdrawal that the judge rejected ends nothing."""
    ended = NEVER if consent.withdrawal == "rejected" else _text(consent.withdrawn_at)
    return ("consent", consent.ground, moment_text(consent.at), ended), consent.source_event("withdrawal")


def _of_circumstance(noted: Circumstance) -> MarkedBy:
    about = (noted.kind, noted.basis) if noted.kind == WITHHELD else ("status", noted.kind)
    return (*about, moment_text(noted.since), _text(noted.until)), noted.source_event("until")


def _text(moment: datetime | None) -> str:
    return moment_text(moment) if moment else NEVER
