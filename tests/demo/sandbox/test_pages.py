"""What people and programs see of the sandbox."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from songda.site.demo import PASSWORD
from songda_demo.sample.cases import sample_cases
from songda_demo.sandbox.server import make_app
from songda_demo.sandbox.smsc.phones import TextPart
from songda_demo.sandbox.world import Ports, World

Client = TestClient  # type: ignore[type-arg]
AT = datetime(2026, 6, 2, 1, 30, 5, tzinfo=UTC)
LINK = "https://songda.court.example/s/K7M2PXQ4RT"
MAIL = f"From: court@court.example\r\nTo: li@mail.example\r\nSubject: <b>s</b>\r\n\r\nSee {LINK}\r\n".encode()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = World(Ports(0, 0, 0), tmp_path, quiet=True)
    await world.start()
    world.sms.phones.take("13800138000", "10681", TextPart(f"【法院】请点击 {LINK}，或致电12368。<script>"), AT)
    world.sms.phones.take("13800138003", "10681", TextPart("前半", 1, 1, 2), AT)
    world.mail.mailboxes.put(world.mail.mailboxes.read("li@mail.example", MAIL, AT))
    yield world
    await world.stop()


@pytest.fixture
async def client(world: World) -> AsyncIterator[Client]:
    async with TestClient(TestServer(make_app(world))) as client:
        yield client


async def page(client: Client, path: str) -> str:
    async with client.get(path) as answer:
        assert answer.status == 200
        return await answer.text()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/phones",
        "/phones/13800138000",
        "/mailboxes",
        "/mailboxes/li@mail.example",
        "/outcomes",
        "/tour",
        "/telephones",
        "/telephones/13800138000",
        "/registry",
    ],
)
async def test_every_page_says_in_both_languages_that_all_of_it_is_made_up(client: Client, path: str) -> None:
    shown = await page(client, path)
    assert "都是虚构的" in shown
    assert "every person, number, mailbox and case here is made up" in shown
    assert "<script" not in shown


async def test_a_phone_shows_its_texts_with_links_and_escapes_the_rest(client: Client) -> None:
    shown = await page(client, "/phones/13800138000")
    assert f'<a href="{LINK}" target="_blank" rel="noopener">{LINK}</a>，或致电' in shown
    assert "&lt;script&gt;" in shown
    assert "2026-06-02 09:30:05" in shown


async def test_a_phone_page_renews_itself_until_told_to_hold(client: Client) -> None:
    assert 'http-equiv="refresh"' in await page(client, "/phones/13800138000")
    assert 'http-equiv="refresh"' not in await page(client, "/phones/13800138000?hold=1")


async def test_a_text_with_a_missing_part_says_so(client: Client) -> None:
    assert "缺 1 条，共 2 条" in await page(client, "/phones/13800138003")


async def test_a_phone_that_never_got_anything_is_empty(client: Client) -> None:
    assert "没有短信" in await page(client, "/phones/13912345678")


async def test_a_number_typed_with_spaces_opens_its_phone(client: Client) -> None:
    async with client.get("/phones", params={"number": "138 0013-8000"}, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/phones/13800138000")
    async with client.get("/mailboxes", params={"address": "li@mail.example/../x"}, allow_redirects=False) as answer:
        assert answer.status == 303


async def test_a_mailbox_shows_its_mails_and_escapes_them(client: Client) -> None:
    shown = await page(client, "/mailboxes/li@mail.example")
    assert "&lt;b&gt;s&lt;/b&gt;" in shown
    assert f'<a href="{LINK}"' in shown


async def test_programs_get_the_same_as_json(client: Client) -> None:
    async with client.get("/api/phones/13800138000/messages") as answer:
        (message,) = (await answer.json())["messages"]
    assert message["links"] == [LINK]
    assert (message["is_whole"], message["parts"], message["parts_total"]) == (True, 1, 1)
    assert (message["sender"], message["at"]) == ("10681", "2026-06-02T01:30:05+00:00")
    async with client.get("/api/mailboxes/li@mail.example/messages") as answer:
        (mail,) = (await answer.json())["messages"]
    assert (mail["subject"], mail["links"]) == ("<b>s</b>", [LINK])
    async with client.get("/api/phones") as answer:
        assert (await answer.json())["phones"] == [
            {"number": "13800138003", "texts": 1},
            {"number": "13800138000", "texts": 1},
        ]
    async with client.get("/api/mailboxes") as answer:
        assert (await answer.json())["mailboxes"] == [{"address": "li@mail.example", "mails": 1}]


async def test_the_table_of_outcomes_is_complete(client: Client) -> None:
    shown = await page(client, "/outcomes")
    for sign in ("…01", "…12", "late-bounce@", "full@"):
        assert sign in shown


async def test_the_time_stamp_authority_is_switched_off_and_on_by_a_button(client: Client) -> None:
    for turn, word, is_down in (("off", "已停机", True), ("on", "运行中", False)):
        async with client.post("/time-stamps", data={"turn": turn}) as answer:
            assert word in await answer.text()
        async with client.get("/tsa/switch") as answer:
            assert (await answer.json())["down"] is is_down


async def test_pages_load_nothing_from_elsewhere_and_run_nothing(client: Client) -> None:
    async with client.get("/") as answer:
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "http://" not in await answer.text()
    for sheet in ("sandbox", "look", "tokens"):
        assert "url(" not in await page(client, f"/{sheet}.css")


@pytest.mark.parametrize("path", ["/phones/abc", "/nothing", "/api/phones/abc/messages"])
async def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    async with client.get(path) as answer:
        assert answer.status == 404
        assert "没有这个页面" in await answer.text()


async def test_the_tour_leads_through_the_first_case_of_the_sample(client: Client) -> None:
    first = sample_cases(AT)[0]
    plaintiff = first.file.persons[0]
    shown = await page(client, "/tour")
    for said in (plaintiff.party.name, plaintiff.party.number, plaintiff.addresses[0].value, "1001", PASSWORD):
        assert said in shown
    assert 0 not in first.served  # nothing of his is served yet


async def test_the_tour_calls_every_button_as_it_is_called(client: Client) -> None:
    shown = await page(client, "/tour")
    rooms = [Path("songda/web") / room / "locale/zh_Hans/LC_MESSAGES/django.po" for room in ("console", "portal")]
    known = "".join(path.read_text(encoding="utf-8") for path in rooms)
    chinese = re.findall("“(.+?)”", shown)
    english = re.findall("<b>([A-Za-z][^<]+)</b>", shown)
    assert len(chinese) > 7
    for name in (*chinese, *english):
        assert f'"{name}"' in known, name
