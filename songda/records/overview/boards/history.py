"""How it came to what stands now, told from the events: how a finding changed, and why a word counts no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from songda.core import circumstances
from songda.core.delivery.changes import FindingOutcome, changed_lines, outcome_in_event, sentence_of
from songda.core.delivery.states import Purpose
from songda.core.law.decision import Citation, Standing, Wording
from songda.core.words import Phrase
from songda.records.ground.evidence.models import Event
from songda.records.matter.circumstances.entries import Ending, endings_in
from songda.records.matter.parties.models import Party
from songda.records.service.findings.law_version import words_of
from songda.records.service.orders.models import Service

# What may have changed a finding: what was decided, learned or done between two answers of the law.
CAUSES = frozenset(
    {
        "finding.determined",
        "objection.decided",
        "objection.raised",
        "withdrawal.decided",
        "offline.decided",
        "party.set_offline",
        "offline.withdrawn",
        "consent.given",
        "consent.refused",
        "consent.withdrawn",
        "address.confirmed",
        "address.disowned",
        "address.replaced",
        "address.rejected",
        "attempt.arrived",
        "attempt.failed",
        "attempt.bounced",
        "attempt.reread",
        "deed.recorded",
        "deed.struck",
        "paper.opened",
        "paper.acknowledged",
        "call.recorded",
        "call.struck",
        "hearing.set",
        "hearing.moved",
        "hearing.cancelled",
        "case.corrected",
        "party.corrected",
        *circumstances.EVENTS,
    }
)
_RULES_CHANGED = Phrase("services.change.rules_corrected")
# The events that end an entry, with the name under which they keep which one it is.
_ENDS: Mapping[str, str] = {
    "consent.struck": "consent",
    "refusal.struck": "refusal",
    "call.struck": "call",
    "address.retired": "address",
    "address.replaced": "address",
}


@dataclass(frozen=True)
class CitedRule:
    """A rule with the words of the version of the law that the answer rests on."""

    wording: Wording
    rule: Citation

    def sentence(self, language: str) -> str:
        """The article as that language cites it."""
        return self.wording.cite(self.rule, language)


@dataclass(frozen=True)
class EarlierFinding:
    """How a service stood from `since` until `until` (None: to this day), and what brought it about."""

    since: datetime
    until: datetime | None
    stand: FindingOutcome
    sentence: Phrase
    cause: Phrase | None
    cites: tuple[CitedRule, ...]


def history_of(service: Service) -> list[EarlierFinding]:
    """Every stand of a service that differed from the one before, the newest first; four statements.

    A service that was ordered a moment ago has none yet.
    """
    decided = [
        e
        for e in Event.objects.on_record().filter(stream=f"service:{service.id}").order_by("number")
        if "status" in e.data
    ]
    kept = [e for e, before in zip(decided, [None, *decided], strict=False) if _differs(before, e)]
    causes = _causes(service, kept)
    ends = [*(event.recorded_at for event in kept[1:]), None][: len(kept)]
    pasts = [_past(event, until, causes) for event, until in zip(kept, ends, strict=True)]
    return pasts[::-1]


def _differs(before: Event | None, event: Event) -> bool:
    return before is None or bool(changed_lines(outcome_in_event(before.data), outcome_in_event(event.data)))


def _past(event: Event, until: datetime | None, causes: Mapping[int, Phrase]) -> EarlierFinding:
    outcome = outcome_in_event(event.data)
    return EarlierFinding(
        event.recorded_at, until, outcome, sentence_of(outcome), causes.get(event.number), _cites(event.data)
    )


def _cites(answer: Mapping[str, Any]) -> tuple[CitedRule, ...]:
    wording = words_of(answer["law_version"])
    rules = [Citation(each["id"], Standing(each["standing"]), each.get("allowed_by", "")) for each in answer["rules"]]
    return tuple([CitedRule(wording, rule) for rule in rules])


def _causes(service: Service, kept: Sequence[Event]) -> dict[int, Phrase]:
    """For each of these events the newest thing before it that may have brought it about."""
    if not kept:
        return {}
    rows = Event.objects.on_record().filter(
        case_id=service.envelope.case_id, name__in=CAUSES, number__lt=kept[-1].number
    )
    near = list(rows.filter(_concerns(service)).order_by("number").values_list("number", "name", "data"))
    found: dict[int, Phrase] = {}
    floor, version = 0, kept[0].data.get("law_version")
    for event in kept:
        own = [name for number, name, data in near if floor < number < event.number and _is_of(service, data)]
        if own:
            found[event.number] = Phrase(f"events.{own[-1]}")
        elif event.data.get("law_version") != version:
            found[event.number] = _RULES_CHANGED
        floor, version = event.number, event.data.get("law_version")
    return found


def _concerns(service: Service) -> Q:
    envelope = service.envelope
    own = [f"service:{service.id}", f"envelope:{envelope.id}", f"party:{envelope.party_id}", f"case:{envelope.case_id}"]
    return Q(stream__in=[*_tries_with(service), *own])


def _tries_with(service: Service) -> list[str]:
    """The streams of the tries for this paper's envelope; of those by people only of the ones that carried it.

    What became of a code or a reminder brought no service about.
    """
    attempts = service.envelope.attempts.filter(purpose=Purpose.SERVICE).values_list("id", flat=True)
    deeds = service.deed_papers.values_list("deed_id", flat=True)
    return [*(f"attempt:{number}" for number in attempts), *(f"deed:{deed}" for deed in deeds)]


def _is_of(service: Service, data: Mapping[str, Any]) -> bool:
    """Acts on another paper of the same envelope brought nothing about here."""
    return data.get("service") in (None, str(service.id))


def endings_of(party: Party) -> dict[UUID, Ending]:
    """By the consent, refusal, call or address that ended; a few statements for any number."""
    return endings_in(f"party:{party.id}", _ENDS)
