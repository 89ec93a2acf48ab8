"""What the package brings beside the program: units that are shut in and start again, a proxy's sample that holds."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parent.parent / "packaging"
UNITS = sorted((PACKAGING / "systemd").glob("*.service"))
LONG_LIVED = [one for one in UNITS if "Type=oneshot" not in one.read_text(encoding="utf-8")]
MOST_EXPOSED = 3.0
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")  # where Debian puts it
RUN = (Path(__file__).parent.parent / "docs/howto/run.md").read_text(encoding="utf-8")


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

    block = RUN.partition("## A real court")[2].partition("The package brings")[0]
    units = {name for name in re.findall(r"songda-[a-z]+@?(?:\.timer)?", block) if not name.startswith("songda-0")}
    known = {path.name.removesuffix(".service") for path in (PACKAGING / "systemd").iterdir()}
    assert units <= known
    assert set(re.findall(r"^ +(?:sudo -u songda )?songda (\w+)", block, re.MULTILINE)) <= COMMANDS.keys()


@pytest.mark.skipif(NGINX is None or shutil.which("openssl") is None, reason="no nginx here")
def test_nginx_takes_the_sample(tmp_path: Path) -> None:
    words = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=court",
        "-days",
        "2",
    ]
    subprocess.run(
        [*words, "-keyout", "key.pem", "-out", "fullchain.pem"], cwd=tmp_path, check=True, capture_output=True
    )
    sample = (PACKAGING / "nginx.conf").read_text(encoding="utf-8").replace("/etc/ssl/songda", str(tmp_path))
    whole = f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{sample}\n}}\n"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    words = [str(NGINX), "-t", "-c", str(tmp_path / "nginx.conf")]
    tried = subprocess.run(words, capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr


def test_no_file_of_the_package_names_where_it_is_fetched_from() -> None:
    texts = [path.read_text(encoding="utf-8") for path in PACKAGING.rglob("*") if path.is_file()]
    assert [found for text in texts for found in re.findall(r"https?://[^\s;]+", text) if "$" not in found
            and found != "http://songda"] == []  # fmt: skip
