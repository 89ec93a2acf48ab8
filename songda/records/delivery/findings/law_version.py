"""Which law the court's findings rest on: the jurisdiction, and the version of its rules that this program has."""

from django.conf import settings

from songda.core.law import profile_of

JURISDICTION = "cn"


def other_laws() -> tuple[str, ...]:
    """Whose rules the pages of rules show beside those on which the court's findings rest."""
    return tuple(settings.OTHER_RULES)


def law_version() -> str:
    """The version that every answer given now rests on."""
    return profile_of(JURISDICTION).version
