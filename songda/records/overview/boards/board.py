"""The board of a case, every paper against every party, one sentence in each cell; and the list of cases.

The list tells of each case its parties and how far service has come, in a fixed number of statements.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, prefetch_related_objects

from songda import clock
from songda.core.delivery.letters import LetterState
from songda.core.delivery.sentences import (
    CORRECTED,
    DIED,
    TAKEN_BACK,
    UNSHOWN,
    Cell,
    Course,
    LetterAhead,
    OldHearing,
    cell_of,
)
from songda.core.delivery.sentences import Deed as CellDeed
from songda.core.delivery.states import State
from songda.core.law import Decision, Status
from songda.records.ground.incidents.unshown import not_shown
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.papers.models import Paper
from songda.records.matter.papers.queries import Filers, filers_of, is_own
from songda.records.matter.parties.models import Consent, Party, Refusal
from songda.records.overview.boards.preview import why_failed
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.states import denied_at
from songda.records.service.deeds.models import DeedStep
from songda.records.service.determinations.models import Determination
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.orders.overtaken import the_dead
from songda.records.service.orders.queries import corrected_among
from songda.records.service.orders.summoned import Hearings, Summoned, summoned_by
from songda.records.service.portal_acts.models import Objection, RecipientAct
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.post.letters.queries import newest_letters

SHOWN = 4  # parties of a case; of the rest only the number
SOON = (3, 7, 15, 30)  # days within which a hearing may be asked for


@dataclass(frozen=True)
class BoardCell:
    """One service on the board; `cell` holds its sentences."""

    service: Service
    finding: Finding | None
    cell: Cell


class Progress(StrEnum):
    """How far service on a person has come."""

    OPEN = "open"  # something ordered is not served
    SERVED = "served"
    NOTHING = "nothing"  # was ordered for them


@dataclass(frozen=True)
class Board:
    """Parties, papers and the newest service of each pair, keyed by (party id, paper id)."""

    parties: Sequence[Party]
    papers: Sequence[Paper]
    cells: dict[tuple[UUID, UUID], BoardCell] = field(default_factory=dict)
    filers: Filers = field(default_factory=dict)

    def is_own(self, paper: Paper, party: Party) -> bool:
        """Whether the party's own side filed the paper, which is then never served on it."""
        return is_own(self.filers, paper, party)

    def is_corrected(self, paper: Paper, party: Party) -> bool:
        """Whether its correction was ordered for the same person, so that nobody has to serve this one any more."""
        entry = self.cells.get((party.id, paper.id))
        return entry is not None and entry.service.id in self._corrected

    @cached_property
    def _corrected(self) -> set[UUID]:
        return _corrected(self.papers, [entry.service for entry in self.cells.values()])

    def progress_of(self, party: Party) -> Progress:
        """How far service on one person has come, whatever was taken back or corrected aside."""
        wanted = [paper for paper in self.papers if not self.is_corrected(paper, party)]
        cells = [self.cells[pair].cell for paper in wanted if (pair := (party.id, paper.id)) in self.cells]
        current = [cell for cell in cells if cell is not TAKEN_BACK]
        if not current:
            return Progress.NOTHING
        return Progress.SERVED if all(cell.tone == "served" for cell in current) else Progress.OPEN


def board(case: Case, known: Hearings | None = None) -> Board:
    """The board of one case, in the same few statements however many parties and papers it has.

    Whoever was taken out was never a party. All parties and papers are read with the case, for what else asks for them.
    `known` are its hearings, where they were read already.
    """
    prefetch_related_objects(
        [case],
        Prefetch("parties", Party.objects.select_related("acts_for").order_by("recorded_at", "id")),
        Prefetch("papers", Paper.objects.order_by("filed_at", "id")),
    )
    services = list(_services(case))
    ordered = {service.paper_id for service in services}
    parties = [party for party in case.parties.all() if (party.acts_for or party).removed_at is None]
    papers = [paper for paper in case.papers.all() if paper.struck_at is None or paper.id in ordered]
    gone = _corrected(case.papers.all(), services)
    cells = {(s.envelope.party_id, s.paper_id): cell for s, cell in cells_of(case, services, known, gone)}
    return Board(parties, papers, cells, filers_of(papers))


def _corrected(papers: Iterable[Paper], services: Sequence[Service]) -> set[UUID]:
    by = {paper.replaces_id: paper.id for paper in papers if paper.replaces_id}
    ordered = {(s.envelope.party_id, s.paper_id) for s in services if s.recalled_at is None}
    return corrected_among(services, by, ordered) if by else set()


def _services(case: Case) -> Sequence[Service]:
    rows = Service.objects.filter(envelope__case=case).select_related("envelope__party", "finding", "paper")
    return list(rows.order_by("envelope__placed_at", "id"))


def cells_of(
    case: Case,
    services: Sequence[Service],
    hearings: Hearings | None = None,
    gone: Collection[UUID] = (),
) -> Iterator[tuple[Service, BoardCell]]:
    """Each of these services of one case, which come with envelope, finding and paper, with its cell.

    `gone`: those whose corrected papers were ordered for the same person.
    """
    attempts = _newest_attempts([service.envelope_id for service in services])
    known = _Known(
        ZoneInfo(case.court.zone),
        attempts,
        dict(RecipientAct.objects.filter(service__in=services).order_by("at").values_list("service_id", "kind")),
        _last_steps(services),
        _refusals(case),
        summoned_by([service for service in services if service.recalled_at is None], hearings),
        _ruled_out(services, attempts),
        _letters(services),
    )
    dead = the_dead({service.envelope.party_id for service in services})
    for service in services:
        try:
            cell = _cell_of(service, known, dead, gone)
        except Exception as wrong:  # noqa: BLE001 - whatever is wrong with one service, the others are shown
            not_shown(service, wrong, clock.now())
            cell = BoardCell(service, None, UNSHOWN)
        yield service, cell


def _cell_of(service: Service, known: "_Known", dead: Collection[UUID], gone: Collection[UUID]) -> BoardCell:
    finding = getattr(service, "finding", None)
    is_open = finding is None or finding.status in (Status.NOT_EFFECTIVE, Status.NOT_ALLOWED)
    if service.recalled_at is not None:
        return BoardCell(service, finding, TAKEN_BACK)
    if service.envelope.party_id in dead and is_open:
        return BoardCell(service, finding, DIED)
    if service.id in gone and (finding is None or finding.status == Status.NOT_EFFECTIVE):
        return BoardCell(service, finding, CORRECTED)
    return BoardCell(service, finding, cell_of(finding.decision if finding else None, known.of(service)))


def _decision(finding: Finding | None) -> Decision | None:
    return finding.decision if finding else None


def _letters(services: Sequence[Service]) -> dict[UUID, Letter]:
    posted = {service.envelope_id for service in services if service.envelope.posted_at}
    return newest_letters(posted) if posted else {}


@dataclass(frozen=True)
class _Known:
    """What is on record of the services of a case, by service, envelope or party."""

    zone: ZoneInfo
    attempts: Mapping[UUID, Attempt]
    acts: Mapping[UUID, str]
    steps: Mapping[UUID, DeedStep]
    refusals: Mapping[UUID, datetime]
    summoned: Mapping[UUID, Summoned]
    ruled_out: Mapping[UUID, datetime]  # by service
    letters: Mapping[UUID, Letter]

    def of(self, service: Service) -> Course:
        """How far it has come by the newest attempt, or by the newest try of people."""
        envelope, attempt = service.envelope, self.attempts.get(service.envelope_id)
        denied = envelope.disowned_at or (denied_at(attempt) if attempt else None)
        return Course(
            State(attempt.state) if attempt else None,
            self._local(attempt.arrived_at if attempt else None),
            self.acts.get(service.id),
            self._local(denied),
            self._local(attempt.bounced_at if attempt else None),
            why_failed(attempt) if attempt else None,
            self._local(self.refusals.get(envelope.party_id)),
            self._deed(service, attempt),
            self._old_hearing(service),
            self._local(self.ruled_out.get(service.id)),
            self._letter(envelope),
        )

    def _local(self, at: datetime | None) -> datetime | None:
        return at.astimezone(self.zone) if at else None

    def _deed(self, service: Service, attempt: Attempt | None) -> CellDeed | None:
        """The last step by people, unless a message arrived or went out after it."""
        step = self.steps.get(service.id)
        if step is None or (attempt is not None and (attempt.arrived_at or attempt.planned_at) > step.recorded_at):
            return None
        return CellDeed(step.deed.way, step.kind, step.at.astimezone(self.zone).date())

    def _letter(self, envelope: Envelope) -> LetterAhead | None:
        """The letter that is not in the post yet; one that is has become a try by people."""
        letter = self.letters.get(envelope.id)
        if letter is None or letter.state == LetterState.SEALED:
            return None
        expected = None if letter.batch_id else letter.expected_on  # of one in a batch only the sealing is ahead
        return LetterAhead(letter.state, expected)

    def _old_hearing(self, service: Service) -> OldHearing | None:
        called = self.summoned.get(service.id)
        return called.old_hearing(self.zone) if called else None


def _last_steps(services: Sequence[Service]) -> dict[UUID, DeedStep]:
    """By service, the newest step of a try by people that carried it."""
    rows = DeedStep.objects.filter(struck_at=None, deed__paper_rows__service__in=services).select_related("deed")
    rows = rows.annotate(served_id=F("deed__paper_rows__service_id"))
    return {step.served_id: step for step in rows.order_by("at", "recorded_at", "id")}


def _refusals(case: Case) -> dict[UUID, datetime]:
    """When each party refused, unless they agreed since."""
    agreed = Consent.objects.filter(party=OuterRef("party"), struck_at=None, withdrawn_at=None, at__gt=OuterRef("at"))
    rows = Refusal.objects.filter(party__case=case, struck_at=None).exclude(Exists(agreed))
    return dict(rows.order_by("at").values_list("party_id", "at"))


def _ruled_out(services: Sequence[Service], attempts: Mapping[UUID, Attempt]) -> dict[UUID, datetime]:
    """When a judge found that the newest message does not count for a service, or upheld an objection against it."""
    newest = [attempt.id for attempt in attempts.values()]
    upheld = Objection.objects.filter(attempt__in=newest, ruling="accepted").exclude(ground="other_arrival_date")
    ruled = {envelope: at for envelope, at in upheld.order_by("ruled_at").values_list("envelope_id", "ruled_at") if at}
    found = {service.id: ruled[service.envelope_id] for service in services if service.envelope_id in ruled}
    decided = Determination.objects.filter(service__in=services, attempt__in=newest).order_by("at", "id")
    for service_id, outcome, at in decided.values_list("service_id", "outcome", "at"):
        if outcome == "does_not_count":
            found[service_id] = at
        elif outcome == "counts":
            found.pop(service_id, None)
    return found


def _newest_attempts(envelope_ids: Sequence[UUID]) -> dict[UUID, Attempt]:
    rows = Attempt.objects.filter(envelope_id__in=envelope_ids, purpose="service").order_by("id")
    rows = rows.select_related("address")
    newest = {attempt.envelope_id: attempt for attempt in rows}
    prefetch_related_objects([attempt for attempt in newest.values() if attempt.state == State.FAILED], "receipts")
    return newest


def waiting_cases(now: datetime, *, unserved: bool, hearing_days: int | None) -> Q:
    """The cases with something that was ordered and is not served, and those with a hearing within so many days."""
    found = Q()
    if unserved:
        ordered = Service.objects.filter(envelope__case=OuterRef("pk"), recalled_at=None)
        found &= Q(Exists(ordered.exclude(finding__status=Status.EFFECTIVE)))
    if hearing_days is not None:
        ahead = Hearing.objects.filter(cancelled_at=None, at__gte=now, at__lt=now + timedelta(days=hearing_days))
        found &= Q(id__in=ahead.values("case_id"))
    return found


@dataclass(frozen=True)
class ListedCase:
    """One line: the case, the first of its parties, how many more there are, and of its services how many are done."""

    case: Case
    parties: Sequence[Party]
    more: int
    ordered: int
    served: int
    waiting: int  # for a judge
    hearing_at: datetime | None  # the next one


def listed(cases: Sequence[Case], now: datetime) -> list[ListedCase]:
    """The lines of these cases, in their order."""
    ids = [case.id for case in cases]
    people = _people(ids)
    counts = _counts_of_services(ids)
    ahead = Hearing.objects.filter(case__in=ids, cancelled_at=None, at__gte=now).order_by("-at")
    hearings = dict(ahead.values_list("case_id", "at"))
    return [_line(case, people[case.id], counts.get(case.id, {}), hearings.get(case.id)) for case in cases]


def _line(case: Case, people: Sequence[Party], counts: Mapping[str, int], hearing_at: datetime | None) -> ListedCase:
    return ListedCase(
        case,
        people[:SHOWN],
        more=max(0, len(people) - SHOWN),
        ordered=counts.get("ordered", 0),
        served=counts.get("served", 0),
        waiting=counts.get("waiting", 0),
        hearing_at=hearing_at,
    )


def _people(ids: Sequence[UUID]) -> dict[UUID, list[Party]]:
    grouped: dict[UUID, list[Party]] = defaultdict(list)
    in_case = Party.objects.filter(case_id__in=ids, acts_for=None, removed_at=None)
    for party in in_case.order_by("recorded_at", "id"):
        grouped[party.case_id].append(party)
    return grouped


def _counts_of_services(ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Of each pair of person and paper the newest, as on the board: what was taken back counts for nothing."""
    of_nobody = Q(envelope__party__acts_for=None, envelope__party__removed_at__isnull=False)
    of_nobody |= Q(envelope__party__acts_for__removed_at__isnull=False)
    pairs = Service.objects.filter(envelope__case_id__in=ids).exclude(of_nobody)
    pair = ("envelope__party_id", "paper_id")
    newest = pairs.order_by(*pair, "-envelope__placed_at", "-id").distinct(*pair).values("id")
    rows = Service.objects.filter(id__in=newest, recalled_at=None)
    done = Q(finding__status=Status.EFFECTIVE)
    open_to_judge = Q(finding__status__in=(Status.PRESUMED, Status.AWAITING_JUDGE, Status.NOT_VERIFIED))
    counted = rows.values_list("envelope__case_id").annotate(
        ordered=Count("id"), served=Count("id", filter=done), waiting=Count("id", filter=open_to_judge)
    )
    return {
        case: {"ordered": ordered, "served": served, "waiting": waiting} for case, ordered, served, waiting in counted
    }
