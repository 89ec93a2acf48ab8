"""A clerk comes in by a single sign-on that others have made, in a browser, and leaves both."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from songda.records.court.staff.signing_in import name_for_sign_on
from songda.records.ground.evidence.models import Event
from songda.site.checkup.configuration import read_configuration
from songda.site.checkup.opened import sign_on_knows_us
from songda.trust.sign_on import Provider, forget
from tests import make
from tests.journeys.portal.stagehands import elsewhere
from tests.test_packaging import free_port

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
BACK = "/accounts/sign-on/back/"


@pytest.fixture
def provider(live_server: Any, settings: Any) -> Iterator[Provider]:
    """A real one beside the court, which knows the court by a name and a secret of its own."""
    port = free_port()
    words = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    words += ["--require-registration", "true", "--require-nonce", "true"]
    running = subprocess.Popen(words, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    issuer = f"http://127.0.0.1:{port}"
    _wait_for(port)
    body = json.dumps({"redirect_uris": [f"{live_server}{BACK}"]}).encode()
    with closing(
        urlopen(Request(f"{issuer}/oauth2/clients", body, {"Content-Type": "application/json"}))  # noqa: S310
    ) as answer:
        told = json.load(answer)
    forget()
    settings.PUBLIC_URL = str(live_server)
    settings.SIGN_ON = Provider(issuer, told["client_id"], told["client_secret"])
    yield settings.SIGN_ON
    running.terminate()
    running.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise TimeoutError("the provider did not come up")


def _stays_here(route: Route) -> None:
    """The provider's page asks another site for its looks, which nothing here needs."""
    if "//127.0.0.1:" in route.request.url or "//localhost:" in route.request.url:
        route.continue_()
    else:
        route.abort()


def goes_there(page: Page, person: str) -> None:
    page.goto("/console/cases/")
    page.get_by_role("link", name="统一身份认证登录").click()
    page.locator("input[name=sub]").fill(person)
    page.get_by_role("button", name="Authorize").click()


def test_a_clerk_comes_in_by_it_and_leaves_both(browser: Browser, live_server: Any, provider: Provider) -> None:
    clerk = make.user(name="书记员陈")
    elsewhere(lambda: name_for_sign_on(clerk, "3301042", "engine", make.NOW))
    context = browser.new_context(base_url=str(live_server), locale="zh-CN", java_script_enabled=False)
    context.route("**/*", _stays_here)
    page = context.new_page()
    goes_there(page, "3301042")
    expect(page.get_by_role("heading", name="案件", level=1)).to_be_visible()
    page.goto("/accounts/logout/")
    page.locator(".gatehouse form button").click()
    page.get_by_role("link", name="同时退出统一身份认证").click()
    expect(page).to_have_url(re.compile(f"^{provider.issuer}/oauth2/end_session"))
    told = Event.objects.filter(stream=f"staff:{clerk.id}").order_by("number").values_list("name", flat=True)
    assert elsewhere(lambda: list(told))[-2:] == ["staff.signed_in", "staff.signed_out"]
    goes_there(page, "somebody else")
    expect(page.get_by_role("alert")).to_contain_text("没有与之对应的账号")
    page.goto("/console/cases/")
    page.get_by_role("link", name="统一身份认证登录").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("alert")).to_contain_text("未在统一身份认证完成登录")
    context.close()


def test_the_check_says_what_it_saw_of_it(provider: Provider, settings: Any) -> None:
    def found() -> list[str]:
        return [finding.what for finding in sign_on_knows_us(read_configuration())]

    assert found() == []
    settings.SIGN_ON = Provider(provider.issuer, provider.client, "wrong")
    assert "does not know us" in found()[0]
    forget()
    settings.SIGN_ON = Provider(provider.issuer.replace("127.0.0.1", "localhost"), provider.client, provider.secret)
    assert found() == []
    settings.SIGN_ON = Provider(f"{provider.issuer}/", provider.client, provider.secret)
    assert "calls itself otherwise" in found()[0]
    settings.SIGN_ON = Provider("http://127.0.0.1:9", provider.client, provider.secret)
    assert "nobody was reached" in found()[0]
