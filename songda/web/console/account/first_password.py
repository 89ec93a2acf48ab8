"""Whoever still has a given password chooses their own before anything else: another person knows the given one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

Answer = Callable[[HttpRequest], HttpResponse]
ACCOUNT_PAGES = "/accounts/"  # the console's own pages are closed by its gate
_OPEN = ("account_change_password", "account_login", "account_logout")


def own_password_first(answer: Answer) -> Answer:
    """Close the account pages but that of the choice, so that no second factor is set up with a given password.

    A passkey that somebody else set up would still let them in after the password was changed.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        is_closed = request.path.startswith(ACCOUNT_PAGES) and request.path not in map(reverse, _OPEN)
        if is_closed and getattr(request.user, "must_change_password", False):
            return redirect("account_change_password")
        return answer(request)

    return middleware
