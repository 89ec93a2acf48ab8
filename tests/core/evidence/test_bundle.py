"""Opening a bundle that a stranger made: what is no bundle is refused with a word, and nothing fills the memory."""

import contextlib
import io
import json
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from songda.core.evidence import bundle as bundle_reading
from songda.core.evidence.bundle import BundleError, open_bundle, write_bundle
from tests.core.evidence.bundles import bundle
from tests.rows import all_rows


def files():
    with zipfile.ZipFile(io.BytesIO(write_bundle(bundle(), {}))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(entries):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries:
            archive.writestr(name, body)
    return written.getvalue()


def with_event(**changes):
    events = json.loads(files()["events.json"])
    events[0] |= changes
    return {"events.json": json.dumps(events).encode()}


@all_rows(
    ("change", "word"),
    [
        ({"bundle.json": b"{}"}, "the format is not"),
        ({"bundle.json": b"[]"}, "bundle.json: not an object"),
        ({"bundle.json": b'{"format":"songda-bundle/1","certificate_event":"x"}'}, "not an id"),
        ({"keys.json": b"nonsense"}, "keys.json"),
        ({"events.json": b"{}"}, "events.json: not a list"),
        ({"events.json": b"[1]"}, r"events.json\[0\]: not an object"),
        ({"events.json": b"[{}]"}, "index, event or leaf is missing"),
        ({"events.json": b'[{"a":1,"a":2}]'}, "a key occurs twice"),
        ({"events.json": b"[" * 100_000}, "events.json"),
        (with_event(salt="xyz"), "salt: not hexadecimal"),
        (with_event(private=[]), "private: not an object"),
        ({"checkpoint": b"\xff"}, "checkpoint: not a text"),
    ],
)
def test_a_part_that_cannot_be_read_is_named(change, word):
    with pytest.raises(BundleError, match=word):
        open_bundle(zipped({**files(), **change}.items()))


@pytest.mark.parametrize("name", ["bundle.json", "keys.json", "events.json"])
def test_a_missing_part_is_named(name):
    kept = {other: body for other, body in files().items() if other != name}
    with pytest.raises(BundleError, match=f"{name} is missing"):
        open_bundle(zipped(kept.items()))


@pytest.mark.parametrize("written", [b"", b"nonsense", b"PK\x05\x06", write_bundle(bundle(), {})[:-200]])
def test_what_is_no_zip_file_is_refused(written):
    with pytest.raises(BundleError, match="not a readable zip file"):
        open_bundle(written)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused():
    with pytest.raises(BundleError, match="same name"):
        open_bundle(zipped([*files().items(), ("checkpoint", b"another")]))


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(bundle_reading, "LARGEST_FILE", 1_000_000)
    with pytest.raises(BundleError, match="larger files"):
        open_bundle(zipped([*files().items(), ("bomb", bytes(1_000_001))]))


@example(4109, 2)  # a member that begins before the file does
@given(st.integers(0, 5_000), st.integers(1, 255))
def test_a_zip_file_with_a_changed_byte_is_refused_or_read_but_never_breaks_the_reader(place, flip):
    written = bytearray(write_bundle(bundle(), {}))
    written[place % len(written)] ^= flip
    with contextlib.suppress(BundleError):
        open_bundle(bytes(written))


@pytest.mark.parametrize(
    ("name", "as_it_is", "otherwise"),
    [
        ("bundle.json", b'"00000000-', b'" 0000000-'),
        ("bundle.json", b'"00000000-', b'"{00000000-'),
        ("events.json", b'"salt": "', b'"salt": " '),
    ],
)
def test_what_may_be_written_in_many_ways_is_read_in_one(name, as_it_is, otherwise):
    changed = files() | {name: files()[name].replace(as_it_is, otherwise, 1)}
    assert changed != files()
    with pytest.raises(BundleError, match="not written as"):
        open_bundle(zipped(changed.items()))
