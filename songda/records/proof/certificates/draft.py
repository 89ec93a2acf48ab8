"""A certificate that is to be made: whether its answer still follows from the record, and what of it is printed."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from songda.core.certificates import CertificateContent
from songda.core.delivery.deeds import in_order
from songda.core.evidence.canonical import canonical
from songda.core.evidence.deciding.again import answer_fields
from songda.core.law import decide
from songda.core.law.facts import Facts
from songda.records.ground import vault
from songda.records.ground.queue import ask
from songda.records.law.facts.dossier import Dossier
from songda.records.law.facts.law_facts import law_facts
from songda.records.proof.certificates.models import Certificate
from songda.records.service.calls.models import CallReceipt
from songda.records.service.findings.law_version import law_version
from songda.records.service.findings.models import Finding
from songda.records.service.findings.write import SERVED
from songda.records.service.mandates.models import Mandate
from songda.records.service.orders.models import Envelope


@dataclass(frozen=True)
class Draft:
    """One certificate to be made: of which answer, under which number, instead of which."""

    certificate_id: UUID
    finding: Finding
    dossier: Dossier
    number: str
    code: str
    replaces: Certificate | None
    serial: int = 0  # the number's own part, held until the certificate is written
    helped: Sequence[tuple[Mandate, datetime]] = ()  # who looked at the paper by a mandate, and when first
    places: Sequence[int] = ()  # in the tree, of all that was sealed of the service before its facts were read

    @cached_property
    def facts(self) -> Facts:
        """The facts that the answer follows from, as they were known when it was given."""
        service = next(one for one in self.dossier.services if one.id == self.finding.service_id)
        return law_facts(self.dossier, service, self.finding.decided_at)


def digest_of(finding: Finding) -> bytes:
    """What a certificate states: the answer of the law, in its one written form, whatever the words."""
    return hashlib.sha256(canonical(finding.record)).digest()


# Whether an answer that is to be certified still follows from the facts on record: else whoever asks the law again,
# with the facts that the certificate carries, hears another one.
class StaleAnswerError(Exception):
    """The facts on record give another answer than the one on record: the law has to be asked first."""


class LaterFactsError(Exception):
    """The answer is right today, but does not follow from its facts as of the day on which it was given."""


class ImpossibleOrderError(Exception):
    """The try that the answer rests on ended before it was sent: the record has to be corrected first."""


def require_possible_order(drafts: Iterable[Draft]) -> None:
    """Raise `ImpossibleOrderError` for a certificate that would tell of what cannot have been."""
    for draft in drafts:
        for each in draft.dossier.deeds:
            if str(each.deed.id) != draft.finding.winning_attempt:
                continue
            if not in_order((step.kind, step.at) for step in each.steps):
                raise ImpossibleOrderError


def waits_for_law(envelope: Envelope, now: datetime) -> bool:
    """Whether its facts changed, and the law has not been asked since."""
    return envelope.ask_law_at is not None and envelope.ask_law_at <= now


def require_current(drafts: Iterable[Draft], now: datetime) -> None:
    """Raise `StaleAnswerError` or `LaterFactsError` where the law, asked again, says something else.

    An answer by an earlier version of the rules names that version, and is left to whoever decides anew by this one.
    """
    installed = law_version()
    for draft in drafts:
        if draft.finding.law_version_id != installed:
            continue
        answer, facts = answer_fields(draft.finding.decision), draft.facts
        if answer_fields(decide(replace(facts, as_of=now.astimezone(facts.as_of.tzinfo)))) != answer:
            raise StaleAnswerError
        if answer_fields(decide(facts)) != answer:
            raise LaterFactsError


# What a certificate prints of the record besides the law's answer: whom it names, where, what they confirmed.


def print_mark(envelope: Envelope, receipts: Iterable[CallReceipt]) -> bytes:
    """A keyed mark of what is printed; another one means that the record was corrected since."""
    return _mark(envelope, ((one.service_id, one.call_id) for one in receipts), english=envelope.has_english_page)


def lacks_only_english(draft: Draft) -> bool:
    """Whether the certificate that it replaces says the same in Chinese, and English was asked for since."""
    envelope, old = draft.dossier.envelope, draft.replaces
    if old is None or not envelope.has_english_page or bytes(old.finding_digest) != digest_of(draft.finding):
        return False
    pairs = ((one.service_id, one.call_id) for one in draft.dossier.receipts)
    return bytes(old.printed or b"") == _mark(envelope, pairs, english=False)


def substance_mark(content: CertificateContent) -> bytes:
    """A keyed mark of all that a certificate says of the service: one with the same lines would say nothing new."""
    return vault.mark("certificate.substance", json.dumps(content.substance, ensure_ascii=False, sort_keys=True))


def _mark(envelope: Envelope, receipts: Iterable[tuple[object, object]], *, english: bool) -> bytes:
    party, case = envelope.party, envelope.case
    parts = sorted(f"{service} {call}" for service, call in receipts)
    client = party.acts_for
    acts = [client.name, client.role, party.agent_authority] if client else []
    printed = [party.name, party.number, party.role, *acts, case.number, case.cause, *parts]
    printed += ["english"] if english else []
    return vault.mark("certificate.printed", json.dumps(printed, ensure_ascii=False))


def current_print_marks(envelope_ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """The marks of these envelopes as the record stands at this moment."""
    receipts = CallReceipt.objects.filter(service__envelope=OuterRef("pk"), call__struck_at=None)
    rows = Envelope.objects.filter(id__in=envelope_ids).select_related("party__acts_for", "case")
    rows = rows.annotate(
        receipt_pairs=ArraySubquery(receipts.values_list(JSONObject(service="service_id", call="call_id")))
    )
    return {
        envelope.id: _mark(
            envelope,
            ((one["service"], one["call"]) for one in envelope.receipt_pairs),
            english=envelope.has_english_page,
        )
        for envelope in rows
    }


@transaction.atomic
def review(party_ids: Sequence[UUID], case_ids: Sequence[UUID], now: datetime) -> int:
    """Make the certificates of these parties and cases due; those that still print what is on record stay as they are.

    Every service that counts is touched, certified already or not: a certificate that is being made at this moment
    waits with its rows for us, or we for it, so that none with the old words is left standing.
    """
    of_party = Q(service__envelope__party_id__in=party_ids) | Q(service__envelope__party__acts_for_id__in=party_ids)
    theirs = of_party | Q(service__envelope__case_id__in=case_ids)
    counted = Q(status=SERVED) | Q(service__certificates__isnull=False)
    ids = Finding.objects.filter(theirs, counted).values("pk")
    touched = Finding.objects.filter(pk__in=ids).update(certificate_due_at=now)
    if touched:
        ask("certificates.issue", queue="certificates")
    return touched


def is_unstated(finding: Finding) -> bool:
    """Whether no paper was made of it and none is on its way."""
    return not finding.is_stated and finding.certificate_due_at is None


def ask_for_statement(service_id: UUID) -> bool:
    """Ask the worker for a statement of what does not count, which has none by itself; False: one is there, or due.

    The web changes no answer of the law, so it cannot make it due itself. Asked for twice, one is made.
    """
    if not _unstated([service_id]).exists():
        return False
    ask("certificates.state", queue="certificates", service_ids=[str(service_id)])
    return True


def make_statements_due(service_ids: Sequence[UUID], now: datetime) -> int:
    """Those that were asked for and are neither made nor due, for the worker; how many."""
    return _unstated(service_ids).update(certificate_due_at=now)


def _unstated(service_ids: Sequence[UUID]) -> QuerySet[Finding]:
    return Finding.objects.filter(pk__in=service_ids, is_stated=False, certificate_due_at=None)
