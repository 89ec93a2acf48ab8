"""Finds what a page is about, inside the visitor's own court; whatever belongs to another court does not exist."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from songda.records.court.staff.models import ApiClient, Proposal, User
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.cases.queries import case_for
from songda.records.matter.circumstances.entries import entry_of
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Address, Consent, Party, Refusal
from songda.records.overview.boards.queries import objection_of, task_of
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.queries import certificate_of
from songda.records.service.calls.models import Call
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.deeds.queries import deed_of, step_of
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.orders.queries import envelope_of, service_of
from songda.records.service.portal_acts.models import Objection
from songda.records.service.tasks.models import Task
from songda.web.console.shared.gate import StaffRequest

T = TypeVar("T")


def lookup_or_404(find: Callable[[], T]) -> T:
    """What `find` gives; the page "not found" where it raises ObjectDoesNotExist."""
    try:
        return find()
    except ObjectDoesNotExist as absent:
        raise Http404 from absent


def file_or_404(read: Callable[[], bytes]) -> bytes:
    """The file; the page "not found" where there is none: not made yet, or erased."""
    try:
        return read()
    except LookupError:
        raise Http404 from None


def the_case(request: StaffRequest, case_id: UUID) -> Case:
    """A case of the visitor's court."""
    found = lookup_or_404(lambda: case_for(request.court, case_id))
    request.shown.case(found.id)
    return found


def the_party(request: StaffRequest, party_id: UUID) -> Party:
    """A party in a case of the visitor's court, with its case."""
    rows = Party.objects.select_related("case__court", "case__judge", "acts_for")
    found = lookup_or_404(lambda: rows.get(id=party_id, case__court=request.court))
    request.shown.person(found)
    return found


def the_address(request: StaffRequest, address_id: UUID) -> Address:
    """An address of such a party, still in use."""
    rows = Address.objects.select_related("party__case__court").filter(retired_at=None)
    found = lookup_or_404(lambda: rows.get(id=address_id, party__case__court=request.court))
    request.shown.person(found.party)
    return found


def the_circumstance(request: StaffRequest, circumstance_id: UUID) -> Circumstance:
    """A circumstance noted of a party or a case of the visitor's court."""
    found = lookup_or_404(lambda: entry_of(request.court, circumstance_id))
    request.shown.person(found.party, found.case_id)
    return found


def the_consent(request: StaffRequest, consent_id: UUID) -> Consent:
    """A consent of such a party."""
    rows = Consent.objects.select_related("party__case__court", "party__case__judge")
    found = lookup_or_404(lambda: rows.get(id=consent_id, party__case__court=request.court))
    request.shown.person(found.party)
    return found


def the_hearing(request: StaffRequest, hearing_id: UUID) -> Hearing:
    """A hearing in a case of the visitor's court."""
    rows = Hearing.objects.select_related("case__court", "case__judge")
    found = lookup_or_404(lambda: rows.get(id=hearing_id, case__court=request.court))
    request.shown.case(found.case_id)
    return found


def the_paper(request: StaffRequest, paper_id: UUID) -> Paper:
    """A paper in a case of the visitor's court."""
    rows = Paper.objects.select_related("case__court")
    found = lookup_or_404(lambda: rows.get(id=paper_id, case__court=request.court))
    request.shown.case(found.case_id)
    return found


def the_envelope(request: StaffRequest, envelope_id: UUID) -> Envelope:
    """An envelope in a case of the visitor's court."""
    found = lookup_or_404(lambda: envelope_of(request.court, envelope_id))
    request.shown.person(found.party)
    return found


def the_service(request: StaffRequest, service_id: UUID) -> Service:
    """A service in a case of the visitor's court."""
    found = lookup_or_404(lambda: service_of(request.court, service_id))
    request.shown.person(found.envelope.party)
    return found


def the_call(request: StaffRequest, call_id: UUID) -> Call:
    """A call with a party of the visitor's court."""
    rows = Call.objects.select_related("party__case__court", "party__case__judge", "address", "caller")
    found = lookup_or_404(lambda: rows.get(id=call_id, party__case__court=request.court))
    request.shown.person(found.party)
    return found


def the_refusal(request: StaffRequest, refusal_id: UUID) -> Refusal:
    """A refusal by a party of the visitor's court."""
    rows = Refusal.objects.select_related("party__case__court", "party__case__judge")
    found = lookup_or_404(lambda: rows.get(id=refusal_id, party__case__court=request.court))
    request.shown.person(found.party)
    return found


def the_task(request: StaffRequest, task_id: UUID) -> Task:
    """A task of the visitor's court."""
    found = lookup_or_404(lambda: task_of(request.court, task_id))
    request.shown.person(found.about, found.case_id)
    return found


def the_objection(request: StaffRequest, objection_id: UUID) -> Objection:
    """An objection in a case of the visitor's court."""
    found = lookup_or_404(lambda: objection_of(request.court, objection_id))
    request.shown.person(found.envelope.party)
    return found


def the_certificate(request: StaffRequest, certificate_id: UUID) -> Certificate:
    """A certificate of the visitor's court."""
    found = lookup_or_404(lambda: certificate_of(request.court, certificate_id))
    request.shown.person(found.service.envelope.party)
    return found


def the_member(request: StaffRequest, user_id: UUID) -> User:
    """An account of the visitor's court, open or closed."""
    return lookup_or_404(lambda: User.objects.select_related("court").get(id=user_id, court=request.court))


def the_client(request: StaffRequest, client_id: UUID) -> ApiClient:
    """A system that the visitor's court admitted."""
    return lookup_or_404(lambda: ApiClient.objects.get(id=client_id, court=request.court))


def the_proposal(request: StaffRequest, proposal_id: UUID) -> Proposal:
    """Something that waits, or waited, for a second person of the visitor's court."""
    return lookup_or_404(lambda: Proposal.objects.get(id=proposal_id, court=request.court))


def the_deed(request: StaffRequest, deed_id: UUID) -> Deed:
    """A try by people in a case of the visitor's court."""
    found = lookup_or_404(lambda: deed_of(request.court, deed_id))
    request.shown.person(found.envelope.party)
    return found


def the_step(request: StaffRequest, step_id: UUID) -> DeedStep:
    """A step of such a try."""
    found = lookup_or_404(lambda: step_of(request.court, step_id))
    request.shown.person(found.deed.envelope.party)
    return found


def read_id(typed: str) -> UUID | None:
    """The id that a hidden field carried; None for nobody, or for what is none."""
    try:
        return UUID(typed)
    except ValueError:
        return None
