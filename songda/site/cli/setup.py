"""`songda setup`: asks what a court must decide, writes settings and keys, prints what the database must be told."""

import os
import pwd
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

import click
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from songda.site.environment.said import address, public_address
from songda.site.errors import CurableError, with_pages
from songda.site.home import make_court_keys
from songda.site.settings_file import PLACE
from songda.trust.atomic_files import write_secret

USER = "songda"
ROLES = {"SONGDA_OWNER_URL": "songda_owner", "DATABASE_URL": "songda", "SONGDA_WORKER_URL": "songda_worker"}
ON_THIS_MACHINE = ("localhost", "127.0.0.1")


@click.command("setup")
@click.option("--public-url", prompt="1. Address of the site, as in https://service.court.gov.cn")
@click.option("--home", prompt="2. Folder for files and keys", default="/var/lib/songda",
              type=click.Path(file_okay=False, path_type=Path))  # fmt: skip
@click.option("--database", prompt="3. PostgreSQL: host/database", default="localhost/songda")
@click.option(
    "--text-messages", prompt="4. SMS centre, as in smpps://name:word@host:3550?source=1068; empty: none", default=""
)
@click.option(
    "--mail", prompt="5. Mail server, as in smtp://name:word@host:25?from=court@host; empty: none", default=""
)
@click.option("--time-stamps", prompt="6. Time-stamp authority, as in https://host/tsa; empty: none", default="")
@click.option("--seal", prompt="7. The court's seal (PKCS#12), with its password in the same place as .password",
              default="/var/lib/songda/keys/seal.p12", type=click.Path(path_type=Path))  # fmt: skip
@click.option("--settings", "place", default=PLACE, hidden=True, type=click.Path(path_type=Path))
def setup(place: Path, public_url: str, home: Path, database: str, seal: Path, **providers: str) -> None:
    """Ask seven things; write settings (mode 640) and the keys that are missing; print the database's part.

    Nothing that is there is written over. Passwords of the database's roles are made here, and stand in the settings.
    """
    if place.exists():
        raise CurableError(f"{place} is there already.", "Change it by hand, or move it away and set up anew.")
    if not home.is_absolute() or not seal.is_absolute():
        raise CurableError("A folder is not named from the root.", "Name it whole, as in /var/lib/songda.")
    passwords = {role: secrets.token_urlsafe(24) for role in ROLES.values()}
    written = settings_of(public_url, home, database, passwords) | {
        "SONGDA_SEAL_FILE": str(seal),
        "SONGDA_SEAL_PASSWORD_FILE": str(seal.with_suffix(".password")),
    }
    asked = {"SONGDA_SMPP_URL": "text_messages", "SONGDA_SMTP_URL": "mail", "SONGDA_TSA_URL": "time_stamps"}
    for name, given in asked.items():
        if url := providers[given].strip():
            written[name] = address(name, url)
    home.mkdir(parents=True, exist_ok=True, mode=0o750)
    made = make_court_keys(home, f"{urlsplit(written['SONGDA_PUBLIC_URL']).hostname}/log")
    _write(place, "".join(f'{name}="{value}"\n' for name, value in written.items()))
    asked_for = request_seal(home / "keys", seal, written["SONGDA_HOSTS"])
    _hand_over(home, place)
    click.echo(f"{place} is written; keys made: {', '.join(made) or 'none, all were there'}.\n")
    if asked_for is not None:
        what_follows = with_pages("what follows: docs/howto/run.md")
        click.echo(f"Send {asked_for} to the authority of the court's seal; {what_follows}.\n")
    click.echo("Say this to PostgreSQL as its superuser (sudo -u postgres psql):\n")
    click.echo(sql_of(passwords, written["DATABASE_URL"]))
    click.echo("\nThen: songda migrate, and songda check --deploy until it has nothing to say.")


def settings_of(public_url: str, home: Path, database: str, passwords: Mapping[str, str]) -> dict[str, str]:
    """The settings by name. CurableError for an address that makes no sense."""
    public = public_address("The address of the site", public_url)
    host, _, name = database.partition("/")
    if not host or not name or set(name) & set("/?#"):
        raise CurableError("The database is not named.", "Write host/database, as in localhost/songda.")
    encrypted = "" if host.partition(":")[0] in ON_THIS_MACHINE else "?sslmode=verify-full"
    urls = {
        setting: f"postgresql://{role}:{quote(passwords[role], safe='')}@{host}/{name}{encrypted}"
        for setting, role in ROLES.items()
    }
    return {
        "SONGDA_HOME": str(home),
        "SONGDA_PUBLIC_URL": public,
        "SONGDA_HOSTS": urlsplit(public).hostname or "",
        "SONGDA_BEHIND_PROXY": "1",
        **urls,
    }


def request_seal(keys: Path, seal: Path, host: str) -> Path | None:
    """A key for the seal, and what its authority is to sign; None for a seal that lies elsewhere or is there already.

    The authority writes the court's name, as it knows it, over the one that is asked for.
    """
    key_file, password_file = keys / "seal.key", seal.with_suffix(".password")
    if seal.parent != keys or seal.exists() or key_file.exists() or password_file.exists():
        return None
    key, word = ec.generate_private_key(ec.SECP256R1()), secrets.token_urlsafe(24)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    none = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only")
    others = dict.fromkeys((*none, "decipher_only"), False)
    use = x509.KeyUsage(digital_signature=True, content_commitment=True, **others)
    request = x509.CertificateSigningRequestBuilder().subject_name(name).add_extension(use, critical=True)
    write_secret(key_file, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    write_secret(password_file, f"{word}\n".encode())
    asked = keys / "seal.csr"
    asked.write_bytes(request.sign(key, SHA256()).public_bytes(Encoding.PEM))
    return asked


def sql_of(passwords: Mapping[str, str], url: str) -> str:
    """What makes the three roles and the database; passwords are of letters, figures, - and _ alone."""
    roles = [f"CREATE ROLE {role} LOGIN PASSWORD '{word}';" for role, word in passwords.items()]
    return "\n".join([*roles, f'CREATE DATABASE "{urlsplit(url).path[1:]}" OWNER songda_owner;'])


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "w", encoding="utf-8") as file:
        file.write(text)


def _hand_over(home: Path, place: Path) -> None:
    """Root gives home and keys to the user of songda, who may read the settings and not change them."""
    try:
        user = pwd.getpwnam(USER)
    except KeyError:
        return
    if os.geteuid() == 0:
        os.chown(place, 0, user.pw_gid)
        if place == PLACE:
            os.chown(place.parent, 0, user.pw_gid)
        for path in (home, home / "keys", *(home / "keys").iterdir()):
            os.chown(path, user.pw_uid, user.pw_gid)
