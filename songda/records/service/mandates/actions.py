"""A person chooses a helper, and ends that again; what the helper does is told beside whom they do it for.

What is typed about the helper is checked first; every refusal names its field and how to mend it.
"""

import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from songda.clock import new_id
from songda.core.circumstances import Kind
from songda.core.evidence.canonical import Json
from songda.core.identifiers import IdentifierError, read_person_document, read_resident_id
from songda.core.identifiers.typed import plain
from songda.core.law.facts import RecipientKind
from songda.core.mandates import CODE_DIGITS, FULL_AGE, LONGEST, GivenHow, IdentifiedHow, Relation, Right
from songda.core.refusal import Refused, WrongField
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.vault import name_index, number_index
from songda.records.matter.circumstances.entries import entry_in_force
from songda.records.matter.parties.addresses import has_opponent
from songda.records.matter.parties.drafts import one_of, read_person_name
from songda.records.matter.parties.models import Party
from songda.records.service.mandates.models import Mandate
from songda.records.service.orders.models import Envelope, Service


@dataclass(frozen=True)
class MandateDraft:
    """Who helps, for what, until when; `envelope_id` None: for every paper of the case."""

    name: str
    number: str
    relation: str
    given_how: str
    identified_how: str
    rights: tuple[str, ...]
    until: datetime
    envelope_id: UUID | None = None


def check(party: Party, draft: MandateDraft, now: datetime) -> str:
    """The helper's number as it is indexed; raises WrongField or Refused (an opponent, the person themselves …)."""
    party.check_in_case()
    if party.kind != RecipientKind.NATURAL_PERSON:
        raise Refused("only_of_people")
    one_of("relation", draft.relation, [word.value for word in Relation])
    one_of("given_how", draft.given_how, [word.value for word in GivenHow])
    one_of("identified_how", draft.identified_how, [word.value for word in IdentifiedHow])
    if not draft.rights or not set(draft.rights) <= {word.value for word in Right}:
        raise WrongField("rights", "choose_one")
    if not now < draft.until <= now + LONGEST:
        raise WrongField("until", "mandate_until", longest=LONGEST.days)
    if draft.envelope_id and not Envelope.objects.filter(id=draft.envelope_id, party=party).exists():
        raise WrongField("envelope_id", "mandate_envelope")
    number = _read_number(draft.number, now.astimezone(ZoneInfo(party.case.court.zone)).date())
    if party.number_index is not None and number_index(number) == bytes(party.number_index):
        raise WrongField("number", "helper_is_person")
    if is_opponent(party, name_index(read_person_name(draft.name)), number_index(number)):
        raise WrongField("number", "helper_is_opponent")
    return number


def is_opponent(party: Party, name: bytes, number: bytes) -> bool:
    """Whether an opponent, or somebody who acts for one, has this number; where none is on record, this name."""
    same = Q(number_index=number) | Q(number_index=None, name_index=name)
    others = Party.objects.filter(same, case_id=party.case_id, removed_at=None).exclude(id=party.id)
    return has_opponent(party, others.select_related("acts_for"))


def _read_number(typed: str, today: date) -> str:
    try:
        number = read_person_document(typed, today)
    except IdentifierError as error:
        raise WrongField("number", "wrong_number", why=error) from error
    if _age(number, today) < FULL_AGE:
        raise WrongField("number", "helper_under_age", age=FULL_AGE)
    return number


def _age(number: str, today: date) -> int:
    """Years of age by a resident number; of other papers nothing can be told, and a clerk saw the paper."""
    try:
        born = read_resident_id(number).birth_date
    except IdentifierError:
        return FULL_AGE
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


@transaction.atomic
def give_mandate(party: Party, draft: MandateDraft, by: str, now: datetime) -> tuple[Mandate, str]:
    """Put it on record; gives the code that the helper types, which is kept nowhere. Raises WrongField or Refused."""
    number = check(party, draft, now)
    mandate_id, name = new_id(), read_person_name(draft.name)
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    mandate = Mandate(
        id=mandate_id,
        party=party,
        envelope_id=draft.envelope_id,
        name_sealed=vault.seal_text(f"mandate.name:{mandate_id}", name),
        name_index=name_index(name),
        number_index=number_index(number),
        code_index=_code_index(mandate_id, code),
        relation=draft.relation,
        given_how=draft.given_how,
        identified_how=draft.identified_how,
        rights=[right.value for right in Right if right in draft.rights],
        since=now,
        until=draft.until,
        recorded_by=by,
    )
    for earlier in _run_out(mandate, now):
        end_mandate(earlier, by, now)
    try:
        with transaction.atomic():
            mandate.save(force_insert=True)
    except IntegrityError:
        raise Refused("mandate_exists") from None
    given = _event("mandate.given", mandate, by, now)
    private = {"name": name, "number_index": mandate.number_index.hex(), "code_index": mandate.code_index.hex()}
    record([replace(given, data={**given.data, **_terms(mandate)}, private=private)], now)
    return mandate, code


def _run_out(mandate: Mandate, now: datetime) -> QuerySet[Mandate]:
    """Those of the same helper for the same papers whose time is over, and which nobody ended."""
    same = Mandate.objects.filter(party=mandate.party, envelope=mandate.envelope_id, number_index=mandate.number_index)
    return same.filter(ended_at=None, until__lte=now).select_related("party").order_by("id")


@transaction.atomic
def end_mandate(mandate: Mandate, by: str, now: datetime) -> None:
    """From now on the helper sees nothing more; ending it twice is one event."""
    if not Mandate.objects.filter(id=mandate.id, ended_at=None).update(ended_at=now):
        return
    mandate.ended_at = now
    record([_event("mandate.ended", mandate, by, now)], now)


def mandate_of(envelope: Envelope, name: str, number: str, code: str, now: datetime) -> Mandate | None:
    """The mandate that this helper has for these papers; None for whoever has none that holds."""
    own = Mandate.objects.filter(party_id=envelope.party_id, number_index=number_index(number), ended_at=None)
    good = [m for m in own.select_related("party__case", "party__acts_for") if may_help(m, envelope, now)]
    return next((m for m in good if name_index(name) == bytes(m.name_index) and _has_code(m, code)), None)


def may_help(mandate: Mandate, envelope: Envelope, now: datetime) -> bool:
    """Whether it holds for these papers now, and the helper has not become an opponent meanwhile.

    It ends with the death of whoever gave it (Civil Code, article 934).
    """
    if not mandate.holds_at(now) or not mandate.reaches(envelope):
        return False
    if entry_in_force(mandate.party, Kind.DECEASED) is not None:
        return False
    return not is_opponent(mandate.party, bytes(mandate.name_index), bytes(mandate.number_index))


@transaction.atomic
def note_help(name: str, mandate: Mandate, of: Envelope | Service, now: datetime) -> None:
    """What the helper did, in the stream of what they did it with; it is no act of the person."""
    stream = f"envelope:{of.id}" if isinstance(of, Envelope) else f"service:{of.id}"
    data: dict[str, Json] = {"mandate": str(mandate.id), "party": str(mandate.party_id)}
    if isinstance(of, Service):
        data |= {"service": str(of.id), "paper": str(of.paper_id)}
    record([NewEvent(name, stream, mandate.party.case_id, now, mandate.actor, data, {})], now)


def _has_code(mandate: Mandate, code: str) -> bool:
    return hmac.compare_digest(_code_index(mandate.id, code), bytes(mandate.code_index))


def _code_index(mandate_id: object, code: str) -> bytes:
    return vault.blind_index(f"mandate.{mandate_id}", plain(code))


def _terms(mandate: Mandate) -> dict[str, Json]:
    return {
        "relation": mandate.relation,
        "given_how": mandate.given_how,
        "identified_how": mandate.identified_how,
        "rights": list(mandate.rights),
        "until": mandate.until.isoformat(),
    }


def _event(name: str, mandate: Mandate, by: str, now: datetime) -> NewEvent:
    details: dict[str, Json] = {"mandate": str(mandate.id)}
    if mandate.envelope_id:
        details["envelope"] = str(mandate.envelope_id)
    return NewEvent(name, f"party:{mandate.party_id}", mandate.party.case_id, now, by, details, {})
