"""Consents and refusals: given, refused, withdrawn, each with its proof."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from songda.clock import new_id
from songda.core.evidence.canonical import Json
from songda.core.identifiers import IdentifierError, read_resident_id
from songda.core.law.facts import ConsentGround, PaperKind, Stage
from songda.core.refusal import Refused, WrongField
from songda.records import vault
from songda.records.evidence.actions import NewEvent, record
from songda.records.parties.drafts import ConsentDraft
from songda.records.parties.models import Consent, Party, Refusal
from songda.records.parties.notify import look_again
from songda.records.parties.reading import one_of

FULL_AGE = 18
STANDING = Q(withdrawn_at=None) | Q(withdrawal="rejected")


@transaction.atomic
def record_consent(party: Party, draft: ConsentDraft, by: str, now: datetime) -> Consent:
    """Record that the party agreed; raises WrongField or Refused (in the future, off line, under age)."""
    consent = consent_row(party, draft, now)
    if party.offline_since is not None:
        raise Refused("party_offline")
    consent.save(force_insert=True)
    record([given(consent, party, draft, by)], now)
    look_again([party.id])
    return consent


@transaction.atomic
def record_refusal(party: Party, at: datetime, how: str, by: str, now: datetime) -> Refusal:
    """Record a clear no to electronic service."""
    if at > now:
        raise Refused("dated_in_future")
    refusal = Refusal.objects.create(id=new_id(), party=party, at=at, how=_how(how), recorded_at=now)
    told = {"refusal": str(refusal.id), "how": refusal.how}
    stream = f"party:{party.id}"
    record([NewEvent("consent.refused", stream, party.case_id, happened_at=at, actor=by, data=dict(told))], now)
    look_again([party.id])
    return refusal


@transaction.atomic
def withdraw_consent(consent: Consent, at: datetime, by: str, now: datetime) -> None:
    """End a consent; what was served under it stays served. A judge may find later that it was raised improperly."""
    if at > now:
        raise Refused("dated_in_future")
    if at < consent.at:
        raise Refused("withdrawn_before_given")
    standing = Consent.objects.filter(STANDING, id=consent.id)
    if not standing.update(withdrawn_at=at, withdrawal="pending"):
        raise Refused("consent_withdrawn_already")
    consent.withdrawn_at, consent.withdrawal = at, "pending"
    party = consent.party
    told = {"consent": str(consent.id)}
    stream = f"party:{party.id}"
    record([NewEvent("consent.withdrawn", stream, party.case_id, happened_at=at, actor=by, data=dict(told))], now)
    look_again([party.id])


def consent_row(party: Party, draft: ConsentDraft, now: datetime) -> Consent:
    """The row of a draft, checked and sealed, not yet written."""
    one_of("ground", draft.ground, frozenset(ConsentGround))
    if draft.at > now:
        raise Refused("consent_in_future")
    _refuse_minor(party, draft.at)
    consent_id = new_id()
    return Consent(
        id=consent_id,
        party=party,
        ground=draft.ground,
        at=draft.at,
        stages=_scope("stages", draft.stages, frozenset(Stage)),
        paper_kinds=_scope("paper_kinds", draft.paper_kinds, frozenset(PaperKind)),
        how=_how(draft.how),
        proof_sealed=vault.seal_text(f"consent.proof:{consent_id}", draft.proof) if draft.proof else None,
        recorded_at=now,
    )


def given(consent: Consent, party: Party, draft: ConsentDraft, by: str) -> NewEvent:
    """The event of a consent; the words of its proof stay sealed."""
    stages: list[Json] = list(consent.stages)
    kinds: list[Json] = list(consent.paper_kinds)
    return NewEvent(
        name="consent.given",
        stream=f"party:{party.id}",
        case_id=party.case_id,
        happened_at=consent.at,
        actor=by,
        data={
            "consent": str(consent.id),
            "ground": consent.ground,
            "stages": stages,
            "paper_kinds": kinds,
            "how": consent.how,
        },
        private={"proof": draft.proof} if draft.proof else {},
    )


def proof_of(consent: Consent) -> str:
    """The words that prove a consent, in clear; for the staff and the certificate, never for logs."""
    if consent.proof_sealed is None:
        return ""
    return vault.open_text(f"consent.proof:{consent.id}", consent.proof_sealed)


def _scope(field: str, words: Sequence[str], allowed: frozenset[str]) -> list[str]:
    if not words:
        raise WrongField(field, f"wrong_{field}", ("请至少选择一项。", "Choose at least one."))
    if "*" in words:
        return ["*"]
    return sorted({one_of(field, word, allowed) for word in words})


def _how(how: str) -> str:
    if not how.strip() or len(how.strip()) > 40:
        raise WrongField(
            "how", "wrong_how", ("请写明取得方式（40字以内）。", "Say how it was given, 40 letters at most.")
        )
    return how.strip()


def _refuse_minor(party: Party, at: datetime) -> None:
    """A minor's own yes is no consent; his statutory agent, entered as such, gives it."""
    if is_under_age(party, at):
        raise Refused("minor_needs_agent")


def is_under_age(party: Party, at: datetime) -> bool:
    """Whether, by the identity number on record, the party was under eighteen at this moment."""
    born = _birth_date(party)
    if born is None:
        return False
    day = at.astimezone(ZoneInfo(party.case.court.zone)).date()
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return age < FULL_AGE


def _birth_date(party: Party) -> date | None:
    if party.kind != "natural_person" or party.domicile != "cn" or party.number_sealed is None:
        return None
    try:
        return read_resident_id(party.number).birth_date
    except IdentifierError:
        return None
