"""A party is noted as withholding their address, as having given it, or the note is struck as a mistake."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.circumstances.actions import note_address_given, note_withheld, strike_withheld
from songda.records.parties.models import Party
from songda.web.console.parties.withheld_forms import GivenForm, WithheldForm
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import FORM, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.pages import Question, Text, ask
from songda.web.console.shared.reasons import EndForm


@behind(Act.EDIT_PARTIES, FORM)
def withholds(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Note that the party gives no address though told what follows, or evades."""
    found = the_party(request, party_id)
    form = WithheldForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: note_withheld(found, form.draft(), actor(request), now())):
        messages.success(request, _("Noted. Enter the places on file, the best one first."))
        return redirect(_home(found))
    intro = _("Then a place on file stands for the address: what comes back from there is presumed served.")
    return ask(request, form, _question(found, _("Note that no address is given"), _("Record"), intro))


@behind(Act.EDIT_PARTIES, FORM)
def given(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Note that the party gave one after all."""
    found = the_party(request, party_id)
    form = GivenForm(request.POST or None, initial={"at": timezone.localtime(now())})
    if form.is_valid() and succeeds(form, lambda: note_address_given(found, form.moment, actor(request), now())):
        messages.success(request, _("Noted. What was served until then stands."))
        return redirect(_home(found))
    title = _("An address was given")
    return ask(request, form, _question(found, title, title, _("Enter the new address as well.")))


@behind(Act.EDIT_PARTIES, FORM)
def struck(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Take back what was noted by mistake."""
    found = the_party(request, party_id)
    form = EndForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: strike_withheld(found, form.why(), actor(request), now())):
        messages.success(request, _("The entry is struck; it stays on record as a mistake."))
        return redirect(_home(found))
    title = _("Strike as mistaken")
    intro = _("Only where it was noted by mistake. Everything is decided as if it had not been noted.")
    return ask(request, form, _question(found, title, title, intro))


def _question(party: Party, title: Text, submit: Text, intro: Text) -> Question:
    return Question(title, submit, _home(party), party.case, intro, context={"party": party})


def _home(party: Party) -> str:
    return reverse("console:party", args=[party.id])
