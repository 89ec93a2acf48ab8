"""Packs a bundle together with the files that explain it: the README, the verifier, the log's public key."""

from functools import lru_cache
from importlib import resources

from songda.core.evidence.bundle import Bundle, write_bundle
from songda.core.evidence.note import read_verifier_key
from songda.trust.offline.one_file import one_file


def pack(bundle: Bundle) -> bytes:
    """The zip file that is handed out."""
    key = read_verifier_key(bundle.log_key)
    return write_bundle(bundle, {**own_files(), "log-key.pem": key.pem.encode()})


def own_files() -> dict[str, bytes]:
    """The files that explain and help, as this version writes them."""
    return {"README.txt": _readme(), "verify.py": one_file().encode()}


@lru_cache(maxsize=1)
def _readme() -> bytes:
    return resources.files("songda.trust.offline").joinpath("README.txt").read_bytes()
