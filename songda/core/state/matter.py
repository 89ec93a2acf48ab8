"""Events of cases, hearings, papers, parties, what they agreed to, what holds of them and by what they proved it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from songda.core.circumstances import ROWS, Field, Kind, details_of
from songda.core.delivery.off_line import OffLine
from songda.core.identity import PersonalProofKind
from songda.core.party_flags import MEMBERS
from songda.core.state.case_state import CaseState
from songda.core.state.entities import (
    Address,
    AddressStep,
    Case,
    Circumstance,
    Consent,
    Hearing,
    Mandate,
    Paper,
    Party,
    PersonalProof,
    Phase,
    Refusal,
    address_step_id,
    phase_id,
)
from songda.core.state.logged import UNTOLD, Entity, LoggedEvent, moment_in

Step = Callable[[CaseState, LoggedEvent], None]

_COURSE = ("branch", "procedure", "stage", "is_status_case")
_OF_ITS_NATURE = frozenset({"branch", "is_status_case"})  # a correction of these says what was so from the beginning
_HOW_LETTERS = 60  # of how an address was learned, as its history keeps it


def moment(written: str | None) -> datetime | None:
    """A moment that stands in an event as text."""
    return moment_in(written) if written else None


def several(event: LoggedEvent, one: str, many: str) -> set[str]:
    """The ids that an event names, by itself or in a list."""
    return {*filter(None, [event.data.get(one)]), *(event.data.get(many) or ())}


def update_each(things: Mapping[str, Entity], ids: Iterable[str], event: LoggedEvent, **changes: Any) -> None:
    """Later word of those of these things that there are."""
    for one in ids:
        if one in things:
            things[one].update(event, **changes)


def _case_registered(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    course = {name: data[name] for name in _COURSE}
    state.cases[event.about] = Case(
        id=event.about,
        event=event,
        court_id=data["court"],
        number=data["number"],
        cause=data["cause"],
        judge_id=data["judge"],
        registered_at=event.happened_at,
        **course,
    )


def _case_corrected(state: CaseState, event: LoggedEvent) -> None:
    """What changed since a moment ends a phase; what was written wrongly was so in every phase."""
    if (case := state.cases.get(event.about)) is None:
        return
    after = event.data["after"]
    course = {name: after[name] for name in _COURSE if name in after}
    before = state.courses.setdefault(case.id, [])
    if until := moment(event.data["since"]):
        was = {name: getattr(case, name) for name in _COURSE}
        phase = Phase(id=phase_id(case.id, until), event=event, until=until, **was)
        state.phases[phase.id] = phase
        before.append(phase)
    other = {name: after[name] for name in ("number", "cause", "judge_id") if name in after}
    case.update(event, **course, **other)
    if until is None and course and course.keys() <= _OF_ITS_NATURE:
        before.append((event, course))


def _case_closed(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.cases, [event.about], event, closed_at=event.happened_at)


def _case_reopened(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.cases, [event.about], event, closed_at=None)


def _hearing_set(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.hearings[data["hearing"]] = Hearing(
        id=data["hearing"],
        event=event,
        case_id=event.about,
        at=moment_in(data["at"]),
        place=data["place"],
        set_at=event.happened_at,
    )


def _hearing_moved(state: CaseState, event: LoggedEvent) -> None:
    """To another time, or only to another room."""
    data = event.data
    changes: dict[str, Any] = {"place": data["place"], "changed_at": event.happened_at}
    if data["before"] != data["at"]:
        changes |= {"at": moment(data["at"]), "moved_at": event.happened_at}
    update_each(state.hearings, [data["hearing"]], event, **changes)


def _hearing_cancelled(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.hearings, [event.data["hearing"]], event, cancelled_at=event.happened_at)


def _paper_filed(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.papers[event.about] = Paper(
        id=event.about,
        event=event,
        case_id=event.case,
        kind=data["kind"],
        title=event.personal("title"),
        filed_by_id=data["filed_by"],
        sha256=data["sha256"],
        size=data["size"],
        pages=data["pages"],
        replaces_id=data["replaces"],
        filed_at=event.happened_at,
        days_set_in_paper=data.get("days_set_in_paper", UNTOLD),
        carried_out_at=moment(data["carried_out_at"]) if "carried_out_at" in data else UNTOLD,
        issued_at=moment(data.get("issued_at")),
    )


def _paper_corrected(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    after = event.personal("after")
    update_each(
        state.papers,
        [event.about],
        event,
        kind=data["kind"],
        title=after.get("title", UNTOLD) if isinstance(after, Mapping) else after,
        filed_by_id=data.get("filed_by", UNTOLD),
        days_set_in_paper=data.get("days_set_in_paper", UNTOLD),
        issued_at=moment(data["issued_at"]) if "issued_at" in data else UNTOLD,
    )


def _paper_struck(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.papers, [event.about], event, struck_at=event.happened_at)


def _paper_carried_out(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.papers, [event.about], event, carried_out_at=moment(event.data["at"]))


def _party_registered(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.parties[event.about] = Party(
        id=event.about,
        event=event,
        case_id=event.case,
        role=data["role"],
        kind=data["kind"],
        name=event.personal("name"),
        number=event.personal("number"),
        domicile=data["domicile"],
        acts_for_id=data["acts_for"],
        agent_authority=data["agent_authority"],
        recorded_at=event.happened_at,
        **{name: data[member] for name, member in MEMBERS.items()},
    )


_CORRECTED_OF_PARTIES = ("role", "kind", "name", "number", "domicile", *MEMBERS, "acts_for_id", "agent_authority")


def _party_corrected(state: CaseState, event: LoggedEvent) -> None:
    """All that changed stands in the personal part, and which fields did for everybody.

    Of what these hold now nothing is known once the personal part was erased, but of the role, which is told openly.
    """
    after, fields = event.personal("after"), set(event.data["fields"])
    if isinstance(after, Mapping):
        changes = {name: after[name] for name in _CORRECTED_OF_PARTIES if name in after}
    else:
        changes = {name: after for name in _CORRECTED_OF_PARTIES if name in fields}
        changes |= {"role": event.data["role"]} if "role" in event.data else {}
    if (party := state.parties.get(event.about)) is not None:
        party.update(event, **changes)
        party.forget(name for name, value in changes.items() if value is UNTOLD)


def _party_offline(state: CaseState, event: LoggedEvent) -> None:
    _stands_off_line(state, event, lambda before: before.marked(event.data["reason"], event.happened_at))


def _wish_withdrawn(state: CaseState, event: LoggedEvent) -> None:
    _stands_off_line(state, event, OffLine.without_wish)


def offline_is_decided(state: CaseState, event: LoggedEvent) -> None:
    """What the judge decided of a party who is served off line; only the lifting changes how they are served."""
    if event.data["outcome"] == "lifted":
        _stands_off_line(state, event, OffLine.lifted)


def _stands_off_line(state: CaseState, event: LoggedEvent, changed: Callable[[OffLine], OffLine]) -> None:
    if (party := state.parties.get(event.about)) is not None:
        before = OffLine.of(party)
        after = vars(changed(before))
        party.update(event, **{name: value for name, value in after.items() if value != getattr(before, name)})


def _party_removed(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.parties, [event.about], event, removed_at=event.happened_at)


def _address_recorded(state: CaseState, event: LoggedEvent) -> None:
    """A new one; of one that is known its class, learned anew."""
    data = event.data
    if "before" in data:
        _address_classed(state, event)
        return
    since = moment(data.get("since")) or event.happened_at
    last_used_on = data.get("last_used_on")
    state.addresses[data["address"]] = Address(
        id=data["address"],
        event=event,
        party_id=event.about,
        kind=data["kind"],
        address_class=data["class"],
        class_since=since,
        recorded_at=event.happened_at,
        source=data.get("source", ""),
        last_used_on=date.fromisoformat(last_used_on) if last_used_on else None,
    )
    _address_step(state, event, since)


def _address_classed(state: CaseState, event: LoggedEvent) -> None:
    changes = {"address_class": event.data["class"], "class_since": event.happened_at}
    update_each(state.addresses, [event.data["address"]], event, **changes)
    _address_step(state, event, moment(event.data.get("since")) or event.happened_at)


def _address_step(state: CaseState, event: LoggedEvent, at: datetime) -> None:
    data = event.data
    how = str(data.get("how", "bar"))[:_HOW_LETTERS]
    key = address_step_id(data["address"], data["class"], at, how)
    state.address_steps[key] = AddressStep(
        id=key, event=event, address_id=data["address"], address_class=data["class"], at=at, how=how
    )


def _address_replaced(state: CaseState, event: LoggedEvent) -> None:
    is_mistyped = event.data["ground"] in {True, "mistyped"} if "ground" in event.data else UNTOLD
    changes = {"retired_at": event.happened_at, "is_mistyped": is_mistyped}
    update_each(state.addresses, several(event, "address", "addresses"), event, **changes)


def _address_retired(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.addresses, several(event, "address", "addresses"), event, retired_at=event.happened_at)


def _address_disowned(state: CaseState, event: LoggedEvent) -> None:
    for things, ids in ((state.addresses, several(event, "address", "addresses")), (state.envelopes, [event.about])):
        update_each(things, ids, event, disowned_at=event.happened_at)


def _address_extended(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.addresses, several(event, "address", "addresses"), event, is_for_all_cases=True)


def _address_limited(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.addresses, several(event, "address", "addresses"), event, is_for_all_cases=False)


def _consent_given(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    for one in several(event, "consent", "consents"):
        state.consents[one] = Consent(
            id=one,
            event=event,
            party_id=event.about,
            ground=data["ground"],
            at=event.happened_at,
            stages=data["stages"],
            paper_kinds=data["paper_kinds"],
            how=data["how"],
            given_by_id=data["given_by"],
            recorded_at=event.recorded_at,
        )


def _consent_withdrawn(state: CaseState, event: LoggedEvent) -> None:
    """Of a minor it was void from the beginning; else a judge may be asked whether it counts."""
    is_void = event.data.get("ground") == "minor"
    for one in several(event, "consent", "consents") & state.consents.keys():
        given = state.consents[one]
        ended = {"withdrawn_at": given.at, "withdrawal": ""} if is_void else {"withdrawn_at": event.happened_at}
        given.update(event, **{"withdrawal": "pending", **ended})


def _withdrawal_decided(state: CaseState, event: LoggedEvent) -> None:
    outcome = event.data["outcome"]
    update_each(state.consents, several(event, "consent", "consents"), event, withdrawal=outcome)
    update_each(state.refusals, several(event, "refusal", "refusals"), event, is_set_aside=outcome == "rejected")


def _consent_struck(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.consents, several(event, "consent", "consents"), event, struck_at=event.happened_at)


def _consent_refused(state: CaseState, event: LoggedEvent) -> None:
    for one in several(event, "refusal", "refusals"):
        state.refusals[one] = Refusal(
            id=one,
            event=event,
            party_id=event.about,
            at=event.happened_at,
            how=event.data["how"],
            recorded_at=event.recorded_at,
        )


def _refusal_struck(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.refusals, several(event, "refusal", "refusals"), event, struck_at=event.happened_at)


_DETAILS: Mapping[str, Sequence[str]] = {kind.value: details_of(kind) for kind in Kind}


def _circumstance_noted(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.circumstances[data["circumstance"]] = Circumstance(
        id=data["circumstance"],
        event=event,
        party_id=event.about if event.kind == "party" else None,
        case_id=event.about if event.kind == "case" else None,
        kind=data["kind"],
        basis=data.get("basis", ""),
        since=event.happened_at,
        recorded_at=event.recorded_at,
        details={name: data[name] for name in _DETAILS.get(data["kind"], ()) if name in data},
    )


def _circumstance_ended(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.circumstances, [event.data["circumstance"]], event, until=event.happened_at)


def _circumstance_over(state: CaseState, event: LoggedEvent) -> None:
    """One of which nobody asks the beginning began with its end at the latest, and may never have been noted before."""
    one, until = event.data["circumstance"], event.happened_at
    if one not in state.circumstances:
        _circumstance_noted(state, event)
    noted = state.circumstances[one]
    noted.update(event, since=min(noted.since, until), until=until)


def _circumstance_struck(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.circumstances, [event.data["circumstance"]], event, struck_at=event.happened_at)


def _of_circumstance(step: Step) -> Step:
    """Names that circumstances share with other things tell of one only where they name it."""
    return lambda state, event: step(state, event) if "circumstance" in event.data else None


def _mandate_given(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.mandates[data["mandate"]] = Mandate(
        id=data["mandate"],
        event=event,
        party_id=event.about,
        envelope_id=data.get("envelope"),
        relation=data["relation"],
        given_how=data["given_how"],
        identified_how=data["identified_how"],
        rights=data["rights"],
        since=event.happened_at,
        until=moment_in(data["until"]),
        **{member: event.personal(member) for member in ("name", "number_index", "code_index")},
    )


def _mandate_ended(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.mandates, [event.data["mandate"]], event, ended_at=event.happened_at)


def _proof_made(state: CaseState, event: LoggedEvent) -> None:
    """Of codes and of questions the one before ends with the next; of cards none ends another."""
    data = event.data
    proof = PersonalProof(
        id=data["proof"],
        event=event,
        party_id=event.about,
        kind=data["how"],
        at=event.happened_at,
        by=event.actor,
        expires_at=moment_in(data["expires_at"]) if "expires_at" in data else UNTOLD if data["how"] == _CODE else None,
    )
    state.personal_proofs[proof.id] = proof
    if proof.kind != _CARD:
        if (earlier := state.newest_proofs.get((proof.party_id, proof.kind))) is not None:
            earlier.update(event, ended_at=event.happened_at)
        state.newest_proofs[proof.party_id, proof.kind] = proof


def _proved_by(state: CaseState, event: LoggedEvent) -> None:
    """A code opens once; an answer may be given again."""
    if event.data.get("how") == _CODE:
        update_each(state.personal_proofs, several(event, "proof", ""), event, used_at=event.happened_at)


_CARD, _CODE = PersonalProofKind.CARD.value, PersonalProofKind.CODE.value


STEPS: Mapping[str, Step] = {
    "case.registered": _case_registered,
    "case.corrected": _case_corrected,
    "case.closed": _case_closed,
    "case.reopened": _case_reopened,
    "hearing.set": _hearing_set,
    "hearing.moved": _hearing_moved,
    "hearing.cancelled": _hearing_cancelled,
    "paper.filed": _paper_filed,
    "paper.corrected": _paper_corrected,
    "paper.struck": _paper_struck,
    "paper.carried_out": _paper_carried_out,
    "party.registered": _party_registered,
    "representative.appointed": _party_registered,
    "party.corrected": _party_corrected,
    "party.set_offline": _party_offline,
    "offline.withdrawn": _wish_withdrawn,
    "party.removed": _party_removed,
    "representative.removed": _party_removed,
    "address.recorded": _address_recorded,
    "address.confirmed": _address_classed,
    "address.rejected": _address_classed,
    "address.replaced": _address_replaced,
    "address.retired": _address_retired,
    "address.disowned": _address_disowned,
    "address.extended": _address_extended,
    "address.limited": _address_limited,
    "consent.given": _consent_given,
    "consent.withdrawn": _consent_withdrawn,
    "consent.struck": _consent_struck,
    "consent.refused": _consent_refused,
    "refusal.struck": _refusal_struck,
    "mandate.given": _mandate_given,
    "mandate.ended": _mandate_ended,
    **dict.fromkeys(("person.identified", "counter_code.given", "question.agreed"), _proof_made),
    "identity.proved": _proved_by,
    **{
        name: _of_circumstance(step)
        for row in ROWS.values()
        for name, step in (
            (row.noted, _circumstance_noted),
            (row.ended, _circumstance_ended if Field.SINCE in row.asks else _circumstance_over),
            (row.struck, _circumstance_struck),
        )
        if name
    },
}
withdrawal_is_decided = _withdrawal_decided
