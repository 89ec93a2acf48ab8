"""What docs/howto/run.md tells an administrator to type is typed: a court is set up by the page's own block."""

import os
import re
import shlex
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from songda.clock import now
from songda.site import embedded
from songda.trust.signing import Seal

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]
PAGE = (Path(__file__).parents[2] / "docs/howto/run.md").read_text(encoding="utf-8")
BLOCK = PAGE.partition("## A real court")[2].partition("The package brings")[0]
LINES = [line.partition(" #")[0].split("   ")[0].strip() for line in re.findall(r"^    (\S.*)$", BLOCK, re.MULTILINE)]
OF_DEBIAN = (
    "apt ",
    "systemctl ",
    "install -d -m 700 /etc/ssl",
    "install -m 600 fullchain",
    "sed ",
)  # test_bare_machine
# Of a court that is on no network yet: everything else must be well once the block was typed.
OPEN = re.compile(
    r"time-stamp|public address|No SMS centre|No mail server|no list of them|No witness|No backup|No restore|"
    r"example|not answer|belongs to somebody else|is an example|Only [\d.]+ GB|listens|password alone lets in"
)


class Machine:
    """A folder instead of the root, a PostgreSQL of its own, and nothing of songda in the environment."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home, self.settings = folder, folder / "home", folder / "etc" / "settings"
        self.server = embedded.start(folder / "server")
        self.sql = ""
        with self.superuser() as session:
            session.execute("DROP DATABASE songda")
            for role in ("songda", "songda_worker", "songda_owner"):
                session.execute(f"DROP ROLE {role}")

    def superuser(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(f"{self.server.superuser_url.rpartition('/')[0]}/postgres", autocommit=True)

    def run(self, words: list[str], typed: str = "", codes: tuple[int, ...] = (0,)) -> str:
        """With the file of settings alone, as a shell of the user songda would."""
        clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        told = {"SONGDA_SETTINGS": str(self.settings)} if self.settings.exists() else {}
        done = subprocess.run(words, env=clean | told, input=typed, text=True, capture_output=True, cwd=self.folder)  # noqa: PLW1510
        said = done.stdout + done.stderr
        assert done.returncode in codes, f"{words}: {said}"
        assert "Traceback" not in said, said
        return said

    def type(self, line: str) -> str:
        """One line of the block."""
        words = shlex.split(line.replace("/var/lib/songda", str(self.home)))
        if words[:4] == ["sudo", "-u", "postgres", "psql"]:
            with self.superuser() as session:
                for statement in self.sql.splitlines():
                    session.execute(statement)
            return ""
        words = words[3:] if words[:2] == ["sudo", "-u"] else words
        if words == ["songda", "setup"]:
            return self._set_up()
        if words[0] == "install":
            self._sign_request()
            return self.run([each for each in words if each not in {"-o", "songda"}])
        if words[0] == "openssl":
            return self.run(words)
        is_asked = words[1:] == ["check", "--deploy"]
        return self.run([sys.executable, "-m", *words], codes=(0, 1) if is_asked else (0,))

    def _set_up(self) -> str:
        asked = ["https://songda.court.example", str(self.home), "", "", "", "", str(self.home / "keys" / "seal.p12")]
        words = [sys.executable, "-m", "songda", "setup", "--settings", str(self.settings)]
        said = self.run(words, "\n".join(asked) + "\n")
        self.sql = "\n".join(re.findall(r"^CREATE .*;$", said, re.MULTILINE))
        place = re.search(r"@([^/]+)/", self.server.url)
        assert place
        text = self.settings.read_text(encoding="utf-8").replace("@localhost/", f"@{place[1]}/")
        self.settings.write_text(text, encoding="utf-8")  # the server of this test is not at the usual place
        return said

    def _sign_request(self) -> None:
        """What the authority does with the request that `songda setup` made."""
        request = x509.load_pem_x509_csr((self.home / "keys" / "seal.csr").read_bytes())
        assert request.is_signature_valid
        key, name = (
            ec.generate_private_key(ec.SECP256R1()),
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "某CA")]),
        )
        given = x509.CertificateBuilder().subject_name(request.subject).issuer_name(name).serial_number(7)
        given = (
            given.public_key(request.public_key()).not_valid_before(now()).not_valid_after(now() + timedelta(days=365))
        )
        for each in request.extensions:
            given = given.add_extension(each.value, each.critical)
        (self.folder / "seal.pem").write_bytes(given.sign(key, SHA256()).public_bytes(Encoding.PEM))


def test_the_page_sets_up_a_court_to_the_letter(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    said: dict[str, str] = {}
    try:
        for line in LINES:
            if not line.startswith(OF_DEBIAN):
                said[line] = machine.type(line)
    finally:
        embedded.stop(tmp_path / "server")
    assert len(said) >= 7
    checked = said["sudo -u songda songda check --deploy"]
    named = re.findall(r"^(?:missing|unsafe) +(.*)$", checked, re.MULTILINE)
    assert [each for each in named if not OPEN.search(each)] == []
    word = (machine.home / "keys" / "seal.password").read_text(encoding="utf-8").strip()
    assert Seal.load(machine.home / "keys" / "seal.p12", word).certificate.issuer.rfc4514_string() == "CN=某CA"
    assert machine.settings.stat().st_mode & 0o777 == 0o640
    assert {path.name for path in (machine.home / "keys").iterdir() if path.stat().st_mode & 0o077} <= {"seal.csr"}
