"""The facts of the law once more, read from the fold of a case's events alone: what the rows say must be the same.

A second reading, written against the log's own words, so that neither the loading of rows nor the fold can be wrong
unnoticed. What no event tells is left out by `comparable`, each with its reason.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from songda.core.circumstances import Kind
from songda.core.delivery.states import State
from songda.core.identifiers import IdentifierError, read_case_number
from songda.core.law import profile_of
from songda.core.law.attempt.state_at_attempt import is_capable
from songda.core.law.facts import (
    TO_A_PLACE,
    AddressClass,
    AddressOnFile,
    AddressSource,
    AddressWithheld,
    AttemptFacts,
    Branch,
    CaseFacts,
    Channel,
    ConsentFact,
    ConsentGround,
    EventFact,
    EventKind,
    Facts,
    JudgeRuling,
    JurisdictionObjection,
    Leaving,
    PaperFacts,
    PaperKind,
    Person,
    PersonStatus,
    Posting,
    Procedure,
    RebuttalFact,
    RebuttalGround,
    RecipientFacts,
    RecipientKind,
    RefusalFact,
    ReturnCause,
    RuledOutFact,
    RuledOutGround,
    Ruling,
    Stage,
    StatusPeriod,
    Withholding,
)
from songda.core.state import CaseState
from songda.core.state.entities import Attempt, Case, Circumstance, Deed, DeedStep, Envelope, Paper, Party, Service
from songda.core.state.fold import STEPS
from songda.records.ground.evidence.queries import leaves_of_cases
from songda.records.law.facts.persons import _STATUS as STATUSES
from songda.records.matter.papers.kinds import row_of_kind
from songda.records.matter.parties.consents import birth_date
from songda.records.matter.parties.roles import LAW_ROLES, MANDATED
from songda.records.proof.certificates.comparing import state_of
from songda.records.service.deeds.signatures import IN_PERSON, WAITS_FOR_ALL
from songda.records.service.orders.summoned import CALLING, Hearings, Sitting


def comparable(facts: Facts) -> Facts:
    """Without what no event tells: whether an opponent has the same number, since numbers stand in events as seals."""
    tries = (replace(each, shared_with_opponent=False) for each in facts.attempts)
    others = (replace(each, shared_with_opponent=False) for each in facts.other_tries)
    return replace(facts, attempts=tuple(tries), other_tries=tuple(others))


def vars_of(facts: Facts) -> dict[str, object]:
    """Its fields, and those of case, paper and person, by name."""
    own = {each.name: getattr(facts, each.name) for each in fields(facts)}
    parts = (("case", facts.case), ("paper", facts.paper), ("recipient", facts.recipient))
    inner = {f"{n}.{each.name}": getattr(part, each.name) for n, part in parts for each in fields(part)}
    return {**inner, **own}


def read_log(case_id: UUID, zone: ZoneInfo) -> "Told":
    """What the sealed events of a case come to."""
    leaves = leaves_of_cases([case_id], sorted(STEPS))
    state, sittings = state_of(leaves), defaultdict(list)
    assert not state.unread
    for leaf in leaves:
        if leaf["name"] in {"hearing.set", "hearing.moved"}:
            data, since = leaf["data"], datetime.fromisoformat(leaf["happened_at"])
            sittings[data["hearing"]].append(Sitting(since, datetime.fromisoformat(data["at"]), data["place"]))
    return Told(state, dict(sittings), zone)


@dataclass(frozen=True)
class Told:
    """What the events of a court come to, with the times and rooms that its hearings had."""

    state: CaseState
    sittings: dict[str, list[Sitting]]
    zone: ZoneInfo

    def facts(self, service_id: str, now: datetime) -> Facts:
        """Everything that decides whether this paper is served on this person."""
        service = self.state.services[service_id]
        envelope = self.state.envelopes[service.envelope_id]
        case = self._case_then(envelope)
        has_notice = any(deed.way == "public_notice" for deed in self._deeds(envelope))
        return Facts(
            as_of=now.astimezone(self.zone),
            case=self._case_facts(case, envelope),
            paper=self._paper_facts(service, envelope),
            recipient=self._recipient(envelope),
            consents=tuple(self._consents(envelope.party_id)),
            refusals=tuple(
                RefusalFact(each.at)
                for each in sorted(self.state.refusals.values(), key=lambda one: one.at)
                if each.party_id == envelope.party_id and not each.is_set_aside and each.struck_at is None
            ),
            attempts=tuple(self._tries(envelope, service)),
            other_tries=tuple(self._tries_for_other_orders(envelope, case)) if has_notice else (),
            ruled_out=tuple(self._ruled_out(envelope, case)) if has_notice else (),
            hearing_at=self._hearing_at(envelope),
        )

    def _case_then(self, envelope: Envelope) -> Case:
        """As it was when the envelope was made."""
        case = self.state.cases[str(envelope.case_id)]
        over = [p for p in self.state.phases.values() if p.event.about == case.id and p.until > envelope.placed_at]
        then = min(over, key=lambda phase: phase.until, default=None)
        if then is None:
            return case
        course = {name: getattr(then, name) for name in ("branch", "procedure", "stage", "is_status_case")}
        return replace(case, **course)

    def _noted(self, about: str) -> list[Circumstance]:
        """What holds or held of a party or case, by when it began."""
        own = (e for e in self.state.circumstances.values() if e.event.stream == about and e.struck_at is None)
        return sorted(own, key=lambda each: (each.since, each.id))

    def _about(self, envelope: Envelope) -> list[Circumstance]:
        both = [*self._noted(f"party:{envelope.party_id}"), *self._noted(f"case:{envelope.case_id}")]
        return sorted(both, key=lambda each: (each.since, each.id))

    def _case_facts(self, case: Case, envelope: Envelope) -> CaseFacts:
        newest = {each.kind: each for each in sorted(self._about(envelope), key=lambda one: one.id)}
        objection, procuratorate = newest.get(Kind.JURISDICTION_CONTESTED), newest.get(Kind.PROCURATORATE)
        try:
            is_internet = read_case_number(case.number).court.is_internet
        except IdentifierError:
            is_internet = False
        return CaseFacts(
            branch=Branch(case.branch),
            procedure=Procedure(case.procedure),
            stage=Stage(case.stage),
            status_case=case.is_status_case,
            internet_court=is_internet,
            number=case.number,
            jurisdiction_objection=JurisdictionObjection(objection.since, objection.until) if objection else None,
            procuratorate_takes_part=procuratorate is not None,
            procuratorate_agreed_at=procuratorate.until if procuratorate else None,
        )

    def _paper_facts(self, service: Service, envelope: Envelope) -> PaperFacts:
        paper = self.state.papers[service.paper_id]
        carried_out = paper.carried_out_at is not None if row_of_kind(paper.kind).is_carried_out else None
        return PaperFacts(
            id=paper.id,
            kind=PaperKind(paper.kind),
            sha256=paper.sha256,
            replaces=paper.replaces_id,
            days_set_in_paper=paper.days_set_in_paper,
            carried_out=carried_out,
            other_signatures=self._signatures(paper, envelope) if paper.kind == WAITS_FOR_ALL else None,
            issued_at=paper.issued_at,
        )

    def _signatures(self, paper: Paper, envelope: Envelope) -> tuple[datetime | None, ...]:
        own = self._stands_for(envelope.party_id)
        parties = [p for p in self.state.parties.values() if p.case_id == paper.case_id and p.acts_for_id is None]
        bound = [p for p in parties if p.id != own and Kind.NOT_BOUND not in self._kinds(p.id)]
        others = sorted(bound, key=lambda each: (each.recorded_at, each.id))
        signed: dict[str, datetime] = {}
        for step in self.state.deed_steps.values():
            if step.kind != "signed" or step.struck_at is not None:
                continue
            deed = self.state.deeds[step.deed_id]
            person = self._stands_for(self.state.envelopes[deed.envelope_id].party_id)
            if paper.sha256 in deed.papers and self._signs_as(step, person):
                signed[person] = min(step.at, signed.get(person, step.at))
        return tuple(signed.get(other.id) for other in others)

    def _signs_as(self, step: DeedStep, person: str) -> bool:
        """Whether it is the party's own signature, or of whoever acts as they then."""
        if step.by == "bankruptcy_administrator":
            own = [e for e in self._noted(f"party:{person}") if e.kind == Kind.IN_BANKRUPTCY and e.since <= step.at]
            return any(each.until is None or each.until > step.at for each in own)
        party = self.state.parties[person]
        if step.by == "statutory_agent":
            born = birth_date(party.kind, party.domicile, party.number)
            person_then = RecipientFacts(
                RecipientKind(party.kind),
                born_on=born,
                own_labour=party.own_labour,
                lacks_capacity=party.lacks_capacity,
            )
            return not is_capable(person_then, step.at.date(), profile_of("cn"))
        return step.by in IN_PERSON

    def _kinds(self, party_id: str) -> set[str]:
        return {each.kind for each in self._noted(f"party:{party_id}")}

    def _stands_for(self, party_id: str) -> str:
        return self.state.parties[party_id].acts_for_id or party_id

    def _recipient(self, envelope: Envelope) -> RecipientFacts:
        party = self.state.parties[envelope.party_id]
        represented = self.state.parties.get(party.acts_for_id or "")
        noted = self._about(envelope)
        kinds, with_basis = {each.kind for each in noted}, {(each.kind, each.basis) for each in noted}
        acting = [one for one in self.state.parties.values() if one.acts_for_id == party.id]
        return RecipientFacts(
            kind=RecipientKind(party.kind),
            domicile=represented.domicile if represented and party.may_not_receive else party.domicile,
            soldier=party.is_soldier,
            in_custody=party.is_in_custody,
            home_law_forbids_electronic=party.home_law_forbids_electronic,
            missing=False,
            born_on=_born_on(party),
            home_law_forbids_post=Kind.POST_FORBIDDEN in kinds,
            branch_may_receive=(Kind.RECEIVER_IN_CHINA, "branch") in with_basis,
            business_agent_may_receive=(Kind.RECEIVER_IN_CHINA, "business_agent") in with_basis,
            notice_at_first_instance=Kind.FIRST_NOTICE in kinds,
            must_appear=Kind.MUST_APPEAR in kinds,
            own_labour=party.own_labour,
            lacks_capacity=party.lacks_capacity,
            role=LAW_ROLES.get(represented.role if represented else party.role),
            mandate_ended_at=_mandate_ended_at(acting),
            agent_excluded=party.may_not_receive
            or any(one.may_not_receive for one in acting if one.removed_at is None),
            address_withheld=tuple(
                AddressWithheld(Withholding(each.basis), each.since, each.until)
                for each in noted
                if each.kind == Kind.ADDRESS_WITHHELD
            ),
            addresses_on_file=tuple(
                AddressOnFile(AddressSource(each.source), each.last_used_on)
                for each in sorted(self.state.addresses.values(), key=lambda one: one.id)
                if each.party_id == party.id and each.source and each.retired_at is None
            ),
            status_periods=tuple(_status_periods(party, noted)),
        )

    def _consents(self, party_id: str) -> Iterator[ConsentFact]:
        given = [each for each in self.state.consents.values() if each.party_id == party_id and each.struck_at is None]
        for each in sorted(given, key=lambda one: (one.at, one.id)):
            yield ConsentFact(
                ground=ConsentGround(each.ground),
                at=each.at,
                stages=None if "*" in each.stages else tuple(Stage(word) for word in each.stages),
                paper_kinds=None if "*" in each.paper_kinds else tuple(PaperKind(word) for word in each.paper_kinds),
                withdrawn_at=None if each.withdrawal == "rejected" else each.withdrawn_at,
                by=self._giver(each.given_by_id, party_id, each.at),
            )

    def _giver(self, giver_id: str | None, party_id: str, at: datetime) -> Person:
        if giver_id is None:
            return Person.RECIPIENT
        giver = self.state.parties[giver_id]
        if giver.acts_for_id != party_id or (giver.removed_at is not None and giver.removed_at <= at):
            return Person.STRANGER
        if giver.role == "statutory_agent":
            return Person.STATUTORY_AGENT
        may_agree = giver.role in {"agent", "defender"} and giver.agent_authority
        return Person.REPRESENTATIVE if may_agree else Person.STRANGER

    def _attempts(self, envelope: Envelope) -> list[Attempt]:
        own = (each for each in self.state.attempts.values() if each.envelope_id == envelope.id)
        kept = (each for each in own if each.purpose == "service" and each.state != State.CANCELLED)
        return sorted(kept, key=lambda each: int(each.id))

    def _deeds(self, envelope: Envelope) -> list[Deed]:
        return sorted((d for d in self.state.deeds.values() if d.envelope_id == envelope.id), key=lambda each: each.id)

    def _steps(self, deed: Deed) -> list[DeedStep]:
        own = (each for each in self.state.deed_steps.values() if each.deed_id == deed.id and each.struck_at is None)
        return sorted(own, key=lambda each: (each.at, each.id))

    def _tries(self, envelope: Envelope, service: Service) -> Iterator[AttemptFacts]:
        paper, attempts = self.state.papers[service.paper_id], self._attempts(envelope)
        deeds = [deed for deed in self._deeds(envelope) if self._steps(deed) and paper.sha256 in deed.papers]
        sent = {one.id: one.submitted_at for one in attempts if one.submitted_at and one.state != State.REJECTED}
        known = self._known(envelope, service, sent) | self._known(envelope, service, {d.id: d.began_at for d in deeds})
        for attempt in attempts:
            events = [*self._events(attempt, attempts, service), *known.get(attempt.id, ())]
            yield self._try(envelope, service, attempt, events)
        for deed in deeds:
            events = [*(_step_fact(step) for step in self._steps(deed)), *known.get(deed.id, ())]
            yield self._try(envelope, service, deed, events)

    def _known(
        self, envelope: Envelope, service: Service, since: dict[str, datetime]
    ) -> dict[str, tuple[EventFact, ...]]:
        found: dict[str, tuple[EventFact, ...]] = {}
        for noted in self._about(envelope):
            before = [key for key, at in since.items() if at <= noted.since]
            if noted.kind == Kind.CONTENT_KNOWN and service.paper_id in noted.details["papers"] and before:
                event = EventFact(EventKind.KNOWN, noted.since, Person(noted.basis))
                found[before[-1]] = (*found.get(before[-1], ()), event)
        return found

    def _events(self, attempt: Attempt, attempts: list[Attempt], service: Service) -> Iterator[EventFact]:
        lost = EventKind.BOUNCED if attempt.bounced_at else EventKind.FAILED
        moments = (
            (EventKind.SENT, attempt.submitted_at),
            (EventKind.ARRIVED, attempt.arrived_at),
            (lost, attempt.bounced_at or attempt.failed_at),
        )
        yield from (EventFact(kind, at) for kind, at in moments if at is not None)
        acts = sorted((a for a in self.state.acts.values() if a.service_id == service.id), key=lambda one: one.at)
        yield from (EventFact(EventKind(a.kind), a.at) for a in acts if _came_by(attempts, a.at) == attempt.id)
        calls = sorted((c for c in self.state.calls.values() if c.struck_at is None), key=lambda one: one.at)
        for call in calls:
            if service.id in call.received and _came_by(attempts, call.at) == attempt.id:
                yield EventFact(EventKind.ACKNOWLEDGED, call.at)

    def _try(self, envelope: Envelope, service: Service, made: Attempt | Deed, events: list[EventFact]) -> AttemptFacts:
        party = self.state.parties[envelope.party_id]
        place = self.state.addresses.get(made.address_id or "")
        by_message = isinstance(made, Attempt)
        channel = Channel(made.counts_as if isinstance(made, Attempt) else made.way)
        began = made.planned_at if isinstance(made, Attempt) else made.began_at
        acting = [each for each in events if party.removed_at is None or each.at < party.removed_at]
        to = Person.REPRESENTATIVE if party.may_not_receive else Person.RECIPIENT
        if any(each.by is Person.ESTATE_ADMINISTRATOR for each in acting):
            to = Person.ESTATE_ADMINISTRATOR
        known = AddressClass(made.address_class) if made.address_class else None
        on_file = place if place is not None and place.source and channel in TO_A_PLACE else None
        used_on = on_file.last_used_on if on_file else None
        return AttemptFacts(
            id=made.id,
            channel=channel,
            paper_sha256=self.state.papers[service.paper_id].sha256,
            to=to,
            address_class=AddressClass.REJECTED if place is not None and place.is_mistyped is True else known,
            events=tuple(acting),
            rebuttals=tuple(self._rebuttals(service, made.id)),
            rulings=tuple(self._rulings(service, made.id)),
            address_source=AddressSource(on_file.source) if on_file else None,
            address_last_used_on=used_on if used_on and used_on <= began.astimezone(self.zone).date() else None,
            disowned_at=self._denied_at(made) if by_message and isinstance(made, Attempt) else None,
        )

    def _rebuttals(self, service: Service, made: str) -> Iterator[RebuttalFact]:
        """What somebody read, or could not open, is said of the paper they name; anything else of all that came."""
        for each in sorted(self.state.objections.values(), key=lambda one: one.id):
            of_another = each.ground in {"not_read_by_recipient", "system_error"} and each.service_id != service.id
            is_on_it = each.envelope_id == service.envelope_id and str(each.attempt_id or each.deed_id) == made
            if is_on_it and not of_another:
                yield RebuttalFact(RebuttalGround(each.ground), each.proved_at or each.raised_at, Ruling(each.ruling))

    def _rulings(self, service: Service, made: str) -> Iterator[JudgeRuling]:
        for each in sorted(self.state.determinations.values(), key=lambda one: (one.at, one.id)):
            is_on_it = each.kind == "finding" and each.service_id == service.id
            if is_on_it and str(each.attempt_id or each.deed_id) == made:
                yield JudgeRuling(each.at, each.outcome == "counts")

    def _denied_at(self, attempt: Attempt) -> datetime | None:
        address, moments = self.state.addresses[attempt.address_id], []
        if address.disowned_at and attempt.submitted_at and attempt.planned_at <= address.disowned_at:
            moments.append(address.disowned_at)
        is_rejected = address.address_class == "rejected" and attempt.address_class != "rejected"
        if is_rejected and attempt.planned_at <= address.class_since:
            moments.append(address.class_since)
        said = max(moments, default=None)
        dismissed = [
            each.ruled_at
            for each in self.state.objections.values()
            if str(each.attempt_id) == attempt.id and (each.ground, each.ruling) == ("not_own_address", "rejected")
        ]
        return None if said and any(at and at >= said for at in dismissed) else said

    def _tries_for_other_orders(self, envelope: Envelope, case: Case) -> Iterator[AttemptFacts]:
        for other in self.state.envelopes.values():
            is_own = other.id == envelope.id or other.party_id != envelope.party_id
            if is_own or self._case_then(other).stage != case.stage:
                continue
            for service in sorted(self.state.services.values(), key=lambda one: one.id):
                if service.envelope_id == other.id and service.recalled_at is None:
                    yield from (replace(t, id=f"{t.id}:{service.id}") for t in self._tries(other, service))

    def _ruled_out(self, envelope: Envelope, case: Case) -> Iterator[RuledOutFact]:
        for noted in self._noted(f"party:{envelope.party_id}"):
            if noted.kind == Kind.WAYS_RULED_OUT and noted.event.data["stage"] == case.stage:
                for way in noted.event.data["ways"]:
                    yield RuledOutFact(Channel(way), noted.since, RuledOutGround(noted.basis))
        own = [d for d in self.state.determinations.values() if d.kind == "notice" and d.envelope_id == envelope.id]
        newest = max(own, key=lambda one: (one.at, one.id), default=None)
        if newest is not None and newest.outcome == "approved":
            for way in newest.event.data["ways"]:
                yield RuledOutFact(Channel(way), newest.at, RuledOutGround.FOUND_BY_JUDGE)

    def _hearing_at(self, envelope: Envelope) -> datetime | None:
        hearings: Any = [
            SimpleNamespace(**{**vars(each), "id": each.id})
            for each in sorted(self.state.hearings.values(), key=lambda one: (one.at, one.id))
            if each.case_id == envelope.case_id
        ]
        known = Hearings({UUID(str(envelope.case_id)): hearings}, self.sittings)  # type: ignore[arg-type] # ids as texts
        for service in sorted(self.state.services.values(), key=lambda one: one.id):
            paper = self.state.papers[service.paper_id]
            if service.envelope_id != envelope.id or service.recalled_at or paper.kind != CALLING:
                continue
            orders = [s for s in self.state.services.values() if s.paper_id == paper.id]
            ordered = min(self.state.envelopes[s.envelope_id].placed_at for s in orders)
            summoned = known.called_to(UUID(str(envelope.case_id)), ordered)
            if summoned is not None and not summoned.calls_in_vain:
                return summoned.hearing.at
        return None


def _born_on(party: Party) -> date | None:
    """Where it matters: of those who were under twenty when they were entered."""
    born = birth_date(party.kind, party.domicile, party.number)
    return born if born is not None and (party.recorded_at.date() - born).days < 20 * 365 else None


def _mandate_ended_at(acting: list[Party]) -> datetime | None:
    mandated = [one.removed_at for one in acting if one.role in MANDATED]
    ended = [at for at in mandated if at is not None]
    return max(ended) if ended and len(ended) == len(mandated) else None


def _status_periods(party: Party, noted: list[Circumstance]) -> Iterator[StatusPeriod]:
    since = min((at for at in (party.offline_since, party.wants_paper_since) if at is not None), default=None)
    if since is not None:
        yield StatusPeriod(PersonStatus.OFFLINE, since)
    for each in noted:
        if each.kind in STATUSES:
            yield StatusPeriod(PersonStatus(each.kind), each.since, each.until)


def _step_fact(step: DeedStep) -> EventFact:
    return EventFact(
        EventKind(step.kind),
        step.at,
        Person(step.by) if step.by else None,
        how=Leaving(step.manner) if step.manner and step.kind == "left" else Leaving.UNTOLD,
        cause=ReturnCause(step.manner) if step.manner and step.kind == "returned" else ReturnCause.UNTOLD,
        where=Posting(step.manner) if step.manner and step.kind == "published" else Posting.UNTOLD,
    )


def _came_by(attempts: list[Attempt], at: datetime) -> str | None:
    before = [one for one in attempts if one.submitted_at and one.submitted_at <= at and one.state != State.REJECTED]
    return before[-1].id if before else (attempts[-1].id if attempts else None)
