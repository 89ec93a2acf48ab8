"""The proof bundle: one zip file with a certificate, its events and all that is needed to check them offline."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from songda.core.evidence.canonical import Json
from songda.core.evidence.note import NoteError, read_verifier_key

FORMAT = "songda-bundle/1"
COMPANIONS = frozenset({"README.txt", "verify.py", "log-key.pem"})  # files that explain and help
_OLDEST_TIME = (1980, 1, 1, 0, 0, 0)  # the same evidence always gives the same zip file


@dataclass(frozen=True)
class BundledEvent:
    """One event of a bundle.

    `row` is what the court's tables say today, `leaf` what was logged when it happened; they must agree. `salt` and
    `private` are None once the personal part was erased. `proof` is a proof file, empty when there is none.
    """

    index: int
    row: Mapping[str, Json]
    leaf: str
    salt: bytes | None
    private: Mapping[str, Json] | None
    proof: str

    @property
    def label(self) -> str:
        """How findings name this event."""
        return f"{self.index} {self.row.get('name')} {self.row.get('id')}"


@dataclass(frozen=True)
class Bundle:
    """Everything that a bundle says.

    `certificate_event` is the id of the event that fixes the certificate's hash (`data.sha256`); `seal` is the SHA-256
    of the certificate that signed the PDF, in hexadecimal, empty when the bundle does not say; `stamp` is a time-stamp
    token over the checkpoint's note, `log_fingerprint` what the bundle says of its key. `extra_files` are names of
    files that no bundle has, `companions` the files that explain and help.
    """

    certificate: bytes
    certificate_event: UUID | None
    events: Sequence[BundledEvent]
    checkpoint: str
    log_key: str
    seal: str = ""
    stamp: bytes = b""
    log_fingerprint: str = field(default="", compare=False)
    cosignatures: str = ""  # lines of witnesses who saw the checkpoint
    log_second: str = ""  # the log's second key (ML-DSA-44), whose signature stands among the cosignatures
    succession: str = ""  # how the log's key followed on earlier ones, see core.evidence.succession
    policy: str = ""  # whom the court itself asks to watch its log, and how many must have (C2SP tlog-policy)
    extra_files: Sequence[str] = ()
    companions: Mapping[str, bytes] = field(default_factory=dict, compare=False)


def fact_of(event: BundledEvent, key: str) -> Json:
    """One member of an event's facts; None when it has no such member."""
    facts = event.row.get("data")
    return facts.get(key) if isinstance(facts, Mapping) else None


def write_bundle(bundle: Bundle, companions: Mapping[str, bytes]) -> bytes:
    """The zip file; `companions` are further files by name: the README and the verifier."""
    files = {
        "bundle.json": _bundle_json({"format": FORMAT, "certificate_event": _id_text(bundle.certificate_event)}),
        "keys.json": _bundle_json(_keys(bundle)),
        "events.json": _bundle_json([_event_json(event) for event in bundle.events]),
        "checkpoint": bundle.checkpoint.encode(),
        "checkpoint.cosignatures": bundle.cosignatures.encode(),
        "succession.json": bundle.succession.encode(),
        "witness.policy": bundle.policy.encode(),
        "certificate.pdf": bundle.certificate,
        "checkpoint.tst": bundle.stamp,
        **{proof_name(event.index): event.proof.encode() for event in bundle.events},
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in sorted({**files, **companions}.items()):
            if body:
                archive.writestr(_entry(name), body)
    return written.getvalue()


def _keys(bundle: Bundle) -> dict[str, Json]:
    keys: dict[str, Json] = {"log": bundle.log_key, "seal": bundle.seal}
    try:
        keys["log_fingerprint"] = read_verifier_key(bundle.log_key).fingerprint
    except NoteError:
        keys["log_fingerprint"] = None
    return keys | ({"log_second": bundle.log_second} if bundle.log_second else {})


def _event_json(event: BundledEvent) -> dict[str, Json]:
    return {
        "index": event.index,
        "event": event.row,
        "leaf": event.leaf,
        "salt": None if event.salt is None else event.salt.hex(),
        "private": event.private,
    }


def proof_name(index: int) -> str:
    """The file that holds the proof of one entry."""
    return f"proofs/{index}.tlog-proof"


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _OLDEST_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _bundle_json(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _id_text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
