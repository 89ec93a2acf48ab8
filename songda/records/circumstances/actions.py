"""What is noted of people and cases: who is missing, in custody, gives no address; which ways lead nowhere."""

from songda.records.circumstances.drafts import MissingDraft, RuledOutDraft, StatusPeriodDraft, WithheldDraft
from songda.records.circumstances.jurisdiction import (
    note_dismissal,
    note_jurisdiction_objection,
    strike_jurisdiction_objection,
)
from songda.records.circumstances.missing import note_found, note_missing
from songda.records.circumstances.procuratorate import note_procuratorate, strike_procuratorate
from songda.records.circumstances.status_periods import end_status_period, note_status_period, strike_status_period
from songda.records.circumstances.ways import rule_out, strike_ruled_out
from songda.records.circumstances.withheld import note_address_given, note_withheld, strike_withheld

__all__ = [
    "MissingDraft",
    "RuledOutDraft",
    "StatusPeriodDraft",
    "WithheldDraft",
    "end_status_period",
    "note_address_given",
    "note_dismissal",
    "note_found",
    "note_jurisdiction_objection",
    "note_missing",
    "note_procuratorate",
    "note_status_period",
    "note_withheld",
    "rule_out",
    "strike_jurisdiction_objection",
    "strike_procuratorate",
    "strike_ruled_out",
    "strike_status_period",
    "strike_withheld",
]
