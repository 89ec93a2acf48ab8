"""Single bits turned in each file of a bundle: every one is found, but for files that are always said to be uncovered.

CI takes a sample. `python -m tests.trust.offline.test_members` turns every bit of every file, one after another.
"""

import io
import random
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from songda.core.evidence.bundle import BundleError, bundle_of
from songda.core.evidence.findings import is_all_good
from songda.trust.offline.command import check_everything, uncovered
from songda.trust.offline.pack import pack
from tests.core.evidence.bundles import bundle
from tests.rows import all_rows
from tests.trust.log_keys import court_key
from tests.trust.offline.seals import seal_fingerprint, signed_pdf, stamp_token

SAMPLES = 60  # of each file
UNCOVERED = ["README.txt", "verify.py"]  # a warning names them each time

Files = dict[str, bytes]


@lru_cache(maxsize=1)
def files() -> Files:
    """A right bundle with a really signed and stamped certificate, unpacked."""
    whole = bundle(signed_pdf(), seal_fingerprint())
    whole = replace(whole, stamp=stamp_token(whole.checkpoint.encode()))
    with zipfile.ZipFile(io.BytesIO(pack(whole))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def holds(found: Mapping[str, bytes]) -> bool:
    """Whether the verifier says of the bundle that all of it is as it was."""
    trusted = {court_key().verifier.fingerprint, seal_fingerprint()}
    try:
        findings = check_everything(bundle_of(dict(found)), trusted)
    except BundleError:
        return False
    return is_all_good(findings) and uncovered(findings) == UNCOVERED


def unnoticed(name: str, bits: Iterator[int]) -> list[int]:
    """Those of these bits of a file that may be turned without a word."""
    body = files()[name]
    missed = []
    for bit in bits:
        place = bit // 8
        turned = body[:place] + bytes([body[place] ^ 1 << bit % 8]) + body[place + 1 :]
        if holds(files() | {name: turned}):
            missed.append(bit)
    return missed


def test_the_bundle_is_right_as_it_is() -> None:
    assert holds(files())


@all_rows("name", sorted(files().keys() - set(UNCOVERED)))
def test_no_bit_of_a_file_can_be_turned_without_a_word(name: str) -> None:
    count = 8 * len(files()[name])
    chosen = random.Random(name).sample(range(count), min(SAMPLES, count))
    assert unnoticed(name, iter(chosen)) == []


if __name__ == "__main__":
    for each in sys.argv[1:] or sorted(files().keys() - set(UNCOVERED)):
        sys.stdout.write(f"{each}: {unnoticed(each, iter(range(8 * len(files()[each]))))}\n")
        sys.stdout.flush()
