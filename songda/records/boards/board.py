"""The board of a case: every paper against every party, one sentence in each cell."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, prefetch_related_objects

from songda.core.delivery.sentences import TAKEN_BACK, Cell, Course, cell_of
from songda.core.delivery.states import State
from songda.records.attempts.denials import denied_at
from songda.records.attempts.models import Attempt
from songda.records.boards.ways_left import why_failed
from songda.records.cases.models import Case
from songda.records.findings.models import Finding
from songda.records.orders.models import Service
from songda.records.papers.models import Paper
from songda.records.papers.own import Filers, filers_of, is_own
from songda.records.parties.models import Party
from songda.records.portal_acts.models import RecipientAct


@dataclass(frozen=True)
class BoardCell:
    """One service on the board; `cell` holds its sentences."""

    service: Service
    finding: Finding | None
    cell: Cell


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


def board(case: Case) -> Board:
    """The board of one case in six statements."""
    parties = list(case.parties.order_by("recorded_at", "id"))
    ordered = Exists(Service.objects.filter(paper=OuterRef("pk")))
    papers = list(case.papers.filter(ordered | Q(struck_at=None)).order_by("filed_at", "id"))
    services = list(_services(case))
    newest = _newest_attempts([service.envelope_id for service in services])
    acts = dict(RecipientAct.objects.filter(service__in=services).order_by("at").values_list("service_id", "kind"))
    cells = {
        (s.envelope.party_id, s.paper_id): _board_cell(s, newest.get(s.envelope_id), acts.get(s.id), case)
        for s in services
    }
    return Board(parties, papers, cells, filers_of(papers))


def _services(case: Case) -> Sequence[Service]:
    rows = Service.objects.filter(envelope__case=case).select_related("envelope", "finding", "paper")
    return list(rows.order_by("envelope__placed_at", "id"))


def _newest_attempts(envelope_ids: Sequence[UUID]) -> dict[UUID, Attempt]:
    rows = Attempt.objects.filter(envelope_id__in=envelope_ids, purpose="service").order_by("id")
    rows = rows.select_related("address")
    newest = {attempt.envelope_id: attempt for attempt in rows}
    prefetch_related_objects([attempt for attempt in newest.values() if attempt.state == State.FAILED], "receipts")
    return newest


def _board_cell(service: Service, attempt: Attempt | None, act: str | None, case: Case) -> BoardCell:
    finding = getattr(service, "finding", None)
    if service.recalled_at is not None:
        return BoardCell(service, finding, TAKEN_BACK)
    decision = finding.decision if finding else None
    return BoardCell(service, finding, cell_of(decision, _course(service, attempt, act, ZoneInfo(case.court.zone))))


def _course(service: Service, attempt: Attempt | None, act: str | None, zone: ZoneInfo) -> Course:
    """How far it has come by the newest attempt."""
    denied = service.envelope.disowned_at
    if attempt is None:
        return Course(act=act, denied_at=_local(denied, zone))
    denied = denied or denied_at(attempt)
    moments = (attempt.arrived_at, denied, attempt.bounced_at)
    arrived, said, bounced = (_local(at, zone) for at in moments)
    waits = _local(service.envelope.next_step_at, zone)
    return Course(State(attempt.state), arrived, act, said, bounced, why_failed(attempt), waits)


def _local(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    return at.astimezone(zone) if at else None
