"""A court with one of everything, for tests of the console: what every address can be asked about."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.test import Client
from django.urls import reverse

from songda import clock
from songda.core.access import Role, Scope
from songda.core.identity import Assurance
from songda.core.law import profile_of
from songda.records.court.staff.actions import ClientDraft, make_api_client
from songda.records.court.staff.models import ApiClient, Proposal, User
from songda.records.ground import vault
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.actions import record_refusal
from songda.records.matter.parties.models import Address, Consent, Party, Refusal
from songda.records.proof.certificates.models import Certificate
from songda.records.service.calls.models import Call
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.mandates.models import Mandate
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import Objection
from songda.records.service.tasks.models import Substitution, Task
from songda.records.service.telephone.models import Dial
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from songda.records.ways.lookups.models import Alarm, FoundNumber, Lookup
from songda.records.ways.portal.acts.answers import raise_objection
from songda.records.ways.portal.acts.visits import ask_for, confirm_receipt
from songda.records.ways.portal.address_forms.models import SignedForm
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make
from tests.records.stage import Stage, envelope
from tests.surroundings.ready import ready_made
from tests.web.console.beside import beside
from tests.web.console.field.things import OF_PEOPLE, of_people
from tests.web.console.letters.things import letter_of
from tests.web.console.notices.things import OF_NOTICES, of_notices
from tests.web.console.outreach.things import OF_OUTREACH, of_outreach
from tests.web.console.returns.things import OF_RETURNS, of_returns

NOW = make.NOW
NO_ADDRESS = CircumstanceDraft(
    "ways_ruled_out",
    NOW + timedelta(hours=3),
    ways=("mail", "entrusted"),
    basis="no_address_known",
    words="居委会称查无此址",
)


WORDS = {
    "need": "wish_paper",
    "rule": "cn.olr.31.1",
    "channel": "sms",
    "message": "service",
    "number": 1,
    "name": "signed",
}  # what names no row


@dataclass
class World:
    """Clerk Chen's divorce case: two parties, a summons that arrived, an objection, a task, a certificate."""

    case: Case
    plaintiff: Party
    defendant: Party
    address: Address
    consent: Consent
    complaint: Paper
    summons: Paper
    envelope: Envelope
    service: Service
    objection: Objection
    task: Task
    certificate: Certificate
    colleague: User
    system: ApiClient
    deed: Deed
    step: DeedStep
    custody: Circumstance
    call: Call
    refusal: Refusal
    lookup: Lookup
    number: FoundNumber
    alarm: Alarm
    dial: Dial
    mandate: Mandate
    substitution: Substitution
    signed_form: SignedForm
    proposal: Proposal

    def key(self, name: str) -> object:
        """What stands in an address under this name."""
        if name in OF_NOTICES:
            return of_notices(name)
        if name in OF_OUTREACH | OF_PEOPLE:
            made = of_people if name in OF_PEOPLE else of_outreach
            return made(self.case.court, name)
        if name in WORDS:
            return WORDS[name]
        if name in OF_RETURNS:
            return of_returns(letter_of(self.envelope, place_of(self.defendant)), name)
        if name in ("letter_id", "batch_id", "place_id"):
            place = place_of(self.defendant)
            letter = letter_of(self.envelope, place) if name != "place_id" else None
            return place.pk if letter is None else letter.pk if name == "letter_id" else letter.batch_id
        things = {
            "case_id": self.case,
            "party_id": self.defendant,
            "address_id": self.address,
            "consent_id": self.consent,
            "paper_id": self.summons,
            "call_id": self.call,
            "refusal_id": self.refusal,
            "envelope_id": self.envelope,
            "service_id": self.service,
            "objection_id": self.objection,
            "task_id": self.task,
            "hearing_id": self.case.hearings.get(),
            "certificate_id": self.certificate,
            "user_id": self.colleague,
            "client_id": self.system,
            "proposal_id": self.proposal,
            "deed_id": self.deed,
            "step_id": self.step,
            "circumstance_id": self.custody,
            "lookup_id": self.lookup,
            "number_id": self.number,
            "alarm_id": self.alarm,
            "dial_id": self.dial,
            "mandate_id": self.mandate,
            "form_id": self.signed_form,
            "recording_id": self.dial.recording,
            "substitution_id": self.substitution,
        }
        return things[name].pk


def place_of(party: Party) -> Address:
    """Where letters reach them, as far as it was asked for."""
    known = party.addresses.filter(kind="postal").first()
    return known or make.address(party, kind="postal", value="山西省 吕梁市 孝义市 新义街12号")


@ready_made
def world() -> World:
    """Build it with the same actions as the doors use."""
    case = make.case(cause="离婚纠纷", is_status_case=True)
    plaintiff = make.party(case, "plaintiff", name="陈秀英")
    defendant = make.party(case, "defendant", name="李卫国")
    address = make.address(defendant)
    consent = make.consent(defendant)
    complaint = make.paper(case, "complaint_copy", plaintiff, "起诉状副本")
    summons = make.paper(case, "summons", title="传票")
    set_hearing(case, NOW + timedelta(days=20), "第三审判庭", "engine", NOW)
    served = serve(defendant, complaint, summons)
    service = Service.objects.select_related("envelope__case__court", "envelope__party", "finding").get(paper=summons)
    confirm_receipt(served, [service.id], Assurance.REAL_NAME, NOW + timedelta(hours=1))
    ask_law(NOW + timedelta(hours=1, seconds=5))
    objection = raise_objection(service, "system_error", "系统当天故障", None, NOW + timedelta(hours=2))
    ask_for(served, "paper", "", NOW + timedelta(hours=2))
    deed = in_person(served)
    note(defendant, NO_ADDRESS, "engine", NOW + timedelta(hours=4))
    return World(
        call=called(plaintiff),
        refusal=record_refusal(plaintiff, NOW, "counter", "engine", NOW),
        case=case,
        plaintiff=plaintiff,
        defendant=defendant,
        address=address,
        consent=consent,
        complaint=complaint,
        summons=summons,
        envelope=served,
        service=service,
        objection=objection,
        task=Task.objects.get(kind="print_paper"),
        certificate=certificate(service),
        colleague=make.user(name="林书记员"),
        system=make_api_client(case.court, ClientDraft("办案系统", tuple(Scope)), "engine", clock.now())[0],
        deed=deed,
        step=deed.steps.get(),
        custody=note(plaintiff, CircumstanceDraft("in_custody", NOW, words="晋中监狱"), "engine", NOW),
        **beside(address, defendant, plaintiff),
    )


def called(party: Party) -> Call:
    """A call that nobody answered."""
    return record_call(party, CallDraft(NOW, "unreachable"), f"staff:{make.user().id}", NOW)


def in_person(sealed: Envelope) -> Deed:
    """A visit at which a neighbour signed for the papers, which is no service; the slip was scanned."""
    services = tuple(sealed.services.values_list("id", flat=True))
    step = StepDraft("signed", NOW + timedelta(hours=3), by="stranger", words="邻居", scan=make.pdf())
    return record_deed(sealed, DeedDraft("direct", services, step), "engine", NOW + timedelta(hours=4))


def serve(party: Party, *papers: Paper) -> Envelope:
    """Order, send, let every part arrive, and ask the law."""
    served = envelope(party, *papers)
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(stage.now + timedelta(seconds=1))
    return served


def certificate(service: Service) -> Certificate:
    """A certificate whose file is of no interest here."""
    file_id = clock.new_id()
    body = b"%PDF-1.7 certificate"
    return Certificate.objects.create(
        service=service,
        number="（2026）晋1181送1号",
        code="ABCDEFGHJKLM",
        finding_digest=b"\0" * 32,
        state="issued",
        sha256=b"\1" * 32,
        file_id=file_id,
        wrapped_key=vault.store_file("certificates", file_id, body),
        made_at=NOW,
        event_id=Event.objects.order_by("-number")[0].id,
    )


def signed_in(user: User | None = None, role: Role = Role.CLERK, language: str = "zh-hans") -> Client:
    """A browser in which this member of staff (or a new one of that office) is signed in."""
    client = Client(headers={"accept-language": language})
    client.force_login(user or make.user(role=role))
    return client


def proved_in(user: User | None = None, role: Role = Role.CLERK, language: str = "zh-hans") -> Client:
    """The same, just after they proved once more that it is they."""
    client = signed_in(user, role, language)
    assert client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD}).status_code == 302
    return client


def typed(at: datetime) -> str:
    """A moment as a form takes it, in the court's own time."""
    return (at + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")


def sitting(days: int) -> datetime:
    """A morning on which courts sit, so many days ahead or a little later."""
    day = profile_of("cn").calendar.working_day_from((clock.now() + timedelta(days=days)).date())
    return datetime.combine(day, time(1, 30), UTC)


def mark(page: str) -> str:
    """The tick by which a page asks whether it is so."""
    found = re.search(r'name="is_so"\s+value="(\w+)"', page)
    assert found
    return found[1]
