"""A letter in a story: sent by post, printed in a batch, counted by its bar code and sealed into the post."""

import re

from songda_demo.story.browser import Page
from songda_demo.story.opening import Scene
from songda_demo.story.outside import wait_until
from songda_demo.story.play import expect

_NUMBER = re.compile(r"\bE[A-Z][0-9]{9}CN\b")
READY = "ready"
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
