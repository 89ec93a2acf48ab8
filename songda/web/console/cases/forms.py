"""A case and its hearings."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from songda.core.identifiers import IdentifierError, read_case_number
from songda.core.identifiers.china import CASE_NUMBER
from songda.records.court.staff.models import Court
from songda.records.court.staff.queries import judges_of
from songda.records.matter.cases.actions import CaseDraft
from songda.records.matter.cases.corrections import CaseChange
from songda.records.matter.cases.reason import LONGEST_REASON
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, Words
from songda.web.console.shared.reasons import CorrectionReasonForm


class CaseForm(forms.Form):
    """A case as it is registered; the branch is read from the number unless it is chosen."""

    number = Words(
        label=_("Case number"),
        max_length=80,
        help_text=format_lazy(_("As in {example}. Half-width brackets will do."), example=CASE_NUMBER["example"]),
    )
    branch = forms.ChoiceField(
        label=_("Branch"), required=False, choices=[("", _("As the case number says")), *words.choices(words.BRANCH)]
    )
    procedure = forms.ChoiceField(label=_("Procedure"), choices=words.choices(words.PROCEDURE))
    stage = forms.ChoiceField(label=_("Stage"), choices=words.choices(words.STAGE))
    cause = Words(label=_("Cause of action"), max_length=120, required=False)
    judge = forms.TypedChoiceField(label=_("Judge"), coerce=UUID, empty_value=None, required=False)
    is_status_case = forms.ChoiceField(
        label=_("Personal status case (divorce, parentage, guardianship)"),
        required=False,
        choices=[("", _("As the cause of action says")), ("on", _("Yes")), ("no", _("No"))],
        help_text=_("Stricter rules apply to service and to default judgments."),
    )
    status_reason = Words(
        label=_("If it is none though its cause is: why"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=_("For the file; kept sealed."),
    )

    def __init__(self, *args: object, court: Court, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # Django's own shape
        judges = [(str(judge.id), str(judge)) for judge in judges_of(court)]
        self.fields["judge"].choices = [("", _("Not assigned yet")), *judges]  # type: ignore[attr-defined]

    def draft(self) -> CaseDraft:
        """What is to be registered."""
        typed = self.cleaned_data
        return CaseDraft(
            number=typed["number"],
            branch=typed["branch"] or _branch_of(typed["number"]),
            procedure=typed["procedure"],
            stage=typed["stage"],
            is_status_case={"on": True, "no": False}.get(typed["is_status_case"]),
            status_reason=typed.get("status_reason", ""),
            cause=typed["cause"],
            judge_id=typed["judge"],
        )


def _branch_of(number: str) -> str:
    """The branch that the number tells; a wrong number is for the record to refuse."""
    try:
        return read_case_number(number).branch or "civil"
    except IdentifierError:
        return "civil"


class CaseCorrectionForm(CaseForm, CorrectionReasonForm):
    """A case as it stands, to be mended, or to move on from a day."""

    since = Moment(
        label=_("Only since"),
        required=False,
        help_text=_(
            "Leave it empty where the entry was wrong from the beginning: everything is decided anew. Give the moment "
            "where the case moved on (other procedure, next stage): what was ordered before stays as it was."
        ),
    )

    field_order = [*CaseForm.base_fields, "since", "reason", "seen"]

    def __init__(self, *args: object, **options: Any) -> None:
        """Why a tick is taken away is the reason of the correction."""
        super().__init__(*args, **options)
        del self.fields["status_reason"]

    def change(self) -> CaseChange:
        """For the records."""
        return CaseChange(self.draft(), self.cleaned_data["since"])


class HearingForm(forms.Form):
    """When and where the court sits."""

    at = Moment(label=_("Day and time"))
    place = Words(label=_("Place"), max_length=120, help_text=_("As it stands in the summons, e.g. Court room 3."))
