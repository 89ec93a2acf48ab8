"""Every place that speaks of one service, read in a browser by whom it is for: court, recipient, anybody, system."""

import json
from dataclasses import dataclass, field

import pypdfium2
from playwright.sync_api import Page

from songda.core.access import Role
from songda.records.ground import vault
from songda.records.proof.certificates.models import Certificate
from songda.records.service.orders.models import Service
from tests import make
from tests.journeys.console.desk import enter, keep, speak
from tests.journeys.portal.stagehands import elsewhere
from tests.web.api.caller import Caller, caller
from tests.web.portal.scene import Visitor

LANGUAGES = ("zh-CN", "en")
# Where each place lies, and the part of the page that speaks of the service.
COURT = {
    "cell": ("cases/{case}/", "table.matrix tbody td:has(a)"),
    "board": ("cases/{case}/", "main"),
    "timeline": ("cases/{case}/timeline/", "main"),
    "parties": ("cases/{case}/parties/", "main"),
    "service": ("services/{service}/", "main"),
    "envelope": ("envelopes/{envelope}/", "main"),
    "party": ("parties/{party}/", "main"),
    "today": ("", "main"),
    "desk": ("judge/", "main"),
    "guard": ("judge/hearings/{hearing}/{party}/", "main"),
    "certificates": ("certificates/", "main"),
}
PORTAL = {"landing": "", "papers": "/papers", "history": "/history", "agree": "/agree"}
ANSWERS = {"api service": "/services/{service}", "api order": "/orders/{order}", "api parties": "/cases/{case}/parties"}
PLACES = (*COURT, *PORTAL, "verify", "certificate", *ANSWERS)


@dataclass
class Walk:
    """A judge's screen and the recipient's telephone, with which one goes from place to place."""

    court: Page
    phone: Page
    service: Service
    system: Caller = field(init=False)

    def __post_init__(self) -> None:
        """Sign the judge in, let the recipient prove who they are, admit a system of the court."""
        enter(self.court, elsewhere(lambda: make.user(role=Role.JUDGE, name="周法官")), LANGUAGES[0])
        visitor = elsewhere(lambda: Visitor(self.service.envelope).prove())
        self.phone.goto("/")
        keep(self.phone, "sessionid", visitor.client.cookies["sessionid"].value)
        self.system = elsewhere(caller)

    def read(self, language: str) -> dict[str, str]:
        """The words at every place, in this language."""
        for page in (self.court, self.phone):
            speak(page, language)
        return {**self._console(), **self._elsewhere_on_the_web(), **elsewhere(self._files)}

    def _console(self) -> dict[str, str]:
        told, keys, before = {}, self._keys(), ""
        for name, (place, part) in COURT.items():
            if place != before:
                self.court.goto(f"/console/{place.format(**keys)}")
            before = place
            told[name] = self.court.locator(part).first.inner_text()
        return told

    def _elsewhere_on_the_web(self) -> dict[str, str]:
        """The recipient's pages, and what anybody learns of the certificate that was handed out first."""
        token, code = elsewhere(lambda: (vault.link_token(self.service.envelope_id), self._certificates()[0].code))
        places = {name: f"/s/{token}{place}" for name, place in PORTAL.items()} | {"verify": f"/verify/{code}"}
        told = {}
        for name, place in places.items():
            self.phone.goto(place)
            told[name] = self.phone.locator("main").inner_text()
        return told

    def _files(self) -> dict[str, str]:
        """The certificate in force, page by page in one line, and the answers to a system."""
        pages = pypdfium2.PdfDocument(self._certificates()[-1].read())
        paper = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in pages)
        keys = self._keys()
        answers = {name: self.system.get(place.format(**keys)).json() for name, place in ANSWERS.items()}
        return {"certificate": paper, **{name: json.dumps(told, ensure_ascii=False) for name, told in answers.items()}}

    def _certificates(self) -> list[Certificate]:
        return list(Certificate.objects.filter(service=self.service).order_by("made_at", "number"))

    def _keys(self) -> dict[str, object]:
        envelope = self.service.envelope
        return {
            "case": envelope.case_id,
            "service": self.service.id,
            "envelope": envelope.id,
            "order": envelope.order_id,
            "party": envelope.party_id,
            "hearing": elsewhere(lambda: envelope.case.hearings.get().id),
        }
