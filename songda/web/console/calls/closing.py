"""A call is closed with its recording: what was uploaded is kept first, and both or neither."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from songda.records.delivery.calls.actions import record_call
from songda.records.delivery.calls.models import Call
from songda.records.delivery.calls.sound import MINUTE_MS, call_of
from songda.records.delivery.calls.texts import repeat_call
from songda.records.delivery.personal_proofs.actions import agree_question
from songda.records.delivery.telephone.models import Dial
from songda.records.delivery.telephone.recordings import RecordingDraft, keep_recording, take_back
from songda.records.matter.parties.drafts import CallDraft
from songda.records.matter.parties.models import Party
from songda.web.console.calls.forms import CallForm


@transaction.atomic
def close_call(party: Party, form: CallForm, by: str, now: datetime) -> Call:
    """Keep the recording that was chosen, and record what came of the call."""
    draft, chosen = form.draft(), form.cleaned_data["recording"]
    if chosen is None or chosen is False:
        return _recorded(party, form, draft, by, now)
    kept = keep_recording(RecordingDraft(party, chosen.chunks()), by, now)
    try:
        return _recorded(party, form, draft.with_recording(kept.id), by, now)
    except BaseException:
        take_back(kept)
        raise


def _recorded(party: Party, form: CallForm, draft: CallDraft, by: str, now: datetime) -> Call:
    call = record_call(party, draft, by, now)
    if form.cleaned_data.get("question"):
        agree_question(party, form.cleaned_data["question"], form.cleaned_data["answer"], by, now)
    if form.cleaned_data["text_after"]:
        repeat_call(call, draft.again_at, by, now)
    return call


def dial_to_tell(party: Party, asked: str) -> Dial | None:
    """The dial whose outcome is told; None where none is named, or it was told already."""
    try:
        dial_id = UUID(asked)
    except ValueError:
        return None
    dial = party.dials.select_related("recording").filter(id=dial_id, kind="talk").first()
    return dial if dial is None or call_of(dial) is None else None


def facts_of(dial: Dial) -> dict[str, object]:
    """What the telephone system knows, so that nobody types it."""
    began = timezone.localtime(dial.answered_at or dial.asked_at)
    return {"address": str(dial.address_id), "at": began}


def minutes_of_line(dial: Dial | None) -> int | None:
    """How long the line says that it took, a begun minute counted."""
    return None if dial is None else -(-dial.talk_ms // MINUTE_MS)
