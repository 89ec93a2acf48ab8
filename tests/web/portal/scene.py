"""Recipient Li with his telephone: an envelope that arrived, and a browser that goes through the portal's pages."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import Client

from songda import clock
from songda.records.ground import vault
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Address, Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import sent_text
from songda.records.service.orders.models import Envelope, Service
from tests import make
from tests.channels.fake.script import ARRIVES
from tests.records.stage import Stage, defendant, envelope
from tests.surroundings.ready import ready_made

STRANGER = "11010519491231002X"
_CODE = re.compile(r"(?<!\d)(\d{6}|\d{4}(?: \d{4}){1,2})(?!\d)")


@ready_made
def arrived(party: Party | None = None, *kinds: str) -> Envelope:
    """An envelope whose message arrived, and what the law says of its papers."""
    recipient = party or defendant(make.case())
    papers = [make.paper(recipient.case, kind, title=f"文书{n}") for n, kind in enumerate(kinds or ("summons",), 1)]
    return sent(recipient, *papers)


def sent(party: Party, *papers: Paper, at: datetime = make.NOW) -> Envelope:
    """An envelope with these papers whose message arrived, and what the law says of them."""
    ordered = envelope(party, *papers, at=at)
    stage = Stage(ARRIVES, at)
    stage.send()
    stage.apply()
    ask_law(stage.now + timedelta(seconds=1))
    return Envelope.objects.select_related("case__court", "party").get(id=ordered.id)


@ready_made
def unasked() -> Envelope:
    """An envelope that arrived at a number which the court only found; nobody has agreed to anything."""
    return arrived(defendant(make.case(), "found", consents=False))


@dataclass
class Visitor:
    """Somebody with the link of an envelope in his browser."""

    envelope: Envelope
    language: str = "zh-hans"
    client: Client = field(default_factory=Client)

    @property
    def token(self) -> str:
        return vault.link_token(self.envelope.id)

    @property
    def services(self) -> list[Service]:
        return list(Service.objects.filter(envelope=self.envelope).order_by("paper__filed_at", "id"))

    def get(self, page: str = "", **more: Any) -> Any:
        return self.client.get(self._place(page), headers={"accept-language": self.language}, **more)

    def post(self, page: str = "", typed: dict[str, Any] | None = None, **more: Any) -> Any:
        return self.client.post(self._place(page), typed or {}, headers={"accept-language": self.language}, **more)

    def name_himself(self, name: str = "", number: str = "", **more: str) -> Any:
        party = self.envelope.party
        return self.post("who", {"name": name or party.name, "number": number or party.number, **more})

    def type_code(self, code: str = "") -> Any:
        return self.post("code", {"code": code or code_on_the_phone(self.envelope)})

    def prove(self) -> "Visitor":
        """Both steps, as the recipient goes them."""
        assert self.name_himself().status_code == 302
        answer = self.type_code()
        assert (answer.status_code, answer["Location"]) == (302, self._place("papers"))
        return self

    def open(self, service_id: UUID | None = None) -> UUID:
        """Press the button that opens a paper, the first one unless told otherwise."""
        chosen = service_id or self.services[0].id
        assert self.post(f"papers/{chosen}/open").status_code == 302
        return chosen

    def _place(self, page: str) -> str:
        return f"/s/{self.token}/{page}" if page else f"/s/{self.token}"


def code_on_the_phone(of: Envelope, purpose: str = "code") -> str:
    """The newest one-time code of this purpose that went to the recipient's number."""
    attempt = Attempt.objects.filter(envelope=of, purpose=purpose).latest("id")
    found = _CODE.search(sent_text(attempt))
    assert found is not None
    return found.group()


def reached_too(of: Envelope, mobile: str = "") -> Address:
    """Another number, to which the message of this envelope went after the first."""
    number = make.address(of.party, **({"value": mobile} if mobile else {}))
    copy = of.attempts.filter(purpose="service").latest("id")
    copy.pk, copy.n, copy.address, copy.to_index = None, copy.n + 1, number, number.value_index
    copy.text_sealed = None  # it was sealed for the first
    copy.save(force_insert=True)
    return number


def settled(of: Envelope) -> None:
    """Let the law be asked again, as the worker would."""
    ask_law(clock.now(), [of.id])
