"""What a password may not be beside short, common or like one's name: said again and again, or the old one."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FEWEST_CHARACTERS = 6  # different ones
_PIECE_AGAIN = re.compile(r"(.{1,8})\1+.{0,5}", re.DOTALL)


class NoRepetition:
    """Refuses what is long only by repetition, and the password that is in use."""

    def validate(self, password: str, user: Any = None) -> None:
        """ValidationError where it is refused."""
        if len(set(password.lower())) < FEWEST_CHARACTERS or _PIECE_AGAIN.fullmatch(password.lower()):
            raise ValidationError(_("This password says the same again and again. Take several words instead."))
        if _is_own(user) and user.check_password(password):
            raise ValidationError(_("This is the password that you have now. Choose another one."))

    def get_help_text(self) -> str:
        """What the rule asks for, beside the field."""
        return _("It must not repeat itself, and must not be the one that you have now.")


def _is_own(user: Any) -> bool:
    """Whether somebody has a password that they chose themselves; of a given one their form says more."""
    return user is not None and bool(user.pk) and user.has_usable_password() and not user.must_change_password
