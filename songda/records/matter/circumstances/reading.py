"""Checks what was typed about a circumstance against the row of its kind; every refusal names its field."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from songda.core.circumstances import OF_A_CASE, OF_A_PARTY, ROWS, Field, Kind, Row, bases_for
from songda.core.delivery.deeds import LADDER_WAYS
from songda.core.evidence.canonical import Json
from songda.core.law.facts import RecipientKind
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase
from songda.records.matter.circumstances.entries import CircumstanceDraft, Subject
from songda.records.matter.parties.drafts import one_of
from songda.records.matter.parties.models import Party

MAINLAND = "cn"


@dataclass(frozen=True)
class Reading:
    """What was typed, as it is kept."""

    kind: Kind
    since: datetime
    until: datetime | None
    basis: str
    words: str
    details: dict[str, Json]


def read(subject: Subject, draft: CircumstanceDraft, now: datetime) -> Reading:
    """What is to be noted for the first time; raises WrongField or Refused."""
    kinds = OF_A_PARTY if isinstance(subject, Party) else OF_A_CASE
    kind = Kind(one_of("kind", draft.kind, [kind.value for kind in kinds]))
    return _read(subject, draft, now, ROWS[kind].asks)


def read_again(subject: Subject, draft: CircumstanceDraft, old: Reading, now: datetime) -> Reading:
    """What is to stand in the place of an entry: its end is asked too, where it has one."""
    kind = Kind(one_of("kind", draft.kind, [old.kind.value]))
    asks = (*ROWS[kind].asks, Field.UNTIL) if old.until else ROWS[kind].asks
    reading = _read(subject, draft, now, asks)
    since = reading.since if Field.SINCE in asks else min(old.since, reading.since)
    kept = {name: old.details[name] for name in ("stage",) if name in old.details}  # noted at that stage, whatever now
    return replace(reading, since=since, details=reading.details | kept)


def is_body(party: Party) -> bool:
    """Whether the party is no natural person."""
    return party.kind != RecipientKind.NATURAL_PERSON


def check_end(row: Row, since: datetime, until: datetime, now: datetime) -> datetime:
    """Since when it counts as begun, once it ends at that moment; raises WrongField or Refused."""
    if not row.ended:
        raise Refused("circumstance_never_ends")
    _not_in_future(Field.UNTIL, until, now)
    if Field.SINCE not in row.asks:
        return min(since, until)
    if until < since:
        raise _wrong(Field.UNTIL, "ends_before_it_began")
    return since


def _read(subject: Subject, draft: CircumstanceDraft, now: datetime, asks: tuple[Field, ...]) -> Reading:
    kind = Kind(draft.kind)
    row = ROWS[kind]
    _nothing_else(draft, asks)
    details = _details(subject, draft, asks)
    basis = one_of(Field.BASIS, draft.basis, row.bases) if Field.BASIS in asks else ""
    words = _words(kind, draft.words) if Field.WORDS in asks else ""
    if isinstance(subject, Party) and basis not in bases_for(kind, is_body=is_body(subject)):
        raise Refused("only_of_people" if row.is_of_people else "only_of_bodies")
    if row.is_of_abroad and isinstance(subject, Party) and subject.domicile == MAINLAND:
        raise Refused("only_of_abroad")
    since = _since(draft, now, asks)
    if draft.until is not None:
        since = check_end(row, since, draft.until, now)
    return Reading(kind, since, draft.until, basis, words, details)


def _nothing_else(draft: CircumstanceDraft, asks: tuple[Field, ...]) -> None:
    for field in Field:
        if field not in asks and getattr(draft, field.value) not in (None, "", ()):
            raise _wrong(field, "not_asked")


def _since(draft: CircumstanceDraft, now: datetime, asks: tuple[Field, ...]) -> datetime:
    if Field.SINCE not in asks:
        return now
    if draft.since is None:
        raise _wrong(Field.SINCE, "needed")
    _not_in_future(Field.SINCE, draft.since, now)
    return draft.since


def _words(kind: Kind, typed: str) -> str:
    longest = ROWS[kind].longest
    words = "\n".join(" ".join(line.split()) for line in typed.strip().splitlines())
    if words and len(words) <= longest:
        return words
    why = Phrase(f"fields.circumstance.words.{kind.value}", {"longest": longest})
    raise WrongField(Field.WORDS, "wrong_words", why=why)


def _details(subject: Subject, draft: CircumstanceDraft, asks: tuple[Field, ...]) -> dict[str, Json]:
    details: dict[str, Json] = {}
    if Field.PARTY in asks:
        details["party"] = str(_objector(subject, draft.party_id))
    if Field.PAPERS in asks:
        details["papers"] = _papers(subject, draft.papers)
    if Field.WAYS in asks and isinstance(subject, Party):
        if not draft.ways or not set(draft.ways) <= set(LADDER_WAYS):
            raise WrongField(Field.WAYS, "unknown_way")
        ways: list[Json] = [way for way in LADDER_WAYS if way in draft.ways]
        details |= {"ways": ways, "stage": subject.case.stage}
    return details


def _objector(subject: Subject, party_id: UUID | None) -> UUID:
    case = subject.case if isinstance(subject, Party) else subject
    if party_id is None or not case.parties.filter(id=party_id, acts_for=None).exists():
        raise WrongField(Field.PARTY, "unknown_party", why=Phrase("fields.circumstance.party"))
    return party_id


def _papers(subject: Subject, papers: tuple[UUID, ...]) -> list[Json]:
    case = subject.case if isinstance(subject, Party) else subject
    wanted = set(papers)
    if not wanted or case.papers.filter(id__in=wanted, struck_at=None).count() != len(wanted):
        raise WrongField(Field.PAPERS, "unknown_paper", why=Phrase("fields.circumstance.papers"))
    return [str(paper) for paper in sorted(wanted)]


def _not_in_future(field: Field, at: datetime, now: datetime) -> None:
    if at > now:
        raise WrongField(field, "dated_in_future", why=Phrase("refusals.dated_in_future"))


def _wrong(field: Field, code: str) -> WrongField:
    return WrongField(field, code, why=Phrase(f"fields.circumstance.{code}"))
