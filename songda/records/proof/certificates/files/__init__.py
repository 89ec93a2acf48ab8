"""What else stands in the files of a case, and what a court notes of itself: no certificate rests on it."""

from songda.records.proof.certificates.compared import ORDER, WAY_RULE
from songda.records.proof.certificates.files.by_people import ENTRUSTMENT, ROUND, STOP, VISIT, VISIT_PHOTO
from songda.records.proof.certificates.files.notices import MALFUNCTION, OF_NOTICES, RAN_MEANWHILE
from songda.records.proof.certificates.files.post import (
    BATCH,
    CAME_BACK,
    CARRIAGE,
    CARRIER_REPORT,
    LETTER,
    NUMBER_RANGE,
    PRINT_ROOM,
)
from songda.records.proof.certificates.files.work import (
    ALARM,
    ANSWER,
    CAMPAIGN,
    DIAL,
    INCIDENT,
    INQUIRY,
    LOOKUP,
    PHOTO,
    PROPOSAL,
    RECORDING,
    SIGNED_FORM,
    TASK,
    UNCOVERING,
)

OF_FILES = (
    *(ORDER, TASK, LOOKUP, INQUIRY, UNCOVERING, DIAL, RECORDING, SIGNED_FORM, *OF_NOTICES, RAN_MEANWHILE),
    *(STOP, VISIT, VISIT_PHOTO, ENTRUSTMENT, LETTER),
    *(CARRIER_REPORT, CARRIAGE, CAME_BACK),
)
"""Of cases; by which rows of each: see contradictions."""
OF_THE_HOUSE = (
    MALFUNCTION,
    WAY_RULE,
    PROPOSAL,
    INCIDENT,
    CAMPAIGN,
    PHOTO,
    ROUND,
    BATCH,
    NUMBER_RANGE,
    PRINT_ROOM,
    ANSWER,
    ALARM,
)
"""Of a court and its installation."""
