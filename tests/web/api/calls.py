"""Calls that were made at the desk, of which other systems read what came of them."""

from songda.records.matter.parties.models import Party
from songda.records.service.calls.models import Call
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make


def call_to(party: Party, outcome: str = "unreachable") -> Call:
    """A call to a party; one that agrees was told everything, at a number of theirs that the court had only found."""
    by = f"staff:{make.user().id}"
    if outcome == "unreachable":
        return record_call(party, CallDraft(make.NOW, outcome), by, make.NOW)
    told = ("scope", "effect", "change_of_address")
    number = make.address(party, "found").id
    draft = CallDraft(make.NOW, outcome, number, told=told, is_matched=True, no_recording="no_recorder")
    return record_call(party, draft, by, make.NOW)
