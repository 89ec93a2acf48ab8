"""On which consent a service rests, and how the court knows the address: never more than what is on record."""

from django.db.models import QuerySet

from songda.channels.registry import mask_address
from songda.core.certificates import CertifiedAddress, CertifiedConsent, Words
from songda.core.certificates.words import same, word_of
from songda.records.decision.facts.dossier import Dossier
from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.calls.models import Call
from songda.records.delivery.findings.models import Finding
from songda.records.matter.parties.models import AddressFinding, Consent, Party

BY_TELEPHONE = "call"


def consent_of(dossier: Dossier, finding: Finding) -> CertifiedConsent | None:
    """The consent that the finding rests on, though it ended since; None where it rests on none."""
    agreement = finding.decision.agreement
    if agreement is None:
        return None
    party = dossier.envelope.party
    standing = [consent for consent in party.consents.all() if consent.struck_at is None]
    given = [c for c in standing if (c.ground, c.at) == (agreement.ground, agreement.at)]
    if not given:
        return CertifiedConsent(agreement.ground, agreement.at, word_of("how", "conduct"))
    consent = min(given, key=lambda each: each.id)
    return CertifiedConsent(consent.ground, consent.at, _how_agreed(party, consent), ended_at=consent.ended_at)


def has_other_consent(dossier: Dossier, finding: Finding) -> bool:
    """Whether the party consented, though the finding rests on no consent; never say then that none is on record."""
    is_on_record = any(consent.struck_at is None for consent in dossier.envelope.party.consents.all())
    return finding.decision.agreement is None and is_on_record


def _how_agreed(party: Party, consent: Consent) -> Words:
    is_noted = consent.how != BY_TELEPHONE or _calls(party).filter(at=consent.at).exists()
    return word_of("how", consent.how if is_noted else "call_not_on_record")


def address_of(dossier: Dossier, attempt: Attempt | None) -> CertifiedAddress:
    """The address that was written to, with what was known of it when the try was planned."""
    if attempt is None:
        return CertifiedAddress("", "unknown", "—", same("—"), dossier.envelope.placed_at)
    address = attempt.address
    masked = mask_address(address.kind, address.value)
    if address.is_mistyped and address.retired_at is not None:  # by the court, which found out about it then
        return CertifiedAddress(attempt.channel, "rejected", masked, word_of("how", "mistyped"), address.retired_at)
    known = [step for step in address.findings.all() if step.at <= attempt.planned_at]
    newest = max(known, key=lambda step: (step.at, step.id), default=None)
    how = _how_known(dossier.envelope.party, newest) if newest else same("—")
    since = newest.at if newest else address.class_since
    return CertifiedAddress(attempt.channel, attempt.address_class, masked, how, since)


def _how_known(party: Party, step: AddressFinding) -> Words:
    """A number that was confirmed by telephone was confirmed in a call that is on record, or that is not said."""
    is_noted = step.how != BY_TELEPHONE or _calls(party).filter(recorded_at=step.at).exists()
    return word_of("how", step.how if is_noted else "call_not_on_record")


def _calls(party: Party) -> QuerySet[Call]:
    return Call.objects.filter(party=party, outcome="agrees", struck_at=None)
