"""What the package brings beside the program: units that are shut in and start again, a proxy's sample that holds."""

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from scripts.release import uncommitted
from scripts.wheel.making import run
from songda.site.errors import with_pages

PACKAGING = Path(__file__).parent.parent / "packaging"
UNITS = sorted((PACKAGING / "systemd").glob("*.service"))
LONG_LIVED = [one for one in UNITS if "Type=oneshot" not in one.read_text(encoding="utf-8")]
MOST_EXPOSED = 3.0
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")  # where Debian puts it
CADDY, OPENSSL = shutil.which("caddy"), shutil.which("openssl")
DOCS = Path(__file__).parent.parent / "docs"
RUN = (DOCS / "howto/run.md").read_text(encoding="utf-8")
BLOCK = RUN.partition("## A real court")[2].partition("The package brings")[0]
# What an essential package of Debian has, and what the block's own first line brings.
THERE = {"apt", "install", "sed"} | {"songda", "sudo", "openssl", "systemctl"}


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_every_unit_is_shut_in(unit: Path) -> None:
    words = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    found = re.search(r"exposure level for \S+: ([\d.]+)", said)
    assert found, said
    assert float(found[1]) <= MOST_EXPOSED


@pytest.mark.parametrize("unit", LONG_LIVED, ids=lambda path: path.name)
def test_what_runs_for_ever_is_started_again_for_ever(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    assert {"Restart=always", "RestartSec=2", "StartLimitIntervalSec=0", "UMask=0077"} <= set(text.splitlines())


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_is_there(unit: Path) -> None:
    from songda.site.commands import COMMANDS

    started = re.findall(r"^ExecStart=/usr/bin/songda (\w+)", unit.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(started) == 1
    assert started[0] in COMMANDS


def test_the_page_names_no_unit_and_no_command_that_is_not_there() -> None:
    from songda.site.commands import COMMANDS

    units = {name for name in re.findall(r"songda-[a-z]+@?(?:\.timer)?", BLOCK) if not name.startswith("songda-0")}
    known = {path.name.removesuffix(".service") for path in (PACKAGING / "systemd").iterdir()}
    assert units <= known
    assert set(re.findall(r"^ +(?:sudo -u songda )?songda (\w+)", BLOCK, re.MULTILINE)) <= COMMANDS.keys()


def typed(text: str) -> list[str]:
    """The lines of all blocks of a page, without what is said of them."""
    fenced = [
        line
        for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    return fenced + [line.split("   ")[0] for line in re.findall(r"^(?: {4}| {7})(\S.*)$", text, re.MULTILINE)]


def test_the_page_needs_no_program_that_a_bare_machine_has_not() -> None:
    words = {line.split()[0] for line in typed(BLOCK)}
    assert words <= THERE
    brought = BLOCK.partition("apt install")[2].splitlines()[0].split()
    assert {"postgresql", "nginx", "sudo", "openssl"} <= set(brought)


def test_whatever_pages_lay_down_has_its_mode_named() -> None:
    """`install` alone gives 755: a key that everybody reads."""
    laid = [line for page in DOCS.rglob("*.md") for line in typed(page.read_text(encoding="utf-8"))
            if re.match(r"(sudo )?install ", line)]  # fmt: skip
    assert len(laid) >= 3
    assert [line for line in laid if not re.search(r" -m [67][04]0 ", line)] == []


@pytest.mark.parametrize("sample", ["nginx.conf", "Caddyfile"])
def test_a_sample_and_the_page_name_the_same_places(sample: str) -> None:
    text = (PACKAGING / sample).read_text(encoding="utf-8")
    head = text.partition("\n")[0]
    if sample == "nginx.conf":
        place = re.findall(r"/etc/nginx/\S+\w", head)
        assert re.findall(r"nginx\.conf > (\S+)", BLOCK) == place
    folders = {str(Path(each).parent) for each in re.findall(r"/etc/ssl/\S+\.pem", text)}
    files = {Path(each).name for each in re.findall(r"/etc/ssl/\S+\.pem", text)}
    laid = next(line.split() for line in typed(BLOCK) if "/etc/ssl/songda/" in line)
    assert (folders, files) == ({laid[-1].rstrip("/")}, set(laid[3:-1]))


def test_an_upgrade_says_what_the_page_says() -> None:
    told = re.findall(
        r"^ {4}((?:sudo|systemctl) .*)$", (PACKAGING / "debian/postinst").read_text("utf-8"), re.MULTILINE
    )
    page = [re.split(r"   +#", line.strip())[0] for line in RUN.partition("7. **A new version**")[2].splitlines()]
    at = page.index(told[0])
    assert page[at : at + len(told)] == told
    assert len(told) == 4


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="no Debian here")
@pytest.mark.parametrize("script", sorted((PACKAGING / "debian").iterdir()), ids=lambda path: path.name)
def test_a_script_of_the_package_is_a_script(script: Path) -> None:
    subprocess.run(["/bin/sh", "-n", str(script)], check=True)
    assert os.access(script, os.X_OK)


def test_a_purge_names_what_stays_and_takes_nothing() -> None:
    words = ["/bin/sh", str(PACKAGING / "debian/postrm"), "purge"]
    said = subprocess.run(words, capture_output=True, text=True, check=True, env={"PATH": "/usr/bin:/bin"})
    laid = {"/var/lib/songda", "/etc/songda", "/etc/nginx/sites-enabled/songda", "/etc/ssl/songda", "dropdb songda"}
    assert {each for each in laid if each not in said.stdout} == set()


def test_a_page_that_the_package_brought_is_named_from_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("songda.site.errors.PACKAGED", tmp_path)
    (tmp_path / "docs/howto").mkdir(parents=True)
    (tmp_path / "docs/howto/run.md").touch()
    words = "What follows: docs/howto/run.md. Else docs/howto/back-up.md."
    assert with_pages(words) == f"What follows: {tmp_path}/docs/howto/run.md. Else docs/howto/back-up.md."


def test_the_recipe_of_an_image_names_nobody_to_fetch_from() -> None:
    """Whoever builds says where the base comes from; packages come from what that base is set to."""
    recipe = (PACKAGING / "Containerfile").read_text(encoding="utf-8")
    assert re.findall(r"^FROM (.*)$", recipe, re.MULTILINE) == ["${BASE}"]
    assert re.findall(r"[\w-]+\.(?:io|com|org|net|cn)\b|://", recipe) == []


CERTIFICATE = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=court -days 2"


class Court(BaseHTTPRequestHandler):
    """Stands where songda would, and says how it was asked."""

    def do_POST(self) -> None:
        told = json.dumps({name: self.headers[name] for name in ("Host", "X-Forwarded-Proto", "X-Forwarded-For")})
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told.encode())

    def log_message(self, *_: object) -> None: ...


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def started(kind: str, folder: Path, court: int, port: int) -> list[str]:
    """The words that start this proxy with the sample of the package, at other ports and with another certificate."""
    name = {"nginx": "nginx.conf", "caddy": "Caddyfile"}[kind]
    sample = (PACKAGING / name).read_text(encoding="utf-8").replace("/etc/ssl/songda", str(folder))
    sample = sample.replace("127.0.0.1:8000", f"127.0.0.1:{court}")
    if kind == "caddy":
        sample = sample.replace("songda.court.example", f"https://songda.court.example:{port}")
        sample = "{\n\tadmin off\n\tauto_https off\n}\n" + sample
    else:
        sample = sample.replace("listen 443", f"listen {port}").replace("listen 80", f"listen {free_port()}")
        temporary = "".join(f"{each}_temp_path {folder}/{each};\n" for each in ("client_body", "proxy"))
        user = "user root;\n" if os.geteuid() == 0 else ""
        head = f"{user}daemon off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
        sample = f"{head}http {{\n{temporary}access_log off;\n{sample}}}\n"
    (folder / name).write_text(sample, encoding="utf-8")
    words = [str(NGINX), "-c"] if kind == "nginx" else [str(CADDY), "run", "--adapter", "caddyfile", "--config"]
    return [*words, str(folder / name)]


@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_a_proxy_with_the_sample_tells_whence_people_come_and_not_what_they_say(kind: str, tmp_path: Path) -> None:
    if OPENSSL is None or {"nginx": NGINX, "caddy": CADDY}[kind] is None:
        pytest.skip(f"no {kind} here")
    words = [*CERTIFICATE.split(), "-keyout", "key.pem", "-out", "fullchain.pem"]
    subprocess.run([str(OPENSSL), *words], cwd=tmp_path, check=True, capture_output=True)
    court, port = HTTPServer(("127.0.0.1", 0), Court), free_port()
    threading.Thread(target=court.serve_forever, daemon=True).start()
    own = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    proxy = subprocess.Popen(started(kind, tmp_path, court.server_port, port), env=own)
    try:
        told = json.loads(ask_through(port, tmp_path / "fullchain.pem", b"x" * 3_000_000))
    finally:
        proxy.terminate()
        proxy.wait(20)
        court.shutdown()
        court.server_close()
    assert told["X-Forwarded-Proto"] == "https"
    assert told["X-Forwarded-For"] == "127.0.0.1"
    assert told["Host"].startswith("songda.court.example")


def ask_through(port: int, trusted: Path, body: bytes) -> bytes:
    """What the court answers to a large paper from somebody who says that they come from elsewhere, in clear."""
    context = ssl.create_default_context(cafile=str(trusted))
    context.check_hostname = False
    said = {"Host": f"songda.court.example:{port}", "X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "http"}
    for _ in range(100):
        try:
            with socket.create_connection(("127.0.0.1", port), 5):
                break
        except OSError:
            time.sleep(0.1)
    with (
        socket.create_connection(("127.0.0.1", port), 20) as plain,
        context.wrap_socket(plain, server_hostname="songda.court.example") as line,
    ):
        head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        line.sendall(
            f"POST / HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body
        )
        came = b"".join(iter(lambda: line.recv(65536), b""))
    assert came.startswith(b"HTTP/1.1 200"), came[:200]
    return came.partition(b"\r\n\r\n")[2]


def test_the_image_is_made_of_what_a_release_makes() -> None:
    recipe = (PACKAGING / "Containerfile").read_text(encoding="utf-8")
    assert re.findall(r"^COPY (\S+)", recipe, re.MULTILINE) == ["songda_*.deb"]
    assert "USER songda" in recipe


def test_what_was_not_committed_is_not_released(tmp_path: Path) -> None:
    for words in (
        ["init", "--quiet"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "a"],
    ):
        run(["git", *words], tmp_path)
    assert uncommitted(tmp_path) == ""
    (tmp_path / "stray.py").touch()
    assert "stray.py" in uncommitted(tmp_path)


def test_no_file_of_the_package_names_where_it_is_fetched_from() -> None:
    texts = [path.read_text(encoding="utf-8") for path in PACKAGING.rglob("*") if path.is_file()]
    assert [found for text in texts for found in re.findall(r"https?://[^\s;]+", text) if "$" not in found
            and found not in {"http://songda", "https://songda.court.example"}] == []  # fmt: skip
