"""Is everything in the wheel? Every kept file of the package, and a compiled catalogue beside each written one."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from scripts.wheel.making import ROOT

PACKAGES = ("songda", "songda_demo", "songda_tools")


def lacking(wheel: Path) -> list[str]:
    """The files that should be in the wheel and are not."""
    with ZipFile(wheel) as packed:
        return sorted(set(_wanted()) - set(packed.namelist()))


def _wanted() -> Iterator[str]:
    words = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", *PACKAGES]
    for name in subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines():
        if (ROOT / name).exists():
            yield name
            if name.endswith(".po"):
                yield name.removesuffix(".po") + ".mo"
