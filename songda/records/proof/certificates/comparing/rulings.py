"""Which event tells of which column of service by people, objections, and what judges decided."""

from songda.records.decision.determinations.models import Determination
from songda.records.delivery.deeds.models import Deed, DeedStep
from songda.records.delivery.portal_acts.models import Objection
from songda.records.proof.certificates.comparing.column import Column, Table, told
from songda.records.proof.certificates.comparing.people import SEALED, SUBJECT

_DECIDED = {
    "finding.determined": "finding",
    "objection.decided": "objection",
    "withdrawal.decided": "withdrawal",
    "offline.decided": "offline",
    "guard.overridden": "guard",
    "guard.restored": "guard",
    "notice.decided": "notice",
}
_SUBJECT_ROW = "what was decided on is told of in events of its own, and compared there"


def _staff(actor: str) -> str:
    return actor.removeprefix("staff:")


DEED = Table(
    Deed,
    ("deed.recorded",),
    "",
    {
        "envelope_id": told("deed.recorded:envelope"),
        "way": told("deed.recorded:way"),
        "address_id": told("deed.recorded:address"),
        "address_class": told("deed.recorded:address_class"),
        "began_at": told("deed.recorded:began_at"),
        "carried": Column(
            ("deed.recorded:papers",), sorted, lambda row: sorted(c.service.paper.sha256_hex for c in row.carried.all())
        ),
    },
    {"id": SUBJECT},
)

DEED_STEP = Table(
    DeedStep,
    ("deed.recorded",),
    "step",
    {
        "deed_id": told("deed.recorded^"),
        "kind": told("deed.recorded:kind"),
        "at": told("deed.recorded@happened_at"),
        "by": told("deed.recorded:by", read=lambda said: said or ""),
        "manner": told("deed.recorded=", "deed.recorded:manner"),
        "scan_sha256": told("deed.recorded:scan"),
        "recorded_at": told("deed.recorded@recorded_at"),
        "recorded_by": told("deed.recorded@actor"),
        "struck_at": told("deed.recorded=none", "deed.struck@happened_at"),
    },
    {
        "id": SUBJECT,
        "words_sealed": SEALED,
        "scan_key": "opens the sealed scan; what it opens is compared with the hash",
    },
)

OBJECTION = Table(
    Objection,
    ("objection.raised",),
    "objection",
    {
        "envelope_id": told("objection.raised^"),
        "attempt_id": told("objection.raised=none", "objection.raised:attempt"),
        "deed_id": told("objection.raised=none", "objection.raised:deed"),
        "service_id": told("objection.raised:service"),
        "ground": told("objection.raised:ground"),
        "proved_at": told("objection.raised=none", "objection.raised:proved_at"),
        "raised_at": told("objection.raised@happened_at"),
        "ruling": told("objection.raised=pending", "objection.decided:outcome"),
        "ruled_at": told("objection.raised=none", "objection.decided@happened_at"),
        "ruled_by_id": told("objection.raised=none", "objection.decided@actor", read=_staff),
    },
    {"id": SUBJECT, "words_sealed": SEALED},
)

DETERMINATION = Table(
    Determination,
    tuple(_DECIDED),
    "determination",
    {
        "case_id": told(*(f"{name}@case" for name in _DECIDED)),
        "kind": told(*(f"{name}={kind}" for name, kind in _DECIDED.items())),
        "outcome": told(*(f"{name}:outcome" for name in _DECIDED)),
        "service_id": told("finding.determined:service"),
        "attempt_id": told("finding.determined=none", "finding.determined:attempt"),
        "deed_id": told("finding.determined=none", "finding.determined:deed"),
        "objection_id": told("objection.decided:objection"),
        "envelope_id": told("notice.decided:envelope"),
        "at": told(*(f"{name}@happened_at" for name in _DECIDED)),
        "by_id": told(*(f"{name}@actor" for name in _DECIDED), read=_staff),
    },
    {
        "id": SUBJECT,
        "party_id": _SUBJECT_ROW,
        "consent_id": _SUBJECT_ROW,
        "hearing_id": _SUBJECT_ROW,
        "shown_to_judge": "what the judge had before them, kept for whoever asks; decides nothing",
        "reason_sealed": SEALED,
    },
)
