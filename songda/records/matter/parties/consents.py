"""Consents and refusals: given, refused, withdrawn, each with its proof; and who can act for themselves.

A day of birth is personal, so none is kept in clear: only the mark that a person was not yet twenty when they were
entered. Only for those who bear it is the sealed resident ID opened when the law is asked.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from songda.clock import new_id
from songda.core.circumstances import Kind
from songda.core.evidence.canonical import Json
from songda.core.figures.facts import age_group
from songda.core.identifiers import IdentifierError, read_resident_id
from songda.core.law import profile_of
from songda.core.law.attempt.state_at_attempt import is_capable
from songda.core.law.facts import ConsentGround, PaperKind, Person, RecipientFacts, RecipientKind, Stage
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.parties.drafts import ConsentDraft, one_of
from songda.records.matter.parties.models import Consent, Party, Refusal
from songda.records.matter.parties.notify import reconsider

_AGENTS = frozenset({"agent", "defender"})
MAY_AGREE = frozenset({Person.REPRESENTATIVE, Person.STATUTORY_AGENT})
STANDING = Q(struck_at=None) & (Q(withdrawn_at=None) | Q(withdrawal="rejected"))


@transaction.atomic
def record_consent(party: Party, draft: ConsentDraft, by: str, now: datetime) -> Consent:
    """Record that the party agreed; raises WrongField or Refused (in the future, off line, given by nobody who can)."""
    party.check_in_case()
    consent = consent_row(party, draft, now)
    if party.offline_since is not None:
        raise Refused("party_offline")
    consent.save(force_insert=True)
    record([consent_event(consent, party, draft, by)], now)
    reconsider([party.id])
    return consent


@transaction.atomic
def record_refusal(party: Party, at: datetime, how: str, by: str, now: datetime) -> Refusal:
    """Record a clear no to electronic service; one that is on record already is not another one."""
    party.check_in_case()
    Party.objects.select_for_update(no_key=True).only("id").get(id=party.id)
    same = Refusal.objects.filter(party=party, at=at, how=_how(how), is_set_aside=False, struck_at=None)
    earlier = same.first()
    if earlier is not None:
        return earlier
    refusal = refusal_row(party, at, how, now)
    refusal.save(force_insert=True)
    record([refusal_event(refusal, party, by)], now)
    reconsider([party.id])
    return refusal


def refusal_row(party: Party, at: datetime, how: str, now: datetime) -> Refusal:
    """The row of a refusal, checked, not yet written."""
    if at > now:
        raise Refused("dated_in_future")
    return Refusal(id=new_id(), party=party, at=at, how=_how(how), recorded_at=now)


def refusal_event(refusal: Refusal, party: Party, by: str) -> NewEvent:
    """The event of a refusal."""
    data: dict[str, Json] = {"refusal": str(refusal.id), "how": refusal.how}
    stream = f"party:{party.id}"
    return NewEvent("consent.refused", stream, party.case_id, happened_at=refusal.at, actor=by, data=data)


@transaction.atomic
def withdraw_consent(consent: Consent, at: datetime, by: str, now: datetime) -> None:
    """End a consent; what was served under it stays served. A judge may find later that it was raised improperly."""
    consent.party.check_in_case()
    if at > now:
        raise Refused("dated_in_future")
    if at < consent.at:
        raise Refused("withdrawn_before_given")
    in_force = Consent.objects.filter(STANDING, id=consent.id)
    if not in_force.update(withdrawn_at=at, withdrawal="pending"):
        raise Refused("consent_withdrawn_already")
    consent.withdrawn_at, consent.withdrawal = at, "pending"
    party = consent.party
    data = {"consent": str(consent.id)}
    stream = f"party:{party.id}"
    record([NewEvent("consent.withdrawn", stream, party.case_id, happened_at=at, actor=by, data=dict(data))], now)
    reconsider([party.id])


def consent_row(party: Party, draft: ConsentDraft, now: datetime, *, is_new: bool = False) -> Consent:
    """The row of a draft, checked and sealed, not yet written; of a new party nothing was noted yet."""
    one_of("ground", draft.ground, frozenset(ConsentGround))
    if draft.at > now:
        raise Refused("consent_in_future")
    giver = _giver(party, draft, is_new=is_new)
    consent_id = new_id()
    return Consent(
        id=consent_id,
        party=party,
        ground=draft.ground,
        at=draft.at,
        stages=_scope("stages", draft.stages, frozenset(Stage)),
        paper_kinds=_scope("paper_kinds", draft.paper_kinds, frozenset(PaperKind)),
        how=_how(draft.how),
        given_by=giver,
        proof_sealed=vault.seal_text(f"consent.proof:{consent_id}", draft.proof) if draft.proof else None,
        recorded_at=now,
    )


def consent_event(consent: Consent, party: Party, draft: ConsentDraft, by: str) -> NewEvent:
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
            "given_by": str(consent.given_by_id) if consent.given_by_id else None,
        },
        private={"proof": draft.proof} if draft.proof else {},
    )


def _scope(field: str, words: Sequence[str], allowed: frozenset[str]) -> list[str]:
    if not words:
        raise WrongField(field, f"wrong_{field}", why=Phrase("fields.choose_one"))
    if "*" in words:
        return ["*"]
    return sorted({one_of(field, word, allowed) for word in words})


def _how(how: str) -> str:
    if not how.strip() or len(how.strip()) > 40:
        raise WrongField("how", "wrong_how", why=Phrase("fields.how_given"))
    return how.strip()


def _giver(party: Party, draft: ConsentDraft, *, is_new: bool) -> Party | None:
    """Whoever agreed for the party; a minor's own yes is no consent, nor is that of an agent without authority."""
    if draft.given_by_id is None:
        if not can_act(party, draft.at, is_new=is_new):
            raise Refused("minor_needs_agent")
        return None
    giver = Party.objects.filter(id=draft.given_by_id, acts_for=party).first()
    if giver_of(giver, party.id, draft.at) not in MAY_AGREE:
        raise Refused("giver_without_authority")
    return giver


def giver_of(giver: Party | None, party_id: UUID, at: datetime) -> Person:
    """Who gave a consent, as the law sees them: an agent without authority on record agrees for nobody."""
    if giver is None:
        return Person.RECIPIENT
    if giver.acts_for_id != party_id or (giver.removed_at is not None and giver.removed_at <= at):
        return Person.STRANGER
    if giver.role == "statutory_agent":
        return Person.STATUTORY_AGENT
    return Person.REPRESENTATIVE if giver.role in _AGENTS and giver.agent_authority else Person.STRANGER


def can_act(party: Party, at: datetime, *, is_new: bool = False) -> bool:
    """Whether their own yes or signature binds them then; the number is opened, since it may be long ago."""
    day = at.astimezone(ZoneInfo(party.case.court.zone)).date()
    person = RecipientFacts(
        RecipientKind(party.kind),
        born_on=birth_date(party.kind, party.domicile, party.number),
        own_labour=party.own_labour,
        lacks_capacity=party.lacks_capacity or (not is_new and _lacked_capacity(party, at)),
    )
    return is_capable(person, day, profile_of("cn"))


def _lacked_capacity(party: Party, at: datetime) -> bool:
    """Whether it was noted of a time that they could not act for themselves then."""
    noted = party.circumstances.filter(kind=Kind.LACKS_CAPACITY, since__lte=at, struck_at=None)
    return noted.exclude(until__lte=at).exists()


def birth_date(kind: str, domicile: str, number: str) -> date | None:
    """The day of birth that a resident ID tells; None where the number is no such thing."""
    if kind != RecipientKind.NATURAL_PERSON or domicile != "cn" or not number:
        return None
    try:
        return read_resident_id(number).birth_date
    except IdentifierError:
        return None


def birth_date_if_it_matters(party: Party) -> date | None:
    """The day of birth, where it matters."""
    return birth_date(party.kind, party.domicile, party.number) if party.age_may_matter else None


def age_group_of(party: Party, kind: str, number: str) -> str:
    """In which coarse age group they were when they were entered, for the figures; an empty text: not known."""
    day = party.recorded_at.astimezone(ZoneInfo(party.case.court.zone)).date()
    is_person = kind == RecipientKind.NATURAL_PERSON
    return age_group(birth_date(kind, party.domicile, number), day, is_person=is_person)
