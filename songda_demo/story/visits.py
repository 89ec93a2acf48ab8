"""A visit on the ladder: planned, gone on with a phone, looked at; and service by another court, asked and answered.

Each function plays one act over the same addresses as people's pages do, for an envelope of the scene's case.
"""

import hashlib
import json
import re
from io import BytesIO
from urllib.parse import urljoin
from uuid import uuid4

from PIL import Image

from songda.clock import now
from songda_demo.story.browser import PageError
from songda_demo.story.clerk import ZONE, Clerk
from songda_demo.story.opening import Place, Scene
from songda_demo.story.play import expect

HOME = "山西省 吕梁市 孝义市 新义街12号"
NEIGHBOUR = "wu"  # a clerk of the other court of the demo
_ID = r"[0-9a-f]{8}-[0-9a-f-]{27}"


def go_on_visit(scene: Scene, envelope: str, outcome: str, words: str) -> None:
    """Plan a visit, take the round along, write what happened with a photograph, hand it in, and have it looked at.

    `outcome`: signed (by themselves), left (with photographs) or failed.
    """
    with scene.play.step("a visit is planned and put into a round / 安排上门送达，编排外出送达"):
        _plan(scene.clerk, envelope)
        _make_round(scene.clerk)
    with scene.play.step("the round is taken along on a phone / 任务下载到手机") as step:
        phone = FieldPhone(scene.clerk)
        step.found = phone.mark
    with scene.play.step(f"the phone reports: {outcome} / 手机上报"):
        phone.report(outcome, words)
        phone.end()
    with scene.play.step("a clerk looks and puts it on record / 核对并登记"):
        _accept(scene.clerk)


def _plan(clerk: Clerk, envelope: str) -> None:
    page = clerk.browser.open(f"/console/envelopes/{envelope}/visits/new/")
    if "没有可用的送达地点" in page.text:
        party = _first(r"/console/parties/(" + _ID + ")/", page.body.decode(), "the recipient of the visit")
        form = clerk.browser.open(f"/console/parties/{party}/addresses/new/?kind=postal")
        details = {"kind": "postal", "value": HOME, "address_class": "provided", "how": "form"}
        clerk.browser.press(form, "value", details)
        page = clerk.browser.open(f"/console/envelopes/{envelope}/visits/new/")
    place = [str(option["value"]) for option in page.form("address").select("select option") if option.get("value")]
    clerk.browser.press(page, "address", {"address": place[0], "note": "三楼左手"})


def _make_round(clerk: Clerk) -> None:
    page = clerk.browser.open("/console/visits/rounds/new/")
    form = page.form("stops")
    chosen = form.select_one("select[name=person] option[selected]")
    if chosen is None or not chosen.get("value"):
        raise PageError("the form of a round offers nobody who goes")
    stops: list[str] = [str(tick["value"]) for tick in form.select("input[name=stops]")]
    clerk.browser.press(page, "stops", {"person": str(chosen["value"]), "stops": stops})


class FieldPhone:
    """The page of the round, as far as it speaks with the court."""

    def __init__(self, clerk: Clerk) -> None:
        self.session, self.base = clerk.browser.session, clerk.browser.base
        door = self.session.get(self._at("door/"), timeout=30).json()
        taken = self.session.post(
            self._at("take/"),
            data={"csrfmiddlewaretoken": door["token"]},
            headers={"Referer": self._at("")},
            timeout=30,
        )
        if taken.status_code != 200:
            raise PageError(f"the round cannot be taken along: {taken.text[:200]}")
        self.round = taken.json()
        self.mark = str(self.round["mark"])

    def report(self, outcome: str, words: str) -> None:
        """Every stop came to this; each with one photograph."""
        for stop in self.round["stops"]:
            body, moment = _photograph(), now().isoformat()
            photo = {
                "id": str(uuid4()),
                "kind": "photo",
                "sha256": hashlib.sha256(body).hexdigest(),
                "size": len(body),
                "taken_at": moment,
            }
            details = {
                "id": str(uuid4()),
                "stop": stop["id"],
                "outcome": outcome,
                "signer": "" if outcome == "failed" else "recipient",
                "manner": "filmed" if outcome == "left" else "",
                "at": moment,
                "phone_now": moment,
                "mark": self.mark,
                "told": {"words": words},
                "photos": [photo],
            }
            self._post("visits/", json.dumps(details).encode(), "application/json")
            self._post(f"photos/{photo['id']}/0/", body, "application/octet-stream")

    def end(self) -> None:
        """Everything is handed in."""
        self._post("end/", b"", "application/octet-stream")

    def _post(self, where: str, body: bytes, kind: str) -> None:
        headers = {"X-Songda-Phone": str(self.round["phone"]), "Content-Type": kind}
        answer = self.session.post(self._at(where), data=body, headers=headers, timeout=30)
        if answer.status_code != 200:
            raise PageError(f"field/{where} answered {answer.status_code}: {answer.text[:200]}")

    def _at(self, where: str) -> str:
        return urljoin(self.base, f"/console/field/{where}")


def _photograph() -> bytes:
    made = BytesIO()
    Image.new("RGB", (320, 240), (180, 190, 200)).save(made, "JPEG")
    return made.getvalue()


def _accept(clerk: Clerk) -> None:
    desk = clerk.browser.open("/console/visits/").body.decode()
    page = clerk.browser.open(f"/console/visits/{_first(r'/console/visits/(' + _ID + ')/', desk, 'a report')}/")
    told = page.form("at").select_one("input[name=at]")
    clerk.browser.press(page, "at", {"at": str(told["value"]) if told else ""})


def entrust_neighbour(scene: Scene, envelope: str) -> str:
    """Entrust the other court of the demo with the service; gives the id of the entrustment."""
    with scene.play.step("the other court is entrusted / 委托其他法院送达"):
        page = scene.clerk.browser.open(f"/console/envelopes/{envelope}/entrusted/new/")
        form = page.form("hand")
        courts = [str(option["value"]) for option in form.select("select[name=court] option") if option.get("value")]
        papers: list[str] = [str(tick["value"]) for tick in form.select("input[name=papers]")]
        answers: dict[str, str | list[str]] = {"hand": "court", "court": courts[0], "papers": papers}
        shown = scene.clerk.browser.press(page, "hand", answers)
    return _first(r"/console/entrusted/(" + _ID + ")/", shown.address, "the entrustment")


def answer_for(place: Place, scene: Scene, entrustment: str, outcome: str, words: str) -> None:
    """The other court opens the letter and tells what came of it."""
    with scene.play.step(f"the other court: {outcome} / 受托法院办理"):
        neighbour = Clerk(place.base, NEIGHBOUR, place.password)
        page = neighbour.browser.open(f"/console/entrusted/{entrustment}/")
        expect(neighbour.browser.try_open(f"/console/cases/{scene.clerk.case}/") == 404, "the case is open to it")
        neighbour.browser.press(page, "receipt", {})
        page = neighbour.browser.open(f"/console/entrusted/{entrustment}/outcome/")
        by = "recipient" if outcome in {"signed", "left"} else ""
        at = now().astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")
        answers = {"kind": outcome, "at": at, "by": by, "words": words, "how": "filmed" if outcome == "left" else ""}
        neighbour.browser.press(page, "kind", answers)


def _first(pattern: str, text: str, what: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise PageError(f"no page shows {what}")
    return found[1]
