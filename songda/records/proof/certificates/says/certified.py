"""What a certificate says, masked, as the log keeps it: written when it was issued, read by whoever checks it later."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from songda.core.certificates import CertificateContent, CertifiedEffect
from songda.core.certificates.listing import Listing, list_lines, read_listing
from songda.core.evidence.canonical import Json
from songda.records.ground.evidence.queries import sealed_leaves
from songda.records.proof.certificates.comparing import PersonalParts
from songda.records.proof.certificates.draft import Draft

ISSUED = "certificate.issued"


@dataclass(frozen=True)
class Certified:
    """What one certificate certifies: `result` as its title and first line have it, and the legal day if it has one."""

    result: str
    effective_on: date | None


def lines_of(draft: Draft, content: CertificateContent) -> Mapping[str, Json]:
    """To be kept in the personal part of the event by which it is issued, and to be erased with it."""
    return list_lines(content, [party.name for party in draft.dossier.envelope.case.parties.all()])


def certified_by(ids: Iterable[UUID]) -> dict[UUID, Certified]:
    """What each of these certificates certifies; one whose event has no place in the log yet is missing."""
    return {UUID(leaf["stream"].partition(":")[2]): _certified(leaf) for leaf in _leaves(ids)}


def lines_in_log(certificate_id: UUID, language: str) -> Listing | None:
    """Every line of it; None where that was erased, does not fit the log, or was not kept in its day."""
    leaves = _leaves([certificate_id])
    opened = PersonalParts(leaves, {ISSUED})
    for leaf in leaves:
        private = opened(leaf["id"])
        kept = private.get("lines") if isinstance(private, Mapping) else None
        if isinstance(kept, Mapping):
            return read_listing(kept, language)
    return None


def _leaves(ids: Iterable[UUID]) -> list[Mapping[str, Any]]:
    return sealed_leaves([f"certificate:{one}" for one in ids], [ISSUED])


def _certified(leaf: Mapping[str, Any]) -> Certified:
    certified = leaf["data"]["certifies"]
    result = CertifiedEffect(certified["status"], certified["ground"], None, ()).result
    return Certified(result, date.fromisoformat(certified["effective_on"]) if certified["effective_on"] else None)
