"""From the link in a message to the confirmed reading of three papers a recipient presses eleven times at most.

A press is a link, a button, a tick, or a field that is typed into; the walker presses only what stands on the page.
"""

from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup, Tag

from songda.records.service.portal_acts.models import RecipientAct
from tests.web.portal.scene import Visitor, arrived, code_on_the_phone

pytestmark = pytest.mark.database


@dataclass
class Walker:
    """A recipient with a telephone, who sees one page and presses what is on it."""

    visitor: Visitor
    place: str
    page: BeautifulSoup
    presses: int = 1  # the link in the message

    @classmethod
    def by_the_link(cls, visitor: Visitor) -> "Walker":
        """On the page behind the link."""
        place = f"/s/{visitor.token}"
        return cls(visitor, place, BeautifulSoup(visitor.client.get(place).content, "html.parser"))

    def link(self, end: str) -> None:
        """Press the link that leads there."""
        found = self.page.select_one(f'main a[href$="{end}"]')
        assert found is not None, (end, self.page)
        self.presses += 1
        self._see(self.visitor.client.get(str(found["href"]).partition("#")[0], follow=True))

    def send(self, form: str, **typed: str) -> None:
        """Type what is asked for, and press the button."""
        found = self.page.select_one(f'main form[name="{form}"]')
        assert found is not None, (form, self.page)
        self.presses += 1 + len(typed)
        action = str(found.get("action") or self.place).partition("#")[0]
        self._see(self.visitor.client.post(action, _fields(found) | typed, follow=True))

    def _see(self, answer: object) -> None:
        assert answer.status_code == 200  # type: ignore[attr-defined]
        self.place = answer.request["PATH_INFO"]  # type: ignore[attr-defined]
        self.page = BeautifulSoup(answer.content, "html.parser")  # type: ignore[attr-defined]


def _fields(form: Tag) -> dict[str, list[str]]:
    hidden: dict[str, list[str]] = {}
    for field in form.select("input[type=hidden]"):
        hidden.setdefault(str(field["name"]), []).append(str(field.get("value", "")))
    return hidden


def test_three_papers_are_read_and_confirmed_at_the_end_of_the_last_with_eleven_presses() -> None:
    visitor = Visitor(arrived(None, "summons", "complaint_copy", "evidence_notice"))
    walker, party = Walker.by_the_link(visitor), visitor.envelope.party
    walker.link("/who")
    walker.send("who", name=party.name, number=party.number)
    walker.send("code", code=code_on_the_phone(visitor.envelope))
    for _ in range(3):
        walker.send("open")
    walker.send("receive_all")
    assert walker.place.endswith("/received")
    assert RecipientAct.objects.filter(kind="acknowledged").count() == 3
    assert walker.presses <= 11


def test_who_has_not_opened_everything_ticks_what_they_have() -> None:
    visitor = Visitor(arrived(None, "summons", "complaint_copy")).prove()
    visitor.open()
    page = visitor.get("papers").content.decode()
    assert 'name="receive_all"' not in page
    assert 'name="receive"' in page
