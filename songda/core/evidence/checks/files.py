"""Names the files of a bundle that the proof does not cover, and compares those that can be compared."""

from collections.abc import Iterator

from songda.core.evidence.bundle import Bundle
from songda.core.evidence.findings import Finding, failed, unchecked
from songda.core.evidence.note import NoteError, read_verifier_key

PEM_FILE = "log-key.pem"
UNCOVERED = ("file.uncovered", "file.differs", "file.extra")


def check_files(bundle: Bundle) -> Iterator[Finding]:
    """Findings on files beside the evidence: the key in its other form, what explains and helps, and strangers."""
    yield from _check_key_forms(bundle)
    yield from (unchecked("file.uncovered", file=name) for name in sorted(bundle.companions) if name != PEM_FILE)
    yield from (unchecked("file.extra", file=name) for name in bundle.extra_files)


def _check_key_forms(bundle: Bundle) -> Iterator[Finding]:
    try:
        key = read_verifier_key(bundle.log_key)
    except NoteError:
        return
    if bundle.log_fingerprint and bundle.log_fingerprint != key.fingerprint:
        yield failed("key.other_fingerprint", found=bundle.log_fingerprint, fingerprint=key.fingerprint)
    if bundle.companions.get(PEM_FILE, key.pem.encode()) != key.pem.encode():
        yield failed("file.other_key")
