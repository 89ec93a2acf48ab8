"""What may hold of a person or of a case for a time: the closed list of kinds, each a row of data.

The row says what is asked, who may say it and how the log tells it; its words are in `core/words/*/circumstances.toml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from songda.core.access import Act
from songda.core.care import STATED, WISHES_OF_BODIES
from songda.core.delivery.deeds import RULED_OUT
from songda.core.law.facts import Person, Withholding


class Kind(StrEnum):
    """The kinds of circumstances."""

    IN_CUSTODY = "in_custody"
    SOLDIER = "soldier"
    LACKS_CAPACITY = "lacks_capacity"  # a court found so, or it shows: from then on a statutory agent acts
    MISSING = "missing"
    DECEASED = "deceased"
    DISSOLVED = "dissolved"  # a body that was struck off the register
    IN_BANKRUPTCY = "in_bankruptcy"  # since a court accepted the petition; an administrator stands for the body
    ADDRESS_WITHHELD = "address_withheld"
    WAYS_RULED_OUT = "ways_ruled_out"
    CARE = "care"  # what somebody says that a person needs or wishes, see core.care
    JURISDICTION_CONTESTED = "jurisdiction_contested"
    MUST_APPEAR = "must_appear"
    POST_FORBIDDEN = "post_forbidden"  # by the law of the country where they are
    RECEIVER_IN_CHINA = "receiver_in_china"  # a branch or business agent whom they gave the power to receive
    CONTENT_KNOWN = "content_known"  # other evidence than a report of the system that they received what was sent
    FIRST_NOTICE = "first_notice"  # served by public notice at first instance
    NOT_BOUND = "not_bound"  # neither right nor duty under a mediation document, which does not wait for them
    PROCURATORATE = "procuratorate"  # takes part; ends when it agrees to proceedings on line


class Field(StrEnum):
    """What may be asked of a circumstance, in the order in which it is asked."""

    PARTY = "party_id"  # who did it, where the case as a whole is concerned
    PAPERS = "papers"
    WAYS = "ways"
    BASIS = "basis"  # who says so, how, or why: a word of a list
    SINCE = "since"
    UNTIL = "until"
    WORDS = "words"  # where they are, or what shows it; kept sealed


class HowOften(StrEnum):
    """How many of a kind there may be about one person or case, beside what was struck."""

    ONE_AT_A_TIME = "one_at_a_time"
    ONLY_ONCE = "only_once"
    SEVERAL = "several"


@dataclass(frozen=True)
class Row:
    """One kind: whose act it is to note it, what is asked, its events, and what keeps it from being noted.

    All that is asked must be given, but `until`: where it is asked at once it may be left open. A kind of which nobody
    asks the beginning begins when it is noted, or with its end. Without an event for its end it has none.
    """

    act: Act
    asks: tuple[Field, ...]
    noted: str
    struck: str
    ended: str = ""
    bases: tuple[str, ...] = ()
    longest: int = 400  # letters of the words
    often: HowOften = HowOften.ONE_AT_A_TIME
    is_of_case: bool = False
    is_of_people: bool = False  # of natural persons only
    bodies_say: tuple[str, ...] = ()  # which bases fit legal persons and other organisations all the same
    is_of_bodies: bool = False  # of legal persons and other organisations only
    is_of_abroad: bool = False  # of those only who have no domicile in the mainland
    is_of_today: bool = False  # mostly noted on the day on which it began


STATUSES = (Kind.IN_CUSTODY, Kind.SOLDIER)
# Who knows what was sent: whoever stands for the recipient, in the words of the law's persons.
WHO_KNOWS = (Person.RECIPIENT, Person.STATUTORY_AGENT, Person.REPRESENTATIVE, Person.DESIGNATED_RECEIVER)
MISSING_SOURCES = ("police", "committee", "relatives", "employer", "inquiry", "judgment")
_WHERE = (Field.SINCE, Field.WORDS)
_SHOWN = (Field.BASIS, Field.SINCE, Field.WORDS)

ROWS: Mapping[Kind, Row] = {
    Kind.IN_CUSTODY: Row(
        Act.EDIT_PARTIES, _WHERE, "custody.noted", "custody.struck", "custody.ended", longest=100, is_of_people=True
    ),
    Kind.SOLDIER: Row(
        Act.EDIT_PARTIES,
        _WHERE,
        "military_service.noted",
        "military_service.struck",
        "military_service.ended",
        longest=100,
        is_of_people=True,
    ),
    Kind.LACKS_CAPACITY: Row(
        Act.EDIT_PARTIES, _WHERE, "capacity.lost", "capacity.struck", "capacity.regained", is_of_people=True
    ),
    Kind.MISSING: Row(
        Act.EDIT_PARTIES, _SHOWN, "party.reported_missing", "party.missing_struck", "party.found", bases=MISSING_SOURCES
    ),
    Kind.DECEASED: Row(Act.EDIT_PARTIES, _WHERE, "party.died", "party.death_struck", is_of_people=True),
    Kind.DISSOLVED: Row(Act.EDIT_PARTIES, _WHERE, "party.dissolved", "party.dissolved_struck", is_of_bodies=True),
    Kind.IN_BANKRUPTCY: Row(
        Act.EDIT_PARTIES, _WHERE, "bankruptcy.accepted", "bankruptcy.struck", "bankruptcy.ended", is_of_bodies=True
    ),
    Kind.ADDRESS_WITHHELD: Row(
        Act.EDIT_PARTIES,
        _SHOWN,
        "address.withheld",
        "address.withheld_struck",
        "address.given",
        bases=tuple(how.value for how in Withholding),
    ),
    Kind.WAYS_RULED_OUT: Row(
        Act.PLACE_ORDER,
        (Field.WAYS, *_SHOWN),
        "way.ruled_out",
        "way.struck",
        bases=RULED_OUT,
        often=HowOften.SEVERAL,
        is_of_today=True,
    ),
    Kind.CARE: Row(
        Act.EDIT_PARTIES,
        _SHOWN,
        "care.noted",
        "care.struck",
        "care.ended",
        bases=STATED,
        longest=200,
        often=HowOften.SEVERAL,
        is_of_people=True,
        bodies_say=WISHES_OF_BODIES,
        is_of_today=True,
    ),
    Kind.MUST_APPEAR: Row(
        Act.EDIT_PARTIES,
        _SHOWN,
        "appearance.required",
        "appearance.struck",
        bases=("owes_support", "facts_unclear"),
        is_of_today=True,
    ),
    Kind.POST_FORBIDDEN: Row(
        Act.EDIT_PARTIES, _WHERE, "post.forbidden", "post.struck", is_of_abroad=True, is_of_today=True
    ),
    Kind.RECEIVER_IN_CHINA: Row(
        Act.EDIT_PARTIES,
        _SHOWN,
        "receiver.empowered",
        "receiver.struck",
        bases=("branch", "business_agent"),
        often=HowOften.SEVERAL,
        is_of_abroad=True,
        is_of_today=True,
    ),
    Kind.CONTENT_KNOWN: Row(
        Act.EDIT_PARTIES,
        (Field.PAPERS, *_SHOWN),
        "knowledge.shown",
        "knowledge.struck",
        bases=tuple(person.value for person in WHO_KNOWS),
        often=HowOften.SEVERAL,
    ),
    Kind.FIRST_NOTICE: Row(
        Act.EDIT_PARTIES, _WHERE, "first_notice.noted", "first_notice.struck", is_of_abroad=True, is_of_today=True
    ),
    Kind.NOT_BOUND: Row(
        Act.EDIT_PARTIES, _WHERE, "mediation.not_bound", "mediation.not_bound_struck", is_of_today=True
    ),
    Kind.JURISDICTION_CONTESTED: Row(
        Act.FILE_PAPER,
        (Field.PARTY, Field.SINCE),
        "jurisdiction.contested",
        "jurisdiction.struck",
        "jurisdiction.affirmed",
        is_of_case=True,
        is_of_today=True,
    ),
    Kind.PROCURATORATE: Row(
        Act.FILE_PAPER,
        (Field.UNTIL,),
        "procuratorate.joined",
        "procuratorate.struck",
        "procuratorate.agreed",
        often=HowOften.ONLY_ONCE,
        is_of_case=True,
    ),
}

OF_A_CASE = tuple(kind for kind in Kind if ROWS[kind].is_of_case)
OF_A_PARTY = tuple(kind for kind in Kind if not ROWS[kind].is_of_case)
EVENTS = frozenset(name for row in ROWS.values() for name in (row.noted, row.ended, row.struck) if name)
# What an entry keeps beside its columns, for the database and for its events.
_KEPT: Mapping[Field, tuple[str, ...]] = {
    Field.PARTY: ("party",),
    Field.PAPERS: ("papers",),
    Field.WAYS: ("ways", "stage"),
}


def bases_for(kind: Kind, *, is_body: bool) -> tuple[str, ...]:
    """On what an entry of this kind may rest where it is about a natural person, or a body; nothing: it does not fit.

    A kind that rests on nothing has one empty basis.
    """
    row = ROWS[kind]
    bases = row.bases or ("",)
    if is_body and row.is_of_people:
        return row.bodies_say
    return () if row.is_of_bodies and not is_body else bases


def details_of(kind: Kind) -> tuple[str, ...]:
    """The names of what an entry of this kind keeps beside its columns."""
    return tuple(name for field in ROWS[kind].asks for name in _KEPT.get(field, ()))
