"""What is odd about parties and their addresses, asked before they are kept: by form, in bulk and over the API alike.

What cannot be true at all (a wrong check digit, the opponent's own address) is no doubt but refused.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from songda.channels.registry import place_kinds
from songda.core.identifiers import IdentifierError
from songda.core.identifiers.person_name import looks_like_body, looks_like_person, read_name, remark_in
from songda.core.law.facts import RecipientKind
from songda.core.refusal import Doubt, WrongField
from songda.core.sheets.people import number_in
from songda.records.court.staff.models import Court
from songda.records.ground.vault import address_index, name_index, number_index
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.addresses import OF_REMOVED_PARTY, has_opponent, is_an_opponents_own
from songda.records.matter.parties.corrections import draft_of
from songda.records.matter.parties.drafts import AddressDraft, PartyDraft, read_address
from songda.records.matter.parties.models import OWN_CLASSES, Address, Party
from songda.records.matter.parties.roles import SIDES, Side, are_opponents

_SURE = {"rejected": 0, "unknown": 1, "found": 2, "provided": 3, "confirmed": 3}
_BODIES = set(RecipientKind) - {RecipientKind.NATURAL_PERSON}  # a word that is none is refused where it is kept
NamesOf = dict[bytes, set[bytes]]  # of each identity number on file in the court the names, all as indexes


@dataclass(frozen=True)
class KnownPerson:
    """Somebody who is in the case already, or stands further up in the same file."""

    role: str
    name: bytes
    number: bytes = b""


@dataclass
class FileSoFar:
    """The people of one new case, person by person."""

    names_of: NamesOf
    earlier: list[KnownPerson] = field(default_factory=list)
    reached: list[tuple[bytes, Side, bool]] = field(default_factory=list)  # where, on whose side, whether their own

    def doubts_about(self, draft: PartyDraft) -> list[Doubt]:
        """What is odd about the next one, beside those before."""
        found = list(_doubts(draft, self.earlier, self.names_of))
        if (name := _name(draft)) is not None:
            self.earlier.append(KnownPerson(draft.role, name, _number(draft)))
        return found

    def doubts_about_address(self, side: Side, draft: AddressDraft) -> list[Doubt]:
        """That the other side has the next address too; where one gave it as its own it is no doubt but refused."""
        index, is_own = _reaching(draft), draft.address_class in OWN_CLASSES
        same = [own for where, other, own in self.reached if where == index and are_opponents(side, other)]
        self.reached.append((index, side, is_own))
        shared = [Doubt("opponents_address")] if index and same and not any((is_own, *same)) else []
        return [*shared, *_misplaced(draft)]


def doubts_about(case: Case, draft: PartyDraft, leaving_out: Party | None = None) -> list[Doubt]:
    """What is odd about somebody who is to be entered in a case, or corrected (`leaving_out` them as they stand)."""
    others = Party.objects.filter(case=case, removed_at=None)
    if leaving_out is not None:
        others = others.exclude(id=leaving_out.id)
    known_people = [KnownPerson(p.role, bytes(p.name_index), bytes(p.number_index or b"")) for p in others]
    number = _number(draft)
    return list(_doubts(draft, known_people, names_on_file(case.court, {number} if number else (), leaving_out)))


def doubts_about_correction(party: Party, draft: PartyDraft) -> list[Doubt]:
    """What would be odd about a party once it is corrected, and was not odd before."""
    before = doubts_about(party.case, draft_of(party), party)
    return [doubt for doubt in doubts_about(party.case, draft, party) if doubt not in before]


def numbers_in(drafts: Sequence[PartyDraft]) -> set[bytes]:
    """The identity numbers of these, as they are indexed."""
    return {number for draft in drafts if (number := _number(draft))}


def names_on_file(court: Court, numbers: Collection[bytes], leaving_out: Party | None = None) -> NamesOf:
    """Under which names these numbers stand in the court's cases, of others than `leaving_out`; one statement."""
    found: NamesOf = defaultdict(set)
    if numbers:
        rows = Party.objects.filter(case__court=court, number_index__in=numbers, removed_at=None)
        rows = rows.exclude(id=leaving_out.id) if leaving_out is not None else rows
        for number, name in rows.values_list("number_index", "name_index"):
            found[bytes(number or b"")].add(bytes(name))
    return found


def doubts_about_address(party: Party, draft: AddressDraft) -> list[Doubt]:
    """What is odd about a number or mailbox of a party: that the other side has it too, however sure the court is."""
    index = _reaching(draft)
    if not index or is_an_opponents_own(party, index):
        return _misplaced(draft)  # an opponent's own is refused where it is kept
    same = Address.objects.filter(party__case_id=party.case_id, value_index=index, retired_at=None)
    others = same.exclude(Q(party_id=party.id) | OF_REMOVED_PARTY).exclude(address_class="rejected")
    parties = [one.party for one in others.select_related("party__acts_for")]
    return [Doubt("opponents_address")] if has_opponent(party, parties) else []


def _misplaced(draft: AddressDraft) -> list[Doubt]:
    """A telephone number or a mailbox in a postal address, where nobody would use it."""
    found = number_in(draft.line) if draft.kind in place_kinds() else ""
    return [Doubt("number_in_place", found)] if found else []


def doubts_about_class(address: Address, address_class: str) -> list[Doubt]:
    """The same of an address on file that is to count as surer than it does."""
    if _SURE.get(address_class, -1) <= _SURE[address.address_class]:  # a word that is none is refused where it is set
        return []
    return doubts_about_address(address.party, AddressDraft(address.kind, address.value, address_class))


def _reaching(draft: AddressDraft) -> bytes:
    """Under what a number or mailbox is found; empty for a place, and for what cannot be read or does not count."""
    counts = draft.kind not in place_kinds() and draft.address_class != "rejected"
    try:
        return address_index(draft.kind, read_address(draft)) if counts else b""
    except WrongField:
        return b""  # what cannot be read is refused where it is kept


def _doubts(draft: PartyDraft, beside: Sequence[KnownPerson], names_of: NamesOf) -> Iterator[Doubt]:
    name, number = _name(draft), _number(draft)
    if name is None:
        return
    yield from _same_person(draft, name, number, beside)
    if number and not any(one.number == number for one in beside) and set(names_of.get(number, ())) - {name}:
        yield Doubt("number_of_another")
    if draft.kind == RecipientKind.NATURAL_PERSON and (remark := remark_in(draft.name)):
        yield Doubt(f"{remark}_in_name", draft.name)
    if draft.kind == RecipientKind.NATURAL_PERSON and looks_like_body(draft.name):
        yield Doubt("looks_like_body", draft.name)
    if draft.kind in _BODIES and looks_like_person(draft.name):
        yield Doubt("looks_like_person", draft.name)


def _same_person(draft: PartyDraft, name: bytes, number: bytes, beside: Sequence[KnownPerson]) -> Iterator[Doubt]:
    """Whoever acts for several parties is entered for each of them."""
    acts = SIDES.get(draft.role) is Side.ACTING
    for one in beside:
        if number and one.number == number:
            if one.name != name:
                yield Doubt("number_of_another_here")
            elif not acts:
                yield Doubt("entered_twice", role=one.role)
        elif one.name == name and one.role == draft.role and not acts and not (number and one.number):
            yield Doubt("name_twice", draft.name, one.role)


def _name(draft: PartyDraft) -> bytes | None:
    try:
        return name_index(read_name(draft.name))
    except IdentifierError:
        return None


def _number(draft: PartyDraft) -> bytes:
    return number_index(draft.number) if draft.number.strip() else b""
