"""Who read whose personal data, when, where: for the auditor, as a list; that they looked is on record too."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from songda.clock import now
from songda.core.access import Act
from songda.core.language import COURT_LANGUAGE
from songda.records.court.staff.auditing import note_look
from songda.records.court.staff.models import Court
from songda.records.court.staff.queries import clients_of, everybody_of
from songda.records.overview.boards.readings import Wanted, all_readings, readings_of, sought
from songda.web.console.court.readings_file import readings_file
from songda.web.console.shared.forms import Words
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.words import READING, READING_DOOR


@behind(Act.SEE_READINGS, GET_AND_POST)
def readings(request: StaffRequest) -> HttpResponseBase:
    """The list, or all of it as a file. What is looked for is posted, because it may name a person."""
    form = ReadingsForm(request.POST or None, court=request.court)
    wanted, is_file = form.wanted(), "file" in request.POST
    note_look(request.court, actor(request), now(), dict(form.said()), is_file=is_file)
    found = sought(request.court, wanted)
    if is_file and not form.errors:
        rows = all_readings(request.court, wanted, found)
        return readings_file(rows, request.court, get_language() or COURT_LANGUAGE, is_cut=found.is_cut)
    kept = {**form.said(), "search": "posted"} if form.is_bound else {"search": "posted"}
    context = {
        "desk": "readings",
        "form": form,
        "found": readings_of(request.court, wanted, found, request.POST.get("page", "")),
        "is_cut": found.is_cut,
        "kept": kept,
    }
    return render(request, "console/court/readings.html", context)


ALL = ("", pgettext_lazy("readings", "All"))


class ReadingsForm(forms.Form):
    """Who looked, at whom, in which case, where, when."""

    person = Words(
        label=_("Whose data"),
        required=False,
        max_length=120,
        help_text=_("Whole name, identity number or telephone number"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reader = forms.ChoiceField(label=_("Who looked"), required=False)
    kind = forms.ChoiceField(label=_("What they did"), required=False, choices=[ALL, *READING.items()])
    door = forms.ChoiceField(label=_("Where"), required=False, choices=[ALL, *READING_DOOR.items()])
    case = Words(label=_("Case number"), required=False, max_length=80)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, court: Court, **options: Any) -> None:
        super().__init__(*args, **options)
        staff = [(f"staff:{user.id}", str(user)) for user in everybody_of(court)]
        systems = [(f"client:{client.id}", client.name) for client in clients_of(court)]
        self.fields["reader"].choices = [ALL, *staff, *systems]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days are in their order."""
        typed = super().clean() or {}
        since, until = typed.get("since"), typed.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first one."))
        return typed

    def wanted(self) -> Wanted:
        """What to look for; what was typed wrongly is left out and marked on the page."""
        self.full_clean()
        typed: Mapping[str, Any] = getattr(self, "cleaned_data", {})
        return Wanted(**{name: typed[name] for name in self.fields if typed.get(name)})

    def said(self) -> Mapping[str, str]:
        """The same as it was typed, to be kept from page to page and put on record."""
        return {name: str(self.data[name]) for name in self.fields if self.data.get(name)}
