"""The command line `songda`: commands by what they are about, read only when one of them is asked for."""

import sys

try:
    from songda.site.commands import main
except ModuleNotFoundError as error:
    sys.stderr.write(f"The Python module {error.name} is missing. Run `make demo`: it installs what is needed.\n")
    raise SystemExit(2) from error

__all__ = ["main"]
