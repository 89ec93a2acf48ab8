"""The page of a letter says how far it has come."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from songda import clock
from songda.core.access import Role
from songda.core.delivery.carriage import Stage
from songda.core.delivery.letters import LetterState
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import Reason
from songda.records.service.orders.models import Envelope
from songda.records.ways.deeds import StepDraft, add_step, strike_step
from songda.records.ways.post.carriage.models import Carriage
from songda.records.ways.post.letters.models import Batch, Letter, PrintRoom
from tests import make
from tests.records.stage import defendant, envelope
from tests.records.ways.post.carriage.parcels import DAY, HOUR, SEALED, heard, posted, report
from tests.web.console.letters.things import letter_of
from tests.web.console.world import proved_in, signed_in

pytestmark = pytest.mark.database
LATER = SEALED + timedelta(days=4)
FIELD_VALUE = re.compile(r'name="form_key" value="([^"]+)"')


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
        "under way": reverse("console:case_under_way", args=[of.case_id]),
    }
    return {name: client.get(place).content.decode() for name, place in places.items()}


def test_a_letter_that_was_counted_waits_for_its_sealing_alone() -> None:
    letter = in_a_batch()
    Letter.objects.filter(id=letter.id).update(expected_on=clock.now().date())
    assert "待打印、清点" in pages_of(letter)["letter"]
    Letter.objects.filter(id=letter.id).update(counted_at=clock.now())
    pages = pages_of(letter)
    of_letter = {name: page for name, page in pages.items() if name in {"letter", "batch", "papers"}}
    told = {name: ("已清点，待封装" in page, "待打印、清点" in page) for name, page in of_letter.items()}
    assert told == dict.fromkeys(("letter", "batch", "papers"), (True, False))
    board = pages["board"]
    assert ("邮件待封装交寄" in board, "邮件预计" in board) == (True, False)


def test_a_letter_in_the_post_says_everywhere_what_became_of_it() -> None:
    letter = posted()
    assert "已交寄" in pages_of(letter)["batch"]
    Carriage.objects.filter(letter=letter).update(stage=Stage.MISHAP)
    lost = pages_of(letter)
    assert all("遗失、被盗或者毁损" in lost[name] for name in ("letter", "batch", "papers"))
    assert reverse("console:carriage", args=[letter.id]) in lost["letter"]
    assert letter.deed is not None
    step = add_step(letter.deed, StepDraft("returned", LATER, manner="refused"), "engine", LATER)
    assert all("已退回" in page for name, page in pages_of(letter).items() if name not in {"board", "under way"})
    strike_step(step, Reason("误录"), "engine", LATER)
    add_step(letter.deed, StepDraft("signed", LATER, "recipient"), "engine", LATER)
    told = pages_of(letter)
    assert all("已签收" in told[name] and "已退回" not in told[name] for name in ("letter", "batch"))


def test_a_plain_letter_in_the_post_is_sealed_and_nothing_more() -> None:
    letter = posted()
    Letter.objects.filter(id=letter.id).update(product="plain", deed=None)
    assert Letter.objects.get(id=letter.id).stage == LetterState.SEALED
    assert "已交寄" in pages_of(letter)["batch"]


def test_whoever_says_yes_to_a_letter_sees_where_it_goes() -> None:
    letter = in_a_batch()
    Letter.objects.filter(id=letter.id).update(state=LetterState.PROPOSED, batch=None, place_in_batch=None)
    client = Client()
    client.force_login(make.user())
    assert "山西省吕梁市孝义市新义街12号" in client.get(reverse("console:letters")).content.decode()
    client.force_login(make.user(role=Role.AUDITOR))
    answer = client.get(reverse("console:letters"))
    assert "新义街12号" not in answer.content.decode()


def test_what_is_to_be_printed_comes_with_the_part_of_the_page_that_renews_itself() -> None:
    letter = in_a_batch()
    file = reverse("console:batch_file", args=[letter.batch_id])
    of_batch = pages_of(letter)["batch"]
    assert of_batch.index('id="live"') < of_batch.index(file)
    Batch.objects.update(bound_at=None, sha256=None, wrapped_key=None)
    waiting = pages_of(letter)["batch"]
    assert ("hx-get" in waiting, file in waiting) == (True, False)


def test_one_code_after_another_is_counted_without_a_word_that_the_form_was_sent() -> None:
    letter = in_a_batch()
    client = Client()
    client.force_login(make.user())
    door = reverse("console:batch_count", args=[letter.batch_id])
    mark = FIELD_VALUE.search(client.get(door).content.decode())
    assert mark is not None
    page = client.post(door, {"typed": "XX1", "form_key": mark[1]}, follow=True).content.decode()
    assert ("XX1" in page, "提交过此表" in page) == (True, False)


def test_what_was_just_scanned_stands_large_and_whoever_it_is_for_is_named() -> None:
    letter = in_a_batch()
    client = signed_in()
    door = reverse("console:batch_count", args=[letter.batch_id])
    before = client.get(door)
    assert (before.context["last"], letter.envelope.party.name in before.content.decode()) == (None, False)
    mark = FIELD_VALUE.search(before.content.decode())
    assert mark is not None
    page = client.post(door, {"typed": letter.number, "form_key": mark[1]}, follow=True)
    assert (page.context["is_good"], page.context["last"].letter_id) == (True, letter.id)
    assert letter.envelope.party.name in page.content.decode()


@pytest.mark.parametrize("file", ["batch_file", "batch_manifest", "batch_table"])
def test_whoever_takes_the_file_of_a_batch_or_its_list_is_on_record(file: str) -> None:
    letter, clerk = in_a_batch(), signed_in()
    assert clerk.get(reverse(f"console:{file}", args=[letter.batch_id])).status_code == 200
    (taken,) = Event.objects.filter(name="file.taken")
    assert taken.stream.startswith("taken:batch:")
    assert taken.data["cases"] == [str(letter.envelope.case_id)]


def test_a_lost_letter_is_nowhere_in_progress() -> None:
    letter = posted()
    going = "等待邮政反馈"
    assert [name for name in ("letter", "papers", "board") if going not in pages_of(letter)[name]] == []
    Carriage.objects.filter(letter=letter).update(stage=Stage.MISHAP)
    lost = pages_of(letter)
    assert [name for name in ("letter", "papers", "board") if going in lost[name]] == []
    assert "下一步" in lost["papers"]
    assert "已交寄的邮件" not in lost["under way"]
    assert "投递机构报告遗失、被盗或者毁损的邮件" in lost["under way"]


def test_what_a_carrier_told_without_its_proof_stands_on_the_letter_and_in_a_list() -> None:
    letter = posted()
    came = report(letter, "returned", 2 * DAY, cause="refused")
    heard(letter, [report(letter, "handed", HOUR), came], LATER)
    listed = signed_in().get(reverse("console:doubtful_letters")).content.decode()
    assert (letter.number in listed, "拒收" in listed) == (True, True)
    page = pages_of(letter)["letter"]
    assert ("拒收" in page, "尚无完整凭据" in page) == (True, True)


def test_the_court_says_how_much_it_prints() -> None:
    browser, page = proved_in(role=Role.ADMINISTRATOR), reverse("console:letters_capacity")
    for a_day in ("20", "30"):
        assert browser.post(page, {"a_day": a_day, "a_week": "100", "carrier_a_day": "40"}).status_code == 302
    assert PrintRoom.objects.get().a_day == 30
