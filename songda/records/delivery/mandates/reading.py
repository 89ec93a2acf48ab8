"""Checks what was typed about a helper; every refusal names its field and how to mend it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from songda.core.identifiers import IdentifierError, read_person_document, read_resident_id
from songda.core.law.facts import RecipientKind
from songda.core.mandates import FULL_AGE, LONGEST, GivenHow, IdentifiedHow, Relation, Right
from songda.core.refusal import Refused, WrongField
from songda.records.delivery.mandates.drafts import MandateDraft
from songda.records.delivery.orders.models import Envelope
from songda.records.ground.vault.indexes import name_index, number_index
from songda.records.matter.parties.addresses import has_opponent
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.reading import one_of, read_person_name


def check(party: Party, draft: MandateDraft, now: datetime) -> str:
    """The helper's number as it is indexed; raises WrongField or Refused (an opponent, the person themselves …)."""
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
