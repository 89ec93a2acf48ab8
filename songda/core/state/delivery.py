"""Events of orders, attempts, deeds by people, calls, acts of recipients, findings, and what judges decided."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from songda.core.delivery.states import Purpose, State, derive
from songda.core.state.case_state import CaseState
from songda.core.state.entities import (
    Attempt,
    Call,
    Certificate,
    Deed,
    DeedStep,
    Determination,
    Envelope,
    Finding,
    Objection,
    Order,
    RecipientAct,
    Service,
    receipt,
)
from songda.core.state.logged import ABOUT, HAPPENED, LoggedEvent, later, moment_in, payload
from songda.core.state.matter import Step, moment, offline_is_decided, update_each, withdrawal_is_decided

_SETTLED = frozenset({State.ARRIVED, State.FAILED})  # a report that overtook the provider's answer
ACTS: Mapping[str, str] = {"paper.opened": "read", "paper.acknowledged": "acknowledged"}


def _order_placed(state: CaseState, event: LoggedEvent) -> None:
    at, by = event.happened_at, event.actor
    state.orders[event.about] = Order(id=event.about, event=event, case_id=event.case, placed_at=at, placed_by=by)
    for placed in event.data["envelopes"]:
        state.envelopes[placed["id"]] = Envelope(
            id=placed["id"],
            event=event,
            order_id=event.about,
            case_id=event.case,
            party_id=placed["party"],
            placed_at=event.happened_at,
            has_english_page=placed.get("english_page", False),
        )
        for service, paper in placed["services"]:
            state.services[service] = Service(id=service, event=event, envelope_id=placed["id"], paper_id=paper)


def _attempt_planned(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.attempts[event.about] = Attempt(
        id=event.about,
        event=event,
        envelope_id=data["envelope"],
        channel=data["channel"],
        counts_as=data["counts_as"],
        address_id=data["address"],
        address_class=data["address_class"],
        purpose=Purpose.SERVICE.value,
        planned_at=event.happened_at,
    )


def _handed_over(state_after: State) -> Step:
    """What the provider answered; of a worker that fell silent it is not known that it wrote anything."""

    def step(state: CaseState, event: LoggedEvent) -> None:
        if (attempt := state.attempts.get(event.about)) is None:
            return
        data = event.data
        values: dict[str, Any] = {}
        if data.get("started_at") is not None:
            values = {"submitted_at": event.happened_at, "parts_total": data["parts_total"]}
        if "claimed_at" in data:
            values["claimed_at"] = moment(data["claimed_at"])
        if attempt.state not in _SETTLED:
            values["state"] = state_after
        attempt.update(event, **values)

    return step


def _attempt_ended(state: CaseState, event: LoggedEvent) -> None:
    receipts = [receipt(one) for one in event.data["receipts"]]
    outcome = derive(event.data["parts_total"], receipts)
    ends = {"arrived_at": outcome.arrived_at, "failed_at": outcome.failed_at, "bounced_at": outcome.bounced_at}
    known = {"parts_total": event.data["parts_total"], "receipts": event.data["receipts"]}
    after = outcome.state or State.EXPIRED  # reports that were read anew may prove nothing any more
    update_each(state.attempts, [event.about], event, state=after, **known, **ends)


def _deed_recorded(state: CaseState, event: LoggedEvent) -> None:
    """A step of a try; what the try is of, and where it went, is as its first step told it."""
    data = event.data
    if event.about not in state.deeds:
        state.deeds[event.about] = Deed(
            id=event.about,
            event=event,
            envelope_id=data["envelope"],
            way=data["way"],
            address_id=data["address"],
            address_class=data["address_class"],
            began_at=moment_in(data["began_at"]),
            papers=sorted(data["papers"]),
        )
    state.deed_steps[data["step"]] = DeedStep(
        id=data["step"],
        event=event,
        deed_id=event.about,
        kind=data["kind"],
        at=event.happened_at,
        by=data["by"] or "",
        manner=data.get("manner", ""),
        scan_sha256=data["scan"],
        recorded_at=event.recorded_at,
        recorded_by=event.actor,
    )


def _call_recorded(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.calls[data["call"]] = Call(
        id=data["call"],
        event=event,
        party_id=event.about,
        address_id=data["address"],
        at=event.happened_at,
        minutes=data["minutes"],
        outcome=data["outcome"],
        told=data["told"],
        is_matched=data["is_matched"],
        is_known_otherwise=data["is_known_otherwise"],
        wishes=data["wishes"],
        received=sorted(data["received"]),
        recorded_at=event.recorded_at,
    )


def _acted(state: CaseState, event: LoggedEvent) -> None:
    """Each is done once: who read a paper again tells nothing new."""
    service, kind = event.data["service"], ACTS[event.name]
    state.acts[service, kind] = RecipientAct(
        id=f"{service} {kind}",
        event=event,
        service_id=service,
        kind=kind,
        at=event.happened_at,
        assurance=event.data["assurance"],
    )


def _objection_raised(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.objections[data["objection"]] = Objection(
        id=data["objection"],
        event=event,
        envelope_id=event.about,
        attempt_id=data.get("attempt"),
        deed_id=data.get("deed"),
        service_id=data["service"],
        ground=data["ground"],
        proved_at=moment(data.get("proved_at")),
        raised_at=event.happened_at,
    )


def _determined(kind: str, also: Callable[[CaseState, LoggedEvent], None] = lambda _state, _event: None) -> Step:
    """A judge decided; what was decided on changes with it."""

    def step(state: CaseState, event: LoggedEvent) -> None:
        data = event.data
        made = Determination(
            id=data["determination"],
            event=event,
            case_id=event.case,
            kind=kind,
            outcome=data["outcome"],
            at=event.happened_at,
            by_id=event.actor.removeprefix("staff:"),
        )
        if kind == "finding":
            if event.about != data["service"]:
                raise ValueError("a finding on another service than that of which its stream tells")
            made.service_id, made.attempt_id, made.deed_id = data["service"], data.get("attempt"), data.get("deed")
        elif kind == "objection":
            made.objection_id = data["objection"]
        elif kind == "notice":
            made.envelope_id = data["envelope"]
        state.determinations[made.id] = made
        also(state, event)

    return step


def _objection_decided(state: CaseState, event: LoggedEvent) -> None:
    values = {
        "ruling": event.data["outcome"],
        "ruled_at": event.happened_at,
        "ruled_by_id": event.actor.removeprefix("staff:"),
    }
    update_each(state.objections, [event.data["objection"]], event, **values)


def _found(state: CaseState, event: LoggedEvent) -> None:
    """The newest answer of the law stands."""
    if "status" in event.data:
        state.findings[event.about] = Finding(id=event.about, event=event, decision=event.data)


def _certificate_issued(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.certificates[event.about] = Certificate(
        id=event.about,
        event=event,
        service_id=data["service"],
        number=data["number"],
        finding_digest=data["states"],
        replaces_id=data["replaces"],
        sha256=data["sha256"],
        made_at=event.happened_at,
        event_id=event.id,
        stamped_at=event.happened_at if data["stamped"] else None,
        state="issued" if data["stamped"] else "stamp_pending",
    )


def _certificate_stamped(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    file = {"sha256": data["sha256"], "unstamped_sha256": data["unstamped_sha256"], "event_id": event.id}
    update_each(state.certificates, [event.about], event, state="issued", stamped_at=event.happened_at, **file)


STEPS: Mapping[str, Step] = {
    "certificate.issued": _certificate_issued,
    "certificate.stamped": _certificate_stamped,
    "certificate.replaced": later(attrgetter("certificates"), ABOUT, state="replaced"),
    "order.placed": _order_placed,
    "english_page.asked": later(attrgetter("envelopes"), ABOUT, has_english_page=True),
    "service.recalled": later(attrgetter("services"), ABOUT, recalled_at=HAPPENED),
    "attempt.planned": _attempt_planned,
    "attempt.sent": _handed_over(State.ACCEPTED),
    "attempt.refused": _handed_over(State.REJECTED),
    "attempt.unknown": _handed_over(State.UNKNOWN),
    "attempt.sent_again": later(attrgetter("attempts"), ABOUT, state=State.PENDING),
    "attempt.expired": later(attrgetter("attempts"), ABOUT, state=State.EXPIRED),
    "attempt.cancelled": later(attrgetter("attempts"), ABOUT, state=State.CANCELLED),
    "attempt.arrived": _attempt_ended,
    "attempt.failed": _attempt_ended,
    "attempt.bounced": _attempt_ended,
    "attempt.reread": _attempt_ended,
    "deed.recorded": _deed_recorded,
    "deed.struck": later(attrgetter("deed_steps"), payload("step"), struck_at=HAPPENED),
    "call.recorded": _call_recorded,
    "call.struck": later(attrgetter("calls"), payload("call"), struck_at=HAPPENED),
    **dict.fromkeys(ACTS, _acted),
    "objection.raised": _objection_raised,
    "objection.decided": _determined("objection", _objection_decided),
    "finding.determined": _determined("finding"),
    "withdrawal.decided": _determined("withdrawal", withdrawal_is_decided),
    "offline.decided": _determined("offline", offline_is_decided),
    "guard.overridden": _determined("guard"),
    "guard.restored": _determined("guard"),
    "notice.decided": _determined("notice"),
    **dict.fromkeys(
        (
            *("service.effective", "service.presumed", "service.referred", "service.failed"),
            *("service.disallowed", "service.redecided"),
        ),
        _found,
    ),
}
