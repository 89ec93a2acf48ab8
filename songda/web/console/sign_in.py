"""How staff sign in: accounts are given by the court, nobody can make one for himself, and every entry is on record."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from songda.clock import now
from songda.core.access import Act, may
from songda.records.staff.models import User
from songda.records.staff.presence import note_refused, note_sign_in, note_sign_out


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's ways in, without public sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth passes it
        """Never: an administrator of the court makes the accounts."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the desk of today; those whose office sees no cases begin at their account."""
        sees_cases = may(getattr(request.user, "role", ""), Act.SEE_CASES)
        return reverse("console:today" if sees_cases else "console:account")

    def login(self, request: HttpRequest, user: User) -> None:
        """Let the member of staff in, once every factor was shown."""
        super().login(request, user)
        note_sign_in(user, now())

    def logout(self, request: HttpRequest) -> None:
        """Close the session."""
        if isinstance(request.user, User):
            note_sign_out(request.user, now())
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        """A wrong password."""
        super().authentication_failed(request, **credentials)
        note_refused(credentials.get("username", ""), now())
