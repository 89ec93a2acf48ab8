"""What somebody says in a call that they need or wish is noted as anywhere else; paper only is noted for all cases."""

from datetime import datetime

from django.db.models import QuerySet

from songda.core.circumstances import Kind
from songda.core.language import COURT_LANGUAGE
from songda.core.refusal import WrongField
from songda.core.words import say
from songda.records.delivery.calls.models import Call
from songda.records.delivery.calls.outcomes import OUTCOMES
from songda.records.delivery.tasks.off_line import mark_offline, withdraw_own_wish
from songda.records.matter.cases.reason import Reason
from songda.records.matter.circumstances.actions import CircumstanceDraft, note, strike
from songda.records.matter.circumstances.care import said_of_each
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties.drafts import CallDraft
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.roles import OWN_WISH


def check_wishes(draft: CallDraft) -> None:
    """Only they themselves say what they wish; raises WrongField."""
    if draft.wishes and not OUTCOMES[draft.outcome].is_reached:
        raise WrongField("wishes", "wish_of_another")


def keep_wishes(call: Call, by: str, now: datetime) -> None:
    """Note what they wish and did not say before; where they want paper only, nothing is sent electronically."""
    known = {need.value for need, _ in said_of_each([call.party_id]).get(call.party_id, ())}
    words = say("care.said_in_call", COURT_LANGUAGE)
    for need in call.wishes:
        if need not in known:
            note(call.party, CircumstanceDraft(Kind.CARE, call.at, basis=need, words=words), by, now)
    if call.outcome == "wants_paper" and call.party.offline_since is None:
        mark_offline(call.party, OWN_WISH, by, now)


def drop_wishes(call: Call, why: Reason, by: str, now: datetime) -> None:
    """The call was never made: neither was what they wished in it said."""
    for entry in _noted_in(call):
        strike(entry, why, by, now)
    party = Party.objects.get(id=call.party_id)
    if call.outcome == "wants_paper" and party.offline_since == call.recorded_at:
        withdraw_own_wish(call.party, by, now)


def take_back_paper_only(party: Party, by: str, now: datetime) -> None:
    """Whoever agrees to electronic service no longer wants paper only."""
    if party.offline_since is not None and party.offline_reason == OWN_WISH:
        withdraw_own_wish(party, by, now)


def _noted_in(call: Call) -> QuerySet[Circumstance]:
    same = Circumstance.objects.filter(party=call.party_id, kind=Kind.CARE, basis__in=call.wishes, struck_at=None)
    return same.filter(since=call.at, recorded_at=call.recorded_at).select_related("party__case__court")
