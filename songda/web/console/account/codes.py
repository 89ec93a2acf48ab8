"""The printed sheet of one-time codes: made here, shown once, each code good once."""

from django.http import HttpResponse
from django.shortcuts import render

from songda.clock import now
from songda.records.court.staff.entry_codes import codes_left, make_codes
from songda.records.court.staff.sessions import end_sessions
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, behind
from songda.web.console.shared.stepping_up import Door, step_up


@behind(None, GET_AND_POST)
def codes(request: StaffRequest) -> HttpResponse:
    """How many are left, and a new sheet for whoever asks for one and proves that it is they."""
    if first := step_up(request, Door.OWN_FACTORS):
        return first
    if request.method == "POST":
        sheet = make_codes(request.user, now())
        end_sessions(request.user, but=request.session.session_key)
        return render(request, "console/account/codes_once.html", {"desk": "account", "codes": sheet}, status=201)
    return render(request, "console/account/codes.html", {"desk": "account", "left": codes_left(request.user)})
