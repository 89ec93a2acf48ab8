"""Whether whoever spoke showed that it is them: without that no consent, receipt or wish of theirs is recorded."""

from songda.core.refusal import WrongField
from songda.records.calls.outcomes import OUTCOMES
from songda.records.parties.drafts import CallDraft
from songda.records.parties.models import Party


def check_identity(party: Party, draft: CallDraft) -> None:
    """Raises WrongField where the outcome needs an identity and none was shown, or one that cannot have been.

    Where a number is on file, its last characters are said and compared; where none is, something else is asked that
    only they know, and the note says what.
    """
    speaker = speaker_of(party, draft)
    if draft.is_matched and not speaker.number_sealed:
        raise WrongField("is_matched", "no_number_to_match")
    if draft.is_known_otherwise:
        _check_otherwise(speaker, draft)
    if not (draft.is_matched or draft.is_known_otherwise) and _needs_identity(draft):
        field = "is_matched" if speaker.number_sealed else "is_known_otherwise"
        raise WrongField(field, "identity_unmatched" if speaker.number_sealed else "identity_unknown")


def speaker_of(party: Party, draft: CallDraft) -> Party:
    """Whoever was on the telephone: the party, or who agreed for them."""
    if draft.given_by_id is None:
        return party
    return party.representatives.filter(id=draft.given_by_id).first() or party


def _needs_identity(draft: CallDraft) -> bool:
    return OUTCOMES[draft.outcome].needs_identity or bool(draft.received or draft.wishes)


def _check_otherwise(speaker: Party, draft: CallDraft) -> None:
    if speaker.number_sealed:
        raise WrongField("is_known_otherwise", "number_is_on_file")
    if not draft.note.strip():
        raise WrongField("note", "known_how")
