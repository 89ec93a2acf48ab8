"""Draws again what the engine concluded: a row that was changed for a minute leaves behind what is not drawn again.

A row that was put back says nothing of what was made of it meanwhile. So the law is asked once more of each answer that
stands, and the log whether each message went to the person whom it serves, in words that are on record. What was drawn
from events is drawn from them again.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Min, Q
from django.db.models.fields.json import KT

from songda import clock
from songda.core.evidence.bundle import BundledEvent
from songda.core.evidence.deciding.conclusions import CONCLUSIONS, undrawn
from songda.core.evidence.deciding.messages import OF_WORDS, WENT_OUT, unresolved
from songda.core.evidence.flaws import Flaw, flaw
from songda.core.law import Decision
from songda.core.law.decision import Status
from songda.core.law.facts import FactsError
from songda.core.state.fold import STEPS
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import leaves_among, leaves_of_cases, sealed_leaves
from songda.records.ground.tables import Contradiction
from songda.records.law.decisions.ask_law import ruling_of
from songda.records.law.facts.dossier import Dossier, load_dossiers
from songda.records.matter.cases.models import Case
from songda.records.proof.certificates.comparing import state_of
from songda.records.service.findings.law_version import law_version
from songda.records.service.findings.models import Finding
from songda.records.service.findings.write import finding_summary
from songda.records.service.orders.models import Envelope

LAW = "law"  # in the place of an event: it is not the log that says otherwise
_UNREADABLE = (AttributeError, LookupError, ObjectDoesNotExist, TypeError, ValueError, FactsError)
_OF_TRIES = ("attempt.planned", "order.placed", "address.recorded")


def ungrounded_findings(ids: Sequence[UUID]) -> Iterator[Contradiction]:
    """Answers of the law of today that it does not give, asked again; what waits to be asked anyway is left out."""
    rows = Envelope.objects.filter(id__in=ids, recalled_at=None).select_related("case__court", "case__judge", "party")
    envelopes = list(rows.exclude(ask_law_at__lte=clock.now()).order_by("id"))
    try:
        dossiers = load_dossiers(envelopes)
    except _UNREADABLE:  # rows of which no facts can be made are named by the comparison with the log
        return
    for dossier in dossiers:
        for service in dossier.services:
            if (finding := getattr(service, "finding", None)) is not None and finding.law_version_id == law_version():
                yield from _asked_again(dossier, finding)


def _asked_again(dossier: Dossier, finding: Finding) -> Iterator[Contradiction]:
    at, waits = max(clock.now(), finding.decided_at), dossier.envelope.ask_law_at
    if finding.is_marked_anew or (waits is not None and waits <= at):
        return
    try:
        answer, stands = _said(ruling_of(dossier, finding.service, at).decision), _said(finding.decision)
    except _UNREADABLE:
        return
    row, about = f"findings_finding:{finding.service_id}", (f"service:{finding.service_id}",)
    for name, found in stands.items():
        if found != answer.get(name):
            yield Contradiction(row, name, str(found), str(answer.get(name)), LAW, about)


def _said(decision: Decision) -> dict[str, object]:
    """What people rely on in an answer; that a message was merely sent asks no law anew, so of that only what it is."""
    said: dict[str, object] = dict(finding_summary(decision))
    if decision.status != Status.NOT_EFFECTIVE:
        said["rules"] = ", ".join(rule.id for rule in decision.rules)
        said["periods"] = ", ".join(f"{period.kind} {period.last_day.isoformat()}" for period in decision.periods)
    return said


def not_drawn_again() -> Iterator[Flaw]:
    """Conclusions that do not follow from what they name, and messages in words or under a telephone on no record."""
    concluded = Event.objects.on_record().filter(name__in=CONCLUSIONS)
    for case in Case.objects.filter(id__in=concluded.values("case_id")).select_related("court").order_by("id"):
        found = undrawn(_as_bundled(leaves_of_cases({case.id}, sorted(STEPS))), ZoneInfo(case.court.zone))
        yield from (
            flaw("event", event.row["id"], "conclusion_ungrounded", name=event.row["name"]) for _, event in found
        )
    of_house = sorted(set(concluded.filter(case_id=None).values_list("stream", flat=True)))
    for _, event in undrawn(_as_bundled(sealed_leaves(of_house, sorted(STEPS))), UTC):
        yield flaw("event", event.row["id"], "conclusion_ungrounded", name=event.row["name"])
    marked = Event.objects.on_record().filter(name__in=WENT_OUT, data__has_key="wording")
    each_mark = marked.annotate(wording=KT("data__wording")).values("wording").annotate(first=Min("number")).order_by()
    first = [row["first"] for row in each_mark]
    told = Event.objects.on_record().filter(Q(name__in=OF_WORDS) | Q(number__in=first))
    for _, event in unresolved(_as_bundled(leaves_among(told))):
        yield flaw("event", event.row["id"], "message_words_unknown")


def _undrawn(leaves: Sequence[Mapping[str, Any]], zone: tzinfo) -> Iterator[Flaw]:
    for _, event in undrawn(_as_bundled(leaves), zone):
        yield flaw("event", event.row["id"], "conclusion_ungrounded", name=event.row["name"])


def _as_bundled(leaves: Sequence[Mapping[str, Any]]) -> list[BundledEvent]:
    """As they stand in a bundle, in their order."""
    return [BundledEvent(place, leaf, "", None, None, "") for place, leaf in enumerate(leaves)]


def misled_messages(ids: Sequence[UUID]) -> Iterator[Contradiction]:
    """Messages of these envelopes that the log planned for an address that it knows as somebody else's."""
    cases = set(Envelope.objects.filter(id__in=ids).values_list("case_id", flat=True))
    state = state_of(leaves_of_cases(cases, _OF_TRIES))
    own = {str(one) for one in ids}
    for attempt in state.attempts.values():
        envelope, address = state.envelopes.get(attempt.envelope_id), state.addresses.get(attempt.address_id)
        if attempt.envelope_id in own and envelope and address and address.party_id != envelope.party_id:
            row = f"attempts_attempt:{attempt.id}"
            yield Contradiction(row, "address_id", attempt.address_id, "", about=(attempt.event.stream,))
