"""Every form of every room is sent twice, as by a double click: the second one stores nothing and leads to the same.

The browser gives up the answer to the first one, and with it whatever it was to keep: a new session, a language.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve, reverse

from songda.clock import now
from songda.core.access import Role
from songda.core.address_form import NUMBERS
from songda.core.identifiers.postal import PARTS
from songda.core.identity import MAX_TRIES
from songda.records.ground.sent_forms.actions import form_key
from songda.records.matter.parties.models import Party
from songda.web.console.urls import urlpatterns as console
from songda.web.portal.urls import urlpatterns as portal
from tests import make
from tests.records.stage import defendant
from tests.records.ways.public_notices.scene import exhausted, published
from tests.web.console.world import World, proved_in, world
from tests.web.forms_on_pages import SOON, Form, forms_on
from tests.web.portal.connecting import scan, with_an_account
from tests.web.portal.new_place import WHERE
from tests.web.portal.scene import STRANGER, Visitor, arrived, code_on_the_phone
from tests.web.portal.test_helping import Son
from tests.web.portal.test_personal import TOLD, agreed
from tests.web.portal.test_personal import at_counter as code_from_counter

pytestmark = pytest.mark.database

# What a form does not take when every field is simply filled in.
TYPED: dict[str, dict[str, Any]] = {
    "register": {"number": "（2026）晋1181民初987号", "pasted": ""},
    "correct_case": {"since": "", "cause": "买卖合同纠纷"},
    "move_hearing": {"at": f"{SOON}T09:00"},
    "new_party": {"number": make.resident_id(), "is_soldier": "", "is_in_custody": ""},
    "new_representative": {"number": make.resident_id()},
    "new_address": {**dict.fromkeys(PARTS, ""), "kind": "mobile", "value": "13800138001"},
    "correct_address": {"value": "13800138002"},
    "replace_address": {"value": "13800138003"},
    "new_signed_form": {**dict.fromkeys(NUMBERS, ""), "postcode": "032300", "mobile": "13800138004"},
    "new_call": {"question": "您小学班主任姓什么？", "answer": "姓郝"},
    "new_paper": {"kind": "judgment", "carried_out_at": ""},
    "end_circumstance": {"until": "2026-07-01T09:00"},
    "correct_circumstance": {"words": "晋中第二监狱"},
    "admit": {"username": "zhang-san", "role": "clerk"},
    "admit_system": {"scopes": ["read_cases"]},
    "extend_task": {"working_days": "2"},
    "handing_rule": {"rule": "round_robin"},
    "away": {"since": f"{SOON}T09:00", "until": f"{SOON}T17:00"},
    "new_lookup": {"why": "电话、邮寄、上门均未能联系到本人", "days": "7"},
    "delay_lookup": {"days": "7"},
}
# Behind which question mark a page has its form.
ASKS = {"note_of_party": "?kind=missing", "note_of_case": "?kind=jurisdiction_contested"}
# What has to be sent before there is anything to send here.
FIRST = {
    "reopen_case": "close_case",
    "readmit": "close_account",
    "new_lookup": "withdraw_lookup",
}
# A look counts every time: who searched or had a number shown is on record each time.
LOOKS = {"cases", "show_party", "address_label", "counter"}
# These must have stored something, or the test would prove nothing.
STORE = {
    *("hand_task", "extend_task", "end_away", "handing_rule"),
    *("take_task", "register", "new_hearing", "cancel_hearing", "close_case"),
    *("reopen_case", "new_party", "new_address", "correct_address"),
    *("replace_address", "retire_address", "new_consent", "new_refusal", "withdraw_consent", "new_call"),
    *("note_of_party", "note_of_case", "end_circumstance", "correct_circumstance", "strike_circumstance"),
    *("offline", "new_paper", "new_papers", "new_signed_form"),
    *("deed", "deed_step", "strike_step", "rule_objection", "rule_offline", "admit", "admit_system"),
    *(
        "new_password",
        "close_account",
        "readmit",
        "shut_out",
        "move_hearing",
        "codes",
        "approve_proposal",
        "decline_proposal",
    ),
    *("new_lookup", "approve_lookup", "decline_lookup", "withdraw_lookup", "delay_lookup", "review_alarm"),
}


@dataclass
class Sent:
    """What became of a form that was sent twice."""

    stored: set[str] = field(default_factory=set)
    doubled: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def rows() -> dict[str, int]:
    """How many rows each table of the records holds."""
    own = [m._meta.db_table for m in apps.get_models() if m.__module__.startswith("songda.records")]
    counted = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in own)  # noqa: S608 - our tables
    with connection.cursor() as cursor:
        cursor.execute(counted)
        return dict(cursor.fetchall())


def twice(browser: Client, form: Form, typed: dict[str, Any], sent: Sent, name: str) -> None:
    """Send it, send it again, and see what each did."""
    before, kept = rows(), copy.deepcopy(browser.cookies)
    first = browser.post(form.address, form.filled(typed))
    for _ in range(8):  # what does not apply is left empty
        if first.status_code != 422 or first.context is None:  # a door of programs says it otherwise
            break
        sent.refused[name] = str(wrong := getattr(first.context.get("form"), "errors", {}))
        boxes = {each.name for each in form.fields if each.type == "checkbox"}  # an empty one is not sent at all
        typed = {**{name: [] if name in boxes else "" for name in wrong}, **typed}
        asked = forms_on(form.page, first.content.decode())  # whether it is so, with a tick to say yes
        form = next((each for each in asked if each.address == form.address), form)
        kept = copy.deepcopy(browser.cookies)
        first = browser.post(form.address, form.filled(typed))
    between, given, browser.cookies = rows(), kept_by(browser), kept
    second = browser.post(form.address, form.filled(typed))
    if {**between, "sent_forms_sentform": 0} != {**before, "sent_forms_sentform": 0}:
        sent.stored.add(name)
    if rows() != between and name not in LOOKS:
        sent.doubled.append(name)
    if first.status_code == 302:
        assert (second.status_code, second["Location"]) == (302, first["Location"]), name
        assert kept_by(browser) == given, name


def kept_by(browser: Client) -> dict[str, str]:
    """The cookies of the browser, without the mark against forged forms, which is new each time."""
    return {name: cookie.value for name, cookie in browser.cookies.items() if cookie.value and name != "csrftoken"}


def on_page(browser: Client, page: str, address: str) -> Form | None:
    """The form with this address as the page shows it now."""
    return next((f for f in forms_on(page, browser.get(page).content.decode()) if f.address == address), None)


class Court:
    """The console, its world, and whoever may send a form there."""

    def __init__(self) -> None:
        self.world: World = world()
        roles = (Role.CLERK, Role.JUDGE, Role.ADMINISTRATOR, Role.SUPERVISOR)
        self.users = {role: make.user(role=role, name=role.value) for role in roles}
        self.forms: dict[str, tuple[Role, Form]] = {}
        for role, user in self.users.items():
            browser = proved_in(user)
            for address in console:
                for form in self._forms(browser, self.place(address.name)):
                    self.forms.setdefault(resolve(urlsplit(form.address).path).url_name or "", (role, form))

    def place(self, name: str) -> str:
        pattern = next(address.pattern for address in console if address.name == name)
        at = reverse(f"console:{name}", kwargs={key: self.world.key(key) for key in pattern.converters})
        return at + ASKS.get(name, "")

    def form(self, name: str) -> tuple[Client, Form]:
        """A new page with this form; one that stands on no page of this world is sent as it would be."""
        role, found = self.forms.get(name) or (Role.CLERK, None)
        browser = proved_in(self.users[role])
        shown = on_page(browser, found.page, found.address) if found else None
        if shown is None:
            role = Role.ADMINISTRATOR if name in {"readmit", "drop_factors"} else Role.CLERK
            browser = proved_in(self.users[role])
            shown = Form("/", self.place(name), "")
        return browser, shown

    @staticmethod
    def _forms(browser: Client, page: str) -> Iterator[Form]:
        with transaction.atomic():
            answer = browser.get(page)
            transaction.set_rollback(True)
        if answer.status_code == 200 and not answer.streaming and "html" in answer["Content-Type"]:
            yield from (f for f in forms_on(page, answer.content.decode()) if f.address.startswith("/console/"))


def with_key(form: Form, writer: str) -> dict[str, Any]:
    """The key that a page would bring, for a form that was found on none."""
    return {} if any(each.name == "form_key" for each in form.fields) else {"form_key": form_key(writer, now())}


@pytest.mark.night("sends every form twice")
def test_the_console_stores_nothing_twice() -> None:
    court, sent = Court(), Sent()
    names = [address.name for address in console if "POST" in getattr(address.callback, "methods", ())]
    assert len(names) > 60
    for name in names:
        with transaction.atomic():
            if name in FIRST:
                browser, form = court.form(FIRST[name])
                browser.post(form.address, form.filled(TYPED.get(FIRST[name])))
            browser, form = court.form(name)
            twice(browser, form, {**with_key(form, "staff"), **TYPED.get(name, {})}, sent, name)
            transaction.set_rollback(True)
    assert sent.doubled == []
    assert sent.stored >= STORE, {name: sent.refused.get(name) for name in STORE - sent.stored}


def test_the_portal_stores_nothing_twice() -> None:
    visitor, sent, notice = Visitor(arrived()), Sent(), published(exhausted())
    party = visitor.envelope.party
    Party.objects.filter(id=notice.envelope.party_id).update(number_index=Party.objects.get(id=party.id).number_index)
    steps: list[tuple[str, str, str, Callable[[], dict[str, Any]]]] = [
        ("paper_or_help", "paper-or-help", "paper-or-help", dict),
        ("who", "who", "who", lambda: {"name": party.name, "number": party.number}),
        ("another_code", "code", "code/another", dict),
        ("code", "code", "code", lambda: {"code": code_on_the_phone(visitor.envelope)}),
        ("paper_or_help", "paper-or-help", "paper-or-help", lambda: {"what": "paper", "always": "on"}),
        ("paper_no_longer", "paper-or-help", "paper-no-longer", dict),
        ("wish_for_notices", "papers", "notices", dict),
        ("english_page", "papers", "english-page", dict),
        ("read_notice", "papers", f"notices/{notice.id}", dict),
        ("open", "papers", f"papers/{visitor.services[0].id}/open", dict),
        ("receive", "papers", "papers/receive", lambda: {"service": [str(visitor.services[0].id)]}),
        ("objection", "objection", "objection", lambda: {"ground": "system_error", "arrived_on": ""}),
        ("address", "address", "address", lambda: dict.fromkeys(("value", "again"), "13800138009")),
        ("address_code", "address/code", "address/code", lambda: {"code": address_code(visitor)}),
        ("address_everywhere", "address/noted", "address/everywhere", dict),
        ("postal_address", "address/postal", "address/postal", lambda: {**WHERE, "step": "sure"}),
        ("address_form", "address-form", "address-form", dict),
        ("sign_address_form", "address-form", "address-form/sign", lambda: {"read": "yes"}),
        ("say_no", "agree", "agree/no", dict),
        ("say_yes", "agree", "agree/yes", dict),
        ("leave", "papers", "leave", dict),
        ("not_me", "not-me", "not-me", dict),
        ("not_me_code", "not-me/code", "not-me/code", lambda: {"code": code_on_the_phone(visitor.envelope, "holder")}),
    ]
    can_be_sent = {address.name for address in portal if "POST" in getattr(address.callback, "methods", ())}
    assert can_be_sent == {name for name, *_ in steps} | PROOFS | OPENINGS | ACCOUNTS
    for name, page, address, typed in steps:
        form = on_page(visitor.client, visitor._place(page), visitor._place(address)) or on_the_check(visitor, address)
        assert form is not None, name
        twice(visitor.client, form, typed(), sent, name)
    assert sent.doubled == []
    assert sent.stored >= can_be_sent - {"leave", "address_form"} - PROOFS - OPENINGS - ACCOUNTS


PROOFS = {"counter_code", "person", "helping", "end_mandate"}
OPENINGS = {"send_opening", "open_link"}


ACCOUNTS = {"account", "account_everywhere", "end_account"}


def test_nor_do_those_that_connect_an_account(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    words, visitor, sent = with_an_account(monkeypatch, settings), Visitor(arrived()).prove(), Sent()
    connect = on_page(visitor.client, visitor._place("account"), visitor._place("account"))
    assert connect is not None
    twice(visitor.client, connect, {"serves": "yes"}, sent, "account")
    assert len(words) == 1
    scan(words[0])
    page = visitor.client.get(visitor._place("account")).content.decode()
    everywhere = next(form for form in forms_on("/", page) if form.address.endswith("/everywhere"))
    twice(visitor.client, everywhere, {}, sent, "account_everywhere")
    end = next(form for form in forms_on("/", page) if form.address.endswith("/end"))
    twice(visitor.client, end, {}, sent, "end_account")
    assert (sent.doubled, sent.stored) == ([], ACCOUNTS)


def test_nor_do_the_forms_that_prove_more() -> None:
    sent = Sent()
    envelope = arrived(defendant(make.case(is_status_case=True)))
    at_counter, at_home, son = Visitor(envelope), Visitor(envelope), Son(Visitor(envelope))
    agreed(at_home)
    at_home.prove()
    told = {"name": son.mandate.name, "number": son.number, "code": son.code}
    steps: list[tuple[str, Visitor, str, str, dict[str, Any]]] = [
        ("person", at_home, "person", "person", {"answer": TOLD}),
        ("counter_code", at_counter, "counter-code", "counter-code", {"code": code_from_counter(envelope.party)}),
        ("helping", son.browser, "helping", "helping", told),
        ("end_mandate", at_home, "helpers", f"helpers/{son.mandate.id}/end", {}),
    ]
    assert {name for name, *_ in steps} == PROOFS
    for name, visitor, page, address, typed in steps:
        form = on_page(visitor.client, visitor._place(page), visitor._place(address))
        assert form is not None, name
        twice(visitor.client, form, typed, sent, name)
    assert sent.doubled == []
    assert sent.stored == PROOFS


def test_nor_do_those_that_open_a_locked_link() -> None:
    envelope, sent = arrived(), Sent()
    visitor, stranger = Visitor(envelope), Visitor(envelope)
    for _ in range(MAX_TRIES):
        stranger.name_himself(number=STRANGER)
    send = on_page(visitor.client, visitor._place("who"), visitor._place("open/code"))
    assert send is not None
    twice(visitor.client, send, {}, sent, "send_opening")
    opening = on_page(visitor.client, visitor._place("open"), visitor._place("open"))
    assert opening is not None
    party = envelope.party
    typed = {"code": code_on_the_phone(envelope), "name": party.name, "number": party.number}
    twice(visitor.client, opening, typed, sent, "open_link")
    assert (sent.doubled, sent.stored) == ([], OPENINGS)


def on_the_check(visitor: Visitor, address: str) -> Form | None:
    """The form on the page that shows once more what is to be signed."""
    number = visitor.envelope.party.addresses.filter(kind="mobile", retired_at=None)[0]
    told = {"province": "山西省", "street": "府前街18号", "known": [number.id], "answer": "yes", "stages": ["retrial"]}
    page = visitor.post("address-form", told).content.decode()
    return next((f for f in forms_on("/", page) if f.address == visitor._place(address)), None)


def address_code(visitor: Visitor) -> str:
    """The code that went to the new address."""
    from songda.records.service.attempts.models import Attempt
    from songda.records.service.attempts.outgoing import sent_text
    from tests.web.portal.scene import _CODE

    attempt = Attempt.objects.filter(envelope=visitor.envelope, purpose="address").latest("id")
    found = _CODE.search(sent_text(attempt))
    assert found is not None
    return found.group()
