"""The proof bundle: one zip file with all that is needed to check a certificate offline, written and read strictly."""

import io
import json
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from songda.core.evidence.canonical import Json
from songda.core.evidence.note import NoteError, read_verifier_key
from songda.core.nesting import MOST_LEVELS, is_too_deep

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
        """How findings name this event; of what has no length that a name or an id has, the beginning."""
        return f"{self.index} {in_short(self.row.get('name'))} {in_short(self.row.get('id'))}"


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


LONGEST_NAME = 100


def in_short(value: Json) -> str:
    """A value as a name, cut off where names have long ended."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}…"


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


LARGEST_FILE = 64 * 1024 * 1024
LARGEST_JSON = 16 * 1024 * 1024  # what is read becomes many times as much in the memory
MOST_EVENTS = 20_000
LARGEST_BUNDLE = 256 * 1024 * 1024
MOST_FILES = 20_000
ABOUT_MEMBERS = frozenset({"format", "certificate_event"})
KEY_MEMBERS = frozenset({"log", "log_fingerprint", "log_second", "seal"})
EVENT_MEMBERS = frozenset({"index", "event", "leaf", "salt", "private"})

Form = TypeVar("Form")


class BundleError(ValueError):
    """A file that is not a bundle at all; the message says what is wrong with it."""


def open_bundle(written: bytes) -> Bundle:
    """Take a zip file apart, without checking what it says. Raises `BundleError`."""
    return bundle_of(_unzipped(written))


def bundle_of(found: Mapping[str, bytes]) -> Bundle:
    """Put a bundle together from its files by name. Raises `BundleError`."""
    files = dict(found)
    about, keys = _members(files, "bundle.json"), _members(files, "keys.json")
    if about.get("format") != FORMAT:
        raise BundleError(f"bundle.json: the format is not {FORMAT}")
    _require_known(about, ABOUT_MEMBERS, "bundle.json")
    _require_known(keys, KEY_MEMBERS, "keys.json")
    events = _list(files, "events.json")
    if len(events) > MOST_EVENTS:
        raise BundleError(f"events.json: more than {MOST_EVENTS} events")
    return Bundle(
        certificate=files.pop("certificate.pdf", b""),
        certificate_event=_bundle_uuid(about.get("certificate_event")),
        events=tuple(_read_event(event, files, f"events.json[{place}]") for place, event in enumerate(events)),
        checkpoint=_decoded(files, "checkpoint"),
        cosignatures=_decoded(files, "checkpoint.cosignatures"),
        succession=_decoded(files, "succession.json"),
        policy=_decoded(files, "witness.policy"),
        log_key=_member_text(keys, "log"),
        seal=_member_text(keys, "seal"),
        stamp=files.pop("checkpoint.tst", b""),
        log_fingerprint=_member_text(keys, "log_fingerprint"),
        log_second=_member_text(keys, "log_second"),
        extra_files=tuple(sorted(files.keys() - COMPANIONS)),
        companions={name: body for name, body in files.items() if name in COMPANIONS},
    )


def _unzipped(written: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            _require_modest(archive.infolist())
            return {entry.filename: _unpacked(archive, entry) for entry in archive.infolist()}
    except BundleError:
        raise
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise BundleError(f"not a readable zip file: {error}") from error


def _require_modest(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse what would fill the memory, and two files of one name, of which readers may see different ones."""
    names = [entry.filename for entry in entries]
    sizes = [entry.file_size for entry in entries]
    if len(set(names)) != len(names):
        raise BundleError("two files of the same name")
    if len(names) > MOST_FILES or sum(sizes) > LARGEST_BUNDLE or max(sizes, default=0) > LARGEST_FILE:
        raise BundleError("more or larger files than a bundle ever has")


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What is in an entry, counted as it is unpacked: the zip file's own word for its size need not be so.

    Python unpacks in one piece however much it is, and shows as much as was said of it; other programs show all.
    """
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BundleError(f"{entry.filename}: packed in another way than bundles are")
    claimed, boundless = entry.file_size, copy(entry)
    boundless.file_size = 2 * LARGEST_BUNDLE  # else reading ended where it was told to, as if nothing came after that
    with archive.open(boundless) as opened:
        body = opened.read(claimed + 1)
    if len(body) != claimed:
        raise BundleError(f"{entry.filename}: not the size that the zip file tells")
    return body


def _read_event(event: Json, files: dict[str, bytes], place: str) -> BundledEvent:
    if not isinstance(event, Mapping):
        raise BundleError(f"{place}: not an object")
    index, row, leaf = event.get("index"), event.get("event"), event.get("leaf")
    if not isinstance(index, int) or not isinstance(row, Mapping) or not isinstance(leaf, str):
        raise BundleError(f"{place}: index, event or leaf is missing")
    _require_known(event, EVENT_MEMBERS, place)
    private = event.get("private")
    if not (private is None or isinstance(private, Mapping)):
        raise BundleError(f"{place}.private: not an object")
    salt = _bundle_hex(event.get("salt"), f"{place}.salt")
    return BundledEvent(index, row, leaf, salt, private, _decoded(files, proof_name(index)))


def _require_known(members: Mapping[str, Json], known: Collection[str], place: str) -> None:
    """Nothing that no check looks at may stand beside what was checked."""
    if strange := sorted(members.keys() - set(known)):
        raise BundleError(f"{place}: {strange[0]} is unknown in this format")


def _parsed(files: dict[str, bytes], name: str) -> Json:
    try:
        written = files.pop(name)
    except KeyError:
        raise BundleError(f"{name} is missing") from None
    if len(written) > LARGEST_JSON:
        raise BundleError(f"{name}: more than {LARGEST_JSON} bytes")
    if is_too_deep(written):
        raise BundleError(f"{name}: lists and objects in one another, more than {MOST_LEVELS} deep")
    try:
        value: Json = json.loads(written.decode(), object_pairs_hook=_once_each)
    except ValueError as error:
        raise BundleError(f"{name}: {error}") from error
    return value


def _members(files: dict[str, bytes], name: str) -> Mapping[str, Json]:
    value = _parsed(files, name)
    if not isinstance(value, Mapping):
        raise BundleError(f"{name}: not an object")
    return value


def _list(files: dict[str, bytes], name: str) -> Sequence[Json]:
    value = _parsed(files, name)
    if not isinstance(value, list):
        raise BundleError(f"{name}: not a list")
    return value


def _once_each(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key occurs twice")
    return members


def _decoded(files: dict[str, bytes], name: str) -> str:
    try:
        return files.pop(name, b"").decode()
    except UnicodeDecodeError as error:
        raise BundleError(f"{name}: not a text") from error


def _member_text(members: Mapping[str, Json], key: str) -> str:
    value = members.get(key)
    return value if isinstance(value, str) else ""


def _bundle_hex(value: Json, place: str) -> bytes | None:
    if value is None:
        return None
    try:
        read = bytes.fromhex(str(value))
    except ValueError as error:
        raise BundleError(f"{place}: not hexadecimal") from error
    return _as_written(read, read.hex(), value, place)


def _bundle_uuid(value: Json) -> UUID | None:
    if value is None:
        return None
    try:
        read = UUID(str(value))
    except ValueError as error:
        raise BundleError("bundle.json: certificate_event is not an id") from error
    return _as_written(read, str(read), value, "bundle.json: certificate_event")


def _as_written(read: Form, one_form: str, value: Json, place: str) -> Form:
    """A value has one form only, so that no letter can be changed without a word."""
    if value != one_form:
        raise BundleError(f"{place}: not written as {one_form}")
    return read
