"""What the court's seal is set on, by the worker alone; a certificate's content becomes a signed file with a stamp."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from songda.clock import new_id
from songda.core.certificates import CertificateContent
from songda.core.evidence.canonical import Json
from songda.records.ground import vault
from songda.trust.signing import Seal, SignedPdf, sign
from songda.trust.timestamps import Stamper
from songda.trust.typesetting import certificate_pdf


class UnderSeal(StrEnum):
    """Everything that the court seals, by the event of the worker that bears the file's hash and the seal's name."""

    CERTIFICATE = "certificate.issued"
    MALFUNCTION = "malfunction.certified"
    NOTICE = "notice.sealed"
    NOTICE_SHEET = "notice.sheet_sealed"
    NOTICE_REPORT = "notice.reported"
    FIGURES = "figures.sealed"


class NoSealHereError(Exception):
    """This kind of process has no seal: it asks the worker."""


@dataclass(frozen=True)
class SignedFile:
    """A signed certificate on disk: where, under which wrapped key, its SHA-256, whether a time stamp is in it.

    `seal`: the fingerprint of the seal on it. It stays when the court takes another seal into use. `lines`: every line
    of it, masked, where it is issued with this file. `substance`: the keyed mark of all that it says of the service.
    """

    file_id: UUID
    wrapped_key: bytes
    sha256: bytes
    is_stamped: bool
    seal: str
    lines: Mapping[str, Json] = field(default_factory=dict)
    substance: bytes = b""


def seal() -> Seal:
    """The court's signing key, opened once per process; `NoSealHereError` in the web."""
    if settings.SEAL_FILE is None:
        raise NoSealHereError
    return opened_seal(settings.SEAL_FILE, settings.SEAL_PASSWORD_FILE)


@lru_cache(maxsize=1)
def opened_seal(file: Path, password_file: str) -> Seal:
    """The seal in this file."""
    return Seal.load(file, Path(password_file).read_text(encoding="utf-8").strip())


@lru_cache(maxsize=1)
def stamper() -> Stamper | None:
    """The time-stamp authority, if one is set up; its lines stay open."""
    return Stamper(settings.TSA_URL) if settings.TSA_URL else None


def under_seal(what: UnderSeal, pdf: bytes, authority: Stamper | None, reason: str = "") -> SignedPdf:  # noqa: ARG001 - each caller says what it seals
    """Set the court's seal. An authority that does not answer holds nothing up: it is sealed without a stamp."""
    return sign(pdf, seal(), authority, reason=reason)


def make_pdf(content: CertificateContent, authority: Stamper | None) -> SignedFile:
    """Typeset, sign, stamp; a stamp that is missing is fetched later."""
    signed = under_seal(UnderSeal.CERTIFICATE, certificate_pdf(content), authority)
    return store(signed.body, seal().fingerprint, is_stamped=signed.stamped)


def store(body: bytes, seal_on_it: str, *, is_stamped: bool) -> SignedFile:
    """Keep the file sealed, under an id of its own, before any row speaks of it."""
    file_id = new_id()
    wrapped_key = vault.store_file("certificates", file_id, body)
    return SignedFile(file_id, wrapped_key, hashlib.sha256(body).digest(), is_stamped, seal_on_it)
