"""The outside world of the demo, seen as its people see it: a phone in somebody's hand, the time-stamp authority."""

import re
import time
from collections.abc import Callable

import requests

TIMEOUT = 30
_LINK = re.compile(r"https?://\S+/s/[0-9A-Za-z]+")
_CODE = re.compile(r"(?<!\d)(?:\d{6}|\d{4}(?: \d{4}){1,2})(?!\d)")


class NothingCame(RuntimeError):  # noqa: N818 - it tells what happened
    """What was waited for did not come in time."""


class Phone:
    """A phone in the sandbox, looked at over its own page's address."""

    def __init__(self, sandbox: str, number: str) -> None:
        self.place = f"{sandbox.rstrip('/')}/api/phones/{number}/messages"

    def messages(self) -> list[str]:
        """The messages on the phone, oldest first."""
        answer = requests.get(self.place, timeout=TIMEOUT)
        answer.raise_for_status()
        return [str(message["text"]) for message in answer.json()["messages"]]

    def wait_for(self, pattern: re.Pattern[str], seconds: float = 20, after: int = 0) -> str:
        """The newest message that matches, among those that came after the first `after`."""

        def look() -> str | None:
            return next((text for text in reversed(self.messages()[after:]) if pattern.search(text)), None)

        return wait_until(look, f"message matching {pattern.pattern}", seconds)

    def wait_for_link(self, seconds: float = 20, after: int = 0) -> str:
        """The link in the court's message."""
        match = _LINK.search(self.wait_for(_LINK, seconds, after))
        assert match is not None  # noqa: S101 - wait_for has just found it
        return match.group()

    def wait_for_code(self, seconds: float = 20, after: int = 0) -> str:
        """The newest one-time code."""
        match = _CODE.search(self.wait_for(re.compile("验证码.*" + _CODE.pattern), seconds, after))
        assert match is not None  # noqa: S101 - wait_for has just found it
        return match.group()


class Wechat:
    """The WeChat of whoever has this number, in the sandbox."""

    def __init__(self, sandbox: str, number: str) -> None:
        self.sandbox, self.number = sandbox.rstrip("/"), number

    def scan(self, link: str) -> None:
        """Scan a code of the court."""
        requests.post(link, data={"number": self.number}, timeout=TIMEOUT).raise_for_status()

    def messages(self) -> list[dict[str, str]]:
        """What it shows, oldest first; each with its link."""
        answer = requests.get(f"{self.sandbox}/api/wechat/{self.number}/messages", timeout=TIMEOUT)
        answer.raise_for_status()
        return [dict(message) for message in answer.json()["messages"]]

    def wait_for_link(self, seconds: float = 20) -> str:
        """The link that the newest message opens."""
        return wait_until(lambda: next((m["link"] for m in reversed(self.messages())), None), "WeChat message", seconds)


def newest_code(sandbox: str) -> str:
    """What the code says that the court showed last: a camera would read it off the screen."""
    answer = requests.get(f"{sandbox.rstrip('/')}/api/wechat/codes", timeout=TIMEOUT)
    answer.raise_for_status()
    return str(answer.json()["codes"][-1])


def wait_until(look: Callable[[], str | None], what: str, seconds: float = 20) -> str:
    """Look twice a second until there is something; raises NothingCame."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.4)
    raise NothingCame(f"{what} did not come within {seconds:.0f} s")


def switch_stamps(sandbox: str, *, down: bool) -> None:
    """Take the time-stamp authority down, or bring it back."""
    requests.post(f"{sandbox.rstrip('/')}/tsa/switch", json={"down": down}, timeout=TIMEOUT).raise_for_status()
