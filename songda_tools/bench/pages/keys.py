"""What stands in addresses: rows of one case in which everything happened once, and of its court."""

from django.db.models import F, Model

from songda.channels.registry import place_kinds, telephone_kinds
from songda.core.access import Role
from songda.records.court.staff.models import ApiClient, User
from songda.records.ground import vault
from songda.records.matter.cases.models import Hearing
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Address, Consent, Party, Refusal
from songda.records.overview.figures.models import FiguresPaper
from songda.records.proof.certificates.models import Certificate
from songda.records.service.calls.models import Call
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.malfunctions.models import Malfunction
from songda.records.service.mandates.models import Mandate
from songda.records.service.orders.models import Envelope, Order, Service
from songda.records.service.outreach.models import Answer, Campaign, Photo, Question
from songda.records.service.portal_acts.models import Objection
from songda.records.service.tasks.models import Substitution, Task
from songda.records.service.telephone.models import Dial, Recording
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.lookups.models import Alarm, FoundNumber, Lookup
from songda.records.ways.portal.address_forms.models import SignedForm
from songda.records.ways.post.carriage.models import CameBack, Carriage, CarrierReport, StationCode
from songda.records.ways.post.letters.models import Batch, Letter
from songda.records.ways.public_notices.models import NoticeGap, NoticePosting, NoticeReport, PublicNotice
from songda.records.ways.visits.models import Round, Stop, Visit, VisitPhoto

_OF_CASE: dict[str, tuple[type[Model], str]] = {
    "hearing_id": (Hearing, "case"),
    "paper_id": (Paper, "case"),
    "order_id": (Order, "case"),
    "task_id": (Task, "case"),
    "lookup_id": (Lookup, "case"),
    "service_id": (Service, "envelope__case"),
    "objection_id": (Objection, "envelope__case"),
    "deed_id": (Deed, "envelope__case"),
    "step_id": (DeedStep, "deed__envelope__case"),
    "certificate_id": (Certificate, "service__envelope__case"),
    "consent_id": (Consent, "party__case"),
    "refusal_id": (Refusal, "party__case"),
    "call_id": (Call, "party__case"),
    "mandate_id": (Mandate, "party__case"),
    "form_id": (SignedForm, "party__case"),
    "dial_id": (Dial, "party__case"),
    "recording_id": (Recording, "party__case"),
    "circumstance_id": (Circumstance, "party__case"),
    "letter_id": (Letter, "envelope__case"),
    "posted_id": (Carriage, "letter__envelope__case"),
    "entry_id": (CameBack, "letter__envelope__case"),
    "scan_id": (CarrierReport, "letter__envelope__case"),
}
_OF_COURT: dict[str, tuple[type[Model], str]] = {
    "user_id": (User, "court"),
    "client_id": (ApiClient, "court"),
    "alarm_id": (Alarm, "court"),
    "substitution_id": (Substitution, "person__court"),
    "number_id": (FoundNumber, "inquiry__lookup__case__court"),
    "campaign_id": (Campaign, "court"),
    "photo_id": (Photo, "campaign__court"),
    "question_id": (Question, "court"),
    "answer_id": (Answer, "court"),
    "batch_id": (Batch, "court"),
    "code_id": (StationCode, "court"),
    "round_id": (Round, "court"),
    "stop_id": (Stop, "envelope__case__court"),
    "visit_id": (Visit, "stop__envelope__case__court"),
    "visit_photo_id": (VisitPhoto, "visit__stop__envelope__case__court"),
    "notice_id": (PublicNotice, "envelope__case__court"),
    "posting_id": (NoticePosting, "notice__envelope__case__court"),
    "gap_id": (NoticeGap, "notice__envelope__case__court"),
    "report_id": (NoticeReport, "envelope__case__court"),
    "entrustment_id": (Entrustment, "deed__envelope__case__court"),
    "entrusted_paper_id": (Paper, "services__deed_papers__deed__entrustment__deed__envelope__case__court"),
}
_WORDS = {
    "message": "service",
    "rule": "cn.olr.31.1",
    "topic": "fraud",
    "kind": "talk",
    "language": "zh",
    "year": 2026,
    "number": 1,
    "what": "help",
    "need": "wish_paper",
    "path": "0/000",
    "part": 0,
}


def keys_of(envelope: Envelope) -> dict[str, object]:
    """By name: what is to stand there. What the case has none of is left out."""
    case, party = envelope.case, envelope.party
    found: dict[str, object] = {"case_id": case.id, "party_id": party.id, "envelope_id": envelope.id, **_WORDS}
    for name, (model, path) in _OF_CASE.items():
        found[name] = _first(model, path, case)
    for name, (model, path) in _OF_COURT.items():
        found[name] = _first(model, path, case.court)
    judged = User.objects.filter(court=case.court, role=Role.CLERK.value).values_list("id", flat=True).first()
    code = Certificate.objects.filter(service__envelope=envelope).values_list("code", flat=True).first()
    token = vault.link_token(envelope.id)
    found |= {"court_code": case.court.code, "user_id": judged, "code": code, "token": token, **_addresses(party)}
    certified = envelope.services.order_by(F("certificates__made_at").asc(nulls_last=True), "id")
    found["malfunction_id"] = Malfunction.objects.order_by("id").values_list("id", flat=True).first()
    found["figures_paper_id"] = FiguresPaper.objects.order_by("id").values_list("id", flat=True).first()
    found["service_id"] = certified.values_list("id", flat=True).first()
    return {name: value for name, value in found.items() if value is not None}


def _addresses(party: Party) -> dict[str, object]:
    return {"address_id": _of_kinds(party, telephone_kinds()), "place_id": _of_kinds(party, place_kinds())}


def _of_kinds(party: Party, kinds: tuple[str, ...]) -> object:
    return Address.objects.filter(party=party, kind__in=kinds).values_list("id", flat=True).first()


def _first(model: type[Model], path: str, of: Model) -> object:
    return model._default_manager.filter(**{path: of}).order_by("pk").values_list("pk", flat=True).first()
