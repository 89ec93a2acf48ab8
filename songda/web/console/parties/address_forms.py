"""Address confirmation forms of a party: printed to be signed, entered when signed, taken again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.delivery.address_forms.actions import blank_form, form_to_sign, keep_scanned
from songda.records.delivery.address_forms.queries import form_of
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.showing import note_file
from songda.web.console.parties.signed_form import ScannedForm
from songda.web.console.shared import words
from songda.web.console.shared.doubts import before_the_case, is_sure
from songda.web.console.shared.files import attachment
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404, the_party
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.people import as_choices

PDF = "application/pdf"


@behind(Act.TAKE_FILES)
def print_form(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """The form filled in from the record, to be signed by hand; that it was taken goes on record."""
    party = the_party(request, party_id)
    moment = now()
    note_file(party.case, "address_form", party.id, actor(request), moment)
    return attachment(form_to_sign(party, moment), _file_name(party), PDF)


@behind(Act.TAKE_FILES)
def blank(request: StaffRequest) -> HttpResponse:
    """The form with nothing filled in but the court."""
    return attachment(blank_form(request.court, now()), f"{words.word('blank', 'form_file')}.pdf", PDF)


@behind(Act.TAKE_FILES)
def signed_file(request: StaffRequest, form_id: UUID) -> HttpResponse:
    """The form as it was signed; that it was taken goes on record."""
    form = lookup_or_404(lambda: form_of(request.court, form_id))
    try:
        body = form.read()
    except FileNotFoundError as absent:
        raise Http404 from absent
    note_file(form.party.case, "address_form", form.id, actor(request), now())
    return attachment(body, _file_name(form.party), PDF)


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def enter(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Keep the scan of a form that was signed on paper; what it says comes on record with it."""
    party = the_party(request, party_id)
    home = reverse("console:party", args=[party.id])
    form = ScannedForm(request.POST or None, request.FILES or None, signers=_signers(party))
    if form.is_valid() and is_sure(form, before_the_case(party.case, form.cleaned_data["signed_at"])):
        scan = form.cleaned_data["file"].read()
        if succeeds(form, lambda: keep_scanned(party, form.draft(), scan, actor(request), now())):
            messages.success(request, _("The form is kept; the addresses and the answer in it are on record."))
            return redirect(home)
    question = Question(
        _("Enter a signed address form"),
        _("Keep"),
        home,
        party.case,
        intro=_("Type what stands in the form, not what you know from elsewhere."),
        template="console/parties/signed_form.html",
        context={"party": party},
    )
    return ask(request, form, question)


def _signers(party: Party) -> list[tuple[str, str]]:
    return as_choices(list(party.representatives.filter(removed_at=None).order_by("recorded_at", "id")))


def _file_name(party: Party) -> str:
    """What the paper is called and its case, without anybody's name."""
    return f"{words.word('to_sign', 'form_file')} {party.case.number}.pdf"
