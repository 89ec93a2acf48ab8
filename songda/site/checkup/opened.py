"""Opens what it checks: the seal is signed with, every role signs in, a file is written wherever files are kept."""

import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import psycopg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from songda.clock import new_id
from songda.site.checkup.configuration import Configuration
from songda.site.checkup.doors import LOOPBACK
from songda.site.checkup.findings import Findings, advice, missing, unsafe
from songda.trust.signing import Seal, SealFileError
from songda.trust.timestamps import Stamper, StampUnavailable

ROLES: Final = {
    "DATABASE_URL": "the web",
    "SONGDA_WORKER_URL": "workers",
    "SONGDA_OWNER_URL": "the tables' owner",
}
SOON, VERY_SOON, AT_ONCE = 90, 30, 7  # days until a seal ends
LITTLE, NEXT_TO_NOTHING = 20 * 10**9, 2 * 10**9  # bytes that are left
HOW: Final = "docs/howto/run.md"


def seal_opens(configuration: Configuration, now: datetime) -> Findings:
    """The seal opens with its password, signs, and does not end soon; of missing files `keys_there` tells."""
    files = {key.setting: key.path for key in configuration.keys}
    seal, password = files.get("SONGDA_SEAL_FILE"), files.get("SONGDA_SEAL_PASSWORD_FILE")
    if seal is None or password is None or not (seal.is_file() and password.is_file()):
        return
    try:
        own = Seal.load(seal, password.read_text(encoding="utf-8").strip())
        _sign_once(own)
    except (SealFileError, OSError, UnicodeDecodeError) as wrong:
        yield missing(f"The court's seal does not open: {wrong}", "Name the password that belongs to it.")
        return
    except (InvalidSignature, ValueError):
        yield missing("The court's seal: key and certificate are of two seals.", "Take the file that was issued.")
        return
    begins, ends = own.certificate.not_valid_before_utc, own.certificate.not_valid_after_utc
    days = (ends - now).days
    cure = "Ask its authority for the next one in time: docs/howto/change-keys.md."
    if now >= ends or now < begins:
        yield missing(f"The court's seal holds from {begins:%Y-%m-%d} to {ends:%Y-%m-%d} alone.", cure)
    elif days < SOON:
        weight = missing if days < AT_ONCE else unsafe if days < VERY_SOON else advice
        yield weight(f"The court's seal ends in {days} days.", cure)


def _sign_once(seal: Seal) -> None:
    """Raises InvalidSignature where key and certificate are of two seals."""
    said, public = os.urandom(32), seal.certificate.public_key()
    if isinstance(seal.key, ec.EllipticCurvePrivateKey) and isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(seal.key.sign(said, ec.ECDSA(SHA256())), said, ec.ECDSA(SHA256()))
    elif isinstance(seal.key, rsa.RSAPrivateKey) and isinstance(public, rsa.RSAPublicKey):
        public.verify(seal.key.sign(said, PKCS1v15(), SHA256()), said, PKCS1v15(), SHA256())
    else:
        raise InvalidSignature


def authority_stamps(url: str) -> Findings:
    """The time-stamp authority gives a token that holds; `authority_right` tells of one that does not answer."""
    if not url:
        return
    try:
        Stamper(url).stamp(os.urandom(32))
    except StampUnavailable as wrong:
        yield unsafe(f"The time-stamp authority gave no token that holds ({wrong}).", "Look at SONGDA_TSA_URL.")


def folders_usable(folders: Mapping[str, Path]) -> Findings:
    """In each of these a file can be written and taken away, everything is this user's own, and there is room."""
    for name, folder in folders.items():
        yield from _folder_usable(name, folder)


def _folder_usable(name: str, folder: Path) -> Findings:
    tried = folder / f".tried-{new_id()}"
    try:
        tried.write_bytes(b"songda")
        tried.unlink()
    except FileNotFoundError:
        yield missing(f"The folder {folder} ({name}) is not there.", "Make it, mode 700, for the user of songda.")
        return
    except OSError as wrong:
        yield missing(f"{folder} ({name}) cannot be written: {wrong.strerror}.", "Give it to the user of songda.")
        return
    if (strange := next(_of_others(folder), None)) is not None:
        yield unsafe(f"{strange} in {folder} ({name}) belongs to somebody else.", f"chown -R songda {folder}")
    free = shutil.disk_usage(folder).free
    if free < LITTLE:
        weight = missing if free < NEXT_TO_NOTHING else advice
        yield weight(f"Only {free / 1e9:.1f} GB are left for {folder} ({name}).", "Make room, or take a larger disk.")


def _of_others(folder: Path) -> Iterator[Path]:
    """What stands in it, and one storey below, that is another user's."""
    own = os.geteuid()
    first = list(folder.iterdir())
    inside = [one for each in first if each.is_dir() and _may_enter(each) for one in each.iterdir()]
    return (path.relative_to(folder) for path in (*first, *inside) if path.lstat().st_uid != own)


def _may_enter(folder: Path) -> bool:
    return os.access(folder, os.R_OK | os.X_OK)


def roles_sign_in(addresses: Mapping[str, str]) -> Findings:
    """Each kind of process signs in at its own address, over a line that is encrypted where it leaves the machine."""
    for setting, url in addresses.items():
        if not url:
            continue
        try:
            with psycopg.connect(url, connect_timeout=5) as connection:
                host = connection.info.host
                row = connection.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone()
        except psycopg.Error as wrong:
            first = str(wrong).strip().partition("\n")[0]
            yield missing(f"{setting}: {ROLES[setting]} cannot sign in at the database: {first}", "Look at it.")
            continue
        if not (host.startswith("/") or host in LOOPBACK or (row and row[0])):
            yield unsafe(
                f"The line of {ROLES[setting]} to the database at {host} is not encrypted.",
                f"Add sslmode=verify-full to {setting}: {HOW}.",
            )
