"""The return station: each cause says why the law would answer so, and letter follows letter without a word between."""

import html
import re
from functools import partial

import pytest
from django.urls import reverse
from django.utils.translation import override

from songda.core.access import Role
from songda.core.delivery.carriage import Stage
from songda.records.ground.pages import page_of
from songda.records.ways.post.carriage.models import CameBack, Carriage
from songda.records.ways.post.carriage.station import ReturnDraft, note_return
from songda.records.ways.post.letters.models import Batch, Letter
from songda.web.console.returns import evidence
from songda.web.console.returns.station import _causes
from tests import make
from tests.records.stage import defendant, envelope
from tests.records.ways.post.carriage.parcels import DAY, HOUR, SEALED, heard, posted, report
from tests.web.console.letters.things import letter_of
from tests.web.console.returns.things import BY, of_returns, posted_beside
from tests.web.console.world import signed_in
from tests.web.forms_on_pages import forms_on

pytestmark = pytest.mark.database


def in_a_batch() -> Letter:
    party = defendant(make.case())
    place = make.address(party, kind="postal", value="山西省孝义市新义街12号")
    return letter_of(envelope(party, make.paper(party.case, "complaint_copy")), place)


def test_each_cause_says_why_the_law_would_answer_so() -> None:
    printed = in_a_batch()
    with override("zh-hans"):  # whatever the test before left
        causes = {cause.word: cause for cause in _causes(posted_beside(printed))}
    assert causes["moved_untold"].status == "presumed"
    assert {word: "退回" in cause.says for word, cause in causes.items()} == dict.fromkeys(causes, True)


def test_at_the_station_letter_follows_letter() -> None:
    """Elsewhere whoever opens the page again learns that its form was sent; here they send the next by it."""
    printed = in_a_batch()
    letter, clerk, address = posted_beside(printed), signed_in(language="en"), reverse("console:returns")
    for typed in (letter.number, "3"):
        shown = clerk.get(address, follow=True).content.decode()
        form = next(one for one in forms_on(address, shown) if "typed" in [field.name for field in one.fields])
        page = clerk.post(form.address, form.filled({"typed": typed, "letter": str(letter.id)}), follow=True)
    page = page.content.decode()
    assert letter.number in page
    assert "You sent this form" not in page
    assert "You sent this form" not in clerk.get(address).content.decode()


def test_an_entry_by_mistake_is_taken_back_with_a_reason_and_stays_without_one() -> None:
    entry = note_return(posted_beside(in_a_batch()), ReturnDraft("nobody_met"), BY, make.NOW)
    clerk, address = signed_in(), reverse("console:strike_return", args=[entry.id])
    assert clerk.post(address, {"reason": ""}).status_code == 422
    assert CameBack.objects.filter(struck_at=None).exists()
    done = clerk.post(address, {"reason": "按错了键"})
    assert (done.status_code, done["Location"]) == (302, reverse("console:returns"))
    assert not CameBack.objects.filter(struck_at=None).exists()


def test_a_batch_has_the_pages_of_the_letters_that_are_in_it() -> None:
    printed = in_a_batch()
    Batch.objects.update(pages=150)  # of its file, in which letters lie that were left out of the sack
    page = signed_in(language="en").get(reverse("console:batch", args=[printed.batch_id])).content.decode()
    assert "150 pages" not in page


def forms_about(letter: Letter, role: Role) -> set[str]:
    """To where the forms of the letter's page lead."""
    address = reverse("console:carriage", args=[letter.id])
    page = signed_in(role=role).get(address).content.decode()
    return {form.address.rstrip("/").rpartition("/")[2] for form in forms_on(address, page)}


def doubted() -> Letter:
    """A letter of which the carrier reports what proves nothing."""
    letter = posted()
    signed = [report(letter, "handed", HOUR), report(letter, "delivered", DAY, signer="??")]
    heard(letter, signed, SEALED + 5 * DAY)
    return letter


def test_a_clerk_decides_what_proves_nothing_and_the_judge_alone_what_contradicts_the_record() -> None:
    letter = doubted()
    assert "decide" in forms_about(letter, Role.CLERK)
    assert "rule" not in forms_about(letter, Role.JUDGE)
    Carriage.objects.update(judge_asked_at=SEALED + 6 * DAY)
    assert "decide" not in forms_about(letter, Role.CLERK)
    assert "rule" in forms_about(letter, Role.JUDGE)


def test_a_lost_letter_is_sent_again_from_its_page_and_once() -> None:
    letter, other = posted(), posted()
    Carriage.objects.update(stage=Stage.MISHAP)
    address = reverse("console:carriage", args=[letter.id])
    by_role = [signed_in(role=role, language="en").get(address).content.decode() for role in (Role.CLERK, Role.JUDGE)]
    assert [f"?again={letter.id}" in page for page in by_role] == [True, False]
    Letter.objects.filter(id=other.id).update(previous=letter)
    page = signed_in(language="en").get(address).content.decode()
    assert (f"?again={letter.id}" in page, "Tried again by" in page, other.number in page) == (False, True, True)


def test_of_more_doubtful_letters_than_a_page_holds_the_next_page_shows_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(evidence, "page_of", partial(page_of, size=1))
    numbers = [doubted().number, doubted().number]
    client, address = signed_in(), reverse("console:doubtful_letters")
    first = client.get(address).content.decode()
    (further,) = re.findall(r'name="page" value="([^"]+)"', first)
    second = client.get(address, {"page": html.unescape(further)}).content.decode()
    shown = [[number for number in numbers if number in page] for page in (first, second)]
    assert sorted(shown) == sorted([number] for number in numbers)


def test_a_picture_that_cannot_be_drawn_is_shown_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was drawn once, when it was taken; the next program that draws may know less."""
    address = reverse("console:return_page", args=[of_returns(in_a_batch(), "scan_id")])
    assert signed_in().get(address)["Content-Type"].startswith("image/")
    monkeypatch.setattr(evidence, "SCREEN_DPI", 0)
    assert signed_in().get(address).status_code == 404
