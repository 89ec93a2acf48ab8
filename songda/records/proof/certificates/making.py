"""Turns a certificate's content into a signed file, with a time stamp where the authority answers."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from songda.clock import new_id
from songda.core.certificates import CertificateContent
from songda.core.evidence.canonical import Json
from songda.records.ground import vault
from songda.trust.signing import Seal, sign
from songda.trust.timestamps import Stamper
from songda.trust.typesetting import certificate_pdf


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


@lru_cache(maxsize=1)
def seal() -> Seal:
    """The court's signing key, opened once per process."""
    password = Path(settings.SEAL_PASSWORD_FILE).read_text(encoding="utf-8").strip()
    return Seal.load(settings.SEAL_FILE, password)


@lru_cache(maxsize=1)
def stamper() -> Stamper | None:
    """The time-stamp authority, if one is set up; its lines stay open."""
    return Stamper(settings.TSA_URL) if settings.TSA_URL else None


def make_pdf(content: CertificateContent, authority: Stamper | None) -> SignedFile:
    """Typeset, sign, stamp. An authority that does not answer holds nothing up: the stamp is fetched later."""
    own = seal()
    signed = sign(certificate_pdf(content), own, authority)
    return store(signed.body, own.fingerprint, is_stamped=signed.stamped)


def store(body: bytes, seal_on_it: str, *, is_stamped: bool) -> SignedFile:
    """Keep the file sealed, under an id of its own, before any row speaks of it."""
    file_id = new_id()
    wrapped_key = vault.store_file("certificates", file_id, body)
    return SignedFile(file_id, wrapped_key, hashlib.sha256(body).digest(), is_stamped, seal_on_it)
