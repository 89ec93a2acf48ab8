"""A stage for delivery tests: the engine's own steps, played one after another over a scripted channel."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import F

from songda.channels.contract import RawReport
from songda.channels.entry import Entry
from songda.channels.sms.entry import ENTRY as SMS
from songda.clock import new_id
from songda.core.delivery.routes import Quote
from songda.core.delivery.states import LEASE
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.law.planning.advance import advance
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.actions import filing_event
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.actions import (
    AddressDraft,
    ConsentDraft,
    PartyDraft,
    add_address,
    add_party,
    record_consent,
)
from songda.records.matter.parties.models import Party
from songda.records.service.attempts.leases import begin_lease, lose_dead_leases
from songda.records.service.attempts.models import Attempt, Lease
from songda.records.service.attempts.outgoing import Claim, Sender, claim
from songda.records.service.attempts.reports import apply_reports, keep_reports
from songda.records.service.attempts.submissions import note_sent
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.models import Envelope, Order
from songda.records.ways.portal.acts.visits import disown
from tests import make
from tests.channels.fake.channel import FakeChannel
from tests.channels.fake.script import ARRIVES, Script

NOW = make.NOW
WINDOW = timedelta(hours=72)


def paper(
    case: Case,
    kind: str = "summons",
    filed_by: Party | None = None,
    replaces: Paper | None = None,
    *,
    days: int | None = None,
) -> Paper:
    """A paper on file, with the period that it sets; its sealed body is of no interest here."""
    filed = Paper.objects.create(
        case=case,
        kind=kind,
        title=kind,
        filed_by=filed_by,
        replaces=replaces,
        days_set_in_paper=days,
        sha256=new_id().bytes * 2,
        size=1,
        pages=1,
        wrapped_key=b"",
        filed_at=NOW,
    )
    told = {"by": str(filed.id), "sha256": filed.sha256_hex}
    replaced = [NewEvent("paper.replaced", f"paper:{replaces.id}", case.id, NOW, "engine", told)] if replaces else []
    record([filing_event(filed, "engine"), *replaced], NOW)
    return filed


def defendant(
    case: Case, address_class: str | None = "confirmed", *, consents: bool = True, **changes: object
) -> Party:
    """A defendant with one mobile number, who agreed to electronic service unless told otherwise."""
    given = {"role": "defendant", "name": "李某某", "number": make.resident_id(), **changes}
    party = add_party(case, PartyDraft(**given), "engine", NOW)  # type: ignore[arg-type]
    if address_class:
        add_address(party, AddressDraft("mobile", make.mobile(), address_class), "engine", NOW)
    if consents:
        record_consent(party, ConsentDraft("express", NOW, ("first_instance",)), "engine", NOW)
    return party


def order(party: Party, *papers: Paper, key: str | None = None, at: datetime = NOW) -> Order:
    """An order of these papers (or one summons) on this party, perhaps under an idempotency key."""
    chosen = papers or (paper(party.case),)
    draft = OrderDraft(party.case_id, tuple(p.id for p in chosen), (party.id,), idempotency_key=key)
    return place_order(draft, party.case.court, "engine", at)


def envelope(party: Party, *papers: Paper, at: datetime = NOW) -> Envelope:
    """The envelope of such an order."""
    return Envelope.objects.select_related("case__court", "party").get(order=order(party, *papers, at=at))


def say_not_me(of: Envelope, now: datetime) -> None:
    """Whoever holds the number that the newest message went to says that they are not the recipient."""
    newest = of.attempts.filter(purpose="service").order_by("-id").first()
    address = of.party.addresses.order_by("-id").first() if newest is None else newest.address
    assert address is not None
    disown(of, address.id, now)


@dataclass
class Stage:
    """Plays the worker's part by hand; the moment is advanced by the test."""

    script: Script = ARRIVES
    now: datetime = NOW
    held: list[RawReport] = field(default_factory=list)
    is_kept: bool = True
    entry: Entry = SMS

    def __post_init__(self) -> None:
        """Open the scripted channel under the name of the SMS channel, or of another one."""
        self.channel = FakeChannel(default=self.script)
        route = replace(self.entry.route, quote=lambda text: Quote(self.script.parts, len(text)))
        self.sender = Sender(route, f"stage:{new_id().hex}")
        begin_lease(self.sender.worker)
        asyncio.run(self.channel.open(self._sink))

    async def _sink(self, reports: Sequence[RawReport]) -> None:
        named = [replace(report, channel=self.entry.route.name, received_at=self.now) for report in reports]
        self.held += named

    def advance(self) -> int:
        """Decide next steps."""
        return advance(self.now)

    def claim(self) -> list[Claim]:
        """Claim what is due."""
        return claim(self.sender, 200, self.now)

    def hand_over(self, claims: Sequence[Claim], *, note: bool = True) -> None:
        """Hand over, and note what came of it, unless the worker is to die in between."""
        sent = asyncio.run(self.channel.submit([c.message for c in claims]))
        if note:
            note_sent(self.entry.route.name, sent, WINDOW, self.now)

    def send(self) -> None:
        """Plan, claim, hand over and note."""
        self.advance()
        self.hand_over(self.claim())

    def send_at_its_moment(self) -> None:
        """The same, and the provider took it at the stage's own moment, not when the test happens to run."""
        self.advance()
        taken = asyncio.run(self.channel.submit([claim.message for claim in self.claim()]))
        sent = [replace(one, started_at=self.now, ended_at=self.now) for one in taken]
        note_sent(self.entry.route.name, sent, WINDOW, self.now)

    def die(self) -> None:
        """The worker falls silent for longer than its lease."""
        Lease.objects.filter(name=self.sender.worker).update(renewed_at=F("renewed_at") - 2 * LEASE)
        lose_dead_leases()

    def keep(self) -> None:
        """Keep the reports that came."""
        keep_reports(self.held)
        self.held.clear()

    def apply(self) -> int:
        """Keep and read the reports that came."""
        if self.held:
            self.keep()
        return apply_reports({self.entry.route.name: self.channel.read_report}, self.now)

    def release(self) -> None:
        """Let the late reports come."""
        asyncio.run(self.channel.release())


def state_of(of: Envelope) -> str:
    """The state of the envelope's newest attempt."""
    return Attempt.objects.filter(envelope=of).latest("id").state
