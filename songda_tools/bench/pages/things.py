"""One case in which everything happened once, made with the same actions as the doors use."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from songda.core.access import Role
from songda.core.lookups import AlarmKind
from songda.core.refusal import Refused
from songda.records.court.staff.models import Court, User
from songda.records.matter.cases.actions import CaseDraft
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.papers.actions import PaperDraft, file_papers
from songda.records.matter.parties.actions import AddressDraft, ConsentDraft, PartyDraft, record_refusal
from songda.records.matter.parties.bulk import CaseFile, FiledCase, PersonFile, register_files
from songda.records.service.mandates.actions import MandateDraft, give_mandate
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.handing import SubstitutionDraft, note_substitution
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from songda.records.ways.lookups.actions import LookupDraft, request_lookup
from songda.records.ways.lookups.watching import NewAlarm, raise_alarms
from songda.records.ways.portal.acts.answers import raise_objection
from songda.records.ways.portal.acts.visits import ask_for
from songda.records.ways.portal.address_forms.actions import keep_scanned
from songda.records.ways.portal.address_forms.forms import FormDraft
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda_tools.bench.files import MADE_UP, paper, resident_id

SERIAL = 9001  # in the number of the case; its copies have others
MOBILES = ("13900000150", "13900000151")  # the sandbox lets messages to them arrive
PAPERS = ("complaint_copy", "notice_to_respond", "summons")


def order_everything(court: Court, now: datetime) -> Envelope:
    """Two parties who agreed, three papers, a hearing, and the order for the defendant."""
    clerk = User.objects.get(court=court, username="chen")
    by, words = f"staff:{clerk.id}", MADE_UP["pages"]
    filed = _filed(court, by, now)
    plaintiff, defendant = filed.parties
    set_hearing(filed.case, now + timedelta(days=30), words["place"], by, now)
    drafts = [PaperDraft(kind, words[kind], paper(), plaintiff if kind == PAPERS[0] else None) for kind in PAPERS]
    papers = file_papers([(filed.case, draft) for draft in drafts], by, now)
    order = OrderDraft(filed.case.id, tuple(one.id for one in papers), (defendant.id,))
    place_order(order, court, by, now)
    return Envelope.objects.select_related("case__court", "party").get(case=filed.case)


def _filed(court: Court, by: str, now: datetime) -> FiledCase:
    words = MADE_UP["pages"]
    judge = User.objects.get(court=court, role=Role.JUDGE.value)
    number = MADE_UP["case_number"].format(year=now.year, serial=SERIAL)
    draft = CaseDraft(number, cause=MADE_UP["cause"], judge_id=judge.id)
    persons = tuple(_person(role, words[role], place, now) for place, role in enumerate(("plaintiff", "defendant")))
    filed = register_files(court, [CaseFile(draft, persons)], by, now)[0]
    if isinstance(filed, Refused):
        raise filed
    return filed


def _person(role: str, name: str, place: int, now: datetime) -> PersonFile:
    addresses = (
        AddressDraft("mobile", MOBILES[place], "confirmed"),
        AddressDraft("postal", MADE_UP["pages"]["home"], "provided"),
    )
    consent = ConsentDraft("express", now - timedelta(days=1), ("first_instance",), proof=MADE_UP["proof"])
    return PersonFile(PartyDraft(role, name, resident_id(80_000 + place)), addresses, (consent,))


@dataclass(frozen=True)
class _Scene:
    envelope: Envelope
    by: str
    now: datetime

    @property
    def words(self) -> dict[str, Any]:
        words: dict[str, Any] = MADE_UP["pages"]
        return words


def do_everything(envelope: Envelope, now: datetime) -> None:
    """What may happen after the message arrived: reading, objection, visit, call, look-up, helper, signed form …"""
    court = envelope.case.court
    clerk = User.objects.get(court=court, username="chen")
    scene = _Scene(envelope, f"staff:{clerk.id}", now)
    _recipient(scene)
    _by_hand(scene)
    _about_plaintiff(scene)
    _about_staff(court, clerk, now)


def _recipient(scene: _Scene) -> None:
    service = scene.envelope.services.select_related("envelope__case__court", "envelope__party", "paper").first()
    assert service is not None  # noqa: S101 - three papers were ordered
    raise_objection(service, "system_error", scene.words["objection"], None, scene.now)
    ask_for(scene.envelope, "paper", "", scene.now)


def _by_hand(scene: _Scene) -> None:
    services = tuple(scene.envelope.services.values_list("id", flat=True))
    step = StepDraft("signed", scene.now, by="stranger", words=scene.words["neighbour"], scan=paper())
    record_deed(scene.envelope, DeedDraft("direct", services, step), scene.by, scene.now)


def _about_plaintiff(scene: _Scene) -> None:
    plaintiff = scene.envelope.case.parties.get(role="plaintiff")
    by, now, words = scene.by, scene.now, scene.words
    record_call(plaintiff, CallDraft(now, "unreachable"), by, now)
    record_refusal(plaintiff, now, "counter", by, now)
    note(plaintiff, CircumstanceDraft("in_custody", now, words=words["prison"]), by, now)
    keep_scanned(plaintiff, FormDraft(now, numbers=(("wechat", "songda"),)), paper(), by, now)
    told = (words["helper"], resident_id(81_000), "child", "counter", "card", ("see",))
    give_mandate(plaintiff, MandateDraft(*told, now + timedelta(days=30)), by, now)
    until = now + timedelta(days=7)
    request_lookup(plaintiff, LookupDraft("service", "unreachable", words["why"], until), by, now)


def _about_staff(court: Court, clerk: User, now: datetime) -> None:
    other = User.objects.get(court=court, username="sun")
    away = SubstitutionDraft(other, clerk, now - timedelta(hours=1), now + timedelta(days=7))
    note_substitution(away, "engine", now)
    raised = NewAlarm(AlarmKind.OFF_HOURS, "off_hours", now.date(), court.id, f"staff:{clerk.id}", count=1)
    raise_alarms([raised], now)
