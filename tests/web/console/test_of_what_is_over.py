"""Whatever was taken back, removed, struck or closed can still be looked at: no address of it ends in a fault."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from songda.core.access import Role
from songda.records.ground import vault
from songda.records.law.decisions.recall import recall, remove_party
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.corrections import close_case
from songda.records.matter.cases.hearings import cancel_hearing, set_hearing
from songda.records.matter.cases.models import Hearing
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.addresses import retire_address
from songda.records.matter.parties.models import Address, Party
from songda.records.service.orders.models import Envelope, Service
from tests import make
from tests.records.stage import Stage, defendant, envelope
from tests.surroundings.ready import ready_made
from tests.web.api.caller import caller
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
CLERK, WHY, NOW = "engine", Reason("录错"), make.NOW
OFFICES = (Role.CLERK, Role.JUDGE)  # who between them open all of these


@ready_made
def served() -> Envelope:
    """A summons on its way, with a hearing to come."""
    case = make.case()
    set_hearing(case, NOW + timedelta(days=40), "第三审判庭", CLERK, NOW)
    ordered = envelope(defendant(case), make.paper(case, "summons"))
    stage = Stage()
    stage.send()
    return Envelope.objects.select_related("case__court", "party", "order").get(id=ordered.id)


def _take_back(of: Envelope) -> None:
    recall(of.order, list(of.services.values_list("id", flat=True)), WHY, CLERK, NOW)


def _remove(of: Envelope) -> None:
    _take_back(of)
    remove_party(of.party, WHY, CLERK, NOW)


def _cancel(of: Envelope) -> None:
    for hearing in Hearing.objects.filter(case=of.case):
        cancel_hearing(hearing, WHY, CLERK, NOW)


def _retire(of: Envelope) -> None:
    for address in Address.objects.filter(party=of.party):
        retire_address(address, WHY, CLERK, NOW)


OVER: dict[str, Callable[[Envelope], object]] = {
    "as it is": lambda _: None,
    "taken back": _take_back,
    "a party removed": _remove,
    "a hearing cancelled": _cancel,
    "an address retired": _retire,
    "a case closed": lambda of: close_case(of.case, WHY, CLERK, NOW),
}


def _addresses(of: Envelope) -> Iterator[str]:
    service = Service.objects.filter(envelope=of).get()
    known = {
        "envelope_id": of.id,
        "service_id": service.id,
        "party_id": of.party_id,
        "case_id": of.case_id,
        "paper_id": Paper.objects.filter(case=of.case).latest("id").id,
        "address_id": Address.objects.filter(party=of.party).latest("id").id,
        "hearing_id": Hearing.objects.filter(case=of.case).latest("id").id,
    }
    for name, keys in _named(get_resolver().url_patterns, ""):
        if keys and keys <= known.keys():
            yield reverse(name, kwargs={key: known[key] for key in keys})


def _named(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, set[str]]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            space = f"{before}{each.namespace}:" if each.namespace else before
            yield from _named(each.url_patterns, space)
        elif before == "console:" and each.name:
            yield f"{before}{each.name}", set(each.pattern.converters)


def _faults(browser: Client, addresses: Iterator[str]) -> list[str]:
    return [address for address in addresses if browser.get(address).status_code >= 500]


def _browser(role: Role) -> Client:
    browser = signed_in(role=role)
    browser.raise_request_exception = False
    return browser


@pytest.mark.rows_by_day(5, "opens every page of a case")
@pytest.mark.parametrize("what", OVER)
@pytest.mark.parametrize("role", OFFICES)
def test_in_the_console(what: str, role: Role) -> None:
    of = served()
    OVER[what](of)
    assert _faults(_browser(role), _addresses(of)) == []


@pytest.mark.parametrize("what", OVER)
def test_over_the_api_and_behind_the_link(what: str) -> None:
    of, asking = served(), caller()
    OVER[what](of)
    (service,) = Service.objects.filter(envelope=of)
    for path in (
        f"/cases/{of.case_id}",
        f"/cases/{of.case_id}/parties",
        f"/cases/{of.case_id}/papers",
        f"/cases/{of.case_id}/circumstances",
        f"/orders/{of.order_id}",
        f"/services/{service.id}",
        f"/services/{service.id}/events",
        f"/services/{service.id}/certificate",
        f"/services/{service.id}/bundle",
    ):
        assert asking.get(path).status_code < 500, path
    browser, link = Client(raise_request_exception=False), f"/s/{vault.link_token(of.id)}"
    for page in ("", "/who", "/papers", "/not-me", "/paper-or-help", f"/papers/{service.id}", "/locked", "/left"):
        assert browser.get(link + page).status_code < 500, page


def test_every_kind_of_thing_is_asked_about() -> None:
    of = served()
    assert len(list(_addresses(of))) > 60
    assert Party.objects.filter(case=of.case).exists()
