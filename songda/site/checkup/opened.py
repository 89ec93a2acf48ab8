"""Opens what it checks: the seal is signed with, every role signs in, a file is written wherever files are kept."""

import asyncio
import os
import shutil
import socket
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psycopg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from songda.carriers import registry as carriers
from songda.channels.contract import ChannelError
from songda.clock import new_id
from songda.records.ground import vault
from songda.site import pooling
from songda.site.checkup.configuration import ROLES, Configuration
from songda.site.checkup.doors import LOOPBACK, channels_of
from songda.site.checkup.findings import Findings, advice, missing, unsafe
from songda.trust.places import FilesAwayError
from songda.trust.sealing import SealError
from songda.trust.sign_on import SignOnError, ask_for_token, keys_of
from songda.trust.signing import Seal, SealFileError
from songda.trust.timestamps import Stamper, StampUnavailable

SOON, VERY_SOON, AT_ONCE = 90, 30, 7  # days until a seal ends
LITTLE, NEXT_TO_NOTHING = 20 * 10**9, 2 * 10**9  # bytes that are left
PATIENCE_S: Final = 10.0
HOW: Final = "docs/howto/run.md"
BACK: Final = "accounts/sign-on/back/"  # where the single sign-on sends people


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


def files_usable(url: str) -> Findings:
    """In the store of sealed files one can be written, read and taken away."""
    if not url:
        return
    try:
        vault.try_store(url)
    except ImportError:
        yield missing("SONGDA_FILES_URL: the client of the store is not installed.", "pip install 'songda[s3]'")
    except FilesAwayError as wrong:
        cure = f"Look at the store, the bucket and the rights of the key: {HOW}."
        yield missing(f"SONGDA_FILES_URL: {wrong}. Nothing can be kept there.", cure)
    except SealError:  # told by `keys_there`
        return


def homes_apart(homes: Sequence[Path]) -> Findings:
    """Two homes of the journal lie on two disks."""
    disks = [home.stat().st_dev for home in homes if home.is_dir()]
    if len(set(disks)) < len(disks):
        yield advice(
            "Both homes of the journal lie on one disk, which takes both with it.",
            "Let SONGDA_OUTSIDE_SECOND name a folder on another disk or machine.",
        )


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


def statements_own(configuration: Configuration) -> Findings:
    """Where the web's address leads through a pooler, it knows prepared statements or was told of."""
    url = configuration.role_urls.get("DATABASE_URL")
    if not url or configuration.is_pooler_told:
        return
    try:
        if pooling.mixes_statements(psycopg.conninfo.conninfo_to_dict(url)):
            yield missing(pooling.MIXES, pooling.MIXES_CURE)
    except psycopg.Error:  # told by `roles_sign_in`
        return


def providers_let_us_in(configuration: Configuration) -> Findings:
    """Every provider that asks for a name and a word takes ours; the others answer at least."""
    for entry, url in channels_of(configuration):
        if url and entry.sign_in and (why := asyncio.run(_why_not(entry.sign_in(url)))):
            yield missing(f"{entry.setting}: the provider does not let us in ({why}).", "Look at host, name and word.")
    reached = {"SONGDA_REGISTRY_URL": configuration.registry_url, "SONGDA_TELEPHONE_URL": configuration.telephone_url}
    reached |= {carriers.entries()[name].setting: url for name, url in configuration.carrier_urls.items()}
    for setting, url in reached.items():
        parts = urlsplit(url)
        if parts.hostname and (why := _why_not_reached(parts.hostname, parts.port or 443)):
            yield missing(f"{setting}: nobody answers at {parts.hostname} ({why}).", "Look at it and at the firewall.")


def sign_on_knows_us(configuration: Configuration) -> Findings:
    """The single sign-on describes itself as the settings have it, shows its keys, and takes our name and secret."""
    provider = configuration.sign_on
    if provider is None:
        return
    cure = "Look at SONGDA_OIDC_ISSUER, _CLIENT and _SECRET: docs/howto/run-the-accounts.md#single-sign-on."
    try:
        keys_of(provider, is_anew=True)
        answer = ask_for_token(provider, "songda-check", "songda-check", f"{configuration.public_url}/{BACK}")
    except SignOnError as wrong:
        yield missing(f"The single sign-on at {provider.issuer} is of no use: {wrong}.", cure)
        return
    if answer.status in {401, 403} or b"invalid_client" in answer.body:
        yield missing(f"The single sign-on at {provider.issuer} does not know us by this name and secret.", cure)
    elif answer.status != 400:
        yield advice(f"The single sign-on answers {answer.status} to a code that nobody has: 400 was expected.", cure)


async def _why_not(signing_in: Awaitable[None]) -> str:
    try:
        async with asyncio.timeout(PATIENCE_S):
            await signing_in
    except ChannelError as refused:
        return str(refused)
    except (OSError, TimeoutError) as away:
        return getattr(away, "strerror", None) or type(away).__name__
    return ""


def _why_not_reached(host: str, port: int) -> str:
    try:
        socket.create_connection((host, port), PATIENCE_S).close()
    except OSError as away:
        return away.strerror or type(away).__name__
    return ""
