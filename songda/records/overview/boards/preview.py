"""What would happen if these papers were served on these people now: the law's answer and the message's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from songda.channels.registry import routes, routes_to
from songda.core.delivery.plan import AddressFact, ways_in_order
from songda.core.delivery.routes import Quote, Route
from songda.core.delivery.wording import MessageFacts
from songda.core.identifiers import mask_name
from songda.core.law import OpenMethod, open_methods
from songda.records.decision.facts.law_facts import case_facts, paper_facts
from songda.records.decision.facts.persons import party_facts
from songda.records.decision.facts.plan_facts import to_call_first
from songda.records.delivery.calls.outcomes import REACHED
from songda.records.delivery.outreach.assigning import Comparison, text_for
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.models import Paper
from songda.records.matter.papers.own import filers_of, is_own
from songda.records.matter.parties.models import Address, Party

SAMPLE_TOKEN = "XXXXXXXXXX"  # noqa: S105 - stands for a link that does not exist yet


@dataclass(frozen=True)
class PreviewRow:
    """One paper for one recipient: every way, whether the law opens it, and whether they filed the paper themselves."""

    party: Party
    paper: Paper
    is_own_paper: bool
    methods: tuple[OpenMethod, ...]
    electronic: OpenMethod  # what the law says of the route that is tried first, or of the first that it opens

    @property
    def may_serve(self) -> bool:
        """Whether electronic service may be tried."""
        return not self.is_own_paper and self.electronic.allowed


def preview(case: Case, papers: Sequence[Paper], parties: Sequence[Party], now: datetime) -> list[PreviewRow]:
    """A row for every pair of recipient and paper."""
    persons = party_facts({party.id for party in parties})
    filers = filers_of(papers)
    at = now.astimezone(ZoneInfo(case.court.zone))
    rows = []
    for party in parties:
        facts = persons[party.id]
        usable = routes_to({address.kind for address in _in_use(party)})
        for paper in papers:
            methods = open_methods(
                case_facts(case, facts.circumstances),
                paper_facts(paper),
                facts.recipient,
                consents=facts.consents,
                refusals=facts.refusals,
                at=at,
            )
            electronic = _electronic(methods, usable)
            rows.append(PreviewRow(party, paper, is_own(filers, paper, party), tuple(methods), electronic))
    return rows


def _electronic(methods: Sequence[OpenMethod], usable: Sequence[Route]) -> OpenMethod:
    by_way = {method.channel: method for method in methods}
    methods_of_routes = [by_way[route.counts_as] for route in usable]
    return next((method for method in methods_of_routes if method.allowed), methods_of_routes[0])


def _in_use(party: Party) -> list[Address]:
    return [address for address in party.addresses.all() if address.retired_at is None]


@dataclass(frozen=True)
class FirstMessage:
    """The message that would go out first: to which address, over which route, in which words and parts."""

    address: Address
    route: Route
    text: str
    quote: Quote | None  # None where nobody counts parts


def first_message(case: Case, party: Party, compared: Comparison | None = None) -> FirstMessage | None:
    """What would be sent first, with a stand-in for the link's code; None when no route reaches an address in use.

    `compared`: what the court compares just now, see records.delivery.outreach.
    """
    held_back = {address.id for address in called_first(party)}
    in_use = {str(a.id): a for a in _in_use(party) if not a.is_disowned and a.id not in held_back}
    ways = ways_in_order((AddressFact(key, a.kind, a.address_class) for key, a in in_use.items()), routes())
    if not ways:
        return None
    address, route = ways[0]
    facts = _message_facts(case, party)
    text = text_for(compared, party, facts) if compared and route.quote else route.text(facts)
    return FirstMessage(in_use[address.id], route, text, route.quote(text) if route.quote else None)


def _message_facts(case: Case, party: Party) -> MessageFacts:
    return MessageFacts(
        court=case.court.name,
        masked_name=mask_name(party.name),
        case_number=case.number,
        link=f"{settings.PUBLIC_URL}/s/{SAMPLE_TOKEN}",
        phone=case.court.phone,
    )


def denied_numbers(party: Party) -> list[Address]:
    """Addresses in use to which nothing is sent: whoever holds them said that they are somebody else."""
    return [address for address in _in_use(party) if address.is_disowned]


def called_first(party: Party) -> list[Address]:
    """Numbers that a look-up found, to which this court sends nothing before somebody spoke with them there."""
    if not party.case.court.calls_found_first:
        return []
    spoken = party.calls.filter(outcome__in=REACHED, struck_at=None).values_list("address_id", flat=True)
    return to_call_first(party.case.court, _in_use(party), {address for address in spoken if address})
