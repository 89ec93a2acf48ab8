"""Goes from page to page: what the next page is asked, the one before must not answer."""

from playwright.sync_api import Locator


def leave_by(what: Locator) -> None:
    """Click what leads to another page, and be there: whatever the click does is done by then."""
    with what.page.expect_navigation():
        what.click()
