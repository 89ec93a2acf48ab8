"""What the court's pages end with: a secret that is shown once, or a word about what was done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from songda.records.court.staff.models import User
from songda.web.console.shared.gate import StaffRequest


def shown_once(request: StaffRequest, what: str, secret: str, whose: str, *, is_password: bool = True) -> HttpResponse:
    """The page that shows a password or token; it is kept nowhere and cannot be shown again."""
    context = {"desk": "court", "what": what, "secret": secret, "whose": whose, "is_password": is_password}
    return render(request, "console/court/shown_once.html", context, status=201)


def account_of(user: User) -> str:
    """Whose account it is, with the name that is typed to sign in."""
    return _("%(name)s · user name %(username)s") % {"name": user.display_name, "username": user.username}


def said(request: StaffRequest, word: str) -> HttpResponse:
    """Back to the court's page, with a word about what was done, where there is one."""
    if word:
        messages.success(request, word)
    return redirect("console:court")
