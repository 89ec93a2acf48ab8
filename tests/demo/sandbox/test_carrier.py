"""The sandbox's carrier: scripts in addresses, pictures of returns, and what it says over the line."""

from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from songda.clock import now
from songda.core.delivery.carriage import Kind
from songda.core.delivery.letters.sheets import window_lines
from songda.core.identifiers.postal import PostalAddress, compose
from songda.trust.barcodes import read_barcodes
from songda.trust.paper import Limits, inspect
from songda_demo.sandbox.carrier.post_office import PostOffice
from songda_demo.sandbox.carrier.scripts import ORDINARY, script_in
from songda_demo.sandbox.carrier.slips import OTHER_NUMBER, slip
from songda_demo.sandbox.server import make_app
from songda_demo.sandbox.store import Disk, Memory
from songda_demo.sandbox.world import Ports, World

NUMBER = "EA123456785CN"
DAY = timedelta(days=1)


def test_a_script_is_read_out_of_the_address() -> None:
    place = (
        "孝义市府前街1号 @sequence.5s-HANDED.2m-TRY1(nobody_met).1d-RETURNED(moved_untold).1d-SCAN(missing).ask-LOST"
    )

    script = script_in(place)

    assert [step.word for step in script] == ["HANDED", "TRY", "RETURNED", "SCAN", "LOST", "CLOSED"]
    assert [step.after for step in script][:4] == [timedelta(seconds=5), timedelta(minutes=2), DAY, DAY]
    assert (script[1].kind, script[2].value, script[4].after) == (Kind.TRIED, "moved_untold", None)


def test_an_address_without_a_script_leads_to_the_ordinary_course() -> None:
    assert script_in("孝义市府前街1号") == ORDINARY
    assert script_in("孝义市 @sequence") == ORDINARY


def test_a_script_survives_the_form_in_which_a_clerk_types_an_address() -> None:
    """Levels, addressee and blanks have signs of their own there, which a script is read without."""
    typed = "解放东街1号 @sequence.1h-HANDED.1d-RETURNED(wrong_address).1d-SCAN"
    kept = compose(PostalAddress("宁夏回族自治区", "银川市", "兴庆区", typed, "750001"))
    place = " ".join(window_lines(kept, "zh", "李某"))

    assert [(step.word, step.value) for step in script_in(place)][:3] == [
        ("HANDED", ""),
        ("RETURNED", "wrong_address"),
        ("SCAN", ""),
    ]


def test_silence_is_never_closed_and_anything_can_be_planted() -> None:
    planted, silence = script_in("@sequence.1h-DELIVERED(recipient,at=+2d,number=EA000000005CN).1s-SILENCE")

    assert (planted.value, planted.shift, planted.options["number"]) == ("recipient", 2 * DAY, "EA000000005CN")
    assert (silence.word, silence.kind) == ("SILENCE", None)


@pytest.mark.parametrize(
    ("manner", "read"), [("", {NUMBER}), ("other", {OTHER_NUMBER}), ("blank", set()), ("torn", set())]
)
def test_the_picture_of_a_return_bears_the_number_that_it_should(manner: str, read: set[str]) -> None:
    picture = slip(NUMBER, "delivered recipient", now(), manner)

    assert read_barcodes(picture) == read
    assert inspect(picture, Limits(size=20_000_000)).refusals == ()


def parcel(place: str) -> dict[str, str]:
    return {"number": NUMBER, "product": "court_post", "name": "李某", "place": place}


async def test_everything_that_fell_due_while_it_was_away_is_told_with_its_own_moment(tmp_path: Path) -> None:
    place = "@sequence.1s-HANDED.1d-DELIVERED(recipient).1h-SCAN"
    store = Disk(tmp_path / "post.sqlite3")
    PostOffice(0, store).take(parcel(place))
    store.close()

    store = Disk(tmp_path / "post.sqlite3")
    office = PostOffice(0, store)
    kept = office.parcels[NUMBER]
    kept.taken_at -= 10 * DAY
    assert kept.due_at is not None
    kept.due_at -= 10 * DAY
    await office._go_on(kept)
    store.close()

    assert [report["kind"] for report in kept.told] == ["handed", "delivered", "scanned", "closed"]
    assert kept.told[1]["at"] == (kept.taken_at + timedelta(seconds=1) + DAY).isoformat()
    assert kept.next_step is None


async def test_a_letter_that_it_has_is_taken_once() -> None:
    office = PostOffice(0, Memory())
    office.take(parcel("一"))
    office.take(parcel("二"))

    assert office.parcels[NUMBER].place == "一"


async def test_an_enquiry_tells_everything_again_and_what_the_script_keeps_for_it() -> None:
    office = PostOffice(0, Memory())
    office.take(parcel("@sequence.1d-HANDED.1s-SILENCE.ask-LOST"))

    await office.enquire(NUMBER)
    await office.enquire(NUMBER)

    assert [report["kind"] for report in office.parcels[NUMBER].told] == ["lost"]
    assert office.parcels[NUMBER].enquiries == 2


async def test_the_page_shows_what_was_told_and_hurries_on(tmp_path: Path) -> None:
    world = World(Ports(0, 0, 0), tmp_path, quiet=True)
    world.post.take(parcel("孝义市<b> @sequence.1d-HANDED.1d-LOST"))
    async with TestClient(TestServer(make_app(world))) as client:
        await client.post(f"/parcels/{NUMBER}/next")
        page = await (await client.get("/parcels")).text()
        told = await (await client.get("/parcels.json")).json()
        unsigned = await client.post("/carrier/v1/parcels", json={"parcels": [parcel("x")]})

    assert "孝义市&lt;b&gt;" in page
    assert "handed" in page
    assert "LOST" in page
    assert told["parcels"][0] | {"place": ""} == {
        "number": NUMBER,
        "place": "",
        "told": ["handed"],
        "left": 2,
        "enquiries": 0,
    }
    assert unsigned.status == 401
    await world.stop()
