"""Compares the rows that a certificate rests on with the sealed events: the database alone is not believed.

Whoever has the role of the program, and no keys, can move a date in a row; the mark of its event they cannot make.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from uuid import UUID

from songda.core.evidence.leaf import moment_text
from songda.records.decision.facts.dossier import Dossier, load_dossiers
from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.calls.models import CallReceipt
from songda.records.delivery.findings.models import Finding
from songda.records.delivery.findings.write import finding_summary
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.portal_acts.models import RecipientAct
from songda.records.delivery.portal_acts.visits import EVENT_OF_ACT
from songda.records.ground.evidence.queries import sealed_leaves, waiting_streams
from songda.records.proof.certificates.comparing.contradiction import NONE, Contradiction, Leaf, written
from songda.records.proof.certificates.comparing.scope import compare_cases, compare_offices, scope_of_envelopes
from songda.records.proof.certificates.comparing.tries import replay_try, state_fits


class ContradictedError(Exception):
    """Rows that the log contradicts; the text names rows, columns and events, no person."""

    def __init__(self, contradictions: Sequence[Contradiction]) -> None:
        super().__init__("; ".join(str(one) for one in contradictions))


class MovedMeanwhileError(Exception):
    """Somebody worked on it between the reading of rows and of events: nothing is wrong, it is looked at again."""


def require_agreement(findings: Sequence[Finding], dossiers: Sequence[Dossier]) -> None:
    """Raise `ContradictedError` where a finding, a try or an act of the recipient is not as it was logged.

    Raises `MovedMeanwhileError` where it only seems so, since the rows were read a moment before their events.
    """
    if not any(contradictions(findings, dossiers)):
        return
    if lasting := lasting_contradictions([dossier.envelope.id for dossier in dossiers]):
        raise ContradictedError(lasting)
    raise MovedMeanwhileError


def lasting_contradictions(envelope_ids: Sequence[UUID]) -> list[Contradiction]:
    """What rows and log say differently of these envelopes when both are read twice.

    What an event tells of that still waits for its place is left out.
    """
    return lasting(lambda: contradictions(*_read(envelope_ids)))


def lasting(look: Callable[[], Iterable[Contradiction]]) -> list[Contradiction]:
    """What is found at two looks, and of which no event waits for its place at either of them."""
    if not (found := _settled(look)):
        return []
    again = set(_settled(look))
    return [one for one in found if one in again]


def _settled(look: Callable[[], Iterable[Contradiction]]) -> list[Contradiction]:
    if not (found := list(look())):
        return []
    waiting = waiting_streams()
    return [one for one in found if not waiting & set(one.about)]


def _read(envelope_ids: Sequence[UUID]) -> tuple[list[Finding], list[Dossier]]:
    envelopes = Envelope.objects.filter(id__in=envelope_ids).select_related(
        "case__court", "case__judge", "party", "order"
    )
    dossiers = load_dossiers(list(envelopes.prefetch_related("party__consents").order_by("id")))
    return list(Finding.objects.filter(service__envelope_id__in=envelope_ids).order_by("service_id")), dossiers


def contradictions(findings: Sequence[Finding], dossiers: Sequence[Dossier]) -> Iterator[Contradiction]:
    """Every such column of these findings, of the tries and acts in the dossiers, and of all that they rest on."""
    yield from of_services(findings, dossiers)
    envelopes = [dossier.envelope for dossier in dossiers]
    papers = {service.paper_id for dossier in dossiers for service in dossier.services}
    yield from compare_cases(scope_of_envelopes(envelopes, papers))
    courts = {envelope.case.court_id for envelope in envelopes}
    yield from compare_offices(courts, {e.case.judge_id for e in envelopes if e.case.judge_id})


def services_of(envelope_ids: Sequence[UUID]) -> Iterator[Contradiction]:
    """The same of findings, tries and acts alone."""
    return of_services(*_read(envelope_ids))


def of_services(findings: Sequence[Finding], dossiers: Sequence[Dossier]) -> Iterator[Contradiction]:
    """What findings, tries and acts say differently; one statement for all."""
    streams = [f"service:{finding.service_id}" for finding in findings]
    for dossier in dossiers:
        streams.append(f"envelope:{dossier.envelope.id}")
        streams += [f"attempt:{attempt.id}" for attempt in (*dossier.attempts, *dossier.called_off)]
        streams += [f"party:{dossier.envelope.party_id}"] if dossier.receipts else []
    logged: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in sealed_leaves(streams):
        logged[leaf["stream"]].append(leaf)
    for finding in findings:
        yield from _of_finding(finding, logged[f"service:{finding.service_id}"])
    for dossier in dossiers:
        for attempt in (*dossier.attempts, *dossier.called_off):
            yield from _of_attempt(attempt, logged[f"attempt:{attempt.id}"])
        about = f"envelope:{dossier.envelope.id}"
        yield from _of_acts(dossier.acts, about, logged[about])
        person = f"party:{dossier.envelope.party_id}"
        yield from _of_receipts(dossier.receipts, person, logged[person])


def _of_finding(finding: Finding, leaves: Sequence[Leaf]) -> Iterator[Contradiction]:
    row, about = f"findings_finding:{finding.service_id}", (f"service:{finding.service_id}",)
    ruling = next((leaf for leaf in reversed(leaves) if "status" in leaf["data"]), None)
    if ruling is None:
        yield Contradiction(row, "status", finding.status, "", about=about)
        return
    stated = finding_summary(finding.decision)
    columns = {"status": finding.status, "ground": finding.ground, "winning_attempt": finding.winning_attempt}
    for name in stated:
        for found in {str(stated[name]), str(columns.get(name, stated[name]))}:
            if found != str(ruling["data"].get(name)):
                yield Contradiction(row, name, found, str(ruling["data"].get(name)), ruling["id"], about)


def _of_attempt(attempt: Attempt, leaves: Sequence[Leaf]) -> Iterator[Contradiction]:
    row, about = f"attempts_attempt:{attempt.id}", (f"attempt:{attempt.id}",)
    said = replay_try(leaves)
    if "planned_at" not in said:
        yield Contradiction(row, "planned_at", written(attempt.planned_at), "", about=about)
        return
    for column, (told, event) in said.items():
        found = written(getattr(attempt, column))
        fits = state_fits(found, told) if column == "state" else found == told
        if not fits:
            yield Contradiction(row, column, found, *(("", "") if told == NONE else (told, event)), about)


def _of_acts(acts: Iterable[RecipientAct], stream: str, leaves: Sequence[Leaf]) -> Iterator[Contradiction]:
    told = {(leaf["name"], leaf["data"].get("service")): leaf for leaf in leaves}
    for act in acts:
        row, leaf = (
            f"portal_acts_recipientact:{act.pk}",
            told.get((EVENT_OF_ACT.get(act.kind, ""), str(act.service_id))),
        )
        if leaf is None:
            yield Contradiction(row, "kind", act.kind, "", about=(stream,))
            continue
        found = {"at": moment_text(act.at), "assurance": str(act.assurance)}
        said = {"at": leaf["happened_at"], "assurance": str(leaf["data"].get("assurance"))}
        for name, value in found.items():
            if value != said[name]:
                yield Contradiction(row, name, value, said[name], leaf["id"], (stream,))


def _of_receipts(receipts: Iterable[CallReceipt], stream: str, leaves: Sequence[Leaf]) -> Iterator[Contradiction]:
    """What was confirmed in calls: each in a call on record, of that very paper, at that moment."""
    told = {leaf["data"].get("call"): leaf for leaf in leaves if leaf["name"] == "call.recorded"}
    for receipt in receipts:
        row, leaf = f"calls_callreceipt:{receipt.pk}", told.get(str(receipt.call_id))
        if leaf is None or str(receipt.service_id) not in leaf["data"].get("received", ()):
            yield Contradiction(row, "service", str(receipt.service_id), "", about=(stream,))
        elif moment_text(receipt.call.at) != leaf["happened_at"]:
            yield Contradiction(row, "at", moment_text(receipt.call.at), leaf["happened_at"], leaf["id"], (stream,))
