"""What may hold of a person or of a case for a time: the closed list of kinds, and what each may rest on."""

from collections.abc import Mapping
from enum import StrEnum

from songda.core.delivery.deeds import RULED_OUT
from songda.core.law.facts import Withholding


class Kind(StrEnum):
    """The kinds of circumstances."""

    IN_CUSTODY = "in_custody"
    SOLDIER = "soldier"
    MISSING = "missing"
    ADDRESS_WITHHELD = "address_withheld"
    WAYS_RULED_OUT = "ways_ruled_out"
    JURISDICTION_CONTESTED = "jurisdiction_contested"
    PROCURATORATE = "procuratorate"  # takes part; ends when it agrees to proceedings on line


OF_A_CASE = (Kind.JURISDICTION_CONTESTED, Kind.PROCURATORATE)
OF_A_PARTY = tuple(kind for kind in Kind if kind not in OF_A_CASE)
STATUSES = (Kind.IN_CUSTODY, Kind.SOLDIER)
MISSING_SOURCES = ("police", "committee", "relatives", "employer", "inquiry", "judgment")
# Who says so, how, or why; the other kinds rest on nothing that is asked in words of a list.
BASES: Mapping[Kind, tuple[str, ...]] = {
    Kind.MISSING: MISSING_SOURCES,
    Kind.ADDRESS_WITHHELD: tuple(how.value for how in Withholding),
    Kind.WAYS_RULED_OUT: RULED_OUT,
}
