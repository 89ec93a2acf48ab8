"""Every form of the portal × whatever turns it away: its sender ends where they can send it, with what they typed."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, resolve

from songda.clock import now
from songda.core.identity import MAX_TRIES
from songda.records.matter.parties.models import Address, Consent, Party
from songda.web.portal.urls import urlpatterns
from tests import make
from tests.records.stage import defendant
from tests.records.ways.public_notices.scene import exhausted, published
from tests.web.forms_on_pages import Form, forms_on
from tests.web.portal.connecting import scan, with_an_account
from tests.web.portal.scene import STRANGER, Visitor, arrived, code_on_the_phone
from tests.web.portal.test_helping import Son
from tests.web.portal.test_personal import TOLD, agreed, at_counter

pytestmark = pytest.mark.database

# With these people prove who they are, or leave; what they type there is a secret, or is typed in a moment.
PROOFS = {
    *(
        "enter",
        "who",
        "code",
        "another_code",
        "send_opening",
        "open_link",
        "counter_code",
        "person",
        "helping",
        "leave",
    ),
    *("not_me", "not_me_code", "address_code"),
}
DOORS = {str(each.name) for each in urlpatterns if isinstance(each, URLPattern)}
TAKEN = {
    str(each.name)
    for each in urlpatterns
    if isinstance(each, URLPattern) and "POST" in getattr(each.callback, "methods", ())
}
CHOSEN = {"wish": "yes", "step": "sure"}


@dataclass(frozen=True)
class Sent:
    """A form as it stood on a page, and what was typed into it."""

    name: str
    page: str
    form: Form
    typed: dict[str, Any]


def a_divorce(monkeypatch: pytest.MonkeyPatch, settings: Any, *, is_asked: bool) -> Visitor:
    """The defendant of a divorce with everything that their pages can hold; `is_asked`: they agreed to be served so."""
    words = with_an_account(monkeypatch, settings)
    party = defendant(make.case(is_status_case=True), *([] if is_asked else ["found"]), consents=is_asked)
    visitor = Visitor(arrived(party, "summons", "complaint_copy"))
    Son(visitor)
    notice = published(exhausted())
    Party.objects.filter(id=notice.envelope.party_id).update(number_index=Party.objects.get(id=party.id).number_index)
    agreed(visitor) if is_asked else None
    visitor.prove()
    if is_asked:
        proved(visitor)
        visitor.post("account", {"serves": "yes"})
        scan(words[0])
        visitor.post("paper-or-help", {"what": "paper", "always": "on"})
        mobile = {"kind": "mobile", "value": "13800138009", "again": "13800138009"}
        visitor.post("address", mobile)
        visitor.post("address/code", {"code": code_on_the_phone(visitor.envelope, "address")})
    return visitor


def proved(visitor: Visitor) -> None:
    assert visitor.post("person", {"answer": TOLD}).status_code == 302


def forms_of(visitor: Visitor) -> Iterator[tuple[str, str, Form]]:
    """Every form of every page that this visitor reaches by links, and of what the pages show that a form leads to."""
    start, seen, found = f"/s/{visitor.token}", set(), set()
    waiting = [f"{start}/papers", f"{start}/address/noted", start]
    while waiting:
        page = waiting.pop(0)
        if page in seen:
            continue
        seen.add(page)
        answer = visitor.client.get(page)
        if answer.status_code == 302:
            waiting.append(answer["Location"])
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        html = answer.content.decode()
        waiting += [each for each in links(html) if each.startswith(start) and each not in seen]
        for form in forms_on(page, html):
            name = resolve(form.address).view_name
            if name.startswith("portal:") and name not in found:
                found.add(name)
                yield name.removeprefix("portal:"), page, form


def links(html: str) -> list[str]:
    return [part.partition('"')[0].partition("#")[0].partition("?")[0] for part in html.split('href="')[1:]]


def sent(name: str, page: str, form: Form) -> Sent:
    """With every box ticked, the last of every choice, and a word of its own in every field."""
    typed: dict[str, Any] = {}
    for number, field in enumerate(form.fields):
        if field.type == "radio":
            typed[field.name] = field.value
        elif field.type == "text" and not field.value:
            typed[field.name] = f"甲乙{number}丙"
        elif field.type == "date":
            typed[field.name] = make.NOW.date().isoformat()
    return Sent(name, page, form, form.filled({**typed, **{k: v for k, v in CHOSEN.items() if k in typed}}))


def send(visitor: Visitor, what: Sent) -> Any:
    return visitor.client.post(what.form.address, what.typed, headers={"referer": f"http://testserver{what.page}"})


def to_the_end(visitor: Visitor, answer: Any) -> tuple[str, str]:
    """As the person goes on: each proof that they are asked for is given; where they end, and what stands there."""
    place = answer["Location"] if answer.status_code == 302 else answer.request["PATH_INFO"]
    for _ in range(9):
        answer = visitor.client.get(place)
        if answer.status_code == 302:
            place = answer["Location"]
            continue
        match resolve(place.partition("#")[0]).view_name:
            case "portal:who" if "open/code" in answer.content.decode():
                visitor.post("open/code")
                told = {"name": visitor.envelope.party.name, "number": visitor.envelope.party.number}
                place = visitor.post("open", {"code": code_on_the_phone(visitor.envelope), **told})["Location"]
            case "portal:who":
                place = visitor.name_himself()["Location"]
            case "portal:code":
                place = visitor.type_code()["Location"]
            case "portal:person":
                if not answer.context["question"]:  # the clerk rings, and agrees on one
                    agreed(visitor)
                place = visitor.post("person", {"answer": TOLD})["Location"]
            case _:
                return place, answer.content.decode()
    raise AssertionError(place)


def is_kept(what: Sent, page: str, html: str) -> bool:
    """Whether the form stands on the page, filled in as it was sent, under a word that says so."""
    form = next((each for each in forms_on(page, html) if each.address == what.form.address), None)
    if form is None or not any(word in html for word in ("没有丢失", "已为您保留")):
        return False
    for field in form.fields:
        values = [str(value) for value in _listed(what.typed.get(field.name, []))]
        if field.type in {"checkbox", "radio"} and field.is_chosen != ((field.value or "on") in values):
            return False
        if field.type in {"text", "date"} and any(value and value not in html for value in values):
            return False
    return True


def _listed(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]


def second_proof(visitor: Visitor) -> None:
    """The session says that name, number and code were shown, and no more."""
    session = visitor.client.session
    session["recipient"] = {key: {**one, "level": 2} for key, one in session["recipient"].items()}
    session.save()


def lost_session(visitor: Visitor) -> None:
    visitor.client.session.flush()
    del visitor.client.cookies["sessionid"]


def half_an_hour(visitor: Visitor) -> None:
    session = visitor.client.session
    ago = (now() - timedelta(minutes=31)).isoformat()
    session["recipient"] = {key: {**one, "at": ago} for key, one in session["recipient"].items()}
    session.save()


def locked(visitor: Visitor) -> None:
    lost_session(visitor)
    stranger = Visitor(visitor.envelope)
    for _ in range(MAX_TRIES):
        stranger.name_himself(number=STRANGER)


def old_page(visitor: Visitor) -> None:
    """Signed in anew in another tab: the mark against forged forms is another one."""
    visitor.client.handler.enforce_csrf_checks = True


AWAY: list[Callable[[Visitor], None]] = [second_proof, lost_session, half_an_hour, locked, old_page]


def test_every_form_of_the_portal_is_walked(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    names = {name for name, *_ in forms_of(a_divorce(monkeypatch, settings, is_asked=True))}
    checked = {"sign_address_form"}  # stands on a page that a form shows: below
    assert TAKEN - names - PROOFS - checked == {"end_account"} - names


@pytest.mark.rows_by_day(3, "sends every form of the portal")
@pytest.mark.parametrize("turn_away", AWAY)
def test_whoever_is_turned_away_ends_at_their_form_with_what_they_typed(
    turn_away: Callable[[Visitor], None], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    visitor = a_divorce(monkeypatch, settings, is_asked=True)
    forms = [each for each in forms_of(visitor) if each[0] not in PROOFS]
    wrong = [(name, fault) for name, page, form in forms if (fault := undone(visitor, turn_away, name, page, form))]
    assert wrong == []


def undone(visitor: Visitor, turn_away: Callable[[Visitor], None], name: str, page: str, form: Form) -> str:
    """What is wrong once it was turned away; afterwards everything is as it was before."""
    cookies = copy.deepcopy(visitor.client.cookies)
    try:
        with transaction.atomic():
            fault = _fault(visitor, turn_away, sent(name, page, form))
            transaction.set_rollback(True)
    finally:
        visitor.client.cookies = cookies
        visitor.client.handler.enforce_csrf_checks = False
    return fault


def _fault(visitor: Visitor, turn_away: Callable[[Visitor], None], what: Sent) -> str:
    turn_away(visitor)
    if turn_away is old_page:
        what.typed["csrfmiddlewaretoken"] = "x" * 64
    answer = send(visitor, what)
    visitor.client.handler.enforce_csrf_checks = False
    if turn_away is not old_page and not is_away(answer):
        return ""  # it needs no proof
    place, html = to_the_end(visitor, answer)
    if not is_kept(what, place, html):
        return f"lost at {place}"
    again = next(each for each in forms_on(place, html) if each.address == what.form.address)
    return "turned away again" if is_away(send(visitor, sent(what.name, place, again))) else ""


def is_away(answer: Any) -> bool:
    return answer.status_code == 302 and answer["Location"].rpartition("/")[2] in {"who", "person"}


def test_a_defendant_of_a_divorce_whom_nobody_called_can_say_yes() -> None:
    visitor = Visitor(arrived(defendant(make.case(is_status_case=True), "found", consents=False))).prove()
    page = f"/s/{visitor.token}/agree"
    form = next(f for f in forms_on(page, visitor.get("agree").content.decode()) if f.address == f"{page}/yes")
    answer = send(visitor, Sent("say_yes", page, form, form.filled()))
    assert answer["Location"].endswith("/person")  # at once, and not back to the form for ever
    told = visitor.get("agree").content.decode()
    assert "打开时间过长" not in told
    assert "checked" in told
    place = visitor.post("counter-code", {"code": at_counter(visitor.envelope.party)})["Location"]
    html = visitor.client.get(place).content.decode()
    assert place == page
    again = next(f for f in forms_on(page, html) if f.address == f"{page}/yes")
    box = next(field for field in again.fields if field.name == "own_address")
    assert box.is_chosen
    assert send(visitor, Sent("say_yes", page, again, again.filled()))["Location"].endswith("/papers")
    assert Consent.objects.filter(party=visitor.envelope.party).exists()
    assert Address.objects.get(party=visitor.envelope.party).address_class == "confirmed"
    assert "没有丢失" not in visitor.get("agree").content.decode()


def test_a_wish_for_all_cases_is_not_dropped_without_a_word_when_the_half_hour_is_over() -> None:
    visitor = Visitor(arrived()).prove()
    page = f"/s/{visitor.token}/paper-or-help"
    form = next(f for f in forms_on(page, visitor.get("paper-or-help").content.decode()) if f.address == page)
    what = Sent("paper_or_help", page, form, form.filled({"what": "paper", "always": "on", "words": "请寄到单位"}))
    half_an_hour(visitor)
    place, html = to_the_end(visitor, send(visitor, what))
    assert place == page
    assert is_kept(what, place, html)
