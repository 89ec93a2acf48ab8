"""Ways to tamper with a bundle: its files as a table, and small changes to them."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

Files = dict[str, bytes]
Tamper = Callable[[Files], None]


def unzipped(written: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Files) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return written.getvalue()


def edit(file: str, change: Callable[[Any], Any]) -> Tamper:
    """Change a JSON file."""

    def tamper(files: Files) -> None:
        value = json.loads(files[file])
        changed = change(value)
        files[file] = json.dumps(value if changed is None else changed).encode()

    return tamper


def of(name: str, change: Callable[[Any], Any]) -> Tamper:
    """Change the entry of the event of this name in events.json."""
    return edit("events.json", lambda events: change(next(e for e in events if e["event"]["name"] == name)))


def put(file: str, body: bytes) -> Tamper:
    return lambda files: files.update({file: body})


def drop(file: str) -> Tamper:
    return lambda files: files.pop(file) and None


def drop_event(name: str) -> Tamper:
    return edit("events.json", lambda events: [e for e in events if e["event"]["name"] != name])


def from_other(file: str) -> Tamper:
    """Take this file from the bundle of another recipient."""
    return lambda files: files.update({file: unzipped(files["other.zip"])[file]})


def proof_of(name: str, change: Callable[[bytes], bytes]) -> Tamper:
    def tamper(files: Files) -> None:
        index = next(e["index"] for e in json.loads(files["events.json"]) if e["event"]["name"] == name)
        files[f"proofs/{index}.tlog-proof"] = change(files[f"proofs/{index}.tlog-proof"])

    return tamper


def another_finding(files: Files) -> None:
    """The finding of another recipient instead of one's own, with its proof."""
    theirs, ours = unzipped(files["other.zip"]), json.loads(files["events.json"])
    other = next(e for e in json.loads(theirs["events.json"]) if e["event"]["name"] == "service.effective")
    files["events.json"] = json.dumps(
        [other if e["event"]["name"] == "service.effective" else e for e in ours]
    ).encode()
    files[f"proofs/{other['index']}.tlog-proof"] = theirs[f"proofs/{other['index']}.tlog-proof"]


def set_in(part: str, **fields: Any) -> Callable[[Any], None]:
    return lambda entry: entry[part].update(fields)


def set_data(**fields: Any) -> Callable[[Any], None]:
    return lambda entry: entry["event"]["data"].update(fields)


def set_both(found: str, becomes: str) -> Callable[[Any], None]:
    """Change the row and what was logged alike, as whoever knows the format would."""

    def change(entry: Any) -> None:
        assert found in entry["leaf"]
        entry["leaf"] = entry["leaf"].replace(found, becomes)
        entry["event"] = json.loads(json.dumps(entry["event"], separators=(",", ":")).replace(found, becomes))

    return change


def with_bytes(file: str, change: Callable[[bytes], bytes]) -> Tamper:
    """Change the bytes of a file."""
    return lambda files: files.update({file: change(files[file])})


def drop_proof(files: Files) -> None:
    del files[next(name for name in files if name.startswith("proofs/"))]
