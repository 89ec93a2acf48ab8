"""Who read whose personal data, when, where: for the auditor, as a list; that they looked is on record too."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from songda.clock import now
from songda.core.access import Act
from songda.core.language import COURT_LANGUAGE
from songda.records.boards.readings import all_readings, readings_of, sought
from songda.records.staff.auditing import note_look
from songda.web.console.court.readings_file import readings_file
from songda.web.console.court.readings_form import ReadingsForm
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind


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
