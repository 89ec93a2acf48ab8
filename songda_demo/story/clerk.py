"""Clerk Chen at their desk: everything they do goes through the console's own pages and forms."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from songda_demo.sandbox.telephone import fates
from songda_demo.sandbox.telephone.fates import CallTaker
from songda_demo.story.browser import Browser, Page, PageError
from songda_demo.story.outside import wait_until
from songda_demo.story.people import Person

ZONE = ZoneInfo("Asia/Shanghai")
TALK_S = 62  # of a call that is said to have lasted a minute
NOTE = "本人接听，身份已核对；说明电子送达的范围、效力和地址变更方式。"
WHO = {
    "agrees": CallTaker.THEMSELVES,
    "refuses": CallTaker.REFUSES,
    "wrong_person": CallTaker.SOMEBODY_ELSE,
}  # whom one hears
_ID = r"[0-9a-f]{8}-[0-9a-f-]{27}"


@dataclass(frozen=True)
class NewCase:
    """What the clerk types in to register the case."""

    number: str
    cause: str = "离婚纠纷"
    procedure: str = "ordinary"
    is_status_case: bool = True


class Clerk:
    """One clerk, signed in."""

    def __init__(self, base: str, username: str, password: str) -> None:
        self.browser = Browser(base)
        page = self.browser.open("/accounts/login/")
        self.browser.press(page, "password", {"login": username, "password": password})
        self.case = ""
        self._account_page = ""

    def register(self, wanted: NewCase) -> None:
        """Register the case; raises PageError with the page's words when it is refused."""
        answers: dict[str, str | list[str]] = {
            "number": wanted.number,
            "cause": wanted.cause,
            "procedure": wanted.procedure,
            "stage": "first_instance",
        }
        if wanted.is_status_case:
            answers["is_status_case"] = "on"
        page = self.browser.open("/console/cases/new/")
        judges = page.form("number").select("select[name=judge] option")
        answers["judge"] = next(str(option["value"]) for option in judges if "周法官" in option.get_text())
        page = self.browser.press(page, "number", answers)
        self.case = _found(r"/console/cases/(" + _ID + ")/", page.address, "the page of the new case")

    def add_party(self, person: Person) -> str:
        """Enter a party with their number; gives the party's id."""
        page = self.browser.open(f"/console/cases/{self.case}/parties/new/")
        answers = {"role": person.role, "kind": "natural_person", "name": person.name, "number": person.number}
        self.browser.press(page, "number", answers | {"domicile": "cn"})
        return self._newest_party()

    def _newest_party(self) -> str:
        page = self.browser.open(f"/console/cases/{self.case}/parties/")
        known = re.findall(r"/console/parties/(" + _ID + r")/(?=[\"'])", page.body.decode())
        if not known:
            raise PageError("the page of the parties shows nobody")
        return str(known[-1])

    def add_mobile(self, party: str, number: str, address_class: str) -> None:
        """Record a mobile number and how sure the court is of it."""
        page = self.browser.open(f"/console/parties/{party}/addresses/new/")
        how = {"provided": "form", "found": "lookup", "confirmed": "form"}[address_class]
        answers = {"kind": "mobile", "value": number, "address_class": address_class, "how": how}
        self.browser.press(page, "value", answers)

    def file_paper(self, kind: str, title: str, pdf: bytes, filed_by: str = "", days: int | None = None) -> None:
        """Upload one paper, with the days that it sets if it sets any."""
        page = self.browser.open(f"/console/cases/{self.case}/papers/new/")
        upload = {"file": (f"{kind}.pdf", pdf, "application/pdf")}
        answers = {"kind": kind, "title": title, "filed_by": filed_by}
        self.browser.press(page, "file", answers | ({"days_set_in_paper": str(days)} if days else {}), upload)

    def set_hearing(self, at: datetime, place: str) -> None:
        """Set the sitting of the court."""
        page = self.browser.open(f"/console/cases/{self.case}/hearings/new/")
        self.browser.press(page, "place", {"at": _typed(at), "place": place})

    def record_call(self, party: str, outcome: str, at: datetime, number: str = "") -> None:
        """Record the call to this number, or to the first one that the form offers."""
        page = self.browser.open(f"/console/parties/{party}/calls/new/")
        answers: dict[str, str | list[str]] = {
            "address": shown_as(page, number) if number else _offered(page, "address")[0],
            "at": _typed(at),
            "minutes": "1",
            "outcome": outcome,
            "stages": ["first_instance"],
        }
        if WHO.get(outcome) in {CallTaker.THEMSELVES, CallTaker.REFUSES}:
            answers |= {"told": _offered(page, "told"), "is_matched": "on", "note": NOTE}
        talk = fates.talk(f"{party} {at}", TALK_S, WHO[outcome]) if outcome in WHO else None
        self.browser.press(page, "outcome", answers, {"recording": ("call.wav", talk, "audio/wav")} if talk else None)

    def agree_question(self, party: str, question: str, answer: str) -> None:
        """Put on record what was agreed on in the call, so that they can prove who they are."""
        page = self.browser.open(f"/console/parties/{party}/question/")
        self.browser.press(page, "question", {"question": question, "answer": answer})

    def counter_code(self, number: str) -> str:
        """Read the identity card at the counter and give the person a code."""
        page = self.browser.open("/console/counter/")
        page = self.browser.press(page, "compared", {"number": number, "compared": "on"})
        shown = self.browser.press(page, "/code/", {})
        return _found(r">(\d{8})<", shown.body.decode(), "the code of the counter")

    def show_account_code(self, number: str) -> None:
        """Read the identity card at the counter and show the person a code with which they connect an account."""
        page = self.browser.open("/console/counter/")
        page = self.browser.press(page, "compared", {"number": number, "compared": "on"})
        shown = self.browser.press(page, "/account/", {})
        self._account_page = shown.place

    def wait_for_account(self) -> str:
        """The account that was connected, as far as it is shown."""

        def look() -> str | None:
            found = re.search(r"\*\*\*\w{4}", self.browser.open(self._account_page).text)
            return found.group() if found else None

        return wait_until(look, "the connected account", 30)

    def record_consent(self, party: str, proof: str, at: datetime) -> None:
        """Record a consent that was given on a signed form, for first instance and every paper."""
        page = self.browser.open(f"/console/parties/{party}/consents/new/")
        self.browser.press(page, "proof", {"how": "form", "proof": proof, "at": _typed(at)})

    def serve(self, party: str) -> None:
        """Choose every paper that may be served on this party, look at the check page, send, and do not wait."""
        page = self.browser.open(f"/console/cases/{self.case}/serve/")
        ticks = [str(tick["value"]) for tick in page.form("pair").select("input[name=pair]")]
        chosen = [tick for tick in ticks if tick.endswith(party)]
        checked = self.browser.press(page, "pair", {"pair": list(chosen)})
        sent = self.browser.press(checked, "serve/order", {})
        if "/serve/now/" in sent.body.decode():
            self.browser.press(sent, "serve/now")

    def services(self) -> list[str]:
        """The ids of the services on the board."""
        page = self.browser.open(f"/console/cases/{self.case}/")
        return list(dict.fromkeys(re.findall(r"/console/services/(" + _ID + ")/", page.body.decode())))

    def board_text(self) -> str:
        """The words on the board."""
        return self.browser.open(f"/console/cases/{self.case}/").text

    def service_page(self, service: str) -> Page:
        """The page of one service."""
        return self.browser.open(f"/console/services/{service}/")

    def certificate(self, service: str) -> bytes | None:
        """The current certificate, once there is one."""
        page = self.service_page(service)
        links = re.findall(r"/console/certificates/" + _ID + "/file/", page.body.decode())
        return self.browser.fetch(links[0]) if links else None

    def bundle(self, service: str) -> bytes | None:
        """The proof bundle, once its newest events are sealed."""
        body = self.browser.fetch(f"/console/services/{service}/bundle/")
        return body if body.startswith(b"PK") else None

    def record_deed(self, way: str, outcome: str, at: datetime, words: str) -> None:
        """Record what came of a visit, a letter or a notice, for every paper of the newest order, signed in person."""
        case = self.browser.open(f"/console/cases/{self.case}/")
        envelope = _found(r"/console/envelopes/(" + _ID + ")/", self._envelopes(case), "the page of the order")
        page = self.browser.open(f"/console/envelopes/{envelope}/otherwise/?way={way}")
        answers: dict[str, str | list[str]] = {
            "kind": outcome,
            "at": _typed(at),
            "by": "recipient",
            "words": words,
            "papers": _offered(page, "papers"),
        }
        self.browser.press(page, "words", answers)

    def _envelopes(self, case: Page) -> str:
        service = _found(r"/console/services/(" + _ID + ")/", case.body.decode(), "a service on the board")
        return self.service_page(service).body.decode()

    def tasks(self) -> list[str]:
        """The words of each open task of the case; Today shows only those of all cases that are lost first."""
        page = self.browser.open(f"/console/cases/{self.case}/")
        return [row.get_text(" ", strip=True) for row in page.soup.select("table.tasks tbody tr")]


def shown_as(page: Page, number: str) -> str:
    """The choice, in a form that asks for an address, beside which this number stands."""
    form = page.form("address")
    label = next((label for label in form.select("label[for]") if number in label.get_text()), None)
    choice = label and form.find(id=str(label["for"]))
    if not choice:
        raise PageError(f"the form of the call does not offer {number}")
    return str(choice["value"])


def _offered(page: Page, name: str) -> list[str]:
    return [str(tick["value"]) for tick in page.form(name).select(f"input[name={name}]")]


def _typed(at: datetime) -> str:
    return at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


def _found(pattern: str, text: str, what: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise PageError(f"{what} did not open: {text}")
    return str(match[1])
