"""Judge Zhou at their desk: they look at what waits, and decide with a reason, through the console's own pages."""

from songda.site.story.browser import Browser


class Judge:
    """One judge, signed in."""

    def __init__(self, base: str, username: str, password: str) -> None:
        self.browser = Browser(base)
        page = self.browser.open("/accounts/login/")
        self.browser.press(page, "password", {"login": username, "password": password})

    def desk_text(self) -> str:
        """The words on their desk."""
        return self.browser.open("/console/judge/").text

    def find(self, service: str, outcome: str, reason: str) -> int:
        """Decide on a service and on every other paper that came by the same message; gives how many."""
        page = self.browser.open(f"/console/judge/services/{service}/")
        also = [str(tick["value"]) for tick in page.form("outcome").select("input[name=also]")]
        self.browser.press(page, "outcome", {"outcome": outcome, "reason": reason, "also": also})
        return 1 + len(also)
