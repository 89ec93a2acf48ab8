"""The command line `songda`: one file per command, read only when that command is asked for."""

import sys

try:
    from songda.site.commands import main
except ModuleNotFoundError as error:
    sys.stderr.write(f"The Python module {error.name} is missing. Run `make demo`: it installs what is needed.\n")
    raise SystemExit(2) from error

__all__ = ["main"]
