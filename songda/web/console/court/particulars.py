"""The court's own name, telephone and address, as messages, pages and letters give them from now on."""

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.core.access import Act
from songda.core.warnings import COURT_LINE
from songda.records.court.staff.models import Court
from songda.records.court.staff.particulars import (
    LONGEST_NAME,
    LONGEST_NAME_EN,
    LONGEST_PHONE,
    LONGEST_STREET,
    Particulars,
    check_correction,
    mark_of,
    particulars_of,
    read_particulars,
)
from songda.records.service.tasks.approving import to_correct_court
from songda.web.console.court.proposals import back_to_court, propose_from_form
from songda.web.console.shared.forms import Words, carry_out, is_sure, succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, behind
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.stepping_up import Door, step_up


class ParticularsForm(forms.Form):
    """What recipients read of the court."""

    name = Words(label=_lazy("Name of the court"), max_length=LONGEST_NAME)
    name_en = Words(
        label=_lazy("Name in English"),
        max_length=LONGEST_NAME_EN,
        required=False,
        help_text=_lazy("For pages that are read in another language. Without one the Chinese name stands there."),
    )
    phone = Words(
        label=_lazy("Telephone in messages"),
        max_length=LONGEST_PHONE,
        help_text=_lazy("Whoever doubts a message calls it. It should be answered by somebody of this court."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    street = Words(label=_lazy("Address of the court"), max_length=LONGEST_STREET, required=False)
    seen = Words(widget=forms.HiddenInput, max_length=64)

    def typed(self) -> Particulars:
        return Particulars(**{name: self.cleaned_data[name] for name in ("name", "name_en", "phone", "street")})


@behind(Act.RUN_COURT, GET_AND_POST)
def correct(request: StaffRequest) -> HttpResponse:
    """The form with what stands now; whoever sends it shows once more who they are."""
    if first := step_up(request, Door.COURT):
        return first
    stands = particulars_of(request.court)
    form = ParticularsForm(request.POST or None, initial={**vars(stands), "seen": mark_of(stands)})
    read = carry_out(form, lambda: read_particulars(form.typed())) if form.is_valid() else None
    if read and is_sure(form, _doubts(request.court, read)) and (done := _propose(request, form, read)):
        return done
    question = Question(
        _("Name, telephone and address"),
        _("Ask for it"),
        reverse("console:court"),
        intro=_(
            "They stand in every message, page and letter once a second person who runs the court has approved them. "
            "What was sent, signed or printed before stays as it was, and the change goes on record."
        ),
        template="console/court/court_form.html",
        context={"desk": "court"},
    )
    return ask(request, form, question)


def _propose(request: StaffRequest, form: ParticularsForm, wanted: Particulars) -> HttpResponse | None:
    """Ask for it; back to the court's page where all stands so already, None where other ones stand than were seen."""
    seen = form.cleaned_data["seen"]
    if wanted == particulars_of(request.court):
        return back_to_court(request, "")
    if not succeeds(form, lambda: check_correction(request.court, wanted, seen)):
        return None
    return propose_from_form(request, to_correct_court(wanted, seen), form)


def _doubts(court: Court, typed: Particulars) -> list[str]:
    """What a change of it leads to that is easily forgotten, and the line that is nobody's own."""
    doubts = []
    if typed.name != court.name:
        doubts.append(_("Operators know the court by the name at the head of a text: register the new one there."))
    if typed.phone == COURT_LINE:
        doubts.append(_("%(phone)s is the line of every court in the country, not this court's own.") % vars(typed))
    return doubts
