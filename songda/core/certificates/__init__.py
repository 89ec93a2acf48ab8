"""Writes the certificate of electronic service in words: every field and sentence, in Chinese and in English."""

from songda.core.certificates.content import CertificateContent, Row, Section, Table
from songda.core.certificates.facts import (
    CertificateFacts,
    CertifiedAddress,
    CertifiedAttempt,
    CertifiedCase,
    CertifiedClient,
    CertifiedConsent,
    CertifiedEffect,
    CertifiedLine,
    CertifiedMoment,
    CertifiedNotification,
    CertifiedPaper,
    CertifiedPeriod,
    CertifiedRecipient,
    CertifiedRules,
    CheckpointFacts,
    ReplacedCertificate,
    VerificationFacts,
)
from songda.core.certificates.words import Words
from songda.core.certificates.writing import write_certificate

__all__ = [
    "CertificateContent",
    "CertificateFacts",
    "CertifiedAddress",
    "CertifiedAttempt",
    "CertifiedCase",
    "CertifiedClient",
    "CertifiedConsent",
    "CertifiedEffect",
    "CertifiedLine",
    "CertifiedMoment",
    "CertifiedNotification",
    "CertifiedPaper",
    "CertifiedPeriod",
    "CertifiedRecipient",
    "CertifiedRules",
    "CheckpointFacts",
    "ReplacedCertificate",
    "Row",
    "Section",
    "Table",
    "VerificationFacts",
    "Words",
    "write_certificate",
]
