"""Bundles of shapes that no court writes: each is answered in words, within bounds, by both programs."""

import io
import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from songda.core.evidence.witnesses.cosignature import WitnessKey, cosign
from songda.site.cli.bundle import verify
from songda.site.errors import CurableError
from songda.trust.offline.command import main
from tests.trust.log_keys import other_key
from tests.trust.offline.test_members import Files, files

Change = Callable[[Files], None]
DEEP = 400  # Python reads it, and goes through it no more
PROCESSOR_S, MEMORY = 30, 1536 * 1024 * 1024


def _in_events(change: Callable[[list[dict[str, Any]]], object]) -> Change:
    def changed(found: Files) -> None:
        events = json.loads(found["events.json"])
        change(events)
        found["events.json"] = json.dumps(events).encode()

    return changed


def _of_each(**said: object) -> Change:
    return _in_events(lambda events: [event["event"].update(said) for event in events])


def _in_issue(**said: object) -> Change:
    return _in_events(lambda events: events[-1]["event"]["data"].update(said))


def _nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def _deep_leaf(levels: int) -> Change:
    return _in_events(lambda events: events[0].update(leaf="[" * levels + "]" * levels))


def _keys(**said: str) -> Change:
    def changed(found: Files) -> None:
        found["keys.json"] = json.dumps(json.loads(found["keys.json"]) | said).encode()

    return changed


def _witness_of_no_year(found: Files) -> None:
    own = other_key()
    key = WitnessKey(own.name, own.verifier.public)
    text = found["checkpoint"].decode().partition("\n\n")[0] + "\n"
    found["witness.policy"] = f"witness w {key}\nquorum w\n".encode()
    found["checkpoint.cosignatures"] = cosign(text, key, own.private.sign, 2**62).encode()


CRASHING: dict[str, Change] = {
    "a leaf that is deep": _deep_leaf(DEEP),
    "a leaf so deep that nobody reads it": _deep_leaf(30_000),
    "a deep row": _of_each(data=_nested(DEEP)),
    "a deep personal part": _in_events(lambda events: events[1].update(private={"a": _nested(DEEP)})),
    "no texts where there are texts": _of_each(stream=[], name={}, id=[1], actor={"a": 1}),
    "places that are no places": _in_issue(rests_on=[[1], {"a": 2}, None, "3", True, 1.5]),
    "a finding that is a list": _in_issue(certifies=[1]),
    "parts of a finding of other kinds": _in_issue(certifies={"event": [1], "winning_attempt": {"a": 1}}),
    "half a character in a key": _keys(log="\ud800+00000000+AAAA", log_second="\ud800+00+AA", seal="\ud800"),
    "a witness who saw it in no year": _witness_of_no_year,
    "a succession that is deep": lambda found: found.update({"succession.json": b"[" * DEEP + b"]" * DEEP}),
    "nothing at all": lambda found: found.update({"events.json": b"[]"}),
    "numbers that are no places": _in_events(lambda events: [event.update(index=-(10**30)) for event in events]),
}


def _many_events(found: Files) -> None:
    found["events.json"] = b"[" + b",".join([b'{"index":1,"event":{},"leaf":""}'] * 400_000) + b"]"


def _long_names(found: Files) -> None:
    row = {"name": "A" * 4_000_000, "id": "B" * 4_000_000} | {f"f{n}": n for n in range(50_000)}
    _in_events(lambda events: events[0]["event"].update(row))(found)


def _long_text(found: Files) -> None:
    text = found["checkpoint"].decode()
    found["checkpoint"] = text.replace("\n\n", "\n" + "x" * 3_000_000 + "\n\n", 1).encode()
    keys = [WitnessKey(f"w{n}", bytes(31) + bytes([n])) for n in range(190)]
    found["witness.policy"] = "".join(f"witness {key.name} {key}\n" for key in keys).encode() + b"quorum w0\n"


def _der(content: bytes, tag: int = 0x30) -> bytes:
    return bytes([tag, 0x84]) + len(content).to_bytes(4, "big") + content


def _in_seal(written: bytes) -> Change:
    def changed(found: Files) -> None:
        head = b"%PDF-1.7\n/ByteRange [0 0000000000 0000000000 0000000000]\n"
        body = b"<" + written.hex().encode() + b">"
        at = f"/ByteRange [0 {len(head):010d} {len(head) + len(body):010d} {1:010d}]".encode()
        found["certificate.pdf"] = head.replace(b"/ByteRange [0 0000000000 0000000000 0000000000]", at) + body + b"\n"

    return changed


GROWING: dict[str, Change] = {
    "many events": _many_events,
    "long names, each of which many findings say": _long_names,
    "a certificate that rests on more than there is": _in_issue(rests_on=list(range(10**9, 10**9 + 1_200_000))),
    "places that stand there again and again": _in_issue(rests_on=[6] * 4_000_000),
    "a long text under many witnesses": _long_text,
    "many signature lines": lambda found: found.update(
        {"checkpoint.cosignatures": b"\xe2\x80\x94 w AAAAAAAA\n" * 2_000_000}
    ),
    "lists in lists by the million": _in_events(lambda events: events[0].update(private={"a": [[]] * 4_000_000})),
    "a policy of groups in groups": lambda found: found.update({"witness.policy": _groups(20_000)}),
    "a seal of the smallest parts": _in_seal(_der(b"\x05\x00" * 4_000_000)),
    "a seal under an endless name": _in_seal(_der(_der(b"\x81" * 4_000_000 + b"\x01", 0x06))),
    "a stamp of the smallest parts": lambda found: found.update({"checkpoint.tst": _der(b"\x05\x00" * 8_000_000)}),
    "a proof of many lines": lambda found: found.update(
        {
            name: body.replace(b"index ", b"\n" * 9_000_000 + b"index ")
            for name, body in found.items()
            if "proofs" in name
        }
    ),
}


def _groups(many: int) -> bytes:
    key = WitnessKey("w", bytes(32))
    lines = [f"witness g0 {key}", *(f"group g{n} 1 g{n - 1}" for n in range(1, many)), f"quorum g{many - 1}"]
    return "\n".join(lines).encode()


def _written(change: Change, at: Path) -> Path:
    found = dict(files())
    change(found)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in found.items():
            archive.writestr(name, body)
    at.write_bytes(packed.getvalue())
    return at


@pytest.mark.parametrize("name", CRASHING)
def test_whatever_stands_in_it_is_answered_in_words(name: str, tmp_path: Path) -> None:
    written = _written(CRASHING[name], tmp_path / "b.zip")
    assert main([str(written), "--json"]) in {1, 2}
    for more in ([], ["--law"]):
        answer = CliRunner().invoke(verify, [str(written), *more])
        assert answer.exit_code in {1, 2}, answer.exception
        assert isinstance(answer.exception, SystemExit | CurableError | None), repr(answer.exception)


RUN = "import sys; from songda.trust.offline.command import main; sys.exit(main(sys.argv[1:]))"
RUN_LAW = "import sys; from songda.site.cli import main; main(['verify', *sys.argv[1:]])"


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))


@pytest.mark.night("packs and reads bundles of many megabytes")
@pytest.mark.parametrize("program", [(RUN, "--json"), (RUN_LAW, "--law")], ids=["verify.py", "songda verify"])
@pytest.mark.parametrize("name", GROWING)
def test_whatever_grows_in_it_ends_within_bounds(name: str, program: tuple[str, str], tmp_path: Path) -> None:
    written = _written(GROWING[name], tmp_path / "b.zip")
    code, option = program
    words = [sys.executable, "-c", code, str(written), option]
    ended = subprocess.run(words, capture_output=True, text=True, check=False, preexec_fn=_bounded)
    assert ended.returncode in {1, 2}, ended.stderr[-2_000:]
    assert "Traceback" not in ended.stderr
    assert len(ended.stdout) < 4_000_000
