"""What would happen if these papers were served on these people now: the law's answer and the message's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from songda.channels.sms import quote
from songda.core.delivery.plan import AddressFact, in_order
from songda.core.delivery.routes import Quote
from songda.core.delivery.wording import MessageFacts, service_text
from songda.core.identifiers import mask_name
from songda.core.law import OpenMethod, open_methods
from songda.core.law.facts import Channel
from songda.records.cases.models import Case
from songda.records.facts.law_facts import case_facts, paper_facts
from songda.records.papers.models import Paper
from songda.records.papers.own import filers_of, is_own
from songda.records.parties.models import Address, Party
from songda.records.parties.queries import party_facts

SAMPLE_TOKEN = "XXXXXXXXXX"  # noqa: S105 - stands for a link that does not exist yet


@dataclass(frozen=True)
class PreviewRow:
    """One paper for one recipient: every way with whether the law opens it, and whether he filed the paper himself."""

    party: Party
    paper: Paper
    is_own_paper: bool
    methods: tuple[OpenMethod, ...]

    @property
    def may_serve(self) -> bool:
        """Whether electronic service may be tried."""
        return not self.is_own_paper and any(m.allowed for m in self.methods if m.channel == Channel.SMS)


def preview(case: Case, papers: Sequence[Paper], parties: Sequence[Party], now: datetime) -> list[PreviewRow]:
    """A row for every pair of recipient and paper."""
    persons = party_facts({party.id for party in parties})
    filers = filers_of(papers)
    at = now.astimezone(ZoneInfo(case.court.zone))
    rows = []
    for party in parties:
        facts = persons[party.id]
        for paper in papers:
            methods = open_methods(
                case_facts(case),
                paper_facts(paper),
                facts.recipient,
                consents=facts.consents,
                refusals=facts.refusals,
                at=at,
            )
            rows.append(PreviewRow(party, paper, is_own(filers, paper, party), tuple(methods)))
    return rows


def first_address(party: Party) -> Address | None:
    """The address in use that the first message would go to; None when there is none for electronic service."""
    in_use = {str(address.id): address for address in party.addresses.all() if address.retired_at is None}
    ordered = in_order(AddressFact(key, address.kind, address.address_class) for key, address in in_use.items())
    return in_use[ordered[0].id] if ordered else None


def message_preview(case: Case, party: Party) -> tuple[str, Quote]:
    """The text message as it will go out (with a stand-in for the link's code), and how it is cut into parts."""
    facts = MessageFacts(
        court=case.court.name,
        masked_name=mask_name(party.name),
        case_number=case.number,
        link=f"{settings.PUBLIC_URL}/s/{SAMPLE_TOKEN}",
        phone=case.court.phone,
    )
    text = service_text(facts)
    return text, quote(text)
