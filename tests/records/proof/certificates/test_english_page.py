"""English stands behind a certificate where somebody asked for it, one language a page; the Chinese stays as it is."""

from datetime import timedelta

import pytest

from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.proof.certificates.actions import ask_for_english_page, issue_due, review
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.queries import by_code
from songda.trust.paper import page_texts
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import served_on
from tests.records.stage import NOW

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
LATER = NOW + timedelta(minutes=1)


def standing() -> Certificate:
    return Certificate.objects.exclude(state="replaced").get()


def test_it_is_made_anew_with_two_pages_of_english_behind_and_says_why() -> None:
    served = served_on("李卫国")
    issue_due(LATER)
    old = standing()
    assert len(page_texts(old.read())) == 2
    assert ask_for_english_page(served, "engine", LATER)
    sequence(LATER)
    review([served.party_id], [], LATER)
    issue_due(LATER)
    sequence(LATER)
    new = standing()
    pages = page_texts(new.read())
    assert new.replaces_id == old.id
    assert "应申请附英文译文，中文内容未变" in "".join(pages[0].split())
    assert len(pages) == 4
    assert ["Translation." in page for page in pages] == [False, False, True, True]
    assert by_code(new.code).lines.languages == ("zh", "en")  # type: ignore[union-attr]
    assert by_code(old.code).lines.languages == ("zh",)  # type: ignore[union-attr]


def test_asked_for_twice_it_is_on_record_once() -> None:
    served = served_on("李卫国")
    assert ask_for_english_page(served, "engine", LATER)
    assert not ask_for_english_page(served, "engine", LATER)
    assert Event.objects.filter(name="english_page.asked", stream=f"envelope:{served.id}").count() == 1
