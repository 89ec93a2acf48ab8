"""The first page behind a link: names the court, masks the rest, and fetching it means nothing."""

import gzip
import re
from base64 import b64encode
from hashlib import sha256

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from songda.records.ground.evidence.models import Event
from songda.records.ground.limits.actions import LIMITS, LimitedInput
from songda.records.service.portal_acts.models import RecipientAct
from tests import make
from tests.web.portal.scene import Visitor, arrived

pytestmark = pytest.mark.database
BUDGET = 9 * 1024  # the page with its styles, compressed: one question on a slow line
# The envelope and whether anything is noted of the person, whether this place guessed too often, the noting of the
# fetch with its event.
STATEMENTS = 3


def events_of(visitor: Visitor) -> list[str]:
    stream = f"envelope:{visitor.envelope.id}"
    return list(Event.objects.filter(stream=stream).order_by("number").values_list("name", flat=True))


def test_it_names_the_court_and_masks_person_and_case() -> None:
    visitor = Visitor(arrived())
    page = visitor.get().content.decode()
    case = visitor.envelope.case
    assert "孝义市人民法院" in page
    assert "李**" in page
    assert "民初*" in page
    for secret in (visitor.envelope.party.name, visitor.envelope.party.number, case.number, "文书1"):
        assert secret not in page


def test_it_offers_three_ways_on_and_none_is_louder() -> None:
    page = Visitor(arrived()).get().content.decode()
    ways = page.split('<ul class="ways">')[1].split("</ul>")[0]
    assert ways.count("<a href=") == 3
    assert "class=" not in ways


@pytest.mark.parametrize("method", ["get", "head"])
def test_fetching_it_is_noted_as_that_and_changes_nothing(method: str) -> None:
    visitor = Visitor(arrived())
    before = visitor.envelope.__class__.objects.values().get(id=visitor.envelope.id)
    getattr(visitor.client, method)(f"/s/{visitor.token}")
    after = visitor.envelope.__class__.objects.values().get(id=visitor.envelope.id)
    assert {key for key in before if before[key] != after[key]} <= {"fetched_at"}
    assert events_of(visitor) == ["link.fetched"]
    assert not RecipientAct.objects.exists()


def test_a_scanner_that_follows_every_link_learns_and_changes_nothing_more() -> None:
    visitor = Visitor(arrived())
    for page in ("", "who", "code", "papers", "agree", "history", "not-me", "paper-or-help", "papers/received"):
        visitor.get(page)
    for page in ("leave", "agree/yes", "agree/no", "papers/receive", "code/another"):
        assert visitor.get(page).status_code == 405
    assert events_of(visitor) == ["link.fetched"]


@pytest.mark.parametrize("spoilt", [str.lower, lambda code: f"{code}.", lambda code: f"{code[:5]}-{code[5:]}"])
def test_a_code_is_read_as_it_was_meant(spoilt: object) -> None:
    visitor = Visitor(arrived())
    assert visitor.client.get(f"/s/{spoilt(visitor.token)}").status_code == 200  # type: ignore[operator]


def test_an_unknown_link_says_what_to_do_and_leaks_nothing() -> None:
    pages = [Client().get(f"/s/{code}") for code in ("AAAAAAAAAA", "A", "2345678", "x" * 60)]
    assert {page.status_code for page in pages} == {404}
    assert all("12368" in page.content.decode() for page in pages)


def test_no_cache_keeps_it_and_no_search_engine_lists_it() -> None:
    page = Visitor(arrived()).get()
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]


def test_it_starts_no_session() -> None:
    visitor = Visitor(arrived())
    visitor.get()
    assert "sessionid" not in visitor.client.cookies


def test_the_first_page_with_all_that_it_needs_is_one_small_answer() -> None:
    visitor = Visitor(arrived())
    answer = visitor.client.get(f"/s/{visitor.token}", headers={"accept-encoding": "gzip"})
    page = gzip.decompress(answer.content).decode()
    assert len(answer.content) < BUDGET
    assert "stylesheet" not in page
    assert "<script" not in page
    styles = page.split("<style>")[1].split("</style>")[0]
    mark = b64encode(sha256(styles.encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{mark}'" in answer["Content-Security-Policy"]
    assert ".ways" in styles


def test_what_comes_after_the_first_page_is_named_by_its_content_and_kept() -> None:
    page = Visitor(arrived()).get().content.decode()
    sheets = re.findall(r'rel="prefetch" as="style" href="([^"]+)"', page)
    assert len(sheets) == 2
    for place in sheets:
        kept = Client().get(place)
        assert re.search(r"\.[0-9a-f]{12}\.css$", place)
        assert "immutable" in kept["Cache-Control"]
        kept.close()


def test_it_asks_the_database_few_things() -> None:
    visitor = Visitor(arrived())
    with CaptureQueriesContext(connection) as asked:
        visitor.get()
    assert len(asked) == STATEMENTS


def test_the_code_of_a_message_can_be_typed_instead() -> None:
    visitor = Visitor(arrived())
    place = f"/s/{visitor.token}"
    for typed in (visitor.token, f"http://example.invalid{place}", f" {visitor.token.lower()} "):
        answer = visitor.client.post("/s/", {"code": typed})
        assert (answer.status_code, answer["Location"]) == (302, place)
    wrong = visitor.client.post("/s/", {"code": "AAAAAAAAAA"})
    assert wrong.status_code == 200
    assert "未查到" in wrong.content.decode()


def test_a_place_that_guessed_too_often_finds_nothing_behind_the_right_link_either() -> None:
    here = Visitor(arrived())
    known = Visitor(here.envelope).prove()
    for _ in range(LIMITS[LimitedInput.LINK].count):
        Client().get(reverse("portal:landing", kwargs={"token": "K7M2PXQ4RT"}))
    assert here.get().status_code == 429
    assert known.get("papers").status_code == 200
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert elsewhere.get(reverse("portal:landing", kwargs={"token": here.token})).status_code == 200


def test_a_body_is_not_asked_whether_it_is_itself() -> None:
    of_body = Visitor(
        arrived(make.party(name="孝义市某某商贸有限公司", kind="legal_person", number="91350100M000100Y43"))
    )
    assert "我代表该单位" in of_body.get().content.decode()
    assert "请确认您代表该单位" in of_body.get("who").content.decode()
    assert "我是本人" in Visitor(arrived()).get().content.decode()
