"""What allauth and Django say when staff sign in: named here, so that the house's own Chinese is heard."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

SIGNING_IN = (
    _("Successfully signed in as %(name)s."),
    _("You have signed out."),
    _("This account is currently inactive."),
    _("The username and/or password you specified are not correct."),
    _("Too many failed login attempts. Try again later."),
    _("Be patient, you are sending too many requests."),
    _("Incorrect code."),
    _("Incorrect password."),
    _("Code"),
    _("Authenticator code"),
    _("Use your password"),
    _("Use authenticator app or code"),
    _("Use a security key"),
)
FACTORS = (
    _("Authenticator app activated."),
    _("Authenticator app deactivated."),
    _("Security key added."),
    _("Security key removed."),
    _("A new set of recovery codes has been generated."),
    _("Master key"),
    _("Backup key"),
    _("Key nr. {number}"),
)
PASSWORDS = (
    _("Password successfully changed."),
    _("Please type your current password."),
    _("You must type the same password each time."),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("This password is too common."),
    _("The password is too similar to the %(verbose_name)s."),
    _("Your password can’t be a commonly used password."),
    _("Your password can’t be too similar to your other personal information."),
)
LENGTHS = (
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
)
