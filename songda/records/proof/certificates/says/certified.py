"""What a certificate says, masked, as the log keeps it: written when it was issued, read by whoever checks it later."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from songda.core.certificates import CertifiedAddress, CertifiedEffect
from songda.core.evidence.canonical import Json
from songda.core.identifiers import mask_id, mask_name
from songda.records.ground.evidence.queries import sealed_leaves
from songda.records.proof.certificates.comparing import PersonalParts
from songda.records.proof.certificates.draft import Draft
from songda.records.proof.certificates.says.content import address_of, deed_address, winner_of

ISSUED = "certificate.issued"


@dataclass(frozen=True)
class Certified:
    """What one certificate certifies: `result` as its title and first line have it, and the legal day if it has one."""

    result: str
    effective_on: date | None


@dataclass(frozen=True)
class Particulars:
    """Whom and what it names, persons masked: enough to see that another text was put under its code."""

    case_number: str
    role: str
    name: str
    number: str
    paper_kind: str
    paper_title: str
    paper_pages: int
    paper_sha256: str
    channel: str
    address: str


def particulars_of(draft: Draft) -> Mapping[str, Json]:
    """To be kept in the personal part of the event by which it is issued, and to be erased with it."""
    envelope = draft.dossier.envelope
    service = next(one for one in draft.dossier.services if one.id == draft.finding.service_id)
    party, paper = envelope.party, service.paper
    tried = deed_address(draft.dossier, draft.finding) or _of_message(draft)
    return {
        "case_number": envelope.case.number,
        "role": party.role,
        "name": mask_name(party.name),
        "number": mask_id(party.number),
        "paper_kind": paper.kind,
        "paper_title": without_names(paper.title, [each.name for each in envelope.case.parties.all()]),
        "paper_pages": paper.pages,
        "paper_sha256": paper.sha256_hex,
        "channel": tried.channel if tried else "",
        "address": tried.masked if tried and tried.masked != "—" else "",
    }


def _of_message(draft: Draft) -> CertifiedAddress | None:
    tried = winner_of(draft.dossier, draft.finding)
    return address_of(draft.dossier, tried) if tried else None


def without_names(title: str, names: Iterable[str]) -> str:
    """A title in which parties are named, with their names masked; the longest first, which may hold a shorter one."""
    for name in sorted(names, key=len, reverse=True):
        title = title.replace(name, mask_name(name)) if name else title
    return title


def certified_by(ids: Iterable[UUID]) -> dict[UUID, Certified]:
    """What each of these certificates certifies; one whose event has no place in the log yet is missing."""
    return {UUID(leaf["stream"].partition(":")[2]): _certified(leaf) for leaf in _leaves(ids)}


def particulars_in_log(certificate_id: UUID) -> Particulars | None:
    """What it names; None where that was erased, does not fit the log, or was not kept in its day."""
    leaves = _leaves([certificate_id])
    opened = PersonalParts(leaves, {ISSUED})
    for leaf in leaves:
        private = opened(leaf["id"])
        kept = private.get("particulars") if isinstance(private, Mapping) else None
        if isinstance(kept, Mapping):
            return Particulars(**kept)
    return None


def _leaves(ids: Iterable[UUID]) -> list[Mapping[str, Any]]:
    return sealed_leaves([f"certificate:{one}" for one in ids], [ISSUED])


def _certified(leaf: Mapping[str, Any]) -> Certified:
    certified = leaf["data"]["certifies"]
    result = CertifiedEffect(certified["status"], certified["ground"], None, ()).result
    return Certified(result, date.fromisoformat(certified["effective_on"]) if certified["effective_on"] else None)
