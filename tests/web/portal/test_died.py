"""Whoever holds the telephone of somebody who died does nothing in their name."""

import pytest

from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import Reason
from songda.records.matter.circumstances.actions import note, strike
from songda.records.matter.circumstances.entries import CircumstanceDraft
from tests.records.stage import NOW
from tests.web.portal.scene import Visitor, arrived, unasked

pytestmark = pytest.mark.database
PAGES = ("papers", "history", "address", "papers/received", "helpers")
ACTS = ("agree/yes", "agree/no", "papers/receive", "address", "notices", "address/postal", "objection")


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "法院已登记收件人去世"), ("en", "noted that this person died")]
)
def test_behind_the_link_is_a_page_that_says_so_until_it_is_corrected(language: str, words: str) -> None:
    visitor = Visitor(arrived(), language).prove()
    assert words not in visitor.get("papers").content.decode()
    entry = note(visitor.envelope.party, CircumstanceDraft("deceased", NOW, words="户籍已注销"), "engine", NOW)
    for page in PAGES:
        answer = visitor.get(page).content.decode()
        assert words in answer, page
        assert visitor.envelope.case.court.phone in answer
    strike(entry, Reason("同名的另一人"), "engine", NOW)
    assert words not in visitor.get("papers").content.decode()


def test_the_family_learns_whom_to_call_before_it_types_anything() -> None:
    visitor = Visitor(arrived(), "en")
    assert "This is me" in visitor.get().content.decode()
    note(visitor.envelope.party, CircumstanceDraft("deceased", NOW, words="户籍已注销"), "engine", NOW)
    first = visitor.get().content.decode()
    assert "you need type nothing here" in first
    assert "This is me" not in first
    assert "papers for you" not in first
    assert "died" not in first  # the link is no key
    for page in ("who", "counter-code", "helping"):
        assert visitor.get(page)["Location"] == f"/s/{visitor.token}", page
        assert visitor.post(page, {"name": "李某某", "number": visitor.envelope.party.number})["Location"].endswith(
            visitor.token
        )
    assert visitor.client.get(visitor.get("papers")["Location"])["Location"].endswith(visitor.token)


def test_nobody_agrees_receives_or_objects_in_their_name() -> None:
    visitor = Visitor(unasked(), "en").prove()
    note(visitor.envelope.party, CircumstanceDraft("deceased", NOW, words="户籍已注销"), "engine", NOW)
    before = Event.objects.count()
    paper = visitor.services[0].id
    for act in (*ACTS, f"papers/{paper}/open"):
        answer = visitor.post(act, {"email": "someone@example.com", "words": "that is not so", "sure": "yes"})
        assert "noted that this person died" in answer.content.decode(), act
    assert Event.objects.count() == before
