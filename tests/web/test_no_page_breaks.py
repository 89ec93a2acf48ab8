"""On any court, whatever people did there and in whichever order: every address answers everybody, and none breaks.

Nor does any page break the rules of HTML.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from songda.core.access import Role
from songda.core.delivery.deeds import SIGNERS
from songda.core.identity import Assurance
from songda.core.refusal import Refused, WrongField
from songda.records.ground import vault
from songda.records.matter.parties.models import Party
from songda.records.proof.certificates.issue import issue_due
from songda.records.service.mandates.actions import MandateDraft, end_mandate, give_mandate
from songda.records.service.mandates.models import Mandate
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.models import Envelope
from songda.records.ways.deeds import StepDraft
from songda.records.ways.entrustments import actions as entrusting
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.lookups.actions import approve
from songda.records.ways.post.carriage.station import CAUSES, ReturnDraft, note_return, take_back
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.public_notices.actions import publish_notice
from songda.records.ways.public_notices.models import PublicNotice
from songda.records.ways.visits.models import Stop
from songda.records.ways.visits.rounds import RoundDraft, make_round, take_along
from songda.registries.contract import ReplyCode
from songda.web.console.cases.sheet import HEADS
from songda.web.portal.session_assurance import remember
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.together import test_nothing_contradicts as changed
from tests.records.together import test_nothing_forgotten as forgotten
from tests.records.together.walk import ACTS, CLERK, WHY
from tests.records.ways.lookups.stage import Book, ask_all, requested, says
from tests.records.ways.visits.stage import Phone
from tests.surroundings.day import clock_at
from tests.web.api.caller import caller
from tests.web.bad_values import BAD, PERSON
from tests.web.console.world import WORDS, signed_in, world
from tests.web.forms_on_pages import forms_on
from tests.web.html_rules import faults_of

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]


class Court(changed.Court, forgotten.Court):
    """A court with one of everything, where papers go all ways, and a case to which everything may happen."""

    def __post_init__(self) -> None:
        world()
        super().__post_init__()
        self.officer = make.user(self.case.court, Role.SERVICE_OFFICER, "送达员刘")
        self.clerk = make.user(self.case.court)

    def step(self) -> None:
        """Somebody does something, or is told why not; then the worker does its part."""
        self.stage.now += timedelta(minutes=self.dice.choice((1, 7, 60, 60 * 24)))
        name = self.dice.choice(sorted(ALL))
        try:
            with transaction.atomic():
                ALL[name](self)
            self.done.append(name)
        except (Refused, WrongField, ObjectDoesNotExist) as refused:  # what is not there is a page of its own
            self.done.append(f"{name}: {refused}")
        self._work()

    def _order(self, party: Party) -> None:
        kind = self.one("summons", "complaint_copy", "judgment", "mediation_document")
        papers = (make.paper(self.case, kind).id, make.paper(self.case, "evidence_notice").id)
        place_order(OrderDraft(self.case.id, papers, (party.id,)), self.case.court, CLERK, self.now)

    def come_back(self) -> None:
        letter: Any = self._any(Letter, state="sealed")
        note_return(letter, ReturnDraft(self.one(*CAUSES)), CLERK, self.now)

    def come_back_after_all(self) -> None:
        letter: Any = self._any(Letter, state="sealed")
        if (entry := letter.returns.filter(struck_at=None).first()) is not None:
            take_back(entry, WHY, CLERK, self.now)

    def go_round(self) -> None:
        stop: Any = self._any(Stop, dropped_at=None, round=None)
        court = stop.envelope.case.court
        draft = RoundDraft(self.officer.id, (self.now + timedelta(hours=8)).date(), (stop.id,))
        made = make_round(court, draft, CLERK, self.now)
        phone = Phone(take_along(made, self.officer, self.now), self.officer)
        outcome = self.one("signed", "failed", "refused", "left")
        signer = self.one(*SIGNERS) if outcome == "signed" else ""
        told = phone.draft(stop, outcome, signer=signer, at=self.now, phone_now=self.now)
        phone.report(told, now=self.now)

    def answer_entrusted(self) -> None:
        entrusted: Any = self._any(Entrustment)
        step = StepDraft(self.one("signed", "left", "returned"), self._earlier(), self.one(*SIGNERS), "回证")
        entrusting.record_outcome(entrusted, step, CLERK, self.now)

    def end_entrusted(self) -> None:
        entrusted: Any = self._any(Entrustment)
        self.dice.choice((entrusting.refuse, entrusting.take_back))(entrusted, WHY, CLERK, self.now)

    def publish(self) -> None:
        notice: Any = self._any(PublicNotice, published_at=None, removed_at=None)
        publish_notice(notice, bytes(notice.text_sha256), CLERK, self.now)

    def certify(self) -> None:
        issue_due(self.now)

    def ask_the_registry(self) -> None:
        lookup = requested(self._party(), self.judge, self.now)
        if self.one("approved", "waits") == "approved":
            approve(lookup, make.user(self.case.court, Role.SUPERVISOR, "庭长梁"), self.now)
            reply = self.dice.choice((says(ReplyCode.NUMBERS, make.mobile()), says(ReplyCode.NONE)))
            ask_all(Book(reply), self.now)

    def let_somebody_help(self) -> None:
        told = ("王小明", make.resident_id("19850101"), "child", "counter", "card", ("see",))
        give_mandate(self._party(), MandateDraft(*told, self.now + timedelta(days=30)), CLERK, self.now)

    def end_help(self) -> None:
        mandate: Any = self._any(Mandate, ended_at=None)
        end_mandate(mandate, CLERK, self.now)

    def bring_a_sheet(self) -> None:
        row = {**PERSON, self.one(*PERSON): self.one(*(each for each in BAD.values() if isinstance(each, str)))}
        table = "\n".join("\t".join(cells) for cells in ([str(HEADS[name]) for name in row], list(row.values())))
        with clock_at(self.now):
            browser = signed_in(self.clerk)
            browser.post("/console/cases/sheet/", {"pasted": table})
            mark = re.search(r'name="checked"\s+value="(\w+)"', browser.get("/console/cases/sheet/").content.decode())
            if mark and self.one("registered", "left") == "registered":
                browser.post("/console/cases/sheet/run/", {"checked": mark[1]})

    def leave_a_draft(self) -> None:
        with clock_at(self.now):
            browser, page = signed_in(self.clerk), "/console/cases/new/"
            form = next(one for one in forms_on(page, browser.get(page).content.decode()) if one.address == page)
            typed = form.filled({"rows": "3", "name_2": self.one("", "\u202e李某", "=1+1")})
            browser.post("/console/draft/", typed, headers={"HX-Current-URL": f"http://testserver{page}"})


ALL: dict[str, Callable[[Any], None]] = {
    **ACTS,
    **forgotten.MORE,
    **changed.MORE,
    **{
        name: act
        for name, act in vars(Court).items()
        if callable(act) and not name.startswith("_") and name not in {"step", "one"}
    },
}
NAMED: dict[str, type[models.Model]] = {
    **{re.sub("(?<!^)(?=[A-Z])", "_", model.__name__).lower() + "_id": model for model in apps.get_models()},
    **{
        name + "_id": apps.get_model(model)
        for name, model in {
            "client": "staff.ApiClient",
            "step": "deeds.DeedStep",
            "number": "lookups.FoundNumber",
            "form": "address_forms.SignedForm",
            "place": "parties.Address",
            "posted": "letters.Letter",
            "entry": "carriage.CameBack",
            "code": "carriage.StationCode",
            "scan": "carriage.CarrierReport",
            "notice": "public_notices.PublicNotice",
            "gap": "public_notices.NoticeGap",
            "posting": "public_notices.NoticePosting",
            "report": "public_notices.NoticeReport",
            "entrusted_paper": "papers.Paper",
        }.items()
    },
}
WORDS_THERE = {
    **WORDS,
    "topic": "fraud",
    "what": "paper",
    "language": "en",
    "year": 2026,
    "part": 0,
    "kind": "x",
    "path": "x",
    "uidb36": "1",
    "key": "x",
    "pk": 1,
}


@dataclass(frozen=True)
class Place:
    """An address of the house, with what is to be filled in."""

    path: str

    @property
    def names(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.path)

    def at(self, **filled: object) -> str:
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(filled[found[1]]), self.path)


def places(of: Any = None, begins: str = "") -> Iterator[Place]:
    """Every address of the house."""
    for each in (of or get_resolver()).url_patterns:
        path = begins + str(each.pattern).lstrip("^").rstrip("$")
        if isinstance(each, URLResolver):
            yield from places(each, path)
        elif isinstance(each, URLPattern) and "(" not in path:
            yield Place(path)


class Things:
    """What can stand in an address: the keys of all rows of its kind, those of the walk's own case first."""

    def __init__(self, walk: Court) -> None:
        self.walk = walk
        self.known: dict[str, list[object]] = {}

    def keys(self, name: str) -> list[object]:
        if name in WORDS_THERE:
            return [WORDS_THERE[name]]
        if name == "code":
            return list(apps.get_model("certificates.Certificate").objects.values_list("code", flat=True)) or ["x"]
        if name == "token":
            return ["x"]
        if name not in self.known:
            self.known[name] = list(NAMED[name].objects.order_by("-pk").values_list("pk", flat=True))  # type: ignore[attr-defined]
        return self.known[name]


def visitors(walk: Court) -> Iterator[tuple[str, Client, dict[str, list[object]]]]:
    """Every envelope's recipient with a session of each height, and somebody who only has the link."""
    for envelope in Envelope.objects.select_related("case__court", "party"):
        own: dict[str, list[object]] = {
            "token": [vault.link_token(envelope.id)],
            "service_id": list(envelope.services.values_list("id", flat=True)),
            "address_id": list(envelope.party.addresses.values_list("id", flat=True)),
            "hearing_id": list(envelope.case.hearings.values_list("id", flat=True)),
        }
        for level in (Assurance.NONE, Assurance.NUMBER_AND_CODE, Assurance.REAL_NAME):
            client = Client()
            if level:
                request: Any = SimpleNamespace(session=client.session)
                remember(request, envelope, level, walk.now)
                request.session.save()
                client.cookies["sessionid"] = request.session.session_key
            yield f"recipient {level.name}", client, own


Asked = tuple[str, Client, str, dict[str, str]]


def asked(walk: Court, each_of: int) -> Iterator[Asked]:
    """Who asks for what: the role, the browser, the address, the heads."""
    everything, things = list(places()), Things(walk)
    yield from _of_the_house([one for one in everything if not one.path.startswith("s/<")], things, each_of)
    seen, dice = list(visitors(walk)), walk.dice
    for who, browser, own in seen if each_of > 1 else dice.sample(seen, 2):
        for place in (one for one in everything if one.path.startswith("s/<")):
            filled = [own.get(name) or things.keys(name) for name in place.names]
            for way in _some(place, filled, walk, each_of):
                yield who, browser, place.at(**way), {}


def _of_the_house(everything: list[Place], things: Things, each_of: int) -> Iterator[Asked]:
    walk, court = things.walk, things.walk.case.court
    staff = [(role.value, signed_in(make.user(court, role))) for role in Role if role is not Role.CLERK]
    staff.append((Role.CLERK.value, signed_in(walk.clerk)))  # for whom drafts and a sheet wait
    staff.append(("outsider", signed_in(make.user(make.other_court()))))
    token = {"Authorization": f"Bearer {caller(court).token}"}
    for place in everything:
        for way in _some(place, [things.keys(name) for name in place.names], walk, each_of):
            if place.path.startswith("api/"):
                yield "system", Client(), place.at(**way), token
            elif place.path.startswith("console/"):
                for who, browser in staff if each_of > 1 else walk.dice.sample(staff, 1):
                    yield who, browser, place.at(**way), {}
            else:
                yield "public", Client(), place.at(**way), {}


def _some(place: Place, filled: list[list[object]], walk: Court, each_of: int) -> list[dict[str, object]]:
    ways = [dict(zip(place.names, one, strict=True)) for one in product(*filled)]
    return walk.dice.sample(ways, min(each_of, len(ways)))


def broken(walk: Court, each_of: int) -> dict[str, str]:
    """By what broke: who asked for which address first."""
    found: dict[str, str] = {}
    with clock_at(walk.now):
        for who, browser, at, heads in asked(walk, each_of):
            try:
                with transaction.atomic():
                    answer: Any = browser.get(at, headers=heads)
                    waits = answer.status_code == 503 and at.endswith(
                        "/bundle"
                    )  # until the log covers it, as described
                    wrong = str(answer.status_code) if answer.status_code >= 500 and not waits else _faults(answer)
                    if answer.streaming:
                        b"".join(answer.streaming_content)
                    transaction.set_rollback(True)
            except Exception as error:  # noqa: BLE001 - what reaches nobody's page is what is looked for
                wrong = _where(error)
            if wrong:
                found.setdefault(f"{re.sub('[0-9a-f-]{36}', '…', at)}: {wrong}", f"{who} {at}")
    return found


def _faults(answer: Any) -> str:
    """What rules of HTML a whole page breaks."""
    if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return ""
    html = answer.content.decode()
    return "; ".join(faults_of(html)) if html.lstrip()[:9].lower() == "<!doctype" else ""


def _where(error: BaseException) -> str:
    trace, last = error.__traceback__, ""
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if "/songda/" in name:
            last = f"{name.split('/songda/')[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{error!r} in {last}"


SEEDS = [
    0,
    *(pytest.param(n, marks=pytest.mark.night("more courts, more of their rows, every office")) for n in range(1, 6)),
]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_page_breaks_on_any_court(seed: int) -> None:
    walk = Court(Random(seed))
    for _ in range(40 if seed else 16):
        walk.step()
    assert broken(walk, 2 if seed else 1) == {}, walk.done
