"""What `songda check` opens: seals that do not open or end soon, folders, roles, an authority that is none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection

from songda.clock import now
from songda.site.checkup import opened
from songda.site.checkup.configuration import KeyFile, read_configuration
from songda.site.checkup.findings import Finding, Weight
from songda.site.checkup.opened import authority_stamps, folders_usable, roles_sign_in, seal_opens
from songda.site.checkup.outside import page_reached
from songda.trust.signing import Seal
from tests.channels.sms.encrypted import Authority

pytestmark = pytest.mark.database


def of_seal(folder: Path, days: float = 0.0) -> list[Finding]:
    """What is found of the seal in this folder after so many days."""
    keys = (
        KeyFile("the seal", "SONGDA_SEAL_FILE", folder / "seal.p12"),
        KeyFile("its password", "SONGDA_SEAL_PASSWORD_FILE", folder / "seal.password"),
    )
    return list(seal_opens(replace(read_configuration(), keys=keys), now() + timedelta(days=days)))


def test_a_seal_that_opens_and_lasts_leaves_nothing_to_say(tmp_path: Path) -> None:
    Seal.create_demo(tmp_path, now())
    assert of_seal(tmp_path) == []


def test_a_seal_with_another_password_is_told(tmp_path: Path) -> None:
    Seal.create_demo(tmp_path, now())
    (tmp_path / "seal.password").write_text("another")
    (found,) = of_seal(tmp_path)
    assert (found.weight, "does not open" in found.what) == (Weight.MISSING, True)


def test_a_key_that_is_not_of_its_certificate_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other").mkdir()
    own, other = Seal.create_demo(tmp_path, now()), Seal.create_demo(tmp_path / "other", now())
    mixed = Seal(own.key, other.certificate)  # our library makes no such file; a device may give it
    monkeypatch.setattr(Seal, "load", lambda *_: mixed)
    (found,) = of_seal(tmp_path)
    assert (found.weight, "are of two seals" in found.what) == (Weight.MISSING, True)


@pytest.mark.parametrize(
    ("left", "weight"),
    [(91, None), (89, Weight.ADVICE), (29, Weight.UNSAFE), (6, Weight.MISSING), (-1, Weight.MISSING)],
)
def test_a_seal_that_ends_is_told_in_time(tmp_path: Path, left: int, weight: Weight | None) -> None:
    lasts = (Seal.create_demo(tmp_path, now()).certificate.not_valid_after_utc - now()).days
    found = of_seal(tmp_path, lasts - left)
    assert [one.weight for one in found] == ([weight] if weight else [])


def test_a_folder_that_is_used_leaves_nothing_to_say_and_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    assert list(folders_usable({"home": tmp_path})) == []
    assert [each.name for each in tmp_path.iterdir()] == ["files"]


def full(free: int) -> Callable[[pytest.MonkeyPatch, Path], None]:
    def prepare(monkeypatch: pytest.MonkeyPatch, _: Path) -> None:
        monkeypatch.setattr(opened.shutil, "disk_usage", lambda _: _Room(free))

    return prepare


class _Room:
    def __init__(self, free: int) -> None:
        self.free = free


def missing_folder(_: pytest.MonkeyPatch, folder: Path) -> None:
    folder.rmdir()


def of_somebody_else(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "papers").mkdir()
    (folder / "papers" / "one").touch()
    monkeypatch.setattr(opened.os, "geteuid", lambda: 4711)


def read_only(monkeypatch: pytest.MonkeyPatch, _: Path) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", refuse)


@pytest.mark.parametrize(
    ("prepare", "weight", "words"),
    [
        (missing_folder, Weight.MISSING, "is not there"),
        (read_only, Weight.MISSING, "cannot be written: Permission denied"),
        (of_somebody_else, Weight.UNSAFE, "belongs to somebody else"),
        (full(10**9), Weight.MISSING, "Only 1.0 GB are left"),
        (full(10**10), Weight.ADVICE, "Only 10.0 GB are left"),
    ],
)
def test_a_folder_that_cannot_be_used_is_told(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    prepare: Callable[[pytest.MonkeyPatch, Path], None],
    weight: Weight,
    words: str,
) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    prepare(monkeypatch, folder)
    (found,) = folders_usable({"home": folder})
    assert found.weight == weight
    assert words in found.what


def test_every_role_signs_in_or_is_told_by_its_setting_and_without_its_password() -> None:
    own = connection.get_connection_params()
    good = f"postgresql://{own['user']}:{own['password']}@/{own['dbname']}?host={own['host']}&port={own['port']}"
    bad = good.replace(str(own["password"]), "Xk7secretQ")
    assert list(roles_sign_in({"DATABASE_URL": good, "SONGDA_WORKER_URL": ""})) == []
    (found,) = roles_sign_in({"DATABASE_URL": good, "SONGDA_WORKER_URL": bad})
    assert found.what.startswith("SONGDA_WORKER_URL: workers cannot sign in")
    assert "secretQ" not in found.what + found.cure


def test_a_line_that_leaves_the_machine_unencrypted_is_told_however_its_host_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = connection.get_connection_params()
    good = f"postgresql://{own['user']}:{own['password']}@/{own['dbname']}?host={own['host']}&port={own['port']}"
    monkeypatch.setattr(opened, "LOOPBACK", frozenset())
    found = list(roles_sign_in({"SONGDA_OWNER_URL": good}))
    assert [one.weight for one in found] == ([] if str(own["host"]).startswith("/") else [Weight.UNSAFE])


class Anything(BaseHTTPRequestHandler):
    """Answers whatever it is asked, and leads whoever only looks to where they are."""

    here = ""

    def do_GET(self) -> None:
        self.send_response(301)
        self.send_header("Location", f"{self.here}/")
        self.end_headers()

    def do_POST(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_: object) -> None: ...


def test_a_server_that_is_no_authority_is_told() -> None:
    server = HTTPServer(("127.0.0.1", 0), Anything)
    Thread(target=server.serve_forever, daemon=True).start()
    (found,) = authority_stamps(f"http://127.0.0.1:{server.server_port}/tsa")
    server.shutdown()
    server.server_close()
    assert (found.weight, "gave no token that holds" in found.what) == (Weight.UNSAFE, True)


def test_a_page_that_leads_to_itself_for_ever_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path, "authority")
    server = HTTPServer(("127.0.0.1", 0), Anything)
    server.socket = authority.vouch("127.0.0.1").served.wrap_socket(server.socket, server_side=True)
    url = f"https://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(Anything, "here", url)
    Thread(target=server.serve_forever, daemon=True).start()
    (found,) = page_reached(url, str(authority.file))
    server.shutdown()
    server.server_close()
    assert "leads to itself for ever" in found.what
