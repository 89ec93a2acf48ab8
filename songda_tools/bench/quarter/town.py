"""Who is served in the quarter, and what becomes of it: a fate for everybody, drawn from one seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from uuid import UUID

from songda.core.identifiers.postal import PostalAddress, compose
from songda.records.court.staff.models import Court, User
from songda.records.matter.cases.actions import CaseDraft
from songda.records.matter.papers.actions import PaperDraft, file_papers
from songda.records.matter.parties.bulk import CaseFile, FiledCase, PersonFile, register_files
from songda.records.matter.parties.drafts import AddressDraft, ConsentDraft, PartyDraft
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.models import Envelope
from songda_tools.bench.files import MADE_UP, mobile_of, resident_id

FIRST_SERIAL = 20_000
KIND = "notice_to_respond"
STREETS = 400


class Fate(StrEnum):
    """What becomes of the papers of one person."""

    MESSAGE = "message"  # arrives
    NO_REPORT = "no_report"  # a message of which nothing is heard
    SIGNED = "signed"
    HOUSEHOLD = "household"  # somebody of the household signed
    GIVEN_BACK = "given_back"  # a letter to an address of their own: three tries, and back
    NO_SCAN = "no_scan"  # of a letter that was signed for
    LOST = "lost"  # and another letter goes in its place
    CONTRADICTED = "contradicted"  # signed for, says the carrier, and then it comes back to the court
    SILENT = "silent"  # the carrier says nothing until it is asked
    VISITED = "visited"  # the letter comes back from where the court thought they live; the visit serves
    NOTICED = "noticed"  # the visit is in vain as well


@dataclass(frozen=True)
class Size:
    """How much a county court serves in a quarter, or a part of that."""

    messages: int = 3900
    letters: int = 2100
    visits: int = 200
    notices: int = 70
    cases: int = 1350

    def part(self, share: int) -> "Size":
        """One of so many parts; at least one of everything."""
        parts = (max(1, round(count / share)) for count in vars(self).values())
        return Size(*parts)

    def fates(self, chance: Random) -> list[Fate]:
        """One for everybody, in the order in which they come."""
        visited = [Fate.NOTICED] * self.notices + [Fate.VISITED] * max(0, self.visits - self.notices)
        posted = chance.choices(list(_OF_LETTERS), list(_OF_LETTERS.values()), k=max(0, self.letters - len(visited)))
        sent = chance.choices([Fate.MESSAGE, Fate.NO_REPORT], [98, 2], k=self.messages)
        rare = [fate for fate in _OF_LETTERS if fate not in posted]
        posted[: len(rare)] = rare[: len(posted)]  # however small the part, every fate has somebody
        fates = [*visited, *posted, *sent]
        chance.shuffle(fates)
        early = [fate for fate in fates if fate is Fate.NOTICED]  # what takes longest begins in time
        return [*early, *(fate for fate in fates if fate is not Fate.NOTICED)]


_OF_LETTERS = {
    Fate.SIGNED: 72,
    Fate.HOUSEHOLD: 10,
    Fate.GIVEN_BACK: 10,
    Fate.NO_SCAN: 3,
    Fate.SILENT: 2,
    Fate.LOST: 2,
    Fate.CONTRADICTED: 1,
}


class Town:
    """The people, case by case; `fates` by the envelope of each."""

    def __init__(self, court: Court, clerk: User, judge: User, pdf: bytes) -> None:
        self.court, self.clerk, self.judge, self._pdf = court, clerk, judge, pdf
        self.fates: dict[UUID, Fate] = {}
        self._people = 0
        self._cases = 0

    @property
    def by(self) -> str:
        """The clerk who does it all."""
        return f"staff:{self.clerk.id}"

    def register(self, cases: list[list[Fate]], now: datetime) -> None:
        """Each list is a case with so many defendants; the paper of each is ordered to be served."""
        filed = register_files(self.court, [self._file(fates, now) for fates in cases], self.by, now)
        entered = [one for one in filed if isinstance(one, FiledCase)]
        if len(entered) != len(filed):
            raise next(one for one in filed if not isinstance(one, FiledCase))
        drafts = [(one.case, PaperDraft(KIND, MADE_UP["paper_title"], self._pdf)) for one in entered]
        papers = file_papers(drafts, self.by, now)
        for fates, one, paper in zip(cases, entered, papers, strict=True):
            for fate, party in zip(fates, one.parties, strict=True):
                order = place_order(OrderDraft(one.case.id, (paper.id,), (party.id,)), self.court, self.by, now)
                self.fates[Envelope.objects.get(order=order).id] = fate

    def _file(self, fates: list[Fate], now: datetime) -> CaseFile:
        self._cases += 1
        number = MADE_UP["case_number"].format(year=now.year, serial=FIRST_SERIAL + self._cases)
        case = CaseDraft(number, cause=MADE_UP["cause"], judge_id=self.judge.id)
        return CaseFile(case, tuple(self._persons(fates, now)))

    def _persons(self, fates: list[Fate], now: datetime) -> Iterator[PersonFile]:
        for fate in fates:
            self._people += 1
            place = self._people
            party = PartyDraft("defendant", f"{MADE_UP['family_name']}{_letters(place)}", resident_id(place))
            if fate in (Fate.MESSAGE, Fate.NO_REPORT):
                consent = ConsentDraft("express", now - timedelta(days=1), ("first_instance",), proof=MADE_UP["proof"])
                mobile = AddressDraft("mobile", mobile_of(place), "confirmed")
                yield PersonFile(party, (mobile,), (consent,), is_sure=True)
            else:
                known = "found" if fate in (Fate.VISITED, Fate.NOTICED) else "provided"
                yield PersonFile(party, (AddressDraft("postal", _home(place), known),), is_sure=True)


def _home(place: int) -> str:
    street, door = place % STREETS + 1, place // STREETS + 1
    words = MADE_UP["quarter"]
    parts = (words["province"], words["city"], words["district"], words["street"].format(street=street, door=door))
    return compose(PostalAddress(*parts, words["postcode"]))


def _letters(place: int) -> str:
    return "".join(MADE_UP["letters"][int(digit)] for digit in f"{place % 100:02d}")
