"""Whether whoever acts has the office for it, and what nobody who runs a court does alone.

The action itself asks, whatever page or door was before it. What needs two people waits as a request until a second
one approves it, and is done in the same transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from songda.core.access import Act, ProposalKind, ProposalState, may
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.court.staff.models import ApiClient, Court, Proposal, User
from songda.records.ground.evidence.actions import NewEvent, record

ENGINE = "engine"  # the system itself: what it does is set off by no request of anybody's
REQUEST_LASTS = timedelta(days=3)  # that a request waits


def check_office(by: str, act: Act, court: Court | UUID) -> None:
    """Refused unless `by`, as events name who acts, may do this in that court.

    `staff:` and an id: an open account of the court whose office has the act. `client:` and an id: a system that acts
    for the court. `engine`: the system itself.
    """
    kind, _, name = by.partition(":")
    court_id = court.id if isinstance(court, Court) else court
    if by != ENGINE and not _has_office(kind, _read(name), act, court_id):
        raise Refused("not_your_office")


def _has_office(kind: str, own_id: UUID | None, act: Act, court_id: UUID) -> bool:
    if own_id is None:
        return False
    if kind == "client":
        return ApiClient.objects.filter(id=own_id, court=court_id, revoked_at=None).exists()
    role = User.objects.filter(id=own_id, court=court_id, is_active=True).values_list("role", flat=True).first()
    return kind == "staff" and role is not None and may(role, act)


def as_they_are(user: User) -> User:
    """Inside the caller's transaction: the account as it stands now, and until this is written.

    The office may have been taken from whoever waits for others to be done. It is none of a closed account.
    """
    now = User.objects.select_for_update(no_key=True).get(id=user.id)
    now.role = now.role if now.is_active else ""
    return now


def _read(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


@dataclass(frozen=True)
class ProposalDraft:
    """What is asked for; `about` is the account that it concerns, where there is one already."""

    kind: ProposalKind
    about: User | None = None
    draft: dict[str, Any] = field(default_factory=dict)


def require_second_person(by: str, approved_by: str) -> None:
    """Raise unless a second member of staff approved; the command line and the engine are no member of staff."""
    if by.startswith("staff:") and approved_by in {"", by}:
        raise Refused("needs_second_person")


@transaction.atomic
def propose(court: Court, draft: ProposalDraft, by: User, now: datetime) -> Proposal:
    """Ask for it; the same may wait once only, and nobody asks for something about themselves."""
    if draft.about is not None and draft.about.id == by.id:
        raise Refused("own_account")
    Court.objects.select_for_update().get(id=court.id)
    same = {"court": court, "kind": draft.kind.value, "about": draft.about, "draft": draft.draft}
    if Proposal.objects.filter(**same, state=ProposalState.OPEN, ends_at__gt=now).exists():
        raise Refused("proposal_waits_already")
    proposal = Proposal.objects.create(**same, asked_by=by, asked_at=now, ends_at=now + REQUEST_LASTS)
    _note("proposal.made", proposal, by, now, {"draft": proposal.draft})
    return proposal


def waiting_in(court: Court, now: datetime) -> Sequence[Proposal]:
    """What waits for a second person, oldest first; what waited too long is not among it."""
    waiting = Proposal.objects.filter(court=court, state=ProposalState.OPEN, ends_at__gt=now)
    return list(waiting.select_related("about", "asked_by").order_by("asked_at"))


@transaction.atomic
def hold_for_approval(proposal_id: UUID, user: User, now: datetime) -> Proposal:
    """The request, held and noted as approved; Refused for whoever asked, whom it concerns, or too late.

    Whatever it asks for is done in the same transaction.
    """
    proposal = _locked(proposal_id, now)
    _refuse_concerned(proposal, user)
    check_office(f"staff:{user.id}", Act.RUN_COURT, proposal.court_id)
    _decide(proposal, ProposalState.APPROVED, user, now)
    _note("proposal.approved", proposal, user, now)
    return proposal


@transaction.atomic
def decline(proposal_id: UUID, user: User, now: datetime) -> None:
    """Say no to it; whoever asked takes it back instead."""
    proposal = _locked(proposal_id, now)
    if proposal.asked_by_id == user.id:
        _decide(proposal, ProposalState.WITHDRAWN, user, now)
        _note("proposal.withdrawn", proposal, user, now)
    else:
        _decide(proposal, ProposalState.DECLINED, user, now)
        _note("proposal.declined", proposal, user, now)


def _locked(proposal_id: UUID, now: datetime) -> Proposal:
    locked = Proposal.objects.select_for_update(of=("self",)).select_related("about", "court", "asked_by")
    proposal = locked.get(id=proposal_id)
    if proposal.state != ProposalState.OPEN or proposal.ends_at <= now:
        raise Refused("proposal_over")
    return proposal


def _refuse_concerned(proposal: Proposal, user: User) -> None:
    if user.id in {proposal.asked_by_id, proposal.about_id}:
        raise Refused("own_proposal")
    asker = proposal.asked_by
    if not (asker.is_active and asker.court_id == proposal.court_id and may(asker.role, Act.RUN_COURT)):
        raise Refused("proposal_over")


def _decide(proposal: Proposal, state: ProposalState, user: User, now: datetime) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, user, now
    proposal.save(update_fields=["state", "decided_by", "decided_at"])


def _note(name: str, proposal: Proposal, user: User, now: datetime, private: Mapping[str, Json] | None = None) -> None:
    """On the stream of whom it concerns, so that they are told; of nobody, on the court's."""
    stream = f"staff:{proposal.about_id}" if proposal.about_id else f"court:{proposal.court_id}"
    data = {"proposal": str(proposal.id), "kind": proposal.kind}
    event = NewEvent(name, stream, None, happened_at=now, actor=f"staff:{user.id}", data=data, private=private or {})
    record([event], now)
