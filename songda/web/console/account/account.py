"""The visitor's own account: who they are, what their office may do, how their sign-in is protected."""

from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.shortcuts import render

from songda.core.access import Act, may
from songda.web.console.shared.gate import StaffRequest, behind


@behind(None)
def account(request: StaffRequest) -> HttpResponse:
    """Name, office and the second factors that are set up."""
    own = Authenticator.objects.filter(user=request.user).values_list("type", flat=True)
    context = {"desk": "account", "factors": set(own), "acts": [act for act in Act if may(request.user.role, act)]}
    return render(request, "console/account/account.html", context)
