"""Which law the court's findings rest on: the jurisdiction, and the version of its rules that this program has."""

from songda.core.law import profile_of

JURISDICTION = "cn"


def law_version() -> str:
    """The version that every answer given now rests on."""
    return profile_of(JURISDICTION).version
