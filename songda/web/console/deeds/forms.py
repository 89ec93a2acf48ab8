"""Service by people: the papers, the address, and what came of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.core.delivery.deeds import MANNERS, TAKEN_OR_REFUSED, WAYS
from songda.core.identifiers.postal import as_written
from songda.records.delivery.deeds.actions import NEEDS_PLACE, DeedDraft, StepDraft
from songda.records.delivery.orders.models import Service
from songda.records.matter.parties.models import Address
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, TickChoices, Words, with_limit
from songda.web.console.shared.words import Table


class ExpectedChoice(forms.ChoiceField):
    """Needed for some of what may have happened: its help says when, so it is not called optional."""

    note = "expected"


class StepForm(forms.Form):
    """What happened on this way, when, and who signed."""

    kind = forms.ChoiceField(label=_("What happened"), widget=RadioChoices)
    at = Moment(label=_("When"))
    by = ExpectedChoice(
        label=_("Who signed, or refused"),
        required=False,
        help_text=_("Needed where it was signed; may stay untold else."),
    )
    how = forms.ChoiceField(label=_("How it was left"), required=False)
    cause = forms.ChoiceField(label=_("Why it came back"), required=False)
    where = forms.ChoiceField(label=_("Where it was published"), required=False)
    words = Words(label=_("Details"), max_length=400, required=False)
    scan = forms.FileField(
        label=_("Scanned return of service"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        help_text=with_limit(
            _("PDF, at most {megabytes} MB. It is kept sealed, and its hash goes into the evidence log.")
        ),
    )

    def __init__(self, *args: Any, way: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.way = way
        outcomes = WAYS[way].outcomes
        fitting = {outcome: words.DEED_OUTCOME[outcome] for outcome in outcomes}
        self.fields["kind"].choices = words.choices(fitting)  # type: ignore[attr-defined]
        self.fields["words"].help_text = words.word(way, "deed_hint")
        self.fields["words"].required = outcomes == ("published",)  # a notice is told with its medium
        if len(outcomes) == 1:
            self.fields["kind"].initial = outcomes[0]
        if set(outcomes) & set(TAKEN_OR_REFUSED):
            signers = [("", _("Nobody, or not told")), *words.choices(words.SIGNER)]
            self.fields["by"].choices = signers  # type: ignore[attr-defined]
        else:
            del self.fields["by"]
        self._ask_manner("left", "how", words.LEAVING)
        self._ask_manner("returned", "cause", words.RETURN_CAUSE)
        self._ask_manner("published", "where", words.POSTING)

    def _ask_manner(self, outcome: str, name: str, table: Table) -> None:
        """What the law's answer turns on, where this may come of the way; nobody has to know it."""
        if outcome in WAYS[self.way].outcomes:
            known = [("", _("Not told")), *words.choices({word: table[word] for word in MANNERS[outcome]})]
            self.fields[name].choices = known  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def leaves_open_how(self) -> bool:
        """Whether a paper was left and nothing tells how, which leaves the answer to the judge."""
        return self.cleaned_data["kind"] == "left" and not self.cleaned_data.get("how")

    def leaves_open_where(self) -> bool:
        """Whether something went out or came back, and no address is chosen."""
        return (
            self.cleaned_data["kind"] in NEEDS_PLACE and "address" in self.fields and not self.cleaned_data["address"]
        )

    def step(self) -> StepDraft:
        """What is to be put on record."""
        typed = self.cleaned_data
        scan = typed["scan"].read() if typed["scan"] else None
        manner = typed.get({"left": "how", "returned": "cause", "published": "where"}.get(typed["kind"], ""), "")
        return StepDraft(typed["kind"], typed["at"], typed.get("by", ""), typed["words"], scan, manner)


class DeedForm(StepForm):
    """A try by people from its beginning."""

    papers = forms.TypedMultipleChoiceField(label=_("Papers"), coerce=UUID, widget=TickChoices)
    address = forms.TypedChoiceField(label=_("Address"), coerce=UUID, empty_value=None, required=False)
    field_order = ["papers", "address", "kind", "at", "by", "how", "cause", "where", "words", "scan"]

    def __init__(self, *args: Any, services: list[Service], places: list[Address], **options: Any) -> None:
        super().__init__(*args, **options)
        carried = [(str(service.id), service.paper.title) for service in services]
        self.fields["papers"].choices = carried  # type: ignore[attr-defined]
        self.fields["papers"].initial = [service_id for service_id, _title in carried]
        known = [(str(place.id), _named(place)) for place in places]
        self.fields["address"].choices = [("", _("None on file")), *known]  # type: ignore[attr-defined]
        if self.way == "public_notice":
            del self.fields["address"]

    def draft(self) -> DeedDraft:
        """The try with its first step."""
        typed = self.cleaned_data
        return DeedDraft(self.way, tuple(typed["papers"]), self.step(), typed.get("address"))


def _named(place: Address) -> str:
    """The place, and from what on file it was taken where the party did not give it."""
    written = as_written(place.value, words.language())
    return f"{written} · {words.word(place.source, 'source')}" if place.source else written
