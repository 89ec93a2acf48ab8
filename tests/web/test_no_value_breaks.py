"""Whatever is wrong in any field of any form, the form comes back and says so: nothing breaks, nothing is half done."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Max
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from songda.core.access import Role, may
from songda.core.evidence.readings import READINGS
from songda.records.ground.evidence.models import Event
from songda.web.console.cases.sheet import HEADS
from songda.web.console.urls import urlpatterns as console
from songda.web.portal.urls import urlpatterns as portal
from songda.web.public.urls import urlpatterns as public
from tests import make
from tests.web.bad_values import BAD, PERSON, as_sent, bad_for, must_be_refused
from tests.web.console.world import World, proved_in, world
from tests.web.forms_on_pages import Form, asked_on, forms_on
from tests.web.portal.scene import Visitor, arrived
from tests.web.test_every_form_counts_once import ASKS, TYPED, rows

pytestmark = pytest.mark.database

FORM = "application/x-www-form-urlencoded"
# What is kept of every form that is sent, whatever becomes of it; who failed how often; who looked; what was scanned.
KEPT = ("sent_forms_", "limits_", "django_session", "portal_acts_onetimecode", "carriage_stationcode")
STANDS = {*READINGS, "staff.stepped_up"}  # who looked, and proved who they are: it happened whatever they sent
OWN = {"csrfmiddlewaretoken", "form_key"}  # each with tests of its own


@dataclass
class Sent:
    """A form as it was sent with one wrong value, and what came of it."""

    status: int
    page: str
    stored: set[str]
    happened: set[str]  # names of events

    @property
    def is_refused(self) -> bool:
        return self.status >= 400

    def wrongs(self, is_bad: bool) -> Iterator[str]:
        """What should not have come of it."""
        if self.status >= 500:
            yield f"answered {self.status}"
        elif self.is_refused and self.stored:
            yield f"was refused, and stored {sorted(self.stored)} by {sorted(self.happened)}"
        elif self.status == 422 and not NAMES.search(self.page):
            yield "was refused without a word on what is wrong"
        elif not self.is_refused and is_bad and self.stored:
            yield f"was taken, and stored {sorted(self.stored)}"


NAMES = re.compile(r'aria-invalid|class="[^"]*\b(?:errors?|errorlist|bad|messages?)\b|role="alert"')


def send(browser: Client, form: Form, told: dict[str, Any], page: str = "") -> Sent:
    """Send it, byte by byte, and take back whatever came of it."""
    is_multipart = any(each.type == "file" for each in form.fields)
    body = _multipart(told) if is_multipart else as_sent(told)
    before, first = rows(), Event.objects.aggregate(last=Max("number", default=0))["last"]
    with transaction.atomic():
        answer = browser.generic("POST", form.address, body, MULTIPART_CONTENT if is_multipart else FORM)
        text = "" if answer.streaming else answer.content.decode(errors="replace")
        after = rows()
        happened = set(Event.objects.filter(number__gt=first).values_list("name", flat=True))
        transaction.set_rollback(True)
    kept = KEPT if happened - STANDS else (*KEPT, "evidence_")
    stored = {table for table in after if after[table] != before[table] and not table.startswith(kept)}
    return Sent(answer.status_code, text, stored, happened)


def _multipart(told: dict[str, Any]) -> bytes:
    for value in told.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, SimpleUploadedFile):
                one.seek(0)
    return encode_multipart(
        BOUNDARY, {name: value.decode("latin-1") if isinstance(value, bytes) else value for name, value in told.items()}
    )


def spoilt(form: Form, typed: dict[str, Any]) -> Iterator[tuple[str, bool, dict[str, Any]]]:
    """The form with one wrong value, field by field: what is wrong, whether it must be refused, what is sent."""
    good = {name: value for name, value in form.filled(typed).items() if value is not None}
    by_kind = {re.sub(r"\d+", "…", one.name): one for one in form.fields if one.name not in OWN}  # rows are alike
    for each in by_kind.values():
        if each.type in {"submit", "button"}:
            continue
        for why, value in bad_for(each):
            told = {**good, each.name: value}
            if value is None:
                del told[each.name]
            yield f"{each.name} ({each.type}): {why}", must_be_refused(each, why), told
        first = good.get(each.name)
        yield f"{each.name}: twice", False, {**good, each.name: [*(first if isinstance(first, list) else [first]), "x"]}


# Stand on every page of the console; sent from their own page alone.
EVERYWHERE = {"cases", "draft", "change", "language"}


def broken(browser: Client, page: str, typed: dict[str, dict[str, Any]], begins: str) -> dict[str, str]:
    """By form, field and value what went wrong, of all forms of a page."""
    found: dict[str, str] = {}
    with transaction.atomic():
        answer = browser.get(page)
        transaction.set_rollback(True)
    if answer.status_code != 200 or answer.streaming or "html" not in answer["Content-Type"]:
        return found
    for form in forms_on(page, answer.content.decode()):
        if form.address.startswith(begins) and (form.address == page or name_of(form.address) not in EVERYWHERE):
            found |= _broken(browser, form, typed)
    return found


def _broken(browser: Client, form: Form, typed: dict[str, dict[str, Any]]) -> dict[str, str]:
    found = {}
    name = re.sub("[0-9a-f-]{36}", "…", form.address)
    for why, is_bad, told in spoilt(form, typed.get(name_of(form.address), {})):
        try:
            wrong = next(send(browser, form, told).wrongs(is_bad), "")
        except Exception as error:  # noqa: BLE001 - what reaches nobody's page is what is looked for
            wrong = f"{error!r:.200} in {_where(error)}"
        if wrong:
            found[f"{name} {why}"] = wrong
    return found


def broken_asking(browser: Client, page: str) -> dict[str, str]:
    """The same of what stands in addresses: of each form and link that asks so, field by field."""
    found: dict[str, str] = {}
    answer = browser.get(page)
    if answer.status_code != 200 or answer.streaming or "html" not in answer["Content-Type"]:
        return found
    seen: set[tuple[str, str]] = set()
    for form in asked_on(page, answer.content.decode()):
        good = {name: value for name, value in form.filled().items() if value is not None}
        for name in [one for one in good if (form.address, one) not in seen and form.address.startswith("/")]:
            seen.add((form.address, name))
            for why, value in BAD.items():
                if len(value) < 10_000:  # a server takes no longer addresses
                    told = as_sent({**good, name: value}).decode()
                    try:
                        with transaction.atomic():
                            status = browser.get(f"{form.address}?{told}").status_code
                            transaction.set_rollback(True)
                        wrong = str(status) if status >= 500 else ""
                    except Exception as error:  # noqa: BLE001 - what reaches nobody's page is what is looked for
                        wrong = f"{error!r:.200} in {_where(error)}"
                    if wrong:
                        found[f"{re.sub('[0-9a-f-]{36}', '…', form.address)}?{name}: {why}"] = wrong
    return found


def name_of(address: str) -> str:
    """The name of the console's address; nothing of another one."""
    from django.urls import Resolver404, resolve

    try:
        return resolve(urlsplit(address).path).url_name or ""
    except Resolver404:
        return ""


def _where(error: BaseException) -> str:
    trace, last = error.__traceback__, ""
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if "/songda/" in name:
            last = f"{name.split('/songda/')[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return last


# A table that is brought along is read into the form, and nothing that was typed is taken then.
READ_INSTEAD = {"register": {**TYPED["register"], "sheet": None}}
PAGES = [each.name for each in console if "GET" in getattr(each.callback, "methods", ())]
OFFICES = (Role.CLERK, Role.JUDGE, Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR)


def at(name: str, here: World) -> tuple[str, Role]:
    """Where a page of the console is, and an office that enters there."""
    pattern = next(each for each in console if each.name == name)
    place = reverse(f"console:{name}", kwargs={key: here.key(key) for key in pattern.pattern.converters})
    act = pattern.callback.act
    return place + ASKS.get(name, ""), next(role for role in OFFICES if act is None or may(role, act))


@pytest.mark.rows_by_day(3, "sends every form of the console with everything that can be wrong in each field")
@pytest.mark.parametrize("name", PAGES)
def test_in_the_console(name: str) -> None:
    place, role = at(name, world())
    assert broken(proved_in(make.user(role=role)), place, TYPED | READ_INSTEAD, "/console/") == {}


@pytest.mark.rows_by_day(4, "asks every page of the console for everything that can be wrong in its address")
@pytest.mark.parametrize("name", PAGES)
def test_in_the_addresses_of_the_console(name: str) -> None:
    place, role = at(name, world())
    assert broken_asking(proved_in(make.user(role=role)), place) == {}


@pytest.mark.rows_by_day(2, "sends every form of the portal with everything that can be wrong in each field")
@pytest.mark.parametrize("name", [each.name for each in portal if set(each.pattern.converters) == {"token"}])
@pytest.mark.parametrize("is_proved", [False, True])
def test_in_the_portal(name: str, is_proved: bool) -> None:
    visitor = Visitor(arrived())
    if is_proved:
        visitor.prove()
    elif name == "code":
        visitor.name_himself()
    place = reverse(f"portal:{name}", args=[visitor.token])
    assert broken(visitor.client, place, {}, "/s/") == {}


@pytest.mark.parametrize("name", [each.name for each in public if not each.pattern.converters])
def test_on_the_pages_for_everybody(name: str) -> None:
    world()
    place = reverse(f"public:{name}")
    assert broken(Client(), place, {}, "/") | broken_asking(Client(), place) == {}


@pytest.mark.parametrize("name", ["account_login", "account_reauthenticate", "account_change_password"])
def test_on_the_pages_of_accounts(name: str) -> None:
    user = make.user()
    browser = Client() if name == "account_login" else proved_in(user)
    assert broken(browser, reverse(name), {}, "/accounts/") == {}


@pytest.mark.parametrize("column", HEADS)
@pytest.mark.rows_by_day(1, "reads a sheet for each value")
def test_in_the_cells_of_a_sheet(column: str) -> None:
    """Whatever stands in a cell, the sheet is read, said to be wrong or not, registered as far as it goes, and left."""
    browser, page = proved_in(make.user()), reverse("console:sheet")
    world()
    for why, value in BAD.items():
        cell = value.decode(errors="replace") if isinstance(value, bytes) else value
        row = {**PERSON, column: cell}
        sheet = _comma_separated([[str(HEADS[each]) for each in row], list(row.values())])
        with transaction.atomic():
            file = SimpleUploadedFile("sheet.csv", sheet, "text/csv")
            assert browser.post(page, {"sheet": file}).status_code in {302, 422}, why
            shown = browser.get(page)
            assert shown.status_code == 200, why
            mark = re.search(r'name="checked"\s+value="(\w+)"', shown.content.decode())
            if mark:
                assert browser.post(reverse("console:sheet_run"), {"checked": mark[1]}).status_code == 302, why
                assert browser.get(page).status_code == 200, why
                assert browser.get(reverse("console:sheet_result")).status_code == 200, why
                dropped = browser.post(reverse("console:sheet_columns"), {"checked": mark[1], "drop": "1"})
                assert dropped.status_code == 302, why
            transaction.set_rollback(True)


def _comma_separated(table: list[list[str]]) -> bytes:
    import csv

    made = io.StringIO()
    csv.writer(made).writerows(table)
    return made.getvalue().encode("utf-8-sig", "surrogatepass")
