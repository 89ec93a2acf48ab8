"""Looks at pages as a person does: what fits, what can be hit with a thumb, what went wrong."""

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Locator, Page, Request

from tests.journeys.leaving import leave_by

SMALLEST = 44  # CSS pixels, as WCAG 2.2 AAA asks of whatever is pressed
_TOO_SMALL = """smallest => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter(e => e.checkVisibility() && !e.closest('.skip') && !e.closest('label'))
  .filter(e => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline'))
  .filter(e => e.getBoundingClientRect().height < smallest - 0.5)
  .map(e => e.outerHTML.slice(0, 120))"""
_TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Eye:
    """One page of one browser; `troubles` gathers what nobody pressed for: errors, requests to others, downloads."""

    page: Page
    home: str
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("request", self._watch)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def open(self, place: str) -> None:
        """Type an address and look at the page."""
        self.page.goto(place)
        self.look()

    def press(self, words: str) -> None:
        """Press the button or link with exactly these words, and look at what comes."""
        what = self.page.locator("button, a").filter(has_text=words).first
        if not what.is_visible():
            self.unfold()
        self.follow(what)

    def unfold(self) -> None:
        """Open whatever is folded, from the outside in."""
        while (folded := self.page.locator("details:not([open]) > summary:visible")).count():
            folded.first.click()

    def follow(self, what: Locator) -> None:
        """Press what leads to another page, and look at what comes."""
        leave_by(what)
        self.look()

    def type(self, field_id: str, words: str) -> None:
        """Type into a field."""
        self.page.fill(f"#{field_id}", words)

    def look(self) -> None:
        """Nothing may hang over the edge, and everything must be large enough for a thumb."""
        assert self.page.evaluate(_TOO_WIDE) <= 0, f"{self.page.url} is wider than the screen"
        assert self.page.evaluate(_TOO_SMALL, SMALLEST) == [], f"{self.page.url} has things too small to press"

    def sees(self, words: str) -> bool:
        """Whether these words stand on the page."""
        return words in self.page.inner_text("body")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(message.text)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:")):
            self.troubles.append(f"asked somebody else: {request.url}")
