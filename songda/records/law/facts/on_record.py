"""Whether what the law is asked with is what the log tells: no row that somebody changed is a premise of anything.

Whoever has the web's role of the database may change a row of a case beside an honest event of that very case. So
before an answer of the law is written, or a step is taken, the rows that it was reached by are compared with the fold
of their events, in the same transaction. Of an envelope of which they differ nothing follows; all others go on.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Model

from songda.core.delivery.states import State
from songda.core.state import CaseState, Entity, LoggedEvent, fold
from songda.core.state.delivery import STEPS as OF_DELIVERY
from songda.core.state.matter import STEPS as OF_MATTER
from songda.records.ground.evidence.premises import UntoldError, agree, require_told, told_events, told_streams
from songda.records.law.facts.dossier import Dossier
from songda.records.service.orders.summoned import CALLING

# What the law said is no premise of what it says; nor is by what somebody proved who they are.
_CONCLUDED = ("certificate.", "mandate.", "person.", "counter_code.", "question.", "identity.")
_NAMES = sorted(
    name
    for name in {*OF_MATTER, *OF_DELIVERY}
    if not name.startswith(_CONCLUDED) and (not name.startswith("service.") or name == "service.recalled")
)
# No event tells that a worker holds an attempt, or gave it back without having written anything.
_ON_THE_WAY, _MAY_GO_OUT = {State.PENDING, State.SUBMITTING}, {State.PENDING, State.UNKNOWN}
_COURSE = ("branch", "procedure", "stage", "is_status_case")


def require_told_dossiers(dossiers: Collection[Dossier]) -> None:
    """Raise `UntoldError` unless the rows of each are as the log tells; the log is asked once for all of them."""
    every = [each for dossier in dossiers for each in (dossier, *dossier.others_of_person)]
    if not every:
        return
    streams = {stream for dossier in every for stream in _streams(dossier)}
    own = {str(dossier.envelope.id) for dossier in every}
    state = fold(_of_these(event, own) for event in told_events(streams, _NAMES))
    beside = {f"service:{one}" for one in state.services} - streams  # taken back, and so not among the rows
    for stream in told_streams(beside, ["service.recalled"]):
        del state.services[stream.partition(":")[2]]
    told = _Told(state)
    for dossier in every:
        told.require(dossier)


def _streams(dossier: Dossier) -> Iterator[str]:
    envelope, person = dossier.envelope, dossier.party.row
    yield from (f"case:{envelope.case_id}", f"order:{envelope.order_id}")
    yield from (f"envelope:{one}" for one in person.envelope_ids)  # by each of their links they may say something
    yield from (f"party:{one}" for one in (envelope.party_id, person.acts_for_id, *dossier.party.agents) if one)
    for service in dossier.services:
        yield from (f"service:{service.id}", f"paper:{service.paper_id}")
    yield from (f"attempt:{attempt.id}" for attempt in (*dossier.attempts, *dossier.called_off))
    yield from (f"deed:{each.deed.id}" for each in dossier.deeds)


def _of_these(event: LoggedEvent, own: Collection[str]) -> LoggedEvent:
    """An order for thousands tells of each of them; all but these are left out."""
    if event.name != "order.placed" or len(event.data["envelopes"]) == 1:
        return event
    placed = [one for one in event.data["envelopes"] if one["id"] in own]
    return replace(event, data={**event.data, "envelopes": placed})


@dataclass(frozen=True)
class _Several:
    """Things that belong to one: what they are called, where they stand, by what, and which of them count."""

    what: str
    things: Callable[[CaseState], Mapping[Any, Any]]
    of: Callable[[Any], Hashable]
    counts: Callable[[Any], bool] = lambda one: one.struck_at is None


_CONSENTS = _Several("consents", attrgetter("consents"), attrgetter("party_id"))
_REFUSALS = _Several(
    "refusals",
    attrgetter("refusals"),
    attrgetter("party_id"),
    lambda one: one.struck_at is None and not one.is_set_aside,
)
_OF_PARTY = _Several("circumstances", attrgetter("circumstances"), attrgetter("party_id"))
_OF_CASE = _Several("circumstances", attrgetter("circumstances"), attrgetter("case_id"))
_ADDRESSES = _Several("addresses", attrgetter("addresses"), attrgetter("party_id"), lambda one: one.retired_at is None)
_SERVICES = _Several("services", attrgetter("services"), attrgetter("envelope_id"), lambda one: one.recalled_at is None)
_ATTEMPTS = _Several("attempts", attrgetter("attempts"), attrgetter("envelope_id"), lambda _one: True)
_STEPS = _Several("deed_steps", attrgetter("deed_steps"), attrgetter("deed_id"))
_ACTS = _Several("acts", attrgetter("acts"), attrgetter("service_id"), lambda _one: True)
_OBJECTIONS = _Several("objections", attrgetter("objections"), attrgetter("envelope_id"), lambda _one: True)
_RULINGS = _Several(
    "determinations", attrgetter("determinations"), attrgetter("service_id"), lambda one: one.kind == "finding"
)
_HEARINGS = _Several("hearings", attrgetter("hearings"), attrgetter("case_id"), lambda _one: True)
_PHASES = _Several("phases", attrgetter("phases"), lambda one: one.id.partition(" ")[0], lambda _one: True)


class _Told:
    """What the log tells of some dossiers."""

    def __init__(self, state: CaseState) -> None:
        self.state = state
        self._grouped: dict[_Several, Mapping[Hashable, Sequence[Any]]] = {}

    def _of(self, several: _Several, one: UUID) -> list[Any]:
        """Those of this one that count."""
        if several not in self._grouped:
            found: dict[Hashable, list[Any]] = defaultdict(list)
            for thing in several.things(self.state).values():
                found[several.of(thing)].append(thing)
            self._grouped[several] = found
        return [thing for thing in self._grouped[several].get(str(one), ()) if several.counts(thing)]

    def require(self, dossier: Dossier) -> None:
        """Raise `UntoldError` at the first that differs."""
        envelope, state = dossier.envelope, self.state
        require_told(envelope, state.envelopes.get(str(envelope.id)))
        self._require_case(dossier)
        self._require_person(dossier)
        self._require_same(dossier, _SERVICES, envelope.id, dossier.services)
        for service in dossier.services:
            require_told(service.paper, state.papers.get(str(service.paper_id)))
        self._require_tries(dossier)
        self._require_said(dossier)

    def _require_case(self, dossier: Dossier) -> None:
        """A case that moved on since is, for this envelope, what it was."""
        case, envelope = self.state.cases.get(str(dossier.envelope.case_id)), dossier.envelope
        require_told(envelope.case, case, *_COURSE)
        phases = [one for one in self._of(_PHASES, envelope.case_id) if one.until > envelope.placed_at]
        require_told(envelope.case, min(phases, key=attrgetter("until"), default=case))
        hearings = self._of(_HEARINGS, envelope.case_id)
        if dossier.hearings or any(service.paper.kind == CALLING for service in dossier.services):
            self._require_same(dossier, _HEARINGS, envelope.case_id, dossier.hearings)
        if dossier.has_changed_hearing != any(one.changed_at or one.cancelled_at for one in hearings):
            raise UntoldError(envelope, ["hearings"])

    def _require_person(self, dossier: Dossier) -> None:
        envelope, person, state = dossier.envelope, dossier.party, self.state
        for row in (person.row, envelope.party):
            require_told(row, state.parties.get(str(envelope.party_id)))
        for agent, values in person.agents.items():
            _require_values(envelope, "agents", values, state.parties.get(agent))
        self._require_values_of(dossier, _CONSENTS, envelope.party_id, person.consent_rows)
        self._require_values_of(dossier, _REFUSALS, envelope.party_id, person.refusal_rows)
        noted = {one.id: vars(one) for one in person.circumstances}
        known = [*self._of(_OF_PARTY, envelope.party_id), *self._of(_OF_CASE, person.row.case_id)]
        _require_each(envelope, "circumstances", noted, known)
        self._require_same(dossier, _ADDRESSES, envelope.party_id, dossier.addresses)

    def _require_tries(self, dossier: Dossier) -> None:
        envelope, state = dossier.envelope, self.state
        tried = [*dossier.attempts, *dossier.called_off]
        if len(self._of(_ATTEMPTS, envelope.id)) != len(tried):
            raise UntoldError(envelope, ["attempts"])
        for attempt in tried:
            thing = state.attempts.get(str(attempt.id))
            is_held = thing is not None and attempt.state in _ON_THE_WAY and thing.state in _MAY_GO_OUT
            require_told(attempt, thing, *(("state",) if is_held else ()))
            require_told(attempt.address, state.addresses.get(str(attempt.address_id)))
        for each in dossier.deeds:
            deed = state.deeds.get(str(each.deed.id))
            require_told(each.deed, deed)
            self._require_same(dossier, _STEPS, each.deed.id, each.steps)
            papers = {str(one.id): one.paper.sha256_hex for one in dossier.services}
            carried = sorted(papers[str(one)] for one in each.service_ids if str(one) in papers)
            if deed is not None and carried != [one for one in deed.papers if one in papers.values()]:
                raise UntoldError(each.deed, ["papers"])

    def _require_said(self, dossier: Dossier) -> None:
        envelope, state = dossier.envelope, self.state
        for service in dossier.services:
            acts = [act for act in dossier.acts if act.service_id == service.id]
            if len(self._of(_ACTS, service.id)) != len(acts):
                raise UntoldError(service, ["acts"])
            for act in acts:
                require_told(act, state.acts.get((str(act.service_id), act.kind)))
            rulings = [one for one in dossier.determinations if one.service_id == service.id]
            self._require_same(dossier, _RULINGS, service.id, rulings)
        self._require_same(dossier, _OBJECTIONS, envelope.id, dossier.objections)
        for receipt in dossier.receipts:
            call = state.calls.get(str(receipt.call_id))
            if call is None or call.at != receipt.call.at or str(receipt.service_id) not in call.received:
                raise UntoldError(receipt, ["service_id", "at"])
        for one in [*dossier.ruled_out, *([dossier.approval] if dossier.approval else [])]:
            things: Mapping[str, Entity] = {**state.circumstances, **state.determinations}
            require_told(one, things.get(str(one.pk)))

    def _require_same(self, dossier: Dossier, several: _Several, of: UUID, rows: Sequence[Model]) -> None:
        """The rows are those that count, and each as it was told."""
        told = {one.id: one for one in self._of(several, of)}
        if told.keys() != {str(row.pk) for row in rows}:
            raise UntoldError(dossier.envelope, [several.what])
        for row in rows:
            require_told(row, told[str(row.pk)])

    def _require_values_of(
        self, dossier: Dossier, several: _Several, of: UUID, rows: Iterable[Mapping[str, Any]]
    ) -> None:
        _require_each(dossier.envelope, several.what, {row["id"]: row for row in rows}, self._of(several, of))


def _require_each(row: Model, what: str, found: Mapping[str, Mapping[str, Any]], told: Iterable[Entity]) -> None:
    known = {one.id: one for one in told}
    if known.keys() != found.keys():
        raise UntoldError(row, [what])
    for key, values in found.items():
        _require_values(row, what, values, known[key])


def _require_values(row: Model, what: str, values: Mapping[str, Any], told: Entity | None) -> None:
    """Columns as they came in a row of another table, in which a moment is a text."""
    for name, value in values.items():
        known = getattr(told, name, None)
        found = datetime.fromisoformat(value) if isinstance(known, datetime) and isinstance(value, str) else value
        if told is None or (name != "id" and hasattr(told, name) and not agree(found, known)):
            raise UntoldError(row, [what])
