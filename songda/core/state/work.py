"""Events of tasks, look-ups, the telephone, signed forms, requests of two people, incidents and campaigns."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from songda.core.delivery.line import SIGHTS, seen_anew
from songda.core.state.case_state import CaseState
from songda.core.state.entities import WayRule
from songda.core.state.entities_of_work.work_entities import (
    Alarm,
    Answer,
    Campaign,
    Dial,
    Incident,
    Inquiry,
    Lookup,
    Photo,
    Proposal,
    Recording,
    SignedForm,
    Task,
    Uncovering,
    incident_id,
)
from songda.core.state.logged import UNTOLD, LoggedEvent, moment_in
from songda.core.state.matter import Step, moment, update_each

_STAFF = "staff:"


def _task_opened(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.tasks[event.about] = Task(
        id=event.about,
        event=event,
        case_id=event.case,
        envelope_id=data["envelope"],
        party_id=data.get("party"),
        kind=data["kind"],
        reason=data["reason"],
        opened_at=event.happened_at,
        due_at=moment_in(data["due_at"]),
        owner_id=data.get("owner", UNTOLD),
    )


def _task_redated(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.tasks, [event.about], event, due_at=moment(event.data["due_at"]))


def _task_reason_changed(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.tasks, [event.about], event, reason=event.data["reason"])


def _task_handed(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.tasks, [event.about], event, owner_id=event.data["owner"])


def _task_closed(state: CaseState, event: LoggedEvent) -> None:
    ended_by = event.data.get("ended_by", "")
    values = {"closed_at": event.happened_at, "closed_by": event.actor, "ended_by": ended_by}
    update_each(state.tasks, [event.about], event, **values)


def _task_reopened(state: CaseState, event: LoggedEvent) -> None:
    values = {"closed_at": None, "closed_by": "", "ended_by": "", "due_at": moment(event.data["due_at"])}
    update_each(state.tasks, [event.about], event, **values)


def _lookup_requested(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.lookups[event.about] = Lookup(
        id=event.about,
        event=event,
        case_id=event.case,
        party_id=data["party"],
        purpose=data["purpose"],
        ground=data["ground"],
        operators=data["operators"],
        asked_by=event.actor,
        asked_at=event.happened_at,
        valid_until=moment_in(data["valid_until"]),
        is_of_colleague=data["colleague"],
    )


def _lookup_decided(state_after: str) -> Step:
    def step(state: CaseState, event: LoggedEvent) -> None:
        values = {"state": state_after, "decided_by": event.actor, "decided_at": event.happened_at}
        over = {"over_at": event.happened_at} if state_after == "declined" else {}
        update_each(state.lookups, [event.about], event, **values, **over)

    return step


def _lookup_over(state_after: str) -> Step:
    return lambda state, event: update_each(
        state.lookups, [event.about], event, state=state_after, over_at=event.happened_at
    )


def _inquiry_sent(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    if data["inquiry"] not in state.inquiries:
        state.inquiries[data["inquiry"]] = Inquiry(
            id=data["inquiry"], event=event, lookup_id=event.about, operator=data["operator"]
        )


def _inquiry_answered(state: CaseState, event: LoggedEvent) -> None:
    data, numbers = event.data, event.personal("numbers")
    _inquiry_sent(state, event)
    update_each(
        state.inquiries,
        [data["inquiry"]],
        event,
        answer=data["answer"],
        reason=data["reason"],
        answered_at=event.happened_at,
        cost_fen=data["cost_fen"],
        numbers=sorted(numbers) if isinstance(numbers, list) else numbers,
    )


def _number_uncovered(state: CaseState, event: LoggedEvent) -> None:
    number, reader = event.data["number"], event.actor.removeprefix(_STAFF)
    shown = Uncovering(id=f"{number} {reader}", event=event, number_id=number, user_id=reader, at=event.happened_at)
    state.uncoverings[number, reader] = shown


def _dialled(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    values: dict[str, Any] = {"kind": data.get("kind", "notice"), "extension": data.get("extension", "")}
    if event.name == "call.notice_begun":
        values |= {"language": data["language"], "spoken": data["text"]}
    state.dials[data["dial"]] = Dial(
        id=data["dial"],
        event=event,
        party_id=event.about,
        address_id=data["address"],
        caller_id=event.actor.removeprefix(_STAFF),
        asked_at=event.happened_at,
        **values,
    )


def _seen(state: CaseState, event: LoggedEvent) -> None:
    """What the telephone system told of the line; what comes again, or is dated after the end, changes nothing."""
    if (dial := state.dials.get(event.data["dial"])) is not None:
        dial.update(event, **seen_anew(event.name, vars(dial), event.happened_at, event.data))


def _recording_missed(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.dials, [event.data["dial"]], event, no_recording=event.data["reason"])


def _recording_kept(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    measures = {name: data[name] for name in ("sha256", "size", "form", "length_ms", "heard_ms")}
    state.recordings[data["recording"]] = Recording(
        id=data["recording"],
        event=event,
        party_id=event.about,
        dial_id=data["dial"],
        kept_at=event.happened_at,
        kept_by=event.actor,
        **measures,
    )
    update_each(state.dials, [data["dial"]], event, no_recording="")


def _recording_erased(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.recordings, [event.data["recording"]], event, erased_at=event.happened_at)


def _form_signed(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.signed_forms[data["form"]] = SignedForm(
        id=data["form"],
        event=event,
        party_id=event.about,
        way=data["way"],
        signed_at=event.happened_at,
        signer_id=data["signer"],
        wants_secrecy=data["wants_secrecy"],
        consent_id=data["consent"],
        refusal_id=data["refusal"],
        sha256=data["sha256"],
        size=data["size"],
        pages=data["pages"],
        recorded_by=event.actor,
    )


def _way_ruled(state: CaseState, event: LoggedEvent) -> None:
    way, kind = event.data["way"], event.data["paper_kind"]
    values = {"choice": event.data["choice"], "set_at": event.happened_at}
    if (known := state.way_rules.get((event.about, way, kind))) is not None:
        known.update(event, **values)
        return
    one = f"{event.about} {way} {kind}"
    rule = WayRule(id=one, event=event, court_id=event.about, way=way, paper_kind=kind, **values)
    state.way_rules[event.about, way, kind] = rule


def _proposal_made(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.proposals[data["proposal"]] = Proposal(
        id=data["proposal"],
        event=event,
        kind=data["kind"],
        about_id=event.about if event.kind == "staff" else None,
        court_id=event.about if event.kind == "court" else UNTOLD,
        draft=event.personal("draft"),
        asked_by_id=event.actor.removeprefix(_STAFF),
        asked_at=event.happened_at,
    )


def _proposal_decided(state_after: str) -> Step:
    def step(state: CaseState, event: LoggedEvent) -> None:
        by = event.actor.removeprefix(_STAFF)
        values = {"state": state_after, "decided_by_id": by, "decided_at": event.happened_at}
        update_each(state.proposals, [event.data["proposal"]], event, **values)

    return step


def _incident_begun(state: CaseState, event: LoggedEvent) -> None:
    kind, subject = event.data["kind"], event.data["subject"]
    one = Incident(
        id=incident_id(kind, subject, event.happened_at),
        event=event,
        kind=kind,
        subject=subject,
        begun_at=event.happened_at,
    )
    state.incidents[one.id] = one


def _incident_ended(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    one = incident_id(data["kind"], data["subject"], moment_in(data["begun_at"]))
    update_each(state.incidents, [one], event, ended_at=event.happened_at)


def _plan(data: Mapping[str, Any]) -> dict[str, Any]:
    words = {name: data[name] for name in ("title", "aim", "group", "place", "speaker")}
    return words | {name: date.fromisoformat(data[name]) for name in ("starts_on", "ends_on")}


def _campaign_planned(state: CaseState, event: LoggedEvent) -> None:
    state.campaigns[event.about] = Campaign(
        id=event.about,
        event=event,
        court_id=event.data["court"],
        recorded_at=event.happened_at,
        recorded_by=event.actor,
        **_plan(event.data),
    )


def _campaign_changed(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.campaigns, [event.about], event, **_plan(event.data))


def _campaign_counted(state: CaseState, event: LoggedEvent) -> None:
    values = {"reached": event.data["reached"], "counted_how": event.data["how"]}
    update_each(state.campaigns, [event.about], event, **values)


def _campaign_cancelled(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.campaigns, [event.about], event, cancelled_at=event.happened_at)


def _campaign_pictured(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.photos[data["photo"]] = Photo(
        id=data["photo"], event=event, campaign_id=event.about, sha256=data["sha256"], recorded_at=event.happened_at
    )


def _answer_published(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.answers[event.about] = Answer(
        id=event.about,
        event=event,
        court_id=data["court"],
        subject=data["subject"],
        question=data["question"],
        words=data["words"],
        published_at=event.happened_at,
        published_by=event.actor,
    )


def _answer_retired(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.answers, [event.about], event, retired_at=event.happened_at)


def _alarm_raised(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.alarms[event.about] = Alarm(
        id=event.about,
        event=event,
        kind=data["kind"],
        actor=data["about"],
        lookup_id=data["lookup"],
        count=data["count"],
        usual=data["usual"],
        raised_at=event.happened_at,
        court_id=data.get("court", UNTOLD),
        about=data.get("once", UNTOLD),
        day=date.fromisoformat(data["day"]) if "day" in data else UNTOLD,
    )


def _alarm_reviewed(state: CaseState, event: LoggedEvent) -> None:
    values = {"reviewed_at": event.happened_at, "reviewed_by": event.actor}
    update_each(state.alarms, [event.about], event, **values)


STEPS: Mapping[str, Step] = {
    "task.opened": _task_opened,
    **dict.fromkeys(("task.extended", "task.redated", "task.paused", "task.resumed"), _task_redated),
    "task.reason_changed": _task_reason_changed,
    **dict.fromkeys(("task.assigned", "task.released"), _task_handed),
    "task.closed": _task_closed,
    "task.reopened": _task_reopened,
    "lookup.requested": _lookup_requested,
    "lookup.approved": _lookup_decided("approved"),
    "lookup.declined": _lookup_decided("declined"),
    "lookup.withdrawn": _lookup_over("withdrawn"),
    "lookup.ended": _lookup_over("ended"),
    "lookup.expired": _lookup_over("expired"),
    "lookup.answered": _lookup_over("answered"),
    "inquiry.sent": _inquiry_sent,
    "inquiry.answered": _inquiry_answered,
    "number.uncovered": _number_uncovered,
    **dict.fromkeys(("call.dialled", "call.notice_begun"), _dialled),
    **dict.fromkeys(SIGHTS, _seen),
    "recording.missed": _recording_missed,
    "recording.kept": _recording_kept,
    "recording.erased": _recording_erased,
    "address_form.signed": _form_signed,
    "court.way_ruled": _way_ruled,
    "proposal.made": _proposal_made,
    "proposal.approved": _proposal_decided("approved"),
    "proposal.declined": _proposal_decided("declined"),
    "proposal.withdrawn": _proposal_decided("withdrawn"),
    "incident.begun": _incident_begun,
    "incident.ended": _incident_ended,
    "answer.published": _answer_published,
    "answer.retired": _answer_retired,
    "lookup_alarm.raised": _alarm_raised,
    "lookup_alarm.reviewed": _alarm_reviewed,
    "campaign.planned": _campaign_planned,
    "campaign.changed": _campaign_changed,
    "campaign.counted": _campaign_counted,
    "campaign.cancelled": _campaign_cancelled,
    "campaign.pictured": _campaign_pictured,
}
