"""Puts right what was entered by mistake: papers corrected or struck, calls, consents and refusals struck.

All of it stays on record and counts for nothing. Nothing is struck on which a finding rests: then a certificate or a
judgment may rest on it too, and only a judge takes that away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.law.decisions.ask_law import ruling_of
from songda.records.law.facts.dossier import load_dossiers
from songda.records.matter.cases.actions import Reason, lock_case
from songda.records.matter.papers.actions import PaperDraft, check_paper
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Consent, Party, Refusal
from songda.records.matter.parties.notify import reconsider
from songda.records.service.calls.models import Call
from songda.records.service.orders.models import Envelope, Service

COUNTING = frozenset({"effective", "presumed"})
BY_CALL = "call"
_RELATED: dict[type, str] = {Call: "calls", Consent: "consents", Refusal: "refusals"}
FIELDS = ("kind", "title", "filed_by", "days_set_in_paper", "issued_at")


def refuse_if_finding_changes(envelope_ids: Sequence[UUID], now: datetime) -> None:
    """Refused where a service that counts would count no more, or otherwise; the caller has written the change.

    Only a judge takes away what a certificate or a judgment rests on: they find that the service does not count, and
    then the entry can be struck.
    """
    envelopes = Envelope.objects.filter(id__in=envelope_ids, recalled_at=None).select_related("case__court", "party")
    for dossier in load_dossiers(list(envelopes)):
        for service in dossier.services:
            if _would_change(service, ruling_of(dossier, service, now).status):
                raise Refused("finding_rests_on_it", title=service.paper.title)


def refuse_if_served(paper_id: UUID) -> None:
    """Refused where a service of this paper counts: what is certified of it names the paper as it was entered."""
    counts = Service.objects.filter(paper_id=paper_id, recalled_at=None, finding__status__in=COUNTING)
    if (service := counts.select_related("paper").first()) is not None:
        raise Refused("paper_certified", title=service.paper.title)


def _would_change(service: Service, status: str) -> bool:
    finding = getattr(service, "finding", None)
    return finding is not None and finding.status in COUNTING and status != finding.status


Struck = TypeVar("Struck", Call, Consent, Refusal)
Answer = TypeVar("Answer", Consent, Refusal)


@transaction.atomic
def strike_consent(consent: Consent, why: Reason, by: str, now: datetime) -> None:
    """Strike a consent that was never given. Refused where it was withdrawn, or where a service that counts would fall.

    What a party withdrew was given; on that the judge rules.
    """
    locked = hold_struck(Consent, consent.id, now)
    if locked.withdrawn_at is not None:
        raise Refused("consent_withdrawn_already")
    conclude(locked.party, [struck_event("consent.struck", locked, why, by, now)], now)


@transaction.atomic
def strike_refusal(refusal: Refusal, why: Reason, by: str, now: datetime) -> None:
    """Strike a refusal that was never said."""
    locked = hold_struck(Refusal, refusal.id, now)
    conclude(locked.party, [struck_event("refusal.struck", locked, why, by, now)], now)


def hold_struck(model: type[Struck], key: UUID, now: datetime) -> Struck:
    """The entry, held with its case and struck; Refused when somebody was faster."""
    party = Party.objects.get(**{f"{_RELATED[model]}__id": key})
    lock_case(party.case_id)
    if not model.objects.filter(id=key, struck_at=None).update(struck_at=now):
        raise Refused("struck_already")
    return model.objects.select_related("party__case__court", "party__acts_for").get(id=key)


def conclude(party: Party, events: Sequence[NewEvent], now: datetime) -> None:
    """Write it down unless something that counts would fall; the engine looks at everything of this party again."""
    refuse_if_finding_changes(list(Envelope.objects.filter(party=party).values_list("id", flat=True)), now)
    record(events, now)
    reconsider([party.id])


def struck_event(name: str, entry: Call | Consent | Refusal, why: Reason, by: str, now: datetime) -> NewEvent:
    data: dict[str, Json] = {name.partition(".")[0]: str(entry.id), "at": entry.at.isoformat()}
    party = entry.party
    return NewEvent(name, f"party:{party.id}", party.case_id, now, by, data, {"reason": why.read()})


@dataclass(frozen=True)
class PaperChange:
    """The paper as it should have been entered."""

    kind: str
    title: str
    filed_by: Party | None = None
    days_set_in_paper: int | None = None
    issued_at: datetime | None = None


@transaction.atomic
def correct_paper(paper: Paper, change: PaperChange, why: Reason, by: str, now: datetime) -> None:
    """Put right what was entered of a paper; raises WrongField or Refused.

    Refused where a service of it counts: there the judge finds first that it does not, or a corrected paper is served.
    """
    words = why.read()
    lock_case(paper.case_id)
    locked = Paper.objects.select_related("case__court", "filed_by").select_for_update(of=("self",)).get(id=paper.id)
    if locked.struck_at is not None:
        raise Refused("paper_was_struck", title=locked.title)
    refuse_if_served(locked.id)
    check_paper(locked.case, _draft(locked, change), now)
    _refuse_own(locked, change)
    before = {name: getattr(locked, name) for name in FIELDS}
    after = {**vars(change), "title": change.title.strip()}
    changed = [name for name in FIELDS if before[name] != after[name]]
    if not changed:
        raise Refused("nothing_changed")
    _write(locked, after)
    private: dict[str, Json] = {
        "reason": words,
        "before": _values(before, changed),
        "after": _values(after, changed),
    }
    record([_correction_event(locked, changed, private, by, now)], now)
    ask("planning.reconsider", case_ids=[str(locked.case_id)])


def _draft(locked: Paper, change: PaperChange) -> PaperDraft:
    kept = PaperDraft(change.kind, change.title, b"", change.filed_by)
    kept = replace(kept, days_set_in_paper=change.days_set_in_paper, issued_at=change.issued_at)
    return replace(kept, carried_out_at=locked.carried_out_at)


def _refuse_own(locked: Paper, change: PaperChange) -> None:
    """Nobody is served with what they filed themselves: where that is under way it is taken back first."""
    if change.filed_by is None:
        return
    to_them = Service.objects.filter(paper=locked, envelope__party=change.filed_by, recalled_at=None)
    if to_them.exists():
        raise Refused("serves_own_paper", title=locked.title)


def _write(locked: Paper, after: dict[str, object]) -> None:
    for name in FIELDS:
        setattr(locked, name, after[name])
    try:
        with transaction.atomic():
            locked.save(update_fields=list(FIELDS))
    except IntegrityError:
        raise Refused("paper_exists", title=locked.title) from None


def _correction_event(locked: Paper, changed: list[str], private: dict[str, Json], by: str, now: datetime) -> NewEvent:
    """What stands now; from what to what, and why, stays sealed."""
    names: list[Json] = list(changed)
    facts: dict[str, Json] = {"fields": names, "kind": locked.kind, "days_set_in_paper": locked.days_set_in_paper}
    facts["filed_by"] = str(locked.filed_by_id) if locked.filed_by_id else None
    facts["issued_at"] = locked.issued_at.isoformat() if locked.issued_at else None
    return NewEvent("paper.corrected", f"paper:{locked.id}", locked.case_id, now, by, facts, private)


def _values(state: Mapping[str, object], names: list[str]) -> dict[str, Json]:
    return {name: _plain(state[name]) for name in names}


def _plain(value: object) -> Json:
    if isinstance(value, Party):
        return str(value.id)
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int) or value is None else str(value)


@transaction.atomic
def strike_paper(paper: Paper, why: Reason, by: str, now: datetime) -> None:
    """Strike it; raises WrongField without a reason, Refused where it was struck already or is ordered to be served.

    What was ordered is taken back first, and what was served a judge has to find not to count: striking undoes nothing.
    A paper that it replaced may be replaced by another one.
    """
    words = why.read()
    lock_case(paper.case_id)
    locked = Paper.objects.select_for_update(of=("self",)).get(id=paper.id)
    if locked.struck_at is not None:
        raise Refused("struck_already")
    if Service.objects.filter(paper=locked, recalled_at=None).exists():
        raise Refused("paper_was_ordered", title=locked.title)
    facts: dict[str, Json] = {"replaces": str(locked.replaces_id) if locked.replaces_id else None}
    locked.struck_at, locked.replaces = now, None
    locked.save(update_fields=["struck_at", "replaces"])
    record([NewEvent("paper.struck", f"paper:{locked.id}", locked.case_id, now, by, facts, {"reason": words})], now)
