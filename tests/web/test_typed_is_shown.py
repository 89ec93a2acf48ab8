"""Whatever somebody types in words can be read on a page of the console: no form is a hole into which words fall.

The list is derived from the forms themselves, so that a new field cannot be left out.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from importlib import import_module
from pkgutil import walk_packages
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import songda.web.console
import songda.web.portal
from songda import clock
from songda.core.access import Role
from songda.core.address_form import NUMBERS
from songda.core.identifiers.postal import PARTS, PostalAddress
from songda.core.identity import Assurance
from songda.records.court.staff.models import User
from songda.records.ground.evidence.actions import record
from songda.records.matter.parties.models import Address, Party
from songda.records.service.mandates.actions import MandateDraft, give_mandate
from songda.records.ways.portal.acts.answers import raise_objection
from songda.records.ways.portal.acts.new_address import give_place
from songda.records.ways.portal.acts.visits import ask_for, visitor_event
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make
from tests.web.console.field import typing as visits
from tests.web.console.letters import typing as letters
from tests.web.console.notices import typing as notices
from tests.web.console.outreach import typing as outreach
from tests.web.console.papers.test_several_papers import pdf, send
from tests.web.console.papers.test_several_papers import place as put_on_file
from tests.web.console.world import World, proved_in, signed_in, sitting, typed, world

pytestmark = pytest.mark.database
WORD = "柿子树下"
Typing = Callable[[Client, World], str]  # types the word, and gives the page on which it must stand

# They prove who somebody is, repeat, only look for something, or name a desk of the court: nothing is told of them.
NOT_TOLD = {
    "LinkCodeForm.code",
    "WhoForm.name",
    "WhoForm.number",
    "CodeForm.code",
    "AddressCodeForm.code",
    "AddressForm.again",
    "ReadingsForm.case",
    "ReadingsForm.person",
    "DialForm.extension",
    "TestForm.value",  # their own address, shown masked
    "OpeningForm.code",
    # on the court's page and in what goes out, with tests of their own: test_particulars, test_message_words
    *(f"ParticularsForm.{name}" for name in ("name", "name_en", "phone", "street", "seen")),
    "WordsForm.text",
    # they become an address, a question of proof and a sealed reason in the event, each with tests of its own
    "CallForm.send_to",
    "CallForm.question",
    "CallForm.answer",
    "CaseForm.status_reason",
    "StartForm.pasted",  # read into the table, and kept nowhere
    "SheetForm.pasted",  # likewise, into the table of many cases
    # kept as keyed hashes alone
    "CounterCodeForm.code",
    "AnswerForm.answer",
    "QuestionForm.answer",
    "HelpForm.name",
    "HelpForm.number",
    "HelpForm.code",
    "LinksAgainForm.name",
    "LinksAgainForm.number",
    "CardForm.number",
    "MandateForm.number",
}
# What holds of a party or a case for a time has one form of its own; its tests hold what that shows.
ELSEWHERE = ("circumstance", "status_period", "missing", "withheld", "jurisdiction", "procuratorate", "lookup")


def fields() -> Iterator[tuple[str, str]]:
    """Every field of every form in which words are typed, with the module that has it."""
    for package in (songda.web.console, songda.web.portal):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            module = import_module(found.name)
            for form in vars(module).values():
                if isinstance(form, type) and issubclass(form, forms.Form) and form.__module__ == found.name:
                    yield from ((found.name, f"{form.__name__}.{name}") for name in own_words(form))


def own_words(form: type[forms.Form]) -> Iterator[str]:
    """Its fields of words, without those that it has from another form of the house."""
    given = {name for base in form.__mro__[1:] for name in getattr(base, "base_fields", {})}
    for name, field in form.base_fields.items():
        if type(field).__name__ == "Words" and not field.widget.is_hidden and name not in given:
            yield name


def post(client: Client, door: str, key: object, **told: object) -> None:
    answer = client.post(reverse(f"console:{door}", args=[key] if key else []), told)
    assert answer.status_code == 302, answer.content.decode()


def page(door: str, *keys: object) -> str:
    return reverse(f"console:{door}", args=keys)


def story(of: World) -> str:
    return page("story", of.case.id)


def reason(client: Client, of: World) -> str:
    post(client, "retire_address", of.address.id, reason=WORD)
    return story(of)


def correction(client: Client, of: World) -> str:
    hearing = of.case
    told = {"number": hearing.number, "procedure": "ordinary", "stage": "first_instance", "cause": "抚养纠纷"}
    post(client, "correct_case", of.case.id, **told, reason=WORD, is_status_case="on")
    return story(of)


def number(client: Client, of: World) -> str:
    told = {"procedure": "ordinary", "stage": "first_instance", "cause": WORD}
    post(client, "register", None, number="（2026）晋1181民初98765号", **told)
    return page("cases")


def cause(client: Client, of: World) -> str:
    number(client, of)
    made = of.case.court.cases.get(cause=WORD)
    return page("case", made.id)


def first_hearing(client: Client, of: World) -> str:
    monday = make.NOW + timedelta(days=280 - make.NOW.weekday() % 7)
    told = {"procedure": "ordinary", "stage": "first_instance", "number": "（2026）晋1181民初98766号"}
    post(client, "register", None, hearing_at=typed(monday), hearing_place=WORD, **told)
    return page("hearings", of.case.court.cases.get(number=told["number"]).id)


def place(client: Client, of: World) -> str:
    monday = make.NOW + timedelta(days=280 - make.NOW.weekday() % 7)
    post(client, "new_hearing", of.case.id, at=typed(monday), place=WORD)
    return page("hearings", of.case.id)


def party_name(client: Client, of: World) -> str:
    told = {"role": "third_party", "kind": "natural_person", "domicile": "cn"}
    post(client, "new_party", of.case.id, **told, name=WORD)
    return page("parties", of.case.id)


def party_number(client: Client, of: World) -> str:
    told = {"role": "third_party", "kind": "natural_person", "domicile": "foreign"}
    post(client, "new_party", of.case.id, **told, name="外国人", number="QX123456")
    return page("show_party", Party.objects.get(role="third_party").id)


def address(client: Client, of: World) -> str:
    told = {"kind": "postal", "address_class": "provided", "how": "form"}
    post(client, "new_address", of.defendant.id, **told, province="山西省", street=f"孝义市{WORD}12号")
    return page("show_party", of.defendant.id)


def number_of_theirs(client: Client, of: World) -> str:
    told = {"kind": "wechat", "address_class": "provided", "how": "form"}
    post(client, "new_address", of.defendant.id, **told, value="shizishuxia")
    return page("show_party", of.defendant.id)


def postal(client: Client, of: World) -> str:
    parts = {name: f"{WORD}{name}" for name in PARTS} | {"postcode": "032300"}
    post(client, "new_address", of.defendant.id, kind="postal", address_class="provided", how="form", **parts)
    return page("show_party", of.defendant.id)


def other_address(client: Client, of: World) -> str:
    address(client, of)
    place = Address.objects.get(kind="postal")
    post(
        client,
        "replace_address",
        place.id,
        province="山西省",
        street=f"汾阳市{WORD}9号",
        address_class="provided",
        how="form",
    )
    return page("show_party", of.defendant.id)


def right_address(client: Client, of: World) -> str:
    address(client, of)
    place = Address.objects.get(kind="postal")
    post(client, "correct_address", place.id, province="山西省", street=f"汾阳市{WORD}9号", reason="门牌有误")
    return page("show_party", of.defendant.id)


def proof(client: Client, of: World) -> str:
    told = {"ground": "express", "at": typed(clock.now()), "how": "form", "stages": ["first_instance"]}
    post(client, "new_consent", of.plaintiff.id, **told, paper_kinds=["*"], proof=WORD)
    return page("party", of.plaintiff.id)


def call_note(client: Client, of: World) -> str:
    called(client, of.plaintiff, "unreachable", note=WORD)
    return page("party", of.plaintiff.id)


def other_number(client: Client, of: World) -> str:
    called(
        client,
        of.plaintiff,
        "agrees",
        told=["scope", "effect", "change_of_address"],
        is_matched="on",
        no_recording="recorder_failed",
    )
    return page("show_party", of.plaintiff.id)


def called(client: Client, party: Party, outcome: str, **more: object) -> None:
    """A call to a number that is not on file."""
    told = {"address": "other", "number": "13900012345", "outcome": outcome, "stages": ["first_instance"]}
    post(client, "new_call", party.id, at=typed(clock.now()), **told, **more)


def copy_note(client: Client, of: World) -> str:
    post(client, "settle_copy", of.task.id, how="posted", at=typed(clock.now()), note=WORD)
    return page("envelope", of.envelope.id)


def given_place(client: Client, of: World) -> str:
    levels = (f"{WORD}{part}" for part in ("province", "city", "district"))
    place = PostalAddress(*levels, f"{WORD}street{WORD}detail", "032300")
    give_place(of.envelope, place, Assurance.NUMBER_AND_CODE, clock.now())
    return page("show_party", of.envelope.party_id)


def title(client: Client, of: World) -> str:
    pdf = SimpleUploadedFile("a.pdf", make.pdf(), "application/pdf")
    post(client, "new_paper", of.case.id, file=pdf, kind="other", title=WORD, filed_by="")
    return page("papers", of.case.id)


def several(client: Client, of: World) -> str:
    """A summons among several papers, with the hearing that it calls to."""
    case = make.case(number="（2026）晋1181民初98767号")
    seen = send(case, client, pdf("传票"))
    at = sitting(280).astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%dT%H:%M")
    status, answer = put_on_file(case, client, seen, hearing_at=at, hearing_place=WORD)
    assert status == 302, answer
    return page("hearings", case.id)


def deed_words(client: Client, of: World) -> str:
    papers = [str(key) for key in of.envelope.services.values_list("id", flat=True)]
    told = {"papers": papers, "kind": "signed", "by": "recipient", "at": typed(clock.now())}
    post(client, "deed", of.envelope.id, **told, words=WORD)
    return page("envelope", of.envelope.id)


def judged(client: Client, of: World) -> str:
    bench = signed_in(make.user(role=Role.JUDGE))
    where = page("judge_objection", of.objection.id)
    seen = bench.get(where).content.decode().split('name="seen"')[1].split('value="')[1].split('"')[0]
    answer = bench.post(page("rule_objection", of.objection.id), {"outcome": "rejected", "reason": WORD, "seen": seen})
    assert answer.status_code == 302
    return where


def member(client: Client, of: World) -> str:
    chief = proved_in(make.user(role=Role.SUPERVISOR))
    chief.post(page("admit"), {"display_name": WORD, "username": "persimmon", "role": "auditor"})
    assert User.objects.filter(username="persimmon").exists()
    return page("court")


def system(client: Client, of: World) -> str:
    until = str(clock.now().date() + timedelta(days=9))
    told = {"name": WORD, "scopes": ["read_cases"], "ends_on": until}
    proved_in(make.user(role=Role.SUPERVISOR)).post(page("admit_system"), told)
    return page("court")


def signed_on(client: Client, of: World) -> str:
    chief, clerk = proved_in(make.user(role=Role.SUPERVISOR)), make.user()
    chief.post(page("name_for_sign_on", clerk.id), {"sign_on_name": WORD})
    return page("court")


def wish(client: Client, of: World) -> str:
    ask_for(of.envelope, "help", WORD, clock.now())
    return page("today")


def objection(client: Client, of: World) -> str:
    made = raise_objection(of.service, "not_own_address", WORD, None, clock.now())
    return page("judge_objection", made.id)


def speaker(client: Client, of: World) -> str:
    proved = visitor_event("identity.proved", of.envelope, clock.now(), {"assurance": 3}, {"speaker": WORD})
    record([proved], clock.now())
    return story(of)


def question(client: Client, of: World) -> str:
    by = f"staff:{make.user().id}"
    record_call(of.plaintiff, CallDraft(clock.now(), "refuses", no_recording="no_recorder"), by, clock.now())
    post(client, "agree_question", of.plaintiff.id, question=WORD, answer="0815 4711")
    return page("party", of.plaintiff.id)


def mandate(client: Client, of: World) -> str:
    until = clock.now() + timedelta(days=30)
    told = ("child", "counter", "card", ("see",), until)
    give_mandate(of.defendant, MandateDraft(WORD, make.resident_id("19850101"), *told), "engine", clock.now())
    return page("party", of.defendant.id)


def signed_number(client: Client, of: World) -> str:
    numbers = {"mobile": "13900012345", "email": "persimmon@example.test", "wechat": "shizishuxia"}
    more = {"fax": "03512345678", "inbox": "persimmon"}
    scan = SimpleUploadedFile("scan.pdf", make.pdf("scan"), "application/pdf")
    told = {"file": scan, "signed_at": typed(clock.now()), "answer": "open", "compared": "on"}
    post(client, "new_signed_form", of.defendant.id, **told, **numbers, **more)
    return page("show_party", of.defendant.id)


TABLE: Mapping[str, Typing] = {
    "QuestionForm.question": question,
    "MandateForm.name": mandate,
    "CorrectionReasonForm.reason": correction,
    "ReasonForm.reason": reason,
    "CaseForm.number": number,
    "CaseForm.cause": cause,
    "HearingForm.place": place,
    "StartForm.hearing_place": first_hearing,
    "PartyForm.name": party_name,
    "PartyForm.number": party_number,
    "AddressForm.value": number_of_theirs,
    **{f"PostalForm.{part}": postal for part in PARTS},
    **{f"PlaceForm.{part}": given_place for part in ("province", "city", "district", "street", "detail", "postcode")},
    "OtherAddressForm.value": other_address,
    "RightAddressForm.value": right_address,
    **{f"ScannedForm.{kind}": signed_number for kind in NUMBERS},
    "ConsentForm.proof": proof,
    "CallForm.note": call_note,
    "CallForm.number": other_number,
    "CopyForm.note": copy_note,
    "EnteredForm.title": title,
    "SeveralPapersForm.hearing_place": several,
    "StepForm.words": deed_words,
    "DecisionForm.reason": judged,
    "StaffForm.display_name": member,
    "StaffForm.username": member,
    "ClientForm.name": system,
    "SignOnForm.sign_on_name": signed_on,
    "WhoForm.speaker": speaker,
    "PaperOrHelpForm.words": wish,
    "ObjectionForm.words": objection,
    **letters.TABLE,
    **notices.TABLE,
    **outreach.TABLE,
    **visits.TABLE,
}
ASKED = sorted({name for where, name in fields() if not any(word in where for word in ELSEWHERE)})


def test_every_field_of_words_has_its_page() -> None:
    missing = [name for name in ASKED if name not in TABLE and name not in NOT_TOLD]
    assert missing == [], "TABLE, or typing.py of the room, says how each is typed and where it is read"


@pytest.mark.rows_by_day(20, "fills in every form and looks for the word")
@pytest.mark.parametrize("name", [name for name in TABLE if name in ASKED])
def test_what_is_typed_there_can_be_read(name: str) -> None:
    here, clerk = world(), signed_in(make.user(role=Role.SUPERVISOR))
    where = TABLE[name](clerk, here)
    shown = clerk.post(where) if "/full/" in where else clerk.get(where)
    expected = {
        "CaseForm.number": "98765",
        "CallForm.number": "13900012345",
        "PartyForm.number": "QX123456",
        "StaffForm.username": "persimmon",
        "RangeForm.two_letters": "EZ00000100",
    }
    expected |= {"AddressForm.value": "shizishuxia", "PostalForm.postcode": "032300"}
    expected |= {
        "ScannedForm.mobile": "13900012345",
        "ScannedForm.email": "persimmon@example.test",
        "ScannedForm.wechat": "shizishuxia",
        "ScannedForm.fax": "03512345678",
        "ScannedForm.inbox": "persimmon",
    }
    expected |= {f"PostalForm.{part}": f"{WORD}{part}" for part in PARTS if part != "postcode"}
    told = ("province", "city", "district", "street", "detail")
    expected |= {f"PlaceForm.{part}": f"{WORD}{part}" for part in told} | {"PlaceForm.postcode": "032300"}
    assert expected.get(name, WORD) in shown.content.decode()
