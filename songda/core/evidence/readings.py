"""Which events tell that somebody read personal data, and through which door they came to it.

An auditor looks for them by person, reader, case, door and day.
"""

from enum import StrEnum

READINGS = (
    "page.shown",
    "search.made",
    "case_list.shown",
    "particulars.shown",
    "number.uncovered",
    "recording.played",
    "file.taken",
    "bundle.exported",
    "readings.shown",
)


class Door(StrEnum):
    """Where it was read: a room of the console, a copy for the person, or the interface for other systems."""

    TODAY = "today"
    CASES = "cases"
    PARTIES = "parties"
    CIRCUMSTANCES = "circumstances"
    PAPERS = "papers"
    SERVING = "serving"
    DEEDS = "deeds"
    LETTERS = "letters"
    RETURNS = "returns"
    FIELD = "field"
    ENTRUSTED = "entrusted"
    COUNTER = "counter"
    MANDATES = "mandates"
    NOTICES = "notices"
    CALLS = "calls"
    TELEPHONE = "telephone"
    LOOKUPS = "lookups"
    JUDGE = "judge"
    CERTIFICATES = "certificates"
    COURT = "court"
    FIGURES = "figures"
    OUTREACH = "outreach"
    COPY = "copy"  # handed to the person themselves
    API = "api"


def door_of(actor: str, room: Door) -> Door:
    """The door through which this actor (`staff:<uuid>`, `client:<uuid>`) came: a system has only one."""
    return Door.API if actor.startswith("client:") else room
