"""Turns parties, what they said and what holds of them into the facts that the law is asked about."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from songda.core.circumstances import Kind
from songda.core.delivery.off_line import OffLine
from songda.core.law.facts import (
    AddressWithheld,
    ConsentFact,
    ConsentGround,
    PaperKind,
    PersonStatus,
    RecipientFacts,
    RecipientKind,
    RefusalFact,
    Stage,
    StatusPeriod,
    Withholding,
)
from songda.records.law.facts.inner_rows import Row, inner_rows, instance, opened, written_once
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties.consents import birth_date_if_it_matters, giver_of
from songda.records.matter.parties.models import EVERY, Consent, Party, Refusal
from songda.records.matter.parties.roles import LAW_ROLES, MANDATED
from songda.records.service.orders.models import Envelope

_STATUS = {Kind(status.value) for status in PersonStatus if status is not PersonStatus.OFFLINE}
_OF_CONSENT = ("id", "ground", "at", "stages", "paper_kinds", "withdrawn_at", "withdrawal")
_OF_AGENT = ("id", "acts_for_id", "role", "may_not_receive", "removed_at")
_OF_GIVER = ("id", "acts_for_id", "removed_at", "role", "agent_authority")


@dataclass(frozen=True)
class UnstruckCircumstance:
    """A circumstance that was not struck, as the law needs it."""

    id: str
    kind: Kind
    since: datetime
    until: datetime | None
    basis: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class PartyFacts:
    """A person as the law sees them."""

    recipient: RecipientFacts
    consents: tuple[ConsentFact, ...] = ()
    refusals: tuple[RefusalFact, ...] = ()
    circumstances: tuple[UnstruckCircumstance, ...] = ()  # theirs, and those of their case
    row: Any = field(default=None, compare=False, repr=False)  # with all else, as it was read
    consent_rows: Sequence[Row] = field(default=(), compare=False, repr=False)
    refusal_rows: Sequence[Row] = field(default=(), compare=False, repr=False)
    agents: Mapping[str, Row] = field(default_factory=dict, compare=False, repr=False)  # by id, past ones too


def party_facts(party_ids: Iterable[UUID]) -> dict[UUID, PartyFacts]:
    """The facts about any number of parties, in one statement."""
    return {party.id: _facts(party) for party in _parties(set(party_ids))}


@written_once
def _parties(ids: RawSQL) -> QuerySet[Party]:
    agents = Party.objects.filter(acts_for=OuterRef("pk")).order_by("id")
    parties = Party.objects.filter(id__in=ids).defer("name_sealed")
    return parties.annotate(
        circumstance_rows=_circumstances_of_each(),
        consent_rows=_consents_of_each(),
        refusal_rows=_refusals_of_each(),
        agent_rows=inner_rows(agents, *_OF_AGENT),
        envelope_ids=ArraySubquery(Envelope.objects.filter(party=OuterRef("pk")).values("id")),
        represented_domicile=F("acts_for__domicile"),
        represented_role=F("acts_for__role"),
    )


def newest_of_kind(circumstances: Iterable[UnstruckCircumstance], kind: Kind) -> UnstruckCircumstance | None:
    """What was noted last of this kind."""
    entries = [each for each in circumstances if each.kind is kind]
    return max(entries, key=lambda each: each.id, default=None)


def _facts(party: Any) -> PartyFacts:
    circumstances = tuple(_standing_circumstance(row) for row in opened(party.circumstance_rows))
    consents, refusals, agents = map(opened, (party.consent_rows, party.refusal_rows, party.agent_rows))
    return PartyFacts(
        recipient=_recipient(party, circumstances, agents),
        consents=tuple(_consent_fact(row, party.id) for row in consents),
        refusals=tuple(RefusalFact(datetime.fromisoformat(row["at"])) for row in refusals),
        circumstances=circumstances,
        row=party,
        consent_rows=consents,
        refusal_rows=refusals,
        agents={row["id"]: row for row in agents},
    )


def _circumstances_of_each() -> ArraySubquery:
    """What holds or held of each party and of its case."""
    about = Q(party_id=OuterRef("pk")) | Q(case_id=OuterRef("case_id"))
    circumstances = Circumstance.objects.filter(about, struck_at=None).order_by("since", "id")
    return inner_rows(circumstances, "id", "kind", "since", "until", "basis", "details")


def _consents_of_each() -> ArraySubquery:
    """Each with what is known of whoever gave it."""
    given = Consent.objects.filter(party_id=OuterRef("pk"), struck_at=None).order_by("at", "id")
    return inner_rows(given, *_OF_CONSENT, *(f"given_by__{name}" for name in _OF_GIVER))


def _refusals_of_each() -> ArraySubquery:
    refusals = Refusal.objects.filter(party_id=OuterRef("pk"), is_set_aside=False, struck_at=None)
    return inner_rows(refusals.order_by("at"), "id", "at")


def _standing_circumstance(row: Mapping[str, Any]) -> UnstruckCircumstance:
    until = datetime.fromisoformat(row["until"]) if row["until"] else None
    since = datetime.fromisoformat(row["since"])
    return UnstruckCircumstance(row["id"], Kind(row["kind"]), since, until, row["basis"], row["details"])


def _periods(party: Party, circumstances: Iterable[UnstruckCircumstance]) -> Iterator[StatusPeriod]:
    """Since when they are off line, and from when until when something else is so of them."""
    if party.offline_since is not None and (since := OffLine.of(party).since) is not None:
        yield StatusPeriod(PersonStatus.OFFLINE, since)
    for each in circumstances:
        if each.kind in _STATUS:
            yield StatusPeriod(PersonStatus(each.kind.value), each.since, each.until)


def _recipient(party: Any, circumstances: tuple[UnstruckCircumstance, ...], agents: Sequence[Row]) -> RecipientFacts:
    """The person; an agent who may not receive is looked at by the rules for the one whose agent they are."""
    represented = party.represented_domicile
    noted = {each.kind for each in circumstances}
    with_basis = {(each.kind, each.basis) for each in circumstances}
    return RecipientFacts(
        kind=RecipientKind(party.kind),
        domicile=represented if represented and party.may_not_receive else party.domicile,
        soldier=party.is_soldier,
        in_custody=party.is_in_custody,
        home_law_forbids_electronic=party.home_law_forbids_electronic,
        missing=False,
        born_on=birth_date_if_it_matters(party),
        home_law_forbids_post=Kind.POST_FORBIDDEN in noted,
        branch_may_receive=(Kind.RECEIVER_IN_CHINA, "branch") in with_basis,
        business_agent_may_receive=(Kind.RECEIVER_IN_CHINA, "business_agent") in with_basis,
        notice_at_first_instance=Kind.FIRST_NOTICE in noted,
        must_appear=Kind.MUST_APPEAR in noted,
        own_labour=party.own_labour,
        lacks_capacity=party.lacks_capacity,
        role=LAW_ROLES.get(party.represented_role or party.role),
        mandate_ended_at=_mandate_ended_at(agents),
        agent_excluded=party.may_not_receive or any(a["may_not_receive"] and not a["removed_at"] for a in agents),
        address_withheld=tuple(
            AddressWithheld(Withholding(n.basis), n.since, n.until)
            for n in circumstances
            if n.kind == Kind.ADDRESS_WITHHELD
        ),
        status_periods=tuple(_periods(party, circumstances)),
    )


def _mandate_ended_at(agents: Iterable[Row]) -> datetime | None:
    """When the court learned that whoever had acted for them did so no longer; None while somebody acts."""
    left = [agent["removed_at"] for agent in agents if agent["role"] in MANDATED]
    return max(map(datetime.fromisoformat, left)) if left and all(left) else None


def _consent_fact(row: Row, party_id: UUID) -> ConsentFact:
    consent = instance(Consent, {name: row[name] for name in _OF_CONSENT})
    giver = {name: row[f"given_by__{name}"] for name in _OF_GIVER}
    return ConsentFact(
        ground=ConsentGround(consent.ground),
        at=consent.at,
        stages=None if EVERY in consent.stages else tuple(Stage(word) for word in consent.stages),
        paper_kinds=None if EVERY in consent.paper_kinds else tuple(PaperKind(word) for word in consent.paper_kinds),
        withdrawn_at=consent.ended_at,
        by=giver_of(instance(Party, giver) if giver["id"] else None, party_id, consent.at),
    )
