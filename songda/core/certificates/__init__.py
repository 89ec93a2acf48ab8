"""Writes the certificate of electronic service in words: every field and sentence, in Chinese and in English."""

from songda.core.certificates.content import CertificateContent, Row, Section, Table
from songda.core.certificates.facts import (
    AddressFacts,
    AttemptFacts,
    CaseFacts,
    CertificateFacts,
    CheckpointFacts,
    ConsentFacts,
    EffectFacts,
    MomentFacts,
    NotificationFacts,
    PaperFacts,
    PeriodFacts,
    RecipientFacts,
    ReplacedFacts,
    RuleSetFacts,
    VerificationFacts,
)
from songda.core.certificates.words import Words
from songda.core.certificates.writing import write_certificate

__all__ = [
    "AddressFacts",
    "AttemptFacts",
    "CaseFacts",
    "CertificateContent",
    "CertificateFacts",
    "CheckpointFacts",
    "ConsentFacts",
    "EffectFacts",
    "MomentFacts",
    "NotificationFacts",
    "PaperFacts",
    "PeriodFacts",
    "RecipientFacts",
    "ReplacedFacts",
    "Row",
    "RuleSetFacts",
    "Section",
    "Table",
    "VerificationFacts",
    "Words",
    "write_certificate",
]
