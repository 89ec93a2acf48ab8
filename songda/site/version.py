"""Which songda this is: its version, and the commit that it was made from."""

import shutil
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Final

NOTED: Final = Path(__file__).parents[1] / "commit"  # written while the package is made
UNKNOWN: Final = "unknown"


@cache
def version() -> str:
    """As in `0.1.0`."""
    try:
        return installed_version("songda")
    except PackageNotFoundError:
        return UNKNOWN


@cache
def commit() -> str:
    """Twelve hexadecimal digits, with a plus sign where the checkout differs from it; `unknown` where nobody says."""
    if NOTED.is_file():
        return NOTED.read_text(encoding="ascii").strip()
    git, root = shutil.which("git"), NOTED.parents[1]
    if git is None or not (root / ".git").exists():
        return UNKNOWN
    words = [git, "-C", str(root), "describe", "--always", "--abbrev=12", "--exclude=*", "--dirty=+"]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    return said.stdout.strip() or UNKNOWN


def version_and_commit() -> str:
    """As in `0.1.0 (commit 4e925d30fa11)`."""
    return f"{version()} (commit {commit()})"
