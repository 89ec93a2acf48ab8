"""A letter in a story: printed in a batch, counted by its bar code and sealed, carried, and back again."""

import re
from functools import partial
from typing import Any

import requests

from songda.clock import now
from songda_demo.sandbox.carrier.slips import slip
from songda_demo.story.browser import Page
from songda_demo.story.opening import Scene
from songda_demo.story.outside import TIMEOUT, wait_until
from songda_demo.story.play import expect

READY = "ready"
ADDRESS_UNKNOWN = "1"  # the digit of the cause at the return station
_NUMBER = re.compile(r"\bE[A-Z][0-9]{9}CN\b")
_BATCH = re.compile(r"/console/letters/batches/[0-9a-f-]{36}/")


def send_by_post(scene: Scene, envelope: str) -> str:
    """The clerk sends the papers of an envelope by post; gives the number of the letter once it is in the post."""
    _plan(scene, envelope)
    batch = _print(scene)
    return _count_and_seal(scene, batch)


def _plan(scene: Scene, envelope: str) -> None:
    with scene.play.step("the papers go by post / 邮寄送达"):
        page = scene.clerk.browser.open(f"/console/envelopes/{envelope}/letter/")
        form = page.form("product")
        papers = [str(tick["value"]) for tick in form.select("input[name=papers]")]
        places = [str(tick["value"]) for tick in form.select("input[name=address]")]
        answers: dict[str, str | list[str]] = {"papers": papers, "address": places[-1], "product": "court_post"}
        done = scene.clerk.browser.press(page, "product", answers)
        expect(envelope in done.address, done.refusal)


def _print(scene: Scene) -> str:
    with scene.play.step("the letter is set, checked and put into a batch / 排版、检查、编制批次") as step:
        wait_until(lambda: READY if b"batches/new" in _room(scene).body else None, "a letter that is ready", 60)
        page = scene.clerk.browser.press(_room(scene), "batches/new", {})
        found = _BATCH.search(page.address)
        expect(found, page.address)
        batch: str = found[0] if found else ""
        wait_until(lambda: "bound" if b"letters.pdf" in scene.clerk.browser.open(batch).body else None, "its file", 60)
        (scene.place.folder / "letters.pdf").write_bytes(scene.clerk.browser.fetch(f"{batch}letters.pdf"))
        step.found = batch
    return batch


def _room(scene: Scene) -> Page:
    return scene.clerk.browser.open(f"/console/letters/?state={READY}")


def _count_and_seal(scene: Scene, batch: str) -> str:
    with scene.play.step("it is counted by its bar code and sealed / 扫码清点并封装") as step:
        numbers: list[str] = sorted(set(_NUMBER.findall(scene.clerk.browser.open(batch).text)))
        for number in numbers:
            counting = scene.clerk.browser.open(f"{batch}count/")
            scene.clerk.browser.press(counting, "typed", {"typed": number})
        page = scene.clerk.browser.press(scene.clerk.browser.open(batch), f"{batch}seal/", {})
        expect("已封装" in page.text or "封装完毕" in page.text, page.text[:300])
        step.found = ", ".join(numbers)
    return numbers[0]


def wait_for_carrier(scene: Scene, number: str) -> None:
    """Until the carrier knows of the letter, which it is told as soon as the sack is sealed."""
    with scene.play.step("the carrier knows of it within seconds / 承运方收到交寄信息") as step:
        step.found = wait_until(lambda: str(_parcel(scene, number).get("place", "")), "the letter at the carrier", 30)


def carry(scene: Scene, number: str, *words: str) -> None:
    """The carrier lets the next steps of its script happen, which it reports in these words."""
    with scene.play.step(f"the carrier reports: {', '.join(words)} / 承运方推送轨迹"):
        for word in words:
            requests.post(f"{_post_office(scene)}/parcels/{number}/next", timeout=TIMEOUT).raise_for_status()
            wait_until(partial(_reported, scene, number, word), word, 30)


def come_back(scene: Scene, number: str, cause: str = ADDRESS_UNKNOWN) -> None:
    """At the return station its code is scanned, and the digit of the cause pressed; a picture of it goes along."""
    with scene.play.step("at the return station: scanned, one key / 退件登记台：扫码，按键") as step:
        browser = scene.clerk.browser
        page = browser.press(browser.open("/console/returns/"), "typed", {"typed": number})
        expect(scene.play.facts["case"] in page.text, page.refusal or page.text[:300])
        picture = {"picture": ("return.pdf", slip(number, "退回", now()), "application/pdf")}
        page = browser.press(page, "typed", {"typed": cause}, picture)
        expect(number in page.text and not page.refusal, page.refusal)
        step.found = number


def wait_for_word(scene: Scene, number: str, word: str, title: str) -> None:
    """Until the page that compares what the carrier says with the record shows this word."""
    with scene.play.step(title) as step:
        station = scene.clerk.browser.open("/console/returns/")
        rows = [row for row in station.soup.select("tbody tr") if number in row.get_text()]
        links = [str(link["href"]) for row in rows for link in row.select("a[href*='/returns/letters/']")]
        expect(links, f"the station does not list {number}")
        step.found = wait_until(lambda: word if word in scene.clerk.browser.open(links[0]).text else None, word, 30)


def _reported(scene: Scene, number: str, word: str) -> str | None:
    return word if word in _parcel(scene, number).get("told", ()) else None


def _parcel(scene: Scene, number: str) -> dict[str, Any]:
    answer = requests.get(f"{_post_office(scene)}/parcels.json", timeout=TIMEOUT)
    answer.raise_for_status()
    return next((one for one in answer.json()["parcels"] if one["number"] == number), {})


def _post_office(scene: Scene) -> str:
    return scene.place.sandbox.rstrip("/")
