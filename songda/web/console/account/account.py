"""The visitor's own account: who they are, what their office may do, how their sign-in is protected."""

from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.shortcuts import render

from songda.core.access import Act, may
from songda.core.evidence.names import sentence
from songda.records.court.staff.entry_codes import codes_left
from songda.records.court.staff.told import told_of
from songda.web.console.shared.gate import StaffRequest, actor, behind
from songda.web.console.shared.words import language


@behind(None)
def account(request: StaffRequest) -> HttpResponse:
    """Name, office and the second factors that are set up."""
    own = Authenticator.objects.filter(user=request.user).values_list("type", flat=True)
    context = {
        "desk": "account",
        "factors": set(own) or codes_left(request.user),
        "acts": [act for act in Act if may(request.user.role, act)],
        "told": [(event.happened_at, sentence(event.name, language()), event.actor) for event in told_of(request.user)],
        "own": actor(request),
    }
    return render(request, "console/account/account.html", context)
