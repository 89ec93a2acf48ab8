"""Registers many cases with their parties, addresses and consents in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.channels.registry import place_kinds
from songda.clock import new_id
from songda.core.refusal import Refused, refuse_doubtful
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.cases.actions import CaseDraft, case_or_refusal, case_rows, insert_cases, registration_event
from songda.records.matter.cases.models import Case
from songda.records.matter.parties import people
from songda.records.matter.parties.addresses import address_event, address_row, has_opponent, history_row, side_of
from songda.records.matter.parties.consents import consent_event, consent_row, refusal_event, refusal_row
from songda.records.matter.parties.doubts import FileSoFar, NamesOf, names_on_file, numbers_in
from songda.records.matter.parties.drafts import AddressDraft, ConsentDraft, PartyDraft
from songda.records.matter.parties.models import OWN_CLASSES, Address, AddressFinding, Consent, Party, Refusal
from songda.records.matter.parties.offered import bring_along


@dataclass(frozen=True)
class PersonFile:
    """A party with addresses and its answers; `acts_for` is the place (from 0) of the one represented, further up."""

    party: PartyDraft
    addresses: tuple[AddressDraft, ...] = ()
    consents: tuple[ConsentDraft, ...] = ()
    acts_for: int | None = None
    is_sure: bool = False  # its sender says that what looks like a mistake is so
    sure_addresses: tuple[int, ...] = ()  # the same of single addresses, by their place
    refused_at: datetime | None = None  # a no in their signed form


@dataclass(frozen=True)
class CaseFile:
    """A case with its people."""

    case: CaseDraft
    persons: tuple[PersonFile, ...] = ()


@dataclass
class FiledCase:
    """What became of one file: the case and its parties, in the order of the file."""

    case: Case
    parties: list[Party] = field(default_factory=list)


@dataclass
class _Rows:  # of one file, with the events that tell of them; where anything is refused, nothing is written
    filed: FiledCase
    addresses: list[Address] = field(default_factory=list)
    findings: list[AddressFinding] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    events: list[NewEvent] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @contextmanager
    def noting(self, path: str = "") -> Iterator[None]:
        """Whatever is refused inside is kept with its place, and the rest of the file is looked at all the same."""
        try:
            yield
        except Refused as refused:
            refused.path = path
            self.refused.append(refused)


@transaction.atomic
def register_files(court: Court, files: Sequence[CaseFile], by: str, now: datetime) -> list[FiledCase | Refused]:
    """One answer a file, in the same order; whatever is wrong in a file first refuses that file and no other."""
    drafted = list(_drafted(court, files, by, now))
    written = insert_cases([rows.filed.case for rows in drafted if not rows.refused])
    kept = [rows for rows in drafted if rows.filed.case.id in written]
    by_case = {rows.filed.case.id: rows for rows in kept}
    for party, reason in people.marked_before(court, [party for rows in kept for party in rows.filed.parties]):
        by_case[party.case_id].events.append(people.marking_event(party, reason, by, party.recorded_at))
    _write(kept, now)
    bring_along(court, [party for rows in kept for party in rows.filed.parties], by, now)
    return [rows.refused[0] if rows.refused else _answer(rows, written) for rows in drafted]


def check_files(court: Court, files: Sequence[CaseFile], by: str, now: datetime) -> list[list[Refused]]:
    """Everything that would be refused of each file, all doubts beside it, without a word of it being written."""
    drafts = [wanted.case for wanted in files]
    taken = set(Case.objects.filter(number__in=[each.number for each in drafts]).values_list("number", flat=True))
    found = []
    for rows in _drafted(court, files, by, now):
        number = rows.filed.case.number
        found.append([*([Refused("case_exists", number=number)] if number in taken else []), *rows.refused])
    return found


def _drafted(court: Court, files: Sequence[CaseFile], by: str, now: datetime) -> Iterator[_Rows]:
    cases, names = case_rows(court, [wanted.case for wanted in files], by, now), _names_of(court, files)
    for case, wanted in zip(cases, files, strict=True):
        if isinstance(case, Refused):
            rows = _Rows(FiledCase(Case(id=new_id(), court=court)), refused=[case])
        else:
            rows = _Rows(FiledCase(case), events=[registration_event(case, by)])
        _add_people(rows, wanted.persons, FileSoFar(names), by, now)
        for party in rows.filed.parties if not rows.refused else ():
            names[bytes(party.number_index or b"")].add(bytes(party.name_index))
        yield rows


def _names_of(court: Court, files: Sequence[CaseFile]) -> NamesOf:
    return names_on_file(court, numbers_in([one.party for wanted in files for one in wanted.persons]))


def _answer(rows: _Rows, written: Mapping[UUID, Case]) -> FiledCase | Refused:
    answer = case_or_refusal(rows.filed.case, written)
    return answer if isinstance(answer, Refused) else rows.filed


def _add_people(rows: _Rows, persons: Sequence[PersonFile], so_far: FileSoFar, by: str, now: datetime) -> None:
    for index, person in enumerate(persons):
        before = len(rows.refused)
        _add_person(rows, person, so_far, by, now)
        for refused in rows.refused[before:]:
            refused.path = ".".join(filter(None, [f"persons[{index}]", refused.path]))
    rows.refused += _shared(rows)


def _add_person(rows: _Rows, person: PersonFile, so_far: FileSoFar, by: str, now: datetime) -> None:
    with rows.noting():
        refuse_doubtful(so_far.doubts_about(person.party), is_sure=person.is_sure)
    party = Party(id=new_id(), case=rows.filed.case, role=person.party.role)  # stands there where it is refused
    with rows.noting():
        represented = _represented_party(rows.filed.parties, person.acts_for)
        draft = replace(person.party, acts_for_id=represented.id if represented else None)
        party = people.party_row(rows.filed.case, draft, now)
        party.acts_for = represented
        rows.events.append(people.registration_event(party, draft, by))
    rows.filed.parties.append(party)
    for place, address_draft in enumerate(person.addresses):
        with rows.noting(f"addresses[{place}]"):
            odd = so_far.doubts_about_address(side_of(party), address_draft)
            address = address_row(party, address_draft, now)
            rows.addresses.append(address)
            rows.findings.append(history_row(address, address_draft.how, by, now))
            rows.events.append(address_event(address, party, address_draft, by))
            refuse_doubtful(odd, is_sure=person.is_sure or place in person.sure_addresses)
    for place, consent_draft in enumerate(person.consents):
        with rows.noting(f"consents[{place}]"):
            consent = consent_row(party, consent_draft, now, is_new=True)
            rows.consents.append(consent)
            rows.events.append(consent_event(consent, party, consent_draft, by))
    if person.refused_at is not None:
        rows.refusals.append(refusal_row(party, person.refused_at, "form", now))
        rows.events.append(refusal_event(rows.refusals[-1], party, by))


def _represented_party(parties: Sequence[Party], index: int | None) -> Party | None:
    if index is None:
        return None
    if not 0 <= index < len(parties) or parties[index].acts_for_id is not None:
        raise Refused("agent_of_other_case")
    return parties[index]


def _shared(rows: _Rows) -> Iterator[Refused]:
    """Nobody gives as their own what an opponent in the file has too, in whichever order; nor the same one twice."""
    owned: dict[bytes, list[Party]] = defaultdict(list)
    shared: dict[bytes, list[Address]] = defaultdict(list)
    seen: set[tuple[object, bytes]] = set()
    for address in rows.addresses:
        index = bytes(address.value_index)
        if (address.party_id, index) in seen:
            yield _refused_at("address_exists", rows, address)
        seen.add((address.party_id, index))
        if address.kind not in place_kinds() and address.address_class in OWN_CLASSES:
            owned[index].append(address.party)
    for one in rows.addresses:
        may_reach = one.kind not in place_kinds() and one.address_class != "rejected"
        if may_reach and has_opponent(one.party, owned.get(bytes(one.value_index), ())):
            shared[bytes(one.value_index)].append(one)
    for held in shared.values():
        named = next((one for one in held if one.address_class not in OWN_CLASSES), held[-1])
        yield _refused_at("shared_with_opponent", rows, named)


def _refused_at(code: str, rows: _Rows, address: Address) -> Refused:
    theirs = [one.id for one in rows.addresses if one.party_id == address.party_id]
    refused = Refused(code)
    refused.path = f"persons[{rows.filed.parties.index(address.party)}].addresses[{theirs.index(address.id)}]"
    return refused


def _write(files: Sequence[_Rows], now: datetime) -> None:
    Party.objects.bulk_create([party for rows in files for party in rows.filed.parties if not party.acts_for_id])
    Party.objects.bulk_create([party for rows in files for party in rows.filed.parties if party.acts_for_id])
    Address.objects.bulk_create([address for rows in files for address in rows.addresses])
    AddressFinding.objects.bulk_create([finding for rows in files for finding in rows.findings])
    Consent.objects.bulk_create([consent for rows in files for consent in rows.consents])
    Refusal.objects.bulk_create([refusal for rows in files for refusal in rows.refusals])
    record([event for rows in files for event in rows.events], now)
