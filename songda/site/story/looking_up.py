"""Numbers looked up at the operators: asked for by a clerk, approved by a supervisor, uncovered by whoever calls."""

import re

from songda.site.story.browser import Browser, Page
from songda.site.story.clerk import Clerk
from songda.site.story.outside import wait_until

WHY = "登记号码为空号，电话、短信均未能联系到被告；其在外地务工，家属称不知去向（演示）。"
_ID = r"[0-9a-f]{8}-[0-9a-f-]{27}"
_LOOKUP = re.compile(rf"/console/lookups/({_ID})/")
_NUMBER = re.compile(r"(?<!\d)1\d{10}(?!\d)")
_SHUT = re.compile(rf"/console/lookups/numbers/({_ID})/")


def ask(clerk: Clerk, party: str) -> str:
    """Request that the party be looked up at every operator; gives the id of the request."""
    page = clerk.browser.open(f"/console/parties/{party}/lookups/new/")
    answers = {"purpose": "service", "ground": "unreachable", "why": WHY, "days": "7"}
    found = _LOOKUP.search(clerk.browser.press(page, "why", answers).address)
    assert found is not None  # noqa: S101 - the page of the new request follows its form
    return found[1]


def approve(base: str, password: str, lookup: str) -> None:
    """Supervisor Zhao reads the request and approves; whoever asked may not."""
    browser = Browser(base)
    page = browser.open("/accounts/login/")
    browser.press(page, "password", {"login": "zhao", "password": password})
    browser.press(browser.open(f"/console/lookups/{lookup}/"), "approval", {})


def wait_for_answers(clerk: Clerk, lookup: str) -> str:
    """Until every operator is accounted for; gives what the page says of it."""

    def look() -> str | None:
        match = re.search(r"询问4家，答复4家", _page(clerk, lookup).text)
        return match.group() if match else None

    return wait_until(look, "answers of the operators", 60)


def wait_for(clerk: Clerk, lookup: str, words: str) -> str:
    """Until the page of the request shows these words."""
    return wait_until(lambda: words if words in _page(clerk, lookup).text else None, f"“{words}” on the look-up", 40)


def uncover(clerk: Clerk, lookup: str) -> list[str]:
    """Have every number shown in full, each with a reading on record; gives them in their order."""
    page = _page(clerk, lookup)
    while shut := _SHUT.search(page.body.decode()):
        clerk.browser.press(page, shut[1], {})
        page = _page(clerk, lookup)
    return list(dict.fromkeys(_NUMBER.findall(page.text)))


def _page(clerk: Clerk, lookup: str) -> Page:
    return clerk.browser.open(f"/console/lookups/{lookup}/")
