"""Rules about secrets: are they there, are they the court's own, are they closed to others?"""

import stat
from pathlib import Path

from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from songda.core.evidence.doors import Writer
from songda.site.checkup.configuration import Configuration
from songda.site.checkup.findings import Findings, missing, unsafe
from songda.site.home import DEMO_MARK
from songda.trust.event_keys import EventKeyError, EventKeys
from songda.trust.signing.demo_keys import DEMO_ORGANIZATION

SHORTEST_SECRET = 40
PLACEHOLDERS = ("demo-only-", "missing-secret-key")


def keys_there(configuration: Configuration) -> Findings:
    """Every key file must be there and readable."""
    for key in configuration.keys:
        if not _is_readable(key.path):
            yield missing(
                f"The key for {key.use} is not there or cannot be read: {key.path}",
                f"Put it there, or name it in {key.setting}.",
            )


def keys_own(configuration: Configuration) -> Findings:
    """Keys that a demo made are known to whoever could read the demo's folder."""
    for folder in sorted({key.path.parent for key in configuration.keys}):
        if (folder / DEMO_MARK).exists():
            yield unsafe(
                f"The keys in {folder} were made for a demo.",
                "Make the court's own with `songda keys`: docs/howto/run.md.",
            )


def nobody_played(configuration: Configuration) -> Findings:
    """With the key of a demo's commands every event could be written, whoever's it is."""
    for key in configuration.keys:
        if key.setting == "SONGDA_EVENT_KEYS_FILE" and _may_write_everything(key.path):
            yield unsafe(
                f"{key.path} holds the key of a rehearsal, which may write every event.",
                "Take its line (`rehearsal`) out of the file.",
            )


def _may_write_everything(path: Path) -> bool:
    try:
        return Writer.REHEARSAL in EventKeys.load(path).owners.values()
    except EventKeyError:
        return False


def keys_closed(configuration: Configuration) -> Findings:
    """Key files and the home must be closed to other users of the machine."""
    for key in configuration.keys:
        if _is_readable(key.path) and key.path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield unsafe(f"Others on this machine may read or change {key.path}.", f"chmod 600 {key.path}")
    if configuration.home.exists() and configuration.home.stat().st_mode & stat.S_IRWXO:
        yield unsafe(f"Others on this machine may look into {configuration.home}.", f"chmod 700 {configuration.home}")


def secret_key_own(configuration: Configuration) -> Findings:
    """The secret behind sessions and forms must be long and not the one that everybody knows."""
    if is_poor_secret(configuration.secret_key):
        yield unsafe(
            "The secret behind sessions and forms is missing, too short or known to everybody.",
            "`songda keys` makes one; or set SONGDA_SECRET_KEY_FILE to a file with 50 random characters, mode 600.",
        )


def is_poor_secret(secret: str) -> bool:
    """Whether it is a placeholder, too short, or made of too few characters to be random."""
    return secret.startswith(PLACEHOLDERS) or len(secret) < SHORTEST_SECRET or len(set(secret)) < SHORTEST_SECRET // 4


def seal_own(configuration: Configuration) -> Findings:
    """A seal that a demo made is nobody's, wherever it was copied to."""
    files = {key.setting: key.path for key in configuration.keys}
    seal, password = files.get("SONGDA_SEAL_FILE"), files.get("SONGDA_SEAL_PASSWORD_FILE")
    if seal and password and _is_readable(seal) and _is_readable(password) and _is_of_demo(seal, password):
        yield unsafe(f"The seal in {seal} was made for a demo: nobody has to believe it.", "Name the court's own seal.")


def _is_of_demo(seal: Path, password: Path) -> bool:
    try:
        word = password.read_text(encoding="utf-8").strip().encode()
        _key, certificate, _more = pkcs12.load_key_and_certificates(seal.read_bytes(), word)
    except ValueError:
        return False
    names = certificate.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME) if certificate else []
    return any(name.value == DEMO_ORGANIZATION for name in names)


def _is_readable(path: Path) -> bool:
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False
