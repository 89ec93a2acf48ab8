"""The page of a letter says how far it has come."""

import pytest
from django.test import Client
from django.urls import reverse

from songda import clock
from songda.records.delivery.letters.models import Letter
from songda.records.delivery.orders.models import Envelope
from tests import make
from tests.records.stage import defendant, envelope
from tests.web.console.letters.things import letter_of

pytestmark = pytest.mark.database


def in_a_batch() -> Letter:
    party = defendant(make.case(), address_class=None, consents=False)
    home = make.address(party, kind="postal", value="032300 山西省 吕梁市 孝义市 新义街12号")
    sealed = envelope(party, make.paper(party.case))
    Envelope.objects.filter(id=sealed.id).update(posted_at=clock.now())
    return letter_of(sealed, home)


def pages_of(letter: Letter) -> dict[str, str]:
    client = Client()
    client.force_login(make.user())
    of = letter.envelope
    places = {
        "letter": reverse("console:letter", args=[letter.id]),
        "batch": reverse("console:batch", args=[letter.batch_id]),
        "papers": reverse("console:envelope", args=[of.id]),
        "board": reverse("console:case", args=[of.case_id]),
    }
    return {name: client.get(place).content.decode() for name, place in places.items()}


def test_a_letter_that_was_counted_waits_for_its_sealing_alone() -> None:
    letter = in_a_batch()
    Letter.objects.filter(id=letter.id).update(expected_on=clock.now().date())
    assert "待打印、清点" in pages_of(letter)["letter"]
    Letter.objects.filter(id=letter.id).update(counted_at=clock.now())
    pages = pages_of(letter)
    told = {name: ("已清点，待封装" in page, "待打印、清点" in page) for name, page in pages.items() if name != "board"}
    assert told == dict.fromkeys(("letter", "batch", "papers"), (True, False))
    board = pages["board"]
    assert ("邮件待封装交寄" in board, "邮件预计" in board) == (True, False)
