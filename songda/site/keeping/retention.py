"""How long a court keeps what is personal in the evidence log, and which closed cases are past that."""

from calendar import isleap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from songda.core.access import Act, may
from songda.core.delivery.states import IN_FLIGHT
from songda.core.law.facts import Branch
from songda.core.lookups import OPEN
from songda.records.court.staff.models import Court, User
from songda.records.ground.evidence.erasure import Erasure, erase_secrets, personal_parts_of
from songda.records.ground.evidence.models import Event, EventQuerySet, Unsequenced
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.parties.addresses import shred_accounts
from songda.records.overview.ways_erasure import erase_strays, erase_ways, events_without_case, ways_under_way
from songda.records.proof.certificates.models import Certificate
from songda.records.service.attempts.models import Attempt
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.service.telephone.recordings import erase_recordings
from songda.records.ways.lookups.disclosure import shred
from songda.records.ways.lookups.models import Lookup
from songda.site.errors import CurableError

TERM_IS_OVER = "retention_term"
LONGEST_WORDS = 200


def read_terms(text: str) -> dict[str, int]:
    """Years by branch out of the setting: one number for all, or `civil=20,criminal=60`; a branch left out stays."""
    if not text.strip():
        return {}
    try:
        if "=" not in text:
            return dict.fromkeys([branch.value for branch in Branch], _years(text))
        pairs = (piece.split("=") for piece in text.split(","))
        return {Branch(branch.strip()).value: _years(years) for branch, years in pairs}
    except ValueError:
        example = "SONGDA_RETENTION_YEARS=20, or civil=20,administrative=20,criminal=60,enforcement=20"
        raise CurableError(f"SONGDA_RETENTION_YEARS is not a number of years: {text}", example) from None


def _years(text: str) -> int:
    if not 1 <= int(text) <= 200:
        raise ValueError(text)
    return int(text)


@dataclass(frozen=True)
class ExpiredCase:
    """A case whose term is over; while something is under way in it, nothing of it is erased."""

    case: Case
    parts: int
    under_way: tuple[str, ...]


@dataclass(frozen=True)
class Retention:
    """The terms that hold, in years by branch, and the one court that is looked at (None: every court)."""

    terms: Mapping[str, int]
    court: Court | None = None

    def expired_cases(self, now: datetime) -> Iterator[ExpiredCase]:
        """Every closed case whose term is over and that has something to erase, in the order of their closing."""
        for case in self._cases(now).select_related("court").order_by("closed_at", "id").iterator(500):
            if parts := personal_parts_of([case.id]).count():
                yield ExpiredCase(case, parts, under_way(case, now))

    @transaction.atomic
    def erase(self, expired: ExpiredCase, erasure: Erasure, now: datetime) -> int:
        """Erase the personal parts of one case, held and looked at again; 0 when it is open or something runs."""
        locked = self._cases(now).filter(id=expired.case.id).select_for_update(of=("self",)).first()
        if locked is None or under_way(locked, now):
            return 0
        shred([locked.id], now)  # what operators named goes with the words about it
        shred_accounts([locked.id], now)
        erase_ways(locked.id, erasure.by, erasure.code, now)
        erase_recordings(locked.id, erasure.by, erasure.code, now)
        return erase_secrets(personal_parts_of([locked.id]).values_list("event_id", flat=True), erasure, now)

    def erase_strays(self, now: datetime) -> int:
        """What carriers reported of no letter of ours goes after the longest of the terms; how many reports."""
        return erase_strays(years_before(now, max(self.terms.values())))

    def events_without_case(self, now: datetime) -> EventQuerySet:
        """Searches and other events of no case whose personal part is older than the longest of the terms."""
        return events_without_case(years_before(now, max(self.terms.values())), self.court)

    def _cases(self, now: datetime) -> QuerySet[Case]:
        over = Q(pk__in=())
        for branch, years in self.terms.items():
            over |= Q(branch=branch, closed_at__lte=years_before(now, years))
        cases = Case.objects.filter(over)
        return cases if self.court is None else cases.filter(court=self.court)


def eraser_named(username: str) -> User:
    """The member of staff who answers for it; CurableError for anybody who may not."""
    return one_who_may(Act.ERASE_PARTICULARS, username, "erase particulars", "Supervisors of the court may.")


def one_who_may(act: Act, username: str, doing: str, cure: str) -> User:
    """The member of staff of this name, who answers for what a command does; CurableError for anybody who may not."""
    user = User.objects.select_related("court").filter(username=username, is_active=True).first()
    if user is None or user.court is None:
        raise CurableError(f"No member of staff has the user name {username}.", "Name one who works in the court now.")
    if not may(user.role, act):
        raise CurableError(f"{username} may not {doing}.", cure)
    return user


def erasure_by(eraser: User, words: str) -> Erasure:
    """What the events of the erasure tell; CurableError for words that are too long."""
    if len(words) > LONGEST_WORDS:
        raise CurableError(f"The reason is longer than {LONGEST_WORDS} characters.", "Name the decision in short.")
    return Erasure(f"staff:{eraser.id}", TERM_IS_OVER, words)


def under_way(case: Case, now: datetime) -> tuple[str, ...]:
    """What in a case is not at its end, each in a word; empty when nothing is."""
    open_envelope = Q(closed_at=None, recalled_at=None) | ~Q(ask_law_at=None) | ~Q(next_step_at=None)
    in_flight = [state.value for state in IN_FLIGHT]
    found: tuple[tuple[str, QuerySet[Any]], ...] = (
        ("service under way", Envelope.objects.filter(open_envelope, case=case)),
        ("message under way", Attempt.objects.filter(envelope__case=case, state__in=in_flight)),
        ("open task", Task.objects.filter(case=case, closed_at=None)),
        ("look-up under way", Lookup.objects.filter(case=case, state__in=OPEN)),
        ("hearing to come", Hearing.objects.filter(case=case, cancelled_at=None, at__gte=now)),
        ("certificate to make", Finding.objects.filter(_of(case), ~Q(certificate_due_at=None))),
        ("certificate to stamp", Certificate.objects.filter(_of(case), ~Q(stamp_due_at=None))),
        (
            "event to seal",
            Unsequenced.objects.filter(number__in=Event.objects.filter(case_id=case.id).values("number")),
        ),
    )
    return (*(word for word, rows in found if rows.exists()), *ways_under_way(case.id))


def _of(case: Case) -> Q:
    return Q(service__envelope__case=case)


def years_before(moment: datetime, years: int) -> datetime:
    """The same day so many years ago; on 29 February the day before it where there was none."""
    year = moment.year - years
    is_leap_day = (moment.month, moment.day) == (2, 29) and not isleap(year)
    return moment.replace(year=year, day=28) if is_leap_day else moment.replace(year=year)
