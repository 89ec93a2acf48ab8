"""What would happen if these papers were served now, and which ways are left where messages did not arrive.

Of a way by people: whether the law opens it for each paper, and what the text of a notice must tell.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from songda.channels.registry import route_of, routes_to
from songda.core.delivery.plan import Step, Try, next_step
from songda.core.delivery.routes import NO_REPORT, UNTOLD, Quote, Route
from songda.core.delivery.states import IN_FLIGHT, State
from songda.core.law import OpenMethod, open_methods
from songda.core.law.facts import Channel
from songda.core.words import FALLBACK, Phrase, names_of
from songda.records.law.facts.dossier import dossiers_before
from songda.records.law.facts.law_facts import case_facts, paper_facts
from songda.records.law.facts.persons import party_facts
from songda.records.law.facts.plan_facts import plan_facts, to_call_first
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.models import Paper
from songda.records.matter.papers.queries import filers_of, is_own
from songda.records.matter.parties.models import Address, Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import facts_for
from songda.records.service.calls.models import REACHED
from songda.records.service.findings.queries import ServiceView, services_of
from songda.records.service.orders.models import Envelope

SAMPLE_TOKEN = "XXXXXXXXXX"  # noqa: S105 - stands for a link that does not exist yet
BY_PEOPLE = (Channel.MAIL, Channel.DIRECT, Channel.LEFT, Channel.ENTRUSTED, Channel.TRANSFER)
_LOST = frozenset({"failed", "said_failed", "bounced"})  # kinds of receipts


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
class Openness:
    """Whether the law opens the way for this paper, and why (not)."""

    paper: Paper
    method: OpenMethod


def openness(envelope: Envelope, way: str, now: datetime) -> list[Openness]:
    """One line for every paper of the envelope."""
    papers = [view.paper for view in services_of(envelope)]
    rows = preview(envelope.case, papers, [envelope.party], now)
    return [Openness(row.paper, method) for row in rows for method in row.methods if method.channel == way]


@dataclass(frozen=True)
class MustTell:
    """One thing that the text of a notice must tell, the papers that ask for it, and the article."""

    sentence: str
    papers: tuple[str, ...]
    article: str


def notice_contents(lines: Sequence[Openness], language: str) -> list[MustTell]:
    """What a notice of these papers must tell, each thing once, in the order of the law."""
    found: dict[str, list[str]] = {}
    for line in lines:
        for sentence in line.method.contents(language):
            found.setdefault(sentence, []).append(line.paper.title)
    article = next((words for line in lines if (words := line.method.contents_article(language))), "")
    return [MustTell(sentence, tuple(titles), article) for sentence, titles in found.items()]


@dataclass(frozen=True)
class FirstMessage:
    """The message that would go out first: to which address, over which route, in which words and parts."""

    address: Address
    route: Route
    text: str
    quote: Quote | None  # None where nobody counts parts


def first_steps(case: Case, papers_of: Iterable[tuple[Party, Sequence[Paper]]], now: datetime) -> dict[UUID, Step]:
    """By party the step that the engine would take were these papers ordered for them: asked as it asks itself."""
    envelopes = {Envelope(case=case, party=party, placed_at=now): papers for party, papers in papers_of}
    return {each.envelope.party_id: next_step(plan_facts(each, now), now) for each in dossiers_before(envelopes)}


def first_message(case: Case, party: Party, step: Step) -> FirstMessage | None:
    """What this first step sends, with a stand-in for the link's code; None where it sends nothing."""
    route = route_of(step.channel) if isinstance(step, Try) else None
    if route is None or not isinstance(step, Try):
        return None
    address = next(address for address in _in_use(party) if str(address.id) == step.address_id)
    text = route.text(facts_for(case, party, SAMPLE_TOKEN))
    return FirstMessage(address, route, text, route.quote(text) if route.quote else None)


def denied_numbers(party: Party) -> list[Address]:
    """Addresses in use to which nothing is sent: whoever holds them said that they are somebody else."""
    return [address for address in _in_use(party) if address.is_disowned]


def called_first(party: Party) -> list[Address]:
    """Numbers that a look-up found, to which this court sends nothing before somebody spoke with them there."""
    if not party.case.court.calls_found_first:
        return []
    spoken = party.calls.filter(outcome__in=REACHED, struck_at=None).values_list("address_id", flat=True)
    return to_call_first(party.case.court, _in_use(party), {address for address in spoken if address})


@dataclass(frozen=True)
class WaysLeft:
    """What can still be done: addresses that may be wrong, and ways by people that the law opens for every paper."""

    tried: tuple[Address, ...]
    by_people: tuple[str, ...]


def why_failed(attempt: Attempt) -> Phrase | None:
    """Why it did not arrive, in words; None where it did, or is still on its way. It comes with its receipts."""
    word = _reason(attempt)
    if word is None:
        return None
    return Phrase(f"attempts.failure.{word if word in names_of('attempts.failure', FALLBACK) else UNTOLD}")


def _reason(attempt: Attempt) -> str | None:
    route = route_of(attempt.channel)
    match attempt.state:
        case State.EXPIRED:
            return NO_REPORT
        case State.REJECTED:
            return route.why_failed(attempt.code) if route else UNTOLD
        case State.FAILED:
            codes = [receipt.code for receipt in attempt.receipts.all() if receipt.kind in _LOST]
            words = [route.why_failed(code) for code in codes] if route else []
            return next((word for word in words if word != UNTOLD), UNTOLD)
        case _:
            return None


def ways_left(
    envelope: Envelope, services: Sequence[ServiceView], attempts: Sequence[Attempt], now: datetime
) -> WaysLeft | None:
    """None while nothing has failed yet, or once every paper is served or was taken back."""
    services = [view for view in services if view.service.recalled_at is None]
    own = [attempt for attempt in attempts if attempt.purpose == "service"]
    served = all(view.finding is not None and view.finding.status == "effective" for view in services)
    if not services or served or not _has_failed(envelope, own):
        return None
    papers = [view.paper for view in services]
    rows = preview(envelope.case, papers, [envelope.party], now)
    opened = [{method.channel for method in row.methods if method.allowed} for row in rows]
    in_use = {attempt.address.id: attempt.address for attempt in own if attempt.address.retired_at is None}
    ways = tuple([way.value for way in BY_PEOPLE if all(way in each for each in opened)])
    return WaysLeft(tuple(in_use.values()), ways)


def not_spoken_of(envelope: Envelope, attempts: Sequence[Attempt]) -> tuple[Address, ...]:
    """Where the link had gone too, when somebody said "not me" of another address: nothing is known of these."""
    if envelope.disowned_at is None:
        return ()
    went = [attempt for attempt in attempts if attempt.purpose == "service" and attempt.submitted_at is not None]
    gone = {attempt.address.id: attempt.address for attempt in went}
    return tuple(address for address in gone.values() if address.disowned_at is None)


def _has_failed(envelope: Envelope, attempts: Sequence[Attempt]) -> bool:
    if envelope.disowned_at is not None:
        return True
    states = {State(attempt.state) for attempt in attempts} - {State.CANCELLED}
    return bool(states) and not states & (IN_FLIGHT | {State.ARRIVED})
