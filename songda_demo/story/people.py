"""The people of the story, and the defendant with their phone in their hand, who goes through the portal's own pages.

All are made up; their numbers are right in form and belong to nobody.
"""

import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from songda.core.identifiers.person_document import check_character
from songda_demo.story.browser import Browser, Page, PageError
from songda_demo.story.outside import Phone


@dataclass(frozen=True)
class Person:
    """A party of the story."""

    role: str
    name: str
    number: str
    mobile: str


def _resident(born: str, order: int) -> str:
    body = f"141181{born}{order:03d}"
    return body + check_character(body)


def plaintiff() -> Person:
    """They live in Xiaoyi and gave their address when they filed."""
    return Person("plaintiff", "王桂兰", _resident("19840316", 222), _mobile("50"))


def defendant(ending: str = "88") -> Person:
    """They work in Ningxia; the last two digits of their telephone decide what the sandbox does with messages."""
    return Person("defendant", "李建军", _resident("19820905", 311), _mobile(ending))


def of_many_numbers() -> Person:
    """A defendant of this run alone whose telephone is dead, and of whom the operators know three others."""
    born = f"19{secrets.randbelow(30) + 60}{secrets.randbelow(12) + 1:02d}{secrets.randbelow(28) + 1:02d}"
    return Person("defendant", "李建军", _resident(born, 901), _mobile("02"))


def _mobile(ending: str) -> str:
    """A telephone of this run alone, so that old messages on it cannot be taken for new ones."""
    return f"139{secrets.randbelow(10**6):06d}{ending}"


class Recipient:
    """One visitor of the portal."""

    def __init__(self, link: str, person: Person, phone: Phone) -> None:
        parts = urlsplit(link)
        self.browser = Browser(f"{parts.scheme}://{parts.netloc}")
        self.place = parts.path.rstrip("/")
        self.person = person
        self.phone = phone

    def land(self) -> Page:
        """Open the link: court, masked name, three ways on."""
        return self.browser.open(self.place)

    def prove(self) -> Page:
        """Name and number, then the code that comes to the phone."""
        before = len(self.phone.messages())
        page = self.browser.open(f"{self.place}/who")
        page = self.browser.press(page, "number", {"name": self.person.name, "number": self.person.number})
        code = self.phone.wait_for_code(after=before)
        return self.browser.press(page, "code", {"code": code})

    def answer(self, words: str) -> Page:
        """The question that they agreed on with the court in the call."""
        return self.browser.press(self.browser.open(f"{self.place}/person"), "answer", {"answer": words})

    def type_counter_code(self, code: str) -> Page:
        """The code that the clerk gave them at the counter."""
        return self.browser.press(self.browser.open(f"{self.place}/counter-code"), "code", {"code": code})

    def try_number(self, number: str) -> str:
        """Type a number that may be wrong; gives the words of the page that answers."""
        page = self.browser.open(f"{self.place}/who")
        if not page.soup.find("input", attrs={"name": "number"}):
            return page.text
        try:
            return self.browser.press(page, "number", {"name": self.person.name, "number": number}).text
        except PageError as refused:
            return str(refused)

    def agree(self) -> Page:
        """Say yes to electronic service and that the number is their own; in a divorce after they proved themselves."""
        page = self.browser.open(f"{self.place}/agree")
        own = {"own_address": "yes"} if page.soup.find(id="own_address") else {}
        answer = self.browser.press(page, "agree/yes", own)
        if not answer.place.endswith("/papers"):
            raise PageError(f"the yes was not taken: it led to {answer.place}")
        return answer

    def refuse(self) -> Page:
        """Say no to electronic service."""
        return self.browser.press(self.browser.open(f"{self.place}/agree"), "agree/no", {})

    def read_all(self) -> int:
        """Open every paper by its button and look at its first page; gives how many."""
        page = self.browser.open(f"{self.place}/papers")
        buttons = [str(form["action"]) for form in page.soup.find_all("form", attrs={"name": "open"})]
        for action in buttons:
            opened = self.browser.press(self.browser.open(f"{self.place}/papers"), action, {})
            picture = opened.soup.select_one("figure.leaf img")
            if picture is None:
                raise PageError(f"no page picture on {opened.place}")
            self.browser.fetch(str(picture["src"]))
        return len(buttons)

    def confirm(self) -> Page:
        """I have received these papers: all of them."""
        page = self.browser.open(f"{self.place}/papers")
        ticks = [str(tick["value"]) for tick in page.form("receive").select("input[name=service]")]
        return self.browser.press(page, "receive", {"service": list(ticks)})

    def disown(self) -> Page:
        """Say: this is not me."""
        before = len(self.phone.messages())
        page = self.browser.press(self.browser.open(f"{self.place}/not-me"), "not_me", {})
        return self.browser.press(page, "not_me_code", {"code": self.phone.wait_for_code(after=before)})

    def scan(self, times: int = 3) -> None:
        """What a mail scanner or a preview does: fetch the link and everything on it, press nothing."""
        for _ in range(times):
            self.browser.open(self.place)
            self.browser.try_open(f"{self.place}/papers")
